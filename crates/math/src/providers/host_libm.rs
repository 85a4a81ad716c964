//! The host's C library as if it were the engine: for tests of the crates above this one.
//!
//! Inside `cargo test` there is no JS engine whose functions could be found, and kernels still want
//! something to call. Its bits are not the engine's (sin differs for 3 % of inputs), so it is never
//! offered as a candidate: low mismatch rates (atanh: 139 of 1e6) could slip through random probing.

use super::{Call, Candidate, host_pow};
use crate::MathFn;

pub(super) fn candidate(function: MathFn) -> Candidate {
    /// An `extern "C"` function around a method of `f64`.
    macro_rules! one {
        ($method:ident) => {{
            extern "C" fn call(x: f64) -> f64 {
                x.$method()
            }
            Candidate {
                name: concat!("host libm ", stringify!($method)),
                call: Call::One(call),
            }
        }};
    }
    match function {
        MathFn::Sin => one!(sin),
        MathFn::Cos => one!(cos),
        MathFn::Tan => one!(tan),
        MathFn::Asin => one!(asin),
        MathFn::Acos => one!(acos),
        MathFn::Atan => one!(atan),
        MathFn::Sinh => one!(sinh),
        MathFn::Cosh => one!(cosh),
        MathFn::Tanh => one!(tanh),
        MathFn::Asinh => one!(asinh),
        MathFn::Acosh => one!(acosh),
        MathFn::Atanh => one!(atanh),
        MathFn::Exp => one!(exp),
        MathFn::Expm1 => one!(exp_m1),
        MathFn::Log => one!(ln),
        MathFn::Log1p => one!(ln_1p),
        MathFn::Log2 => one!(log2),
        MathFn::Log10 => one!(log10),
        MathFn::Cbrt => one!(cbrt),
        MathFn::Atan2 => {
            extern "C" fn call(y: f64, x: f64) -> f64 {
                y.atan2(x)
            }
            Candidate {
                name: "host libm atan2",
                call: Call::Two(call),
            }
        }
        MathFn::Pow => host_pow::candidate(),
    }
}
