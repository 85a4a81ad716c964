//! How much time has gone, and who stops what takes too long of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A kernel with a loop may go round for ever: after this it is stopped.
const RUN: u64 = 30;

/// A source that takes this much CPU time hangs, on the slowest machine.
const SOURCE: u64 = 60_000;

/// No run, no source.
const NONE: u64 = u64::MAX;

/// CPU time of this process.
#[cfg(unix)]
pub(crate) fn cpu_time() -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the call writes to this variable alone.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &raw mut time) };
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Time since the first call, where CPU time is not to be had so easily.
#[cfg(not(unix))]
pub(crate) fn cpu_time() -> Duration {
    use std::sync::OnceLock;

    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

/// A thread that looks at the clock.
pub(crate) struct Watch {
    start: Instant,
    shared: Arc<Shared>,
}

/// All are told by one thread and read by the other, and nothing else hangs on them: `Relaxed` suffices.
struct Shared {
    /// The source that is looked at, and since when, in ms of CPU time: a run may be held up for hours.
    number: AtomicU64,
    source: AtomicU64,
    /// Since when a kernel runs, in ms of the clock.
    run: AtomicU64,
    stop: AtomicBool,
}

impl Watch {
    pub(crate) fn start(seed: u64) -> Self {
        let start = Instant::now();
        let shared = Arc::new(Shared {
            number: AtomicU64::new(0),
            source: AtomicU64::new(NONE),
            run: AtomicU64::new(NONE),
            stop: AtomicBool::new(false),
        });
        let watched = Arc::clone(&shared);
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(Duration::from_millis(10));
                let since = |moment: &AtomicU64, now: Duration| {
                    (now.as_millis() as u64).saturating_sub(moment.load(Ordering::Relaxed))
                };
                if since(&watched.run, start.elapsed()) > RUN {
                    watched.stop.store(true, Ordering::Relaxed);
                }
                if since(&watched.source, cpu_time()) > SOURCE {
                    let number = watched.number.load(Ordering::Relaxed);
                    println!("a hang: --seed {seed} --from {number} --count 1");
                    std::process::exit(2);
                }
            }
        });
        Self { start, shared }
    }

    fn now(&self) -> u64 {
        self.start.elapsed().as_millis() as u64
    }

    /// A source is looked at from now on.
    pub(crate) fn begin(&self, number: u64) {
        self.shared.number.store(number, Ordering::Relaxed);
        let now = cpu_time().as_millis() as u64;
        self.shared.source.store(now, Ordering::Relaxed);
    }

    /// Runs a kernel, which has to obey the flag that is set when it takes too long.
    pub(crate) fn run<T>(&self, work: impl FnOnce(&AtomicBool) -> T) -> T {
        let Shared { run, stop, .. } = &*self.shared;
        stop.store(false, Ordering::Relaxed);
        run.store(self.now(), Ordering::Relaxed);
        let result = work(stop);
        run.store(NONE, Ordering::Relaxed);
        result
    }
}
