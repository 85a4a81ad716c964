//! What functions become, and why others do not.

mod limits;
mod listings;
mod reasons;
mod values;

use super::{Capture, CaptureKind, Compiled, Request, compile};
use crate::frontend::Reason;

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
        capture("helper", CaptureKind::Other("a function".into())),
    ]
}

fn run(source: &str, columns: u32, tuple: bool) -> Result<Compiled, Vec<Reason>> {
    compile(&Request {
        source,
        columns,
        tuple,
        captures: &captures(),
    })
}

/// Compiles a function that must be native.
fn native(source: &str, columns: u32, tuple: bool) -> Compiled {
    run(source, columns, tuple).unwrap_or_else(|reasons| panic!("{source}: {reasons:?}"))
}
