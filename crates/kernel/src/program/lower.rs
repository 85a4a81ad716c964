//! IR to draft: types pick the opcode, branches become selects or skips.
//!
//! A branch whose blocks are cheap is computed for all lanes. An expensive block is jumped over
//! when no lane of the block needs it, and inside it the engine's functions are called only for
//! the lanes that do.

use numpool_math::MathFn;

use super::TooLarge;
use super::code::Code;
use super::cost;
use super::draft::{Draft, Reg};
use crate::ir::{
    BinaryOp, Block, CompareOp, Function, If, Item, MAX_DEPTH, Merge, Op, Type, UnaryOp, Value,
};

/// A block of a branch cheaper than this (ns per item) is not worth a skip.
const WORTH_SKIPPING: f64 = 1.0;

/// Lowers a verified function; the register of its result.
pub(super) fn lower(function: &Function) -> Result<(Draft, Reg), TooLarge> {
    let mut lowering = Lowering {
        function,
        needed: needed(function)?,
        registers: vec![None; function.values.len()],
        draft: Draft::default(),
    };
    lowering.block(&function.body, None)?;
    let result = lowering.register(function.result);
    Ok((lowering.draft, result))
}

/// Which values the result depends on.
fn needed(function: &Function) -> Result<Vec<bool>, TooLarge> {
    let mut merges = vec![None; function.values.len()];
    collect(&function.body, 0, &mut merges)?;
    let mut needed = vec![false; function.values.len()];
    let mut open = vec![function.result];
    while let Some(value) = open.pop() {
        if std::mem::replace(&mut needed[value.0 as usize], true) {
            continue;
        }
        match &function.inst(value).op {
            Op::Column(_) | Op::Param(_) | Op::Number(_) | Op::Boolean(_) => {}
            Op::Unary(_, a) | Op::Math1(_, a) => open.push(*a),
            Op::Binary(_, a, b) | Op::Compare(_, a, b) | Op::Math2(_, a, b) => {
                open.extend([*a, *b]);
            }
            Op::Select { cond, then, other } => open.extend([*cond, *then, *other]),
            Op::Hypot(operands) => open.extend(operands),
            Op::Merge => {
                if let Some((cond, merge)) = merges[value.0 as usize] {
                    let merge: Merge = merge;
                    open.extend([cond, merge.then, merge.other]);
                }
            }
        }
    }
    Ok(needed)
}

/// Notes the condition and the entry of every merge.
fn collect(
    block: &Block,
    depth: usize,
    merges: &mut [Option<(Value, Merge)>],
) -> Result<(), TooLarge> {
    if depth > MAX_DEPTH {
        return Err(TooLarge::depth());
    }
    for item in &block.items {
        if let Item::If(branch) = item {
            for merge in &branch.merges {
                merges[merge.value.0 as usize] = Some((branch.cond, *merge));
            }
            collect(&branch.then, depth + 1, merges)?;
            collect(&branch.other, depth + 1, merges)?;
        }
    }
    Ok(())
}

struct Lowering<'a> {
    function: &'a Function,
    needed: Vec<bool>,
    /// By value, once it is lowered.
    registers: Vec<Option<Reg>>,
    draft: Draft,
}

