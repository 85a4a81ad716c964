//! CPUs that threads run on, and having a thread that sleeps wake on another one. Linux only: elsewhere nothing is known and nobody is
//! moved.
//!
//! A thread's set of allowed CPUs is the user's. It is narrowed only while the thread is being woken, and as it was when it works.

#[cfg(target_os = "linux")]
mod system {
    use rustix::thread::{CpuSet, Pid, gettid, sched_getaffinity, sched_getcpu, sched_setaffinity};

    /// A thread, by its number.
    #[derive(Clone, Copy)]
    pub(crate) struct Thread(Pid);

    /// What a moved thread goes back to.
    pub(crate) struct Moved {
        before: CpuSet,
        meanwhile: CpuSet,
        /// The first of the CPUs that it was left, where it comes if none is known to be idle.
        pub(crate) to: Option<usize>,
    }

    #[expect(clippy::unnecessary_wraps, reason = "elsewhere it is not known")]
    pub(crate) fn current() -> Option<usize> {
        Some(sched_getcpu())
    }

    impl Thread {
        pub(crate) fn this() -> Self {
            Self(gettid())
        }

        /// Has a thread that sleeps wake on a CPU that is none of `taken`: the last of them first, should it have no other one.
        pub(crate) fn keep_away(self, taken: &[usize]) -> Option<Moved> {
            let before = sched_getaffinity(Some(self.0)).ok()?;
            let mut meanwhile = before;
            for cpu in taken.iter().filter(|cpu| **cpu < CpuSet::MAX_CPU) {
                if meanwhile.count() > 1 {
                    meanwhile.unset(*cpu);
                }
            }
            if meanwhile == before {
                return None;
            }
            sched_setaffinity(Some(self.0), &meanwhile).ok()?;
            let to = (0..CpuSet::MAX_CPU).find(|cpu| meanwhile.is_set(*cpu));
            Some(Moved {
                before,
                meanwhile,
                to,
            })
        }
    }

    impl Moved {
        /// Called by the thread itself. If somebody else has changed the set meanwhile, theirs stays.
        pub(crate) fn undo(self) {
            if sched_getaffinity(None).is_ok_and(|now| now == self.meanwhile) {
                let _ = sched_setaffinity(None, &self.before);
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    #[derive(Clone, Copy)]
    pub(crate) struct Thread;

    pub(crate) struct Moved {
        pub(crate) to: Option<usize>,
    }

    pub(crate) fn current() -> Option<usize> {
        None
    }

    impl Thread {
        pub(crate) fn this() -> Self {
            Self
        }

        pub(crate) fn keep_away(self, _: &[usize]) -> Option<Moved> {
            None
        }
    }

    impl Moved {
        pub(crate) fn undo(self) {}
    }
}

pub(crate) use system::{Moved, Thread, current};
