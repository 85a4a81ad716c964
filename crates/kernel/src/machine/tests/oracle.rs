//! The plainest evaluator of the IR: one item, one value at a time.

use numpool_math::{Call, MathFn, Table, exact};

use super::harness::Input;
use crate::ir::{BinaryOp, Block, CompareOp, Function, Item, Op, Type, UnaryOp, Value};
use crate::machine::Kind;

/// A value of any type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Val {
    F64(f64),
    I32(i32),
    U32(u32),
    Bool(bool),
}

use Val::{Bool, F64, I32, U32};

impl Val {
    pub(super) fn number(self) -> f64 {
        match self {
            F64(x) => x,
            I32(x) => f64::from(x),
            U32(x) => f64::from(x),
            Bool(x) => f64::from(u8::from(x)),
        }
    }

    fn int(self) -> i32 {
        exact::to_int32(self.number())
    }

    fn truth(self) -> bool {
        let x = self.number();
        !(x == 0.0 || x.is_nan())
    }

    /// The bytes that storing this to an array of a kind leaves.
    pub(super) fn store(self, kind: Kind) -> Vec<u8> {
        let x = self.number();
        match kind {
            Kind::F64 => x.to_ne_bytes().to_vec(),
            Kind::F32 => (x as f32).to_ne_bytes().to_vec(),
            Kind::F16 => exact::f64_to_f16(x).to_ne_bytes().to_vec(),
            Kind::I8 | Kind::U8 => vec![self.int() as u8],
            Kind::U8Clamped => vec![exact::to_uint8_clamped(x)],
            Kind::I16 | Kind::U16 => (self.int() as u16).to_ne_bytes().to_vec(),
            Kind::I32 | Kind::U32 => self.int().to_ne_bytes().to_vec(),
            Kind::Bool => vec![u8::from(self.truth())],
        }
    }
}

/// The function's result for one item.
pub(super) fn evaluate(
    function: &Function,
    item: &[f64],
    params: &[f64],
    tables: &[Input],
    math: &Table,
) -> Val {
    let mut evaluator = Evaluator {
        function,
        item,
        params,
        tables,
        math,
        values: vec![F64(0.0); function.values.len()],
    };
    evaluator.block(&function.body);
    evaluator.get(function.result)
}

struct Evaluator<'a> {
    function: &'a Function,
    item: &'a [f64],
    params: &'a [f64],
    tables: &'a [Input],
    math: &'a Table,
    values: Vec<Val>,
}

impl Evaluator<'_> {
    fn get(&self, value: Value) -> Val {
        self.values[value.0 as usize]
    }

    fn block(&mut self, block: &Block) {
        for item in &block.items {
            match item {
                Item::Def(value) => self.values[value.0 as usize] = self.instruction(*value),
                Item::If(branch) => {
                    let holds = self.get(branch.cond).truth();
                    self.block(if holds { &branch.then } else { &branch.other });
                    for merge in &branch.merges {
                        let from = if holds { merge.then } else { merge.other };
                        self.values[merge.value.0 as usize] = self.get(from);
                    }
                }
                Item::Loop(it) => {
                    for carried in &it.carried {
                        self.values[carried.value.0 as usize] = self.get(carried.first);
                    }
                    while self.get(it.cond).truth() {
                        self.block(&it.body);
                        let next: Vec<Val> = it.carried.iter().map(|c| self.get(c.next)).collect();
                        for (carried, next) in it.carried.iter().zip(next) {
                            self.values[carried.value.0 as usize] = next;
                        }
                    }
                }
            }
        }
    }

    fn instruction(&self, value: Value) -> Val {
        let inst = self.function.inst(value);
        let number = |value: &Value| self.get(*value).number();
        let of_type = |x: f64| match inst.ty {
            Type::F64 => F64(x),
            Type::I32 => I32(x as i32),
            Type::U32 => U32(x as u32),
            Type::Bool => Bool(x != 0.0),
        };
        match &inst.op {
            Op::Column(column) => F64(self.item[*column as usize]),
            Op::Param(param) => of_type(self.params[*param as usize]),
            Op::Number(number) => of_type(*number),
            Op::Boolean(holds) => Bool(*holds),
            Op::Unary(op, a) => unary(*op, self.get(*a)),
            Op::Binary(op, a, b) => binary(*op, self.get(*a), self.get(*b)),
            Op::Compare(op, a, b) => {
                let (a, b) = (number(a), number(b));
                Bool(match op {
                    CompareOp::Eq => a == b,
                    CompareOp::Ne => a != b,
                    CompareOp::Lt => a < b,
                    CompareOp::Le => a <= b,
                    CompareOp::Gt => a > b,
                    CompareOp::Ge => a >= b,
                })
            }
            Op::Select { cond, then, other } => self.get(if self.get(*cond).truth() {
                *then
            } else {
                *other
            }),
            Op::Math1(f, a) => F64(call(self.math, *f, number(a), 0.0)),
            Op::Math2(f, a, b) => F64(call(self.math, *f, number(a), number(b))),
            Op::Hypot(operands) => F64(exact::hypot(
                &operands.iter().map(number).collect::<Vec<_>>(),
            )),
            Op::Load(table, index) => {
                let (index, table) = (number(index), &self.tables[*table as usize]);
                let place = index as usize;
                let found = index >= 0.0 && index.fract() == 0.0 && place < table.length();
                assert!(found, "bails out");
                F64(table.get(place))
            }
            Op::Length(table) => F64(self.tables[*table as usize].length() as f64),
            Op::Merge | Op::Carried => self.get(value),
        }
    }
}

