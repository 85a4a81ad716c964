//! What a job is made of, as its owner sees it: the loop body, the shape of the loop, and the
//! memory that a thread keeps between loops.

use std::any::Any;
use std::ops::Range;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// The body of a parallel loop.
pub trait Work: Send + Sync {
    /// Runs the items of `range`. May be called from several threads at once, each with ranges of
    /// its own. Must read `stop` at least every millisecond and return [`Step::Stopped`] soon after
    /// it turned true.
    fn run(&self, scratch: &mut Scratch, range: Range<usize>, stop: &AtomicBool) -> Step;
}

/// How a stretch of a loop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Every item of the range was run.
    Done,
    /// `stop` was seen; some items of the range may not have been run.
    Stopped,
    /// The whole job has to end; the number reaches the caller in [`crate::End::Failed`].
    Failed(u32),
}

/// The shape of a loop.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The loop runs over `0..items`.
    pub items: usize,
    /// Items taken at a time: see [`crate::chunk_size`].
    pub chunk: usize,
    /// How many threads may run the loop at the same time, the calling one included.
    pub participants: usize,
    /// The loop is stopped when it has not ended after this time.
    pub timeout: Option<Duration>,
}

/// One thread's recycled memory. What is in it is the business of the [`Work`]; a panic in a loop
/// body throws it away, because nobody knows what state it was left in.
#[derive(Default)]
pub struct Scratch {
    slot: Option<Box<dyn Any>>,
}

impl Scratch {
    /// The thread's value of type `T`, made by `make` when there is none yet.
    pub fn get_or_try_make<T: 'static, E>(
        &mut self,
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<&mut T, E> {
        if !self.slot.as_ref().is_some_and(|slot| slot.is::<T>()) {
            self.slot = Some(Box::new(make()?));
        }
        let slot = self.slot.as_mut().and_then(|slot| slot.downcast_mut());
        Ok(slot.expect("the slot was just checked to hold this type"))
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.slot = None;
    }
}
