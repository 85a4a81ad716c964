//! The running jobs in the order of their turns, and how many threads are busy taking them.
//!
//! Rayon's own queues would not be fair: a task that spawns its continuation puts it before what
//! others injected, so a long job would run to its end first. Here every thread asks one list
//! after each slice, and the job it gets goes to the back.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::cpu;
use crate::job::Job;
use crate::linger::stay_awake;
use crate::lock::lock;
use crate::member::{Member, Sleeper, choose};

/// How long a thread stays with one job while others wait; a chunk more at most.
pub(crate) const SLICE: Duration = Duration::from_micros(400);

pub(crate) struct RunList {
    turns: Mutex<Turns>,
    /// The length of the list, for a look without the lock. Relaxed: a late look costs a chunk.
    length: AtomicUsize,
    /// Counts the calls of threads that linger: what they look at. Relaxed: the lock orders the rest.
    calls: AtomicUsize,
    /// How many threads may linger.
    spare: usize,
}

/// What a thread is told to do.
pub(crate) enum Next {
    /// A slice of this job, which was entered.
    Job(Arc<Job>),
    /// To stay awake for a while: see [`RunList::linger`].
    Linger(usize),
    /// To sleep until it is called.
    Sleep,
    /// There will be no more jobs.
    End,
}

#[derive(Default)]
struct Turns {
    /// Every listed job that is not finished; the front is next.
    jobs: VecDeque<Arc<Job>>,
    /// Threads that were told to sleep and not called since.
    asleep: Vec<Sleeper>,
    /// Threads that have nothing to do and stay awake for a while.
    lingering: usize,
    /// Those that lingered, were called and have not come yet.
    called: usize,
    ended: bool,
}

impl Turns {
    fn sleeps(&mut self, member: &Arc<Member>) {
        self.asleep.push((Arc::clone(member), cpu::current()));
    }
}

impl RunList {
    /// `spare` threads may stay awake for a while with nothing to do.
    pub(crate) fn new(spare: usize) -> Self {
        Self {
            turns: Mutex::default(),
            length: AtomicUsize::new(0),
            calls: AtomicUsize::new(0),
            spare,
        }
    }

    /// Whether more than one job is running.
    pub(crate) fn crowded(&self) -> bool {
        self.length.load(Ordering::Relaxed) > 1
    }

    /// Lists a job and takes out the threads that the caller must wake for it. Those that linger know; those at work look here next.
    /// `caller` is the CPU that it is called from.
    pub(crate) fn add(&self, job: Arc<Job>, helpers: usize, caller: Option<usize>) -> Vec<Sleeper> {
        let mut turns = lock(&self.turns);
        turns.jobs.push_back(job);
        self.length.store(turns.jobs.len(), Ordering::Relaxed);
        let near = helpers.min(turns.lingering);
        if near > 0 {
            turns.lingering -= near;
            turns.called += near;
            self.calls.fetch_add(1, Ordering::Relaxed);
        }
        choose(&mut turns.asleep, helpers - near, caller)
    }

    /// Sends all threads home. The caller must wake those that it gets.
    pub(crate) fn end(&self) -> Vec<Sleeper> {
        let mut turns = lock(&self.turns);
        turns.ended = true;
        self.calls.fetch_add(1, Ordering::Relaxed);
        std::mem::take(&mut turns.asleep)
    }

    /// Enters the next job that wants a participant; with none, the asking thread has to sleep, or may linger.
    /// Both happen under the lock, so a job listed now finds it asleep.
    pub(crate) fn next(&self, asking: &Arc<Member>) -> Next {
        let mut turns = lock(&self.turns);
        for _ in 0..turns.jobs.len() {
            turns.jobs.rotate_left(1);
            if let Some(job) = turns.jobs.back()
                && job.wants()
            {
                job.enter();
                return Next::Job(Arc::clone(job));
            }
        }
        if turns.ended {
            return Next::End;
        }
        if turns.lingering + turns.called < self.spare {
            turns.lingering += 1;
            // Calls are counted under this lock: none comes between.
            return Next::Linger(self.calls.load(Ordering::Relaxed));
        }
        turns.sleeps(asking);
        Next::Sleep
    }

    /// Stays awake for a while: true when called, else it has to sleep.
    pub(crate) fn linger(&self, calls: usize, asking: &Arc<Member>) -> bool {
        stay_awake(|| self.calls.load(Ordering::Relaxed) != calls);
        let mut turns = lock(&self.turns);
        if turns.called > 0 {
            turns.called -= 1;
            return true;
        }
        turns.lingering -= 1;
        if turns.ended {
            return true;
        }
        turns.sleeps(asking);
        false
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

#[cfg(test)]
mod tests {
    use std::ops::Range;
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::work::{Scratch, Spec, Step, Work};

    struct Nothing;

    impl Work for Nothing {
        fn run(&self, _: &mut Scratch, _: Range<usize>, _: &AtomicBool) -> Step {
            Step::Done
        }
    }

    fn job() -> Arc<Job> {
        let spec = Spec {
            items: 10,
            chunk: 1,
            participants: 2,
            timeout: None,
        };
        Arc::new(Job::new(Arc::new(Nothing), &spec, None, None))
    }

    /// A list with some threads asleep.
    fn list(spare: usize, asleep: usize) -> RunList {
        let list = RunList::new(spare);
        for _ in 0..asleep {
            lock(&list.turns).sleeps(&Member::this());
        }
        list
    }

    #[test]
    fn a_thread_that_lingers_is_called_before_one_that_sleeps() {
        let (list, me) = (list(1, 3), Member::this());
        assert_eq!(list.add(job(), 1, None).len(), 1, "nobody is awake");
        let Next::Job(first) = list.next(&me) else {
            panic!("a job wants a thread")
        };
        first.cancel();
        let Next::Linger(calls) = list.next(&me) else {
            panic!("one may linger")
        };
        assert_eq!(
            list.add(job(), 2, None).len(),
            1,
            "one lingers, one has to be woken"
        );
        assert_eq!(
            list.add(job(), 1, None).len(),
            1,
            "who was called is not called again"
        );
        assert!(list.linger(calls, &me), "it was called");
        assert!(matches!(list.next(&me), Next::Job(_)));
    }

    #[test]
    fn whoever_lingers_for_nothing_sleeps_and_can_be_woken_again() {
        let (list, me) = (list(1, 1), Member::this());
        assert_eq!(list.add(job(), 1, None).len(), 1);
        let Next::Job(first) = list.next(&me) else {
            panic!("a job wants a thread")
        };
        first.cancel();
        let Next::Linger(calls) = list.next(&me) else {
            panic!("one may linger")
        };
        assert!(!list.linger(calls, &me), "nobody called");
        assert_eq!(
            list.add(job(), 1, None).len(),
            1,
            "it is asleep and the only one"
        );
    }

    #[test]
    fn without_a_core_to_spare_nobody_lingers() {
        let (list, me) = (list(0, 1), Member::this());
        assert_eq!(list.add(job(), 1, None).len(), 1);
        let Next::Job(first) = list.next(&me) else {
            panic!("a job wants a thread")
        };
        first.cancel();
        assert!(matches!(list.next(&me), Next::Sleep));
    }

    #[test]
    fn all_are_called_at_the_end_and_none_stays() {
        let (list, me) = (list(1, 2), Member::this());
        let Next::Linger(calls) = list.next(&me) else {
            panic!("one may linger")
        };
        assert_eq!(list.end().len(), 2);
        assert!(list.linger(calls, &me), "it need not wait any longer");
        assert!(matches!(list.next(&me), Next::End));
    }
}
