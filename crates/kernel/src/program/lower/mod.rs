//! IR to draft: types pick the opcode, branches become selects or skips.
//!
//! A branch whose blocks are cheap is computed for all lanes. An expensive block is jumped over
//! when no lane of the block needs it, and inside it the engine's functions are called only for
//! the lanes that do.

mod loops;
mod opcodes;

use std::collections::HashMap;

use numpool_math::MathFn;

use super::TooLarge;
use super::code::Code;
use super::cost;
use super::draft::{Draft, Reg};
use super::facts::{self, Facts};
use crate::ir::{Block, Function, If, Item, Op, Type, UnaryOp, Value};
use opcodes::{binary, compare, unary};

/// A block of a branch cheaper than this (ns per item) is not worth a skip.
const WORTH_SKIPPING: f64 = 1.0;

/// Lowers a verified function; the registers of its results.
pub(super) fn lower(function: &Function) -> Result<(Draft, Vec<Reg>), TooLarge> {
    let mut lowering = Lowering {
        function,
        facts: Facts::of(function)?,
        uses: facts::uses(function),
        registers: vec![None; function.values.len()],
        draft: Draft::default(),
        loops: 0,
    };
    lowering.block(&function.body, None)?;
    let results = function.results();
    let results = results.map(|result| lowering.register(result)).collect();
    Ok((lowering.draft, results))
}

struct Lowering<'a> {
    function: &'a Function,
    facts: Facts,
    /// How often each value is named.
    uses: HashMap<Value, u32>,
    /// By value, once it is lowered.
    registers: Vec<Option<Reg>>,
    draft: Draft,
    /// How many loops surround the place that lowering has reached.
    loops: u32,
}

impl Lowering<'_> {
    fn is_needed(&self, value: Value) -> bool {
        self.facts.needed[value.0 as usize]
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
                Item::Loop(it) => self.turns(it, active)?,
            }
        }
        Ok(())
    }

    fn branch(&mut self, branch: &If, active: Option<Reg>) -> Result<(), TooLarge> {
        let mut merged = branch.merges.iter().map(|merge| merge.value);
        let is_needed = merged.any(|value| self.is_needed(value));
        let values = &self.function.values;
        if !is_needed && !branch.then.must_run(values) && !branch.other.must_run(values) {
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
            // It must not be made for lanes that do not need it: it may never end.
            Item::Loop(_) => f64::INFINITY,
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
            Op::Load(table, index) => {
                let ty = function.ty(*index);
                let mut index = self.register(*index);
                if let Some(code) = unary(UnaryOp::ToF64, ty) {
                    index = self.draft.emit(code, &[index], 0)?;
                }
                self.load(*table, index, active)
            }
            Op::Length(table) => {
                let params = function.params.len() as u32;
                Ok(self.draft.param(params + table))
            }
            // Defined by a branch or loop, never by an entry of a block.
            Op::Merge | Op::Carried => Ok(self.register(value)),
        }
    }

    /// Where only some lanes count, at least one does: control would not have come here otherwise.
    fn load(&mut self, table: u32, index: Reg, active: Option<Reg>) -> Result<Reg, TooLarge> {
        let uniform = self.draft.home(index).is_uniform();
        match active {
            // Not once a run: perhaps no turn is made.
            None if uniform && self.loops > 0 => self.draft.emit_here(Code::Load, &[index], table),
            None => self.draft.emit(Code::Load, &[index], table),
            Some(_) if uniform => self.draft.emit_here(Code::Load, &[index], table),
            Some(mask) => self.draft.emit(Code::LoadWhere, &[index, mask], table),
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
