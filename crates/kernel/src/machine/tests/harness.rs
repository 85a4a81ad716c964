//! Runs a function on the block machine and compares every item with the oracle.

use std::sync::atomic::AtomicBool;

use numpool_math::{Table as Providers, exact};

use super::oracle::{Val, evaluate};
use crate::ir::{Function, Op};
use crate::machine::{Choice, Column, Error, Isa, Kind, Machine, Output, Run};
use crate::program::Program;

/// Numbers at the edges of every operation.
pub(super) fn edges() -> Vec<f64> {
    let mut values = vec![
        0.0,
        0.1,
        0.499_999_999_999_999_94,
        0.5,
        0.500_000_000_000_000_1,
        1.0,
        1.5,
        2.0,
        2.5,
        3.0,
        7.25,
        31.0,
        32.0,
        33.0,
        127.5,
        254.5,
        255.5,
        2049.0,
        65_504.0,
        65_519.999_999,
        65_520.0,
        2_147_483_647.0,
        2_147_483_648.0,
        4_294_967_295.5,
        4_294_967_296.0,
        2_251_799_813_685_247.5,
        2_251_799_813_685_248.0,
        4_503_599_627_370_495.5,
        4_503_599_627_370_497.0,
        9_007_199_254_740_991.0,
        9_223_372_036_854_777_856.0,
        1e21,
        1.934_281_311_383_406_5e25,
        1e300,
        f64::MAX,
        f64::from(f32::MAX) * 1.000_000_1,
        f64::INFINITY,
        f64::MIN_POSITIVE,
        5e-324,
        1e-310,
        1e-45,
        6.1e-5,
        2.980_232_238_769_531_3e-8,
        2.980_232_238_769_532e-8,
    ];
    let negative: Vec<f64> = values.iter().map(|x| -x).collect();
    values.extend(negative);
    values.push(f64::NAN);
    values.push(f64::from_bits(0xfff0_0000_0000_0001));
    values
}

/// Lengths around the edges of vectors, groups and blocks of `lanes`.
pub(super) fn lengths(lanes: usize) -> Vec<usize> {
    let mut lengths: Vec<usize> = (0..=18).collect();
    lengths.extend([31, 32, 33, 63, 64, 65, 79, 80, 100]);
    lengths.extend([
        lanes - 1,
        lanes,
        lanes + 1,
        lanes + 70,
        2 * lanes,
        3 * lanes + 5,
    ]);
    lengths
}

/// An input column with memory of its own.
pub(super) struct Input {
    pub(super) bytes: Vec<u8>,
    pub(super) kind: Kind,
    pub(super) shared: bool,
}

impl Input {
    pub(super) fn numbers(numbers: &[f64]) -> Self {
        Self::of(numbers, Kind::F64)
    }

    /// What an array of this kind holds after the numbers were stored to it.
    pub(super) fn of(numbers: &[f64], kind: Kind) -> Self {
        let bytes = numbers
            .iter()
            .flat_map(|x| Val::F64(*x).store(kind))
            .collect();
        Self {
            bytes,
            kind,
            shared: false,
        }
    }

    pub(super) fn column(&self) -> Column {
        Column::Memory {
            ptr: self.bytes.as_ptr(),
            kind: self.kind,
            shared: self.shared,
        }
    }

    pub(super) fn length(&self) -> usize {
        self.bytes.len() / self.kind.size()
    }

    pub(super) fn table(&self) -> crate::machine::Table {
        crate::machine::Table {
            ptr: self.bytes.as_ptr(),
            length: self.length(),
            kind: self.kind,
        }
    }

    pub(super) fn get(&self, index: usize) -> f64 {
        let size = self.kind.size();
        let item = &self.bytes[index * size..][..size];
        let four = || item.try_into().expect("four bytes");
        let two = || item.try_into().expect("two bytes");
        match self.kind {
            Kind::F64 => f64::from_ne_bytes(item.try_into().expect("eight bytes")),
            Kind::F32 => f64::from(f32::from_ne_bytes(four())),
            Kind::F16 => exact::f16_to_f64(u16::from_ne_bytes(two())),
            Kind::I8 => f64::from(item[0].cast_signed()),
            Kind::U8 | Kind::U8Clamped | Kind::Bool => f64::from(item[0]),
            Kind::I16 => f64::from(i16::from_ne_bytes(two())),
            Kind::U16 => f64::from(u16::from_ne_bytes(two())),
            Kind::I32 => f64::from(i32::from_ne_bytes(four())),
            Kind::U32 => f64::from(u32::from_ne_bytes(four())),
        }
    }
}

