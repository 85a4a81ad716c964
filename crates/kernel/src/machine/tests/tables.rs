//! Tables: items by index, of every kind, and what happens where there is none.

use super::build::Builder;
use super::harness::{Input, check_with, edges, lengths, run_with};
use crate::ir::{BinaryOp, CompareOp, Function, Op, Type, UnaryOp, Value};
use crate::machine::{Choice, Error, Isa, Kind};
use crate::program::Program;

/// `t[x] + t.length`.
fn at_column() -> Function {
    let mut b = Builder::new();
    let (t, x) = (b.table(), b.column(0));
    let (item, length) = (b.load(t, x), b.length(t));
    let result = b.binary(BinaryOp::Add, item, length);
    b.done(result)
}

/// `x >= 0 && x < t.length ? t[x] : -1`.
fn guarded() -> Function {
    let mut b = Builder::new();
    let (t, x, zero) = (b.table(), b.column(0), b.number(0.0));
    let length = b.length(t);
    let (low, high) = (
        b.compare(CompareOp::Ge, x, zero),
        b.compare(CompareOp::Lt, x, length),
    );
    let inside = b.binary(BinaryOp::And, low, high);
    let result = b.branch(inside, |b| b.load(t, x), |b| b.number(-1.0));
    b.done(result)
}

/// The sum of all items, and x.
fn sum() -> Function {
    let mut b = Builder::new();
    let (t, x) = (b.table(), b.column(0));
    let (zero, one, length) = (b.number(0.0), b.number(1.0), b.length(t));
    let enter = b.compare(CompareOp::Lt, zero, length);
    let behind = b.turns(enter, &[zero, x], |b, now| {
        let item = b.load(t, now[0]);
        let sum = b.binary(BinaryOp::Add, now[1], item);
        let count = b.binary(BinaryOp::Add, now[0], one);
        let again = b.compare(CompareOp::Lt, count, length);
        (vec![count, sum], again)
    });
    b.done(behind[1])
}

fn numbers(n: usize) -> Vec<f64> {
    edges().into_iter().cycle().take(n).collect()
}

#[test]
fn every_kind() {
    let table = numbers(100);
    let x: Vec<f64> = (0..600).map(|i| f64::from((i * 37) % 100)).collect();
    for kind in Kind::ALL {
        for n in [1, 17, 600] {
            let tables = [Input::of(&table, kind)];
            let inputs = [Input::numbers(&x)];
            check_with(&at_column(), &inputs, Kind::F64, n, &[], &tables);
            check_with(&sum(), &inputs, Kind::F64, n, &[], &tables);
        }
    }
}

#[test]
fn lengths_of_tables_and_runs() {
    for n in lengths(512) {
        let x: Vec<f64> = (0..n).map(|i| i as f64).collect();
        let tables = [Input::numbers(&numbers(n))];
        let inputs = [Input::numbers(&x)];
        check_with(&at_column(), &inputs, Kind::F64, n, &[], &tables);
    }
    check_with(
        &sum(),
        &[Input::numbers(&[1.0; 20])],
        Kind::F64,
        20,
        &[],
        &[Input::numbers(&[])],
    );
}

#[test]
fn lanes_that_do_not_read_may_hold_any_index() {
    let x: Vec<f64> = edges().into_iter().map(f64::trunc).collect();
    for length in [0, 1, 33, 5000] {
        let tables = [Input::numbers(&numbers(length))];
        let inputs = [Input::numbers(&x)];
        check_with(&guarded(), &inputs, Kind::F64, x.len(), &[], &tables);
    }
}

/// `x > 0 ? 7 : t[at]`.
fn beside(at: impl FnOnce(&mut Builder) -> Value) -> Function {
    let mut b = Builder::new();
    let (t, x, zero) = (b.table(), b.column(0), b.number(0.0));
    let positive = b.compare(CompareOp::Gt, x, zero);
    let result = b.branch(
        positive,
        |b| b.number(7.0),
        |b| {
            let index = at(b);
            b.load(t, index)
        },
    );
    b.done(result)
}

// What pads the last group of a block counted as a lane that reads: a run of other lengths than whole groups was given up.
#[test]
fn no_item_is_read_for_lanes_that_are_none() {
    for n in lengths(40) {
        let x = vec![1.0; n];
        for function in [
            beside(|b| b.number(5.0)),
            beside(|b| {
                let (x, five) = (b.column(0), b.number(5.0));
                b.binary(BinaryOp::Add, x, five)
            }),
        ] {
            assert!(
                outcome(&function, &x, 3).into_iter().all(|ended| ended),
                "{n} items"
            );
        }
    }
}

fn outcome(function: &Function, x: &[f64], length: usize) -> Vec<bool> {
    let tables = [Input::numbers(&numbers(length))];
    let input = Input::numbers(x);
    let choices = [Choice::Interpreter, Choice::Generated];
    let machines = Isa::available().flat_map(|isa| choices.map(|choice| (isa, choice)));
    let outcomes = machines.map(|(isa, choice)| {
        let program = Program::with_isa(function, isa).expect("a small function");
        program.choose(choice);
        assert!(program.bails_out());
        match run_with(
            &program,
            &[input.column()],
            Kind::F64,
            x.len(),
            &[],
            &tables,
        ) {
            Ok(_) => true,
            Err(error) => {
                assert_eq!(error, Error::OutOfBounds);
                false
            }
        }
    });
    outcomes.collect()
}

