//! The engine's functions: by their providers and by vector code, for all lanes and for some, between values that live on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use numpool_math::{MathFn, Table};

use super::build::Builder;
use super::harness::{Input, check, edges, lengths, run_by};
use super::loops::run_until;
use crate::ir::{BinaryOp, CompareOp, Function, Op, Type, UnaryOp, Value};
use crate::machine::{Choice, Error, Isa, Kind};
use crate::program::Program;

fn call(b: &mut Builder, function: MathFn, x: Value, y: Value) -> Value {
    if function.arity() == 1 {
        b.math(function, x)
    } else {
        b.def(Op::Math2(function, x, y), Type::F64)
    }
}

/// Arguments of which some have a path of their own, and most do not.
fn arguments(n: usize) -> Vec<f64> {
    let edges = edges();
    let everyday = |i: usize| (i as f64 * 0.37).sin() * 3.0;
    (0..n)
        .map(|i| match i % 3 {
            0 => edges[i / 3 % edges.len()],
            _ => everyday(i),
        })
        .collect()
}

/// `f(x, y)`.
fn plain(function: MathFn) -> Function {
    let mut b = Builder::new();
    let (x, y) = (b.column(0), b.column(1));
    let result = call(&mut b, function, x, y);
    b.done(result)
}

/// `m > 0 ? f(x, y) + x : y - x`, in a branch.
fn guarded(function: MathFn) -> Function {
    let mut b = Builder::new();
    let (x, y, m) = (b.column(0), b.column(1), b.column(2));
    let zero = b.number(0.0);
    let cond = b.compare(CompareOp::Gt, m, zero);
    let result = b.branch(
        cond,
        |b| {
            let value = call(b, function, x, y);
            b.binary(BinaryOp::Add, value, x)
        },
        |b| b.binary(BinaryOp::Sub, y, x),
    );
    b.done(result)
}

#[test]
fn every_function_of_every_length() {
    for function in MathFn::ALL {
        let ir = plain(function);
        for n in lengths(512).into_iter().step_by(3).chain([31, 32, 33]) {
            let (x, mut y) = (arguments(n), arguments(n));
            y.reverse();
            let inputs = [Input::numbers(&x), Input::numbers(&y)];
            check(&ir, &inputs, Kind::F64, n, &[]);
        }
    }
}

#[test]
fn every_function_for_some_lanes() {
    // None, each alone, all but one, every second, and what comes.
    let masks = (0..70_usize).map(|mask| {
        (0..64).map(move |lane| {
            let holds = match mask {
                0..32 => lane % 32 == mask,
                32..64 => lane % 32 != mask - 32,
                64 => false,
                65 => true,
                _ => (lane * lane + mask) % 5 > mask % 4,
            };
            f64::from(u8::from(holds))
        })
    });
    let masks: Vec<f64> = masks.flatten().collect();
    let n = masks.len();
    let (x, mut y) = (arguments(n), arguments(n));
    y.reverse();
    let inputs = [&x, &y, &masks].map(|numbers| Input::numbers(numbers));
    for function in MathFn::ALL {
        check(&guarded(function), &inputs, Kind::F64, n, &[]);
    }
}

/// Many values that live over several calls, some of them in registers and some in memory: numbers, integers, booleans.
fn crowded(count: usize) -> Function {
    let mut b = Builder::new();
    let (x, y, p) = (b.column(0), b.column(1), b.param(Type::F64));
    let mut numbers = Vec::new();
    let mut booleans = Vec::new();
    let mut integers = Vec::new();
    for i in 0..count {
        let number = b.number(i as f64);
        let sum = b.binary(BinaryOp::Add, x, number);
        let product = b.binary(BinaryOp::Mul, sum, y);
        integers.push(b.unary(UnaryOp::ToI32, sum));
        booleans.push(b.compare(CompareOp::Lt, product, p));
        numbers.push(product);
    }
    let mut value = b.math(MathFn::Cos, x);
    for (i, number) in numbers.iter().enumerate() {
        let other = b.unary(UnaryOp::ToF64, integers[i]);
        let chosen = b.select(booleans[i], *number, other);
        let sum = b.binary(BinaryOp::Add, value, chosen);
        value = if i % 2 == 0 {
            b.math(MathFn::Atan, sum)
        } else {
            b.binary(BinaryOp::Mul, sum, p)
        };
    }
    b.done(value)
}

#[test]
fn what_lives_over_calls_is_kept() {
    let (x, y) = (arguments(333), arguments(333).split_off(1));
    let inputs = [Input::numbers(&x[..332]), Input::numbers(&y)];
    for count in [1, 2, 5, 9, 20, 60] {
        check(&crowded(count), &inputs, Kind::F64, 332, &[1.5]);
    }
}

