//! Loops: turns that all lanes make, lanes that leave one by one, and what stops them.

use std::sync::atomic::{AtomicBool, Ordering};

use numpool_math::{MathFn, Table};

use super::build::Builder;
use super::harness::{Input, check, edges, lengths};
use crate::ir::{BinaryOp, CompareOp, Function, Op, Type, UnaryOp, Value};
use crate::machine::{Choice, Column, Isa, Kind, Machine, Output, Run};
use crate::program::Program;

/// Numbers of which each lane needs another count of turns.
fn mixed(n: usize) -> Vec<f64> {
    (0..n).map(|i| ((i * 7919) % 97) as f64).collect()
}

/// `for (i = 0; i < 50; i++) v = r * v * (1 - v)`.
fn logistic() -> Function {
    let mut b = Builder::new();
    let (x, r) = (b.column(0), b.param(Type::F64));
    let (zero, one, fifty) = (b.number(0.0), b.number(1.0), b.number(50.0));
    let enter = b.boolean(true);
    let behind = b.turns(enter, &[zero, x], |b, now| {
        let left = b.binary(BinaryOp::Sub, one, now[1]);
        let scaled = b.binary(BinaryOp::Mul, r, now[1]);
        let next = b.binary(BinaryOp::Mul, scaled, left);
        let count = b.binary(BinaryOp::Add, now[0], one);
        let again = b.compare(CompareOp::Lt, count, fifty);
        (vec![count, next], again)
    });
    b.done(behind[1])
}

/// `n = 0; while (x > 0) { x -= 1; n += x }`, with what is read behind it and what is not.
fn countdown(both: bool) -> Function {
    let mut b = Builder::new();
    let (x, y) = (b.column(0), b.column(1));
    let (zero, one) = (b.number(0.0), b.number(1.0));
    let enter = b.compare(CompareOp::Gt, x, zero);
    let behind = b.turns(enter, &[x, y], |b, now| {
        let less = b.binary(BinaryOp::Sub, now[0], one);
        let sum = b.binary(BinaryOp::Add, now[1], less);
        let again = b.compare(CompareOp::Gt, less, zero);
        (vec![less, sum], again)
    });
    let result = if both {
        b.binary(BinaryOp::Mul, behind[0], behind[1])
    } else {
        behind[1]
    };
    b.done(result)
}

/// Two values that change places in each turn, and a third that follows.
fn places() -> Function {
    let mut b = Builder::new();
    let (x, y) = (b.column(0), b.column(1));
    let (zero, one) = (b.number(0.0), b.number(1.0));
    let enter = b.compare(CompareOp::Lt, zero, x);
    let behind = b.turns(enter, &[zero, x, y, one], |b, now| {
        let count = b.binary(BinaryOp::Add, now[0], one);
        let again = b.compare(CompareOp::Lt, count, x);
        (vec![count, now[2], now[1], now[1]], again)
    });
    let difference = b.binary(BinaryOp::Sub, behind[1], behind[2]);
    let result = b.binary(BinaryOp::Mul, difference, behind[3]);
    b.done(result)
}

/// A loop in a loop in a branch; the inner one has as many turns as the outer one has made.
fn nested(uniform: bool) -> Function {
    let mut b = Builder::new();
    let x = b.column(0);
    let (zero, one, five) = (b.number(0.0), b.number(1.0), b.number(5.0));
    let limit = if uniform { five } else { x };
    let cond = b.compare(CompareOp::Gt, x, five);
    let result = b.branch(
        cond,
        |b| {
            let enter = b.compare(CompareOp::Lt, zero, limit);
            let behind = b.turns(enter, &[zero, x], |b, now| {
                let inner = b.compare(CompareOp::Lt, zero, now[0]);
                let sum = b.turns(inner, &[zero, now[1]], |b, now_inner| {
                    let sine = b.math(MathFn::Sin, now_inner[1]);
                    let count = b.binary(BinaryOp::Add, now_inner[0], one);
                    let again = b.compare(CompareOp::Lt, count, now[0]);
                    (vec![count, sine], again)
                });
                let more = b.binary(BinaryOp::Add, sum[1], now[1]);
                let count = b.binary(BinaryOp::Add, now[0], one);
                let again = b.compare(CompareOp::Lt, count, limit);
                (vec![count, more], again)
            });
            behind[1]
        },
        |b| b.unary(UnaryOp::Neg, x),
    );
    b.done(result)
}

