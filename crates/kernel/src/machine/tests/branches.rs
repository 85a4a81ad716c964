//! Branches that are skipped, functions called for some lanes only, and what stops a run.

use std::sync::atomic::{AtomicBool, Ordering};

use numpool_math::{MathFn, Table};

use super::build::Builder;
use super::harness::{Input, check, edges, lengths, run};
use crate::ir::{BinaryOp, CompareOp, Function, Op, Type, UnaryOp, Value};
use crate::machine::{Column, Error, Kind, Machine, Output, Run};
use crate::program::{Code, Program, TooLarge};

fn positive(b: &mut Builder, x: Value) -> Value {
    let zero = b.number(0.0);
    b.compare(CompareOp::Gt, x, zero)
}

/// `x > 0 ? Math.log(x) + x : -x`.
fn guarded() -> Function {
    let mut b = Builder::new();
    let x = b.column(0);
    let cond = positive(&mut b, x);
    let result = b.branch(
        cond,
        |b| {
            let log = b.math(MathFn::Log, x);
            b.binary(BinaryOp::Add, log, x)
        },
        |b| b.unary(UnaryOp::Neg, x),
    );
    b.done(result)
}

/// Branches in branches, each with a function, on two conditions; values of outer blocks are used
/// inside, and what one side computed must not serve the other.
fn nested() -> Function {
    let mut b = Builder::new();
    let (x, y, two) = (b.column(0), b.column(1), b.number(2.0));
    let (left, right) = (positive(&mut b, x), positive(&mut b, y));
    let half = b.binary(BinaryOp::Div, x, two);
    let result = b.branch(
        left,
        |b| {
            let sine = b.math(MathFn::Sin, half);
            let inner = b.branch(
                right,
                |b| b.def(Op::Math2(MathFn::Pow, half, y), Type::F64),
                |b| b.math(MathFn::Exp, y),
            );
            b.binary(BinaryOp::Sub, inner, sine)
        },
        |b| {
            let sine = b.math(MathFn::Sin, half);
            let other = b.unary(UnaryOp::Not, right);
            b.branch(other, |b| b.binary(BinaryOp::Rem, sine, y), |_| sine)
        },
    );
    let sum = b.binary(BinaryOp::Add, result, half);
    b.done(sum)
}

#[test]
fn any_mix_of_lanes() {
    let edges = edges();
    let mut mixed: Vec<f64> = edges.iter().cycle().take(3 * 512 + 5).copied().collect();
    // One block that takes each side alone.
    mixed[..512].fill(2.5);
    mixed[512..1024].fill(-2.5);
    let mut shifted = mixed.clone();
    shifted.rotate_left(201);
    for n in [1, 5, 16, 100, 512, 1024, mixed.len()] {
        let inputs = || [Input::numbers(&mixed), Input::numbers(&shifted)];
        check(&guarded(), &inputs(), Kind::F64, n, &[]);
        check(&nested(), &inputs(), Kind::F64, n, &[]);
        check(&nested(), &inputs(), Kind::I32, n, &[]);
    }
}

#[test]
fn a_condition_may_be_the_same_for_all_items() {
    let mut b = Builder::new();
    let (x, flag) = (b.column(0), b.param(Type::Bool));
    let result = b.branch(
        flag,
        |b| b.math(MathFn::Cos, x),
        |b| b.math(MathFn::Atan, x),
    );
    let function = b.done(result);
    let edges = edges();
    for flag in [0.0, 1.0] {
        check(
            &function,
            &[Input::numbers(&edges)],
            Kind::F64,
            edges.len(),
            &[flag],
        );
    }
}

#[test]
fn cheap_branches_become_selects_and_dear_ones_skips() {
    let resolved = |function: &Function| Program::new(function).expect("a small function").ops();
    let mut b = Builder::new();
    let x = b.column(0);
    let cond = positive(&mut b, x);
    let result = b.branch(
        cond,
        |b| b.unary(UnaryOp::Sqrt, x),
        |b| b.unary(UnaryOp::Neg, x),
    );
    assert_eq!(resolved(&b.done(result)), 3, "root, negation, pick");
    assert_eq!(
        resolved(&guarded()),
        6,
        "compare, skip, log, add, negation, select"
    );
    assert_ne!(Code::SkipNone, Code::Select);
}