/// A loop without calls between two calls: `for (i = 0; i < n; i++) s = s * c + x`, with `sin` before and behind, and `%` within.
fn between(divergent: bool, seldom: bool) -> Function {
    let mut b = Builder::new();
    let (x, y, p) = (b.column(0), b.column(1), b.param(Type::F64));
    let (zero, one, half) = (b.number(0.0), b.number(1.0), b.number(0.5));
    let before = b.math(MathFn::Sin, x);
    let uniform = b.math(MathFn::Exp, p);
    let limit = if divergent {
        let size = b.unary(UnaryOp::Abs, y);
        let nine = b.number(9.0);
        b.binary(BinaryOp::Min, size, nine)
    } else {
        b.number(7.0)
    };
    let enter = b.compare(CompareOp::Lt, zero, limit);
    let behind = b.turns(enter, &[zero, before], |b, now| {
        let scaled = b.binary(BinaryOp::Mul, now[1], half);
        let mut next = b.binary(BinaryOp::Add, scaled, x);
        if seldom {
            next = b.binary(BinaryOp::Rem, next, y);
            let turn = b.binary(BinaryOp::Rem, now[0], p);
            next = b.binary(BinaryOp::Add, next, turn);
        }
        let count = b.binary(BinaryOp::Add, now[0], one);
        let again = b.compare(CompareOp::Lt, count, limit);
        (vec![count, next], again)
    });
    let after = b.math(MathFn::Tanh, behind[1]);
    let sum = b.binary(BinaryOp::Add, after, before);
    let sum = b.binary(BinaryOp::Mul, sum, uniform);
    let result = b.binary(BinaryOp::Add, sum, behind[0]);
    b.done(result)
}

#[test]
fn loops_without_calls_between_calls() {
    let (x, mut y) = (arguments(300), arguments(300));
    y.reverse();
    for divergent in [false, true] {
        for seldom in [false, true] {
            let inputs = [Input::numbers(&x), Input::numbers(&y)];
            for p in [0.7, 3.0, 1e-310, f64::INFINITY] {
                check(&between(divergent, seldom), &inputs, Kind::F64, 300, &[p]);
            }
        }
    }
}

/// `while (n < 40 && |v| < limit) { v = exp(v) - sin(n) …; n++ }`: lanes leave one by one, and each turn calls.
fn turning(second: MathFn) -> Function {
    let mut b = Builder::new();
    let (x, limit) = (b.column(0), b.column(1));
    let (zero, one, most) = (b.number(0.0), b.number(1.0), b.number(40.0));
    let size = b.unary(UnaryOp::Abs, x);
    let enter = b.compare(CompareOp::Lt, size, limit);
    let behind = b.turns(enter, &[zero, x], |b, now| {
        let power = b.math(MathFn::Expm1, now[1]);
        // The turn's number is the same for all lanes.
        let turn = call(b, second, now[0], now[0]);
        let other = call(b, second, now[1], now[0]);
        let sum = b.binary(BinaryOp::Add, power, turn);
        let next = b.binary(BinaryOp::Add, sum, other);
        let count = b.binary(BinaryOp::Add, now[0], one);
        let size = b.unary(UnaryOp::Abs, next);
        let small = b.compare(CompareOp::Lt, size, limit);
        let few = b.compare(CompareOp::Lt, count, most);
        (vec![count, next], b.binary(BinaryOp::And, small, few))
    });
    let result = b.binary(BinaryOp::Add, behind[0], behind[1]);
    b.done(result)
}

#[test]
fn loops_that_lanes_leave_call_for_those_that_are_left() {
    let n = 210;
    let x: Vec<f64> = (0..n).map(|i| (i as f64 * 0.71).cos()).collect();
    let limit: Vec<f64> = (0..n).map(|i| ((i * 37) % 23) as f64).collect();
    let inputs = [Input::numbers(&x), Input::numbers(&limit)];
    for second in [MathFn::Sin, MathFn::Atan2, MathFn::Pow] {
        check(&turning(second), &inputs, Kind::F64, n, &[]);
    }
}

#[test]
fn code_never_calls_what_was_not_admitted() {
    let x = arguments(200);
    let column = Input::numbers(&x);
    for isa in Isa::available() {
        let program = Program::with_isa(&plain(MathFn::Log), isa).expect("a small function");
        program.choose(Choice::Generated);
        let columns = [column.column(), column.column()];
        let run = |math: &Table| run_by(math, &program, &columns, Kind::F64, 200, &[], &[]);
        // Made and run before, and refused all the same.
        let math = Table::host_vectors();
        let first = run(&math).expect("a run");
        assert_eq!(
            run(&math.without(MathFn::Log)),
            Err(Error::MissingProvider(MathFn::Log))
        );
        // Another provider serves from the next run on, and the code is the same.
        let by_provider = run(&Table::host_libm()).expect("a run");
        assert_eq!(first.len(), by_provider.len());
        assert_eq!(run(&math).expect("a run"), first);
    }
}

#[test]
fn slow_functions_in_endless_loops_are_stopped() {
    let mut b = Builder::new();
    let x = b.column(0);
    let enter = b.boolean(true);
    let behind = b.turns(enter, &[x], |b, now| {
        let next = b.def(Op::Math2(MathFn::Pow, now[0], now[0]), Type::F64);
        let again = b.boolean(true);
        (vec![next], again)
    });
    let function = b.done(behind[0]);
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(20));
            stop.store(true, Ordering::Relaxed);
        });
        assert_eq!(run_until(&function, &[0.5; 700], &stop), Ok(false));
    });
}
