//! Times the kernels of the benchmark suite `kernels` on one thread, without Node: ns per item, best and median, and a checksum
//! of the results, which no change may change.
//!
//! `cargo run --profile quick -p numpool-kernel --example rows [part of a name] [instruction set]`

use std::sync::atomic::AtomicBool;
use std::time::Instant;

use numpool_kernel::frontend::{Capture, CaptureKind, Request, compile};
use numpool_kernel::machine::{Column, Isa, Kind, Machine, Output, Run, Table as Captured};
use numpool_kernel::program::Program;
use numpool_math::Table;

const POLY: &str =
    "(x) => { const a = ((((0.11 * x - 0.22) * x + 0.33) * x - 0.44) * x + 0.55) * x - 0.66
      return (((a * x + 0.77) * x - 0.88) * x + 0.99) * x - 1.1 }";
const BS: &str = "(spot) => {
      const root = 0.2 * Math.sqrt(0.5)
      const d1 = (Math.log(spot / 100) + (0.02 + 0.02) * 0.5) / root
      const d2 = d1 - root
      const k1 = 1 / (1 + 0.2316419 * Math.abs(d1))
      const k2 = 1 / (1 + 0.2316419 * Math.abs(d2))
      const p1 = ((((1.330274429 * k1 - 1.821255978) * k1 + 1.781477937) * k1 - 0.356563782) * k1 + 0.31938153) * k1
      const p2 = ((((1.330274429 * k2 - 1.821255978) * k2 + 1.781477937) * k2 - 0.356563782) * k2 + 0.31938153) * k2
      const t1 = 0.3989422804014327 * Math.exp(-0.5 * d1 * d1) * p1
      const t2 = 0.3989422804014327 * Math.exp(-0.5 * d2 * d2) * p2
      const n1 = d1 < 0 ? t1 : 1 - t1
      const n2 = d2 < 0 ? t2 : 1 - t2
      return spot * n1 - 100 * Math.exp(-0.02 * 0.5) * n2
    }";
const HAV: &str = "(degrees) => {
      const lat = degrees * (Math.PI / 180)
      const a = Math.sin((lat - 0.9) / 2)
      const b = Math.sin((lat * 2 - 0.2) / 2)
      return 12742 * Math.asin(Math.sqrt(a * a + Math.cos(lat) * 0.6216 * b * b))
    }";
const LOGISTIC: &str = "(x) => { for (let i = 0; i < 50; i++) x = 3.7 * x * (1 - x)
      return x }";
const MANDEL: &str = "(cx) => {
      let x = 0
      let y = 0
      let n = 0
      while (n < 200 && x * x + y * y <= 4) {
        const next = x * x - y * y + cx
        y = 2 * x * y + 0.1
        x = next
        n++
      }
      return n
    }";
const TABLE: &str = "(x) => {
      const at = x * 1024
      const i = Math.floor(at)
      return sine[i] + (sine[i + 1] - sine[i]) * (at - i)
    }";
const HASH: &str = "(x) => {
      let h = x | 0
      h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
      h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
      h = Math.imul(h ^ (h >>> 16), 0x27d4eb2f)
      h = Math.imul(h ^ (h >>> 15), 0x165667b1)
      h = Math.imul(h ^ (h >>> 14), 0x9e3779b1)
      return (h ^ (h >>> 16)) >>> 0
    }";
const NEAREST: &str = "(x) => {
      let best = Infinity
      let index = -1
      for (let i = 0; i < places.length; i++) {
        const dx = places[i] - x
        const dy = heights[i] - 50
        const d = dx * dx + dy * dy
        if (d < best) {
          best = d
          index = i
        }
      }
      return index
    }";

/// Functions in turns that lanes leave one by one.
const TURNS: &str = "(x) => {
      let guess = 1
      for (let i = 0; i < 30; i++) {
        const power = Math.exp(guess)
        const step = (guess * power - x) / (power * (guess + 1))
        guess -= step
        if (Math.abs(step) < 1e-12) break
      }
      return guess
    }";
/// A loop without any between two.
const BETWEEN: &str = "(x) => {
      let y = Math.sin(x)
      for (let i = 0; i < 50; i++) y = 3.7 * y * (1 - y) + x * 1e-9
      return Math.cos(y)
    }";