impl Lowering<'_> {
    fn is_needed(&self, value: Value) -> bool {
        self.needed[value.0 as usize]
    }

    /// The register of a value that the verifier saw defined before.
    fn register(&mut self, value: Value) -> Reg {
        match self.registers[value.0 as usize] {
            Some(reg) => reg,
            // Unreachable for verified functions; a number keeps an unverified one harmless.
            None => self.draft.constant(f64::NAN.to_bits()),
        }
    }

    /// Lowers a block that only the lanes in `active` need (`None`: all).
    fn block(&mut self, block: &Block, active: Option<Reg>) -> Result<(), TooLarge> {
        for item in &block.items {
            match item {
                Item::Def(value) if self.is_needed(*value) => {
                    let reg = self.instruction(*value, active)?;
                    self.registers[value.0 as usize] = Some(reg);
                }
                Item::Def(_) => {}
                Item::If(branch) => self.branch(branch, active)?,
            }
        }
        Ok(())
    }

    fn branch(&mut self, branch: &If, active: Option<Reg>) -> Result<(), TooLarge> {
        if !branch
            .merges
            .iter()
            .any(|merge| self.is_needed(merge.value))
        {
            return Ok(());
        }
        let cond = self.register(branch.cond);
        if self.is_cheap(&branch.then) {
            self.block(&branch.then, active)?;
        } else {
            let mask = match active {
                Some(active) => self.draft.emit(Code::And, &[active, cond], 0)?,
                None => cond,
            };
            self.skippable(&branch.then, mask)?;
        }
        if self.is_cheap(&branch.other) {
            self.block(&branch.other, active)?;
        } else {
            let mask = match active {
                Some(active) => self.draft.emit(Code::AndNot, &[active, cond], 0)?,
                None => self.draft.emit(Code::Invert, &[cond], 0)?,
            };
            self.skippable(&branch.other, mask)?;
        }
        for merge in &branch.merges {
            if self.is_needed(merge.value) {
                let (then, other) = (self.register(merge.then), self.register(merge.other));
                let reg = self.draft.emit(Code::Select, &[cond, then, other], 0)?;
                self.registers[merge.value.0 as usize] = Some(reg);
            }
        }
        Ok(())
    }

    fn skippable(&mut self, block: &Block, mask: Reg) -> Result<(), TooLarge> {
        let skip = self.draft.skip_unless(mask);
        self.block(block, Some(mask))?;
        self.draft.land(&skip);
        Ok(())
    }

    fn is_cheap(&self, block: &Block) -> bool {
        self.cost(block) < WORTH_SKIPPING
    }

    /// Estimated ns per item of what is needed in a block.
    fn cost(&self, block: &Block) -> f64 {
        let cost = |item: &Item| match item {
            Item::Def(value) if self.is_needed(*value) => cost::of_value(self.function, *value),
            Item::Def(_) => 0.0,
            Item::If(branch) => self.cost(&branch.then) + self.cost(&branch.other),
        };
        block.items.iter().map(cost).sum()
    }

    fn instruction(&mut self, value: Value, active: Option<Reg>) -> Result<Reg, TooLarge> {
        let function = self.function;
        let inst = function.inst(value);
        match &inst.op {
            Op::Column(column) => Ok(self.draft.column(*column)),
            Op::Param(param) => Ok(self.draft.param(*param)),
            Op::Number(number) => Ok(self.draft.constant(match inst.ty {
                Type::F64 => number.to_bits(),
                // The low half of a lane; both casts are exact for their type.
                Type::I32 => u64::from((*number as i32).cast_unsigned()),
                Type::U32 | Type::Bool => u64::from(*number as u32),
            })),
            Op::Boolean(holds) => Ok(self.draft.constant(u64::from(*holds).wrapping_neg())),
            Op::Unary(op, a) => {
                let from = function.ty(*a);
                let a = self.register(*a);
                match unary(*op, from) {
                    Some(code) => self.draft.emit(code, &[a], 0),
                    None => Ok(a),
                }
            }
            Op::Binary(op, a, b) => {
                let args = [self.register(*a), self.register(*b)];
                self.draft.emit(binary(*op), &args, 0)
            }
            Op::Compare(op, a, b) => {
                let (code, swapped) = compare(*op, function.ty(*a));
                let (a, b) = (self.register(*a), self.register(*b));
                self.draft
                    .emit(code, &if swapped { [b, a] } else { [a, b] }, 0)
            }
            Op::Select { cond, then, other } => {
                let args = [
                    self.register(*cond),
                    self.register(*then),
                    self.register(*other),
                ];
                self.draft.emit(Code::Select, &args, 0)
            }
            Op::Math1(f, a) => {
                let a = self.register(*a);
                self.call(*f, Code::Call1, Code::Call1Where, [a, a], active)
            }
            Op::Math2(f, a, b) => {
                let args = [self.register(*a), self.register(*b)];
                self.call(*f, Code::Call2, Code::Call2Where, args, active)
            }
            Op::Hypot(operands) => {
                let args: Vec<Reg> = operands.iter().map(|value| self.register(*value)).collect();
                self.draft.emit(Code::Hypot, &args, 0)
            }
            // Defined by its branch, never by an entry of a block.
            Op::Merge => Ok(self.register(value)),
        }
    }

    fn call(
        &mut self,
        function: MathFn,
        all: Code,
        some: Code,
        args: [Reg; 2],
        active: Option<Reg>,
    ) -> Result<Reg, TooLarge> {
        let number = self.draft.function(function);
        let uniform = args.iter().all(|arg| self.draft.home(*arg).is_uniform());
        match active {
            Some(mask) if !uniform => self.draft.emit(some, &[args[0], args[1], mask], number),
            _ => self.draft.emit(all, &args, number),
        }
    }
}

