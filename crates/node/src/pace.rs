//! How long a kernel's items took. Estimates are those of the block machine, which machine code beats by up to twenty times,
//! and turns of loops are guessed: once a kernel has run, threads and chunks are reckoned from what was measured.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Runs that are shorter are not measured: looking at the clock would be felt.
const LEAST_NS: f64 = 5_000.0;
/// What a slower run counts: it may have been interrupted. A faster one counts in full.
const SLOWER: f64 = 0.1;

/// ns per item on one thread, as bits; 0 while nothing is known. Relaxed: of two who tell at once one is heard.
#[derive(Default)]
pub(crate) struct Pace(AtomicU64);

impl Pace {
    /// What was measured, if anything was.
    pub(crate) fn known(&self) -> Option<f64> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            bits => Some(f64::from_bits(bits)),
        }
    }

    /// Runs something that is to take `items` at `expected` ns each, and remembers how long it took.
    pub(crate) fn measure<R>(&self, items: usize, expected: f64, run: impl FnOnce() -> R) -> R {
        if items as f64 * expected < LEAST_NS {
            return run();
        }
        let start = Instant::now();
        let result = run();
        self.note(items, start.elapsed().as_nanos() as f64);
        result
    }

    fn note(&self, items: usize, took_ns: f64) {
        let each = (took_ns / items as f64).max(0.001);
        let now = match self.known() {
            Some(known) if each > known => known + (each - known) * SLOWER,
            _ => each,
        };
        self.0.store(now.to_bits(), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_faster_runs_at_once_and_slower_ones_by_and_by() {
        let pace = Pace::default();
        assert_eq!(pace.known(), None);
        pace.note(1000, 50_000.0);
        assert_eq!(pace.known(), Some(50.0));
        pace.note(1000, 4_000.0);
        assert_eq!(pace.known(), Some(4.0));
        pace.note(1000, 14_000.0);
        assert_eq!(pace.known(), Some(5.0));
    }

    #[test]
    fn what_is_over_at_once_is_not_measured() {
        let pace = Pace::default();
        assert_eq!(pace.measure(100, 1.0, || 7), 7);
        assert_eq!(pace.known(), None);
        assert_eq!(pace.measure(1_000_000, 1.0, || 7), 7);
        assert!(pace.known().is_some());
    }
}
