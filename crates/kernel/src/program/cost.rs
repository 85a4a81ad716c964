//! What operations cost: ns per item and operation in the block machine, on one thread.
//!
//! Measured with `examples/steps.rs` (AVX2 class machine, blocks in L1), rounded. Only ratios and
//! orders of magnitude matter: they decide about skips, block sizes and how many threads to wake.

use super::code::Code;
use super::draft::Instr;
use crate::ir::{BinaryOp, Function, Op, UnaryOp, Value};

/// Reading or writing a column.
const TRANSFER: f64 = 0.1;
/// An engine function through its pointer.
const CALL: f64 = 8.0;

/// Estimated ns per item of a program.
pub(super) fn of_body(body: &[Instr], columns: usize) -> f64 {
    let steps: f64 = body.iter().map(of_instr).sum();
    steps + TRANSFER * (columns + 1) as f64
}

fn of_instr(instr: &Instr) -> f64 {
    match instr.code {
        Code::Sqrt | Code::Div => 0.7,
        Code::F16round => 0.4,
        Code::Rem => 6.0,
        Code::Hypot => 2.0 * instr.args.len() as f64,
        Code::Call1 | Code::Call1Where => CALL,
        Code::Call2 | Code::Call2Where => 2.0 * CALL,
        _ => 0.1,
    }
}

/// Estimated ns per item of one IR value.
pub(super) fn of_value(function: &Function, value: Value) -> f64 {
    match &function.inst(value).op {
        Op::Column(_) | Op::Param(_) | Op::Number(_) | Op::Boolean(_) | Op::Merge => 0.0,
        Op::Unary(UnaryOp::Sqrt, _) | Op::Binary(BinaryOp::Div, ..) => 0.7,
        Op::Unary(UnaryOp::F16round, _) => 0.4,
        Op::Binary(BinaryOp::Rem, ..) => 6.0,
        Op::Hypot(operands) => 2.0 * operands.len() as f64,
        Op::Math1(..) => CALL,
        Op::Math2(..) => 2.0 * CALL,
        Op::Unary(..) | Op::Binary(..) | Op::Compare(..) | Op::Select { .. } => 0.1,
    }
}
