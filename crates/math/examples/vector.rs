//! Times the vector code of each function on each instruction set of this CPU, on arguments of everyday size:
//! `cargo run --release -p numpool-math --features host-libm --example vector`. The C library stands in for the engine's functions,
//! which only odd arguments would reach: there are none here.

use std::hint::black_box;
use std::time::Instant;

use numpool_math::{LANES, MathFn, Table, Vector};

const TURNS: usize = 2000;

fn main() {
    let table = Table::host_libm();
    for function in MathFn::ALL {
        let Some(call) = table.get(function) else {
            continue;
        };
        let mut times = Vec::new();
        let (from, to) = range(function);
        let step = (to - from) / LANES as f64;
        let x: [f64; LANES] = core::array::from_fn(|lane| from + (lane as f64 + 0.37) * step);
        let y: [f64; LANES] = core::array::from_fn(|lane| 3.0 - 0.1 * lane as f64);
        let mut out = [0.0; LANES];
        for (vector, lanes) in
            Vector::all(function).flat_map(|it| [8, 16, 32, LANES].map(|n| (it, n)))
        {
            let (x, y, out) = (&x[..lanes], &y[..lanes], &mut out[..lanes]);
            let mut best = f64::INFINITY;
            for _ in 0..20 {
                let start = Instant::now();
                for _ in 0..TURNS {
                    vector.apply(call, black_box(x), black_box(y), black_box(&mut *out));
                }
                let ns = start.elapsed().as_nanos() as f64 / (TURNS * lanes) as f64;
                best = best.min(ns);
            }
            times.push(format!("{} x{lanes} {best:5.2}", vector.set().name()));
        }
        println!("{:8} {} ns an element", function.name(), times.join("  "));
    }
}

fn range(function: MathFn) -> (f64, f64) {
    match function {
        MathFn::Asin | MathFn::Acos | MathFn::Atanh => (-1.0, 1.0),
        MathFn::Log | MathFn::Log2 | MathFn::Log10 => (0.01, 100.0),
        MathFn::Acosh => (1.0, 10.0),
        MathFn::Log1p => (-0.9, 10.0),
        _ => (-10.0, 10.0),
    }
}
