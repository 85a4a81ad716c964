//! How a step walks a block: whole vectors of all operands in, the operation, a whole vector out.
//!
//! Slots may be the same (`d = d + a` is normal), so nothing here may be left to a vectoriser's
//! alias checks: each turn loads its operands before it stores, and operands that share memory
//! start at the same address.

use super::lanes::Lanes;
use super::ops::{Op1, Op2, Op3, Op4};
use super::{Frame, GROUP, Operand, Step};
use crate::wrong::wrong;

/// In the mask of uniform operands: ask each operand instead, for patterns too rare for a loop of
/// their own.
pub(super) const ASK: u8 = 0x80;

/// An operand of a loop.
#[derive(Clone, Copy)]
pub(super) struct Source<L> {
    lanes: *const u64,
    /// All there is to read of an operand that the loop knows to be uniform.
    once: Option<L>,
    /// All ones, or 0 where uniform, so that every turn reads the same group.
    mask: usize,
}

impl<L: Lanes> Source<L> {
    /// An operand that is asked, see [`Self::ask`].
    ///
    /// # Safety
    /// The operand exists.
    #[inline(always)]
    pub(super) unsafe fn new(frame: &Frame<'_>, operand: u16) -> Self {
        // SAFETY: the caller vouches for it.
        let Operand { lanes, uniform } = unsafe { frame.operand(operand) };
        let mask = usize::from(uniform).wrapping_sub(1);
        let once = None;
        Self { lanes, once, mask }
    }

    /// Operand `I` of a loop that knows from `U` which ones are uniform.
    ///
    /// # Safety
    /// As [`Self::new`]; the operand has a group of lanes, and the CPU the instruction set.
    #[inline(always)]
    unsafe fn known<const U: u8, const I: u8>(frame: &Frame<'_>, operand: u16) -> Self {
        // SAFETY: the caller vouches for the operand.
        let mut source = unsafe { Self::new(frame, operand) };
        if U != ASK && U >> I & 1 == 1 {
            // SAFETY: the caller vouches for a group of lanes.
            source.once = Some(unsafe { L::load(source.lanes) });
        }
        source
    }

    /// The vector `offset` lanes after `at`, for a loop that knows what `U` says.
    ///
    /// # Safety
    /// That vector exists, and `U` is right.
    #[inline(always)]
    unsafe fn get<const U: u8>(self, at: usize, offset: usize) -> L {
        match self.once {
            Some(once) => once,
            // SAFETY: the caller vouches for the vector; a uniform operand has a whole group.
            None if U == ASK => unsafe { self.ask(at, offset) },
            // SAFETY: the caller vouches for it.
            None => unsafe { L::load(self.lanes.add(at + offset)) },
        }
    }

    /// The vector `offset` lanes after `at`, both below and in whole groups respectively.
    ///
    /// # Safety
    /// That vector exists.
    #[inline(always)]
    pub(super) unsafe fn ask(self, at: usize, offset: usize) -> L {
        // SAFETY: the caller vouches for it; a uniform operand has a whole group.
        unsafe { L::load(self.lanes.add((at & self.mask) + offset)) }
    }
}

/// Lanes that a loop goes over: the frame's, in whole groups.
#[inline(always)]
pub(super) fn padded(frame: &Frame<'_>) -> usize {
    frame.lanes.next_multiple_of(GROUP)
}

macro_rules! walk {
    ($name:ident, $kind:ident, $($arg:ident $index:literal),+) => {
        /// A loop over an operation; the bits of `U` say which operands are uniform.
        ///
        /// # Safety
        /// As [`super::StepFn`].
        #[inline(always)]
        pub(super) unsafe fn $name<L: Lanes, O: $kind, const U: u8>(
            frame: &Frame<'_>,
            step: &Step,
        ) -> bool {
            // SAFETY: the caller vouches for the operands.
            let (dst, $($arg,)+) = unsafe {
                (frame.operand(step.dst).lanes, $(Source::<L>::known::<U, $index>(frame, step.args[$index]),)+)
            };
            for at in (0..padded(frame)).step_by(L::N * L::UNROLL) {
                for turn in 0..L::UNROLL {
                    let offset = turn * L::N;
                    // SAFETY: the caller vouches for every vector up to the last group's end.
                    unsafe {
                        let value = O::apply::<L>($($arg.get::<U>(at, offset)),+);
                        value.store(dst.add(at + offset));
                    }
                }
            }
            false
        }
    };
}

walk!(one, Op1, a 0);
walk!(two, Op2, a 0, b 1);
walk!(three, Op3, a 0, b 1, c 2);
walk!(four, Op4, a 0, b 1, c 2, d 3);

/// Does nothing.
///
/// # Safety
/// None is needed; a step function is unsafe.
pub(super) unsafe fn nothing(_: &Frame<'_>, _: &Step) -> bool {
    false
}

