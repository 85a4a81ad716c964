//! Runs a kernel for one item, value by value: what the tests hold the front end to.

use numpool_math::{MathFn, exact};

use crate::ir::{BinaryOp, Block, CompareOp, Function, Item, Op, Type, UnaryOp, Value};

/// The engine's functions are replaced by this simple formula, which tests repeat in JS: what
/// matters here is that the right function gets the right arguments.
pub(crate) fn stand_in(math: MathFn, x: f64, y: f64) -> f64 {
    x * 3.0 + y * 5.0 + f64::from(math as u8)
}

/// A number (booleans as 0 and 1) and whether it is a boolean.
pub(crate) fn evaluate(function: &Function, columns: &[f64], params: &[f64]) -> (f64, bool) {
    evaluate_with(function, columns, params, &[])
}

/// As [`evaluate`], with tables.
pub(crate) fn evaluate_with(
    function: &Function,
    columns: &[f64],
    params: &[f64],
    tables: &[&[f64]],
) -> (f64, bool) {
    let mut run = Run {
        function,
        columns,
        params,
        tables,
        values: vec![f64::NAN; function.values.len()],
    };
    run.block(&function.body);
    let boolean = function.ty(function.result) == Type::Bool;
    (run.of(function.result), boolean)
}

/// As [`evaluate`], all results.
pub(crate) fn evaluate_all(function: &Function, columns: &[f64]) -> Vec<f64> {
    let mut run = Run {
        function,
        columns,
        params: &[],
        tables: &[],
        values: vec![f64::NAN; function.values.len()],
    };
    run.block(&function.body);
    function.results().map(|result| run.of(result)).collect()
}

struct Run<'f> {
    function: &'f Function,
    columns: &'f [f64],
    params: &'f [f64],
    tables: &'f [&'f [f64]],
    values: Vec<f64>,
}

impl Run<'_> {
    fn block(&mut self, block: &Block) {
        for item in &block.items {
            match item {
                Item::Def(value) => {
                    self.values[value.0 as usize] = self.op(&self.function.inst(*value).op);
                }
                Item::If(branch) => {
                    let holds = self.of(branch.cond) != 0.0;
                    self.block(if holds { &branch.then } else { &branch.other });
                    for merge in &branch.merges {
                        let from = if holds { merge.then } else { merge.other };
                        self.values[merge.value.0 as usize] = self.of(from);
                    }
                }
                Item::Loop(it) => {
                    for carried in &it.carried {
                        self.values[carried.value.0 as usize] = self.of(carried.first);
                    }
                    while self.of(it.cond) != 0.0 {
                        self.block(&it.body);
                        let next: Vec<f64> = it.carried.iter().map(|c| self.of(c.next)).collect();
                        for (carried, next) in it.carried.iter().zip(next) {
                            self.values[carried.value.0 as usize] = next;
                        }
                    }
                }
            }
        }
    }

    fn of(&self, value: Value) -> f64 {
        self.values[value.0 as usize]
    }

    fn op(&self, op: &Op) -> f64 {
        match op {
            Op::Column(index) => self.columns[*index as usize],
            Op::Param(index) => self.params[*index as usize],
            Op::Number(number) => *number,
            Op::Boolean(boolean) => f64::from(u8::from(*boolean)),
            Op::Unary(op, a) => unary(*op, self.of(*a)),
            Op::Binary(op, a, b) => binary(*op, self.of(*a), self.of(*b)),
            Op::Compare(op, a, b) => compare(*op, self.of(*a), self.of(*b)),
            Op::Select { cond, then, other } => {
                self.of(if self.of(*cond) == 0.0 { *other } else { *then })
            }
            Op::Math1(math, a) => stand_in(*math, self.of(*a), 0.0),
            Op::Math2(math, a, b) => stand_in(*math, self.of(*a), self.of(*b)),
            Op::Hypot(values) => {
                let values: Vec<f64> = values.iter().map(|&value| self.of(value)).collect();
                exact::hypot(&values)
            }
            Op::Load(table, index) => {
                let index = self.of(*index);
                assert!(index >= 0.0 && index.fract() == 0.0, "bails out");
                self.tables[*table as usize][index as usize]
            }
            Op::Length(table) => self.tables[*table as usize].len() as f64,
            Op::Merge | Op::Carried => unreachable!("defined by a branch or loop"),
        }
    }
}

fn bit(boolean: bool) -> f64 {
    f64::from(u8::from(boolean))
}

fn unary(op: UnaryOp, a: f64) -> f64 {
    match op {
        UnaryOp::Neg => -a,
        UnaryOp::Abs => a.abs(),
        UnaryOp::Sqrt => a.sqrt(),
        UnaryOp::Floor => exact::floor(a),
        UnaryOp::Ceil => exact::ceil(a),
        UnaryOp::Trunc => exact::trunc(a),
        UnaryOp::Round => exact::round(a),
        UnaryOp::Sign => exact::sign(a),
        UnaryOp::Fround => exact::fround(a),
        UnaryOp::F16round => exact::f16round(a),
        UnaryOp::Clz32 => f64::from((a as i32).leading_zeros()),
        UnaryOp::BitNot => f64::from(!(a as i32)),
        UnaryOp::Not => bit(a == 0.0),
        UnaryOp::ToI32 => f64::from(exact::to_int32(a)),
        UnaryOp::ToU32 => f64::from(exact::to_uint32(a)),
        UnaryOp::ToF64 => a,
        UnaryOp::ToBool => bit(a != 0.0 && !a.is_nan()),
        UnaryOp::IsNan => bit(a.is_nan()),
        UnaryOp::IsFinite => bit(a.is_finite()),
        UnaryOp::IsInteger => bit(exact::is_integer(a)),
    }
}

fn binary(op: BinaryOp, a: f64, b: f64) -> f64 {
    let (x, y) = (a as i32, b as i32);
    match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div => a / b,
        BinaryOp::Rem => exact::rem(a, b),
        BinaryOp::Min => exact::min(a, b),
        BinaryOp::Max => exact::max(a, b),
        BinaryOp::BitAnd => f64::from(x & y),
        BinaryOp::BitOr => f64::from(x | y),
        BinaryOp::BitXor => f64::from(x ^ y),
        BinaryOp::Shl => f64::from(x.wrapping_shl(y as u32)),
        BinaryOp::Shr => f64::from(x.wrapping_shr(y as u32)),
        BinaryOp::UShr => f64::from((x as u32).wrapping_shr(y as u32)),
        BinaryOp::Imul => f64::from(exact::imul(x, y)),
        BinaryOp::And => bit(a != 0.0 && b != 0.0),
        BinaryOp::Or => bit(a != 0.0 || b != 0.0),
    }
}

fn compare(op: CompareOp, a: f64, b: f64) -> f64 {
    bit(match op {
        CompareOp::Eq => a == b,
        CompareOp::Ne => a != b,
        CompareOp::Lt => a < b,
        CompareOp::Le => a <= b,
        CompareOp::Gt => a > b,
        CompareOp::Ge => a >= b,
    })
}
