//! Columns and outputs: kinds, lengths, sharing, ranges, and an output that is its input.

use std::sync::atomic::AtomicBool;

use numpool_math::Table;

use super::build::Builder;
use super::harness::{Input, check, edges, lengths, run};
use super::oracle::Val;
use crate::ir::{BinaryOp, CompareOp, Function, Type, UnaryOp};
use crate::machine::{Column, Isa, Kind, Machine, Output, Run};
use crate::program::{Program, ResultKind};

/// `x * 3 + y`: reads both columns in place.
fn linear() -> Function {
    let mut b = Builder::new();
    let (x, y, three) = (b.column(0), b.column(1), b.number(3.0));
    let product = b.binary(BinaryOp::Mul, x, three);
    let sum = b.binary(BinaryOp::Add, product, y);
    b.done(sum)
}

/// A function of one column with a result of the given type.
fn giving(ty: Type) -> Function {
    let mut b = Builder::new();
    let x = b.column(0);
    let result = match ty {
        Type::F64 => b.unary(UnaryOp::Neg, x),
        Type::I32 => {
            let whole = b.unary(UnaryOp::ToI32, x);
            b.unary(UnaryOp::BitNot, whole)
        }
        Type::U32 => b.unary(UnaryOp::ToU32, x),
        Type::Bool => {
            let zero = b.number(0.0);
            b.compare(CompareOp::Gt, x, zero)
        }
    };
    b.done(result)
}

fn numbers(n: usize) -> Vec<f64> {
    edges().into_iter().cycle().take(n).collect()
}

#[test]
fn every_kind_in_and_out() {
    let edges = edges();
    for ty in [Type::F64, Type::I32, Type::U32, Type::Bool] {
        let function = giving(ty);
        for from in Kind::ALL {
            if from == Kind::Bool {
                continue;
            }
            for to in Kind::ALL {
                check(&function, &[Input::of(&edges, from)], to, edges.len(), &[]);
            }
        }
    }
}

#[test]
fn every_length() {
    let function = linear();
    let lanes = Program::new(&function).expect("a small function").lanes;
    for n in lengths(lanes) {
        for (x, y) in [
            (Kind::F64, Kind::F64),
            (Kind::F64, Kind::I16),
            (Kind::F16, Kind::F32),
        ] {
            let mut later = numbers(n + 7);
            later.drain(..7);
            for to in [Kind::F64, Kind::F32, Kind::U8Clamped] {
                let inputs = [Input::of(&numbers(n), x), Input::of(&later, y)];
                check(&function, &inputs, to, n, &[]);
            }
        }
    }
}

#[test]
fn f16_holds_every_value() {
    let bytes = (0..=u16::MAX).flat_map(u16::to_ne_bytes).collect();
    let input = Input {
        bytes,
        kind: Kind::F16,
        shared: false,
    };
    for kind in [Kind::F64, Kind::F16] {
        let function = giving(Type::F64);
        let columns = [input.column()];
        for isa in Isa::available() {
            let program = Program::with_isa(&function, isa).expect("a small function");
            let bytes = run(&program, &columns, kind, 65_536, &[]).expect("a complete run");
            let got = Input {
                bytes,
                kind,
                shared: false,
            };
            for half in 0..65_536 {
                let (x, y) = (input.get(half), got.get(half));
                assert!(
                    (-x).to_bits() == y.to_bits() || (x.is_nan() && y.is_nan()),
                    "{x} {y}"
                );
            }
        }
    }
}

#[test]
fn shared_memory_read_twice_is_copied_first() {
    let mut b = Builder::new();
    let x = b.column(0);
    let one = b.number(1.0);
    let more = b.binary(BinaryOp::Max, x, one);
    let result = b.binary(BinaryOp::Div, more, x);
    let function = b.done(result);
    for n in lengths(512) {
        let input = Input {
            shared: true,
            ..Input::numbers(&numbers(n))
        };
        check(&function, &[input], Kind::F64, n, &[]);
    }
    let program = Program::new(&function).expect("a small function");
    assert_eq!(program.used[0].reads, 2);
}

#[test]
fn ranges_are_start_plus_index_times_step() {
    let function = linear();
    for isa in Isa::available() {
        let program = Program::with_isa(&function, isa).expect("a small function");
        for (start, step) in [(0.0, 1.0), (-7.5, 0.1), (1e300, -1e299), (0.0, -0.0)] {
            for n in lengths(program.lanes) {
                let range = Column::Range { start, step };
                let got = run(&program, &[range, range], Kind::F64, n, &[]).expect("a run");
                for (index, item) in got.chunks(8).enumerate() {
                    let x = start + index as f64 * step;
                    assert_eq!(
                        item,
                        Val::F64(x * 3.0 + x).store(Kind::F64),
                        "{start} {step}"
                    );
                }
            }
        }
    }
}

