//! What is merged into one step computes what its parts do.

use super::build::Builder;
use super::harness::{Input, check, edges, lengths};
use crate::ir::{BinaryOp, CompareOp, Function, Type, UnaryOp, Value};
use crate::machine::Kind;
use crate::program::Program;

/// Every pair of edge values, as two columns.
fn pairs() -> [Input; 2] {
    let edges = edges();
    let all = || {
        edges
            .iter()
            .flat_map(|a| edges.iter().map(move |b| (*a, *b)))
    };
    let (x, y): (Vec<f64>, Vec<f64>) = all().unzip();
    [Input::numbers(&x), Input::numbers(&y)]
}

fn check_pairs(function: &Function, steps: usize) {
    let inputs = pairs();
    let n = inputs[0].length();
    check(function, &inputs, Kind::F64, n, &[]);
    let program = Program::new(function).expect("a small function");
    assert_eq!(program.ops(), steps, "{function:?}");
}

/// A polynomial of `turns` turns, every other summand taken away, from a start of its own or from y.
fn polynomial(turns: u32, from_y: bool) -> Function {
    let mut b = Builder::new();
    let (x, y) = (b.column(0), b.column(1));
    let mut sum = if from_y { y } else { b.number(0.25) };
    for turn in 0..turns {
        let product = b.binary(BinaryOp::Mul, sum, x);
        let summand = b.number(f64::from(turn) * 0.7 - 1.5);
        let op = if turn % 2 == 0 {
            BinaryOp::Sub
        } else {
            BinaryOp::Add
        };
        sum = b.binary(op, product, summand);
    }
    b.done(sum)
}

#[test]
fn polynomials_of_any_length() {
    for turns in 1..12 {
        for from_y in [false, true] {
            check_pairs(&polynomial(turns, from_y), 1);
        }
    }
    // Longer ones are cut: a step must not take long.
    check_pairs(&polynomial(150, true), 3);
}

#[test]
fn polynomials_around_the_edges_of_blocks() {
    for n in lengths(512) {
        let x: Vec<f64> = (0..n).map(|i| i as f64 / 77.0 - 3.0).collect();
        let inputs = [Input::numbers(&x), Input::numbers(&x)];
        check(&polynomial(9, true), &inputs, Kind::F64, n, &[]);
    }
}

#[test]
fn a_polynomial_whose_summands_differ_from_item_to_item() {
    let mut b = Builder::new();
    let (x, y) = (b.column(0), b.column(1));
    let mut sum = x;
    for _ in 0..4 {
        let product = b.binary(BinaryOp::Mul, sum, x);
        sum = b.binary(BinaryOp::Add, product, y);
    }
    check_pairs(&b.done(sum), 2);
}

/// `(x - y)² + k`, or with the uniform operand first.
#[test]
fn squares_of_differences() {
    for swapped in [false, true] {
        let mut b = Builder::new();
        let (x, y, k) = (b.column(0), b.column(1), b.number(-3.5));
        let (left, right) = if swapped { (k, y) } else { (x, y) };
        let difference = b.binary(BinaryOp::Sub, left, right);
        let square = b.binary(BinaryOp::Mul, difference, difference);
        let sum = b.binary(BinaryOp::Add, square, if swapped { x } else { k });
        check_pairs(&b.done(sum), 1);
    }
}

#[test]
fn between_two_numbers() {
    for swapped in [false, true] {
        let mut b = Builder::new();
        let (x, y, part) = (b.column(0), b.column(1), b.number(0.3));
        let rise = b.binary(BinaryOp::Sub, y, x);
        let product = b.binary(BinaryOp::Mul, rise, part);
        let (left, right) = if swapped { (product, x) } else { (x, product) };
        let sum = b.binary(BinaryOp::Add, left, right);
        check_pairs(&b.done(sum), 1);
    }
}

#[test]
fn products_and_a_sum() {
    let mut b = Builder::new();
    let (x, y, two, k) = (b.column(0), b.column(1), b.number(2.0), b.number(0.1));
    let twice = b.binary(BinaryOp::Mul, two, x);
    let product = b.binary(BinaryOp::Mul, twice, y);
    let sum = b.binary(BinaryOp::Add, product, k);
    check_pairs(&b.done(sum), 1);
}

#[test]
fn hashes() {
    for op in [BinaryOp::UShr, BinaryOp::Shl] {
        let mut b = Builder::new();
        let integer = |b: &mut Builder, value| match b.ty(value) {
            Type::I32 => value,
            _ => b.unary(UnaryOp::ToI32, value),
        };
        let (x, y) = (b.column(0), b.column(1));
        let (by, factor) = (b.number(16.0), b.number(-2_048_144_789.0));
        let (whole, count) = (integer(&mut b, x), integer(&mut b, y));
        let (by, factor) = (integer(&mut b, by), integer(&mut b, factor));
        let shifted = b.binary(op, whole, by);
        let shifted = integer(&mut b, shifted);
        let mixed = b.binary(BinaryOp::BitXor, whole, shifted);
        let product = b.binary(BinaryOp::Imul, mixed, factor);
        let again = b.binary(op, product, count);
        let again = integer(&mut b, again);
        let mixed = b.binary(BinaryOp::BitXor, again, product);
        let result = b.unary(UnaryOp::ToF64, mixed);
        let steps = if op == BinaryOp::UShr { 5 } else { 6 };
        check_pairs(&b.done(result), steps);
    }
}

