//! Vector code for functions of [`MathFn`]: V8's own algorithms, many numbers at a time.
//!
//! V8 computes these functions with its copy of fdlibm. Here each of them is written without branches, for one lane,
//! with fdlibm's operations in fdlibm's order, so that every rounding is the same; compilers make vector code of a loop over
//! it (Rust never contracts or reassociates). Arguments that take another path there (huge, subnormal, not finite) are *odd*: the engine's own
//! function computes them. So is everything until the two were compared in this process (`proof.rs`).
//!
//! Only for x86-64: elsewhere compilers fuse multiplications and additions of V8's code, each in places of its own.
//!
//! The algorithms in this folder are those of fdlibm (<https://www.netlib.org/fdlibm/>), in V8's edition
//! (<https://github.com/v8/v8/blob/main/src/base/ieee754.cc>):
//!
//! > Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
//! >
//! > Developed at SunSoft, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software
//! > is freely granted, provided that this notice is preserved.

#![cfg_attr(
    target_arch = "x86_64",
    expect(
        clippy::inline_always,
        reason = "target features reach generic code only by inlining it"
    )
)]
#![cfg_attr(
    target_arch = "x86_64",
    expect(
        clippy::needless_bitwise_bool,
        clippy::manual_range_contains,
        reason = "lanes are computed without branches, and lazy operators are branches"
    )
)]

#[cfg(target_arch = "x86_64")]
mod exponential;
#[cfg(target_arch = "x86_64")]
mod hyperbolic;
#[cfg(target_arch = "x86_64")]
mod inverse;
#[cfg(target_arch = "x86_64")]
mod logarithm;
#[cfg(target_arch = "x86_64")]
mod root;
mod sets;
#[cfg(target_arch = "x86_64")]
mod trigonometric;
#[cfg(target_arch = "x86_64")]
mod words;

use crate::MathFn;
use crate::providers::{Call, symbols};

use sets::Run;
pub use sets::Set;

/// Numbers computed at a time.
pub const LANES: usize = 64;

/// Lanes come in groups: what is computed at a time is a whole number of them.
pub const GROUP: usize = 8;

/// A block of arguments or results.
pub type Block = [f64; LANES];

/// Vector code of one function for one instruction set.
#[derive(Clone, Copy, Debug)]
pub struct Vector {
    function: MathFn,
    set: Set,
    run: Run,
}

impl Vector {
    /// The code for the widest instruction set of this CPU.
    pub fn best(function: MathFn) -> Option<Self> {
        Self::new(function, Set::best()?)
    }

    /// The code for each instruction set of this CPU, the widest last.
    pub fn all(function: MathFn) -> impl Iterator<Item = Self> {
        Set::available().filter_map(move |set| Self::new(function, set))
    }

    /// `set` must be available.
    fn new(function: MathFn, set: Set) -> Option<Self> {
        let run = sets::run(function, set)?;
        Some(Self { function, set, run })
    }

    /// The function.
    pub fn function(self) -> MathFn {
        self.function
    }

    /// The instruction set.
    pub fn set(self) -> Set {
        self.set
    }

    /// `out[i] = f(x[i])`, or `f(x[i], y[i])`; odd arguments through `call`, the function's own provider.
    ///
    /// All three have one length: whole groups, at most [`LANES`].
    #[inline]
    pub fn apply(self, call: Call, x: &[f64], y: &[f64], out: &mut [f64]) {
        let lanes = out.len().min(LANES) / GROUP * GROUP;
        let (x, y, out) = (&x[..lanes], &y[..lanes], &mut out[..lanes]);
        let mut marks = [0; LANES];
        match (self.run, call) {
            (Run::One(run), Call::One(call)) => {
                if let Some(odd) = sets::call1(run, x, out, &mut marks) {
                    replace(odd, out, |lane| symbols::call1(call, x[lane]));
                }
            }
            (Run::Two(run), Call::Two(call)) => {
                if let Some(odd) = sets::call2(run, x, y, out, &mut marks) {
                    replace(odd, out, |lane| symbols::call2(call, x[lane], y[lane]));
                }
            }
            // A provider has its function's arity.
            (Run::One(_), Call::Two(_)) | (Run::Two(_), Call::One(_)) => out.fill(f64::NAN),
        }
        #[cfg(feature = "test-hooks")]
        crate::providers::wrong::spoil_vector(self.function, x, out);
    }
}

#[cold]
fn replace(odd: &[u64], out: &mut [f64], value: impl Fn(usize) -> f64) {
    for (lane, (out, odd)) in out.iter_mut().zip(odd).enumerate() {
        if *odd != 0 {
            *out = value(lane);
        }
    }
}
