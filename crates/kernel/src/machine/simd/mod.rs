//! The steps of a program as machine code: every operation for every instruction set.
//!
//! * [`lanes`]: the vocabulary of an instruction set; [`x86`], [`neon`], [`scalar`] speak it.
//! * [`ops`], [`integer_ops`]: what a step does to a vector, written once in that vocabulary.
//! * [`loops`], [`calls`]: how a step walks a block; [`remainder`] is a loop of its own.
//! * [`transfer`]: between user memory of any kind and blocks.
//! * [`table`]: from opcode to compiled function.
//!
//! Everything generic is `#[inline(always)]` and gets compiled once per instruction set inside
//! small `#[target_feature]` functions.

#![expect(
    clippy::inline_always,
    reason = "target features reach generic code only by inlining it"
)]

mod calls;
mod integer_ops;
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

use numpool_math::Provider;

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
    pub(crate) operands: &'a [Operand],
    /// Lanes that count; loops run on to the next multiple of [`GROUP`] where blocks are padded.
    pub(crate) lanes: usize,
    /// Operand lists of the steps that take any number of operands.
    pub(crate) lists: &'a [u16],
    /// The engine's functions, by the number in [`Step::extra`].
    pub(crate) calls: &'a [Provider],
    /// Room for one lane number per lane.
    pub(crate) picks: *mut u16,
}

impl Frame<'_> {
    /// # Safety
    /// The operand exists.
    #[inline(always)]
    unsafe fn operand(&self, index: u16) -> Operand {
        debug_assert!(usize::from(index) < self.operands.len());
        // SAFETY: the caller vouches for it.
        unsafe { *self.operands.get_unchecked(usize::from(index)) }
    }
}

/// One operation over a block; `true` means: go on at [`Step::extra`] instead of the next step.
///
/// # Safety
/// The CPU has the instruction set the function was made for; the step's operands exist and are
/// readable (`dst`: writable) for the frame's lanes rounded up to [`GROUP`], or for
pub(crate) type StepFn = unsafe fn(&Frame<'_>, &Step) -> bool;

/// A resolved instruction.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    pub(crate) run: StepFn,
    /// A jump target, a function's number or the start of an operand list.
    pub(crate) extra: u32,
    pub(crate) dst: u16,
    pub(crate) args: [u16; 4],
}
