//! Where code is the slower machine, blocks run.

use super::kernels::{compiled, sets};
use crate::frontend::{Capture, CaptureKind};
use crate::machine::Isa;
use crate::program::Program;

fn machine(source: &str, isa: Isa) -> String {
    let name = "t".to_owned();
    let captures = [Capture {
        name,
        kind: CaptureKind::Table,
    }];
    let program = Program::with_isa(&compiled(source, &captures), isa).expect("a small function");
    program.machine()
}

// Code took twice as long for the step that blocks have for it.
#[test]
fn interpolation_in_a_table() {
    for isa in sets() {
        let once = machine(
            "x => { const i = Math.floor(x); return t[i] + (t[i + 1] - t[i]) * (x - i) }",
            isa,
        );
        assert!(once.starts_with("blocks of numbers"), "{once}");
        let looped = machine(
            "x => { let s = 0; for (let n = 0; n < 9; n++) { const i = Math.floor(x); s += t[i] + (t[i + 1] - t[i]) * (x - i) } return s }",
            isa,
        );
        assert!(looped.starts_with("machine code"), "{looped}");
        let item = machine("x => t[x] * 2 + 1", isa);
        assert!(item.starts_with("machine code"), "{item}");
    }
}

#[test]
fn functions_of_the_engine() {
    for isa in sets() {
        let answer = machine("x => Math.sin(x) + t.length", isa);
        assert_eq!(
            answer.starts_with("machine code"),
            isa == Isa::Avx512,
            "{answer}"
        );
    }
}
