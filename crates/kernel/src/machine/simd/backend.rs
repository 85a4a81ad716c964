//! Step functions compiled for each instruction set.

use super::lanes::Lanes;
use super::ops::{Op1, Op2, Op3, Op4};
use super::transfer::{LoadFn, Range, RangeFn, Source, StoreFn, Target};
use super::{Frame, Step, StepFn, gather, interpolate, loops, remainder, transfer};

/// Makes step functions that are compiled for one instruction set.
pub(super) trait Backend {
    /// Whether speed is worth more code here.
    const WIDE: bool;

    fn one<O: Op1>() -> StepFn;
    fn two<O: Op2, const U: u8>() -> StepFn;
    fn three<O: Op3, const U: u8>() -> StepFn;
    fn four<O: Op4, const U: u8>() -> StepFn;
    fn skip_none() -> StepFn;
    fn hypot() -> StepFn;
    fn horner() -> StepFn;
    fn item<const MASKED: bool>() -> StepFn;
    fn item_pair() -> StepFn;
    fn interpolate() -> StepFn;
    fn rem() -> StepFn;
    fn load<T: Source>() -> LoadFn;
    fn store<T: Target>() -> StoreFn;
    fn range() -> RangeFn;
}

macro_rules! backend {
    ($name:ident, $lanes:ty $(, $feature:literal)?) => {
        pub(super) mod $name {
            use super::*;

            pub(in super::super) struct Set;

            $(#[target_feature(enable = $feature)])?
            unsafe fn one<O: Op1>(frame: &Frame<'_>, step: &Step) -> bool {
                // SAFETY: the caller's own, see `StepFn`.
                unsafe { loops::one::<$lanes, O, 0>(frame, step) }
            }

            $(#[target_feature(enable = $feature)])?
            unsafe fn two<O: Op2, const U: u8>(frame: &Frame<'_>, step: &Step) -> bool {
                // SAFETY: the caller's own, see `StepFn`.
                unsafe { loops::two::<$lanes, O, U>(frame, step) }
            }

            $(#[target_feature(enable = $feature)])?
            unsafe fn three<O: Op3, const U: u8>(frame: &Frame<'_>, step: &Step) -> bool {
                // SAFETY: the caller's own, see `StepFn`.
                unsafe { loops::three::<$lanes, O, U>(frame, step) }
            }

            $(#[target_feature(enable = $feature)])?
            unsafe fn four<O: Op4, const U: u8>(frame: &Frame<'_>, step: &Step) -> bool {
                // SAFETY: the caller's own, see `StepFn`.
                unsafe { loops::four::<$lanes, O, U>(frame, step) }
            }

            $(#[target_feature(enable = $feature)])?
            unsafe fn skip_none(frame: &Frame<'_>, step: &Step) -> bool {
                // SAFETY: the caller's own, see `StepFn`.
                unsafe { loops::skip_none::<$lanes>(frame, step) }
            }

            $(#[target_feature(enable = $feature)])?
            unsafe fn hypot(frame: &Frame<'_>, step: &Step) -> bool {
                // SAFETY: the caller's own, see `StepFn`.
                unsafe { loops::hypot::<$lanes>(frame, step) }
            }

            $(#[target_feature(enable = $feature)])?
            unsafe fn horner(frame: &Frame<'_>, step: &Step) -> bool {
                // SAFETY: the caller's own, see `StepFn`.
                unsafe { loops::horner::<$lanes>(frame, step) }
            }

            $(#[target_feature(enable = $feature)])?
            unsafe fn item<const MASKED: bool>(frame: &Frame<'_>, step: &Step) -> bool {
                // SAFETY: the caller's own, see `StepFn`.
                unsafe { gather::load::<$lanes, MASKED>(frame, step) }
            }

            $(#[target_feature(enable = $feature)])?
            unsafe fn item_pair(frame: &Frame<'_>, step: &Step) -> bool {
                // SAFETY: the caller's own, see `StepFn`.
                unsafe { gather::load_pair::<$lanes>(frame, step) }
            }

            $(#[target_feature(enable = $feature)])?
            unsafe fn interpolate(frame: &Frame<'_>, step: &Step) -> bool {
                // SAFETY: the caller's own, see `StepFn`.
                unsafe { interpolate::interpolate::<$lanes>(frame, step) }
            }

            $(#[target_feature(enable = $feature)])?
            unsafe fn rem(frame: &Frame<'_>, step: &Step) -> bool {
                // SAFETY: the caller's own, see `StepFn`.
                unsafe { remainder::rem::<$lanes>(frame, step) }
            }

            $(#[target_feature(enable = $feature)])?
            unsafe fn load<T: Source>(from: *const u8, to: *mut u64, count: usize) {
                // SAFETY: the caller's own, see `LoadFn`.
                unsafe { transfer::load::<T>(from, to, count) }
            }

            $(#[target_feature(enable = $feature)])?
            unsafe fn store<T: Target>(from: *const u64, to: *mut u8, count: usize) {
                // SAFETY: the caller's own, see `StoreFn`.
                unsafe { transfer::store::<T>(from, to, count) }
            }

            $(#[target_feature(enable = $feature)])?
            unsafe fn range(range: Range, to: *mut u64, count: usize) {
                // SAFETY: the caller's own, see `RangeFn`.
                unsafe { transfer::range(range, to, count) }
            }

            impl Backend for Set {
                const WIDE: bool = <$lanes>::N > 2;

                fn one<O: Op1>() -> StepFn {
                    one::<O>
                }
                fn two<O: Op2, const U: u8>() -> StepFn {
                    two::<O, U>
                }
                fn three<O: Op3, const U: u8>() -> StepFn {
                    three::<O, U>
                }
                fn four<O: Op4, const U: u8>() -> StepFn {
                    four::<O, U>
                }
                fn skip_none() -> StepFn {
                    skip_none
                }
                fn hypot() -> StepFn {
                    hypot
                }
                fn horner() -> StepFn {
                    horner
                }
                fn item<const MASKED: bool>() -> StepFn {
                    item::<MASKED>
                }
                fn item_pair() -> StepFn {
                    item_pair
                }
                fn interpolate() -> StepFn {
                    interpolate
                }
                fn rem() -> StepFn {
                    rem
                }
                fn load<T: Source>() -> LoadFn {
                    load::<T>
                }
                fn store<T: Target>() -> StoreFn {
                    store::<T>
                }
                fn range() -> RangeFn {
                    range
                }
            }
        }
    };
}

#[cfg(any(test, not(any(target_arch = "x86_64", target_arch = "aarch64"))))]
backend!(scalar, super::super::scalar::Scalar);
#[cfg(target_arch = "x86_64")]
backend!(sse2, super::super::x86::Sse<false>, "sse2");
#[cfg(target_arch = "x86_64")]
backend!(sse41, super::super::x86::Sse<true>, "sse4.1");
#[cfg(target_arch = "x86_64")]
backend!(avx2, super::super::x86::Avx2, "avx2");
#[cfg(target_arch = "x86_64")]
backend!(
    avx512,
    super::super::x86::Avx512,
    "avx512f,avx512dq,avx512vl"
);
#[cfg(target_arch = "aarch64")]
backend!(neon, super::super::neon::Neon, "neon");
