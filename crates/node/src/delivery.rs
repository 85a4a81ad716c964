//! How finished jobs reach JavaScript: a queue and one threadsafe function per environment.
//!
//! The function is made before the environment's job-ending hook is added. Hooks run in reverse
//! order, so when Node closes the function, every job has ended and nobody calls it any more
//! (calls after the close are use-after-free in Node before 24.14). It is unref'd, so that an idle
//! pool does not hold the process, and ref'd only while jobs run.

use std::ffi::c_void;
use std::ptr;
use std::sync::{Arc, Mutex, PoisonError};

use napi::sys::{self, napi_env, napi_threadsafe_function, napi_value};

use crate::api;
use crate::environment::{Environment, Port};
use crate::status::Status;

/// A job that has ended.
#[derive(Clone, Copy)]
pub(crate) struct Finished {
    pub(crate) job: u32,
    pub(crate) status: Status,
    pub(crate) done: usize,
}

/// Where pool threads put what JS has to hear.
pub(crate) struct Desk {
    waiting: Mutex<Waiting>,
    bell: napi_threadsafe_function,
}

struct Waiting {
    finished: Vec<Finished>,
    /// The environment is ending: nobody will come to look.
    closed: bool,
}

// SAFETY: the threadsafe function is made to be called from any thread; it is called only while
// `closed` is false, under the lock that sets it, and lives until after that.
unsafe impl Send for Desk {}
// SAFETY: see above.
unsafe impl Sync for Desk {}

impl Desk {
    /// # Safety
    /// `environment` is that of the running callback.
    pub(crate) unsafe fn open(environment: &'static Environment) -> Option<Arc<Self>> {
        let env = environment.raw();
        let context = ptr::from_ref(environment).cast_mut().cast();
        let mut name = ptr::null_mut();
        let mut bell = ptr::null_mut();
        let text = c"numpool";
        // SAFETY: the name has that many bytes; the rest are live locals.
        let status = unsafe {
            let length = text.count_bytes().cast_signed();
            sys::napi_create_string_utf8(env, text.as_ptr(), length, &raw mut name)
        };
        if status != sys::Status::napi_ok {
            return None;
        }
        // SAFETY: `deliver` is this function's callback, and the context outlives it: the
        // environment is freed by a hook that runs after Node closed the function.
        let status = unsafe {
            sys::napi_create_threadsafe_function(
                env,
                ptr::null_mut(),
                ptr::null_mut(),
                name,
                0,
                1,
                ptr::null_mut(),
                None,
                context,
                Some(deliver),
                &raw mut bell,
            )
        };
        if status != sys::Status::napi_ok {
            return None;
        }
        // SAFETY: made above.
        unsafe { sys::napi_unref_threadsafe_function(env, bell) };
        let waiting = Mutex::new(Waiting {
            finished: Vec::new(),
            closed: false,
        });
        Some(Arc::new(Self { waiting, bell }))
    }

    /// From any thread: has JS told. One ring serves all that waits.
    pub(crate) fn post(&self, finished: Finished) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.closed {
            return;
        }
        waiting.finished.push(finished);
        if waiting.finished.len() == 1 {
            let mode = sys::ThreadsafeFunctionCallMode::nonblocking;
            // SAFETY: not closed, and cannot be while the lock is held.
            unsafe { sys::napi_call_threadsafe_function(self.bell, ptr::null_mut(), mode) };
        }
    }

    /// After this no thread calls the threadsafe function.
    pub(crate) fn close(&self) {
        self.waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .closed = true;
    }

    /// The process waits for this environment's jobs.
    pub(crate) fn hold_loop(&self, env: napi_env) {
        // SAFETY: on the environment's thread, before the function is closed.
        unsafe { sys::napi_ref_threadsafe_function(env, self.bell) };
    }

    /// The process need not wait any more.
    pub(crate) fn free_loop(&self, env: napi_env) {
        // SAFETY: as above.
        unsafe { sys::napi_unref_threadsafe_function(env, self.bell) };
    }

    fn take(&self) -> Vec<Finished> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut waiting.finished)
    }
}

/// The threadsafe function's callback, on the environment's thread. Without an environment (Node is
/// draining the queue of a closed function) there is nobody to tell and nothing to touch.
unsafe extern "C" fn deliver(
    env: napi_env,
    _function: napi_value,
    context: *mut c_void,
    _data: *mut c_void,
) {
    if env.is_null() {
        return;
    }
    api::guarded((), || {
        // SAFETY: see `Desk::open`.
        let environment: &Environment = unsafe { &*context.cast() };
        let Some(attached) = environment.attached() else {
            return;
        };
        for finished in attached.desk().take() {
            if let Some(port) = attached.give_up(env, finished.job) {
                // SAFETY: Node-API's own environment, in a callback.
                unsafe { tell(env, &port, finished) };
            }
        }
    });
}

/// Calls the listener; what it throws is an uncaught exception and stops no other delivery.
///
/// # Safety
/// `env` is the environment of the running callback.
unsafe fn tell(env: napi_env, port: &Port, finished: Finished) -> Option<()> {
    let mut scope = ptr::null_mut();
    let mut listener = ptr::null_mut();
    let mut receiver = ptr::null_mut();
    let mut result = ptr::null_mut();
    // SAFETY: the out-parameters here and below are live locals; the reference lives as long as the
    // environment; every handle is made inside the scope.
    unsafe {
        if sys::napi_open_handle_scope(env, &raw mut scope) != sys::Status::napi_ok {
            return None;
        }
        sys::napi_get_reference_value(env, port.on_done, &raw mut listener);
        sys::napi_get_undefined(env, &raw mut receiver);
        let arguments = [
            api::double(env, f64::from(finished.job)),
            api::integer(env, finished.status as i32),
            api::double(env, finished.done as f64),
        ];
        let status = sys::napi_call_function(
            env,
            receiver,
            listener,
            arguments.len(),
            arguments.as_ptr(),
            &raw mut result,
        );
        if status == sys::Status::napi_pending_exception {
            let mut exception = ptr::null_mut();
            if sys::napi_get_and_clear_last_exception(env, &raw mut exception)
                == sys::Status::napi_ok
            {
                sys::napi_fatal_exception(env, exception);
            }
        }
        sys::napi_close_handle_scope(env, scope);
    }
    Some(())
}
