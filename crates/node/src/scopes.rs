//! What V8 itself knows of a function: the scopes of a closure, and the place of its text.
//!
//! The scopes come from the functions behind the inspector's `[[Scopes]]`, without the inspector: some builds of
//! Node export them (20 and 22 do), though no header declares them, and others still name them in their symbol
//! table (`executable.rs`). The places come from V8's public
//! interface. Both are C++, so each is looked up by its mangled name and nothing is used unless it is there; which
//! versions of V8 have the layout that is assumed here, and a proof on closures whose variables are known,
//! is the part of `src/function/v8-scopes.ts`.
//!
//! A `napi_value` is a `v8::Local`: the address of a handle's slot, one word, passed as such.

use std::ffi::{CStr, c_int, c_void};
use std::mem::{MaybeUninit, transmute_copy};
use std::ptr::{self, NonNull};
use std::sync::OnceLock;

use napi::sys::{self, napi_callback_info, napi_env, napi_value};

use crate::api;

/// A C++ object that is returned through memory of the caller's: on x86-64 (System V) and `AArch64` anything
/// longer than two words, and anything with a destructor. The callee fills in the first words as it
/// has them; this is longer than each of the objects returned here.
#[repr(C)]
struct Returned([MaybeUninit<*mut c_void>; 8]);

/// `v8::debug::ScopeIterator`, made and walked by V8.
type Iterator = *mut c_void;
type Isolate = *mut c_void;

/// The symbols behind `[[Scopes]]`.
#[derive(Clone, Copy)]
struct Scopes {
    current_isolate: unsafe extern "C" fn() -> Isolate,
    create: unsafe extern "C" fn(Isolate, napi_value) -> Returned,
    done: unsafe extern "C" fn(Iterator) -> bool,
    advance: unsafe extern "C" fn(Iterator),
    kind: unsafe extern "C" fn(Iterator) -> c_int,
    object: unsafe extern "C" fn(Iterator) -> napi_value,
    destroy: unsafe extern "C" fn(Iterator),
}

/// The symbols behind a function's place. Each takes the function as `this`.
#[derive(Clone, Copy)]
struct Places {
    script: unsafe extern "C" fn(napi_value) -> c_int,
    line: unsafe extern "C" fn(napi_value) -> c_int,
    column: unsafe extern "C" fn(napi_value) -> c_int,
    origin: unsafe extern "C" fn(napi_value) -> Returned,
}

/// A symbol of the process, as the function it is.
///
/// # Safety
/// `F` is a function pointer type of the signature that the symbol has.
unsafe fn symbol<F: Copy>(name: &CStr) -> Option<F> {
    #[cfg(unix)]
    // SAFETY: a NUL-terminated name; a lookup in what is loaded changes nothing.
    let address = unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) };
    #[cfg(not(unix))]
    let address: *mut c_void = {
        let _ = name;
        ptr::null_mut()
    };
    let address = NonNull::new(address)?;
    // SAFETY: by contract.
    Some(unsafe { function(address) })
}

/// An address, as the function it is.
///
/// # Safety
/// `F` is a function pointer type of the signature that the function at the address has.
unsafe fn function<F: Copy>(address: NonNull<c_void>) -> F {
    const { assert!(size_of::<F>() == size_of::<*mut c_void>()) };
    // SAFETY: a function pointer by contract, and of that size.
    unsafe { transmute_copy(&address) }
}

const CURRENT_ISOLATE: &CStr = c"_ZN2v87Isolate10GetCurrentEv";

/// The symbols of [`Scopes`] after the first, in its order.
const SCOPES: [&CStr; 6] = [
    c"_ZN2v85debug13ScopeIterator17CreateForFunctionEPNS_7IsolateENS_5LocalINS_8FunctionEEE",
    c"_ZN2v88internal18DebugScopeIterator4DoneEv",
    c"_ZN2v88internal18DebugScopeIterator7AdvanceEv",
    c"_ZN2v88internal18DebugScopeIterator7GetTypeEv",
    c"_ZN2v88internal18DebugScopeIterator9GetObjectEv",
    c"_ZN2v88internal18DebugScopeIteratorD0Ev",
];

fn scopes_of_v8() -> Option<&'static Scopes> {
    static FOUND: OnceLock<Option<Scopes>> = OnceLock::new();
    FOUND
        .get_or_init(|| {
            let [create, done, advance, kind, object, destroy] = find_scopes()?;
            // SAFETY: the signatures that these have in V8 11 to 14: `CreateForFunction` returns a `std::unique_ptr`,
            // the others belong to the one class whose instances it returns.
            unsafe {
                Some(Scopes {
                    current_isolate: symbol(CURRENT_ISOLATE)?,
                    create: function(create),
                    done: function(done),
                    advance: function(advance),
                    kind: function(kind),
                    object: function(object),
                    destroy: function(destroy),
                })
            }
        })
        .as_ref()
}

