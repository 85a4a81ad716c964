//! What functions become, and why others do not.

mod helpers;
mod limits;
mod listings;
mod loops;
mod passes;
mod reasons;
mod results;
mod switch;
mod values;

use super::{Capture, CaptureKind, Compiled, Refusal, Request, compile, lowered};
use crate::frontend::Reason;
use crate::ir::{Function, Param};

/// What the functions of the tests take from outside.
fn captures() -> Vec<Capture> {
    let capture = |name: &str, kind| Capture {
        name: name.into(),
        kind,
    };
    let builtin = |path: &str| CaptureKind::Builtin(path.into());
    vec![
        capture("k", CaptureKind::Number),
        capture("flag", CaptureKind::Boolean),
        capture("sin", builtin("Math.sin")),
        capture("M", builtin("Math")),
        capture("parseInt", builtin("parseInt")),
        capture("table", CaptureKind::Other("an array".into())),
        capture("t", CaptureKind::Table),
        capture("u", CaptureKind::Table),
        capture("helper", CaptureKind::Other("a function".into())),
    ]
}

fn run(source: &str, columns: u32, tuple: bool) -> Result<Compiled, Vec<Reason>> {
    run_with(source, columns, tuple, 0)
}

/// As [`run`], where some columns hold booleans.
fn run_with(
    source: &str,
    columns: u32,
    tuple: bool,
    booleans: u32,
) -> Result<Compiled, Vec<Reason>> {
    compile(&Request {
        source,
        columns,
        tuple,
        booleans,
        captures: &captures(),
        functions: &[],
    })
    .map_err(|refusal| match refusal {
        Refusal::Reasons(reasons) => reasons,
        Refusal::Needs(needs) => panic!("{source} needs {needs:?}"),
    })
}

/// What they hold, in the order of a function's parameters: `k = 10`, `flag = true`.
fn params(function: &Function) -> Vec<f64> {
    let held = |param: &Param| if param.name == "k" { 10.0 } else { 1.0 };
    function.params.iter().map(held).collect()
}

/// Whether both are the same bits; one NaN is like another.
fn same(found: f64, expected: f64) -> bool {
    found.to_bits() == expected.to_bits() || (found.is_nan() && expected.is_nan())
}

/// Compiles a function that must be native.
fn native(source: &str, columns: u32, tuple: bool) -> Compiled {
    run(source, columns, tuple).unwrap_or_else(|reasons| panic!("{source}: {reasons:?}"))
}