/// Reads the column again after values made from it: a write too early would show.
fn reads_again() -> Function {
    let mut b = Builder::new();
    let (x, two) = (b.column(0), b.number(2.0));
    let root = b.unary(UnaryOp::Abs, x);
    let double = b.binary(BinaryOp::Div, root, two);
    let sum = b.binary(BinaryOp::Min, double, x);
    let result = b.binary(BinaryOp::Div, sum, x);
    b.done(result)
}

#[test]
fn the_output_may_be_the_input() {
    let function = reads_again();
    let math = Table::host_libm();
    for isa in Isa::available() {
        let program = Program::with_isa(&function, isa).expect("a small function");
        for (from, to) in [
            (Kind::F64, Kind::F64),
            (Kind::F32, Kind::I32),
            (Kind::I16, Kind::F16),
        ] {
            for shared in [false, true] {
                for n in lengths(program.lanes) {
                    let mut memory = Input {
                        shared,
                        ..Input::of(&numbers(n), from)
                    };
                    let columns = [memory.column()];
                    let expected = run(&program, &columns, to, n, &[]).expect("a complete run");
                    let ptr = memory.bytes.as_mut_ptr();
                    let columns = [Column::Memory {
                        ptr,
                        kind: from,
                        shared,
                    }];
                    let output = Output {
                        ptr,
                        kind: to,
                        shared,
                    };
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
                    let stop = AtomicBool::new(false);
                    // SAFETY: the memory has `n` items of either kind.
                    assert_eq!(unsafe { machine.run(&run, 0..n, &stop) }, Ok(true));
                    assert_eq!(memory.bytes, expected, "{n} of {from:?} on {}", isa.name());
                }
            }
        }
    }
}

#[test]
fn a_range_of_items_writes_only_its_own() {
    let function = reads_again();
    let program = Program::new(&function).expect("a small function");
    let (all, math) = (numbers(4000), Table::host_libm());
    let input = Input::numbers(&all);
    let columns = [input.column()];
    let expected = run(&program, &columns, Kind::F64, 4000, &[]).expect("a complete run");
    let mut got = vec![0_u8; 32_000];
    let output = Output {
        ptr: got.as_mut_ptr(),
        kind: Kind::F64,
        shared: false,
    };
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
    for range in [1000..1000, 3..9, 9..1777, 1777..3999] {
        // SAFETY: both sides have 4000 items.
        let done = unsafe { machine.run(&run, range, &AtomicBool::new(false)) };
        assert_eq!(done, Ok(true));
    }
    assert_eq!(got[24..31_992], expected[24..31_992]);
    assert!(
        got[..24]
            .iter()
            .chain(&got[31_992..])
            .all(|byte| *byte == 0)
    );
}

#[test]
fn one_machine_runs_programs_of_any_size_in_turn() {
    let small = giving(Type::F64);
    let mut b = Builder::new();
    let x = b.column(0);
    let roots: Vec<_> = (1..300)
        .map(|i| {
            let scale = b.number(f64::from(i));
            let scaled = b.binary(BinaryOp::Div, x, scale);
            b.unary(UnaryOp::Floor, scaled)
        })
        .collect();
    let sum = roots
        .iter()
        .skip(1)
        .fold(roots[0], |sum, root| b.binary(BinaryOp::Add, *root, sum));
    let large = b.done(sum);
    let mut machine = Machine::new().expect("memory");
    let (xs, math) = (numbers(700), Table::host_libm());
    let mut got = vec![0.0_f64; 700];
    for function in [&small, &large, &small, &large] {
        let program = Program::new(function).expect("within limits");
        let input = Input::numbers(&xs);
        let columns = [input.column()];
        let output = Output::numbers(&mut got);
        let run = Run {
            program: &program,
            columns: &columns,
            output,
            params: &[],
            others: &[],
            math: &math,
            tables: &[],
        };
        // SAFETY: both sides have 700 items.
        let done = unsafe { machine.run(&run, 0..700, &AtomicBool::new(false)) };
        assert_eq!(done, Ok(true));
        for (x, y) in xs.iter().zip(&got) {
            let expected = super::oracle::evaluate(function, &[*x], &[], &[], &math).number();
            assert!(y.to_bits() == expected.to_bits() || (y.is_nan() && expected.is_nan()));
        }
    }
}

#[test]
fn result_kinds() {
    let kind = |ty| {
        let program = Program::new(&giving(ty)).expect("a small function");
        program.results().next()
    };
    assert_eq!(kind(Type::F64), Some(ResultKind::Number));
    assert_eq!(kind(Type::U32), Some(ResultKind::Number));
    assert_eq!(kind(Type::Bool), Some(ResultKind::Boolean));
}
