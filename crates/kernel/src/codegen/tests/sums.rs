//! Sums and products: what every back end has code for, run through the one interface. Under an emulator of the CPU, too: see the
//! README.

use std::sync::atomic::AtomicBool;

use super::kernels::{program, run};
use crate::machine::{Error, Isa};

/// Instruction sets with a back end, on a system where its code can be run.
fn sets() -> impl Iterator<Item = Isa> {
    Isa::available().filter(|isa| isa.has_back_end() && crate::codegen::abi::AVAILABLE)
}

/// The same in Rust.
type Plain = fn(f64) -> f64;

#[test]
fn sums_and_products_of_every_length() {
    let many = (1..=30).map(|i| format!("x{i} = x{} * {i} + 0.{i}", i - 1));
    let many: Vec<String> = many.collect();
    let names: Vec<String> = (0..=30).map(|i| format!("x{i}")).collect();
    let spilled = format!(
        "x0 => {{ const {}; return {} }}",
        many.join(", "),
        names.join(" * ")
    );
    let kernels: [(&str, Plain); 4] = [
        ("x => x", |x| x),
        ("x => x + 0.1", |x| x + 0.1),
        ("x => (x * x + 3) * 0.7 + x * (x + 1e300)", |x| {
            (x * x + 3.0) * 0.7 + x * (x + 1e300)
        }),
        // More values at a time than there are registers.
        (&spilled, |x| {
            let mut values = vec![x];
            for i in 1..=30 {
                let fraction: f64 = format!("0.{i}").parse().expect("a number");
                values.push(values[i - 1] * i as f64 + fraction);
            }
            values.into_iter().reduce(|a, b| a * b).expect("a number")
        }),
    ];
    let special = [
        0.0,
        -0.0,
        1.5,
        -2.25,
        5e-324,
        1e-200,
        1e200,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
    ];
    for isa in sets() {
        for (source, plain) in kernels {
            let program = program(source, isa);
            for n in (1..=70).chain([1000]) {
                let x: Vec<f64> = (0..n)
                    .map(|i| special[(i * 7 + n) % special.len()] * (i + 1) as f64)
                    .collect();
                let (whole, got) = run(&program, &x, &AtomicBool::new(false)).expect("a run");
                assert!(whole);
                for (x, got) in x.iter().zip(got) {
                    let wanted = plain(*x);
                    let same = got.to_bits() == wanted.to_bits() || got.is_nan() && wanted.is_nan();
                    assert!(same, "{source}: {x} gave {got} instead of {wanted}");
                }
            }
            assert_eq!(program.refusal(), None);
            assert!(program.is_generated());
        }
    }
}

#[test]
fn code_stops_when_it_is_told_to() {
    for isa in sets() {
        let program = program("x => x + 1", isa);
        let stopped: Result<_, Error> = run(&program, &[1.0; 1000], &AtomicBool::new(true));
        assert!(!stopped.expect("a run").0);
        assert!(program.is_generated());
    }
}
