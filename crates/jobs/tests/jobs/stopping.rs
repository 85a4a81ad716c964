//! Cancellation and timeouts: prompt, once, and in any state of a job.

use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use crate::common::{busy, spec, submit, work};
use numpool_jobs::{End, JobHandle, Lease, Spec, Step, set_threads};

#[test]
fn cancelling_is_prompt_and_reported_once() {
    set_threads(2);
    let lease = Lease::acquire();
    let body = work(|_, stop| busy(Duration::from_secs(100), stop));
    let (handle, report) = submit(&lease, body, &spec(1000, 1, 2));
    thread::sleep(Duration::from_millis(10));
    let begin = Instant::now();
    handle.cancel();
    handle.cancel();
    handle.wait();
    assert!(begin.elapsed() < Duration::from_millis(100));
    assert_eq!(report.recv().unwrap().end, End::Cancelled);
    assert!(report.recv().is_err());
}

#[test]
fn a_job_that_nobody_entered_yet_is_cancelled_at_once() {
    set_threads(1);
    let lease = Lease::acquire();
    let blocker = work(|_, _| {
        thread::sleep(Duration::from_millis(200));
        Step::Done
    });
    let (blocker, _report) = submit(&lease, blocker, &spec(1, 1, 8));
    let waiting: Vec<_> = (0..4)
        .map(|_| submit(&lease, work(|_, _| Step::Done), &spec(1, 1, 1)))
        .collect();
    for (handle, report) in &waiting {
        handle.cancel();
        handle.wait();
        // Another test's budget may have given the job a thread of its own.
        assert!(matches!(
            report.recv().unwrap().end,
            End::Cancelled | End::Done
        ));
    }
    blocker.wait();
}

#[test]
fn cancelling_after_the_end_changes_nothing() {
    let lease = Lease::acquire();
    let (handle, report) = submit(&lease, work(|_, _| Step::Done), &spec(10, 1, 1));
    handle.wait();
    handle.cancel();
    assert_eq!(report.recv().unwrap().end, End::Done);
    assert!(handle.is_finished());
    assert_eq!(handle.progress(), 10);
}

#[test]
fn storms_of_cancellation_settle_every_job_once() {
    set_threads(3);
    let lease = Lease::acquire();
    for round in 0..200u64 {
        let jobs: Vec<_> = (0..8)
            .map(|_| {
                let body = work(|_, stop| busy(Duration::from_micros(20), stop));
                submit(&lease, body, &spec(50, 1, 3))
            })
            .collect();
        let handles: Vec<_> = jobs.iter().map(|(handle, _)| handle.clone()).collect();
        thread::scope(|scope| {
            for offset in 0..2u64 {
                let handles = &handles;
                scope.spawn(move || {
                    if round % 3 > 0 {
                        thread::sleep(Duration::from_micros((round * 7 + offset * 13) % 300));
                    }
                    handles.iter().for_each(JobHandle::cancel);
                });
            }
        });
        for (handle, report) in jobs {
            handle.wait();
            assert!(matches!(
                report.recv().unwrap().end,
                End::Cancelled | End::Done
            ));
            assert!(report.recv().is_err());
        }
    }
}

#[test]
fn a_timeout_stops_a_body_that_never_comes_back_to_a_border() {
    set_threads(2);
    let lease = Lease::acquire();
    for participants in [1, 2] {
        let endless = work(|_, stop| {
            while !stop.load(Ordering::Relaxed) {
                std::hint::spin_loop();
            }
            Step::Stopped
        });
        let spec = Spec {
            timeout: Some(Duration::from_millis(20)),
            ..spec(100, 1, participants)
        };
        let begin = Instant::now();
        let report = lease.run(endless.clone(), &spec);
        let took = begin.elapsed();
        assert_eq!(report.end, End::TimedOut);
        assert!(
            took >= Duration::from_millis(20) && took < Duration::from_millis(120),
            "{took:?}"
        );
        let begin = Instant::now();
        let (handle, report) = submit(&lease, endless, &spec);
        handle.wait();
        assert_eq!(report.recv().unwrap().end, End::TimedOut);
        assert!(begin.elapsed() < Duration::from_millis(120));
    }
}

#[test]
fn a_timeout_that_is_not_reached_leaves_nothing_behind() {
    let lease = Lease::acquire();
    let spec = Spec {
        timeout: Some(Duration::from_hours(1)),
        ..spec(100, 10, 1)
    };
    for _ in 0..1000 {
        assert_eq!(lease.run(work(|_, _| Step::Done), &spec).end, End::Done);
    }
    let forever = Spec {
        timeout: Some(Duration::MAX),
        ..spec
    };
    assert_eq!(lease.run(work(|_, _| Step::Done), &forever).end, End::Done);
}

#[test]
fn the_earliest_of_several_timeouts_fires_first() {
    set_threads(2);
    let lease = Lease::acquire();
    let begin = Instant::now();
    let jobs: Vec<_> = [80, 40, 10]
        .into_iter()
        .map(|ms| {
            let body = work(|_, stop| busy(Duration::from_secs(100), stop));
            let spec = Spec {
                timeout: Some(Duration::from_millis(ms)),
                ..spec(100, 1, 2)
            };
            (ms, submit(&lease, body, &spec))
        })
        .collect();
    for (ms, (handle, report)) in jobs.into_iter().rev() {
        handle.wait();
        let took = begin.elapsed();
        assert_eq!(report.recv().unwrap().end, End::TimedOut);
        assert!(took >= Duration::from_millis(ms) && took < Duration::from_millis(ms + 100));
    }
}
