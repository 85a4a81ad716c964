//! What a loop promises: every item once, a cap on participants, one report, panics contained.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::common::{busy, spec, submit, work};
use numpool_jobs::{End, Lease, Report, Scratch, Spec, Step, Work, set_threads};

fn counts(items: usize) -> Arc<Vec<AtomicUsize>> {
    Arc::new((0..items).map(|_| AtomicUsize::new(0)).collect())
}

#[test]
fn every_item_runs_once_in_a_blocking_loop() {
    set_threads(4);
    let lease = Lease::acquire();
    for (items, chunk, participants) in [(0, 1, 4), (1, 7, 4), (10_007, 16, 4), (999, 1000, 1)] {
        let seen = counts(items);
        let counted = Arc::clone(&seen);
        let body = work(move |range, _| {
            for item in range {
                counted[item].fetch_add(1, Ordering::Relaxed);
            }
            Step::Done
        });
        let report = lease.run(body, &spec(items, chunk, participants));
        assert_eq!(
            report,
            Report {
                end: End::Done,
                done: items
            }
        );
        assert!(seen.iter().all(|count| count.load(Ordering::Relaxed) == 1));
    }
}

#[test]
fn every_item_runs_once_in_a_hundred_submitted_loops() {
    set_threads(4);
    let lease = Lease::acquire();
    let jobs: Vec<_> = (0..100)
        .map(|items| {
            let seen = counts(items * 11);
            let counted = Arc::clone(&seen);
            let body = work(move |range, _| {
                for item in range {
                    counted[item].fetch_add(1, Ordering::Relaxed);
                }
                Step::Done
            });
            (seen, submit(&lease, body, &spec(items * 11, 13, 3)))
        })
        .collect();
    for (seen, (handle, report)) in jobs {
        handle.wait();
        assert_eq!(
            report.recv().unwrap(),
            Report {
                end: End::Done,
                done: seen.len()
            }
        );
        assert!(report.recv().is_err(), "one completion only");
        assert!(seen.iter().all(|count| count.load(Ordering::Relaxed) == 1));
    }
}

#[test]
fn participants_stay_below_the_cap_and_the_caller_counts() {
    set_threads(4);
    let lease = Lease::acquire();
    let inside = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let who = Arc::new(Mutex::new(HashSet::new()));
    let body = {
        let (inside, most, who) = (Arc::clone(&inside), Arc::clone(&most), Arc::clone(&who));
        work(move |_, stop| {
            most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            who.lock().unwrap().insert(thread::current().id());
            let step = busy(Duration::from_micros(200), stop);
            inside.fetch_sub(1, Ordering::SeqCst);
            step
        })
    };
    lease.run(Arc::clone(&body), &spec(200, 1, 2));
    assert!(most.load(Ordering::SeqCst) <= 2);
    assert!(who.lock().unwrap().contains(&thread::current().id()));
    who.lock().unwrap().clear();
    let (handle, _report) = submit(&lease, body, &spec(200, 1, 3));
    handle.wait();
    assert!(most.load(Ordering::SeqCst) <= 3);
    assert!(!who.lock().unwrap().contains(&thread::current().id()));
}

#[test]
fn a_short_job_is_not_held_up_by_a_long_one() {
    set_threads(2);
    let lease = Lease::acquire();
    let long = work(|_, stop| busy(Duration::from_micros(250), stop));
    let (long, _report) = submit(&lease, long, &spec(1 << 40, 1, 2));
    thread::sleep(Duration::from_millis(20));
    let mut delays = Vec::new();
    for _ in 0..20 {
        let begin = Instant::now();
        let (short, report) = submit(&lease, work(|_, _| Step::Done), &spec(1, 1, 1));
        short.wait();
        delays.push(begin.elapsed());
        assert_eq!(report.recv().unwrap().end, End::Done);
    }
    delays.sort();
    // Other tests and neighbours share the machine: the median speaks.
    assert!(delays[10] < Duration::from_millis(20), "{delays:?}");
    long.cancel();
    long.wait();
}

#[test]
fn two_long_jobs_progress_alike() {
    set_threads(2);
    let lease = Lease::acquire();
    let body = work(|_, stop| busy(Duration::from_micros(200), stop));
    let (first, _report) = submit(&lease, Arc::clone(&body), &spec(1 << 40, 1, 2));
    let (second, _other) = submit(&lease, body, &spec(1 << 40, 1, 2));
    thread::sleep(Duration::from_millis(300));
    let (a, b) = (first.progress(), second.progress());
    first.cancel();
    second.cancel();
    first.wait();
    second.wait();
    assert!(a > 0 && b > 0 && a < b * 4 && b < a * 4, "{a} and {b}");
}

#[test]
fn a_panic_ends_its_job_only() {
    set_threads(2);
    let lease = Lease::acquire();
    for participants in [1, 2] {
        let body = work(|range, _| {
            assert!(!range.contains(&50), "item 50 is cursed");
            Step::Done
        });
        let report = lease.run(Arc::clone(&body), &spec(1000, 10, participants));
        assert_eq!(report.end, End::Panicked);
        assert!(report.done < 1000);
        let (handle, report) = submit(&lease, body, &spec(1000, 10, participants));
        handle.wait();
        assert_eq!(report.recv().unwrap().end, End::Panicked);
        let fine = lease.run(work(|_, _| Step::Done), &spec(1000, 10, 2));
        assert_eq!(fine.end, End::Done);
    }
}

#[test]
fn a_payload_that_panics_when_dropped_is_contained() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }
    let lease = Lease::acquire();
    let body = work(|_, _| std::panic::panic_any(Bomb));
    assert_eq!(lease.run(body, &spec(10, 1, 1)).end, End::Panicked);
}

#[test]
fn a_failure_carries_its_number() {
    let lease = Lease::acquire();
    let body = work(|range, _| {
        if range.start == 3 {
            Step::Failed(77)
        } else {
            Step::Done
        }
    });
    assert_eq!(lease.run(body, &spec(10, 1, 2)).end, End::Failed(77));
}

/// Fails with how often this thread's scratch was used; dies at an even number of items.
struct Counting;

impl Work for Counting {
    fn run(&self, scratch: &mut Scratch, range: Range<usize>, _: &AtomicBool) -> Step {
        let uses = scratch.get_or_try_make(|| Ok::<u32, ()>(0)).unwrap();
        *uses += 1;
        assert!(!range.len().is_multiple_of(2), "on purpose");
        Step::Failed(*uses)
    }
}

#[test]
fn scratch_is_kept_between_loops_and_thrown_away_by_a_panic() {
    let lease = Lease::acquire();
    let end = |items| lease.run(Arc::new(Counting), &spec(items, items, 1)).end;
    assert_eq!(end(1), End::Failed(1));
    assert_eq!(end(1), End::Failed(2));
    assert_eq!(end(2), End::Panicked);
    assert_eq!(end(1), End::Failed(1));
}

#[test]
fn a_completion_may_run_a_loop() {
    let lease = Arc::new(Lease::acquire());
    let (sender, receiver) = std::sync::mpsc::channel();
    let inner = Arc::clone(&lease);
    let handle = lease
        .submit(
            work(|_, _| Step::Done),
            &Spec {
                items: 5,
                chunk: 1,
                participants: 1,
                timeout: None,
            },
            Box::new(move |_| {
                sender
                    .send(inner.run(work(|_, _| Step::Done), &spec(100, 10, 1)))
                    .unwrap();
            }),
        )
        .unwrap();
    handle.wait();
    assert_eq!(receiver.recv().unwrap().end, End::Done);
}
