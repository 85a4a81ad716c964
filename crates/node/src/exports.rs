//! What the addon exports besides the functions that `#[napi]` registers by itself: those that need
//! their environment at hand or less than the derive macro's 300 ns, made straight on Node-API.

use std::ffi::CStr;

use napi::bindgen_prelude::{JsValue, Object};
use napi::sys::napi_callback;
use napi_derive::napi;
use numpool_kernel::machine::Choice;

use crate::api;
use crate::attach::{attach, cancel, progress};
use crate::environment::Environment;
use crate::run::run;
use crate::scopes::{place, scopes, script_name};
use crate::submit::submit;

/// Version of the interface: statuses, mailbox, JSON.
const ABI: u32 = 3;

/// Runs once for each environment that loads the addon, after the derived functions were set.
#[napi(module_exports)]
pub(crate) fn open(exports: Object) -> napi::Result<()> {
    pin();
    let (env, target) = (exports.value().env, exports.raw());
    let failed = || napi::Error::from_status(napi::Status::GenericFailure);
    // SAFETY: the environment that is loading the addon.
    let environment = unsafe { Environment::open(env) }.ok_or_else(failed)?;
    let functions: [(&CStr, napi_callback); 8] = [
        (c"run", Some(run)),
        (c"submit", Some(submit)),
        (c"attach", Some(attach)),
        (c"cancel", Some(cancel)),
        (c"progress", Some(progress)),
        (c"scopes", Some(scopes)),
        (c"place", Some(place)),
        (c"scriptName", Some(script_name)),
    ];
    let socket = environment.default_socket().cast_mut().cast();
    for (name, function) in functions {
        // SAFETY: live environment and handle; the socket lives as long as the environment.
        unsafe { api::define(env, target, name, function, socket) }.ok_or_else(failed)?;
    }
    Ok(())
}

/// Keeps the library mapped for good: Node unloads an addon with the last environment that holds it,
/// while admissions and kernels belong to the process and a pool thread may be about to return.
fn pin() {
    #[cfg(feature = "test-hooks")]
    if crate::hooks::disabled("pin") {
        return;
    }
    napi::bindgen_prelude::retain_current_module_for_unload_safety();
}

/// The version of this interface.
#[napi]
pub(crate) fn abi() -> u32 {
    ABI
}

/// The SIMD instruction set in use.
#[napi]
pub(crate) fn instruction_set() -> &'static str {
    numpool_kernel::machine::instruction_set()
}

/// Who computes from now on, in all of the process: `code` from the first item on, `blocks`, or whoever is best. For tests that
/// compare the machines call by call.
#[napi]
pub(crate) fn choose_machine(name: String) {
    numpool_kernel::machine::choose(match name.as_str() {
        "code" => Choice::Generated,
        "blocks" => Choice::Interpreter,
        _ => Choice::Best,
    });
}

/// How often machine code ran so far: once a chunk.
#[napi]
pub(crate) fn code_runs() -> f64 {
    numpool_kernel::machine::code_runs() as f64
}

/// Native threads that a job may use, the calling one included.
#[napi]
pub(crate) fn threads() -> u32 {
    u32::try_from(numpool_jobs::threads()).unwrap_or(u32::MAX)
}

/// Sets that number; to be called before the first job.
#[napi]
pub(crate) fn set_threads(count: u32) {
    numpool_jobs::set_threads(count as usize);
}
