//! Staying awake for a moment after a job: the next one is often microseconds away, while a thread that sleeps takes
//! 20–60 µs to come, in which one thread alone does a quarter of a million cheap items.

use std::time::{Duration, Instant};

/// How long: some wakings' time, so that at the worst it is lost once more.
const STAY: Duration = Duration::from_micros(150);
/// A gap between two looks that only somebody else's work on this core explains.
const GAP: Duration = Duration::from_micros(20);
/// Looks between two looks at the clock.
const LOOKS: usize = 32;

/// Returns when `called`, when the time is over, or when somebody else has had the core meanwhile. It is not offered to others: they
/// would have it for milliseconds.
pub(crate) fn stay_awake(called: impl Fn() -> bool) {
    let begin = Instant::now();
    let mut last = begin;
    loop {
        for _ in 0..LOOKS {
            if called() {
                return;
            }
            std::hint::spin_loop();
        }
        let now = Instant::now();
        if now - last > GAP || now - begin > STAY {
            return;
        }
        last = now;
    }
}
