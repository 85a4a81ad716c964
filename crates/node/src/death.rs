//! `watchDeath`: a word in shared memory that says when an environment has ended, however it ended,
//! for those who cannot be told otherwise (a caller blocked in `Atomics.wait`).

use std::ffi::c_void;
use std::sync::atomic::{AtomicI32, Ordering};

use napi::bindgen_prelude::{Env, JsValue, Unknown};
use napi::sys::{self, napi_env, napi_ref};
use napi_derive::napi;
use numpool_kernel::machine::Kind;

use crate::api;
use crate::views::View;

struct Watch {
    env: napi_env,
    /// Keeps the memory until the hook has run.
    words: napi_ref,
    word: *mut i32,
}

/// Stores 1 at `words[index]` when the calling environment ends. False when `words` is not an
/// `Int32Array` over shared memory with that index.
#[napi]
pub(crate) fn watch_death(env: Env, words: Unknown, index: u32) -> bool {
    api::guarded(None, || watch(env.raw(), &words, index as usize)).is_some()
}

fn watch(env: napi_env, words: &Unknown, index: usize) -> Option<()> {
    // SAFETY: the running callback's environment and handle, here and below.
    let view = unsafe { View::read(env, words.raw()) }?;
    if !view.shared || !matches!(view.kind, Kind::I32) || index >= view.length {
        return None;
    }
    // SAFETY: as above.
    let reference = unsafe { api::hold(env, words.raw()) }?;
    let word = view.data.cast::<i32>().wrapping_add(index);
    let watch = Box::into_raw(Box::new(Watch {
        env,
        words: reference,
        word,
    }));
    // SAFETY: `ended` takes the box back, once.
    let status = unsafe { sys::napi_add_env_cleanup_hook(env, Some(ended), watch.cast()) };
    if status == sys::Status::napi_ok {
        return Some(());
    }
    // SAFETY: given to nobody.
    let watch = unsafe { Box::from_raw(watch) };
    // SAFETY: made above, on this thread.
    unsafe { api::release(env, watch.words) };
    None
}

unsafe extern "C" fn ended(data: *mut c_void) {
    // SAFETY: the box made by `watch`.
    let watch = unsafe { Box::from_raw(data.cast::<Watch>()) };
    // SAFETY: inside the shared array when it was watched; shared memory never shrinks, and the
    // reference kept it. JS aligns an Int32Array's elements.
    let word = unsafe { AtomicI32::from_ptr(watch.word) };
    // SeqCst, as `Atomics.store` would: readers in JS order it among their own atomics.
    word.store(1, Ordering::SeqCst);
    // SAFETY: on the environment's thread, before its references die.
    unsafe { api::release(watch.env, watch.words) };
}
