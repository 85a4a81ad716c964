//! Linker settings for a Node addon.

fn main() {
    let set = |name| std::env::var_os(name).is_some();
    let linux = std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux");
    // On Linux the usual settings are one: `nodelete`. It pins the library as `pin` in exports.rs
    // does, so the memory tests, which switch that off, are built without it.
    if !(linux && set("CARGO_FEATURE_TEST_HOOKS")) {
        napi_build::setup();
    }
}
