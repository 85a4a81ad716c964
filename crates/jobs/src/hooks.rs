//! Switches for the memory tests: each guard of the native half can be turned off to see that the
//! test for it fails. Not compiled into release builds.

use std::sync::OnceLock;

/// Whether `NUMPOOL_TEST_DISABLE_GUARD` names this guard.
pub fn disabled(guard: &str) -> bool {
    static DISABLED: OnceLock<String> = OnceLock::new();
    let list =
        DISABLED.get_or_init(|| std::env::var("NUMPOOL_TEST_DISABLE_GUARD").unwrap_or_default());
    list.split(',').any(|name| name == guard)
}

/// A number from the environment, 0 when it is missing or unreadable.
pub fn number(name: &str) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
}
