//! The few Node-API calls that are made by hand, and the catch at every entry.
//!
//! A failed call leaves nothing behind that needs clearing: each one is asked for its status and
//! answered with `None`.

use std::ffi::{CStr, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

use napi::sys::{self, napi_callback, napi_env, napi_ref, napi_value};

/// Runs an entry's body; a panic becomes `fallback` instead of unwinding into C++.
pub(crate) fn guarded<T>(fallback: T, body: impl FnOnce() -> T) -> T {
    #[cfg(feature = "test-hooks")]
    if crate::hooks::disabled("catch") {
        return body();
    }
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|payload| {
        // Dropping the payload may panic in turn: it is left to leak.
        std::mem::forget(payload);
        fallback
    })
}

/// A JS number; null (which JS sees as `undefined`) when the environment cannot make one.
///
/// # Safety
/// `env` is the environment of the running callback.
pub(crate) unsafe fn integer(env: napi_env, number: i32) -> napi_value {
    let mut value = ptr::null_mut();
    // SAFETY: `env` is live by contract, `value` is a live local.
    unsafe { sys::napi_create_int32(env, number, &raw mut value) };
    value
}

/// Like [`integer`], for counts.
///
/// # Safety
/// `env` is the environment of the running callback.
pub(crate) unsafe fn double(env: napi_env, number: f64) -> napi_value {
    let mut value = ptr::null_mut();
    // SAFETY: `env` is live by contract, `value` is a live local.
    unsafe { sys::napi_create_double(env, number, &raw mut value) };
    value
}

/// Fills in the handles of a callback's arguments (`undefined` for missing ones); returns how many
/// there were and the data its function was made with.
///
/// # Safety
/// `env` and `info` are those of the running callback.
pub(crate) unsafe fn arguments<const N: usize>(
    env: napi_env,
    info: sys::napi_callback_info,
    handles: &mut [napi_value; N],
) -> Option<(usize, *mut c_void)> {
    let mut count = N;
    let mut data = ptr::null_mut();
    // SAFETY: `handles` has room for `count` handles; the others are live locals.
    let status = unsafe {
        sys::napi_get_cb_info(
            env,
            info,
            &raw mut count,
            handles.as_mut_ptr(),
            ptr::null_mut(),
            &raw mut data,
        )
    };
    (status == sys::Status::napi_ok).then_some((count, data))
}

/// An element of an array.
///
/// # Safety
/// `env` is the environment of the running callback and `array` one of its handles.
pub(crate) unsafe fn element(env: napi_env, array: napi_value, index: usize) -> Option<napi_value> {
    let mut element = ptr::null_mut();
    // SAFETY: live by contract; `element` is a live local.
    let status = unsafe { sys::napi_get_element(env, array, index as u32, &raw mut element) };
    (status == sys::Status::napi_ok).then_some(element)
}

/// A number that is a uint32 (others are converted as JS does); `None` for what is not a number.
///
/// # Safety
/// `env` is the environment of the running callback and `value` one of its handles.
pub(crate) unsafe fn uint32(env: napi_env, value: napi_value) -> Option<u32> {
    let mut number = 0;
    // SAFETY: live by contract; `number` is a live local.
    let status = unsafe { sys::napi_get_value_uint32(env, value, &raw mut number) };
    (status == sys::Status::napi_ok).then_some(number)
}

/// `typeof`, with `null` told apart.
///
/// # Safety
/// `env` is the environment of the running callback and `value` one of its handles.
pub(crate) unsafe fn type_of(env: napi_env, value: napi_value) -> sys::napi_valuetype {
    let mut kind = sys::ValueType::napi_undefined;
    // SAFETY: live by contract; `kind` is a live local.
    unsafe { sys::napi_typeof(env, value, &raw mut kind) };
    kind
}

/// Keeps `value` alive until [`release`].
///
/// # Safety
/// `env` is the environment of the running callback and `value` one of its handles.
pub(crate) unsafe fn hold(env: napi_env, value: napi_value) -> Option<napi_ref> {
    let mut reference = ptr::null_mut();
    // SAFETY: live by contract; `reference` is a live local.
    let status = unsafe { sys::napi_create_reference(env, value, 1, &raw mut reference) };
    (status == sys::Status::napi_ok).then_some(reference)
}

/// Ends a [`hold`].
///
/// # Safety
/// On the environment's own thread, once for each hold.
pub(crate) unsafe fn release(env: napi_env, reference: napi_ref) {
    // SAFETY: by contract.
    unsafe { sys::napi_delete_reference(env, reference) };
}

/// Puts a function into `target`.
///
/// # Safety
/// `env` is the environment of the running callback and `target` one of its handles; `data` stays
/// valid as long as the function can be called.
pub(crate) unsafe fn define(
    env: napi_env,
    target: napi_value,
    name: &CStr,
    callback: napi_callback,
    data: *mut c_void,
) -> Option<()> {
    let mut function = ptr::null_mut();
    let length = name.count_bytes().cast_signed();
    // SAFETY: `name` has that many bytes; the rest by contract.
    let status = unsafe {
        sys::napi_create_function(
            env,
            name.as_ptr(),
            length,
            callback,
            data,
            &raw mut function,
        )
    };
    if status != sys::Status::napi_ok {
        return None;
    }
    // SAFETY: `function` was made above; the rest by contract.
    let status = unsafe { sys::napi_set_named_property(env, target, name.as_ptr(), function) };
    (status == sys::Status::napi_ok).then_some(())
}
