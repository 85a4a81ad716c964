//! Executable memory: written while it is not executable, executable while it is not writable.

use super::abi::Entry;

/// A mapping that holds one function.
pub(super) struct CodeMemory {
    start: core::ptr::NonNull<u8>,
    length: usize,
}

// SAFETY: the memory is never written again, and unmapped by its owner only.
unsafe impl Send for CodeMemory {}
// SAFETY: the same.
unsafe impl Sync for CodeMemory {}

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
impl CodeMemory {
    /// Maps the code; `None` where the system does not allow it, or has no memory.
    pub(super) fn new(code: &[u8]) -> Option<Self> {
        use libc::{MAP_ANONYMOUS, MAP_FAILED, MAP_PRIVATE, PROT_EXEC, PROT_READ, PROT_WRITE};

        let length = Self::size(code.len());
        // SAFETY: a new private mapping at a place of the system's choice.
        let start = unsafe {
            libc::mmap(
                core::ptr::null_mut(),
                length,
                PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS,
                -1,
                0,
            )
        };
        if start == MAP_FAILED {
            return None;
        }
        let memory = Self {
            start: core::ptr::NonNull::new(start.cast())?,
            length,
        };
        // SAFETY: the mapping is as long, writable, and nobody else's; then it is executable and no longer writable.
        let changed = unsafe {
            memory
                .start
                .as_ptr()
                .copy_from_nonoverlapping(code.as_ptr(), code.len());
            libc::mprotect(start, length, PROT_READ | PROT_EXEC)
        };
        (changed == 0).then_some(memory)
    }

    /// The function.
    pub(super) fn entry(&self) -> Entry {
        // SAFETY: the mapping begins with code that was generated for this signature, and x64 needs no flushing of caches
        // between data written and instructions read from other addresses than before.
        unsafe { core::mem::transmute::<*mut u8, Entry>(self.start.as_ptr()) }
    }
}

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
impl Drop for CodeMemory {
    fn drop(&mut self) {
        // SAFETY: the mapping made in `new`; whoever runs the code holds a reference, so nobody does.
        unsafe { libc::munmap(self.start.as_ptr().cast(), self.length) };
    }
}

#[cfg(not(all(target_arch = "x86_64", target_os = "linux")))]
impl CodeMemory {
    pub(super) fn new(_code: &[u8]) -> Option<Self> {
        None
    }

    pub(super) fn entry(&self) -> Entry {
        unreachable!("no memory was ever given")
    }
}

impl CodeMemory {
    /// Bytes that so much code takes.
    pub(super) fn size(code: usize) -> usize {
        const PAGE: usize = 4096;
        code.next_multiple_of(PAGE)
    }

    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// Where it is, and how long.
    pub(super) fn mapping(&self) -> (usize, usize) {
        (self.start.as_ptr().addr(), self.length)
    }
}
