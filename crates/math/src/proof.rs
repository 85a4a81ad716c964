//! The second proof: that vector code gives the bits of the provider it stands for.
//!
//! The first proof, against the live `Math.f`, has admitted that provider; here both are native, so a hundred thousand inputs take
//! a millisecond, on a thread that has nothing else to do. Until it is done the provider serves by itself.
//!
//! The inputs are the same in each process: the same build on the same machine always gets the same verdict.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::admission::{self, Admission};
use crate::providers::{candidates, evaluate};
use crate::vector::{Block, LANES, Vector};
use crate::{Call, MathFn};

/// Blocks of inputs: 2^17 of them.
pub const PROOF_BLOCKS: usize = (1 << 17) / LANES;

/// What is known about the vector code of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VectorState {
    /// Nobody has compared yet, or somebody is at it.
    Unknown,
    /// It differs, or there is none.
    Refused,
    /// It agrees with the admitted provider.
    Admitted,
}

/// Two bits a function, at `2 * discriminant`: 0 unknown, 1 being proved, 2 refused, 3 admitted.
///
/// Acquire and release as for the admissions. A verdict is never taken back: providers of a function do not change once
/// one is admitted.
static STATES: AtomicU64 = AtomicU64::new(0);

const WIDTH: u32 = 2;
const _: () = assert!(MathFn::ALL.len() as u32 * WIDTH <= u64::BITS);
const BEGUN: u64 = 1;
const REFUSED: u64 = 2;
const ADMITTED: u64 = 3;

/// As if all vector code were proved.
#[cfg(any(test, feature = "host-libm"))]
pub(crate) const ALL_ADMITTED: u64 = u64::MAX;

/// All states at once.
#[inline]
pub(crate) fn snapshot() -> u64 {
    STATES.load(Ordering::Acquire)
}

/// Whether `word` says that this function's vector code is admitted.
#[inline]
pub(crate) fn is_admitted(word: u64, function: MathFn) -> bool {
    code(word, function) == ADMITTED
}

#[inline]
fn code(word: u64, function: MathFn) -> u64 {
    word >> (function as u32 * WIDTH) & ((1 << WIDTH) - 1)
}

/// What is known about the vector code of `function` in this process.
pub fn vector_state(function: MathFn) -> VectorState {
    match code(snapshot(), function) {
        ADMITTED => VectorState::Admitted,
        REFUSED => VectorState::Refused,
        _ => VectorState::Unknown,
    }
}

/// Whether `word` says that nobody has begun to prove this function's vector code.
#[inline]
pub(crate) fn is_unproved(word: u64, function: MathFn) -> bool {
    code(word, function) == 0
}

/// Moves a function from one state to the next; false when it was in another.
fn settle(function: MathFn, from: u64, to: u64) -> bool {
    let shift = function as u32 * WIDTH;
    let update = |word| {
        let rest = word & !(((1 << WIDTH) - 1) << shift);
        (code(word, function) == from).then_some(rest | to << shift)
    };
    STATES
        .fetch_update(Ordering::AcqRel, Ordering::Acquire, update)
        .is_ok()
}

/// The proof for one function, to be run in pieces by one thread or several.
pub struct Proof {
    function: MathFn,
    vector: Vector,
    call: Call,
    /// Blocks that agreed.
    agreed: AtomicU64,
}

impl Proof {
    /// Begins the proof; `None` when there is nothing to be proved, or somebody has begun.
    pub fn begin(function: MathFn) -> Option<Self> {
        let Admission::Candidate(index) = admission::admitted(function) else {
            return None;
        };
        let call = candidates(function).get(index)?.call;
        let Some(vector) = Vector::best(function) else {
            settle(function, 0, REFUSED);
            return None;
        };
        settle(function, 0, BEGUN).then(|| Self {
            function,
            vector,
            call,
            agreed: AtomicU64::new(0),
        })
    }

    /// Compares blocks of inputs, below [`PROOF_BLOCKS`]; a block takes some microseconds. The last block that agrees admits the
    /// vector code, the first that does not refuses it: false then.
    pub fn compare(&self, blocks: Range<usize>) -> bool {
        for block in blocks {
            if !agrees(self.vector, self.call, block as u64) {
                settle(self.function, BEGUN, REFUSED);
                return false;
            }
            // Acquire and release: whoever counts the last block has seen every other thread's.
            let agreed = self.agreed.fetch_add(1, Ordering::AcqRel) + 1;
            if agreed == PROOF_BLOCKS as u64 {
                settle(self.function, BEGUN, ADMITTED);
            }
        }
        true
    }
}

impl Drop for Proof {
    /// Interrupted before a verdict: somebody else may begin anew.
    fn drop(&mut self) {
        settle(self.function, BEGUN, 0);
    }
}

/// Whether vector code and provider agree on a block of inputs: by bits, NaN being one value.
fn agrees(vector: Vector, call: Call, block: u64) -> bool {
    let mut source = Source::new(block);
    let mut inputs = || -> Block { core::array::from_fn(|_| source.number()) };
    let (x, y) = (inputs(), inputs());
    let mut got = [0.0; LANES];
    vector.apply(call, &x, &y, &mut got);
    let mut want = [0.0; LANES];
    evaluate(call, &x, Some(&y), &mut want)
        && got
            .iter()
            .zip(&want)
            .all(|(a, b)| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()))
}

/// Inputs of every kind that an algorithm may treat on a path of its own.
struct Source {
    state: u64,
}

impl Source {
    fn new(seed: u64) -> Self {
        Self {
            state: seed.wrapping_mul(0xD6E8_FEB8_6659_FD93),
        }
    }

