//! How generated code is called, on whichever platform: the one place to look at for another one.
//!
//! On x64 the convention is System V's on all systems (`extern "sysv64"`; on Windows Rust saves what that system's own convention
//! keeps, xmm6–15 among it). Code touches the registers that this convention lets it clobber, and memory that it was
//! given. It begins with `endbr64` and ends with `vzeroupper`. MXCSR is the caller's, and left alone.
//!
//! Code that calls functions ([`super::functions`]) has eight bytes of stack: the frame's address, which also aligns it. It keeps no register
//! over a call, passes all numbers in memory, and says `vzeroupper` first. Nothing unwinds through it: what is called does not
//! panic, and ends the process if it should.
//!
//! Memory for code is had on Linux. macOS would need `MAP_JIT` and `pthread_jit_write_protect_np` (x64 only the former),
//! Windows `VirtualAlloc` and `VirtualProtect` in `memory`; until somebody tries it there, the interpreter runs.

use core::ffi::c_void;

use super::functions::FunctionEntry;

/// Whether code can be made and run here at all.
pub(super) const AVAILABLE: bool = cfg!(all(
    any(target_arch = "x86_64", target_arch = "aarch64"),
    target_os = "linux"
));
/// Whether code was found to be faster here than the block machine. Elsewhere it is made where a test asks for it.
pub(super) const MEASURED: bool = cfg!(target_arch = "x86_64");

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Ended {
    Done = 0,
    /// The stop flag was seen.
    Stopped = 1,
    /// A table was read where it has no item.
    OutOfBounds = 2,
}

/// What code is called with, and where it writes how far it came.
#[repr(C)]
pub(super) struct Frame {
    /// The first item; when it returns, the first that is not done.
    pub(super) item: usize,
    /// Behind the last one; a whole number of strips further.
    pub(super) end: usize,
    /// One byte, read at least once a turn of any loop.
    pub(super) stop: *const c_void,
    /// So many slots of 64 bytes as the code wants; first those of the parameters, filled.
    pub(super) slots: *mut c_void,
    pub(super) tables: *const TableEntry,
    pub(super) columns: *const ColumnEntry,
    /// Item 0 of each output.
    pub(super) outputs: *const *mut c_void,
    /// What code calls, by number.
    pub(super) functions: *const FunctionEntry,
    /// The last item that there is: sequences stop there.
    pub(super) last: f64,
}

/// Offsets in a [`Frame`].
pub(super) mod frame {
    use super::Frame;
    use core::mem::offset_of;

    pub(in super::super) const ITEM: i32 = offset_of!(Frame, item) as i32;
    pub(in super::super) const END: i32 = offset_of!(Frame, end) as i32;
    pub(in super::super) const STOP: i32 = offset_of!(Frame, stop) as i32;
    pub(in super::super) const SLOTS: i32 = offset_of!(Frame, slots) as i32;
    pub(in super::super) const TABLES: i32 = offset_of!(Frame, tables) as i32;
    pub(in super::super) const COLUMNS: i32 = offset_of!(Frame, columns) as i32;
    pub(in super::super) const OUTPUTS: i32 = offset_of!(Frame, outputs) as i32;
    pub(in super::super) const FUNCTIONS: i32 = offset_of!(Frame, functions) as i32;
    pub(in super::super) const LAST: i32 = offset_of!(Frame, last) as i32;
}

/// A column.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) union ColumnEntry {
    /// Item 0.
    pub(super) items: *const c_void,
    /// Of a sequence: item 0, and from one to the next.
    pub(super) sequence: [f64; 2],
}

/// Offsets in a [`ColumnEntry`].
pub(super) mod column {
    pub(in super::super) const SIZE: usize = size_of::<super::ColumnEntry>();
    pub(in super::super) const ITEMS: i32 = 0;
    pub(in super::super) const START: i32 = 0;
    pub(in super::super) const STEP: i32 = 8;
}

/// A table.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct TableEntry {
    pub(super) items: *const c_void,
    pub(super) length: u64,
    pub(super) length_as_number: f64,
    /// The last byte from which four can be read, counted from the first: of a table of fewer bytes that are read by
    /// fours, `items` is a copy with as many.
    pub(super) last_four: u64,
}

/// Offsets in a [`TableEntry`].
pub(super) mod table {
    use super::TableEntry;
    use core::mem::offset_of;

    pub(in super::super) const SIZE: usize = size_of::<TableEntry>();
    pub(in super::super) const ITEMS: i32 = offset_of!(TableEntry, items) as i32;
    pub(in super::super) const LENGTH: i32 = offset_of!(TableEntry, length) as i32;
    pub(in super::super) const LENGTH_AS_NUMBER: i32 =
        offset_of!(TableEntry, length_as_number) as i32;
    pub(in super::super) const LAST_FOUR: i32 = offset_of!(TableEntry, last_four) as i32;
}

/// Generated code. `AArch64` has one convention for such a call on all systems.
#[cfg(target_arch = "x86_64")]
pub(super) type Entry = unsafe extern "sysv64" fn(*mut Frame) -> u32;
#[cfg(not(target_arch = "x86_64"))]
pub(super) type Entry = unsafe extern "C" fn(*mut Frame) -> u32;