/// Jumps when the boolean `args[0]` holds in no lane. Lanes that pad the last group are not asked: what is behind the jump may read
/// an item that no real lane wants.
///
/// # Safety
/// As [`super::StepFn`].
#[inline(always)]
pub(super) unsafe fn skip_none<L: Lanes>(frame: &Frame<'_>, step: &Step) -> bool {
    // SAFETY: the caller vouches for the operand.
    let mask = unsafe { Source::<L>::new(frame, step.args[0]) };
    for at in (0..padded(frame)).step_by(GROUP) {
        // SAFETY: the caller vouches for every vector up to the last group's end.
        let mut held = unsafe { mask.ask(at, 0) };
        for offset in (L::N..GROUP).step_by(L::N) {
            // SAFETY: the same.
            held = held.or(unsafe { mask.ask(at, offset) });
        }
        if held.any() {
            let last = at + GROUP > frame.lanes && mask.mask != 0;
            // SAFETY: the same; these lanes are within the group.
            return last && !(at..frame.lanes).any(|lane| unsafe { *mask.lanes.add(lane) } != 0);
        }
        if mask.mask == 0 || wrong("skip-first-group") {
            break;
        }
    }
    true
}

/// Vectors that Horner's rule is worked on at a time: as many as hide the latency of a product and a sum, and fit
/// the registers.
const ABREAST: usize = 8;

/// Horner's rule: the operands in the list are the start, x, and what is added after each multiplication by x.
///
/// # Safety
/// As [`super::StepFn`]; `args[0]` operands stand in the frame's lists from [`Step::extra`] on, those from the third on
/// uniform.
#[inline(always)]
pub(super) unsafe fn horner<L: Lanes>(frame: &Frame<'_>, step: &Step) -> bool {
    let first = step.extra as usize;
    let list = &frame.lists[first..first + usize::from(step.args[0])];
    // SAFETY: the caller vouches for the operands.
    let (dst, start, x) = unsafe {
        (
            frame.operand(step.dst).lanes,
            Source::<L>::new(frame, list[0]),
            Source::<L>::new(frame, list[1]),
        )
    };
    let (mut at, end) = (0, padded(frame));
    while at < end {
        // SAFETY: the caller vouches for every vector up to the last group's end.
        unsafe {
            if end - at >= L::N * ABREAST {
                horner_at::<L, ABREAST>(frame, &list[2..], start, x, dst, at);
                at += L::N * ABREAST;
            } else {
                horner_at::<L, 1>(frame, &list[2..], start, x, dst, at);
                at += L::N;
            }
        }
    }
    false
}

/// # Safety
/// As [`horner`], for `V` vectors from `at` on.
#[inline(always)]
unsafe fn horner_at<L: Lanes, const V: usize>(
    frame: &Frame<'_>,
    summands: &[u16],
    start: Source<L>,
    x: Source<L>,
    dst: *mut u64,
    at: usize,
) {
    // SAFETY: the caller vouches for the vectors; a uniform operand has a whole group.
    unsafe {
        let vector = |source: Source<L>, i: usize| {
            let lane = at + i * L::N;
            source.ask(lane / GROUP * GROUP, lane % GROUP)
        };
        let mut sums: [L; V] = core::array::from_fn(|i| vector(start, i));
        let xs: [L; V] = core::array::from_fn(|i| vector(x, i));
        for summand in summands {
            let summand = L::load(frame.operand(*summand).lanes);
            for (sum, x) in sums.iter_mut().zip(xs) {
                *sum = sum.mul(x).add(summand);
            }
        }
        for (i, sum) in sums.into_iter().enumerate() {
            sum.store(dst.add(at + i * L::N));
        }
    }
}

/// `Math.hypot` of the operands in the list: V8's way, all magnitudes over the largest, their
/// squares summed with Kahan's compensation. (V8, `src/builtins/math.tq`, `MathHypot`.)
///
/// # Safety
/// As [`super::StepFn`]; `args[0]` operands stand in the frame's lists from [`Step::extra`] on.
#[inline(always)]
pub(super) unsafe fn hypot<L: Lanes>(frame: &Frame<'_>, step: &Step) -> bool {
    let first = step.extra as usize;
    let list = &frame.lists[first..first + usize::from(step.args[0])];
    // SAFETY: the caller vouches for the operand.
    let dst = unsafe { frame.operand(step.dst) }.lanes;
    for vector in (0..padded(frame)).step_by(L::N) {
        let (at, offset) = (vector / GROUP * GROUP, vector % GROUP);
        let size = |operand: &u16| {
            // SAFETY: the caller vouches for every vector up to the last group's end.
            unsafe { Source::<L>::new(frame, *operand).ask(at, offset) }.abs()
        };
        let proof = size(&list[0]);
        let (zero, mut largest, mut nan) = (proof.number(0.0), proof.number(0.0), proof.bits(0));
        for size in list.iter().map(size) {
            largest = largest.lt(size).select(size, largest);
            nan = nan.or(size.ne(size));
        }
        let (mut sum, mut compensation) = (zero, zero);
        for size in list.iter().map(size) {
            let scaled = size.div(largest);
            let summand = scaled.mul(scaled).sub(compensation);
            let preliminary = sum.add(summand);
            compensation = preliminary.sub(sum).sub(summand);
            sum = preliminary;
        }
        let length = largest.eq(zero).select(zero, sum.sqrt().mul(largest));
        let infinite = largest.eq(zero.number(f64::INFINITY));
        let value = infinite.select(largest, length.or(nan));
        // SAFETY: the same; the operands' vectors of this turn have been read.
        unsafe { value.store(dst.add(vector)) };
    }
    false
}
