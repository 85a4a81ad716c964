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

#[cfg(all(
    any(target_arch = "x86_64", target_arch = "aarch64"),
    target_os = "linux"
))]
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
        #[cfg(target_arch = "aarch64")]
        if changed == 0 {
            // SAFETY: the mapping can be read.
            unsafe { publish(start.addr(), code.len()) };
        }
        (changed == 0).then_some(memory)
    }

    /// The function.
    pub(super) fn entry(&self) -> Entry {
        // SAFETY: the mapping begins with code that was generated for this signature. x64 needs no flushing of caches
        // between data written and instructions read from other addresses than before; for AArch64 see `publish`.
        unsafe { core::mem::transmute::<*mut u8, Entry>(self.start.as_ptr()) }
    }
}

#[cfg(all(
    any(target_arch = "x86_64", target_arch = "aarch64"),
    target_os = "linux"
))]
impl Drop for CodeMemory {
    fn drop(&mut self) {
        // SAFETY: the mapping made in `new`; whoever runs the code holds a reference, so nobody does.
        unsafe { libc::munmap(self.start.as_ptr().cast(), self.length) };
    }
}

#[cfg(not(all(
    any(target_arch = "x86_64", target_arch = "aarch64"),
    target_os = "linux"
)))]
impl CodeMemory {
    pub(super) fn new(_code: &[u8]) -> Option<Self> {
        None
    }

    pub(super) fn entry(&self) -> Entry {
        unreachable!("no memory was ever given")
    }
}

/// Makes what was written as data visible to the fetching of instructions.
///
/// Source: Arm Architecture Reference Manual for A-profile architecture, B2.7.4.3 ("Synchronization and coherency issues
/// between data and instruction accesses").
///
/// # Safety
/// So many bytes from there on can be read.
#[cfg(all(target_arch = "aarch64", target_os = "linux"))]
unsafe fn publish(start: usize, length: usize) {
    use core::arch::asm;

    let sizes: usize;
    // SAFETY: reads the sizes of cache lines, which Linux lets programs do.
    unsafe { asm!("mrs {}, ctr_el0", out(reg) sizes, options(nomem, nostack, preserves_flags)) };
    let line = |shift: usize| 4_usize << (sizes >> shift & 15);
    let end = start + length;
    let (data, instructions) = (line(16), line(0));
    for at in (start & !(data - 1)..end).step_by(data) {
        // SAFETY: by contract; writes a line back to where instructions are read from.
        unsafe { asm!("dc cvau, {}", in(reg) at, options(nostack, preserves_flags)) };
    }
    // SAFETY: a barrier.
    unsafe { asm!("dsb ish", options(nostack, preserves_flags)) };
    for at in (start & !(instructions - 1)..end).step_by(instructions) {
        // SAFETY: by contract; forgets what instructions were fetched there.
        unsafe { asm!("ic ivau, {}", in(reg) at, options(nostack, preserves_flags)) };
    }
    // SAFETY: barriers.
    unsafe { asm!("dsb ish", "isb", options(nostack, preserves_flags)) };
}

impl CodeMemory {
    /// Bytes that so much code takes.
    pub(super) fn size(code: usize) -> usize {
        // Of most systems; where pages are larger, more is mapped than counted.
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
