//! `attach`, `cancel` and `progress`: the functions that belong to an environment.

use std::ffi::c_void;
use std::ptr;
use std::rc::Rc;

use napi::sys::{self, napi_callback_info, napi_env, napi_value};
use numpool_jobs::JobHandle;
use numpool_kernel::machine::Kind;

use crate::api;
use crate::delivery::Desk;
use crate::environment::{Environment, Port, Socket};
use crate::mailbox::{LENGTH, Mailbox};
use crate::run::run;
use crate::submit::submit;
use crate::views::View;

/// `attach(mailbox, onDone)`: binds a shared mailbox and a listener; returns `{ run, submit }` bound
/// to them. The exported `run` and `submit` follow the latest attach. Returns `undefined`, having
/// done nothing, when the mailbox is not [`LENGTH`] shared doubles or the listener no function.
///
/// # Safety
/// Called by Node-API, as a function made with a [`Socket`].
pub(crate) unsafe extern "C" fn attach(env: napi_env, info: napi_callback_info) -> napi_value {
    // SAFETY: Node-API's own arguments, and the socket by contract.
    api::guarded(None, || unsafe { bind(env, info) }).unwrap_or(ptr::null_mut())
}

/// # Safety
/// As [`attach`].
unsafe fn bind(env: napi_env, info: napi_callback_info) -> Option<napi_value> {
    let mut handles = [ptr::null_mut(); 2];
    // SAFETY: by contract.
    let (_, data) = unsafe { api::arguments(env, info, &mut handles) }?;
    let [memory, listener] = handles;
    // SAFETY: the function was made with a socket, which lives as long as its environment.
    let socket: &'static Socket = unsafe { &*data.cast() };
    let environment = socket.environment();
    // SAFETY: the running callback's environment and handles, here and below.
    let view = unsafe { View::read(env, memory) }?;
    let fits = view.shared && matches!(view.kind, Kind::F64) && view.length >= LENGTH;
    // SAFETY: as above.
    let callable = unsafe { api::type_of(env, listener) } == sys::ValueType::napi_function;
    if !fits || !callable {
        return None;
    }
    if environment.attached().is_none() {
        // SAFETY: as above.
        let desk = unsafe { Desk::open(environment) }?;
        environment.set_attached(desk);
        // After the threadsafe function was made, so that this runs before Node closes it.
        let data = ptr::from_ref(environment).cast_mut().cast();
        // SAFETY: the environment is freed by a hook that runs after this one.
        let status = unsafe { sys::napi_add_env_cleanup_hook(env, Some(end), data) };
        if status != sys::Status::napi_ok {
            return None;
        }
    }
    // Both are kept as long as the environment: jobs may be told late, and another copy of the
    // TypeScript half may still use its mailbox.
    // SAFETY: as above.
    let (_, on_done) = unsafe { (api::hold(env, memory)?, api::hold(env, listener)?) };
    // SAFETY: shared memory does not move, and the reference above keeps it.
    let mailbox = unsafe { Mailbox::new(view.data.cast()) };
    let port = Rc::new(Port { mailbox, on_done });
    environment.plug(&port);
    let own = environment.socket(Some(port)).cast_mut().cast();
    let mut target = ptr::null_mut();
    // SAFETY: the socket lives as long as the environment; `target` is a live local.
    unsafe {
        sys::napi_create_object(env, &raw mut target);
        api::define(env, target, c"run", Some(run), own)?;
        api::define(env, target, c"submit", Some(submit), own)?;
    }
    Some(target)
}

/// `cancel(job)`: stops it soon; unknown numbers are ignored.
///
/// # Safety
/// Called by Node-API, as a function made with a [`Socket`].
pub(crate) unsafe extern "C" fn cancel(env: napi_env, info: napi_callback_info) -> napi_value {
    api::guarded((), || {
        // SAFETY: Node-API's own arguments, and the socket by contract.
        unsafe { with_job(env, info, JobHandle::cancel) };
    });
    ptr::null_mut()
}

/// `progress(job)`: items run so far; 0 for unknown numbers.
///
/// # Safety
/// Called by Node-API, as a function made with a [`Socket`].
pub(crate) unsafe extern "C" fn progress(env: napi_env, info: napi_callback_info) -> napi_value {
    let done = api::guarded(None, || {
        // SAFETY: Node-API's own arguments, and the socket by contract.
        unsafe { with_job(env, info, JobHandle::progress) }
    });
    // SAFETY: the running callback's environment.
    unsafe { api::double(env, done.unwrap_or(0) as f64) }
}

/// # Safety
/// As [`cancel`].
unsafe fn with_job<R>(
    env: napi_env,
    info: napi_callback_info,
    body: impl FnOnce(&JobHandle) -> R,
) -> Option<R> {
    let mut handles = [ptr::null_mut(); 1];
    // SAFETY: by contract.
    let (_, data) = unsafe { api::arguments(env, info, &mut handles) }?;
    // SAFETY: the function was made with a socket, which lives as long as its environment.
    let socket: &Socket = unsafe { &*data.cast() };
    // SAFETY: the running callback's handle.
    let job = unsafe { api::uint32(env, handles[0]) }?;
    socket.environment().attached()?.with_job(job, body)
}

/// The environment's hook: ends its jobs while its memory still lives.
unsafe extern "C" fn end(data: *mut c_void) {
    // SAFETY: the environment that added the hook, freed by a later one.
    let environment: &Environment = unsafe { &*data.cast() };
    api::guarded((), || {
        if let Some(attached) = environment.attached() {
            attached.end(environment.raw());
        }
    });
}