    /// Source: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators" (2014), `SplitMix64`.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn number(&mut self) -> f64 {
        let kind = self.next();
        let whole = |range: u64, next: u64| (next % range) as f64 - (range / 2) as f64;
        match kind % 16 {
            0 | 1 => self.uniform(),
            2 | 3 => self.uniform() * 10.0,
            4 => self.uniform() * 750.0,
            // Magnitudes from 2^-60 to 2^60.
            5 | 6 => self.scaled(963 + (kind >> 8) % 120),
            7 => whole(4001, self.next()) / 2.0,
            8 => self.near(whole(129, kind >> 8) * core::f64::consts::FRAC_PI_2),
            9 => self.near(whole(1 << (kind >> 8 & 31), kind >> 16) * core::f64::consts::FRAC_PI_2),
            10 => self.near(whole(4201, kind >> 8) * (core::f64::consts::LN_2 / 2.0)),
            // 1 ± 2^-1 … 2^-53.
            11 => self.scaled(1022 - (kind >> 8) % 53) + 1.0,
            12 => {
                let power = f64::from_bits((kind >> 8 & 0xFFF) << 52);
                self.near(power)
            }
            13 => f64::from_bits(self.next() & 0x800F_FFFF_FFFF_FFFF),
            14 => f64::from_bits(self.next()),
            _ => {
                let bound = BOUNDS[(kind >> 8) as usize % BOUNDS.len()];
                let signed = if kind >> 32 & 1 == 0 { bound } else { -bound };
                self.near(signed)
            }
        }
    }

    /// In (-1, 1).
    fn uniform(&mut self) -> f64 {
        let bits = self.next();
        let size = (bits >> 11) as f64 / (1_u64 << 53) as f64;
        if bits & 1 == 0 { size } else { -size }
    }

    /// Any sign and significand with this biased exponent.
    fn scaled(&mut self, exponent: u64) -> f64 {
        f64::from_bits((self.next() & 0x800F_FFFF_FFFF_FFFF) | exponent << 52)
    }

    /// Up to three steps away.
    fn near(&mut self, value: f64) -> f64 {
        f64::from_bits(
            value
                .to_bits()
                .wrapping_add(self.next() % 7)
                .wrapping_sub(3),
        )
    }
}

/// Special values, and where fdlibm's algorithms change branch.
#[rustfmt::skip]
#[expect(clippy::approx_constant, reason = "bounds as the algorithms write them")]
const BOUNDS: [f64; 47] = [
    0.0, 1.0, 2.0, 0.5, 1.5, 3.0, 4.0, 10.0, f64::NAN, f64::INFINITY, 5e-324, f64::MIN_POSITIVE, f64::MAX,
    0.3, 0.4375, 0.6744, 0.6875, 0.78125, 0.785_398_163_397_448_3, 0.975, 1.1875, 2.4375, 0.346_573_590_279_972_64,
    1.039_720_770_839_918, 0.414_213_562_373_095_03, 0.292_893_218_813_452_4, 0.707_106_781_186_547_6,
    1.414_213_562_373_095_1, 2.356_194_490_192_345, 22.0, 28.0, 38.816_242_110_884, 708.0, 709.782_712_893_384,
    745.133_219_101_941_2, 823_549.664_582_642_7, 7.450_580_596_923_828e-9, 3.725_290_298_461_914e-9,
    1.862_645_149_230_957e-9, 5.551_115_123_125_783e-17, 268_435_456.0, 9_007_199_254_740_992.0,
    1_152_921_504_606_846_976.0, 7.378_697_629_483_821e19, 1e22, 1e300, 2_147_483_648.0,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Table;

    #[test]
    fn inputs_are_of_every_kind() {
        let mut numbers = Vec::new();
        for block in 0..PROOF_BLOCKS as u64 {
            let mut source = Source::new(block);
            numbers.extend((0..LANES).map(|_| source.number()));
        }
        assert!(numbers.len() > 100_000);
        for (kind, least) in [
            (numbers.iter().filter(|x| x.is_nan()).count(), 100),
            (numbers.iter().filter(|x| x.is_subnormal()).count(), 5000),
            (numbers.iter().filter(|x| x.is_infinite()).count(), 10),
            (numbers.iter().filter(|x| x.abs() < 10.0).count(), 50_000),
            (numbers.iter().filter(|x| x.abs() > 1e100).count(), 5000),
            (numbers.iter().filter(|x| **x == 0.0).count(), 100),
        ] {
            assert!(kind >= least, "{kind} of at least {least}");
        }
    }

    #[test]
    fn other_code_than_the_engines_is_refused() {
        // The C library rounds otherwise: glibc's sine differs for three inputs of a hundred.
        let table = Table::host_libm();
        for function in [MathFn::Sin, MathFn::Exp, MathFn::Log, MathFn::Atan2] {
            let (Some(vector), Some(call)) = (Vector::best(function), table.get(function)) else {
                continue;
            };
            let refused = (0..PROOF_BLOCKS as u64).any(|block| !agrees(vector, call, block));
            assert!(refused, "{}", function.name());
        }
    }

    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        let table = Table::host_libm();
        for function in MathFn::ALL {
            let Some(call) = table.get(function) else {
                continue;
            };
            for block in 0..200 {
                let mut source = Source::new(block);
                let mut inputs = || -> Block { core::array::from_fn(|_| source.number()) };
                let (x, y) = (inputs(), inputs());
                let mut results = Vector::all(function).map(|vector| {
                    let mut out = [0.0; LANES];
                    vector.apply(call, &x, &y, &mut out);
                    out.map(|value| {
                        if value.is_nan() {
                            u64::MAX
                        } else {
                            value.to_bits()
                        }
                    })
                });
                if let Some(first) = results.next() {
                    assert!(results.all(|other| other == first), "{}", function.name());
                }
            }
        }
    }
}