/// The addresses of [`SCOPES`]: exported, or else in the executable all the same.
fn find_scopes() -> Option<[NonNull<c_void>; 6]> {
    let mut exported = [NonNull::dangling(); 6];
    let all = exported.iter_mut().zip(SCOPES).all(|(slot, name)| {
        // SAFETY: an address is what it is, whatever the function's type.
        let found = unsafe { symbol::<NonNull<c_void>>(name) };
        found.is_some_and(|address| {
            *slot = address;
            true
        })
    });
    if all {
        return Some(exported);
    }
    #[cfg(target_os = "linux")]
    return crate::executable::functions(SCOPES);
    #[cfg(not(target_os = "linux"))]
    None
}

fn places_of_v8() -> Option<&'static Places> {
    static FOUND: OnceLock<Option<Places>> = OnceLock::new();
    // SAFETY: the signatures in `v8-function.h` of V8 11 to 14; `GetScriptOrigin` returns a `ScriptOrigin` of six
    // words at most.
    FOUND
        .get_or_init(|| unsafe {
            Some(Places {
                script: symbol(c"_ZNK2v88Function8ScriptIdEv")?,
                line: symbol(c"_ZNK2v88Function19GetScriptLineNumberEv")?,
                column: symbol(c"_ZNK2v88Function21GetScriptColumnNumberEv")?,
                origin: symbol(c"_ZNK2v88Function15GetScriptOriginEv")?,
            })
        })
        .as_ref()
}

/// The arguments of the running callback, the first of which is a function.
///
/// # Safety
/// `env` and `info` are those of the running callback.
unsafe fn of_function(env: napi_env, info: napi_callback_info) -> Option<[napi_value; 2]> {
    let mut handles = [ptr::null_mut(); 2];
    // SAFETY: by contract.
    unsafe { api::arguments(env, info, &mut handles) }?;
    // SAFETY: an argument of the running callback.
    let kind = unsafe { api::type_of(env, handles[0]) };
    (kind == sys::ValueType::napi_function).then_some(handles)
}

/// `scopes(fn, mask)`: the scopes of a closure at the depths whose bits are set (the last bit: at every depth from there on),
/// as a flat array of object and type, innermost first. `undefined` where this V8 has no such functions, or
/// the value has no scopes to show (bound and native functions, proxies).
///
/// # Safety
/// Called by Node-API.
pub(crate) unsafe extern "C" fn scopes(env: napi_env, info: napi_callback_info) -> napi_value {
    // SAFETY: Node-API's own arguments.
    api::guarded(None, || unsafe { list(env, info) }).unwrap_or(ptr::null_mut())
}

/// # Safety
/// As [`scopes`].
unsafe fn list(env: napi_env, info: napi_callback_info) -> Option<napi_value> {
    let v8 = scopes_of_v8()?;
    // SAFETY: by contract.
    let [function, mask] = unsafe { of_function(env, info) }?;
    // SAFETY: as above.
    let mask = unsafe { api::uint32(env, mask) }?;
    // SAFETY: a callable object of the isolate that runs on this thread; handles live until the callback returns.
    let Returned([iterator, ..]) = unsafe { (v8.create)((v8.current_isolate)(), function) };
    // SAFETY: a `std::unique_ptr` is one word, which the constructor has written.
    let iterator = NonNull::new(unsafe { iterator.assume_init() })?;
    let walk = Walk { v8, iterator };
    let mut result = ptr::null_mut();
    // SAFETY: the running callback's environment; `result` is a live local.
    if unsafe { sys::napi_create_array(env, &raw mut result) } != sys::Status::napi_ok {
        return None;
    }
    let mut length = 0;
    let mut depth = 0;
    while !walk.done() && mask >> depth != 0 {
        if mask >> depth & 1 != 0 {
            let (object, kind) = walk.here();
            // SAFETY: handles of this environment.
            let status = unsafe { sys::napi_set_element(env, result, length, object) };
            // SAFETY: the running callback's environment.
            let kind = unsafe { api::integer(env, kind) };
            // SAFETY: handles of this environment.
            let other = unsafe { sys::napi_set_element(env, result, length + 1, kind) };
            if status != sys::Status::napi_ok || other != sys::Status::napi_ok {
                return None;
            }
            length += 2;
        }
        walk.advance();
        depth = (depth + 1).min(u32::BITS - 1);
    }
    Some(result)
}

