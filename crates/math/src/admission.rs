//! Which candidates were shown to agree with the live `Math`, for the whole process.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::MathFn;
use crate::providers::{MOST_CANDIDATES, candidates};

/// What is known about a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Nobody has probed yet.
    Unknown,
    /// No candidate agrees: kernels using the function cannot run natively.
    None,
    /// The candidate with this index in [`candidates`] agrees.
    Candidate(usize),
}

/// Three bits a function, at `3 * discriminant`: 0 unknown, 1 none, 2 + n candidate n.
///
/// One word, so that a run takes all admissions in one load and never sees half of two states.
/// Written with release and read with acquire ordering: a thread that sees an admission also sees
/// whatever the probing thread did before (found the symbols, bound them). Two environments that
/// probe at once reach the same verdict, so the last write wins.
static ADMITTED: AtomicU64 = AtomicU64::new(0);

/// Bits a function takes in [`ADMITTED`].
const WIDTH: u32 = 3;
const _: () = assert!(MathFn::ALL.len() as u32 * WIDTH <= u64::BITS);
const _: () = assert!(MOST_CANDIDATES + 2 <= 1 << WIDTH);

/// Records the verdict on `function` for the whole process: this candidate agrees, or none does.
///
/// # Panics
/// When there is no candidate with this index.
pub fn admit(function: MathFn, candidate: Option<usize>) {
    let verdict = match candidate {
        None => Admission::None,
        Some(index) => {
            let known = candidates(function).len();
            assert!(
                index < known,
                "candidate {index} of {known} for {}",
                function.name()
            );
            Admission::Candidate(index)
        }
    };
    let update = |word| Some(encode(word, function, verdict));
    // Acquire on failure re-reads what another environment has just written; never ends in Err.
    let _ = ADMITTED.fetch_update(Ordering::AcqRel, Ordering::Acquire, update);
}

/// What is known about `function` in this process.
pub fn admitted(function: MathFn) -> Admission {
    decode(snapshot(), function)
}

/// All admissions at once.
#[inline]
pub(crate) fn snapshot() -> u64 {
    ADMITTED.load(Ordering::Acquire)
}

#[inline]
pub(crate) fn decode(word: u64, function: MathFn) -> Admission {
    match (word >> (function as u32 * WIDTH)) as usize & ((1 << WIDTH) - 1) {
        0 => Admission::Unknown,
        1 => Admission::None,
        code => Admission::Candidate(code - 2),
    }
}

/// `word` with the verdict on `function` replaced.
pub(crate) fn encode(word: u64, function: MathFn, verdict: Admission) -> u64 {
    let shift = function as u32 * WIDTH;
    let code = match verdict {
        Admission::Unknown => 0,
        Admission::None => 1,
        Admission::Candidate(index) => index as u64 + 2,
    };
    (word & !(((1 << WIDTH) - 1) << shift)) | (code << shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_do_not_touch_their_neighbours() {
        let mut word = 0;
        for (i, function) in MathFn::ALL.into_iter().enumerate() {
            word = encode(word, function, Admission::Candidate(i % MOST_CANDIDATES));
        }
        word = encode(word, MathFn::Pow, Admission::None);
        word = encode(word, MathFn::Cos, Admission::Unknown);
        for (i, function) in MathFn::ALL.into_iter().enumerate() {
            let expected = match function {
                MathFn::Pow => Admission::None,
                MathFn::Cos => Admission::Unknown,
                _ => Admission::Candidate(i % MOST_CANDIDATES),
            };
            assert_eq!(decode(word, function), expected, "{}", function.name());
        }
    }

    #[test]
    fn a_verdict_is_seen_by_everybody() {
        // The only test that touches the process-wide state of these two.
        admit(MathFn::Pow, Some(0));
        admit(MathFn::Sin, None);
        assert_eq!(admitted(MathFn::Pow), Admission::Candidate(0));
        assert_eq!(admitted(MathFn::Sin), Admission::None);
        assert!(crate::Table::current().two(MathFn::Pow).is_some());
        assert!(crate::Table::current().one(MathFn::Sin).is_none());
    }

    #[test]
    #[should_panic(expected = "candidate 9 of")]
    fn only_what_is_listed_is_admitted() {
        admit(MathFn::Pow, Some(9));
    }
}
