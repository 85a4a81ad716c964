//! Two lanes: NEON, which every `AArch64` CPU has. Its minimum and maximum are JS's own.

#[allow(clippy::wildcard_imports, reason = "forty intrinsics, all of one kind")]
use core::arch::aarch64::*;

use super::lanes::Lanes;

/// A vector of NEON.
#[derive(Clone, Copy)]
pub(super) struct Neon(float64x2_t);

/// An expression of intrinsics in a method of [`Neon`].
macro_rules! lanes {
    ($body:expr) => {{
        // SAFETY: NEON belongs to every AArch64 target this is built for; the intrinsics used
        // this way touch registers only.
        unsafe { $body }
    }};
}

impl Neon {
    #[inline(always)]
    fn wide(self) -> uint64x2_t {
        lanes!(vreinterpretq_u64_f64(self.0))
    }

    #[inline(always)]
    fn of_wide(wide: uint64x2_t) -> Self {
        lanes!(Self(vreinterpretq_f64_u64(wide)))
    }

    #[inline(always)]
    fn halves(self) -> int32x4_t {
        lanes!(vreinterpretq_s32_f64(self.0))
    }

    #[inline(always)]
    fn of_halves(halves: int32x4_t) -> Self {
        lanes!(Self(vreinterpretq_f64_s32(halves)))
    }

    /// Copies the low half of each lane over the high one.
    #[inline(always)]
    fn spread(halves: uint32x4_t) -> Self {
        lanes!(Self(vreinterpretq_f64_u32(vtrn1q_u32(halves, halves))))
    }

    #[inline(always)]
    fn count(self) -> int32x4_t {
        lanes!(vandq_s32(self.halves(), vdupq_n_s32(31)))
    }
}

impl Lanes for Neon {
    const N: usize = 2;
    const UNROLL: usize = 2;

    #[inline(always)]
    unsafe fn load(from: *const u64) -> Self {
        // SAFETY: the caller vouches for 16 readable bytes.
        unsafe { Self::of_wide(vld1q_u64(from)) }
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut u64) {
        // SAFETY: the caller vouches for 16 writable bytes.
        unsafe { vst1q_u64(to, self.wide()) }
    }

    #[inline(always)]
    fn bits(self, bits: u64) -> Self {
        lanes!(Self::of_wide(vdupq_n_u64(bits)))
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        lanes!(Self(vaddq_f64(self.0, other.0)))
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        lanes!(Self(vsubq_f64(self.0, other.0)))
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        lanes!(Self(vmulq_f64(self.0, other.0)))
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        lanes!(Self(vdivq_f64(self.0, other.0)))
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        lanes!(Self(vsqrtq_f64(self.0)))
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        lanes!(Self(vminq_f64(self.0, other.0)))
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        lanes!(Self(vmaxq_f64(self.0, other.0)))
    }

    #[inline(always)]
    fn fround(self) -> Self {
        lanes!(Self(vcvt_f64_f32(vcvt_f32_f64(self.0))))
    }

    #[inline(always)]
    fn eq(self, other: Self) -> Self {
        lanes!(Self::of_wide(vceqq_f64(self.0, other.0)))
    }

    #[inline(always)]
    fn ne(self, other: Self) -> Self {
        self.eq(other).xor(self.bits(u64::MAX))
    }

    #[inline(always)]
    fn lt(self, other: Self) -> Self {
        lanes!(Self::of_wide(vcltq_f64(self.0, other.0)))
    }

    #[inline(always)]
    fn le(self, other: Self) -> Self {
        lanes!(Self::of_wide(vcleq_f64(self.0, other.0)))
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        lanes!(Self::of_wide(vandq_u64(self.wide(), other.wide())))
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        lanes!(Self::of_wide(vorrq_u64(self.wide(), other.wide())))
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        lanes!(Self::of_wide(veorq_u64(self.wide(), other.wide())))
    }

    #[inline(always)]
    fn and_not(self, other: Self) -> Self {
        lanes!(Self::of_wide(vbicq_u64(self.wide(), other.wide())))
    }

    #[inline(always)]
    fn select(self, then: Self, other: Self) -> Self {
        lanes!(Self(vbslq_f64(self.wide(), then.0, other.0)))
    }

    #[inline(always)]
    fn any(self) -> bool {
        lanes!(vmaxvq_u32(vreinterpretq_u32_f64(self.0)) != 0)
    }

    #[inline(always)]
    fn shl(self, count: Self) -> Self {
        lanes!(Self::of_halves(vshlq_s32(self.halves(), count.count())))
    }

    #[inline(always)]
    fn shr(self, count: Self) -> Self {
        lanes!(Self::of_halves(vshlq_s32(
            self.halves(),
            vnegq_s32(count.count())
        )))
    }

    #[inline(always)]
    fn ushr(self, count: Self) -> Self {
        lanes!({
            let bits = vreinterpretq_u32_s32(self.halves());
            let shifted = vshlq_u32(bits, vnegq_s32(count.count()));
            Self::of_halves(vreinterpretq_s32_u32(shifted))
        })
    }

    #[inline(always)]
    fn mul32(self, other: Self) -> Self {
        lanes!(Self::of_halves(vmulq_s32(self.halves(), other.halves())))
    }

    #[inline(always)]
    fn eq32(self, other: Self) -> Self {
        lanes!(Self::spread(vceqq_s32(self.halves(), other.halves())))
    }

    #[inline(always)]
    fn lt32(self, other: Self) -> Self {
        lanes!(Self::spread(vcltq_s32(self.halves(), other.halves())))
    }

    #[inline(always)]
    fn exponent(self) -> Self {
        lanes!(Self::of_wide(vshrq_n_u64::<52>(self.wide())))
    }

    #[inline(always)]
    fn sub64(self, other: Self) -> Self {
        lanes!(Self::of_wide(vsubq_u64(self.wide(), other.wide())))
    }

    #[inline(always)]
    fn floor(self) -> Self {
        lanes!(Self(vrndmq_f64(self.0)))
    }

    #[inline(always)]
    fn ceil(self) -> Self {
        lanes!(Self(vrndpq_f64(self.0)))
    }

    #[inline(always)]
    fn trunc(self) -> Self {
        lanes!(Self(vrndq_f64(self.0)))
    }
}
