//! Lanes that are still in a loop, moved together.
//!
//! Where lanes leave a loop one by one, a turn costs as much for one lane as for all. So when no more
//! than half are left, they are moved to the front of private blocks, with all that turns read of them,
//! and the loop goes on with as many lanes as there are; again and again. What a lane has carried to
//! the loop's end goes back to the lane's own place.

use super::simd::{Frame, GROUP, Operand};
use crate::program::LoopInfo;

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
    turns: u32,
}

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
            turns: 0,
        }
    }

    /// A loop starts, and makes a turn.
    ///
    /// # Safety
    /// As [`Self::turn`].
    pub(super) unsafe fn begin(&mut self, frame: &mut Frame<'_>, info: &LoopInfo) {
        if !info.carried.is_empty() {
            self.turns = 0;
            // SAFETY: by contract.
            unsafe { self.look(frame, info) };
        }
    }

    /// A loop makes another turn; every so often it is looked how many lanes are in it.
    ///
    /// # Safety
    /// The loop's operands have the frame's lanes, rounded up; the memory given is large enough.
    pub(super) unsafe fn turn(&mut self, frame: &mut Frame<'_>, info: &LoopInfo, every: u32) {
        if info.carried.is_empty() {
            return;
        }
        self.turns += 1;
        if self.turns >= every {
            self.turns = 0;
            // SAFETY: by contract.
            unsafe { self.look(frame, info) };
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

    /// # Safety
    /// As [`Self::turn`].
    unsafe fn look(&mut self, frame: &mut Frame<'_>, info: &LoopInfo) {
        if frame.lanes <= GROUP {
            return;
        }
        let cond = frame.operands[usize::from(info.cond)].get().lanes;
        let mut count = 0;
        for lane in 0..frame.lanes {
            // SAFETY: by contract; `count` is at most `lane`.
            unsafe {
                frame.picks.add(count).write(lane as u16);
                count += usize::from(cond.add(lane).read() != 0);
            }
        }
        if count * 2 <= frame.lanes {
            // SAFETY: by contract; the first `count` picks are lanes of the frame.
            unsafe { self.squeeze(frame, info, count) };
        }
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
            for lane in 0..frame.lanes {
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
