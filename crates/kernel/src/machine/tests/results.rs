//! Programs with several results: each is what a program of it alone would give, in memory of any kind.

use std::sync::atomic::AtomicBool;

use numpool_math::Table;

use super::build::Builder;
use super::harness::{Input, edges, lengths, same};
use super::oracle::evaluate;
use crate::ir::{BinaryOp, CompareOp, Function, Type, UnaryOp, Value};
use crate::machine::{Column, Error, Isa, Kind, Machine, Output, Run};
use crate::program::Program;

/// Results of every type: computed, a column, the same for all items, constants, one twice; and what a branch gives.
fn several() -> Function {
    let mut b = Builder::new();
    let (x, y) = (b.column(0), b.column(1));
    let k = b.param(Type::F64);
    let sum = b.binary(BinaryOp::Add, x, y);
    let product = b.binary(BinaryOp::Mul, sum, k);
    let int = b.unary(UnaryOp::ToI32, product);
    let uint = b.unary(UnaryOp::ToU32, product);
    let less = b.compare(CompareOp::Lt, x, y);
    let constant = b.number(-0.0);
    let holds = b.boolean(true);
    let twice = b.binary(BinaryOp::Mul, k, k);
    giving(
        b,
        &[
            product, x, int, uint, less, k, twice, constant, holds, sum, x,
        ],
    )
}

fn giving(b: Builder, results: &[Value]) -> Function {
    let mut function = b.done(results[0]);
    function.others = results[1..].to_vec();
    function
}

/// The same function with one of its results only.
fn alone(function: &Function, result: Value) -> Function {
    Function {
        result,
        others: Vec::new(),
        ..function.clone()
    }
}

const GUARD: usize = 64;

/// Runs `n` items; the outputs' bytes, which must stay untouched around them.
fn run(
    program: &Program,
    columns: &[Column],
    kinds: &[Kind],
    n: usize,
    params: &[f64],
) -> Vec<Vec<u8>> {
    let memory = |kind: &Kind| vec![0xa5_u8; n * kind.size() + 2 * GUARD];
    let mut memory: Vec<Vec<u8>> = kinds.iter().map(memory).collect();
    let outputs: Vec<Output> = memory
        .iter_mut()
        .zip(kinds)
        .map(|(bytes, kind)| Output {
            ptr: bytes[GUARD..].as_mut_ptr(),
            kind: *kind,
            shared: false,
        })
        .collect();
    let math = Table::host_libm();
    let run = Run {
        program,
        columns,
        output: outputs[0],
        others: &outputs[1..],
        params,
        math: &math,
        tables: &[],
    };
    let mut machine = Machine::new().expect("memory");
    // SAFETY: the columns have `n` items, and so have the outputs, which are fresh.
    let done = unsafe { machine.run(&run, 0..n, &AtomicBool::new(false)) };
    assert_eq!(done, Ok(true));
    for bytes in &mut memory {
        let tail = bytes.split_off(bytes.len() - GUARD);
        let head = bytes.drain(..GUARD);
        assert!(head.chain(tail).all(|byte| byte == 0xa5));
    }
    memory
}