/// Runs `n` items into a fresh output, which must stay untouched around them.
pub(super) fn run(
    program: &Program,
    columns: &[Column],
    kind: Kind,
    n: usize,
    params: &[f64],
) -> Result<Vec<u8>, Error> {
    run_with(program, columns, kind, n, params, &[])
}

/// As [`run`], with tables.
pub(super) fn run_with(
    program: &Program,
    columns: &[Column],
    kind: Kind,
    n: usize,
    params: &[f64],
    tables: &[Input],
) -> Result<Vec<u8>, Error> {
    run_by(
        &Providers::host_libm(),
        program,
        columns,
        kind,
        n,
        params,
        tables,
    )
}

/// As [`run_with`], with providers of the engine's functions.
pub(super) fn run_by(
    math: &Providers,
    program: &Program,
    columns: &[Column],
    kind: Kind,
    n: usize,
    params: &[f64],
    tables: &[Input],
) -> Result<Vec<u8>, Error> {
    const GUARD: usize = 64;
    let mut bytes = vec![0xa5_u8; n * kind.size() + 2 * GUARD];
    let output = Output {
        ptr: bytes[GUARD..].as_mut_ptr(),
        kind,
        shared: false,
    };
    let tables: Vec<_> = tables.iter().map(Input::table).collect();
    let run = Run {
        program,
        columns,
        output,
        params,
        others: &[],
        math,
        tables: &tables,
    };
    let mut machine = Machine::new().expect("memory");
    // SAFETY: every caller's columns have `n` items, and the output is fresh.
    let whole = unsafe { machine.run(&run, 0..n, &AtomicBool::new(false)) }?;
    assert!(whole);
    let end = bytes.len() - GUARD;
    assert!(
        bytes[..GUARD]
            .iter()
            .chain(&bytes[end..])
            .all(|byte| *byte == 0xa5)
    );
    Ok(bytes[GUARD..end].to_vec())
}

/// Compares one function with the oracle, stored to one kind, on every instruction set.
pub(super) fn check(function: &Function, inputs: &[Input], kind: Kind, n: usize, params: &[f64]) {
    check_with(function, inputs, kind, n, params, &[]);
}

/// As [`check`], with tables.
pub(super) fn check_with(
    function: &Function,
    inputs: &[Input],
    kind: Kind,
    n: usize,
    params: &[f64],
    tables: &[Input],
) {
    let calls = |op: &Op| matches!(op, Op::Math1(..) | Op::Math2(..));
    let calls = function.values.iter().any(|inst| calls(&inst.op));
    let math = Providers::host_libm();
    // By the providers one by one, and by vector code.
    for math in [math, Providers::host_vectors()]
        .iter()
        .take(1 + usize::from(calls))
    {
        check_by(math, function, inputs, kind, n, params, tables);
    }
}

fn check_by(
    math: &Providers,
    function: &Function,
    inputs: &[Input],
    kind: Kind,
    n: usize,
    params: &[f64],
    tables: &[Input],
) {
    let items: Vec<Vec<f64>> = (0..n)
        .map(|i| inputs.iter().map(|input| input.get(i)).collect())
        .collect();
    let expected: Vec<Val> = items
        .iter()
        .map(|item| evaluate(function, item, params, tables, math))
        .collect();
    let columns: Vec<Column> = inputs.iter().map(Input::column).collect();
    for isa in Isa::available() {
        let program = Program::with_isa(function, isa).expect("a small function");
        for choice in [Choice::Interpreter, Choice::Generated] {
            program.choose(choice);
            let got =
                run_by(math, &program, &columns, kind, n, params, tables).expect("a complete run");
            for (index, expected) in expected.iter().enumerate() {
                let item = &got[index * kind.size()..][..kind.size()];
                assert!(
                    same(kind, item, &expected.store(kind)),
                    "{} of {n} on {} {choice:?}: {:?} gave {item:x?} as {kind:?}, expected {expected:?}\n{function}",
                    index,
                    isa.name(),
                    items[index],
                );
            }
            if choice == Choice::Generated && isa.has_generated_code() {
                assert_eq!(program.refusal(), None, "{} {function}", isa.name());
            }
        }
    }
}

/// Equal bytes, or NaN both.
pub(super) fn same(kind: Kind, a: &[u8], b: &[u8]) -> bool {
    let input = |bytes: &[u8]| {
        Input {
            bytes: bytes.to_vec(),
            kind,
            shared: false,
        }
        .get(0)
    };
    a == b || (input(a).is_nan() && input(b).is_nan())
}
