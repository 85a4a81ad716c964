//! The engine's own functions, exported by its executable: V8's `base::ieee754`.
//!
//! An accident, not an API: Node exports them on Linux, macOS and Windows since they are linked with
//! the visibility that addons need; Deno and Bun do not. So they are looked up each time, and proved
//! each time. Measured: facts in README.md.

use super::{Call, Candidate, symbols};
use crate::MathFn;

/// `v8::base::ieee754::<f>`. For `pow` it exists up to Node 22 only.
pub(super) fn candidate(function: MathFn) -> Option<Candidate> {
    let name = function.name();
    found(&["v8", "base", "ieee754", name], function.arity())
}

/// V8's old `pow`, which Node 24 and later run under `--no-use-std-math-pow`.
pub(super) fn legacy_pow() -> Option<Candidate> {
    found(&["v8", "base", "ieee754", "legacy", "pow"], 2)
}

/// Looks up the function of `arity` doubles at this C++ path.
fn found(path: &[&str], arity: usize) -> Option<Candidate> {
    let symbol = mangle(path, arity);
    let call = match arity {
        1 => Call::One(symbols::find1(&symbol)?),
        _ => Call::Two(symbols::find2(&symbol)?),
    };
    // Once per process and function: the lists live as long as the process.
    let name: &'static str = Box::leak(path.join("::").into_boxed_str());
    Some(Candidate { name, call })
}

/// The symbol of `double path(double…)` by the platform's C++ mangling.
fn mangle(path: &[&str], arity: usize) -> String {
    if cfg!(windows) {
        mangle_msvc(path, arity)
    } else {
        mangle_itanium(path, arity)
    }
}

/// Linux and macOS (where `dlsym` adds the leading underscore itself).
/// Source: Itanium C++ ABI, Mangling, <https://itanium-cxx-abi.github.io/cxx-abi/abi.html#mangling>.
fn mangle_itanium(path: &[&str], arity: usize) -> String {
    let names: Vec<String> = path
        .iter()
        .map(|name| format!("{}{name}", name.len()))
        .collect();
    format!("_ZN{}E{}", names.concat(), "d".repeat(arity))
}

/// Windows: names inside out; `YA` a free `__cdecl` function, `N` a double, first the result's.
fn mangle_msvc(path: &[&str], arity: usize) -> String {
    let names: Vec<&str> = path.iter().rev().copied().collect();
    format!("?{}@@YAN{}@Z", names.join("@"), "N".repeat(arity))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mangled_names_are_those_of_the_executables() {
        let sin = ["v8", "base", "ieee754", "sin"];
        let atan2 = ["v8", "base", "ieee754", "atan2"];
        let legacy = ["v8", "base", "ieee754", "legacy", "pow"];
        assert_eq!(mangle_itanium(&sin, 1), "_ZN2v84base7ieee7543sinEd");
        assert_eq!(mangle_itanium(&atan2, 2), "_ZN2v84base7ieee7545atan2Edd");
        assert_eq!(
            mangle_itanium(&legacy, 2),
            "_ZN2v84base7ieee7546legacy3powEdd"
        );
        assert_eq!(mangle_msvc(&sin, 1), "?sin@ieee754@base@v8@@YANN@Z");
        assert_eq!(mangle_msvc(&atan2, 2), "?atan2@ieee754@base@v8@@YANNN@Z");
        assert_eq!(
            mangle_msvc(&legacy, 2),
            "?pow@legacy@ieee754@base@v8@@YANNN@Z"
        );
    }
}
