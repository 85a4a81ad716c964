//! What `run`, `submit` and finished jobs answer. Mirrors `src/engine/native/protocol.ts`.

use numpool_jobs::End;

/// One answer; the numbers are part of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub(crate) enum Status {
    Ok = 0,
    Cancelled = 1,
    TimedOut = 2,
    /// The output overlaps a column so that the column must be copied first; nothing was done.
    Overlap = 3,
    /// A view is detached, out of bounds or shorter than the length.
    Detached = 4,
    Panic = 5,
    OutOfMemory = 6,
    UnknownKernel = 7,
    BadArgument = 8,
    MathMissing = 9,
    ShuttingDown = 10,
    /// The function read a captured array where it has no item: what it returns then only JS can tell.
    OutOfBounds = 11,
}

impl Status {
    /// What a loop's end means to JS. Loop bodies fail with a status.
    pub(crate) fn of(end: End) -> Self {
        match end {
            End::Done => Self::Ok,
            End::Cancelled => Self::Cancelled,
            End::TimedOut => Self::TimedOut,
            End::Failed(number) if number == Self::OutOfMemory as u32 => Self::OutOfMemory,
            End::Failed(number) if number == Self::MathMissing as u32 => Self::MathMissing,
            End::Failed(number) if number == Self::OutOfBounds as u32 => Self::OutOfBounds,
            End::Panicked | End::Failed(_) => Self::Panic,
        }
    }
}
