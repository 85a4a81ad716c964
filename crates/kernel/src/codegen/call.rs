//! Calls of generated code: whole strips where items lie, and the rest through private memory.
//!
//! A rest that fills no strip is copied to a buffer, where its last item is repeated: whatever the code does for the lanes
//! behind the end, it does for a real item, so that no loop turns longer and no index is read that would not be. So code knows no
//! tails.

use core::ffi::c_void;
use core::ops::Range;
use core::sync::atomic::{AtomicBool, Ordering};

use super::abi::{ColumnEntry, Ended, Frame, TableEntry};
use super::functions::{FunctionEntry, Room, Serves};
use super::{Code, SLOT};
use crate::machine::memory::Scratch;
use crate::machine::{AllocError, Column, Error, Output, Run, Table};
use crate::wrong::wrong;

/// Private memory of one thread.
pub(crate) struct Caller {
    scratch: Scratch,
    columns: Vec<ColumnEntry>,
    tables: Vec<TableEntry>,
    outputs: Vec<*mut c_void>,
    /// Of tables shorter than what is read of them at once.
    copies: Vec<[u8; FOUR]>,
    functions: Vec<FunctionEntry>,
}

/// Bytes that are read at once of tables of smaller items.
const FOUR: usize = 4;

// SAFETY: what the entries point to belongs to a run; between runs nobody follows them.
unsafe impl Send for Caller {}

impl Caller {
    pub(crate) fn new() -> Result<Self, AllocError> {
        Ok(Self {
            scratch: Scratch::new(0)?,
            columns: Vec::new(),
            tables: Vec::new(),
            outputs: Vec::new(),
            copies: Vec::new(),
            functions: Vec::new(),
        })
    }

    /// Computes the items of `range`; `false` when stopped before the end.
    ///
    /// # Safety
    /// As [`crate::machine::Machine::run`]; the code was made for the run's program and [`super::Signature`].
    pub(crate) unsafe fn run(
        &mut self,
        code: &Code,
        run: &Run<'_>,
        range: Range<usize>,
        stop: &AtomicBool,
    ) -> Result<bool, Error> {
        let strip = code.strip;
        // A strip of 8 bytes an item for each column and output.
        let buffers = (run.columns.len() + 1 + run.others.len()) * strip;
        let words = code.slots * SLOT / size_of::<u64>();
        let room = size_of::<Room>() / size_of::<u64>();
        self.scratch
            .reserve(words + buffers + room)
            .map_err(Error::OutOfMemory)?;
        let room = self.scratch.start().wrapping_add(words + buffers).cast();
        self.columns.clear();
        self.tables.clear();
        self.functions.clear();
        let refused = |_| Error::OutOfMemory(AllocError::new(4096));
        self.columns
            .try_reserve(run.columns.len())
            .map_err(refused)?;
        self.tables.try_reserve(run.tables.len()).map_err(refused)?;
        self.outputs.clear();
        self.outputs
            .try_reserve(1 + run.others.len())
            .map_err(refused)?;
        self.functions
            .try_reserve(run.program.math().len() + 1)
            .map_err(refused)?;
        for function in run.program.math() {
            let provider = run.math.provider(*function);
            let provider = provider.ok_or(Error::MissingProvider(*function))?;
            let entry = FunctionEntry::new(Serves::Function(provider), room);
            self.functions.push(entry);
        }
        self.functions
            .push(FunctionEntry::new(Serves::Remainder, room));
        self.outputs
            .extend(outputs(run).map(|output| output.ptr.cast::<c_void>()));
        self.columns
            .extend(run.columns.iter().map(|column| match *column {
                Column::Memory { ptr, .. } => ColumnEntry { items: ptr.cast() },
                Column::Range { start, step } => ColumnEntry {
                    sequence: [start, step],
                },
            }));
        self.copies.clear();
        self.copies.try_reserve(run.tables.len()).map_err(refused)?;
        for table in run.tables {
            let entry = self.table(table);
            self.tables.push(entry);
        }
        let slots = self.scratch.start();
        for index in 0..run.params.len() + run.tables.len() {
            let bits = run.uniform_bits(index as u32);
            for lane in 0..SLOT / size_of::<u64>() {
                // SAFETY: the code has a slot for each parameter and length of a table.
                unsafe {
                    slots
                        .add(index * SLOT / size_of::<u64>() + lane)
                        .write(bits);
                };
            }
        }
        let whole = range.len() / strip * strip;
        let mut frame = Frame {
            item: range.start,
            end: range.start + whole,
            stop: (&raw const *stop).cast(),
            slots: slots.cast(),
            tables: self.tables.as_ptr(),
            columns: self.columns.as_ptr(),
            outputs: self.outputs.as_ptr(),
            functions: self.functions.as_ptr(),
            last: (range.end.saturating_sub(1)) as f64,
        };
        // Code looks at the flag behind each strip.
        if stop.load(Ordering::Relaxed) {
            return Ok(false);
        }
        if whole > 0 {
            // SAFETY: the caller vouches for the memory; slots and entries are there.
            let ended = unsafe { code.call(&mut frame) };
            if ended != Ended::Done as u32 {
                return finished(ended);
            }
        }
        let rest = range.start + whole..range.end;
        if rest.is_empty() {
            return Ok(true);
        }
        // SAFETY: the same; the buffers lie behind the slots.
        unsafe { self.rest(code, run, rest, &mut frame, slots.add(words)) }
    }

