//! The functions compiled for each instruction set, and which of those this CPU has.
#![expect(
    unsafe_code,
    reason = "calls of code for an instruction set that was detected"
)]

use std::sync::OnceLock;

use super::LANES;
use crate::MathFn;

/// An instruction set that vector code is compiled for. Two lanes, of SSE, are no faster than the engine's functions for most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// Four lanes.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// Eight lanes: AVX-512 F, DQ and VL.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

/// Computes whole groups of lanes, at most a block; whether there are odd ones, which the last argument then tells.
type Run1 = unsafe fn(&[f64], &mut [f64], &mut Marks) -> bool;
type Run2 = unsafe fn(&[f64], &[f64], &mut [f64], &mut Marks) -> bool;

/// Which lanes are odd: all ones for those.
pub(super) type Marks = [u64; LANES];

/// Code for one instruction set. Only on a CPU that has it may it be called.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(target_arch = "x86_64"),
    expect(dead_code, reason = "no code is compiled there")
)]
pub(super) enum Run {
    One(Run1),
    Two(Run2),
}

impl Set {
    /// Those of this CPU, the widest last.
    pub fn available() -> impl Iterator<Item = Self> {
        Self::KNOWN.iter().copied().filter(|set| set.is_available())
    }

    /// The widest of this CPU.
    #[inline]
    pub fn best() -> Option<Self> {
        static BEST: OnceLock<Option<Set>> = OnceLock::new();
        *BEST.get_or_init(|| Self::available().last())
    }

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => "avx512",
        }
    }

    #[cfg(target_arch = "x86_64")]
    const KNOWN: &[Self] = &[Self::Avx2, Self::Avx512];
    #[cfg(not(target_arch = "x86_64"))]
    const KNOWN: &[Self] = &[];

    fn is_available(self) -> bool {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
            }
        }
    }
}

/// Runs code of one argument; the odd lanes, if there are any. All lengths are one number of whole groups.
#[inline]
pub(super) fn call1<'a>(
    run: Run1,
    x: &[f64],
    out: &mut [f64],
    marks: &'a mut Marks,
) -> Option<&'a [u64]> {
    // SAFETY: `Vector` holds code only for instruction sets that were found to be available.
    let any = unsafe { run(x, out, marks) };
    any.then(|| &marks[..out.len()])
}

/// Runs code of two arguments.
#[inline]
pub(super) fn call2<'a>(
    run: Run2,
    x: &[f64],
    y: &[f64],
    out: &mut [f64],
    marks: &'a mut Marks,
) -> Option<&'a [u64]> {
    // SAFETY: as in `call1`.
    let any = unsafe { run(x, y, out, marks) };
    any.then(|| &marks[..out.len()])
}

/// The code of a function, where it has any.
pub(super) fn run(function: MathFn, set: Set) -> Option<Run> {
    #[cfg(target_arch = "x86_64")]
    return x86::run(function, set);
    #[cfg(not(target_arch = "x86_64"))]
    {
        let _ = function;
        match set {}
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::super::{GROUP, LANES};
    use super::super::{exponential, hyperbolic, inverse, logarithm, root, trigonometric};
    use super::{Marks, Run, Set};
    use crate::MathFn;

    /// A loop over lanes, for one function.
    macro_rules! block {
        ($lane:path, $($x:ident),+) => {
            #[inline(always)]
            fn block($($x: &[f64],)+ out: &mut [f64], odd: &mut Marks) -> bool {
                // Said so that compilers see it: no lane is left over, and none is out of bounds.
                let lanes = out.len().min(LANES) / GROUP * GROUP;
                $(let $x = &$x[..lanes];)+
                let (out, odd) = (&mut out[..lanes], &mut odd[..lanes]);
                let mut any = 0;
                for lane in 0..lanes {
                    let (value, is_usual) = $lane($($x[lane]),+);
                    out[lane] = value;
                    let mark = if is_usual { 0 } else { u64::MAX };
                    odd[lane] = mark;
                    any |= mark;
                }
                any != 0
            }
        };
    }

    /// That loop compiled for every instruction set.
    macro_rules! compiled {
        ($name:ident, $run:path, $lane:path, $($x:ident),+) => {
            mod $name {
                use super::*;

                block!($lane, $($x),+);

                #[target_feature(enable = "avx2")]
                fn avx2($($x: &[f64],)+ out: &mut [f64], odd: &mut Marks) -> bool {
                    block($($x,)+ out, odd)
                }

                #[target_feature(enable = "avx512f,avx512dq,avx512vl")]
                fn avx512($($x: &[f64],)+ out: &mut [f64], odd: &mut Marks) -> bool {
                    block($($x,)+ out, odd)
                }

                pub(super) fn of(set: Set) -> Run {
                    $run(match set {
                        Set::Avx2 => avx2,
                        Set::Avx512 => avx512,
                    })
                }
            }
        };
    }

    compiled!(sin, Run::One, trigonometric::sin, x);
    compiled!(cos, Run::One, trigonometric::cos, x);
    compiled!(tan, Run::One, trigonometric::tan, x);
    compiled!(asin, Run::One, inverse::asin, x);
    compiled!(acos, Run::One, inverse::acos, x);
    compiled!(atan, Run::One, inverse::atan, x);
    compiled!(sinh, Run::One, hyperbolic::sinh, x);
    compiled!(cosh, Run::One, hyperbolic::cosh, x);
    compiled!(tanh, Run::One, hyperbolic::tanh, x);
    compiled!(asinh, Run::One, hyperbolic::asinh, x);
    compiled!(acosh, Run::One, hyperbolic::acosh, x);
    compiled!(atanh, Run::One, hyperbolic::atanh, x);
    compiled!(exp, Run::One, exponential::exp, x);
    compiled!(expm1, Run::One, exponential::expm1, x);
    compiled!(log, Run::One, logarithm::log, x);
    compiled!(log1p, Run::One, logarithm::log1p, x);
    compiled!(log2, Run::One, logarithm::log2, x);
    compiled!(log10, Run::One, logarithm::log10, x);
    compiled!(cbrt, Run::One, root::cbrt, x);
    compiled!(atan2, Run::Two, inverse::atan2, y, x);

    pub(super) fn run(function: MathFn, set: Set) -> Option<Run> {
        let of = match function {
            MathFn::Sin => sin::of,
            MathFn::Cos => cos::of,
            MathFn::Tan => tan::of,
            MathFn::Asin => asin::of,
            MathFn::Acos => acos::of,
            MathFn::Atan => atan::of,
            MathFn::Sinh => sinh::of,
            MathFn::Cosh => cosh::of,
            MathFn::Tanh => tanh::of,
            MathFn::Asinh => asinh::of,
            MathFn::Acosh => acosh::of,
            MathFn::Atanh => atanh::of,
            MathFn::Exp => exp::of,
            MathFn::Expm1 => expm1::of,
            MathFn::Log => log::of,
            MathFn::Log1p => log1p::of,
            MathFn::Log2 => log2::of,
            MathFn::Log10 => log10::of,
            MathFn::Cbrt => cbrt::of,
            MathFn::Atan2 => atan2::of,
            // From Node 24 on it is the C library's, a table of its own making.
            MathFn::Pow => return None,
        };
        Some(of(set))
    }
}
