//! Steps that go lane by lane: the engine's own functions.

use numpool_math::Call;

use super::{Frame, GROUP, Operand, Step};
use crate::wrong::wrong;

/// An operand read lane by lane.
#[derive(Clone, Copy)]
struct Numbers {
    lanes: *mut f64,
    stride: usize,
}

impl Numbers {
    fn new(operand: Operand) -> Self {
        Self {
            lanes: operand.lanes.cast(),
            stride: usize::from(!operand.uniform),
        }
    }

    /// # Safety
    /// The lane exists. User memory may be less aligned than an f64.
    #[inline(always)]
    unsafe fn get(self, lane: usize) -> f64 {
        // SAFETY: the caller vouches for the lane.
        unsafe { self.lanes.add(lane * self.stride).read_unaligned() }
    }

    /// # Safety
    /// The lane exists.
    #[inline(always)]
    unsafe fn set(self, lane: usize, value: f64) {
        // SAFETY: the caller vouches for the lane.
        unsafe { self.lanes.add(lane * self.stride).write_unaligned(value) }
    }
}

/// Computes every lane of a step from its own lanes; a uniform result once.
///
/// # Safety
/// As [`super::StepFn`].
#[inline(always)]
unsafe fn each(frame: &Frame<'_>, step: &Step, value: impl Fn(Numbers, Numbers, usize) -> f64) {
    let operand = |index: u16| frame.operands[usize::from(index)];
    let (a, b) = (
        Numbers::new(operand(step.args[0])),
        Numbers::new(operand(step.args[1])),
    );
    let dst = operand(step.dst);
    if dst.uniform {
        let value = value(a, b, 0);
        for lane in 0..GROUP {
            // SAFETY: a uniform operand has this many lanes.
            unsafe { dst.lanes.cast::<f64>().add(lane).write_unaligned(value) };
        }
        return;
    }
    let dst = Numbers::new(dst);
    for lane in 0..frame.lanes {
        // SAFETY: the caller vouches for the frame's lanes.
        unsafe { dst.set(lane, value(a, b, lane)) };
    }
}

/// Computes the lanes of a step in which the boolean `args[2]` holds. Their numbers are collected
/// without branches first: a mispredicted branch would cost as much as a call.
///
/// # Safety
/// As [`super::StepFn`]; the destination is not uniform.
#[inline(always)]
unsafe fn picked(frame: &Frame<'_>, step: &Step, value: impl Fn(Numbers, Numbers, usize) -> f64) {
    let operand = |index: u16| frame.operands[usize::from(index)];
    let (a, b) = (
        Numbers::new(operand(step.args[0])),
        Numbers::new(operand(step.args[1])),
    );
    let (mask, dst) = (
        Numbers::new(operand(step.args[2])),
        Numbers::new(operand(step.dst)),
    );
    let mut count = 0;
    for lane in 0..frame.lanes {
        // SAFETY: the caller vouches for the frame's lanes, and for as many picks; `count` is at
        // most `lane`.
        unsafe {
            frame.picks.add(count).write(lane as u16);
            count += usize::from(mask.get(lane).to_bits() != 0);
        }
    }
    if wrong("mask-last-lane") && count > 1 {
        count -= 1;
    }
    for pick in 0..count {
        // SAFETY: written above; every pick is a lane of the frame.
        unsafe {
            let lane = usize::from(frame.picks.add(pick).read());
            dst.set(lane, value(a, b, lane));
        }
    }
}

/// One operand, all lanes. See [`super::StepFn`] for what the caller vouches.
pub(super) unsafe fn call1(frame: &Frame<'_>, step: &Step) -> bool {
    if let Call::One(call) = frame.calls[step.extra as usize] {
        // SAFETY: the caller vouches for the lanes; providers are pure and take any number.
        unsafe { each(frame, step, |a, _, lane| call(a.get(lane))) };
    }
    false
}

/// One operand, the lanes where `args[2]` holds.
pub(super) unsafe fn call1_where(frame: &Frame<'_>, step: &Step) -> bool {
    if let Call::One(call) = frame.calls[step.extra as usize] {
        // SAFETY: the caller vouches for the lanes; providers are pure and take any number.
        unsafe { picked(frame, step, |a, _, lane| call(a.get(lane))) };
    }
    false
}

/// Two operands, all lanes.
pub(super) unsafe fn call2(frame: &Frame<'_>, step: &Step) -> bool {
    if let Call::Two(call) = frame.calls[step.extra as usize] {
        // SAFETY: the caller vouches for the lanes; providers are pure and take any number.
        unsafe { each(frame, step, |a, b, lane| call(a.get(lane), b.get(lane))) };
    }
    false
}

/// Two operands, the lanes where `args[2]` holds.
pub(super) unsafe fn call2_where(frame: &Frame<'_>, step: &Step) -> bool {
    if let Call::Two(call) = frame.calls[step.extra as usize] {
        // SAFETY: the caller vouches for the lanes; providers are pure and take any number.
        unsafe { picked(frame, step, |a, b, lane| call(a.get(lane), b.get(lane))) };
    }
    false
}
