//! Failure switches for the memory tests: slow kernels, panics on purpose, guards turned off. Not
//! compiled into release builds.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::sleep;
use std::time::Duration;

use numpool_jobs::hooks::number;
use numpool_kernel::machine::{Error, Machine, Run};

pub(crate) use numpool_jobs::hooks::disabled;

/// Elements between two pauses.
const STRIDE: usize = 1024;

/// Runs a slice with the pauses of `NUMPOOL_TEST_SLOW_NS` (nanoseconds for each 1024 elements, in
/// which the stop flag is not read) and the panics of `NUMPOOL_TEST_PANIC` (at every n-th slice).
///
/// # Safety
/// As [`Machine::run`].
pub(crate) unsafe fn run_slowly(
    machine: &mut Machine,
    run: &Run,
    range: Range<usize>,
    stop: &AtomicBool,
) -> Result<bool, Error> {
    static SLOW_NS: OnceLock<u64> = OnceLock::new();
    static NEVER: AtomicBool = AtomicBool::new(false);
    static PANIC_AT: OnceLock<u64> = OnceLock::new();
    // Relaxed: only the number matters.
    static SLICES: AtomicU64 = AtomicU64::new(0);
    let slice = SLICES.fetch_add(1, Ordering::Relaxed) + 1;
    let panic_at = *PANIC_AT.get_or_init(|| number("NUMPOOL_TEST_PANIC"));
    assert!(
        panic_at == 0 || !slice.is_multiple_of(panic_at),
        "slice {slice} panics on purpose"
    );
    let pause = Duration::from_nanos(*SLOW_NS.get_or_init(|| number("NUMPOOL_TEST_SLOW_NS")));
    if pause.is_zero() {
        // SAFETY: by contract.
        return unsafe { machine.run(run, range, stop) };
    }
    for start in range.clone().step_by(STRIDE) {
        // Relaxed: a hint to leave early.
        if stop.load(Ordering::Relaxed) {
            return Ok(false);
        }
        sleep(pause);
        // A slice that is in the middle of something when it is told to stop.
        let stride = start..range.end.min(start + STRIDE);
        // SAFETY: by contract.
        unsafe { machine.run(run, stride, &NEVER) }?;
    }
    Ok(true)
}
