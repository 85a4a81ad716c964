//! `run(kernel, out, ...columns, ...tables)`: the hot way in. Returns a status, and the number of finished
//! items in the mailbox.
//!
//! Small calls run right here, with nothing shared and nothing allocated; large ones let the pool's
//! threads help. Either way nobody touches the arrays any more when this returns, so they need no
//! copy and no reference.

use std::ptr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use napi::sys::{napi_callback_info, napi_env, napi_value};
use numpool_jobs::{Spec, Step, chunk_size, participants, threads};
use numpool_kernel::machine::{Column, Machine, Run, Table};

use crate::api;
use crate::arguments::{Call, Handles, table_of};
use crate::mailbox::{MAX_COLUMNS, MAX_PARAMS};
use crate::slice::{KernelWork, run_slice};
use crate::status::Status;

/// Below this much estimated work, waking other threads costs more than it saves.
const ALONE_NS: f64 = 100_000.0;
/// Some CPUs lower their clock for about this long once they have used wide vectors.
pub(crate) const SHORT_NS: f64 = 1_000_000.0;
/// Items of a chunk where there are loops, at least: for the block machine, where a turn takes about as long for one item as for
/// many, and for machine code, which takes a few dozen at a time.
const LOOP_ITEMS: usize = 256;
const COMPILED_LOOP_ITEMS: usize = 64;
/// And at most: the next items may make more turns than those that were measured.
const MOST_LOOP_ITEMS: usize = 2048;
/// Columns of most calls.
const FEW_COLUMNS: usize = 2;
/// Captured values that are cheap to clear on the stack.
const FEW_PARAMS: usize = 8;

/// The callback behind `run`.
///
/// # Safety
/// Called by Node-API, as a function made with a [`crate::environment::Socket`].
pub(crate) unsafe extern "C" fn run(env: napi_env, info: napi_callback_info) -> napi_value {
    // SAFETY: Node-API's own arguments, and the socket by contract.
    let status = api::guarded(Status::Panic, || unsafe { enter(env, info) });
    // SAFETY: the running callback's environment.
    unsafe { api::integer(env, status as i32) }
}

/// # Safety
/// As [`run`].
unsafe fn enter(env: napi_env, info: napi_callback_info) -> Status {
    let mut handles: Handles = [ptr::null_mut(); _];
    // SAFETY: by contract.
    let call = match unsafe { Call::read(env, info, &mut handles) } {
        Ok(call) => call,
        Err(status) => return status,
    };
    // Clearing places for all sixteen costs as much as reading a column.
    if call.columns() <= FEW_COLUMNS {
        // SAFETY: the same callback and handles.
        unsafe { with_columns::<FEW_COLUMNS>(&call, &handles) }
    } else {
        // SAFETY: the same callback and handles.
        unsafe { with_columns::<MAX_COLUMNS>(&call, &handles) }
    }
}

/// # Safety
/// In the callback that the call was read in, with the same handles; the call has at most `N` columns.
#[inline]
unsafe fn with_columns<const N: usize>(call: &Call, handles: &Handles) -> Status {
    let mut columns = [Column::Range {
        start: 0.0,
        step: 0.0,
    }; N];
    let columns = &mut columns[..call.columns()];
    let mut spoiled = false;
    for (index, column) in columns.iter_mut().enumerate() {
        // SAFETY: by contract.
        match unsafe { call.source(handles, index) } {
            Ok(source) => {
                spoiled |= call.spoils(&source);
                *column = source.column();
            }
            Err(status) => return status,
        }
    }
    let mut tables = Vec::new();
    if tables.try_reserve_exact(call.tables()).is_err() {
        return Status::OutOfMemory;
    }
    for index in 0..call.tables() {
        // SAFETY: by contract.
        match unsafe { call.table(handles, index) } {
            Ok(table) => {
                spoiled |= call.spoils_table(&table);
                tables.push(table_of(&table));
            }
            Err(status) => return status,
        }
    }
    if spoiled {
        return Status::Overlap;
    }
    let untimed = call.port.mailbox.timeout().is_none();
    let small = call.cost_ns() < ALONE_NS || call.port.mailbox.participants() == Some(1);
    if untimed && small {
        alone(call, columns, &tables)
    } else {
        together(call, columns, tables)
    }
}

/// On this thread, in one piece.
fn alone(call: &Call, columns: &[Column], tables: &[Table]) -> Status {
    let count = call.param_count();
    if count <= FEW_PARAMS {
        in_one_piece(call, columns, tables, &mut [0.0; FEW_PARAMS][..count])
    } else {
        in_one_piece(call, columns, tables, &mut [0.0; MAX_PARAMS][..count])
    }
}

fn in_one_piece(call: &Call, columns: &[Column], tables: &[Table], params: &mut [f64]) -> Status {
    /// Nobody can stop a call that blocks its own environment and has no timeout.
    static NEVER: AtomicBool = AtomicBool::new(false);
    call.port.mailbox.params(params);
    let Some(others) = call.others() else {
        return Status::OutOfMemory;
    };
    let run = Run {
        program: &call.kernel.program,
        columns,
        output: call.output(),
        others: &others,
        params,
        math: &call.table,
        tables,
    };
    let kernel = &call.kernel;
    let step = call.environment.with_machine(|machine: &mut Machine| {
        machine.set_short(call.cost_ns() < SHORT_NS);
        kernel.pace.measure(call.items, kernel.item_ns(), || {
            // SAFETY: every view has at least `items` elements, and JS cannot run before we return.
            unsafe { run_slice(machine, &run, 0..call.items, &NEVER) }
        })
    });
    let (status, done) = match step {
        Some(Step::Done) => (Status::Ok, call.items),
        Some(Step::Stopped) => (Status::Panic, 0),
        Some(Step::Failed(number)) if number == Status::OutOfBounds as u32 => {
            (Status::OutOfBounds, 0)
        }
        Some(Step::Failed(_)) | None => (Status::OutOfMemory, 0),
    };
    call.port.mailbox.set_done(done);
    status
}

/// With the pool's threads, or at least with somebody to watch the time.
#[cold]
fn together(call: &Call, columns: &[Column], tables: Vec<Table>) -> Status {
    let Some(lease) = call.environment.lease() else {
        return Status::ShuttingDown;
    };
    let mut own = Vec::new();
    if own.try_reserve_exact(columns.len()).is_err() {
        return Status::OutOfMemory;
    }
    own.extend_from_slice(columns);
    let Some(work) = KernelWork::new(call, own, tables, Vec::new()) else {
        return Status::OutOfMemory;
    };
    let report = lease.run(Arc::new(work), &spec(call));
    call.port.mailbox.set_done(report.done);
    Status::of(report.end)
}

/// How a call is cut and by how many it is run.
pub(crate) fn spec(call: &Call) -> Spec {
    let (items, cost) = (call.items, call.kernel.item_ns());
    let limit = call
        .port
        .mailbox
        .participants()
        .unwrap_or(usize::MAX)
        .min(threads());
    let participants = participants(items, cost, limit);
    let mut chunk = chunk_size(items, cost, participants);
    if call.kernel.program.has_loops() {
        let least = if call.kernel.program.is_generated() {
            COMPILED_LOOP_ITEMS
        } else {
            LOOP_ITEMS
        };
        chunk = chunk.clamp(least.min(items.div_ceil(participants)), MOST_LOOP_ITEMS);
    }
    Spec {
        items,
        chunk,
        participants,
        timeout: call.port.mailbox.timeout(),
    }
}
