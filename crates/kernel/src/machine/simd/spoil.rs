//! Steps that compute something else while a fault is switched on ([`crate::wrong`]): lane by lane,
//! as the [`super::calls`] are.

use super::{Frame, GROUP, Step, StepFn};
use crate::program::{Code, First, Second};
use crate::wrong::wrong;

/// The step to run in place of the right one.
pub(super) fn step(code: Code) -> Option<StepFn> {
    match code {
        Code::Select if wrong("select-in-tail") => Some(select_swapped_in_tail),
        Code::Pair(First::Mul, Second::Add) if wrong("fma") => Some(fused),
        Code::LeF if wrong("le-unordered") => Some(less_or_unordered),
        _ => None,
    }
}

/// Lanes behind the last whole group take the other side.
unsafe fn select_swapped_in_tail(frame: &Frame<'_>, step: &Step) -> bool {
    let tail = frame.lanes / GROUP * GROUP;
    // SAFETY: the caller's own, see `StepFn`.
    unsafe {
        each(frame, step, |lane, [mask, then, other, _]| {
            if (mask != 0) == (lane < tail) {
                then
            } else {
                other
            }
        });
    }
    false
}

/// One rounding for product and sum.
unsafe fn fused(frame: &Frame<'_>, step: &Step) -> bool {
    // SAFETY: the caller's own, see `StepFn`.
    unsafe {
        each(frame, step, |_, [a, b, c, _]| {
            f64::from_bits(a)
                .mul_add(f64::from_bits(b), f64::from_bits(c))
                .to_bits()
        });
    }
    false
}

/// True with NaN.
unsafe fn less_or_unordered(frame: &Frame<'_>, step: &Step) -> bool {
    // SAFETY: the caller's own, see `StepFn`.
    unsafe {
        each(frame, step, |_, [a, b, ..]| {
            let greater = f64::from_bits(a) > f64::from_bits(b);
            u64::from(!greater).wrapping_neg()
        });
    }
    false
}

/// # Safety
/// As [`StepFn`].
unsafe fn each(frame: &Frame<'_>, step: &Step, value: impl Fn(usize, [u64; 4]) -> u64) {
    let dst = frame.operands[usize::from(step.dst)].get();
    let lanes = if dst.uniform { GROUP } else { frame.lanes };
    for lane in 0..lanes {
        let args = step.args.map(|arg| {
            let from = frame.operands[usize::from(arg)].get();
            let lane = if from.uniform { 0 } else { lane };
            // SAFETY: the caller vouches for the lanes of every operand.
            unsafe { from.lanes.add(lane).read_unaligned() }
        });
        // SAFETY: the same.
        unsafe { dst.lanes.add(lane).write_unaligned(value(lane, args)) };
    }
}
