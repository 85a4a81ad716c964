//! Two items of a table that stand side by side are read together, and an index is looked at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use numpool_math::Table;

use super::build::Builder;
use super::harness::{Input, check_with, edges, run_with};
use crate::ir::{BinaryOp, CompareOp, Function, UnaryOp};
use crate::machine::{Column, Error, Isa, Kind, Machine, Output, Run};
use crate::program::Program;

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