/// The opcode of an operator on a type; `None` where the bits stay as they are.
fn unary(op: UnaryOp, from: Type) -> Option<Code> {
    Some(match op {
        UnaryOp::Neg => Code::Neg,
        UnaryOp::Abs => Code::Abs,
        UnaryOp::Sqrt => Code::Sqrt,
        UnaryOp::Floor => Code::Floor,
        UnaryOp::Ceil => Code::Ceil,
        UnaryOp::Trunc => Code::Trunc,
        UnaryOp::Round => Code::Round,
        UnaryOp::Sign => Code::Sign,
        UnaryOp::Fround => Code::Fround,
        UnaryOp::F16round => Code::F16round,
        UnaryOp::Clz32 => Code::Clz32,
        UnaryOp::BitNot | UnaryOp::Not => Code::Invert,
        UnaryOp::ToI32 | UnaryOp::ToU32 if from == Type::F64 => Code::F64ToInt,
        UnaryOp::ToI32 | UnaryOp::ToU32 => return None,
        UnaryOp::ToF64 => match from {
            Type::I32 => Code::I32ToF64,
            Type::U32 => Code::U32ToF64,
            Type::Bool => Code::BoolToF64,
            Type::F64 => return None,
        },
        UnaryOp::ToBool => match from {
            Type::F64 => Code::F64ToBool,
            Type::I32 | Type::U32 => Code::IntToBool,
            Type::Bool => return None,
        },
        UnaryOp::IsNan => Code::IsNan,
        UnaryOp::IsFinite => Code::IsFinite,
        UnaryOp::IsInteger => Code::IsInteger,
    })
}

fn binary(op: BinaryOp) -> Code {
    match op {
        BinaryOp::Add => Code::Add,
        BinaryOp::Sub => Code::Sub,
        BinaryOp::Mul => Code::Mul,
        BinaryOp::Div => Code::Div,
        BinaryOp::Rem => Code::Rem,
        BinaryOp::Min => Code::Min,
        BinaryOp::Max => Code::Max,
        BinaryOp::BitAnd | BinaryOp::And => Code::And,
        BinaryOp::BitOr | BinaryOp::Or => Code::Or,
        BinaryOp::BitXor => Code::Xor,
        BinaryOp::Shl => Code::Shl,
        BinaryOp::Shr => Code::Shr,
        BinaryOp::UShr => Code::UShr,
        BinaryOp::Imul => Code::Imul,
    }
}

/// The opcode of a comparison, and whether it takes its operands the other way round.
fn compare(op: CompareOp, ty: Type) -> (Code, bool) {
    let (eq, ne, lt, le) = match ty {
        Type::F64 => (Code::EqF, Code::NeF, Code::LtF, Code::LeF),
        Type::I32 => (Code::EqI, Code::NeI, Code::LtI, Code::LeI),
        Type::U32 => (Code::EqI, Code::NeI, Code::LtU, Code::LeU),
        // Booleans are not ordered: the verifier refuses it.
        Type::Bool => (Code::Same, Code::Xor, Code::AndNot, Code::Or),
    };
    match op {
        CompareOp::Eq => (eq, false),
        CompareOp::Ne => (ne, false),
        CompareOp::Lt => (lt, false),
        CompareOp::Le => (le, false),
        CompareOp::Gt => (lt, true),
        CompareOp::Ge => (le, true),
    }
}
