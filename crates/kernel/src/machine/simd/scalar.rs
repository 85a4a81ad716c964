//! One lane, in plain Rust: every platform, and the plainest statement of each operation.

use numpool_math::exact;

use super::lanes::Lanes;

/// A single lane.
#[derive(Clone, Copy)]
pub(super) struct Scalar(u64);

impl Scalar {
    #[inline(always)]
    fn value(self) -> f64 {
        f64::from_bits(self.0)
    }

    #[inline(always)]
    fn of(value: f64) -> Self {
        Self(value.to_bits())
    }

    #[inline(always)]
    fn boolean(holds: bool) -> Self {
        Self(u64::from(holds).wrapping_neg())
    }

    #[inline(always)]
    fn low(self) -> i32 {
        self.0 as i32
    }

    #[inline(always)]
    fn of_low(low: i32) -> Self {
        Self(u64::from(low.cast_unsigned()))
    }
}

impl Lanes for Scalar {
    const N: usize = 1;
    const UNROLL: usize = 1;

    #[inline(always)]
    unsafe fn load(from: *const u64) -> Self {
        // SAFETY: the caller vouches for 8 readable bytes; typed arrays may be less aligned.
        unsafe { Self(from.read_unaligned()) }
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut u64) {
        // SAFETY: the caller vouches for 8 writable bytes.
        unsafe { to.write_unaligned(self.0) }
    }

    #[inline(always)]
    fn bits(self, bits: u64) -> Self {
        Self(bits)
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self::of(self.value() + other.value())
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self::of(self.value() - other.value())
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self::of(self.value() * other.value())
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        Self::of(self.value() / other.value())
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self::of(self.value().sqrt())
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self::of(exact::min(self.value(), other.value()))
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self::of(exact::max(self.value(), other.value()))
    }

    #[inline(always)]
    fn fround(self) -> Self {
        Self::of(exact::fround(self.value()))
    }

    #[inline(always)]
    fn eq(self, other: Self) -> Self {
        Self::boolean(self.value() == other.value())
    }

    #[inline(always)]
    fn ne(self, other: Self) -> Self {
        Self::boolean(self.value() != other.value())
    }

    #[inline(always)]
    fn lt(self, other: Self) -> Self {
        Self::boolean(self.value() < other.value())
    }

    #[inline(always)]
    fn le(self, other: Self) -> Self {
        Self::boolean(self.value() <= other.value())
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self(self.0 ^ other.0)
    }

    #[inline(always)]
    fn and_not(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    #[inline(always)]
    fn select(self, then: Self, other: Self) -> Self {
        if self.0 == 0 { other } else { then }
    }

    #[inline(always)]
    fn any(self) -> bool {
        self.0 != 0
    }

    #[inline(always)]
    fn shl(self, count: Self) -> Self {
        Self::of_low(self.low().wrapping_shl(count.0 as u32))
    }

    #[inline(always)]
    fn shr(self, count: Self) -> Self {
        Self::of_low(self.low().wrapping_shr(count.0 as u32))
    }

    #[inline(always)]
    fn ushr(self, count: Self) -> Self {
        Self(u64::from((self.0 as u32).wrapping_shr(count.0 as u32)))
    }

    #[inline(always)]
    fn mul32(self, other: Self) -> Self {
        Self::of_low(self.low().wrapping_mul(other.low()))
    }

    #[inline(always)]
    fn eq32(self, other: Self) -> Self {
        Self::boolean(self.low() == other.low())
    }

    #[inline(always)]
    fn lt32(self, other: Self) -> Self {
        Self::boolean(self.low() < other.low())
    }

    #[inline(always)]
    fn exponent(self) -> Self {
        Self(self.0 >> 52)
    }

    #[inline(always)]
    fn sub64(self, other: Self) -> Self {
        Self(self.0.wrapping_sub(other.0))
    }

    #[inline(always)]
    fn floor(self) -> Self {
        Self::of(exact::floor(self.value()))
    }

    #[inline(always)]
    fn ceil(self) -> Self {
        Self::of(exact::ceil(self.value()))
    }

    #[inline(always)]
    fn trunc(self) -> Self {
        Self::of(exact::trunc(self.value()))
    }
}
