//! Typed arrays as memory: where they are, how long, of what kind, and whether they overlap.
//!
//! `napi_get_typedarray_info` answers for arrays over `SharedArrayBuffer` too, while
//! `napi_get_arraybuffer_info` fails on them in Node 20; that `napi_is_arraybuffer` says no to their
//! buffer is how they are told apart. A detached view has length 0; one that a resize put out of
//! bounds has length 0 and a stale pointer, so only the length is trusted.

use std::ffi::c_void;
use std::ops::Range;
use std::ptr;

use napi::sys::{self, TypedarrayType, napi_env, napi_value};
use numpool_kernel::machine::Kind;

/// What newer Node calls `napi_float16_array`.
const FLOAT16_ARRAY: i32 = 11;

/// A typed array at the moment of the call.
#[derive(Clone, Copy)]
pub(crate) struct View {
    pub(crate) data: *mut c_void,
    /// Elements.
    pub(crate) length: usize,
    pub(crate) kind: Kind,
    pub(crate) shared: bool,
}

impl View {
    /// `None` for what is not a typed array of numbers.
    ///
    /// # Safety
    /// `env` is the environment of the running callback and `value` one of its handles.
    pub(crate) unsafe fn read(env: napi_env, value: napi_value) -> Option<Self> {
        let mut code = 0;
        // SAFETY: by contract; `code` is a live local.
        let view = unsafe { Self::look(env, value, &raw mut code) }?;
        let kind = kind(code)?;
        Some(Self { kind, ..view })
    }

    /// As [`View::read`], for what is known to be a `Float64Array` if it is a typed array.
    ///
    /// # Safety
    /// As [`View::read`]; a typed array of another kind must not come here.
    pub(crate) unsafe fn read_float64(env: napi_env, value: napi_value) -> Option<Self> {
        // SAFETY: by contract; the kind is not asked for.
        unsafe { Self::look(env, value, ptr::null_mut()) }
    }

    /// The view with `code` filled in unless null, called a `Float64Array`.
    ///
    /// # Safety
    /// As [`View::read`]; `code` is null or live.
    #[inline]
    unsafe fn look(env: napi_env, value: napi_value, code: *mut i32) -> Option<Self> {
        let mut length = 0;
        let mut data = ptr::null_mut();
        let mut buffer = ptr::null_mut();
        // SAFETY: live by contract, and every out-parameter is a live local.
        let status = unsafe {
            sys::napi_get_typedarray_info(
                env,
                value,
                code,
                &raw mut length,
                &raw mut data,
                &raw mut buffer,
                ptr::null_mut(),
            )
        };
        if status != sys::Status::napi_ok {
            return None;
        }
        let mut private = false;
        // SAFETY: `buffer` is the handle just made.
        let status = unsafe { sys::napi_is_arraybuffer(env, buffer, &raw mut private) };
        Some(Self {
            data,
            length,
            kind: Kind::F64,
            shared: status == sys::Status::napi_ok && !private,
        })
    }

    /// The view as `Float16Array`, if its elements have that size.
    pub(crate) fn as_float16(self) -> Option<Self> {
        let fits = matches!(self.kind, Kind::U16 | Kind::F16);
        fits.then_some(Self {
            kind: Kind::F16,
            ..self
        })
    }

    /// The view as bytes of 0 and 1, if its elements have that size.
    pub(crate) fn as_boolean(self) -> Option<Self> {
        (bytes(self.kind) == 1).then_some(Self {
            kind: Kind::Bool,
            ..self
        })
    }

    /// The addresses of the first `items` elements, which the view has.
    pub(crate) fn span(&self, items: usize) -> Range<usize> {
        let start = self.data as usize;
        start..start + items * bytes(self.kind)
    }

    /// Whether these many elements of both share memory.
    pub(crate) fn touches(&self, items: usize, other: &Self, others: usize) -> bool {
        let (out, read) = (self.span(items), other.span(others));
        !(out.is_empty() || read.is_empty() || out.end <= read.start || read.end <= out.start)
    }

    /// Whether writing `self` item by item would change items of `column` not read yet: they overlap
    /// other than item on item.
    pub(crate) fn spoils(&self, column: &Self, items: usize) -> bool {
        let (out, read) = (self.span(items), column.span(items));
        let apart = out.end <= read.start || read.end <= out.start;
        let in_place = out.start == read.start && bytes(self.kind) == bytes(column.kind);
        !apart && !in_place
    }
}

/// Bytes of an element.
pub(crate) fn bytes(kind: Kind) -> usize {
    match kind {
        Kind::I8 | Kind::U8 | Kind::U8Clamped | Kind::Bool => 1,
        Kind::I16 | Kind::U16 | Kind::F16 => 2,
        Kind::I32 | Kind::U32 | Kind::F32 => 4,
        Kind::F64 => 8,
    }
}

fn kind(code: i32) -> Option<Kind> {
    Some(match code {
        TypedarrayType::float64_array => Kind::F64,
        TypedarrayType::float32_array => Kind::F32,
        TypedarrayType::int8_array => Kind::I8,
        TypedarrayType::uint8_array => Kind::U8,
        TypedarrayType::uint8_clamped_array => Kind::U8Clamped,
        TypedarrayType::int16_array => Kind::I16,
        TypedarrayType::uint16_array => Kind::U16,
        TypedarrayType::int32_array => Kind::I32,
        TypedarrayType::uint32_array => Kind::U32,
        FLOAT16_ARRAY => Kind::F16,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(start: usize, kind: Kind) -> View {
        View {
            data: ptr::without_provenance_mut(start),
            length: 100,
            kind,
            shared: false,
        }
    }

    #[test]
    fn in_place_and_apart_are_allowed_and_the_rest_is_not() {
        let out = view(800, Kind::F64);
        assert!(!out.spoils(&view(800, Kind::F64), 10));
        assert!(!out.spoils(&view(880, Kind::F64), 10));
        assert!(!out.spoils(&view(720, Kind::F64), 10));
        assert!(out.spoils(&view(808, Kind::F64), 10));
        assert!(out.spoils(&view(792, Kind::F64), 10));
        assert!(out.spoils(&view(800, Kind::F32), 10));
        assert!(!out.spoils(&view(808, Kind::F64), 0));
        assert!(!view(800, Kind::F32).spoils(&view(800, Kind::I32), 10));
        assert!(view(800, Kind::U8).spoils(&view(809, Kind::F64), 10));
    }
}
