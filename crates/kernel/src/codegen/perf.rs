//! Names for `perf`: with `NUMPOOL_PERF=1`, each mapped function is a line in `/tmp/perf-<pid>.map`.
//!
//! Format: Linux, `tools/perf/Documentation/jit-interface.txt`.

use std::fs::OpenOptions;
use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Tells `perf` of code at an address. What cannot be written is left out: nobody's results depend on it.
pub(super) fn tell(start: usize, length: usize) {
    static WANTED: OnceLock<bool> = OnceLock::new();
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    if !*WANTED.get_or_init(|| std::env::var_os("NUMPOOL_PERF").is_some_and(|it| it == "1")) {
        return;
    }
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let path = format!("/tmp/perf-{}.map", std::process::id());
    if let Ok(mut file) = OpenOptions::new().create(true).append(true).open(path) {
        // One write, so that lines of several threads do not mix.
        let line = format!("{start:x} {length:x} numpool kernel {number}\n");
        let _ = file.write_all(line.as_bytes());
    }
}
