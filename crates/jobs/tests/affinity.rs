//! CPUs: threads that work together have different ones, and every thread keeps those that it was allowed. A process of its own, because it
//! changes what its threads are allowed.
#![cfg(target_os = "linux")]

#[path = "jobs/common.rs"]
#[expect(dead_code, reason = "blocking loops only")]
mod common;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use common::{busy, spec, work};
use numpool_jobs::{Lease, Step, set_threads};
use rustix::thread::{CpuSet, Pid, sched_getaffinity, sched_getcpu, sched_setaffinity};

/// The tests change all threads of the process, so only one may run.
static TURN: Mutex<()> = Mutex::new(());

/// The running thread, and those of the pool.
fn all() -> Vec<Option<Pid>> {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let ours = tasks.filter_map(|task| {
        let task = task.ok()?;
        let name = std::fs::read_to_string(task.path().join("comm")).ok()?;
        let number = task.file_name().to_str()?.parse().ok()?;
        name.starts_with("numpool-").then(|| Pid::from_raw(number))
    });
    std::iter::once(None).chain(ours).collect()
}

fn allow(cpus: &CpuSet) {
    for thread in all() {
        sched_setaffinity(thread, cpus).unwrap();
    }
}

/// A thread that was called may still be on its way, and has what it was allowed when it comes.
fn have_all(cpus: &CpuSet) {
    let is_right = |thread: &Option<Pid>| sched_getaffinity(*thread).unwrap() == *cpus;
    for _ in 0..2000 {
        if all().iter().all(is_right) {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("a thread has other CPUs than it was given");
}

/// Two threads' work for some milliseconds; where the items ran.
fn together(lease: &Lease) -> Vec<usize> {
    let cpus: Arc<Vec<AtomicUsize>> = Arc::new((0..8).map(|_| AtomicUsize::new(0)).collect());
    let seen = Arc::clone(&cpus);
    let body = work(move |range, stop| {
        for item in range {
            busy(Duration::from_millis(1), stop);
            seen[item].store(sched_getcpu(), Ordering::Relaxed);
        }
        Step::Done
    });
    lease.run(body, &spec(8, 1, 2));
    cpus.iter().map(|cpu| cpu.load(Ordering::Relaxed)).collect()
}

fn one(cpu: usize) -> CpuSet {
    let mut cpus = CpuSet::new();
    cpus.set(cpu);
    cpus
}

// Linux wakes a thread on the CPU that it slept on if no other one is known to be idle, and in a virtual machine none is: threads that had
// once slept on the caller's CPU shared it with the caller from then on, and two threads took as long as one.
#[test]
fn a_thread_that_slept_on_the_callers_cpu_wakes_on_another_one_and_may_use_all_again() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let allowed = sched_getaffinity(None).unwrap();
    if allowed.count() < 2 {
        return assert_eq!(allowed.count(), 1, "one CPU is shared by all");
    }
    set_threads(2);
    let lease = Lease::acquire();
    let mut apart = 0;
    for _ in 0..20 {
        together(&lease);
        allow(&one(sched_getcpu()));
        together(&lease);
        // They are asleep when they have looked out for another job.
        std::thread::sleep(Duration::from_millis(5));
        allow(&allowed);
        let cpus = together(&lease);
        apart += usize::from(cpus.iter().any(|cpu| *cpu != cpus[0]));
        have_all(&allowed);
    }
    assert!(apart > 0, "never on two CPUs");
}

#[test]
fn threads_stay_where_the_process_may_run() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let allowed = sched_getaffinity(None).unwrap();
    let here = sched_getcpu();
    sched_setaffinity(None, &one(here)).unwrap();
    set_threads(2);
    let lease = Lease::acquire();
    for _ in 0..5 {
        assert!(together(&lease).iter().all(|cpu| *cpu == here));
        std::thread::sleep(Duration::from_millis(2));
    }
    have_all(&one(here));
    drop(lease);
    sched_setaffinity(None, &allowed).unwrap();
}
