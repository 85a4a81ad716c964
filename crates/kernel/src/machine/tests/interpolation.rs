//! Linear interpolation in a table, one step.

use super::build::Builder;
use super::harness::{Input, check_with, edges, lengths, run_with};
use crate::ir::{BinaryOp, Function, Type, UnaryOp, Value};
use crate::machine::{Isa, Kind};
use crate::program::Program;

/// What there is besides `t[i] + (t[i + 1] - t[i]) * (at - i)`.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Also {
    /// `at` is x times a number from outside.
    Scaled,
    /// `at` is the column itself.
    Nothing,
    /// The index is added to the result.
    Index,
    /// The item before is.
    Item,
}

const ALL: [Also; 4] = [Also::Scaled, Also::Nothing, Also::Index, Also::Item];

fn interpolation(also: Also) -> Function {
    let mut b = Builder::new();
    let (t, x, k, one) = (b.table(), b.column(0), b.param(Type::F64), b.number(1.0));
    let at: Value = match also {
        Also::Scaled => b.binary(BinaryOp::Mul, x, k),
        _ => x,
    };
    let index = b.unary(UnaryOp::Floor, at);
    let here = b.load(t, index);
    let behind = b.binary(BinaryOp::Add, index, one);
    let next = b.load(t, behind);
    let rise = b.binary(BinaryOp::Sub, next, here);
    let part = b.binary(BinaryOp::Sub, at, index);
    let part = b.binary(BinaryOp::Mul, rise, part);
    let mut result = b.binary(BinaryOp::Add, here, part);
    if also == Also::Index {
        result = b.binary(BinaryOp::Max, result, index);
    }
    if also == Also::Item {
        result = b.binary(BinaryOp::Max, result, here);
    }
    b.done(result)
}

#[test]
fn tables_and_columns_of_every_kind() {
    let table: Vec<f64> = edges().into_iter().cycle().take(100).collect();
    for kind in Kind::ALL {
        let tables = [Input::of(&table, kind)];
        for also in ALL {
            for n in lengths(512) {
                let x: Vec<f64> = (0..n).map(|i| (i * 37 % 991) as f64 / 20.0).collect();
                let k = if also == Also::Scaled { 1.9 } else { 0.0 };
                let inputs = [Input::numbers(&x)];
                check_with(&interpolation(also), &inputs, Kind::F64, n, &[k], &tables);
            }
        }
        let inputs = [Input::of(&[3.0, 1.0, 0.0, 60.0, 7.5].repeat(60), kind)];
        let function = interpolation(Also::Scaled);
        check_with(&function, &inputs, Kind::F32, 300, &[1.5], &tables);
    }
}

#[test]
fn one_step_where_nobody_else_asks() {
    let steps = |also| {
        Program::new(&interpolation(also))
            .expect("a small function")
            .ops()
    };
    assert_eq!(ALL.map(steps), [1, 1, 6, 6]);
}

#[test]
fn an_index_without_items_ends_the_run() {
    for length in [0, 1, 2, 50] {
        let tables = [Input::numbers(&vec![1.0; length])];
        for index in [
            -1.0,
            -5e-324,
            -0.0,
            0.0,
            0.75,
            1.0,
            48.0,
            48.999,
            49.0,
            50.0,
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            4_503_599_627_370_497.0,
            1e300,
        ] {
            for lane in [0, 1, 7, 20] {
                let mut x = vec![0.0; 21];
                x[lane] = index;
                let all = x
                    .iter()
                    .all(|x| *x >= 0.0 && x.floor() + 1.0 < length as f64);
                for isa in Isa::available() {
                    let program = Program::with_isa(&interpolation(Also::Nothing), isa);
                    let program = program.expect("a small function");
                    let column = Input::numbers(&x);
                    let ended =
                        run_with(&program, &[column.column()], Kind::F64, 21, &[0.0], &tables);
                    assert_eq!(ended.is_ok(), all, "{index} of {length} on {}", isa.name());
                }
            }
        }
    }
}
