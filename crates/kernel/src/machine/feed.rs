//! Where a run's blocks come from and go to: user memory read and written in place, or through a
//! private block.
//!
//! Contiguous f64 are read and written in place for whole groups of lanes: nothing is copied. All
//! else goes through private memory: other kinds are converted on the way, shared memory that
//! steps read more than once must not change in between, and a ragged end has no padding.
//!
//! In place over itself (output and column the same memory) is right because only the last step
//! writes the output, and every step reads the lanes it is about to write first.

use super::isa::Isa;
use super::kind::{Column, Kind, Output, Ready, Run};
use super::simd::{LoadFn, Operand, Range, RangeFn, StoreFn, loader, ranger, storer};
use crate::wrong::wrong;

/// How a column's items become lanes.
#[derive(Clone, Copy)]
pub(super) enum Feed {
    /// f64 that may be read where they are, or copied.
    InPlace { items: *const u8, copy: LoadFn },
    /// Items that are converted or copied.
    Load {
        items: *const u8,
        size: usize,
        load: LoadFn,
    },
    /// Items that are computed.
    Range {
        start: f64,
        step: f64,
        fill: RangeFn,
    },
}

impl Feed {
    /// How `column` is fed to a program that reads each lane `reads` times.
    pub(super) fn new(run: &Run<'_>, column: Column, reads: u32) -> Self {
        let isa = run.program.isa;
        match column {
            Column::Memory {
                ptr,
                kind: Kind::F64,
                shared,
            } if !shared || reads <= 1 => Self::InPlace {
                items: ptr,
                copy: loader(isa, Kind::F64),
            },
            Column::Memory { ptr, kind, .. } => Self::Load {
                items: ptr,
                size: kind.size(),
                load: loader(isa, kind),
            },
            Column::Range { start, step } => Self::Range {
                start,
                step,
                fill: ranger(isa),
            },
        }
    }

    pub(super) fn is_in_place(&self) -> bool {
        matches!(self, Self::InPlace { .. })
    }

    /// The operand for a block of items: in user memory if `whole`, else in `private`.
    ///
    /// # Safety
    /// The items from `first` on are readable, `private` is writable for as many lanes, and the
    /// CPU has the program's instruction set.
    pub(super) unsafe fn block(
        &self,
        first: usize,
        lanes: usize,
        whole: bool,
        private: *mut u64,
    ) -> Operand {
        let own = Operand {
            lanes: private,
            uniform: false,
        };
        match *self {
            // Steps only read their arguments, so the pointer's mutability is never used.
            Self::InPlace { items, .. } if whole => {
                let at = items.wrapping_add(first * 8);
                Operand {
                    lanes: at.cast_mut().cast(),
                    uniform: false,
                }
            }
            Self::InPlace { items, copy } => {
                // SAFETY: the caller vouches for both sides.
                unsafe { copy(items.add(first * 8), private, lanes) };
                own
            }
            Self::Load { items, size, load } => {
                // SAFETY: the caller vouches for both sides.
                unsafe { load(items.add(first * size), private, lanes) };
                own
            }
            Self::Range { start, step, fill } => {
                // Wrong from the second block on.
                let late = wrong("range-off-by-one") && first > 0;
                let first = (first + usize::from(late)) as f64;
                let range = Range { start, step, first };
                // SAFETY: the caller vouches for the lanes.
                unsafe { fill(range, private, lanes) };
                own
            }
        }
    }
}

/// Where results go.
#[derive(Clone, Copy)]
pub(super) struct Sink {
    items: *mut u8,
    kind: Kind,
    store: StoreFn,
}

impl Sink {
    pub(super) fn new(output: Output, isa: Isa) -> Self {
        let Output { ptr, kind, .. } = output;
        Self {
            items: ptr,
            kind,
            store: storer(isa, kind),
        }
    }

    /// What lanes must be before they are stored.
    pub(super) fn ready(&self) -> Ready {
        Ready::to_store(self.kind)
    }

    /// Whether whole groups of lanes are written where they belong.
    pub(super) fn is_in_place(&self) -> bool {
        self.kind == Kind::F64
    }

    /// The operand for a block's final lanes: in user memory if `whole`, else in `private`.
    pub(super) fn block(&self, first: usize, whole: bool, private: *mut u64) -> Operand {
        let in_place = self.is_in_place() && whole;
        let lanes = if in_place {
            self.items.wrapping_add(first * 8).cast()
        } else {
            private
        };
        Operand {
            lanes,
            uniform: false,
        }
    }

    /// Stores a block that was not written in place.
    ///
    /// # Safety
    /// The items from `first` on are writable, `private` holds as many lanes made ready, and the
    /// CPU has the program's instruction set.
    pub(super) unsafe fn store(&self, first: usize, lanes: usize, private: *const u64) {
        let lanes = if wrong("missing-tail-lane") && lanes % 8 == 1 {
            lanes - 1
        } else {
            lanes
        };
        // SAFETY: the caller vouches for both sides.
        unsafe { (self.store)(private, self.items.add(first * self.kind.size()), lanes) };
    }
}
