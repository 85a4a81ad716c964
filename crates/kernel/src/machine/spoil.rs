//! A run that remembers too much, while that fault is switched on ([`crate::wrong`]).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::program::Program;
use crate::wrong::wrong;

/// By parameter: the bits of its lanes in a program's first run.
pub(crate) type FirstCaptures = Mutex<HashMap<u32, u64>>;

/// The value that the capture had when the program first ran.
pub(super) fn capture(program: &Program, param: u32, bits: u64) -> u64 {
    if !wrong("stale-capture") {
        return bits;
    }
    let mut first = program
        .first_captures
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    *first.entry(param).or_insert(bits)
}
