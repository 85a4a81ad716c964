//! CPUs that threads run on, and having a thread that sleeps wake on another one. Linux only: elsewhere nothing is known and nobody is
//! moved.
//!
//! A thread's set of allowed CPUs is the user's. It is narrowed only while the thread is being woken, and as it was when it works.

#[cfg(target_os = "linux")]
mod system {
    use std::fs::read_to_string;

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

    pub(crate) fn step_apart(thread: u32) -> Option<()> {
        let here = sched_getcpu();
        if last_cpu(thread)? != here {
            return None;
        }
        let allowed = sched_getaffinity(None).ok()?;
        let others = without(allowed, &[here])?;
        // The first moves it at once.
        sched_setaffinity(None, &others).ok()?;
        sched_setaffinity(None, &allowed).ok()
    }

    /// A set without those `taken`, in their order, as long as one CPU is left; none if it stays as it was.
    fn without(cpus: CpuSet, taken: &[usize]) -> Option<CpuSet> {
        let mut left = cpus;
        for cpu in taken.iter().filter(|cpu| **cpu < CpuSet::MAX_CPU) {
            if left.count() > 1 {
                left.unset(*cpu);
            }
        }
        (left != cpus).then_some(left)
    }

    /// Where a thread is, or was last: proc(5), field 39 of `stat`. The second field is a name in parentheses.
    fn last_cpu(thread: u32) -> Option<usize> {
        let stat = read_to_string(format!("/proc/self/task/{thread}/stat")).ok()?;
        let (_, fields) = stat.rsplit_once(") ")?;
        fields.split(' ').nth(39 - 3)?.parse().ok()
    }

    impl Thread {
        pub(crate) fn this() -> Self {
            Self(gettid())
        }

        /// Has a thread that sleeps wake on a CPU that is none of `taken`: the last of them first, should it have no other one.
        pub(crate) fn keep_away(self, taken: &[usize]) -> Option<Moved> {
            let before = sched_getaffinity(Some(self.0)).ok()?;
            let meanwhile = without(before, taken)?;
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

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_thread_leaves_the_cpu_of_another_and_may_still_run_on_all() {
            let allowed = sched_getaffinity(None).expect("the system tells");
            let this = gettid().as_raw_nonzero().get().cast_unsigned();
            // Should the system move it between two looks, it is apart from where it was.
            let moved = (0..100).any(|_| step_apart(this).is_some());
            assert_eq!(moved, allowed.count() > 1, "it shares its CPU with itself");
            assert_eq!(sched_getaffinity(None).expect("as before"), allowed);
            assert!(allowed.is_set(last_cpu(this).expect("it runs")));
        }

        #[test]
        fn nothing_is_known_of_a_thread_that_is_none() {
            assert_eq!(last_cpu(u32::MAX), None);
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

    pub(crate) fn step_apart(_: u32) -> Option<()> {
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

/// Moves the calling thread to another CPU if it is on the one where `thread` of this process, by the system's number, is or was last;
/// true if it did. It may run wherever it might before.
#[must_use]
pub fn step_apart(thread: u32) -> bool {
    system::step_apart(thread).is_some()
}