#[test]
fn turns_that_all_lanes_make() {
    for n in lengths(512) {
        let x: Vec<f64> = (0..n).map(|i| i as f64 / n as f64).collect();
        check(&logistic(), &[Input::numbers(&x)], Kind::F64, n, &[3.7]);
    }
    check(
        &logistic(),
        &[Input::numbers(&edges())],
        Kind::I32,
        edges().len(),
        &[1.5],
    );
}

#[test]
fn lanes_that_leave_one_by_one() {
    for n in lengths(512) {
        let inputs = || {
            [
                Input::numbers(&mixed(n)),
                Input::numbers(&mixed(n + 3)[3..]),
            ]
        };
        for both in [false, true] {
            check(&countdown(both), &inputs(), Kind::F64, n, &[]);
        }
        check(&places(), &inputs(), Kind::F64, n, &[]);
    }
}

#[test]
fn a_lane_that_stays_long_and_lanes_that_never_enter() {
    let n = 1500;
    for long in [0, 1, 511, 512, 1499] {
        let mut x = vec![-1.0; n];
        x[long] = 1000.0;
        let inputs = [Input::numbers(&x), Input::numbers(&mixed(n))];
        check(&countdown(true), &inputs, Kind::F64, n, &[]);
        check(&places(), &inputs, Kind::F32, n, &[]);
    }
}

#[test]
fn columns_of_other_kinds_and_shared_ones() {
    let n = 600;
    for kind in [Kind::U8, Kind::I16, Kind::F32, Kind::F64] {
        let shared = Input {
            shared: true,
            ..Input::of(&mixed(n), kind)
        };
        let inputs = [shared, Input::of(&mixed(n), kind)];
        check(&countdown(true), &inputs, kind, n, &[]);
        check(&places(), &inputs, kind, n, &[]);
    }
}

#[test]
fn loops_in_loops_and_branches() {
    for n in [1, 15, 16, 17, 100, 512, 700] {
        let x: Vec<f64> = mixed(n).iter().map(|x| x / 8.0).collect();
        for uniform in [false, true] {
            let inputs = [Input::numbers(&x)];
            check(&nested(uniform), &inputs, Kind::F64, n, &[]);
        }
    }
}

#[test]
fn a_loop_that_is_the_same_for_all_items() {
    // The sum of 1 to p, whatever the item.
    let mut b = Builder::new();
    let (p, zero, one) = (b.param(Type::F64), b.number(0.0), b.number(1.0));
    let enter = b.compare(CompareOp::Gt, p, zero);
    let behind = b.turns(enter, &[p, zero], |b, now| {
        let less = b.binary(BinaryOp::Sub, now[0], one);
        let sum = b.binary(BinaryOp::Add, now[1], now[0]);
        let again = b.compare(CompareOp::Gt, less, zero);
        (vec![less, sum], again)
    });
    let function = b.done(behind[1]);
    for p in [-1.0, 0.0, 1.0, 100.0] {
        for n in [1, 40, 600] {
            check(&function, &[], Kind::F64, n, &[p]);
        }
    }
}

/// `while (x === x) {}`: for ever, but for NaN.
fn endless() -> Function {
    let mut b = Builder::new();
    let x = b.column(0);
    let enter = b.compare(CompareOp::Eq, x, x);
    let behind = b.turns(enter, &[x], |b, now| {
        let next = b.unary(UnaryOp::Neg, now[0]);
        let again = b.compare(CompareOp::Eq, next, next);
        (vec![next], again)
    });
    b.done(behind[0])
}

/// How a run ends, on every machine; each but the first sees the flag as the one before left it.
pub(super) fn run_until(
    function: &Function,
    x: &[f64],
    stop: &AtomicBool,
) -> Result<bool, crate::machine::Error> {
    let mut ends = Vec::new();
    for isa in Isa::available() {
        for choice in [Choice::Interpreter, Choice::Generated] {
            let program = Program::with_isa(function, isa).expect("a small function");
            program.choose(choice);
            ends.push(run_program(&program, x, stop));
        }
    }
    assert!(ends.iter().all(|end| *end == ends[0]), "{ends:?}");
    ends[0]
}

