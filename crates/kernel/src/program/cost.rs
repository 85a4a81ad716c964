//! What operations cost: ns per item and operation in the block machine, on one thread.
//!
//! Measured with `examples/machine.rs` on a Zen 4 at 3.7 GHz, AVX2 and AVX-512 alike, and rounded;
//! two-lane instruction sets take twice as long. Only orders of magnitude matter: they decide
//! which branches are worth a skip and how many threads are worth waking.

use super::code::Code;
use super::draft::{Home, Instr};
use crate::ir::{BinaryOp, Function, Op, UnaryOp, Value};

/// One pass over blocks in L1: all operations that are not named below.
const PASS: f64 = 0.1;
/// Reading or writing a column, from L2 or memory.
const TRANSFER: f64 = 0.1;
/// Each turn of Horner's rule.
const TURN: f64 = 0.06;
const DIVIDE: f64 = 0.35;
const ROOT: f64 = 0.55;
const HALF_PRECISION: f64 = 0.3;
/// While quotients fit 53 bits; up to 1500 beyond.
const REMAINDER: f64 = 1.0;
/// `Math.hypot`, for each operand.
const HYPOT: f64 = 0.6;
/// An engine function of one operand through its pointer; 5 to 9 for most.
const CALL: f64 = 8.0;
/// `Math.atan2`, `Math.pow`.
const CALL_TWO: f64 = 13.0;

/// The item of a table.
const LOAD: f64 = 1.0;
/// Turns of a loop: unknown.
const TURNS: f64 = 100.0;
/// Of loops within each other.
const MOST_TURNS: f64 = 1000.0;
/// A step on what is the same for all lanes, shared among them.
const ONCE: f64 = 0.02;

/// The share of lanes that a call inside a branch is made for: unknown, so one half.
const GUARDED: f64 = 0.5;

/// Estimated ns per item of a program that reads and writes so many columns besides its first result.
pub(super) fn of_body(body: &[Instr], homes: &[Home], columns: usize) -> f64 {
    let (mut steps, mut turns) = (0.0, 1.0_f64);
    for instr in body {
        match instr.code {
            Code::LoopStart => turns *= TURNS,
            Code::LoopEnd => turns /= TURNS,
            _ => {}
        }
        let lanes = instr.dst.is_none_or(|dst| !homes[dst.index()].is_uniform());
        steps += turns.min(MOST_TURNS) * if lanes { of_instr(instr) } else { ONCE };
    }
    steps + TRANSFER * (columns + 1) as f64
}

fn of_instr(instr: &Instr) -> f64 {
    match instr.code {
        Code::Div => DIVIDE,
        Code::Sqrt => ROOT,
        Code::F16round => HALF_PRECISION,
        Code::Rem => REMAINDER,
        Code::Horner => PASS + TURN * (instr.args.len() - 2) as f64,
        Code::Hypot => HYPOT * instr.args.len() as f64,
        Code::Load | Code::LoadWhere | Code::LoadPair => LOAD,
        Code::Reserve => 0.0,
        Code::Call1 => CALL,
        Code::Call2 => CALL_TWO,
        Code::Call1Where => CALL * GUARDED,
        Code::Call2Where => CALL_TWO * GUARDED,
        _ => PASS,
    }
}

/// Estimated ns per item of one IR value.
pub(super) fn of_value(function: &Function, value: Value) -> f64 {
    match &function.inst(value).op {
        leaf if leaf.is_leaf() => 0.0,
        // It must not be made for lanes that do not need it: it would bail out.
        Op::Load(..) => f64::INFINITY,
        Op::Binary(BinaryOp::Div, ..) => DIVIDE,
        Op::Unary(UnaryOp::Sqrt, _) => ROOT,
        Op::Unary(UnaryOp::F16round, _) => HALF_PRECISION,
        Op::Binary(BinaryOp::Rem, ..) => REMAINDER,
        Op::Hypot(operands) => HYPOT * operands.len() as f64,
        Op::Math1(..) => CALL,
        Op::Math2(..) => CALL_TWO,
        _ => PASS,
    }
}
