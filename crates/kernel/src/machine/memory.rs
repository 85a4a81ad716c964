//! Scratch memory: one aligned allocation per machine, grown when a program needs more.

use core::fmt;
use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::ptr::NonNull;

/// Memory could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AllocError {
    bytes: usize,
}

impl AllocError {
    pub(crate) fn new(bytes: usize) -> Self {
        Self { bytes }
    }

    /// How much was asked for.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

impl fmt::Display for AllocError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{} bytes of scratch memory could not be allocated",
            self.bytes
        )
    }
}

impl core::error::Error for AllocError {}

/// Lanes at a cache line's start, initialised from the beginning (a select reads lanes that a
/// skipped branch never wrote, and throws them away).
pub(crate) struct Scratch {
    /// `layout` says how much is there; dangling where that is nothing.
    start: NonNull<u64>,
    layout: Layout,
}

// SAFETY: the allocation is owned and nothing else points into it.
unsafe impl Send for Scratch {}

const ALIGN: usize = 64;

impl Scratch {
    /// Memory for so many lanes.
    pub(crate) fn new(lanes: usize) -> Result<Self, AllocError> {
        let bytes = lanes.saturating_mul(size_of::<u64>());
        let refused = AllocError::new(bytes);
        let layout = Layout::from_size_align(bytes, ALIGN).map_err(|_| refused)?;
        if bytes == 0 {
            let start = NonNull::dangling();
            return Ok(Self { start, layout });
        }
        // SAFETY: the layout is not empty.
        let start = NonNull::new(unsafe { alloc_zeroed(layout) }).ok_or(refused)?;
        Ok(Self {
            start: start.cast(),
            layout,
        })
    }

    /// Makes room for at least so many lanes; what was in it is gone then.
    pub(crate) fn reserve(&mut self, lanes: usize) -> Result<(), AllocError> {
        if lanes > self.layout.size() / size_of::<u64>() {
            *self = Self::new(lanes.next_multiple_of(512))?;
        }
        Ok(())
    }

    /// The first lane.
    pub(crate) fn start(&mut self) -> *mut u64 {
        self.start.as_ptr()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if self.layout.size() > 0 {
            // SAFETY: allocated in `new` with this layout, and not freed before.
            unsafe { dealloc(self.start.as_ptr().cast(), self.layout) };
        }
    }
}