/// Two values chosen by one comparison.
#[test]
fn selects_that_share_a_comparison() {
    for op in [CompareOp::Lt, CompareOp::Ge, CompareOp::Eq, CompareOp::Ne] {
        let mut b = Builder::new();
        let (x, y, k) = (b.column(0), b.column(1), b.number(7.25));
        let below = b.compare(op, x, y);
        let first = b.select(below, x, k);
        let second = b.select(below, k, y);
        let sum = b.binary(BinaryOp::Mul, first, second);
        check_pairs(&b.done(sum), 3);
    }
}

/// `n = 0; while (n < 60 && x * x + y * y <= 4) { [x, y] = [x * x - y * y + a, 2 * x * y + b]; n++ }`
fn escape(limit: impl Fn(&mut Builder, Value) -> Value) -> Function {
    let mut b = Builder::new();
    let (a, c) = (b.column(0), b.column(1));
    let (zero, one, two, four) = (b.number(0.0), b.number(1.0), b.number(2.0), b.number(4.0));
    let enter = b.boolean(true);
    let behind = b.turns(enter, &[zero, zero, zero], |b, now| {
        let (xx, yy) = (
            b.binary(BinaryOp::Mul, now[0], now[0]),
            b.binary(BinaryOp::Mul, now[1], now[1]),
        );
        let difference = b.binary(BinaryOp::Sub, xx, yy);
        let x = b.binary(BinaryOp::Add, difference, a);
        let twice = b.binary(BinaryOp::Mul, two, now[0]);
        let product = b.binary(BinaryOp::Mul, twice, now[1]);
        let y = b.binary(BinaryOp::Add, product, c);
        let n = b.binary(BinaryOp::Add, now[2], one);
        let most = limit(b, a);
        let few = b.compare(CompareOp::Lt, n, most);
        let (xx, yy) = (b.binary(BinaryOp::Mul, x, x), b.binary(BinaryOp::Mul, y, y));
        let size = b.binary(BinaryOp::Add, xx, yy);
        let near = b.compare(CompareOp::Le, size, four);
        let again = b.binary(BinaryOp::And, few, near);
        (vec![x, y, n], again)
    });
    b.done(behind[2])
}

#[test]
fn loops_that_end_by_two_comparisons() {
    for n in lengths(320) {
        let at = |i: usize| (i * 7919 % 1009) as f64 / 336.0 - 2.0;
        let x: Vec<f64> = (0..n).map(at).collect();
        let y: Vec<f64> = (0..n).map(|i| at(i + 500) / 2.0).collect();
        let inputs = [Input::numbers(&x), Input::numbers(&y)];
        let fixed = escape(|b, _| b.number(60.0));
        check(&fixed, &inputs, Kind::F64, n, &[]);
        let by_item = escape(|b, a| {
            let hundred = b.number(100.0);
            b.binary(BinaryOp::Mul, a, hundred)
        });
        check(&by_item, &inputs, Kind::F64, n, &[]);
    }
}

/// What turns compute goes to where it is carried, whoever reads what was carried before, and when.
#[test]
fn nothing_is_copied_where_the_order_allows_it() {
    let program = Program::new(&escape(|b, _| b.number(60.0))).expect("a small function");
    // Five to begin with, as a counter has two places (as it is, and as lanes have left with it), the start, eight in a turn and
    // one of its two ends more, the result.
    assert!(program.ops() <= 17, "{} steps", program.ops());
}

/// Each carried value is read after the next one of another was computed, in all orders.
#[test]
fn carried_values_that_read_each_other() {
    for order in 0..6 {
        let mut b = Builder::new();
        let (x, y) = (b.column(0), b.column(1));
        let (zero, one, half) = (b.number(0.0), b.number(1.0), b.number(0.5));
        let enter = b.boolean(true);
        let behind = b.turns(enter, &[zero, x, y, x], |b, now| {
            let mut nexts = [now[1], now[2], now[3]];
            let orders = [
                [0, 1, 2],
                [0, 2, 1],
                [1, 0, 2],
                [1, 2, 0],
                [2, 0, 1],
                [2, 1, 0],
            ];
            for which in orders[order] {
                let own = b.binary(BinaryOp::Mul, now[1 + which], half);
                let other = b.binary(BinaryOp::Sub, own, now[1 + (which + 1) % 3]);
                // Sometimes what the turn has computed already, sometimes what was carried.
                let last = if order % 2 == 0 {
                    now[1 + (which + 2) % 3]
                } else {
                    nexts[(which + 2) % 3]
                };
                nexts[which] = b.binary(BinaryOp::Min, other, last);
            }
            let count = b.binary(BinaryOp::Add, now[0], one);
            let limit = b.binary(BinaryOp::Mul, x, half);
            let again = b.compare(CompareOp::Lt, count, limit);
            (vec![count, nexts[0], nexts[1], nexts[2]], again)
        });
        let sum = b.binary(BinaryOp::Sub, behind[1], behind[2]);
        let result = b.binary(BinaryOp::Max, sum, behind[3]);
        let function = b.done(result);
        for n in [1, 50, 700] {
            let x: Vec<f64> = (0..n).map(|i| f64::from(i * 31 % 41)).collect();
            let y: Vec<f64> = (0..n).map(|i| f64::from(i * 17 % 23) - 9.0).collect();
            let inputs = [Input::numbers(&x), Input::numbers(&y)];
            check(&function, &inputs, Kind::F64, n as usize, &[]);
        }
    }
}