#[test]
fn each_is_what_it_is_alone() {
    let function = several();
    assert_eq!(crate::ir::verify(&function), Ok(()));
    let results: Vec<Value> = function.results().collect();
    let math = Table::host_libm();
    let (edges, k) = (edges(), 3.5);
    for isa in Isa::available() {
        let program = Program::with_isa(&function, isa).expect("a small function");
        for (turn, n) in lengths(program.lanes).into_iter().enumerate() {
            let pick = |step: usize| -> Vec<f64> {
                (0..n)
                    .map(|i| edges[(i * step + turn) % edges.len()])
                    .collect()
            };
            let column_kind = Kind::ALL[turn % (Kind::ALL.len() - 1)];
            let inputs = [Input::numbers(&pick(1)), Input::of(&pick(7), column_kind)];
            let columns: Vec<Column> = inputs.iter().map(Input::column).collect();
            let kinds: Vec<Kind> = (0..results.len())
                .map(|i| {
                    if turn % 3 == 0 {
                        Kind::F64
                    } else {
                        Kind::ALL[(i + turn) % Kind::ALL.len()]
                    }
                })
                .collect();
            let got = run(&program, &columns, &kinds, n, &[k]);
            for (number, (bytes, kind)) in got.iter().zip(&kinds).enumerate() {
                let one = alone(&function, results[number]);
                for i in 0..n {
                    let item: Vec<f64> = inputs.iter().map(|input| input.get(i)).collect();
                    let expected = evaluate(&one, &item, &[k], &[], &math).store(*kind);
                    let item_bytes = &bytes[i * kind.size()..][..kind.size()];
                    assert!(
                        same(*kind, item_bytes, &expected),
                        "result {number} of item {i} of {n} on {}: {item:?} gave {item_bytes:x?} as {kind:?}, expected {expected:x?}",
                        isa.name()
                    );
                }
            }
        }
    }
}

#[test]
fn the_first_may_be_written_over_a_column_that_the_others_are() {
    let mut b = Builder::new();
    let x = b.column(0);
    let negative = b.unary(UnaryOp::Neg, x);
    let function = giving(b, &[negative, x]);
    for isa in Isa::available() {
        let program = Program::with_isa(&function, isa).expect("a small function");
        for n in lengths(program.lanes) {
            let xs: Vec<f64> = (0..n).map(|i| i as f64 + 0.5).collect();
            let (mut data, mut copy) = (xs.clone(), vec![0.0; n]);
            let (output, other) = (Output::numbers(&mut data), Output::numbers(&mut copy));
            let math = Table::host_libm();
            let run = Run {
                program: &program,
                columns: &[Column::Memory {
                    ptr: output.ptr,
                    kind: Kind::F64,
                    shared: false,
                }],
                output,
                others: &[other],
                params: &[],
                math: &math,
                tables: &[],
            };
            let mut machine = Machine::new().expect("memory");
            // SAFETY: the column and the outputs have `n` items; the output is the very column.
            let done = unsafe { machine.run(&run, 0..n, &AtomicBool::new(false)) };
            assert_eq!(done, Ok(true));
            assert_eq!(copy, xs);
            assert!(data.iter().zip(&xs).all(|(a, b)| *a == -*b));
        }
    }
}

#[test]
fn a_run_without_a_place_for_each_is_refused() {
    let program = Program::new(&several()).expect("a small function");
    let column = Column::Range {
        start: 0.0,
        step: 1.0,
    };
    let mut out = [0.0_f64; 4];
    let math = Table::host_libm();
    let run = Run {
        program: &program,
        columns: &[column, column],
        output: Output::numbers(&mut out),
        others: &[],
        params: &[1.0],
        math: &math,
        tables: &[],
    };
    let mut machine = Machine::new().expect("memory");
    // SAFETY: the output has four items.
    let done = unsafe { machine.run(&run, 0..4, &AtomicBool::new(false)) };
    let (expected, got) = (11, 1);
    assert_eq!(done, Err(Error::Outputs { expected, got }));
    assert_eq!(out, [0.0; 4]);
}

#[test]
fn what_two_need_is_computed_once() {
    let mut b = Builder::new();
    let x = b.column(0);
    let sine = b.def(
        crate::ir::Op::Math1(numpool_math::MathFn::Sin, x),
        Type::F64,
    );
    let more = b.binary(BinaryOp::Add, sine, x);
    let both = Program::new(&giving(b, &[sine, more])).expect("a small function");
    let calls = both.math().len();
    assert_eq!((calls, both.results().len()), (1, 2));
    // The call, the sum, and a copy of each.
    assert_eq!(both.ops(), 4);
}
