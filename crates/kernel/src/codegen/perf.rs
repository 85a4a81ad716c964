//! Names for `perf`: with `NUMPOOL_PERF=1`, each mapped function is a line in `/tmp/perf-<pid>.map`.
//!
//! `numpool#3 (x) => Math.sqrt(x) * 2 [avx512: f64 -> f64]`: the kernel's source, cut, and what this code of it is for.
//!
//! Format: Linux, `tools/perf/Documentation/jit-interface.txt`.

use std::fs::OpenOptions;
use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use super::signature::{Input, Signature};
use crate::machine::Isa;

/// Characters of a source that names keep.
const MOST: usize = 60;

fn is_wanted() -> bool {
    static WANTED: OnceLock<bool> = OnceLock::new();
    *WANTED.get_or_init(|| std::env::var_os("NUMPOOL_PERF").is_some_and(|it| it == "1"))
}

/// What a kernel is called: its source on one line, or its beginning. Nothing where nobody asks.
pub(super) fn name(source: &str) -> String {
    if !is_wanted() {
        return String::new();
    }
    let mut words = source.split_whitespace();
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        if name.chars().count() > MOST {
            break;
        }
        name.push(' ');
        name.push_str(word);
    }
    if let Some((end, _)) = name.char_indices().nth(MOST) {
        name.truncate(end);
        name.push('…');
    }
    name
}

/// Tells `perf` of code at an address. What cannot be written is left out: nobody's results depend on it.
pub(super) fn tell(start: usize, length: usize, name: &str, signature: &Signature, isa: Isa) {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    if !is_wanted() {
        return;
    }
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let path = format!("/tmp/perf-{}.map", std::process::id());
    if let Ok(mut file) = OpenOptions::new().create(true).append(true).open(path) {
        let (isa, kinds) = (isa.name(), kinds(signature));
        // One write, so that lines of several threads do not mix.
        let line = format!("{start:x} {length:x} numpool#{number} {name} [{isa}: {kinds}]\n");
        let _ = file.write_all(line.as_bytes());
    }
}

/// `f64, range -> u8`
fn kinds(signature: &Signature) -> String {
    let inputs = signature.inputs.iter().map(|input| match input {
        Input::Memory(kind) => format!("{kind:?}").to_lowercase(),
        Input::Range => "range".to_owned(),
    });
    let outputs = signature.outputs.iter();
    let outputs = outputs.map(|kind| format!("{kind:?}").to_lowercase());
    let list = |names: Vec<String>| names.join(", ");
    format!("{} -> {}", list(inputs.collect()), list(outputs.collect()))
}
