//! The running jobs in the order of their turns, and how many threads are busy taking them.
//!
//! Rayon's own queues would not be fair: a task that spawns its continuation puts it before what
//! others injected, so a long job would run to its end first. Here every thread asks one list
//! after each slice, and the job it gets goes to the back.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::job::Job;
use crate::lock::lock;

/// How long a thread stays with one job while others wait; a chunk more at most.
pub(crate) const SLICE: Duration = Duration::from_micros(400);

#[derive(Default)]
pub(crate) struct RunList {
    turns: Mutex<Turns>,
    /// The length of the list, for a look without the lock. Relaxed: a late look costs a chunk.
    length: AtomicUsize,
}

#[derive(Default)]
struct Turns {
    /// Every listed job that is not finished; the front is next.
    jobs: VecDeque<Arc<Job>>,
    /// Threads that are in [`crate::drive`] or were asked to go there.
    drivers: usize,
}

impl RunList {
    /// Whether more than one job is running.
    pub(crate) fn crowded(&self) -> bool {
        self.length.load(Ordering::Relaxed) > 1
    }

    /// Lists a job and says how many threads have to be called for it: no more than `helpers`, and
    /// no more than `threads` in all. The caller must send that many into [`crate::drive`].
    pub(crate) fn add(&self, job: Arc<Job>, helpers: usize, threads: usize) -> usize {
        let mut turns = lock(&self.turns);
        turns.jobs.push_back(job);
        self.length.store(turns.jobs.len(), Ordering::Relaxed);
        let called = helpers.min(threads.saturating_sub(turns.drivers));
        turns.drivers += called;
        called
    }

    /// Enters the next job that wants a participant; with none, the asking thread is off duty.
    /// Both happen under the lock, so a job listed now finds either a driver or a free place.
    pub(crate) fn next(&self) -> Option<Arc<Job>> {
        let mut turns = lock(&self.turns);
        for _ in 0..turns.jobs.len() {
            turns.jobs.rotate_left(1);
            if let Some(job) = turns.jobs.back()
                && job.wants()
            {
                job.enter();
                return Some(Arc::clone(job));
            }
        }
        turns.drivers -= 1;
        None
    }

    /// Takes the job off the list if it is over and nobody is inside: true for one caller only.
    pub(crate) fn remove_if_over(&self, job: &Arc<Job>) -> bool {
        let mut turns = lock(&self.turns);
        if !job.over() || !job.idle() {
            return false;
        }
        let Some(place) = turns.jobs.iter().position(|other| Arc::ptr_eq(other, job)) else {
            return false;
        };
        turns.jobs.remove(place);
        self.length.store(turns.jobs.len(), Ordering::Relaxed);
        true
    }
}
