//! Times the block machine on typical kernels: ns per item on one thread, best of several rounds.
//!
//! `cargo run --profile quick -p numpool-kernel --example machine [instruction set]`
//!
//! Columns: the time of a whole run over 100 items in ns; then ns per item with everything in L1,
//! in L2/L3 and in memory.

use std::hint::black_box;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use numpool_kernel::frontend::{Request, compile};
use numpool_kernel::machine::{Choice, Column, Isa, Machine, Output, Run};
use numpool_kernel::program::Program;
use numpool_math::Table;

/// Kernels by what they measure.
const KERNELS: [(&str, &str); 17] = [
    ("x + 1", "x => x + 1"),
    ("sqrt", "x => Math.sqrt(x)"),
    ("sqrt * 2 + 1", "x => Math.sqrt(x) * 2 + 1"),
    ("divide", "x => 1 / x"),
    ("Horner, 10", HORNER),
    ("logistic, 6", LOGISTIC),
    ("clamp", "x => x < 0.25 ? 0.25 : x > 0.75 ? 0.75 : x"),
    ("min, max", "x => Math.max(0.25, Math.min(x, 0.75))"),
    ("round", "x => Math.round(x * 100) / 100"),
    ("x | 0", "x => x | 0"),
    (
        "integer mix",
        "x => { let h = x | 0; h = Math.imul(h ^ (h >>> 16), 73244475); return h ^ (h >>> 16) }",
    ),
    ("x % 7", "x => x % 7"),
    ("hypot", "x => Math.hypot(x, 3)"),
    ("logistic, 50", LOOP),
    ("mandelbrot, 200", MANDELBROT),
    ("hash", HASH),
    ("x > 0.9 ? log : 0", "x => x > 0.9 ? Math.log(x) : 0"),
];

const HORNER: &str = "x => ((((((((((0.1 * x + 0.2) * x + 0.3) * x + 0.4) * x + 0.5) * x + 0.6) * x \
    + 0.7) * x + 0.8) * x + 0.9) * x + 1.0) * x + 1.1)";
const LOGISTIC: &str = "x => { x = 3.7 * x * (1 - x); x = 3.7 * x * (1 - x); x = 3.7 * x * (1 - x); \
    x = 3.7 * x * (1 - x); x = 3.7 * x * (1 - x); return 3.7 * x * (1 - x) }";

const LOOP: &str = "x => { for (let i = 0; i < 50; i++) x = 3.7 * x * (1 - x); return x }";
const MANDELBROT: &str = "cx => { let x = 0; let y = 0; let n = 0; while (n < 200 && x * x + y * y <= 4) { \
    const next = x * x - y * y + cx * 3 - 2; y = 2 * x * y + 0.1; x = next; n++ } return n }";
const HASH: &str = "x => { let h = x | 0; h = Math.imul(h ^ (h >>> 16), 0x85ebca6b); h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35); \
    h = Math.imul(h ^ (h >>> 16), 0x27d4eb2f); h = Math.imul(h ^ (h >>> 15), 0x165667b1); \
    h = Math.imul(h ^ (h >>> 14), 0x9e3779b1); return (h ^ (h >>> 16)) >>> 0 }";

/// Items of a run, and how many such runs are timed together.
const SIZES: [(usize, u32); 4] = [(100, 2000), (1500, 200), (200_000, 1), (1_000_000, 1)];

fn main() {
    let chosen = std::env::args().nth(1);
    let wanted = |isa: &Isa| {
        chosen
            .as_ref()
            .map_or(*isa == Isa::best(), |name| name == isa.name())
    };
    for isa in Isa::available().filter(wanted) {
        println!(
            "{:20} {:>5} {:>8} {:>8} {:>8} {:>8}",
            isa.name(),
            "steps",
            "100",
            "L1",
            "2e5",
            "1e6"
        );
        for (name, source) in KERNELS {
            let request = Request {
                source,
                columns: 1,
                tuple: false,
                booleans: 0,
                captures: &[],
                functions: &[],
            };
            let compiled = match compile(&request) {
                Ok(compiled) => compiled,
                Err(reasons) => {
                    println!("{name:20} {reasons:?}");
                    continue;
                }
            };
            match Program::with_isa(&compiled.function, isa) {
                Ok(program) => {
                    for choice in [Choice::Interpreter, Choice::Generated] {
                        program.choose(choice);
                        report(name, &program);
                        if choice == Choice::Generated && !program.is_generated() {
                            println!("  no code");
                        }
                    }
                }
                Err(error) => println!("{name:20} {error}"),
            }
        }
    }
}

fn report(name: &str, program: &Program) {
    print!("{name:20} {:5}", program.ops());
    for (n, runs) in SIZES {
        let time = measure(program, n, runs);
        let shown = if n == 100 { time } else { time / n as f64 };
        print!(" {shown:8.2}");
    }
    println!("   estimated {:.2}", program.cost_ns());
}

/// ns of one run over `n` items, output reused.
fn measure(program: &Program, n: usize, runs: u32) -> f64 {
    let x: Vec<f64> = (0..n).map(|i| (i * 7919 % 1000) as f64 / 1000.0).collect();
    let mut out = vec![0.0_f64; n];
    let math = Table::host_libm();
    let column = Column::numbers(&x);
    let output = Output::numbers(&mut out);
    let run = Run {
        program,
        columns: &[column],
        output,
        params: &[],
        others: &[],
        math: &math,
        tables: &[],
    };
    let stop = AtomicBool::new(false);
    let Ok(mut machine) = Machine::new() else {
        return f64::NAN;
    };
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let start = Instant::now();
        for _ in 0..runs {
            // SAFETY: both arrays have `n` items and live until the end of this function.
            let done = unsafe { machine.run(&run, 0..n, &stop) };
            assert_eq!(done, Ok(true));
        }
        best = best.min(start.elapsed().as_nanos() as f64 / f64::from(runs));
    }
    black_box(&out);
    best
}
