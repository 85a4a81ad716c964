//! The watchdog behind timeouts: a job whose loop body does not come back to a chunk border still
//! sees its stop flag in time. One thread, made for the first job that has a timeout; asleep until
//! the earliest deadline, for ever when there is none.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::thread::{Builder, JoinHandle};
use std::time::Instant;

use crate::job::Job;
use crate::lock::{lock, wait};

/// A deadline and a number that tells equal deadlines apart.
type Key = (Instant, u64);

#[derive(Default)]
struct State {
    /// Jobs by deadline. Weak: a finished job takes its own entry out, a forgotten one must not live on.
    watched: BTreeMap<Key, Weak<Job>>,
    serial: u64,
    closing: bool,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// Rung for an earlier deadline than the one slept for, and to close.
    bell: Condvar,
}

/// Owns the thread; dropping it joins the thread.
pub(crate) struct Timer {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// A job's entry.
pub(crate) struct Watch {
    shared: Arc<Shared>,
    key: Key,
}

impl Timer {
    pub(crate) fn start() -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let own = Arc::clone(&shared);
        let thread = Builder::new()
            .name("numpool-timer".into())
            .spawn(move || own.run())?;
        Ok(Self {
            shared,
            thread: Some(thread),
        })
    }

    /// Stops `job` when its deadline passes.
    pub(crate) fn watch(&self, job: &Arc<Job>, deadline: Instant) {
        let mut state = lock(&self.shared.state);
        state.serial += 1;
        let key = (deadline, state.serial);
        let earlier = state.watched.keys().next().is_none_or(|first| key < *first);
        state.watched.insert(key, Arc::downgrade(job));
        drop(state);
        job.set_watch(Watch {
            shared: Arc::clone(&self.shared),
            key,
        });
        if earlier {
            self.shared.bell.notify_one();
        }
    }
}

impl Watch {
    pub(crate) fn forget(self) {
        lock(&self.shared.state).watched.remove(&self.key);
    }
}

impl Shared {
    fn run(&self) {
        let mut state = lock(&self.state);
        while !state.closing {
            let Some(first) = state.watched.keys().next().copied() else {
                state = wait(&self.bell, state);
                continue;
            };
            let now = Instant::now();
            if let Some(left) = first
                .0
                .checked_duration_since(now)
                .filter(|left| !left.is_zero())
            {
                let woken = self.bell.wait_timeout(state, left);
                state = woken.unwrap_or_else(PoisonError::into_inner).0;
                continue;
            }
            let due = state.watched.remove(&first).and_then(|job| job.upgrade());
            // Ending a job runs its completion and takes its entry out: not under our lock.
            drop(state);
            if let Some(job) = due {
                job.time_out();
            }
            state = lock(&self.state);
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        lock(&self.shared.state).closing = true;
        self.shared.bell.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
