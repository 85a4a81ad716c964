//! Providers and vector code that are wrong now and then, to show that the proofs find it (feature `test-hooks` only).

use std::sync::OnceLock;

use super::{Call, Candidate, symbols};
use crate::MathFn;

/// For the function named by `NUMPOOL_TEST_WRONG_PROVIDER`: `right`, off by one ulp for one input in
/// a thousand.
pub(super) fn candidate(function: MathFn, right: Option<&Candidate>) -> Option<Candidate> {
    if std::env::var("NUMPOOL_TEST_WRONG_PROVIDER").ok()?.as_str() != function.name() {
        return None;
    }
    // One function at a time is wrong, so one place holds what it falls back on.
    let right = RIGHT.get_or_init(|| right.copied());
    let name: &'static str = Box::leak(format!("test: wrong {}", function.name()).into_boxed_str());
    let call = match right.as_ref()?.call {
        Call::One(_) => Call::One(wrong1),
        Call::Two(_) => Call::Two(wrong2),
    };
    Some(Candidate { name, call })
}

static RIGHT: OnceLock<Option<Candidate>> = OnceLock::new();

extern "C" fn wrong1(x: f64) -> f64 {
    match right() {
        Some(Call::One(call)) => spoil(symbols::call1(call, x), x.to_bits()),
        _ => f64::NAN,
    }
}

extern "C" fn wrong2(x: f64, y: f64) -> f64 {
    match right() {
        Some(Call::Two(call)) => spoil(
            symbols::call2(call, x, y),
            x.to_bits() ^ y.to_bits().rotate_left(32),
        ),
        _ => f64::NAN,
    }
}

fn right() -> Option<Call> {
    RIGHT
        .get()
        .copied()
        .flatten()
        .map(|candidate| candidate.call)
}

/// One ulp away from zero for one input in a thousand, chosen by a hash of its bits.
fn spoil(value: f64, bits: u64) -> f64 {
    // Fibonacci hashing: the high bits depend on all of the input's.
    let hash = (bits.wrapping_mul(0x9e37_79b9_7f4a_7c15)) >> 32;
    if hash.is_multiple_of(1000) && value.is_finite() {
        f64::from_bits(value.to_bits() + 1)
    } else {
        value
    }
}

/// Vector code that is wrong in the same way: for the function named by `NUMPOOL_TEST_WRONG_VECTOR`, and for that of
/// `NUMPOOL_TEST_WRONG_LATE` only once it is admitted, which no proof can find.
pub(crate) fn spoil_vector(function: MathFn, x: &[f64], out: &mut [f64]) {
    static NAMES: OnceLock<[Option<MathFn>; 2]> = OnceLock::new();
    let named = |name| MathFn::from_name(&std::env::var(name).ok()?);
    let [always, late] =
        NAMES.get_or_init(|| ["NUMPOOL_TEST_WRONG_VECTOR", "NUMPOOL_TEST_WRONG_LATE"].map(named));
    let is_late =
        *late == Some(function) && crate::vector_state(function) == crate::VectorState::Admitted;
    if *always == Some(function) || is_late {
        for (x, out) in x.iter().zip(out) {
            *out = spoil(*out, x.to_bits());
        }
    }
}
