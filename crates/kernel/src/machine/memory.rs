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
    pub(super) fn new(bytes: usize) -> Self {
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

/// Bytes at a cache line's start, initialised from the beginning (a select reads lanes that a
/// skipped branch never wrote, and throws them away).
pub(super) struct Scratch {
    /// `layout` says how much is there; dangling where that is nothing.
    start: NonNull<u8>,
    layout: Layout,
}

// SAFETY: the allocation is owned and nothing else points into it.
unsafe impl Send for Scratch {}

const ALIGN: usize = 64;

impl Scratch {
    pub(super) fn new(bytes: usize) -> Result<Self, AllocError> {
        let layout = Layout::from_size_align(bytes, ALIGN).map_err(|_| AllocError::new(bytes))?;
        if bytes == 0 {
            return Ok(Self {
                start: NonNull::dangling(),
                layout,
            });
        }
        // SAFETY: the layout is not empty.
        let start = NonNull::new(unsafe { alloc_zeroed(layout) }).ok_or(AllocError::new(bytes))?;
        Ok(Self { start, layout })
    }

    /// Makes room for at least so many bytes; what was in it is gone.
    pub(super) fn reserve(&mut self, bytes: usize) -> Result<(), AllocError> {
        if bytes > self.layout.size() {
            *self = Self::new(bytes.next_multiple_of(4096))?;
        }
        Ok(())
    }

    /// The first byte.
    pub(super) fn start(&mut self) -> *mut u8 {
        self.start.as_ptr()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if self.layout.size() > 0 {
            // SAFETY: allocated in `new` with this layout, and not freed before.
            unsafe { dealloc(self.start.as_ptr(), self.layout) };
        }
    }
}
