//! `submit(kernel, out, ...columns)`: starts a job and returns its number, or a negated status.
//!
//! JS goes on while the job runs, and may transfer, resize or forget any buffer it owns; a native
//! thread that still used it would crash the process or write into somebody else's memory. So
//! columns over unshared memory are copied here, before JS gets control back. Shared memory cannot
//! be taken away, only forgotten: the job holds a reference. The output is shared, or private to
//! our TypeScript until the job has ended.

use std::ptr;
use std::sync::Arc;

use napi::sys::{napi_callback_info, napi_env, napi_ref, napi_value};
use numpool_jobs::Work;
use numpool_kernel::machine::Column;

use crate::api;
use crate::arguments::{Call, Handles, Source};
use crate::copies::Copy;
use crate::delivery::Finished;
use crate::environment::Held;
use crate::run::spec;
use crate::slice::KernelWork;
use crate::status::Status;

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
    let attached = call.environment.attached().ok_or(Status::ShuttingDown)?;
    let lease = attached.lease().ok_or(Status::ShuttingDown)?;
    let work = gather(&call, &sources)?;
    // SAFETY: the running callback's environment and handles.
    let references = unsafe { hold_views(env, &handles, &sources) }?;
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
fn gather(call: &Call, sources: &[Source]) -> Result<Arc<dyn Work>, Status> {
    // All overlaps first: a call that must be made again should not have copied for nothing.
    if sources
        .iter()
        .any(|source| stays(source) && call.spoils(source))
    {
        return Err(Status::Overlap);
    }
    let mut columns = Vec::new();
    let mut copies = Vec::new();
    columns
        .try_reserve_exact(sources.len())
        .map_err(|_| Status::OutOfMemory)?;
    copies
        .try_reserve_exact(sources.len())
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
    let work = KernelWork::new(call, columns, copies).ok_or(Status::OutOfMemory)?;
    Ok(Arc::new(work))
}

/// Whether a column is read where it lies.
fn stays(source: &Source) -> bool {
    #[cfg(feature = "test-hooks")]
    if crate::hooks::disabled("copy") {
        return true;
    }
    !matches!(source, Source::View(view) if !view.shared)
}

/// References on everything that the job uses in place.
///
/// # Safety
/// `env` is the running callback's environment, which the handles belong to.
unsafe fn hold_views(
    env: napi_env,
    handles: &Handles,
    sources: &[Source],
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
    for handle in std::iter::once(Call::output_handle(handles)).chain(columns) {
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
