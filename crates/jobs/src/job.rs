//! One running loop: the counter its chunks come from, what stops it, and how it ends.
//!
//! Life: made → entered and left by participants → *over* (nothing left to claim, or stopped) and
//! nobody inside → finished, exactly once. "Over" never turns back. Entering happens only under the
//! run list's lock (or, for the caller, before the job is listed), and finishing checks "nobody
//! inside" under the same lock, so nobody can enter a finished job.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use crate::float_state::FloatState;
use crate::latch::Latch;
use crate::lock::lock;
use crate::run_list::{RunList, SLICE};
use crate::timer::Watch;
use crate::work::{Scratch, Spec, Step, Work};

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Every item was run.
    Done,
    /// [`crate::JobHandle::cancel`].
    Cancelled,
    /// The timeout of its [`Spec`] passed.
    TimedOut,
    /// The loop body panicked.
    Panicked,
    /// The loop body said so.
    Failed(u32),
}

/// How a job ended and how far it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// How.
    pub end: End,
    /// Items that certainly ran.
    pub done: usize,
}

/// What is called once, on whatever thread ends the job.
pub type Completion = Box<dyn FnOnce(Report) + Send>;

/// Why a job was stopped, as one word: 0 none, then the [`End`]s, a failure's number above bit 8.
const CANCELLED: u64 = 1;
const TIMED_OUT: u64 = 2;
const PANICKED: u64 = 3;
const FAILED: u64 = 4;

pub(crate) struct Job {
    work: Arc<dyn Work>,
    items: usize,
    /// Items claimed at a time: so many while there are plenty, fewer towards the end.
    chunk: usize,
    /// Claims are of whole portions, but for the last.
    portion: usize,
    /// How many may be inside at the same time.
    most: usize,
    deadline: Option<Instant>,
    float_state: FloatState,
    /// The first item nobody claimed yet. Relaxed: a claim is a number and publishes nothing.
    next: AtomicUsize,
    /// Items run. Relaxed: a figure for watchers; the final value is read after `active` fell to 0.
    done: AtomicUsize,
    /// Threads inside. Rises under the run list's lock only. Falls with Release and is read with
    /// Acquire before finishing, so that what every participant wrote is visible to the completion.
    active: AtomicUsize,
    /// Ends the loop. Read Relaxed by loop bodies: a hint to leave early that carries no data. Set
    /// with Release after `cause` and read with Acquire before it, so that a stop has its reason.
    stop: AtomicBool,
    /// The first reason wins (compare-exchange). Relaxed: ordered by `stop`.
    cause: AtomicU64,
    completion: Mutex<Option<Completion>>,
    /// Set after the completion returned: from then on no pool thread touches what belongs to it.
    finished: Latch,
    /// The list the job is in; none for one that only its caller runs.
    list: Option<Arc<RunList>>,
    /// The timer's entry for the deadline.
    watch: Mutex<Option<Watch>>,
}

/// A sixteenth of a chunk; small chunks are not divided.
fn portion(chunk: usize) -> usize {
    const LEAST: usize = 64;
    (chunk / 16).max(LEAST.min(chunk)).max(1)
}

