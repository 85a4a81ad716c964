//! Lanes that are still in a loop, moved together.
//!
//! Where lanes leave a loop one by one, a turn costs as much for one lane as for all. So from time to time
//! those that stay are moved to the front of private blocks, with all that turns read of them,
//! and the loop goes on with as many lanes as there are; again and again. What a lane has carried to
//! the loop's end goes back to the lane's own place.
//!
//! When? Nobody knows how many turns are to come. So it is done when the turns of lanes that had left have
//! cost as much as moving will: that never costs more than twice what the best choice would (the problem is
//! known as ski rental).

use super::simd::{Frame, GROUP, Operand};
use crate::program::LoopInfo;
use crate::wrong::wrong;

/// The state of the one loop that may be squeezed at a time, and its memory.
pub(super) struct Squeeze<'a> {
    /// Blocks of `lanes` lanes, as many as any loop moves.
    spare: *mut u64,
    lanes: usize,
    /// Where each lane belongs; as many as a block has lanes.
    places: *mut u16,
    /// What the operands were before, in the order of the loop's list.
    homes: &'a mut Vec<Operand>,
    /// The frame's lanes before; 0 while nothing is squeezed.
    before: usize,
    /// Turns until it is looked again how many lanes are left, and between looks.
    wait: u32,
    between: u32,
    /// Lanes that were left at the last look.
    left: usize,
    /// Steps that were made in vain for lanes that had left.
    wasted: usize,
}

/// Turns of a loop after which it is looked how many lanes are still in it; while that does not change, after ever more.
const LOOK_EVERY: core::ops::RangeInclusive<u32> = 4..=32;

/// How many steps over a lane moving one of its values costs.
const MOVE_COST: usize = 8;

impl<'a> Squeeze<'a> {
    pub(super) fn new(
        spare: *mut u64,
        lanes: usize,
        places: *mut u16,
        homes: &'a mut Vec<Operand>,
    ) -> Self {
        Self {
            spare,
            lanes,
            places,
            homes,
            before: 0,
            wait: 0,
            between: 0,
            left: 0,
            wasted: 0,
        }
    }

    /// A loop starts, and makes a turn.
    ///
    /// # Safety
    /// As [`Self::turn`].
    pub(super) unsafe fn begin(&mut self, frame: &mut Frame<'_>, info: &LoopInfo) {
        if !info.carried.is_empty() {
            self.between = *LOOK_EVERY.start();
            self.left = frame.lanes;
            self.wasted = 0;
            // SAFETY: by contract.
            unsafe { self.look(frame, info, 0) };
        }
    }

    /// A loop makes another turn; every so often it is looked how many lanes are in it.
    ///
    /// # Safety
    /// The loop's operands have the frame's lanes, rounded up; the memory given is large enough.
    pub(super) unsafe fn turn(&mut self, frame: &mut Frame<'_>, info: &LoopInfo) {
        if info.carried.is_empty() {
            return;
        }
        self.wait -= 1;
        if self.wait == 0 {
            // SAFETY: by contract.
            unsafe { self.look(frame, info, self.between) };
        }
    }

    /// A loop has ended: everything goes home.
    ///
    /// # Safety
    /// As [`Self::turn`].
    pub(super) unsafe fn end(&mut self, frame: &mut Frame<'_>, info: &LoopInfo) {
        if info.carried.is_empty() || self.before == 0 {
            return;
        }
        // SAFETY: by contract.
        unsafe { self.send_home(frame, info) };
        for (operand, home) in operands(info).zip(self.homes.drain(..)) {
            frame.operands[usize::from(operand)].set(home);
        }
        frame.lanes = self.before;
        self.before = 0;
    }

