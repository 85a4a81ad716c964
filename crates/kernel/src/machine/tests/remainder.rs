//! The remainder where its proof is tight: next to whole multiples, and at the guards' edges.

use proptest::prelude::*;

use super::build::Builder;
use super::harness::{Input, check};
use crate::ir::{BinaryOp, Function};
use crate::machine::Kind;

fn remainder() -> Function {
    let mut b = Builder::new();
    let (x, y) = (b.column(0), b.column(1));
    let result = b.binary(BinaryOp::Rem, x, y);
    b.done(result)
}

/// The product of `y` and a whole number of so many bits, and its neighbours.
fn near_multiples(y: f64, whole: u64, bits: u32) -> [f64; 5] {
    let near = y * (whole >> (64 - bits)) as f64;
    [
        near,
        near.next_up(),
        near.next_down(),
        near.next_up().next_up(),
        -near.next_down(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn next_to_multiples(
        divisors in prop::collection::vec((any::<u64>(), 100..1950_u64), 40),
        wholes in prop::collection::vec((any::<u64>(), 1..=56_u32), 40),
    ) {
        let (mut xs, mut ys) = (Vec::new(), Vec::new());
        for ((bits, exponent), (whole, count)) in divisors.into_iter().zip(wholes) {
            let y = f64::from_bits((bits & 0x800f_ffff_ffff_ffff) | (exponent << 52));
            for x in near_multiples(y, whole, count) {
                xs.push(x);
                ys.push(y);
            }
        }
        let inputs = [Input::numbers(&xs), Input::numbers(&ys)];
        check(&remainder(), &inputs, Kind::F64, xs.len(), &[]);
    }

    #[test]
    fn any_bits(bits in prop::collection::vec(any::<(u64, u64)>(), 200)) {
        let (xs, ys): (Vec<f64>, Vec<f64>) =
            bits.iter().map(|(x, y)| (f64::from_bits(*x), f64::from_bits(*y))).unzip();
        let inputs = [Input::numbers(&xs), Input::numbers(&ys)];
        check(&remainder(), &inputs, Kind::F64, xs.len(), &[]);
    }
}

#[test]
fn small_integers() {
    let (mut xs, mut ys) = (Vec::new(), Vec::new());
    for x in -60..60 {
        for y in -60..60 {
            xs.push(f64::from(x));
            ys.push(f64::from(y));
        }
    }
    let inputs = [Input::numbers(&xs), Input::numbers(&ys)];
    check(&remainder(), &inputs, Kind::F64, xs.len(), &[]);
}