/// Counts its calls in a way that needs no shared state: the result is NaN for what must not come.
#[test]
fn functions_are_called_for_the_lanes_that_need_them() {
    // log of a negative is NaN; the other side is taken, so no NaN may show, whatever was called.
    let n = 1000;
    let input = Input::numbers(&(0..n).map(|i| f64::from(i) - 500.0).collect::<Vec<_>>());
    let program = Program::new(&guarded()).expect("a small function");
    let got = run(&program, &[input.column()], Kind::F64, n as usize, &[]).expect("a run");
    assert!(
        got.chunks(8)
            .all(|item| !f64::from_ne_bytes(item.try_into().unwrap()).is_nan())
    );
}

#[test]
fn a_missing_provider_is_named() {
    let program = Program::new(&nested()).expect("a small function");
    assert_eq!(program.math(), [MathFn::Sin, MathFn::Pow, MathFn::Exp]);
    let math = Table::host_libm().without(MathFn::Pow);
    let column = Column::Range {
        start: 0.0,
        step: 1.0,
    };
    let mut out = [0.0_f64; 4];
    let output = Output::numbers(&mut out);
    let run = Run {
        program: &program,
        columns: &[column, column],
        output,
        params: &[],
        others: &[],
        math: &math,
        tables: &[],
    };
    let mut machine = Machine::new().expect("memory");
    // SAFETY: the output has four items.
    let error = unsafe { machine.run(&run, 0..4, &AtomicBool::new(false)) };
    assert_eq!(error, Err(Error::MissingProvider(MathFn::Pow)));
    assert_eq!(out, [0.0; 4]);
    let run = Run {
        columns: &[column],
        ..run
    };
    // SAFETY: the same.
    let error = unsafe { machine.run(&run, 0..4, &AtomicBool::new(false)) };
    assert_eq!(
        error,
        Err(Error::Columns {
            expected: 2,
            got: 1
        })
    );
}

#[test]
fn a_stopped_run_says_so() {
    let program = Program::new(&guarded()).expect("a small function");
    let math = Table::host_libm();
    let mut out = vec![0.0_f64; 1 << 20];
    let output = Output::numbers(&mut out);
    let columns = [Column::Range {
        start: 1.0,
        step: 1.0,
    }];
    let run = Run {
        program: &program,
        columns: &columns,
        output,
        params: &[],
        others: &[],
        math: &math,
        tables: &[],
    };
    let mut machine = Machine::new().expect("memory");
    // SAFETY: the output has so many items.
    let done = unsafe { machine.run(&run, 0..1 << 20, &AtomicBool::new(true)) };
    assert_eq!(done, Ok(false));
    assert!(out.iter().all(|x| *x == 0.0));
}

/// A program of which a single block takes long is stopped inside the block.
#[test]
fn stopping_does_not_wait_for_a_long_block() {
    let mut b = Builder::new();
    let mut x = b.column(0);
    for _ in 0..2000 {
        x = b.math(MathFn::Sin, x);
    }
    let program = Program::new(&b.done(x)).expect("within limits");
    let math = Table::host_libm();
    let n = 1 << 14;
    let stop = AtomicBool::new(false);
    let mut machine = Machine::new().expect("memory");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            stop.store(true, Ordering::Relaxed);
        });
        let mut out = vec![0.0_f64; n];
        let output = Output::numbers(&mut out);
        let columns = [Column::Range {
            start: 1.0,
            step: 1.0,
        }];
        let run = Run {
            program: &program,
            columns: &columns,
            output,
            params: &[],
            others: &[],
            math: &math,
            tables: &[],
        };
        // SAFETY: the output has `n` items.
        assert_eq!(unsafe { machine.run(&run, 0..n, &stop) }, Ok(false));
    });
}

#[test]
fn limits_are_errors() {
    let mut b = Builder::new();
    let mut x = b.column(0);
    for _ in 0..5000 {
        x = b.unary(UnaryOp::Sqrt, x);
    }
    let error: TooLarge = Program::new(&b.done(x)).err().expect("too many operations");
    assert!(error.to_string().contains("4096"));
}

#[test]
fn equal_computations_are_made_once() {
    let mut b = Builder::new();
    let (x, y) = (b.column(0), b.column(0));
    let (first, second) = (b.unary(UnaryOp::Sqrt, x), b.unary(UnaryOp::Sqrt, y));
    let result = b.binary(BinaryOp::Div, first, second);
    let function = b.done(result);
    assert_eq!(Program::new(&function).expect("a small function").ops(), 2);
    for n in lengths(512) {
        let input = Input::numbers(&edges().into_iter().cycle().take(n).collect::<Vec<_>>());
        check(&function, &[input], Kind::F64, n, &[]);
    }
}
