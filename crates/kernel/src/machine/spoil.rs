//! A run that remembers too much, while that fault is switched on ([`crate::wrong`]).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::program::Program;
use crate::wrong::wrong;

/// The value that the capture had when the program first ran.
pub(super) fn capture(program: &Program, param: u32, bits: u64) -> u64 {
    static FIRST: Mutex<Option<HashMap<(usize, u32), u64>>> = Mutex::new(None);
    if !wrong("stale-capture") {
        return bits;
    }
    let mut first = FIRST.lock().unwrap_or_else(PoisonError::into_inner);
    let place = (core::ptr::from_ref(program).addr(), param);
    *first.get_or_insert_default().entry(place).or_insert(bits)
}