fn run_program(
    program: &Program,
    x: &[f64],
    stop: &AtomicBool,
) -> Result<bool, crate::machine::Error> {
    let math = Table::host_libm();
    let mut out = vec![0.0_f64; x.len()];
    let column = Column::numbers(x);
    let run = Run {
        program,
        columns: &[column],
        output: Output::numbers(&mut out),
        params: &[],
        others: &[],
        math: &math,
        tables: &[],
    };
    let mut machine = Machine::new().expect("memory");
    // SAFETY: column and output have so many items.
    unsafe { machine.run(&run, 0..x.len(), stop) }
}

#[test]
fn an_endless_loop_is_stopped() {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            stop.store(true, Ordering::Relaxed);
        });
        assert_eq!(run_until(&endless(), &[1.0; 700], &stop), Ok(false));
    });
}

/// What pads the last group of lanes is anything; it must not turn for ever.
#[test]
fn padding_makes_no_turns() {
    let never = AtomicBool::new(false);
    for n in [1, 5, 17, 515] {
        let nan = vec![f64::NAN; n];
        assert_eq!(run_until(&endless(), &nan, &never), Ok(true));
    }
}

/// A loop of which nothing is used stays: whether it ends is seen.
#[test]
fn an_unused_loop_is_made() {
    let mut b = Builder::new();
    let x = b.column(0);
    let enter = b.compare(CompareOp::Eq, x, x);
    b.turns(enter, &[], |_, _| (vec![], enter));
    let function = b.done(x);
    let stop = AtomicBool::new(false);
    assert_eq!(run_until(&function, &[f64::NAN; 3], &stop), Ok(true));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            stop.store(true, Ordering::Relaxed);
        });
        assert_eq!(run_until(&function, &[0.0; 3], &stop), Ok(false));
    });
}

/// Conditions are exits of their own: what a lane has carried when it left is what it gives.
#[test]
fn integers_and_booleans_are_carried() {
    let mut b = Builder::new();
    let x = b.column(0);
    let (int, one) = (
        b.unary(UnaryOp::ToI32, x),
        b.def(Op::Number(1.0), Type::I32),
    );
    let flag: Value = b.boolean(false);
    let enter = b.unary(UnaryOp::ToBool, int);
    let behind = b.turns(enter, &[int, flag], |b, now| {
        let less = b.binary(BinaryOp::UShr, now[0], one);
        let less = b.unary(UnaryOp::ToI32, less);
        let odd = b.binary(BinaryOp::BitAnd, now[0], one);
        let odd = b.unary(UnaryOp::ToBool, odd);
        let flipped = b.compare(CompareOp::Ne, now[1], odd);
        let again = b.unary(UnaryOp::ToBool, less);
        (vec![less, flipped], again)
    });
    let function = b.done(behind[1]);
    for n in [10, edges().len(), 600] {
        let x: Vec<f64> = edges().into_iter().cycle().take(n).collect();
        check(&function, &[Input::numbers(&x)], Kind::Bool, n, &[]);
    }
}

/// The number that the inner loop begins with is read again behind it. Code once computed such a value in the place of what the
/// loop carries: before that place was its own, and where the loop then changed it.
#[test]
fn what_an_inner_loop_begins_with_is_still_there_behind_it() {
    for uniform in [false, true] {
        let mut b = Builder::new();
        let x = b.column(0);
        let (zero, one, three) = (b.number(0.0), b.number(1.0), b.number(3.0));
        let limit = if uniform { three } else { x };
        let enter = b.compare(CompareOp::Lt, zero, limit);
        let behind = b.turns(enter, &[zero, x], |b, now| {
            let first = b.binary(BinaryOp::Mul, now[1], three);
            let inner = b.compare(CompareOp::Lt, now[0], one);
            let turned = b.turns(inner, &[first, now[0]], |b, now| {
                let next = b.binary(BinaryOp::Add, now[0], one);
                let count = b.binary(BinaryOp::Add, now[1], one);
                let again = b.compare(CompareOp::Lt, count, three);
                (vec![next, count], again)
            });
            let sum = b.binary(BinaryOp::Sub, turned[0], first);
            let next = b.binary(BinaryOp::Add, sum, now[1]);
            let count = b.binary(BinaryOp::Add, now[0], one);
            let more = b.compare(CompareOp::Lt, count, limit);
            let kept = b.compare(CompareOp::Eq, inner, inner);
            let again = b.binary(BinaryOp::And, more, kept);
            (vec![count, next], again)
        });
        let function = b.done(behind[1]);
        for n in [5, 100] {
            check(&function, &[Input::numbers(&mixed(n))], Kind::F64, n, &[]);
        }
    }
}
