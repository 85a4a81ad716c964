//! `submit(kernel, out, ...columns, ...tables)`: starts a job and returns its number, or a negated status.
//!
//! JS goes on while the job runs, and may transfer, resize or forget any buffer it owns; a native
//! thread that still used it would crash the process or write into somebody else's memory. So
//! columns and tables over unshared memory are copied here, before JS gets control back. Shared memory cannot
//! be taken away, only forgotten: the job holds a reference. The output is shared, or private to
//! our TypeScript until the job has ended.

use std::ptr;
use std::sync::Arc;

use napi::sys::{napi_callback_info, napi_env, napi_ref, napi_value};
use numpool_jobs::Work;
use numpool_kernel::machine::{Column, Table};

use crate::api;
use crate::arguments::{Call, Handles, Source, table_of};
use crate::copies::Copy;
use crate::delivery::Finished;
use crate::environment::Held;
use crate::run::spec;
use crate::slice::KernelWork;
use crate::status::Status;
use crate::views::View;

/// The callback behind `submit`.
///
/// # Safety
/// Called by Node-API, as a function made with a [`crate::environment::Socket`].
pub(crate) unsafe extern "C" fn submit(env: napi_env, info: napi_callback_info) -> napi_value {
    // SAFETY: Node-API's own arguments, and the socket by contract.
    let started = api::guarded(Err(Status::Panic), || unsafe { enter(env, info) });
    let answer = match started {
        Ok(job) => job.cast_signed(),
        Err(status) => -(status as i32),
    };
    // SAFETY: the running callback's environment.
    unsafe { api::integer(env, answer) }
}

/// # Safety
/// As [`submit`].
unsafe fn enter(env: napi_env, info: napi_callback_info) -> Result<u32, Status> {
    let mut handles: Handles = [ptr::null_mut(); _];
    // SAFETY: by contract.
    let call = unsafe { Call::read(env, info, &mut handles) }?;
    let mut sources = Vec::new();
    sources
        .try_reserve_exact(call.columns())
        .map_err(|_| Status::OutOfMemory)?;
    for column in 0..call.columns() {
        // SAFETY: the same callback and handles.
        sources.push(unsafe { call.source(&handles, column) }?);
    }
    let mut tables = Vec::new();
    tables
        .try_reserve_exact(call.tables())
        .map_err(|_| Status::OutOfMemory)?;
    for table in 0..call.tables() {
        // SAFETY: the same callback and handles.
        tables.push(unsafe { call.table(&handles, table) }?);
    }
    let attached = call.environment.attached().ok_or(Status::ShuttingDown)?;
    let lease = attached.lease().ok_or(Status::ShuttingDown)?;
    let work = gather(&call, &sources, &tables)?;
    // SAFETY: the running callback's environment and handles.
    let references = unsafe { hold_views(env, &call, &handles, &sources, &tables) }?;
    let job = attached.next_job();
    let desk = Arc::clone(attached.desk());
    let completion = Box::new(move |report: numpool_jobs::Report| {
        let status = Status::of(report.end);
        desk.post(Finished {
            job,
            status,
            done: report.done,
        });
    });
    if let Ok(handle) = lease.submit(work, &spec(&call), completion) {
        attached.keep(env, job, Held::new(handle, references, &call.port));
        return Ok(job);
    }
    // SAFETY: made above, on this thread.
    unsafe { release_all(env, references) };
    Err(Status::OutOfMemory)
}

/// The job's own view of its data, with everything copied that JS could take away.
fn gather(call: &Call, sources: &[Source], tables: &[View]) -> Result<Arc<dyn Work>, Status> {
    // All overlaps first: a call that must be made again should not have copied for nothing.
    if sources
        .iter()
        .any(|source| stays(source) && call.spoils(source))
        || tables
            .iter()
            .any(|table| stays_there(table) && call.spoils_table(table))
    {
        return Err(Status::Overlap);
    }
    let mut columns = Vec::new();
    let mut copies = Vec::new();
    columns
        .try_reserve_exact(sources.len())
        .map_err(|_| Status::OutOfMemory)?;
    copies
        .try_reserve_exact(sources.len() + tables.len())
        .map_err(|_| Status::OutOfMemory)?;
    for source in sources {
        columns.push(match source {
            Source::View(view) if !stays(source) => {
                let copy = Copy::of(view, call.items)?;
                let ptr = copy.ptr();
                copies.push(copy);
                Column::Memory {
                    ptr,
                    kind: view.kind,
                    shared: false,
                }
            }
            other => other.column(),
        });
    }
    let mut captured = Vec::new();
    captured
        .try_reserve_exact(tables.len())
        .map_err(|_| Status::OutOfMemory)?;
    for view in tables {
        let mut table = table_of(view);
        if !stays_there(view) {
            let copy = Copy::of(view, view.length)?;
            table = Table {
                ptr: copy.ptr(),
                ..table
            };
            copies.push(copy);
        }
        captured.push(table);
    }
    let work = KernelWork::new(call, columns, captured, copies).ok_or(Status::OutOfMemory)?;
    Ok(Arc::new(work))
}

/// Whether a column is read where it lies.
fn stays(source: &Source) -> bool {
    match source {
        Source::View(view) => stays_there(view),
        Source::Range { .. } => true,
    }
}

/// Whether an array is read where it lies.
fn stays_there(view: &View) -> bool {
    #[cfg(feature = "test-hooks")]
    if crate::hooks::disabled("copy") {
        return true;
    }
    view.shared
}

/// References on everything that the job uses in place.
///
/// # Safety
/// `env` is the running callback's environment, which the handles belong to.
unsafe fn hold_views(
    env: napi_env,
    call: &Call,
    handles: &Handles,
    sources: &[Source],
    tables: &[View],
) -> Result<Vec<napi_ref>, Status> {
    let mut references = Vec::new();
    #[cfg(feature = "test-hooks")]
    if crate::hooks::disabled("hold") {
        return Ok(references);
    }
    let in_place = |source: &Source| matches!(source, Source::View(_)) && stays(source);
    let columns = sources
        .iter()
        .enumerate()
        .filter(|(_, source)| in_place(source));
    let columns = columns.map(|(column, _)| Call::column_handle(handles, column));
    let captured = tables.iter().enumerate();
    let captured = captured.filter(|(_, view)| stays_there(view));
    let captured = captured.map(|(table, _)| call.table_handle(handles, table));
    let all = std::iter::once(Call::output_handle(handles));
    for handle in all.chain(columns).chain(captured) {
        // SAFETY: the handles are the running callback's.
        let Some(reference) = (unsafe { api::hold(env, handle) }) else {
            // SAFETY: made above, on this thread.
            unsafe { release_all(env, references) };
            return Err(Status::ShuttingDown);
        };
        references.push(reference);
    }
    Ok(references)
}

/// # Safety
/// As [`api::release`], for each.
unsafe fn release_all(env: napi_env, references: Vec<napi_ref>) {
    for reference in references {
        // SAFETY: by contract.
        unsafe { api::release(env, reference) };
    }
}
