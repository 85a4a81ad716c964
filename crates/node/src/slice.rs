//! A stretch of a kernel's index space, run on the thread that asks.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use numpool_jobs::{Scratch, Step, Work};
use numpool_kernel::machine::{Column, Error, Machine, Output, Run, Table as Captured};
use numpool_math::Table;

use crate::arguments::Call;
use crate::copies::Copy;
use crate::kernels::Kernel;
use crate::run::SHORT_NS;
use crate::status::Status;

/// Runs `range` with this machine.
///
/// # Safety
/// The columns' and the output's memory is valid for `range` until this returns.
#[inline]
pub(crate) unsafe fn run_slice(
    machine: &mut Machine,
    run: &Run,
    range: Range<usize>,
    stop: &AtomicBool,
) -> Step {
    #[cfg(feature = "test-hooks")]
    // SAFETY: the same contract.
    let ended = unsafe { crate::hooks::run_slowly(machine, run, range, stop) };
    #[cfg(not(feature = "test-hooks"))]
    // SAFETY: by contract.
    let ended = unsafe { machine.run(run, range, stop) };
    match ended {
        Ok(true) => Step::Done,
        Ok(false) => Step::Stopped,
        Err(Error::OutOfBounds) => Step::Failed(Status::OutOfBounds as u32),
        // Providers are checked before a run, so what is left is memory.
        Err(_) => Step::Failed(Status::OutOfMemory as u32),
    }
}

/// A whole run, for the pool's threads: everything it needs, owned.
pub(crate) struct KernelWork {
    kernel: Arc<Kernel>,
    columns: Vec<Column>,
    tables: Vec<Captured>,
    output: Output,
    others: Vec<Output>,
    params: Vec<f64>,
    /// Whether all of it is little work.
    is_short: bool,
    table: Table,
    /// What some of the columns and tables point into.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "read through the columns' pointers only")
    )]
    copies: Vec<Copy>,
}

impl KernelWork {
    /// The call with these columns and tables, some of which lie in `copies`; `None` when memory is short.
    pub(crate) fn new(
        call: &Call,
        columns: Vec<Column>,
        tables: Vec<Captured>,
        copies: Vec<Copy>,
    ) -> Option<Self> {
        let mut params = Vec::new();
        params.try_reserve_exact(call.param_count()).ok()?;
        params.resize(call.param_count(), 0.0);
        call.port.mailbox.params(&mut params);
        Some(Self {
            kernel: Arc::clone(&call.kernel),
            columns,
            tables,
            output: call.output(),
            others: call.others()?,
            params,
            is_short: call.cost_ns() < SHORT_NS,
            table: call.table,
            copies,
        })
    }
}

// SAFETY: the pointers are the only parts that are not Send and Sync by themselves. Whoever makes a
// KernelWork keeps their memory valid until no thread runs it any more: a blocking call waits, a
// submitted job holds references and its environment's end waits. Threads write disjoint items
// (ranges are handed out once); memory that JS threads may write at the same time is marked shared,
// and the machine reads that once into private blocks.
unsafe impl Send for KernelWork {}
// SAFETY: see above.
unsafe impl Sync for KernelWork {}

impl Work for KernelWork {
    fn run(&self, scratch: &mut Scratch, range: Range<usize>, stop: &AtomicBool) -> Step {
        let run = Run {
            program: &self.kernel.program,
            columns: &self.columns,
            output: self.output,
            others: &self.others,
            params: &self.params,
            math: &self.table,
            tables: &self.tables,
        };
        let Ok(machine) = scratch.get_or_try_make(Machine::new) else {
            return Step::Failed(Status::OutOfMemory as u32);
        };
        machine.set_short(self.is_short);
        let kernel = &self.kernel;
        kernel.pace.measure(range.len(), kernel.item_ns(), || {
            // SAFETY: see the promise above; `range` lies within the items that were checked.
            unsafe { run_slice(machine, &run, range, stop) }
        })
    }
}
