//! Times the making of machine code, on one thread: µs from IR to a program for the block machine, and from what that keeps of the IR
//! to mapped code; the median of many.
//!
//! `cargo run --profile quick -p numpool-kernel --example compile_time [part of a name] [instruction set]`
//!
//! Targets: 200 µs for 20 operations, 2 ms for the largest that there is code for.

use std::fmt::Write;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use numpool_kernel::frontend::{Capture, CaptureKind, Request, compile};
use numpool_kernel::machine::{Choice, Column, Isa, Kind, Machine, Output, Run, Table as Captured};
use numpool_kernel::program::Program;
use numpool_math::Table;

const HORNER: &str = "x => ((((((((((0.1 * x + 0.2) * x + 0.3) * x + 0.4) * x + 0.5) * x + 0.6) * x \
    + 0.7) * x + 0.8) * x + 0.9) * x + 1.0) * x + 1.1)";
const HASH: &str = "x => { let h = x | 0; h = Math.imul(h ^ (h >>> 16), 0x85ebca6b); h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35); \
    h = Math.imul(h ^ (h >>> 16), 0x27d4eb2f); h = Math.imul(h ^ (h >>> 15), 0x165667b1); \
    h = Math.imul(h ^ (h >>> 14), 0x9e3779b1); return (h ^ (h >>> 16)) >>> 0 }";
const MANDELBROT: &str = "cx => { let x = 0; let y = 0; let n = 0; while (n < 200 && x * x + y * y <= 4) { \
    const next = x * x - y * y + cx * 3 - 2; y = 2 * x * y + 0.1; x = next; n++ } return n }";
const INTERPOLATION: &str = "x => { const at = x * 10; const i = Math.floor(at); return t[i] + (t[i + 1] - t[i]) * (at - i) }";

/// So many operations, one after the other.
fn chain(operations: usize) -> String {
    let mut source = "x => { let y = x".to_owned();
    for i in 0..operations / 2 {
        let _ = write!(source, "; y = y * x + {i}.5");
    }
    source + "; return y }"
}

/// So many operations, most of whose results are needed to the end: few stay in registers.
fn wide(operations: usize) -> String {
    let count = operations / 3;
    let mut source = "x => { const v0 = x".to_owned();
    for i in 1..count {
        let _ = write!(source, ", v{i} = v{} * {i}.25 - x", i - 1);
    }
    source += "; return v0";
    for i in 1..count {
        let _ = write!(source, " + v{i}");
    }
    source + " }"
}

/// A loop of so many operations that carries fifty values.
fn turning(operations: usize) -> String {
    let mut source = "x => { let v0 = x".to_owned();
    for i in 1..50 {
        let _ = write!(source, ", v{i} = x + {i}");
    }
    source += "; for (let i = 0; i < x; i++) { ";
    for i in 0..operations / 3 {
        let _ = write!(
            source,
            "v{} = v{} * v{} - {i}.5; ",
            i % 50,
            (i + 7) % 50,
            (i + 23) % 50
        );
    }
    source += "} return v0";
    for i in 1..50 {
        let _ = write!(source, " + v{i}");
    }
    source + " }"
}

/// Operations that take many instructions each.
fn rounding(operations: usize) -> String {
    let mut source = "x => { let y = x".to_owned();
    for i in 0..operations / 3 {
        let _ = write!(source, "; y = Math.f16round(Math.max(y, x * {i}.5))");
    }
    source + "; return y }"
}

fn main() {
    let rows = [
        ("x + 1", "x => x + 1".to_owned()),
        ("Horner, 20 operations", HORNER.to_owned()),
        ("hash", HASH.to_owned()),
        ("mandelbrot", MANDELBROT.to_owned()),
        ("interpolation", INTERPOLATION.to_owned()),
        ("chain of 200", chain(200)),
        ("chain of 1,990", chain(1990)),
        ("wide, 1,900", wide(1900)),
        ("loop, 1,700", turning(1700)),
        ("rounding, 1,900", rounding(1900)),
    ];
    let only = std::env::args().nth(1).unwrap_or_default();
    let set = std::env::args().nth(2).unwrap_or_default();
    for isa in Isa::available().filter(|isa| isa.name().contains(&set)) {
        println!("{:24} {:>12} {:>12}", isa.name(), "program", "code");
        for (name, source) in rows.iter().filter(|(name, _)| name.contains(&only)) {
            row(name, source, isa);
        }
    }
}

fn row(name: &str, source: &str, isa: Isa) {
    let captures = [Capture {
        name: "t".to_owned(),
        kind: CaptureKind::Table,
    }];
    let math = Capture {
        name: "Math".to_owned(),
        kind: CaptureKind::Builtin("Math".to_owned()),
    };
    let captures = if source.contains("t[") {
        vec![captures[0].clone(), math]
    } else {
        vec![math]
    };
    let compiled = match compile(&Request {
        source,
        columns: 1,
        tuple: false,
        booleans: 0,
        captures: &captures,
        functions: &[],
    }) {
        Ok(compiled) => compiled,
        Err(reasons) => return println!("{name:24} {reasons:?}"),
    };
    let (mut programs, mut codes) = (Vec::new(), Vec::new());
    let begin = Instant::now();
    while programs.len() < 5 || (begin.elapsed().as_millis() < 200 && programs.len() < 2000) {
        let start = Instant::now();
        let Ok(program) = Program::with_isa(&compiled.function, isa) else {
            return println!("{name:24} too large");
        };
        programs.push(start.elapsed().as_nanos() as f64 / 1000.0);
        program.choose(Choice::Generated);
        // The first run makes the code, and is one item long.
        let first = one_item(&program);
        let second = one_item(&program);
        if !program.is_generated() {
            return println!("{name:24} no code");
        }
        codes.push(first - second);
    }
    let mut line = format!("{name:24}");
    for times in [&mut programs, &mut codes] {
        times.sort_by(f64::total_cmp);
        let _ = write!(line, " {:12.1}", times[times.len() / 2]);
    }
    println!("{line}");
}

/// µs of a run over one item.
fn one_item(program: &Program) -> f64 {
    let (x, mut out, table) = ([0.5_f64], [0.0_f64], [1.0_f64; 16]);
    let tables = [Captured {
        ptr: table.as_ptr().cast(),
        length: table.len(),
        kind: Kind::F64,
    }];
    let run = Run {
        program,
        columns: &[Column::numbers(&x)],
        output: Output::numbers(&mut out),
        params: &[],
        others: &[],
        math: &Table::host_libm(),
        tables: &tables[..program.tables()],
    };
    let mut machine = Machine::new().expect("memory");
    let start = Instant::now();
    // SAFETY: both arrays have an item.
    let done = unsafe { machine.run(&run, 0..1, &AtomicBool::new(false)) };
    let time = start.elapsed().as_nanos() as f64 / 1000.0;
    assert_eq!(done, Ok(true));
    time
}
