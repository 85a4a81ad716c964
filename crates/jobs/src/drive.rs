//! What a thread of the pool does: one slice after another, of whatever job is next.

use std::cell::RefCell;

use crate::member::Member;
use crate::run_list::{Next, RunList};
use crate::work::Scratch;

thread_local! {
    /// This thread's recycled memory, kept between jobs.
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// A thread's life: slices of whatever job is next, and sleep in between.
pub(crate) fn drive(list: &RunList) {
    let me = Member::this();
    with_scratch(|scratch| {
        loop {
            match list.next(&me) {
                Next::Job(job) => {
                    job.take_part(scratch, Some(list));
                    job.leave();
                }
                Next::Linger(calls) if list.linger(calls, &me) => {}
                Next::Linger(_) | Next::Sleep => me.sleep(),
                Next::End => return,
            }
        }
    });
}

/// Lends this thread's scratch; a nested call (a completion that runs a job) gets an empty one.
pub(crate) fn with_scratch<R>(run: impl FnOnce(&mut Scratch) -> R) -> R {
    SCRATCH.with(|cell| match cell.try_borrow_mut() {
        Ok(mut scratch) => run(&mut scratch),
        Err(_) => run(&mut Scratch::default()),
    })
}
