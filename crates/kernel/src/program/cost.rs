//! What operations cost: ns per item and operation in the block machine, on one thread.
//!
//! Measured with `examples/machine.rs` on a Zen 4 at 3.7 GHz, AVX2 and AVX-512 alike, and rounded;
//! two-lane instruction sets take twice as long. Only orders of magnitude matter: they decide
//! which branches are worth a skip and how many threads are worth waking.

use numpool_math::{MathFn, Vector};

use super::code::Code;
use super::draft::{Draft, Instr};
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
/// The same where this CPU has vector code for them; 1 to 4 for most.
const VECTOR: f64 = 2.5;
const VECTOR_TWO: f64 = 5.0;

/// A step on one group of lanes, which is the least that it does.
const STEP: f64 = 7.0;

/// The item of a table.
const LOAD: f64 = 1.0;
/// Turns of a loop that are not counted in the source.
const TURNS: f64 = 100.0;
/// Of loops within each other.
const MOST_TURNS: f64 = 1000.0;
/// A step on what is the same for all lanes, shared among them.
const ONCE: f64 = 0.02;

/// The share of lanes that a call inside a branch is made for: unknown, so one half.
const GUARDED: f64 = 0.5;

/// What a program costs, as far as it can be told beforehand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// ns per item on one thread.
    pub item_ns: f64,
    /// ns of a run besides, however few its items are.
    pub run_ns: f64,
    /// ns per item in plain JavaScript, after it was optimised.
    pub plain_ns: f64,
    /// Whether the turns of all loops are counted in the source. Elsewhere they are guessed.
    pub counted: bool,
}

/// The cost of a program that reads and writes so many columns besides its first result; `turns` has what is known of each loop.
pub(super) fn of_body(draft: &Draft, body: &[Instr], columns: usize) -> Cost {
    let transfers = TRANSFER * (columns + 1) as f64;
    let mut cost = Cost {
        item_ns: transfers,
        run_ns: 0.0,
        plain_ns: transfers,
        counted: draft.turns.iter().all(Option::is_some),
    };
    // Known turns, and guessed ones, of the loops around.
    let (mut known, mut guessed) = (1.0_f64, 1.0_f64);
    for instr in body {
        let turns = || draft.turns[instr.extra as usize];
        match instr.code {
            Code::LoopStart => match turns() {
                Some(turns) => known *= turns.max(1.0),
                None => guessed *= TURNS,
            },
            Code::LoopEnd => match turns() {
                Some(turns) => known /= turns.max(1.0),
                None => guessed /= TURNS,
            },
            _ => {}
        }
        let times = known * guessed.min(MOST_TURNS);
        let lanes = instr.dst.is_none_or(|dst| !draft.home(dst).is_uniform());
        cost.item_ns += times
            * if lanes {
                of_instr(instr, &draft.math)
            } else {
                ONCE
            };
        cost.run_ns += times * STEP;
        cost.plain_ns += times * in_plain_js(instr);
    }
    cost
}

/// Estimated ns of an instruction in optimised JavaScript.
fn in_plain_js(instr: &Instr) -> f64 {
    match instr.code {
        Code::Div => 1.0,
        Code::Sqrt | Code::Interpolate => 1.5,
        Code::F16round => 5.0,
        Code::Rem => 11.0,
        Code::Hypot => 5.0 * instr.args.len() as f64,
        Code::Call1 | Code::Call1Where => 9.0,
        Code::Call2 | Code::Call2Where => 20.0,
        Code::Horner => 0.3 * instr.args.len() as f64,
        Code::Reserve | Code::LoopStart => 0.0,
        _ => 0.3,
    }
}

/// Estimated ns of a call of an engine function for one lane.
fn of_call(function: MathFn) -> f64 {
    match (Vector::best(function).is_some(), function.arity()) {
        (true, 1) => VECTOR,
        (true, _) => VECTOR_TWO,
        (false, 1) => CALL,
        (false, _) => CALL_TWO,
    }
}

fn of_instr(instr: &Instr, math: &[MathFn]) -> f64 {
    let call = || of_call(math[instr.extra as usize]);
    match instr.code {
        Code::Div => DIVIDE,
        Code::Sqrt => ROOT,
        Code::F16round => HALF_PRECISION,
        Code::Rem => REMAINDER,
        Code::Horner => PASS + TURN * (instr.args.len() - 2) as f64,
        Code::Hypot => HYPOT * instr.args.len() as f64,
        Code::Load | Code::LoadWhere | Code::LoadPair | Code::Interpolate => LOAD,
        Code::Reserve => 0.0,
        Code::Call1 | Code::Call2 => call(),
        Code::Call1Where | Code::Call2Where => call() * GUARDED,
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
        Op::Math1(math, _) | Op::Math2(math, ..) => of_call(*math),
        _ => PASS,
    }
}