/// A function of the engine.
fn call(math: &Table, function: MathFn, x: f64, y: f64) -> f64 {
    let call = math.get(function).expect("tests have every provider");
    // SAFETY: providers are pure and take any number.
    unsafe {
        match call {
            Call::One(call) => call(x),
            Call::Two(call) => call(x, y),
        }
    }
}

fn unary(op: UnaryOp, a: Val) -> Val {
    let x = a.number();
    match op {
        UnaryOp::Neg => F64(-x),
        UnaryOp::Abs => F64(x.abs()),
        UnaryOp::Sqrt => F64(x.sqrt()),
        UnaryOp::Floor => F64(exact::floor(x)),
        UnaryOp::Ceil => F64(exact::ceil(x)),
        UnaryOp::Trunc => F64(exact::trunc(x)),
        UnaryOp::Round => F64(exact::round(x)),
        UnaryOp::Sign => F64(exact::sign(x)),
        UnaryOp::Fround => F64(exact::fround(x)),
        UnaryOp::F16round => F64(exact::f16round(x)),
        UnaryOp::Clz32 => I32(exact::clz32(a.int())),
        UnaryOp::BitNot => I32(!a.int()),
        UnaryOp::Not => Bool(!a.truth()),
        UnaryOp::ToI32 => I32(exact::to_int32(x)),
        UnaryOp::ToU32 => U32(exact::to_uint32(x)),
        UnaryOp::ToF64 => F64(x),
        UnaryOp::ToBool => Bool(a.truth()),
        UnaryOp::IsNan => Bool(x.is_nan()),
        UnaryOp::IsFinite => Bool(x.is_finite()),
        UnaryOp::IsInteger => Bool(exact::is_integer(x)),
    }
}

fn binary(op: BinaryOp, a: Val, b: Val) -> Val {
    let (x, y) = (a.number(), b.number());
    match op {
        BinaryOp::Add => F64(x + y),
        BinaryOp::Sub => F64(x - y),
        BinaryOp::Mul => F64(x * y),
        BinaryOp::Div => F64(x / y),
        BinaryOp::Rem => F64(exact::rem(x, y)),
        BinaryOp::Min => F64(exact::min(x, y)),
        BinaryOp::Max => F64(exact::max(x, y)),
        BinaryOp::BitAnd => I32(a.int() & b.int()),
        BinaryOp::BitOr => I32(a.int() | b.int()),
        BinaryOp::BitXor => I32(a.int() ^ b.int()),
        BinaryOp::Shl => I32(a.int().wrapping_shl(b.int().cast_unsigned())),
        BinaryOp::Shr => I32(a.int().wrapping_shr(b.int().cast_unsigned())),
        BinaryOp::UShr => U32(a
            .int()
            .cast_unsigned()
            .wrapping_shr(b.int().cast_unsigned())),
        BinaryOp::Imul => I32(exact::imul(a.int(), b.int())),
        BinaryOp::And => Bool(a.truth() && b.truth()),
        BinaryOp::Or => Bool(a.truth() || b.truth()),
    }
}
