//! Kernels from source, and runs of them.

use std::sync::atomic::AtomicBool;

use numpool_math::Table as Math;

use crate::frontend::{Capture, Request, compile};
use crate::ir::Function;
use crate::machine::{Choice, Column, Error, Isa, Machine, Output, Run, Table};
use crate::program::Program;

/// Instruction sets that code is made for here.
pub(super) fn sets() -> impl Iterator<Item = Isa> {
    Isa::available().filter(|isa| isa.has_generated_code())
}

/// A function of one column.
pub(super) fn compiled(source: &str, captures: &[Capture]) -> Function {
    let request = Request {
        source,
        columns: 1,
        tuple: false,
        booleans: 0,
        captures,
        functions: &[],
    };
    let compiled = compile(&request).unwrap_or_else(|_| panic!("not numeric: {source}"));
    compiled.function
}

/// A program that runs as code.
pub(super) fn program(source: &str, isa: Isa) -> Program {
    let program = Program::with_isa(&compiled(source, &[]), isa).expect("a small function");
    program.choose(Choice::Generated);
    program
}

pub(super) fn run(
    program: &Program,
    x: &[f64],
    stop: &AtomicBool,
) -> Result<(bool, Vec<f64>), Error> {
    run_as(program, x, stop, false)
}

/// The same as short work, or as long.
pub(super) fn run_as(
    program: &Program,
    x: &[f64],
    stop: &AtomicBool,
    is_short: bool,
) -> Result<(bool, Vec<f64>), Error> {
    run_over(program, &[], x, stop, is_short)
}

/// The results of a function that reads `table`.
pub(super) fn with_table(program: &Program, table: Table, x: &[f64]) -> Result<Vec<f64>, Error> {
    let (whole, out) = run_over(program, &[table], x, &AtomicBool::new(false), false)?;
    assert!(whole, "nobody has stopped it");
    Ok(out)
}

fn run_over(
    program: &Program,
    tables: &[Table],
    x: &[f64],
    stop: &AtomicBool,
    is_short: bool,
) -> Result<(bool, Vec<f64>), Error> {
    let mut out = vec![0.0_f64; x.len()];
    let run = Run {
        program,
        columns: &[Column::numbers(x)],
        output: Output::numbers(&mut out),
        others: &[],
        params: &[],
        math: &Math::host_libm(),
        tables,
    };
    let mut machine = Machine::new().expect("memory");
    machine.set_short(is_short);
    // SAFETY: column and output have so many items, and the tables are readable.
    let whole = unsafe { machine.run(&run, 0..x.len(), stop) }?;
    Ok((whole, out))
}
