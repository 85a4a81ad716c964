//! The instruction sets of x86-64: SSE2 (always there), SSE4.1, AVX2 and AVX-512 (F, DQ, VL).

mod avx2;
mod avx512;
mod sse;

pub(super) use avx2::Avx2;
pub(super) use avx512::Avx512;
pub(super) use sse::Sse;

/// An expression of intrinsics in a method of a [`super::lanes::Lanes`] type.
macro_rules! lanes {
    ($body:expr) => {{
        // SAFETY: a value of this type is at hand, so the CPU has its instruction set (see
        // `Lanes`); the intrinsics used this way touch registers only.
        unsafe { $body }
    }};
}
use lanes;
