//! Functions of this process found by name, and the calls through them: the crate's only unsafe code.
#![expect(unsafe_code, reason = "symbol lookup and calls through what it finds")]

use std::ffi::{CString, c_void};
use std::ptr::NonNull;

use super::{Fn1, Fn2};

/// The exported function of one double with this (mangled) name.
///
/// The name must be that of a `double (double)`: the mangled names in `engine.rs` spell the types out.
pub(super) fn find1(symbol: &str) -> Option<Fn1> {
    let address = find(symbol)?;
    // SAFETY: the mangled name says `double (double)`; on every supported platform a function
    // pointer has the size and representation of a data pointer.
    Some(unsafe { std::mem::transmute::<NonNull<c_void>, Fn1>(address) })
}

/// The exported function of two doubles with this (mangled) name.
pub(super) fn find2(symbol: &str) -> Option<Fn2> {
    let address = find(symbol)?;
    // SAFETY: as in `find1`; the name says `double (double, double)`.
    Some(unsafe { std::mem::transmute::<NonNull<c_void>, Fn2>(address) })
}

/// Calls a candidate.
#[inline]
pub(crate) fn call1(function: Fn1, x: f64) -> f64 {
    // SAFETY: candidates come from `find1` or are this crate's own: pure functions of their argument
    // whose code is never unloaded, as it belongs to the executable, libm or this library.
    unsafe { function(x) }
}

/// Calls a candidate of two arguments.
#[inline]
pub(crate) fn call2(function: Fn2, x: f64, y: f64) -> f64 {
    // SAFETY: as in `call1`.
    unsafe { function(x, y) }
}

/// The host's `pow`, without the special cases of `Math.pow`.
#[inline]
pub(super) fn host_pow(x: f64, y: f64) -> f64 {
    unsafe extern "C" {
        // Declared here rather than `f64::powf`, which compilers may fold with another `pow`. Both
        // arguments are only known at run time: all callers are reached through a pointer.
        fn pow(x: f64, y: f64) -> f64;
    }
    // SAFETY: C's `pow`, a pure function of doubles, is part of every platform's C library.
    unsafe { pow(x, y) }
}

/// A symbol of the global scope: the executable and what it was linked with, not this library's own
/// dependencies opened privately.
#[cfg(unix)]
fn find(symbol: &str) -> Option<NonNull<c_void>> {
    let name = CString::new(symbol).ok()?;
    // SAFETY: a valid handle and a NUL-terminated name that outlives the call.
    NonNull::new(unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) })
}

/// An export of the executable (`node.exe`, `electron.exe`).
#[cfg(windows)]
fn find(symbol: &str) -> Option<NonNull<c_void>> {
    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn GetModuleHandleW(name: *const u16) -> *mut c_void;
        fn GetProcAddress(module: *mut c_void, name: *const std::ffi::c_char) -> *mut c_void;
    }
    let name = CString::new(symbol).ok()?;
    // SAFETY: NULL asks for the executable's own module, which is never unloaded; the name is
    // NUL-terminated and outlives the call.
    NonNull::new(unsafe {
        let executable = GetModuleHandleW(std::ptr::null());
        GetProcAddress(executable, name.as_ptr())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_is_exported_and_nothing_else() {
        // Any executable has a C library in its global scope.
        assert!(cfg!(windows) || find("malloc").is_some());
        assert!(find("_ZN2v84base7ieee7546no_suchEd").is_none());
        assert!(find("inner\0nul").is_none());
    }
}
