//! The loop over steps: one after the other, forward where a step jumps, back at the end of a loop's
//! turn.

use core::sync::atomic::{AtomicBool, Ordering};

use super::simd::{Control, Frame, GROUP, Step};
use super::squeeze::Squeeze;
use crate::program::LoopInfo;

/// How running steps ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    Done,
    /// The stop flag was seen.
    Stopped,
    /// A table was read where it has no item.
    OutOfBounds,
}

/// Runs steps in order. The stop flag is read before every step: next to a step over a block that costs
/// nothing, and no step takes a millisecond.
///
/// # Safety
/// As [`super::simd::StepFn`], for every step; jumps lead to steps or the end. `squeeze` has room for
/// what the loops move.
#[inline]
pub(super) unsafe fn execute(
    frame: &mut Frame<'_>,
    steps: &[Step],
    loops: &[LoopInfo],
    squeeze: &mut Squeeze<'_>,
    stop: &AtomicBool,
) -> Ended {
    let mut at = 0;
    while let Some(step) = steps.get(at) {
        if stop.load(Ordering::Relaxed) {
            return Ended::Stopped;
        }
        at = match step.control {
            Control::Lanes => {
                // SAFETY: the caller vouches for it.
                let jump = unsafe { (step.run)(frame, step) };
                if jump { step.extra as usize } else { at + 1 }
            }
            Control::Once => {
                let once = frame.once();
                // SAFETY: the same; its operands have a group of lanes.
                unsafe { (step.run)(&once, step) };
                at + 1
            }
            Control::Load | Control::LoadOnce => {
                let once = frame.once();
                let frame = if step.control == Control::Load {
                    &*frame
                } else {
                    &once
                };
                // SAFETY: the same.
                if unsafe { (step.run)(frame, step) } {
                    return Ended::OutOfBounds;
                }
                at + 1
            }
            Control::Start => {
                let info = &loops[step.extra as usize];
                // SAFETY: the same.
                unsafe {
                    only_real_lanes(frame, info);
                    if (step.run)(frame, step) {
                        info.end + 1
                    } else {
                        squeeze.begin(frame, info);
                        at + 1
                    }
                }
            }
            Control::End => {
                let info = &loops[step.extra as usize];
                // SAFETY: the same.
                unsafe {
                    if (step.run)(frame, step) {
                        squeeze.end(frame, info);
                        at + 1
                    } else {
                        squeeze.turn(frame, info);
                        info.start + 1
                    }
                }
            }
        };
    }
    Ended::Done
}

/// Takes the lanes that pad the last group out of a loop: what is in them could turn for ever.
///
/// # Safety
/// The condition's operand has the frame's lanes, rounded up.
unsafe fn only_real_lanes(frame: &Frame<'_>, info: &LoopInfo) {
    let cond = frame.operands[usize::from(info.cond)].get();
    if !cond.uniform {
        for lane in frame.lanes..frame.lanes.next_multiple_of(GROUP) {
            // SAFETY: by contract.
            unsafe { cond.lanes.add(lane).write(0) };
        }
    }
}
