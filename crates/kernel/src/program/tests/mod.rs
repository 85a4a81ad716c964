//! What each pass makes of a program: the listing before it and behind it.

mod facts;
mod fuse;
mod lower;
mod places;

use super::draft::Draft;
use super::{fuse as fusing, lower as lowering};
use crate::frontend::{Capture, CaptureKind, Request, compile};
use crate::ir::Function;

/// The kernel of a function of `x` and `y`, which takes the numbers `k` and `l` and the table `t` from outside.
fn kernel(source: &str) -> Function {
    let capture = |name: &str, kind| Capture {
        name: name.into(),
        kind,
    };
    let compiled = compile(&Request {
        source,
        columns: 2,
        tuple: false,
        booleans: 0,
        captures: &[
            capture("k", CaptureKind::Number),
            capture("l", CaptureKind::Number),
            capture("t", CaptureKind::Table),
        ],
        functions: &[],
    });
    compiled
        .unwrap_or_else(|refusal| panic!("{refusal:?}"))
        .function
}

/// The draft that lowering makes of it.
fn lowered(source: &str) -> Draft {
    let (mut draft, results) = lowering::lower(&kernel(source)).expect("it is small");
    draft.end_with(&results).expect("it is small");
    draft
}

fn fused(source: &str) -> Draft {
    let mut draft = lowered(source);
    fusing::fuse(&mut draft);
    draft
}

/// Compares a listing line by line.
#[track_caller]
fn reads(listing: &str, lines: &[&str]) {
    let found: Vec<&str> = listing.lines().map(str::trim_end).collect();
    assert_eq!(found, lines, "\n{listing}");
}
