//! What is merged into one step computes what its parts do.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use numpool_math::Table;

use super::build::Builder;
use super::harness::{Input, check, check_with, edges, lengths, run_with};
use crate::ir::{BinaryOp, CompareOp, Function, Type, UnaryOp, Value};
use crate::machine::{Column, Error, Isa, Kind, Machine, Output, Run};
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
    // Four to begin with, the start, seven in a turn and one of its two ends more, the result.
    assert!(program.ops() <= 15, "{} steps", program.ops());
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

/// `t[i] + (t[i + 1] - t[i]) * y` with `i` the whole part of x, or the later item first.
fn interpolation(later_first: bool) -> Function {
    let mut b = Builder::new();
    let (t, x, y, one) = (b.table(), b.column(0), b.column(1), b.number(1.0));
    let index = b.unary(UnaryOp::Floor, x);
    let behind = b.binary(BinaryOp::Add, index, one);
    let (here, next) = if later_first {
        let next = b.load(t, behind);
        (b.load(t, index), next)
    } else {
        let here = b.load(t, index);
        (here, b.load(t, behind))
    };
    let rise = b.binary(BinaryOp::Sub, next, here);
    let part = b.binary(BinaryOp::Mul, rise, y);
    let result = b.binary(BinaryOp::Add, here, part);
    b.done(result)
}

#[test]
fn neighbours_in_tables_of_every_kind() {
    let table: Vec<f64> = edges().into_iter().cycle().take(100).collect();
    for kind in Kind::ALL {
        for n in [1, 7, 16, 131, 600] {
            let x: Vec<f64> = (0..n).map(|i| f64::from(i * 37 % 99) + 0.25).collect();
            let inputs = [Input::numbers(&x), Input::numbers(&x)];
            let tables = [Input::of(&table, kind)];
            for later_first in [false, true] {
                let function = interpolation(later_first);
                check_with(&function, &inputs, Kind::F64, n as usize, &[], &tables);
            }
        }
    }
    let program = Program::new(&interpolation(false)).expect("a small function");
    // Floor, the pair and its place, and what lies between.
    assert_eq!(program.ops(), 4);
}

#[test]
fn neighbours_that_there_are_not() {
    for length in [0, 1, 2, 50] {
        let tables = [Input::numbers(&vec![1.0; length])];
        for index in [
            -1.0,
            -0.0,
            0.0,
            1.0,
            48.0,
            49.0,
            50.0,
            f64::NAN,
            f64::INFINITY,
            1e300,
        ] {
            for lane in [0, 1, 7, 20] {
                let mut x = vec![0.0; 21];
                x[lane] = index;
                let all = x.iter().all(|x| *x >= 0.0 && *x + 1.0 < length as f64);
                for isa in Isa::available() {
                    let program = Program::with_isa(&interpolation(false), isa);
                    let program = program.expect("a small function");
                    let inputs = [Input::numbers(&x), Input::numbers(&x)];
                    let columns = inputs.each_ref().map(Input::column);
                    let ended = run_with(&program, &columns, Kind::F64, 21, &[], &tables);
                    assert_eq!(ended.is_ok(), all, "{index} of {length} on {}", isa.name());
                }
            }
        }
    }
}

/// The results of a pair are carried by a loop, read behind it, and read before the second load.
#[test]
fn neighbours_in_loops() {
    for early in [false, true] {
        let mut b = Builder::new();
        let (t, x, y, one) = (b.table(), b.column(0), b.column(1), b.number(1.0));
        let index = b.unary(UnaryOp::Floor, x);
        let three = b.number(3.0);
        let zero = b.number(0.0);
        let enter = b.boolean(true);
        let behind = b.turns(enter, &[zero, x, y], |b, now| {
            let here = b.load(t, index);
            let between = if early {
                b.binary(BinaryOp::Mul, here, now[1])
            } else {
                here
            };
            let index = b.binary(BinaryOp::Add, index, one);
            let next = b.load(t, index);
            let first = b.binary(BinaryOp::Sub, next, now[2]);
            let count = b.binary(BinaryOp::Add, now[0], one);
            let again = b.compare(CompareOp::Lt, count, three);
            let kept = b.binary(BinaryOp::Add, between, first);
            (vec![count, kept, next], again)
        });
        let result = b.binary(BinaryOp::Sub, behind[1], behind[2]);
        let function = b.done(result);
        let table = [Input::numbers(&edges()[..40])];
        let x: Vec<f64> = (0..300).map(|i| f64::from(i * 7 % 39) + 0.5).collect();
        let inputs = [Input::numbers(&x), Input::numbers(&x)];
        check_with(&function, &inputs, Kind::F64, 300, &[], &table);
    }
}

/// An index that another thread changes was looked at twice once: checked, and then read again to be used.
#[test]
fn an_index_in_shared_memory_is_checked_as_it_is_used() {
    let mut b = Builder::new();
    let (t, x) = (b.table(), b.column(0));
    let item = b.load(t, x);
    let function = b.done(item);
    let program = Program::new(&function).expect("a small function");
    let n = 512;
    let mut indices = vec![0.0_f64; n];
    let at = indices.as_mut_ptr() as usize;
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut wild = false;
            while !done.load(Ordering::Relaxed) {
                wild = !wild;
                for i in 0..n {
                    // SAFETY: the vector lives until both threads are done.
                    unsafe {
                        let place = (at as *mut f64).add(i);
                        place.write_volatile(if wild { 1e15 } else { 1.0 });
                    }
                }
            }
        });
        let mut out = vec![0.0_f64; n];
        let table = Input::numbers(&[1.0, 2.0, 3.0]);
        let math = Table::host_libm();
        let run = Run {
            program: &program,
            columns: &[Column::Memory {
                ptr: at as *const u8,
                kind: Kind::F64,
                shared: true,
            }],
            output: Output::numbers(&mut out),
            params: &[],
            others: &[],
            math: &math,
            tables: &[table.table()],
        };
        let mut machine = Machine::new().expect("memory");
        for _ in 0..20_000 {
            // SAFETY: columns, table and output have what they say.
            let ended = unsafe { machine.run(&run, 0..n, &AtomicBool::new(false)) };
            assert!(matches!(ended, Ok(true) | Err(Error::OutOfBounds)));
        }
        done.store(true, Ordering::Relaxed);
    });
}
