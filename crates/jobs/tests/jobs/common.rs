//! Loop bodies for the tests, made of closures.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use numpool_jobs::{JobHandle, Lease, Report, Scratch, Spec, Step, Work};

/// A loop body made of a closure.
pub(crate) struct Body<F>(F);

impl<F: Fn(Range<usize>, &AtomicBool) -> Step + Send + Sync> Work for Body<F> {
    fn run(&self, _: &mut Scratch, range: Range<usize>, stop: &AtomicBool) -> Step {
        (self.0)(range, stop)
    }
}

pub(crate) fn work(
    body: impl Fn(Range<usize>, &AtomicBool) -> Step + Send + Sync + 'static,
) -> Arc<dyn Work> {
    Arc::new(Body(body))
}

pub(crate) fn spec(items: usize, chunk: usize, participants: usize) -> Spec {
    Spec {
        items,
        chunk,
        participants,
        timeout: None,
    }
}

/// Computes (does not sleep) for this long, or until stopped.
pub(crate) fn busy(time: Duration, stop: &AtomicBool) -> Step {
    let begin = Instant::now();
    while begin.elapsed() < time {
        if stop.load(Ordering::Relaxed) {
            return Step::Stopped;
        }
        std::hint::spin_loop();
    }
    Step::Done
}

/// Submits and gives a channel on which the report arrives.
pub(crate) fn submit(
    lease: &Lease,
    work: Arc<dyn Work>,
    spec: &Spec,
) -> (JobHandle, Receiver<Report>) {
    let (sender, receiver) = channel();
    let handle = lease
        .submit(
            work,
            spec,
            Box::new(move |report| sender.send(report).unwrap()),
        )
        .unwrap();
    (handle, receiver)
}