    /// What code is told of a table; there is room for another copy.
    fn table(&mut self, table: &Table) -> TableEntry {
        let bytes = table.length * table.kind.size();
        let mut items: *const u8 = table.ptr;
        if bytes < FOUR && table.kind.size() < FOUR {
            let mut copy = [0; FOUR];
            // SAFETY: the table is readable.
            unsafe { copy.as_mut_ptr().copy_from_nonoverlapping(items, bytes) };
            let at = self.copies.len();
            self.copies.push(copy);
            items = self.copies[at].as_ptr();
        }
        TableEntry {
            items: items.cast(),
            length: table.length as u64,
            length_as_number: table.length as f64,
            last_four: bytes.saturating_sub(FOUR) as u64,
        }
    }

    /// # Safety
    /// As [`Self::run`]; `buffers` has a strip of lanes for each column and output.
    unsafe fn rest(
        &mut self,
        code: &Code,
        run: &Run<'_>,
        range: Range<usize>,
        frame: &mut Frame,
        buffers: *mut u64,
    ) -> Result<bool, Error> {
        let (strip, count) = (code.strip, range.len());
        for (index, column) in run.columns.iter().enumerate() {
            let Column::Memory { ptr, kind, .. } = *column else {
                continue;
            };
            let size = kind.size();
            let buffer = buffers.wrapping_add(index * strip).cast::<u8>();
            // SAFETY: the items are readable, and the buffer holds a strip of them. Each item is read once: what is
            // repeated comes from the buffer.
            unsafe {
                let items = ptr.add(range.start * size);
                buffer.copy_from_nonoverlapping(items, count * size);
                let last = buffer.add((count - 1) * size);
                for place in count..strip {
                    buffer
                        .add(place * size)
                        .copy_from_nonoverlapping(last, size);
                }
            }
            // So that the item's number leads into the buffer.
            let items = buffer.wrapping_sub(range.start * size);
            self.columns[index] = ColumnEntry {
                items: items.cast_const().cast(),
            };
        }
        let results = buffers.wrapping_add(run.columns.len() * strip);
        let buffer = |number: usize| results.wrapping_add(number * strip).cast::<u8>();
        for (number, output) in outputs(run).enumerate() {
            let items = buffer(number).wrapping_sub(range.start * output.kind.size());
            self.outputs[number] = items.cast();
        }
        frame.item = range.start;
        frame.end = range.start + strip;
        frame.columns = self.columns.as_ptr();
        frame.outputs = self.outputs.as_ptr();
        // SAFETY: by contract; all columns and outputs lead into buffers of a strip's length.
        let ended = unsafe { code.call(frame) };
        if ended == Ended::Done as u32 {
            for (number, output) in outputs(run).enumerate() {
                let size = output.kind.size();
                let number = if wrong("code-tail-results") {
                    0
                } else {
                    number
                };
                // SAFETY: the items are writable, and the buffer holds them.
                unsafe {
                    let to = output.ptr.add(range.start * size);
                    to.copy_from_nonoverlapping(buffer(number), count * size);
                }
            }
        }
        finished(ended)
    }
}

fn outputs<'a>(run: &'a Run<'_>) -> impl Iterator<Item = &'a Output> {
    std::iter::once(&run.output).chain(run.others)
}

fn finished(ended: u32) -> Result<bool, Error> {
    if ended == Ended::OutOfBounds as u32 {
        Err(Error::OutOfBounds)
    } else {
        Ok(ended == Ended::Done as u32)
    }
}
