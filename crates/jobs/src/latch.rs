//! A flag that is set once and can be waited for: a short spin first, because the last chunk of a
//! job is usually some microseconds away while a sleep and a wake cost 30–50 µs.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

use crate::lock::{lock, wait};

/// How long a waiter spins before it sleeps: about what a sleep and a wake cost.
const SPIN: Duration = Duration::from_micros(40);

#[derive(Default)]
pub(crate) struct Latch {
    /// Release when set, Acquire when read: what the setter did before is visible to the waiter.
    open: AtomicBool,
    /// Guards nothing but the moment between a waiter's last look and its sleep.
    door: Mutex<()>,
    bell: Condvar,
}

impl Latch {
    pub(crate) fn is_set(&self) -> bool {
        self.open.load(Ordering::Acquire)
    }

    pub(crate) fn set(&self) {
        self.open.store(true, Ordering::Release);
        // A waiter between its look and its sleep holds the lock: taking it orders us after.
        drop(lock(&self.door));
        self.bell.notify_all();
    }

    pub(crate) fn wait(&self) {
        let begin = Instant::now();
        while begin.elapsed() < SPIN {
            for _ in 0..16 {
                if self.is_set() {
                    return;
                }
                std::hint::spin_loop();
            }
        }
        let mut guard = lock(&self.door);
        while !self.is_set() {
            guard = wait(&self.bell, guard);
        }
    }
}
