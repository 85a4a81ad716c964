//! Steps that call the engine's own functions: lane by lane, or a block of lanes at a time where vector code stands for them.

use numpool_math::{Block, Call, LANES, Provider, Vector};

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

/// The operands of a call, to be read and written lane by lane.
#[derive(Clone, Copy)]
struct Places {
    a: Numbers,
    b: Numbers,
    dst: Numbers,
}

impl Places {
    fn new(frame: &Frame<'_>, step: &Step) -> Self {
        let numbers = |index: u16| Numbers::new(frame.operands[usize::from(index)].get());
        Self {
            a: numbers(step.args[0]),
            b: numbers(step.args[1]),
            dst: numbers(step.dst),
        }
    }

    /// Computes one lane.
    ///
    /// # Safety
    /// The lane exists in all operands.
    #[inline(always)]
    unsafe fn one(self, call: Call, lane: usize) {
        // SAFETY: the caller vouches for the lane; providers are pure and take any number.
        unsafe {
            let value = match call {
                Call::One(call) => call(self.a.get(lane)),
                Call::Two(call) => call(self.a.get(lane), self.b.get(lane)),
            };
            self.dst.set(lane, value);
        }
    }

    /// Computes up to [`LANES`] lanes at once: the lanes `lane(0)` to `lane(count - 1)`.
    ///
    /// # Safety
    /// As [`Self::one`], for each of them.
    #[inline(always)]
    unsafe fn many(self, call: Call, vector: Vector, count: usize, lane: impl Fn(usize) -> usize) {
        let read = |numbers: Numbers| {
            // SAFETY: the caller vouches for the lanes.
            let number = |i| unsafe { numbers.get(lane(i)) };
            // What is left of the block repeats the first number, which asks nothing new of the code.
            let mut block: Block = [number(0); LANES];
            for (i, place) in block.iter_mut().take(count).enumerate() {
                *place = number(i);
            }
            block
        };
        let x = read(self.a);
        let y = match call {
            Call::One(_) => x,
            Call::Two(_) => read(self.b),
        };
        let mut out = [0.0; LANES];
        vector.apply(call, &x, &y, &mut out);
        for (i, value) in out.into_iter().take(count).enumerate() {
            // SAFETY: the same.
            unsafe { self.dst.set(lane(i), value) };
        }
    }
}

/// Fewer lanes than this are not worth a block of vector code.
const FEW: usize = 12;

/// Computes the lanes `lane(0)` to `lane(count - 1)`.
///
/// # Safety
/// As [`Places::one`], for each of them.
#[inline(always)]
unsafe fn compute(
    places: Places,
    provider: Provider,
    count: usize,
    lane: impl Fn(usize) -> usize + Copy,
) {
    let Provider { call, vector } = provider;
    let mut done = 0;
    if let Some(vector) = vector {
        while count - done >= FEW {
            let block = LANES.min(count - done);
            // SAFETY: the caller vouches for the lanes.
            unsafe { places.many(call, vector, block, |i| lane(done + i)) };
            done += block;
        }
    }
    for i in done..count {
        // SAFETY: the same.
        unsafe { places.one(call, lane(i)) };
    }
}

/// Every lane; a uniform result once. See [`super::StepFn`] for what the caller vouches.
pub(super) unsafe fn call(frame: &Frame<'_>, step: &Step) -> bool {
    let (places, provider) = (Places::new(frame, step), frame.calls[step.extra as usize]);
    let dst = frame.operands[usize::from(step.dst)].get();
    if dst.uniform {
        // SAFETY: a uniform operand has a group of lanes.
        unsafe {
            places.one(provider.call, 0);
            let value = places.dst.get(0);
            for lane in 0..GROUP {
                dst.lanes.cast::<f64>().add(lane).write_unaligned(value);
            }
        }
    } else {
        // SAFETY: the caller vouches for the frame's lanes.
        unsafe { compute(places, provider, frame.lanes, |lane| lane) };
    }
    false
}

/// The lanes in which the boolean `args[2]` holds; the destination is not uniform. Their numbers are collected without
/// branches first: a mispredicted branch would cost as much as a call.
pub(super) unsafe fn call_where(frame: &Frame<'_>, step: &Step) -> bool {
    let (places, provider) = (Places::new(frame, step), frame.calls[step.extra as usize]);
    let mask = Numbers::new(frame.operands[usize::from(step.args[2])].get());
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
    // SAFETY: the first `count` picks were written above, and each is a lane of the frame.
    unsafe {
        compute(places, provider, count, |pick| {
            usize::from(frame.picks.add(pick).read())
        });
    }
    false
}