const ROWS: [(&str, &str, f64, f64, usize); 18] = [
    ("poly", POLY, -1.0, 1.0, 1_000_000),
    ("black", BS, 50.0, 150.0, 1_000_000),
    ("haversine", HAV, -90.0, 90.0, 1_000_000),
    ("logistic", LOGISTIC, 0.0, 1.0, 1_000_000),
    ("mandelbrot", MANDEL, -2.0, 1.0, 200_000),
    ("table", TABLE, 0.0, 1.0, 1_000_000),
    ("hash", HASH, 0.0, 2_147_483_648.0, 1_000_000),
    ("nearest", NEAREST, 0.0, 100.0, 5_000),
    ("exp", "(x) => Math.exp(x)", -5.0, 5.0, 1_000_000),
    (
        "sin*exp",
        "(x) => Math.sin(x) * Math.exp(-x)",
        0.0,
        10.0,
        1_000_000,
    ),
    ("pow", "(x) => Math.pow(x, 1.3) + 1", 0.0, 10.0, 200_000),
    ("rem", "(x) => x % 3 + 1", -100.0, 100.0, 1_000_000),
    (
        "remainder",
        "(x) => 100 % x + x % 0.7",
        -100.0,
        100.0,
        1_000_000,
    ),
    ("hypot", "(x) => Math.hypot(x, 3)", -9.0, 9.0, 1_000_000),
    (
        "half",
        "(x) => x < 0 ? Math.sin(x) + 1 : Math.log(x) * 2",
        -5.0,
        5.0,
        1_000_000,
    ),
    (
        "seldom",
        "(x) => x < -4.8 ? Math.atan(x) + Math.tan(x) : x * 2",
        -5.0,
        5.0,
        1_000_000,
    ),
    ("turns", TURNS, 0.0, 4.0, 100_000),
    ("between", BETWEEN, 0.0, 1.0, 200_000),
];

fn random(seed: &mut u64) -> f64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    (*seed >> 11) as f64 / (1u64 << 53) as f64
}

fn main() {
    let only = std::env::args().nth(1).unwrap_or_default();
    let isa = std::env::args().nth(2);
    let isa = Isa::available()
        .find(|it| Some(it.name()) == isa.as_deref())
        .unwrap_or(Isa::best());
    let mut seed = 88_172_645_463_325_252;
    let sine: Vec<f64> = (0..1025)
        .map(|i| (f64::from(i) / 1024.0 * 2.0 * std::f64::consts::PI).sin())
        .collect();
    let places: Vec<f64> = (0..3000).map(|_| random(&mut seed) * 100.0).collect();
    let heights: Vec<f64> = (0..3000).map(|_| random(&mut seed) * 100.0).collect();
    let capture = |name: &str, kind| Capture {
        name: name.to_owned(),
        kind,
    };
    let captures = [
        capture("Math", CaptureKind::Builtin("Math".to_owned())),
        capture("Infinity", CaptureKind::Builtin("Infinity".to_owned())),
        capture("sine", CaptureKind::Table),
        capture("places", CaptureKind::Table),
        capture("heights", CaptureKind::Table),
    ];
    for (name, source, low, high, n) in ROWS {
        if !name.contains(&only) {
            continue;
        }
        let names: Vec<Capture> = captures
            .iter()
            .filter(|c| source.contains(&c.name))
            .cloned()
            .collect();
        let request = Request {
            source,
            columns: 1,
            tuple: false,
            booleans: 0,
            captures: &names,
            functions: &[],
        };
        let compiled = match compile(&request) {
            Ok(compiled) => compiled,
            Err(reasons) => {
                println!("{name}: {reasons:?}");
                continue;
            }
        };
        let program = Program::with_isa(&compiled.function, isa).expect("a small function");
        let tables: Vec<Captured> = compiled
            .function
            .tables
            .iter()
            .map(|it| {
                let table = match it.name.as_str() {
                    "sine" => &sine,
                    "places" => &places,
                    _ => &heights,
                };
                Captured {
                    ptr: table.as_ptr().cast(),
                    length: table.len(),
                    kind: Kind::F64,
                }
            })
            .collect();
        print!("{name:12} {:3} steps ", program.ops());
        for n in [2048.min(n), n] {
            let numbers = std::iter::repeat_with(|| low + random(&mut seed) * (high - low));
            let whole = |x: f64| if name == "hash" { x.floor() } else { x };
            let x: Vec<f64> = numbers.take(n).map(whole).collect();
            let (best, median, sum) = measure(&program, &tables, &x);
            print!(" | {n:7}: best {best:7.3} median {median:7.3} ns, {sum:016x}");
        }
        println!();
    }
}

/// The best and the median ns per item, and a checksum of the results.
fn measure(program: &Program, tables: &[Captured], x: &[f64]) -> (f64, f64, u64) {
    let n = x.len();
    let mut out = vec![0.0_f64; n];
    let column = Column::numbers(x);
    let run = Run {
        program,
        columns: &[column],
        output: Output::numbers(&mut out),
        params: &[],
        others: &[],
        // As a process has them once vector code is proved.
        math: &Table::host_vectors(),
        tables,
    };
    let stop = AtomicBool::new(false);
    let mut machine = Machine::new().expect("memory");
    let mut times = Vec::new();
    let begin = Instant::now();
    while times.len() < 5 || begin.elapsed().as_millis() < 150 {
        let start = Instant::now();
        // SAFETY: both arrays have `n` items and live until the end of this function.
        let done = unsafe { machine.run(&run, 0..n, &stop) };
        assert_eq!(done, Ok(true));
        times.push(start.elapsed().as_nanos() as f64 / n as f64);
    }
    times.sort_by(f64::total_cmp);
    let bits = out.iter().map(|x| x.to_bits());
    let sum = bits.fold(0_u64, |sum, bits| sum.wrapping_mul(31).wrapping_add(bits));
    (times[0], times[times.len() / 2], sum)
}
