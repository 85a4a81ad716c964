//! Miscompilations on purpose, to show that the fuzzer finds them (feature `test-hooks` only). One at a
//! time is switched on, by its name in `NUMPOOL_TEST_MISCOMPILE`; `fuzz/faults.mjs` says what each is.

/// Whether this fault is switched on.
#[cfg(feature = "test-hooks")]
pub(crate) fn wrong(fault: &str) -> bool {
    fault == name()
}

/// Whether one is switched on that is not in the making of machine code: the block machine has to run then, as code
/// would hide many of them.
pub(crate) fn in_blocks() -> bool {
    #[cfg(feature = "test-hooks")]
    return !name().is_empty() && !name().starts_with("code-");
    #[cfg(not(feature = "test-hooks"))]
    return false;
}

#[cfg(feature = "test-hooks")]
fn name() -> &'static str {
    use std::sync::OnceLock;

    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| std::env::var("NUMPOOL_TEST_MISCOMPILE").unwrap_or_default())
}

/// Never, and the compiler knows: nothing of a fault is left in a release build.
#[cfg(not(feature = "test-hooks"))]
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "folds away what stands behind the question"
)]
pub(crate) const fn wrong(_fault: &str) -> bool {
    false
}