#[test]
fn an_index_without_an_item_ends_the_run() {
    let bad = [
        -1.0,
        0.5,
        -0.5,
        10.0,
        9.999_999,
        1e300,
        -1e300,
        4_294_967_296.0,
        4_503_599_627_370_496.0,
        1.844_674_407_370_955_2e19,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        5e-324,
    ];
    for at in [0, 7, 20, 511, 599] {
        for index in bad {
            let mut x = vec![3.0; 600];
            assert!(outcome(&at_column(), &x, 10).iter().all(|done| *done));
            x[at] = index;
            assert!(
                outcome(&at_column(), &x, 10).iter().all(|done| !done),
                "{index}"
            );
        }
    }
    assert!(
        outcome(&at_column(), &[-0.0, 9.0], 10)
            .iter()
            .all(|done| *done)
    );
    assert!(outcome(&at_column(), &[0.0], 0).iter().all(|done| !done));
}

/// `x > 0 ? t[p] : x`: the index is the same for all, and wrong; it counts only if somebody reads.
#[test]
fn an_index_that_nobody_reads_at_does_no_harm() {
    let mut b = Builder::new();
    let (t, x, zero) = (b.table(), b.column(0), b.number(0.0));
    let bad = b.number(99.0);
    let cond = b.compare(CompareOp::Gt, x, zero);
    let result = b.branch(cond, |b| b.load(t, bad), |_| x);
    let function = b.done(result);
    assert!(
        outcome(&function, &[-1.0; 700], 10)
            .iter()
            .all(|done| *done)
    );
    let mut x = vec![-1.0; 700];
    x[699] = 1.0;
    assert!(outcome(&function, &x, 10).iter().all(|done| !done));
    assert!(outcome(&function, &x, 100).iter().all(|done| *done));
}

/// The result is the same for all items and made last, within the block: it was written for one group of
/// lanes only, and what lay behind it became the others' results.
#[test]
fn a_result_that_all_lanes_share() {
    let mut b = Builder::new();
    let (t, at, minus) = (b.table(), b.param(Type::F64), b.number(-1.0));
    let length = b.length(t);
    let cond = b.compare(CompareOp::Lt, at, length);
    let result = b.branch(cond, |b| b.load(t, at), |_| minus);
    let function = b.done(result);
    let tables = [Input::numbers(&numbers(10))];
    for at in [2.0, 50.0] {
        for n in [1, 17, 600] {
            check_with(&function, &[], Kind::F64, n, &[at], &tables);
        }
    }
}

/// In a loop that lanes leave one by one, only those that are in it read.
#[test]
fn lanes_that_have_left_a_loop_read_nothing() {
    let mut b = Builder::new();
    let (t, x, one) = (b.table(), b.column(0), b.number(1.0));
    let length = b.length(t);
    let enter = b.compare(CompareOp::Lt, x, length);
    let zero = b.number(0.0);
    let behind = b.turns(enter, &[x, zero], |b, now| {
        let item = b.load(t, now[0]);
        let sum = b.binary(BinaryOp::Add, now[1], item);
        let next = b.binary(BinaryOp::Add, now[0], one);
        let again = b.compare(CompareOp::Lt, next, length);
        (vec![next, sum], again)
    });
    let function = b.done(behind[1]);
    let x: Vec<f64> = (0..600).map(|i| f64::from(i % 50)).collect();
    let tables = [Input::of(&numbers(40), Kind::F32)];
    check_with(
        &function,
        &[Input::numbers(&x)],
        Kind::F64,
        600,
        &[],
        &tables,
    );
}

#[test]
fn integers_are_indices() {
    let mut b = Builder::new();
    let (t, x) = (b.table(), b.column(0));
    let seven = b.def(Op::Number(7.0), Type::I32);
    let int = b.unary(UnaryOp::ToI32, x);
    let low = b.binary(BinaryOp::BitAnd, int, seven);
    let high = b.binary(BinaryOp::UShr, int, seven);
    let (first, natural) = (b.load(t, low), b.unary(UnaryOp::ToF64, high));
    let small = b.binary(BinaryOp::Rem, natural, first);
    let function = b.done(small);
    let x = edges();
    let tables = [Input::of(
        &[1.0, 3.0, 7.0, 2.0, 9.0, 4.0, 5.0, 6.0],
        Kind::U8,
    )];
    check_with(
        &function,
        &[Input::numbers(&x)],
        Kind::F64,
        x.len(),
        &[],
        &tables,
    );
}

#[test]
fn a_run_needs_its_tables() {
    let program = Program::new(&at_column()).expect("a small function");
    let input = Input::numbers(&[1.0]);
    let error = run_with(&program, &[input.column()], Kind::F64, 1, &[], &[]);
    assert_eq!(
        error,
        Err(Error::Tables {
            expected: 1,
            got: 0
        })
    );
}
