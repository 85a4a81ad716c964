//! Gives the operands of a run their memory, before its first block.

use std::cell::Cell;

use super::error::Error;
use super::feed::{Feed, Sink};
use super::kind::Run;
use super::memory::AllocError;
use super::run::Machine;
use super::simd::{GROUP, Operand};
use crate::program::Program;
use crate::wrong::wrong;

/// Where the parts of the scratch memory begin, in lanes: blocks, uniform values, blocks for what loops
/// move, picked lanes and where they belong.
pub(super) struct Layout {
    pub(super) lanes: usize,
    blocks: usize,
    uniforms: usize,
    spare: usize,
}

impl Layout {
    fn new(program: &Program) -> Self {
        Self {
            lanes: program.lanes,
            blocks: 1 + program.used.len() + program.slots + program.others(),
            uniforms: program.used_params.len() + program.uniforms,
            spare: program.most_moved(),
        }
    }

    fn end(&self) -> usize {
        self.places_at() + self.lane_numbers()
    }

    /// Room for one lane number per lane.
    fn lane_numbers(&self) -> usize {
        (self.lanes * size_of::<u16>()).div_ceil(size_of::<u64>())
    }

    pub(super) fn block_at(&self, block: usize) -> usize {
        block * self.lanes
    }

    fn uniform_at(&self, uniform: usize) -> usize {
        self.block_at(self.blocks) + uniform * GROUP
    }

    pub(super) fn spare_at(&self) -> usize {
        self.uniform_at(self.uniforms)
    }

    pub(super) fn picks_at(&self) -> usize {
        self.spare_at() + self.spare * self.lanes
    }

    pub(super) fn places_at(&self) -> usize {
        self.picks_at() + self.lane_numbers()
    }
}

impl Machine {
    /// Makes room and fills in all operands but the blocks of columns and output.
    pub(super) fn prepare(&mut self, run: &Run<'_>) -> Result<Layout, Error> {
        let program = run.program;
        let layout = Layout::new(program);
        self.scratch
            .reserve(layout.end())
            .map_err(Error::OutOfMemory)?;
        let total =
            layout.blocks + layout.uniforms + program.constants.len() + 1 + program.others();
        clear_for(&mut self.operands, total)?;
        clear_for(&mut self.calls, program.math.len())?;
        clear_for(&mut self.feeds, program.used.len())?;
        clear_for(&mut self.sinks, program.others())?;
        clear_for(&mut self.homes, layout.spare)?;
        let others = run.others.iter();
        self.sinks
            .extend(others.map(|it| Sink::new(*it, program.isa)));
        for function in &program.math {
            let provider = run
                .math
                .provider(*function)
                .ok_or(Error::MissingProvider(*function))?;
            self.calls.push(provider);
        }
        for used in &program.used {
            let mut column = run.columns[used.column as usize];
            if wrong("zip-column") && used.column > 1 {
                column = run.columns[1];
            }
            self.feeds.push(Feed::new(run, column, used.reads));
        }
        let start = self.scratch.start();
        let place = |at: usize, uniform| {
            Cell::new(Operand {
                lanes: start.wrapping_add(at),
                uniform,
            })
        };
        self.operands
            .extend((0..layout.blocks).map(|i| place(layout.block_at(i), false)));
        self.operands
            .extend((0..layout.uniforms).map(|i| place(layout.uniform_at(i), true)));
        self.operands
            .extend(program.constants.iter().map(|constant| {
                Cell::new(Operand {
                    // Steps only write their destinations, which are never constants.
                    lanes: constant.as_ptr().cast_mut(),
                    uniform: true,
                })
            }));
        // Stand for the final lanes of a block, see `Program::finish`.
        self.operands
            .extend((0..=program.others()).map(|_| place(0, false)));
        for (place, param) in self.operands[layout.blocks..]
            .iter()
            .zip(&program.used_params)
        {
            let bits = run.uniform_bits(*param);
            #[cfg(feature = "test-hooks")]
            let bits = super::spoil::capture(program, *param, bits);
            for lane in 0..GROUP {
                // SAFETY: `Layout` gives every uniform value this many lanes.
                unsafe { place.get().lanes.add(lane).write(bits) };
            }
        }
        Ok(layout)
    }
}

/// Empties a list and makes room for `count` entries.
fn clear_for<T>(list: &mut Vec<T>, count: usize) -> Result<(), Error> {
    list.clear();
    let refused = |_| Error::OutOfMemory(AllocError::new(count * size_of::<T>()));
    list.try_reserve(count).map_err(refused)
}
