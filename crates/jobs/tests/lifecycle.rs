//! Threads come with the first parallel job and go with the last lease. A process of its
//! own, because it counts threads.

#[path = "jobs/common.rs"]
mod common;

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use common::{busy, spec, submit, work};
use numpool_jobs::{End, Lease, Step, set_threads};

/// The tests count the process's threads, so only one may run.
static TURN: Mutex<()> = Mutex::new(());

/// Names of this process's threads that are ours.
#[cfg(target_os = "linux")]
fn ours() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let comm = |task: std::io::Result<std::fs::DirEntry>| {
        std::fs::read_to_string(task.ok()?.path().join("comm")).ok()
    };
    tasks
        .filter_map(comm)
        .filter(|name| name.starts_with("numpool-"))
        .count()
}

/// A thread names itself when it begins and leaves the list of tasks after it was joined: so wait a
/// little for either.
#[cfg(target_os = "linux")]
fn become_ours(count: usize) {
    for _ in 0..200 {
        if ours() == count {
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
    panic!("{} threads instead of {count}", ours());
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_starts_before_the_first_parallel_job_and_nothing_stays() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    set_threads(3);
    let lease = Lease::acquire();
    let other = Lease::acquire();
    lease.run(work(|_, _| Step::Done), &spec(100, 1, 1));
    become_ours(0);
    lease.run(work(|_, _| Step::Done), &spec(100, 1, 3));
    become_ours(3);
    drop(lease);
    become_ours(3);
    drop(other);
    become_ours(0);
}

#[test]
fn a_thousand_lives_one_after_another() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    set_threads(2);
    for _ in 0..1000 {
        let lease = Lease::acquire();
        let body = work(|_, stop| busy(Duration::from_micros(50), stop));
        let (handle, report) = submit(&lease, body, &spec(10, 1, 2));
        handle.cancel();
        handle.wait();
        assert!(matches!(
            report.recv().unwrap().end,
            End::Cancelled | End::Done
        ));
    }
    #[cfg(target_os = "linux")]
    become_ours(0);
}

#[test]
fn a_thousand_lives_inside_each_other() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    set_threads(2);
    let environments: Vec<_> = (0..4)
        .map(|_| {
            thread::spawn(|| {
                for _ in 0..250 {
                    let lease = Arc::new(Lease::acquire());
                    let inner = Lease::acquire();
                    let report = inner.run(work(|_, _| Step::Done), &spec(20, 1, 2));
                    assert_eq!(report.end, End::Done);
                    drop(inner);
                    let (handle, report) = submit(&lease, work(|_, _| Step::Done), &spec(20, 1, 2));
                    handle.wait();
                    assert_eq!(report.recv().unwrap().end, End::Done);
                }
            })
        })
        .collect();
    for environment in environments {
        environment.join().unwrap();
    }
    #[cfg(target_os = "linux")]
    become_ours(0);
}
