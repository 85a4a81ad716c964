//! The steps of a program as machine code: every operation for every instruction set.
//!
//! * [`lanes`]: the vocabulary of an instruction set; [`x86`], [`neon`], [`scalar`] speak it.
//! * [`ops`], [`integer_ops`]: what a step does to a vector, written once in that vocabulary.
//! * [`loops`], [`calls`], [`gather`]: how a step walks a block; [`remainder`] is a loop of its own.
//! * [`transfer`]: between user memory of any kind and blocks.
//! * [`backend`]: steps compiled for each instruction set; [`table`]: from opcode to compiled function.
//!
//! Everything generic is `#[inline(always)]` and gets compiled once per instruction set inside
//! small `#[target_feature]` functions.

#![expect(
    clippy::inline_always,
    reason = "target features reach generic code only by inlining it"
)]

mod backend;
mod calls;
mod gather;
mod integer_ops;
mod interpolate;
mod lanes;
mod loops;
#[cfg(target_arch = "aarch64")]
mod neon;
mod ops;
mod remainder;
#[cfg(any(test, not(any(target_arch = "x86_64", target_arch = "aarch64"))))]
mod scalar;
#[cfg(feature = "test-hooks")]
mod spoil;
mod table;
mod transfer;
#[cfg(target_arch = "x86_64")]
mod x86;

use std::cell::Cell;

use numpool_math::Provider;

use super::kind::Table;

pub(crate) use table::{loader, ranger, resolve, storer};
pub(crate) use transfer::{LoadFn, Range, RangeFn, StoreFn};

/// Lanes that every block is padded to: a common multiple of all loop turns.
pub(crate) const GROUP: usize = 16;

/// Where a step finds or puts a value.
#[derive(Clone, Copy)]
pub(crate) struct Operand {
    /// The first lane. Not owned.
    pub(crate) lanes: *mut u64,
    /// Whether all lanes are equal and only one [`GROUP`] of them stands at `lanes`.
    pub(crate) uniform: bool,
}

/// What a step may touch while a block runs.
pub(crate) struct Frame<'a> {
    /// Cells, because a loop moves lanes together between two steps.
    pub(crate) operands: &'a [Cell<Operand>],
    /// Lanes that count; loops run on to the next multiple of [`GROUP`] where blocks are padded.
    pub(crate) lanes: usize,
    /// Operand lists of the steps that take any number of operands.
    pub(crate) lists: &'a [u16],
    /// The engine's functions, by the number in [`Step::extra`].
    pub(crate) calls: &'a [Provider],
    /// Captured arrays, by the number in [`Step::extra`].
    pub(crate) tables: &'a [Table],
    /// Room for one lane number per lane.
    pub(crate) picks: *mut u16,
}

impl Frame<'_> {
    /// The same for a step on what all lanes share.
    #[inline(always)]
    pub(crate) fn once(&self) -> Frame<'_> {
        Frame {
            lanes: GROUP,
            ..*self
        }
    }

    /// # Safety
    /// The operand exists.
    #[inline(always)]
    unsafe fn operand(&self, index: u16) -> Operand {
        debug_assert!(usize::from(index) < self.operands.len());
        // SAFETY: the caller vouches for it.
        unsafe { self.operands.get_unchecked(usize::from(index)) }.get()
    }
}

/// One operation over a block; `true` means: go on at [`Step::extra`] instead of the next step.
///
/// # Safety
/// The CPU has the instruction set the function was made for; the step's operands exist and are
/// readable (`dst`: writable) for the frame's lanes rounded up to [`GROUP`], or for
pub(crate) type StepFn = unsafe fn(&Frame<'_>, &Step) -> bool;

/// What the loop over steps does with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Control {
    /// Runs it over the block's lanes.
    Lanes,
    /// Runs it over one [`GROUP`]: its operands are the same for all lanes.
    Once,
    /// As `Lanes`; the run bails out where it says `true`.
    Load,
    /// As `Once`; the run bails out where it says `true`.
    LoadOnce,
    /// Starts a loop.
    Start,
    /// Ends a loop's turn.
    End,
}

/// A resolved instruction.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    pub(crate) run: StepFn,
    pub(crate) control: Control,
    /// A jump target, the number of a function, table or loop, or the start of an operand list.
    pub(crate) extra: u32,
    pub(crate) dst: u16,
    pub(crate) args: [u16; 4],
}
