//! Vector code one number at a time, as if it were the engine: for tests of the crates above this one.
//!
//! Vector code only ever stands for a provider that it agrees with. This is one: odd arguments are the host's C library's, which also
//! serves where there is no vector code.

use super::{Call, Candidate, evaluate, host_libm};
use crate::MathFn;
use crate::vector::{GROUP, Vector};

fn compute(function: MathFn, x: f64, y: f64) -> f64 {
    let call = host_libm::candidate(function).call;
    let (xs, ys, mut out) = ([x; GROUP], [y; GROUP], [0.0; GROUP]);
    match Vector::best(function) {
        Some(vector) => vector.apply(call, &xs, &ys, &mut out),
        None => {
            evaluate(call, &xs, Some(&ys), &mut out);
        }
    }
    out[0]
}

pub(super) fn candidate(function: MathFn) -> Candidate {
    macro_rules! one {
        ($function:ident) => {{
            extern "C" fn call(x: f64) -> f64 {
                compute(MathFn::$function, x, x)
            }
            Candidate {
                name: concat!("vector code ", stringify!($function)),
                call: Call::One(call),
            }
        }};
    }
    match function {
        MathFn::Sin => one!(Sin),
        MathFn::Cos => one!(Cos),
        MathFn::Tan => one!(Tan),
        MathFn::Asin => one!(Asin),
        MathFn::Acos => one!(Acos),
        MathFn::Atan => one!(Atan),
        MathFn::Sinh => one!(Sinh),
        MathFn::Cosh => one!(Cosh),
        MathFn::Tanh => one!(Tanh),
        MathFn::Asinh => one!(Asinh),
        MathFn::Acosh => one!(Acosh),
        MathFn::Atanh => one!(Atanh),
        MathFn::Exp => one!(Exp),
        MathFn::Expm1 => one!(Expm1),
        MathFn::Log => one!(Log),
        MathFn::Log1p => one!(Log1p),
        MathFn::Log2 => one!(Log2),
        MathFn::Log10 => one!(Log10),
        MathFn::Cbrt => one!(Cbrt),
        MathFn::Atan2 => {
            extern "C" fn call(y: f64, x: f64) -> f64 {
                compute(MathFn::Atan2, y, x)
            }
            Candidate {
                name: "vector code Atan2",
                call: Call::Two(call),
            }
        }
        MathFn::Pow => host_libm::candidate(function),
    }
}