    /// Looks how many lanes are left, `turns` after the last look.
    ///
    /// # Safety
    /// As [`Self::turn`].
    unsafe fn look(&mut self, frame: &mut Frame<'_>, info: &LoopInfo, turns: u32) {
        let cond = frame.operands[usize::from(info.cond)].get().lanes;
        // SAFETY: by contract.
        let count = (0..frame.lanes)
            .map(|lane| unsafe { cond.add(lane).read() } & 1)
            .sum::<u64>() as usize;
        let steps = info.end - info.start;
        self.wasted += turns as usize * steps * (frame.lanes - self.left);
        // At the start, and when most have left at once, it is plain.
        let few = count * 4 <= frame.lanes;
        let moving = operands(info).count() * MOVE_COST * (self.left + count);
        let (groups, all) = (count.div_ceil(GROUP), frame.lanes.div_ceil(GROUP));
        if groups < all && (few || self.wasted >= moving) {
            let mut picked = 0;
            for lane in 0..frame.lanes {
                // SAFETY: by contract; `picked` is at most `lane`.
                unsafe {
                    frame.picks.add(picked).write(lane as u16);
                    picked += (cond.add(lane).read() & 1) as usize;
                }
            }
            // SAFETY: by contract; the first `picked` picks are lanes of the frame.
            unsafe { self.squeeze(frame, info, picked) };
            self.wasted = 0;
        }
        let same = count == self.left && turns > 0;
        self.between = if same {
            (self.between * 2).min(*LOOK_EVERY.end())
        } else {
            *LOOK_EVERY.start()
        };
        self.wait = self.between;
        self.left = count;
    }

    /// # Safety
    /// As [`Self::turn`]; the frame's picks are `count` of its lanes, ascending.
    unsafe fn squeeze(&mut self, frame: &mut Frame<'_>, info: &LoopInfo, count: usize) {
        let first = self.before == 0;
        let picks = frame.picks;
        if first {
            self.before = frame.lanes;
            self.homes.clear();
            self.homes
                .extend(operands(info).map(|operand| frame.operands[usize::from(operand)].get()));
        } else {
            // SAFETY: by contract.
            unsafe { self.send_home(frame, info) };
        }
        for (block, operand) in operands(info).enumerate() {
            let cell = &frame.operands[usize::from(operand)];
            let from = cell.get().lanes;
            let to = self.spare.wrapping_add(block * self.lanes);
            for lane in 0..count {
                // SAFETY: by contract. A pick is not before its lane, so that in the same block nothing
                // is overwritten that is still to be read. User memory may be less aligned.
                unsafe {
                    let pick = usize::from(picks.add(lane).read());
                    to.add(lane).write(from.add(pick).read_unaligned());
                }
            }
            cell.set(Operand {
                lanes: to,
                uniform: false,
            });
        }
        for lane in 0..count {
            // SAFETY: as above.
            unsafe {
                let pick = picks.add(lane).read();
                let place = if first {
                    pick
                } else {
                    self.places.add(usize::from(pick)).read()
                };
                self.places.add(lane).write(place);
            }
        }
        let cond = frame.operands[usize::from(info.cond)].get().lanes;
        for lane in count..count.next_multiple_of(GROUP) {
            // SAFETY: a block has whole groups of lanes.
            unsafe { cond.add(lane).write(0) };
        }
        frame.lanes = count;
    }

    /// What the lanes carry, to their places.
    ///
    /// # Safety
    /// As [`Self::turn`], of a loop that is squeezed.
    unsafe fn send_home(&mut self, frame: &Frame<'_>, info: &LoopInfo) {
        for (operand, home) in info.carried.iter().zip(self.homes.iter()) {
            let from = frame.operands[usize::from(*operand)].get().lanes;
            let left = usize::from(wrong("lane-left-behind") && frame.lanes > 1);
            for lane in 0..frame.lanes - left {
                // SAFETY: by contract; places are lanes of the block that was squeezed.
                unsafe {
                    let place = usize::from(self.places.add(lane).read());
                    home.lanes.add(place).write(from.add(lane).read());
                }
            }
        }
    }
}

/// What a loop moves: what it carries, then what it reads.
fn operands(info: &LoopInfo) -> impl Iterator<Item = u16> + '_ {
    info.carried.iter().chain(&info.read).copied()
}
