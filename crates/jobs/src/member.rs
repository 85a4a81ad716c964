//! A thread of the crew: how it sleeps, and how it is called.
//!
//! A thread wakes up on the CPU that it last ran on. That may be the caller's, or that of another one that is called. Linux looks
//! for an idle CPU then, but not where all were busy lately; and in a virtual machine it takes idle CPUs for busy ones, as a CPU that
//! halts there is one that the host has taken away. Two threads have one CPU between them then, for as long as they work together. So
//! those are called first that last ran elsewhere, and who did not is sent elsewhere.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::cpu::{self, Moved};
use crate::lock::lock;

pub(crate) struct Member {
    thread: thread::Thread,
    number: cpu::Thread,
    /// Release when set, Acquire when read: what the caller did before is visible to who was called.
    called: AtomicBool,
    /// What the caller has changed for the way; undone on arrival.
    moved: Mutex<Option<Moved>>,
}

impl Member {
    /// The running thread.
    pub(crate) fn this() -> Arc<Self> {
        Arc::new(Self {
            thread: thread::current(),
            number: cpu::Thread::this(),
            called: AtomicBool::new(false),
            moved: Mutex::new(None),
        })
    }

    /// Sleeps until called, be it before or after this.
    pub(crate) fn sleep(&self) {
        while !self.called.swap(false, Ordering::Acquire) {
            thread::park();
        }
        if let Some(moved) = lock(&self.moved).take() {
            moved.undo();
        }
    }

    pub(crate) fn wake(&self) {
        self.called.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// One who sleeps, and the CPU that it last ran on.
pub(crate) type Sleeper = (Arc<Member>, Option<usize>);

/// Takes up to `count` of those who sleep, first those who last ran on CPUs of their own, none of them the caller's.
pub(crate) fn choose(
    asleep: &mut Vec<Sleeper>,
    count: usize,
    caller: Option<usize>,
) -> Vec<Sleeper> {
    let mut taken: Vec<usize> = caller.into_iter().collect();
    let mut chosen = Vec::new();
    while chosen.len() < count {
        let at = asleep
            .iter()
            .position(|(_, cpu)| cpu.is_none_or(|cpu| !taken.contains(&cpu)));
        let Some(at) = at.or_else(|| asleep.len().checked_sub(1)) else {
            break;
        };
        let sleeper = asleep.swap_remove(at);
        taken.extend(sleeper.1);
        chosen.push(sleeper);
    }
    chosen
}

/// Wakes them, each on a CPU of its own, as far as there are so many. The caller's is avoided before others are if it `works_on`, and after
/// them if not.
pub(crate) fn wake(chosen: &[Sleeper], caller: Option<usize>, works_on: bool) {
    let mut taken: Vec<usize> = Vec::new();
    for (member, cpu) in chosen {
        let mut to = *cpu;
        if cpu.is_some_and(|cpu| taken.contains(&cpu) || caller == Some(cpu)) {
            let mut avoided = taken.clone();
            avoided.extend(caller);
            if works_on {
                avoided.rotate_right(1);
            }
            let moved = member.number.keep_away(&avoided);
            to = moved.as_ref().map_or(to, |moved| moved.to);
            *lock(&member.moved) = moved;
        }
        taken.extend(to);
        member.wake();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Members that last ran on these CPUs, and those that are chosen of them.
    fn chosen(cpus: &[usize], count: usize, caller: usize) -> Vec<usize> {
        let mut asleep = cpus
            .iter()
            .map(|cpu| (Member::this(), Some(*cpu)))
            .collect();
        let chosen = choose(&mut asleep, count, Some(caller));
        assert_eq!(asleep.len() + chosen.len(), cpus.len(), "none is lost");
        chosen.into_iter().filter_map(|(_, cpu)| cpu).collect()
    }

    #[test]
    fn who_last_ran_elsewhere_is_called_first() {
        assert_eq!(chosen(&[0, 0, 1], 1, 0), [1]);
        assert_eq!(chosen(&[3, 3, 0, 2], 2, 0), [3, 2]);
    }

    #[test]
    fn with_nobody_elsewhere_others_are_called() {
        assert_eq!(chosen(&[5, 5], 1, 5), [5]);
        assert_eq!(chosen(&[1, 1], 4, 0), [1, 1]);
        assert_eq!(chosen(&[], 2, 0), []);
    }
}