/// One walk along the scopes of a closure, from the inside out.
struct Walk<'v8> {
    v8: &'v8 Scopes,
    iterator: NonNull<c_void>,
}

impl Walk<'_> {
    fn done(&self) -> bool {
        // SAFETY: a live iterator, here and below; V8 throws nothing here and runs no JavaScript.
        unsafe { (self.v8.done)(self.iterator.as_ptr()) }
    }

    fn advance(&self) {
        // SAFETY: not done, by `list`.
        unsafe { (self.v8.advance)(self.iterator.as_ptr()) }
    }

    /// The scope's variables as an object that V8 makes for it, and its type.
    fn here(&self) -> (napi_value, c_int) {
        let iterator = self.iterator.as_ptr();
        // SAFETY: not done, by `list`.
        unsafe { ((self.v8.object)(iterator), (self.v8.kind)(iterator)) }
    }
}

impl Drop for Walk<'_> {
    fn drop(&mut self) {
        // SAFETY: what the `std::unique_ptr` would do, once.
        unsafe { (self.v8.destroy)(self.iterator.as_ptr()) }
    }
}

/// `place(fn, words)`: stores the script's number, line and column of the function's text, counted from 0, in an
/// `Int32Array`, which is returned; `undefined` for a function without a script.
///
/// # Safety
/// Called by Node-API.
pub(crate) unsafe extern "C" fn place(env: napi_env, info: napi_callback_info) -> napi_value {
    // SAFETY: Node-API's own arguments.
    api::guarded(None, || unsafe { fill_place(env, info) }).unwrap_or(ptr::null_mut())
}

/// # Safety
/// As [`place`].
unsafe fn fill_place(env: napi_env, info: napi_callback_info) -> Option<napi_value> {
    let v8 = places_of_v8()?;
    // SAFETY: by contract.
    let [function, words] = unsafe { of_function(env, info) }?;
    let (mut kind, mut length, mut data) = (0, 0, ptr::null_mut());
    // SAFETY: an argument of the running callback; the targets are live locals, those not wanted may be null.
    let status = unsafe {
        sys::napi_get_typedarray_info(
            env,
            words,
            &raw mut kind,
            &raw mut length,
            &raw mut data,
            ptr::null_mut(),
            ptr::null_mut(),
        )
    };
    let fits = kind == sys::TypedarrayType::int32_array && length >= 3;
    if status != sys::Status::napi_ok || !fits {
        return None;
    }
    // SAFETY: V8 asks by itself whether the callable object has a script.
    let found = unsafe {
        [
            (v8.script)(function),
            (v8.line)(function),
            (v8.column)(function),
        ]
    };
    if found.iter().any(|&number| number < 0) || found[0] == 0 {
        return None;
    }
    // SAFETY: three words of an Int32Array; nobody else writes while this callback runs.
    unsafe { data.cast::<[i32; 3]>().write_unaligned(found) };
    Some(words)
}

/// `scriptName(fn, word)`: the name of the script that the function stands in, as given to V8: a path or a URL of a file, or
/// anything else. `word` says which word of a `ScriptOrigin` this version of V8 keeps it in. `undefined` for none.
///
/// # Safety
/// Called by Node-API, with a word that is a `Local<Value>`.
pub(crate) unsafe extern "C" fn script_name(env: napi_env, info: napi_callback_info) -> napi_value {
    // SAFETY: Node-API's own arguments, and the word by contract.
    api::guarded(None, || unsafe { name_of(env, info) }).unwrap_or(ptr::null_mut())
}

/// # Safety
/// As [`script_name`].
unsafe fn name_of(env: napi_env, info: napi_callback_info) -> Option<napi_value> {
    let v8 = places_of_v8()?;
    // SAFETY: by contract.
    let [function, word] = unsafe { of_function(env, info) }?;
    // SAFETY: an argument of the running callback.
    let word = unsafe { api::uint32(env, word) }?.min(1);
    // SAFETY: V8 asks by itself whether the callable object has a script.
    let script = unsafe { (v8.script)(function) };
    if script <= 0 {
        return None;
    }
    // SAFETY: as above; the words returned fit into `Returned`.
    let Returned(words) = unsafe { (v8.origin)(function) };
    // SAFETY: one of the first two words, which every `ScriptOrigin` has.
    let name = unsafe { words[word as usize].assume_init() };
    let name: napi_value = NonNull::new(name)?.as_ptr().cast();
    // SAFETY: a handle by contract.
    let kind = unsafe { api::type_of(env, name) };
    (kind == sys::ValueType::napi_string).then_some(name)
}
