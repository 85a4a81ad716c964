//! The loop over blocks.

use core::ops::Range;
use core::sync::atomic::AtomicBool;
use std::cell::Cell;

use numpool_math::Provider;

use super::error::Error;
use super::execute::{Ended, execute};
use super::feed::{Feed, Sink};
use super::kind::Run;
use super::memory::{AllocError, Scratch};
use super::simd::{Frame, GROUP, Operand};
use super::squeeze::Squeeze;
use crate::codegen::Caller;
use crate::program::Program;

/// Runs programs on one thread; keeps its memory between runs.
pub struct Machine {
    pub(super) scratch: Scratch,
    pub(super) operands: Vec<Cell<Operand>>,
    pub(super) calls: Vec<Provider>,
    pub(super) feeds: Vec<Feed>,
    /// Of further results.
    pub(super) sinks: Vec<Sink>,
    pub(super) homes: Vec<Operand>,
    caller: Caller,
    is_short: bool,
}

// SAFETY: what the pointers in `operands`, `homes`, `feeds` and `sinks` point to is owned by `scratch` or belongs to
// a run; between runs nobody follows them.
unsafe impl Send for Machine {}

impl Machine {
    /// A machine with room for small programs.
    pub fn new() -> Result<Self, AllocError> {
        Ok(Self {
            scratch: Scratch::new(4096)?,
            operands: Vec::new(),
            calls: Vec::new(),
            feeds: Vec::new(),
            sinks: Vec::new(),
            homes: Vec::new(),
            caller: Caller::new()?,
            is_short: false,
        })
    }

    /// Says whether the runs to come are part of less than a millisecond of work: on some CPUs such work is done with narrower
    /// vectors.
    pub fn set_short(&mut self, is_short: bool) {
        self.is_short = is_short;
    }

    /// Computes the items of `range`; `false` when stopped before the end.
    ///
    /// `stop` is read at least once per millisecond of work, relaxed: it guards no other memory.
    ///
    /// # Safety
    /// For every index in `range`, the columns are readable and the outputs are writable, for as
    /// long as this runs. Memory not marked shared is not written by others meanwhile. The output
    /// is the very memory of a column of the same item size, or overlaps no column; it overlaps no table.
    /// Further outputs overlap neither columns, tables nor outputs.
    /// The tables are readable.
    pub unsafe fn run(
        &mut self,
        run: &Run<'_>,
        range: Range<usize>,
        stop: &AtomicBool,
    ) -> Result<bool, Error> {
        check(run)?;
        if range.is_empty() {
            return Ok(true);
        }
        if let Some(code) = run.program.code(run, range.len(), self.is_short) {
            // SAFETY: by contract; the code is this program's, for these kinds.
            return unsafe { self.caller.run(&code, run, range, stop) };
        }
        let layout = self.prepare(run)?;
        let program = run.program;
        let start = self.scratch.start();
        let place = |at: usize| start.wrapping_add(at);
        let sink = Sink::new(run.output, program.isa);
        let finish = program.finish(0, sink.ready());
        let in_place = sink.is_in_place()
            || self.feeds.iter().any(Feed::is_in_place)
            || self.sinks.iter().any(Sink::is_in_place);
        let private = |block| place(layout.block_at(block));
        let stored = self.operands.len() - 1 - self.sinks.len();
        let mut squeeze = Squeeze::new(
            place(layout.spare_at()),
            layout.lanes,
            place(layout.places_at()).cast(),
            &mut self.homes,
        );
        let mut frame = Frame {
            operands: &self.operands,
            lanes: GROUP,
            lists: &program.lists,
            calls: &self.calls,
            tables: run.tables,
            picks: place(layout.picks_at()).cast(),
        };
        // SAFETY: the prologue's operands are uniform values, which `prepare` gave their memory; the
        // program was made for an instruction set of this CPU.
        let ended = unsafe { execute(&mut frame, &program.prologue, &[], &mut squeeze, stop) };
        if ended != Ended::Done {
            return finished(ended);
        }
        let mut at = range.start;
        while at < range.end {
            let (lanes, whole) = cut(range.end - at, program, in_place);
            for (index, feed) in self.feeds.iter().enumerate() {
                // SAFETY: the caller vouches for the items; `prepare` made room for every block.
                let operand = unsafe { feed.block(at, lanes, whole, private(1 + index)) };
                self.operands[1 + index].set(operand);
            }
            self.operands[stored].set(sink.block(at, whole, private(0)));
            if finish.is_empty() {
                self.operands[0].set(self.operands[stored].get());
            }
            for (number, sink) in (1..).zip(&self.sinks) {
                let lanes = program.result_operand(number);
                let block = sink.block(at, whole, private(lanes));
                self.operands[stored + number].set(block);
                if program.finish(number, sink.ready()).is_empty() {
                    self.operands[lanes].set(block);
                }
            }
            frame.lanes = lanes;
            // SAFETY: `prepare` gave every operand its memory, `feed` and `sink` those of this block.
            unsafe {
                let loops = &program.loops;
                let mut ended = execute(&mut frame, &program.body, loops, &mut squeeze, stop);
                if ended == Ended::Done {
                    ended = execute(&mut frame, finish, &[], &mut squeeze, stop);
                }
                if ended != Ended::Done {
                    return finished(ended);
                }
                if !(whole && sink.is_in_place()) {
                    sink.store(at, lanes, private(0));
                }
                for (number, sink) in (1..).zip(&self.sinks) {
                    let finish = program.finish(number, sink.ready());
                    let ended = execute(&mut frame, finish, &[], &mut squeeze, stop);
                    if ended != Ended::Done {
                        return finished(ended);
                    }
                    if !(whole && sink.is_in_place()) {
                        sink.store(at, lanes, private(program.result_operand(number)));
                    }
                }
            }
            at += lanes;
        }
        Ok(true)
    }
}

/// Whether a run gives what its program takes.
fn check(run: &Run<'_>) -> Result<(), Error> {
    let program = run.program;
    let (expected, got) = (program.columns(), run.columns.len());
    if got < expected as usize {
        return Err(Error::Columns { expected, got });
    }
    let (expected, got) = (program.params().len(), run.params.len());
    if got != expected {
        return Err(Error::Params { expected, got });
    }
    let (expected, got) = (program.tables(), run.tables.len());
    if got != expected {
        return Err(Error::Tables { expected, got });
    }
    let (expected, got) = (1 + program.others(), 1 + run.others.len());
    if got != expected {
        return Err(Error::Outputs { expected, got });
    }
    Ok(())
}

/// What a run says of how it ended.
fn finished(ended: Ended) -> Result<bool, Error> {
    match ended {
        Ended::Done => Ok(true),
        Ended::Stopped => Ok(false),
        Ended::OutOfBounds => Err(Error::OutOfBounds),
    }
}

/// Lanes of the next block, and whether user memory may be used in place: not where steps would
/// read or write beyond its end.
///
/// A ragged rest is cut in two, whole groups in place and a few lanes copied, when copying all of
/// it would cost more than running every step once more (some 6 ns each).
fn cut(remaining: usize, program: &Program, in_place: bool) -> (usize, bool) {
    if remaining >= program.lanes {
        (program.lanes, true)
    } else if in_place && remaining >= GROUP * (program.body.len() + 3) {
        (remaining / GROUP * GROUP, true)
    } else {
        (remaining, remaining.is_multiple_of(GROUP))
    }
}
