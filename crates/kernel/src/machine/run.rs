//! The loop over blocks.

use core::fmt;
use core::ops::Range;
use core::sync::atomic::AtomicBool;
use std::cell::Cell;

use numpool_math::{MathFn, Provider};

use super::execute::{Ended, execute};
use super::feed::{Feed, Sink};
use super::kind::Run;
use super::memory::{AllocError, Scratch};
use super::simd::{Frame, GROUP, Operand};
use super::squeeze::Squeeze;
use crate::codegen::Caller;
use crate::program::Program;
use crate::wrong::wrong;

/// Why a run could not start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// No admitted provider for a function that the program calls.
    MissingProvider(MathFn),
    /// No memory for the blocks.
    OutOfMemory(AllocError),
    /// Fewer columns than the program reads.
    Columns {
        /// Columns of the program.
        expected: u32,
        /// Columns of the run.
        got: usize,
    },
    /// A table was read where it has no item; what the output holds is unspecified.
    OutOfBounds,
    /// Another number of tables than the program has.
    Tables {
        /// Tables of the program.
        expected: usize,
        /// Tables of the run.
        got: usize,
    },
    /// Another number of outputs than the program has results.
    Outputs {
        /// Results of the program.
        expected: usize,
        /// Outputs of the run.
        got: usize,
    },
    /// Another number of parameters than the program has.
    Params {
        /// Parameters of the program.
        expected: usize,
        /// Parameters of the run.
        got: usize,
    },
}

impl Error {
    /// A stable name of the failure.
    pub fn code(&self) -> &'static str {
        match self {
            Self::MissingProvider(_) => "missing-provider",
            Self::OutOfMemory(_) => "out-of-memory",
            Self::Columns { .. } => "wrong-columns",
            Self::OutOfBounds => "out-of-bounds",
            Self::Tables { .. } => "wrong-tables",
            Self::Outputs { .. } => "wrong-outputs",
            Self::Params { .. } => "wrong-params",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingProvider(function) => {
                write!(
                    out,
                    "no admitted provider computes Math.{}",
                    function.name()
                )
            }
            Self::OutOfMemory(error) => error.fmt(out),
            Self::Columns { expected, got } => {
                write!(out, "expected {expected} columns, got {got}")
            }
            Self::OutOfBounds => out.write_str("a table was read where it has no item"),
            Self::Tables { expected, got } => {
                write!(out, "expected {expected} tables, got {got}")
            }
            Self::Outputs { expected, got } => {
                write!(out, "expected {expected} outputs, got {got}")
            }
            Self::Params { expected, got } => {
                write!(out, "expected {expected} parameters, got {got}")
            }
        }
    }
}

impl core::error::Error for Error {}

/// Runs programs on one thread; keeps its memory between runs.
pub struct Machine {
    scratch: Scratch,
    operands: Vec<Cell<Operand>>,
    calls: Vec<Provider>,
    feeds: Vec<Feed>,
    /// Of further results.
    sinks: Vec<Sink>,
    homes: Vec<Operand>,
    caller: Caller,
    is_short: bool,
}

// SAFETY: what the pointers in `operands`, `homes`, `feeds` and `sinks` point to is owned by `scratch` or belongs to
// a run; between runs nobody follows them.
unsafe impl Send for Machine {}

/// Where the parts of the scratch memory begin, in lanes: blocks, uniform values, blocks for what loops
/// move, picked lanes and where they belong.
struct Layout {
    lanes: usize,
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

    fn block_at(&self, block: usize) -> usize {
        block * self.lanes
    }

    fn uniform_at(&self, uniform: usize) -> usize {
        self.block_at(self.blocks) + uniform * GROUP
    }

    fn spare_at(&self) -> usize {
        self.uniform_at(self.uniforms)
    }

    fn picks_at(&self) -> usize {
        self.spare_at() + self.spare * self.lanes
    }

    fn places_at(&self) -> usize {
        self.picks_at() + self.lane_numbers()
    }
}

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

    /// Makes room and fills in all operands but the blocks of columns and output.
    fn prepare(&mut self, run: &Run<'_>) -> Result<Layout, Error> {
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

/// Empties a list and makes room for `count` entries.
fn clear_for<T>(list: &mut Vec<T>, count: usize) -> Result<(), Error> {
    list.clear();
    let refused = |_| Error::OutOfMemory(AllocError::new(count * size_of::<T>()));
    list.try_reserve(count).map_err(refused)
}