impl Job {
    pub(crate) fn new(
        work: Arc<dyn Work>,
        spec: &Spec,
        list: Option<Arc<RunList>>,
        completion: Option<Completion>,
    ) -> Self {
        let portion = portion(spec.chunk);
        Self {
            work,
            items: spec.items,
            chunk: spec.chunk.max(1) / portion * portion,
            portion,
            most: spec.participants.max(1),
            deadline: spec
                .timeout
                .and_then(|timeout| Instant::now().checked_add(timeout)),
            float_state: FloatState::current(),
            next: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            active: AtomicUsize::new(0),
            stop: AtomicBool::new(false),
            cause: AtomicU64::new(0),
            completion: Mutex::new(completion),
            finished: Latch::default(),
            list,
            watch: Mutex::new(None),
        }
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    pub(crate) fn set_watch(&self, watch: Watch) {
        *lock(&self.watch) = Some(watch);
    }

    /// Items run so far.
    pub(crate) fn done(&self) -> usize {
        self.done.load(Ordering::Relaxed)
    }

    /// Nothing is left to claim. Never turns back.
    pub(crate) fn over(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.next.load(Ordering::Relaxed) >= self.items
    }

    /// Whether another participant would find a place and something to do. Under the list's lock.
    pub(crate) fn wants(&self) -> bool {
        !self.over() && self.active.load(Ordering::Relaxed) < self.most
    }

    /// Nobody is inside. Exact under the list's lock only.
    pub(crate) fn idle(&self) -> bool {
        self.active.load(Ordering::Acquire) == 0
    }

    /// Under the list's lock, or before the job is listed.
    pub(crate) fn enter(&self) {
        self.active.fetch_add(1, Ordering::Relaxed);
    }

    /// The last one out of a job that is over finishes it.
    pub(crate) fn leave(self: &Arc<Self>) {
        if self.active.fetch_sub(1, Ordering::Release) > 1 {
            return;
        }
        if self.list.is_some() {
            self.settle();
        } else {
            self.finish();
        }
    }

    /// Stops the job, and ends it here if nobody is inside to end it.
    pub(crate) fn cancel(self: &Arc<Self>) {
        self.halt(CANCELLED);
        self.settle();
    }

    /// The timer's call.
    pub(crate) fn time_out(self: &Arc<Self>) {
        self.halt(TIMED_OUT);
        self.settle();
    }

    fn halt(&self, cause: u64) {
        let _ = self
            .cause
            .compare_exchange(0, cause, Ordering::Relaxed, Ordering::Relaxed);
        self.stop.store(true, Ordering::Release);
    }

    /// Runs chunks until the job is over or, with others waiting in the list, a slice has passed.
    pub(crate) fn take_part(&self, scratch: &mut Scratch, others: Option<&RunList>) {
        let _environment = self.float_state.install();
        let begin = others.map(|_| Instant::now());
        while !self.stop.load(Ordering::Relaxed) {
            let Some((start, end)) = self.claim() else {
                return;
            };
            match self.step(scratch, start, end) {
                Step::Done => {
                    self.done.fetch_add(end - start, Ordering::Relaxed);
                }
                Step::Stopped => return,
                Step::Failed(number) => self.halt(FAILED | u64::from(number) << 8),
            }
            if self
                .deadline
                .is_some_and(|deadline| Instant::now() >= deadline)
            {
                self.halt(TIMED_OUT);
            }
            if let (Some(list), Some(begin)) = (others, begin)
                && list.crowded()
                && begin.elapsed() >= SLICE
            {
                return;
            }
        }
    }

    /// The next items that nobody has claimed. Half of a fair share at most: whoever comes late, or was interrupted, finds others at
    /// work on the rest, and all end at about the same time.
    fn claim(&self) -> Option<(usize, usize)> {
        let mut start = self.next.load(Ordering::Relaxed);
        loop {
            let left = self.items.checked_sub(start).filter(|left| *left > 0)?;
            let share = left / (2 * self.most) / self.portion * self.portion;
            let end = start + left.min(share.clamp(self.portion, self.chunk));
            let (relaxed, next) = (Ordering::Relaxed, &self.next);
            match next.compare_exchange_weak(start, end, relaxed, relaxed) {
                Ok(_) => return Some((start, end)),
                Err(now) => start = now,
            }
        }
    }

    fn step(&self, scratch: &mut Scratch, start: usize, end: usize) -> Step {
        #[cfg(feature = "test-hooks")]
        if crate::hooks::disabled("catch") {
            return self.work.run(scratch, start..end, &self.stop);
        }
        let body = AssertUnwindSafe(|| self.work.run(scratch, start..end, &self.stop));
        catch_unwind(body).unwrap_or_else(|payload| {
            // Dropping the payload may panic in turn: it is left to leak.
            std::mem::forget(payload);
            scratch.clear();
            self.halt(PANICKED);
            Step::Stopped
        })
    }

    /// Ends a listed job if it is over, nobody is inside and nobody else ended it. A job that only
    /// its caller runs is ended by the caller.
    pub(crate) fn settle(self: &Arc<Self>) {
        if let Some(list) = &self.list
            && list.remove_if_over(self)
        {
            self.finish();
        }
    }

    /// Exactly once: by whoever took the job off its list, or by the caller that alone ran it.
    fn finish(&self) {
        if let Some(watch) = lock(&self.watch).take() {
            watch.forget();
        }
        let completion = lock(&self.completion).take();
        if let Some(completion) = completion {
            let report = self.report();
            if let Err(payload) = catch_unwind(AssertUnwindSafe(|| completion(report))) {
                std::mem::forget(payload);
            }
        }
        self.finished.set();
    }

    /// How it ended; meaningful once finished. A job that ran every item is done, whatever came late.
    pub(crate) fn report(&self) -> Report {
        let done = self.done();
        let stopped = self.stop.load(Ordering::Acquire);
        debug_assert!(stopped || done == self.items, "a job ends run or stopped");
        let cause = self.cause.load(Ordering::Relaxed);
        let end = match cause & 0xff {
            _ if done == self.items => End::Done,
            CANCELLED => End::Cancelled,
            TIMED_OUT => End::TimedOut,
            FAILED => End::Failed((cause >> 8) as u32),
            _ => End::Panicked,
        };
        Report { end, done }
    }

    pub(crate) fn finished(&self) -> &Latch {
        &self.finished
    }
}
