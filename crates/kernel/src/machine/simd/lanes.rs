//! The vocabulary every instruction set speaks: N lanes of 8 bytes, and what can be done to them.
//!
//! One lane holds one JS value. A number is an f64. An int32 or uint32 sits in the low half; the
//! high half may hold anything, so bitwise operators and conversions need no clean-up. A boolean
//! is all ones or all zeros, so that logic is bitwise and a select is a blend.

use super::GROUP;

/// Vectors of one instruction set.
///
/// A value of an implementing type exists only where the CPU has the instructions: values come
/// from [`Lanes::load`], which is unsafe, or from other values. That is why the other methods are
/// safe to call. They must all be inlined into a function compiled with the instruction set.
pub(crate) trait Lanes: Copy {
    /// Lanes in a vector.
    const N: usize;
    /// Vectors that a loop handles per turn; `N * UNROLL` divides [`super::GROUP`].
    const UNROLL: usize;

    /// # Safety
    /// The CPU has the instruction set, and `from` is readable for `N` lanes.
    unsafe fn load(from: *const u64) -> Self;
    /// # Safety
    /// `to` is writable for `N` lanes.
    unsafe fn store(self, to: *mut u64);
    /// A vector with the same bits in every lane; `self` only proves the instruction set.
    fn bits(self, bits: u64) -> Self;

    fn add(self, other: Self) -> Self;
    fn sub(self, other: Self) -> Self;
    fn mul(self, other: Self) -> Self;
    fn div(self, other: Self) -> Self;
    fn sqrt(self) -> Self;
    /// JS `Math.min`: NaN wins, -0 is below 0.
    fn min(self, other: Self) -> Self;
    /// JS `Math.max`: NaN wins, 0 is above -0.
    fn max(self, other: Self) -> Self;
    /// To f32 and back.
    fn fround(self) -> Self;

    fn eq(self, other: Self) -> Self;
    /// True with NaN.
    fn ne(self, other: Self) -> Self;
    fn lt(self, other: Self) -> Self;
    fn le(self, other: Self) -> Self;

    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    fn xor(self, other: Self) -> Self;
    /// `self & !other`.
    fn and_not(self, other: Self) -> Self;
    /// `self` is a boolean: `then` where it holds.
    fn select(self, then: Self, other: Self) -> Self;
    /// `self` is a boolean: whether any lane holds.
    fn any(self) -> bool;

    /// Low halves: `self << (count & 31)`.
    fn shl(self, count: Self) -> Self;
    /// Low halves: `self >> (count & 31)`, with the sign.
    fn shr(self, count: Self) -> Self;
    /// Low halves: `self >>> (count & 31)`.
    fn ushr(self, count: Self) -> Self;
    /// Low halves, modulo 2^32.
    fn mul32(self, other: Self) -> Self;
    /// Low halves compared, as a boolean of the whole lane.
    fn eq32(self, other: Self) -> Self;
    /// Low halves compared as int32, as a boolean of the whole lane.
    fn lt32(self, other: Self) -> Self;
    /// Whole lanes shifted right by 52: the biased exponent and the sign.
    fn exponent(self) -> Self;
    /// Whole lanes subtracted as integers.
    fn sub64(self, other: Self) -> Self;

    #[inline(always)]
    fn number(self, value: f64) -> Self {
        self.bits(value.to_bits())
    }

    #[inline(always)]
    fn abs(self) -> Self {
        self.and(self.bits(!SIGN))
    }

    /// The sign bit of `self` and the rest of `magnitude`.
    #[inline(always)]
    fn sign_onto(self, magnitude: Self) -> Self {
        let sign = self.bits(SIGN);
        magnitude.and_not(sign).or(self.and(sign))
    }

    /// `self` has places in an array: the items there and those behind them.
    ///
    /// # Safety
    /// There are such items, and they are readable.
    #[inline(always)]
    unsafe fn neighbours(self, from: *const f64) -> [Self; 2] {
        let (mut places, mut items) = ([0_u64; GROUP], [[0_u64; GROUP]; 2]);
        // SAFETY: the arrays have room for a vector; the caller vouches for the items.
        unsafe {
            self.store(places.as_mut_ptr());
            for (lane, place) in places.into_iter().enumerate().take(Self::N) {
                let item = from.add(place as usize);
                items[0][lane] = item.read_unaligned().to_bits();
                items[1][lane] = item.add(1).read_unaligned().to_bits();
            }
            items.map(|items| Self::load(items.as_ptr()))
        }
    }

    fn floor(self) -> Self;
    fn ceil(self) -> Self;
    fn trunc(self) -> Self;
}

pub(crate) const SIGN: u64 = 1 << 63;

/// Rounding to whole numbers for instruction sets without it.
#[cfg(target_arch = "x86_64")]
pub(crate) mod emulated {
    use super::Lanes;

    const TWO_52: f64 = 4_503_599_627_370_496.0;

    #[inline(always)]
    pub(crate) fn floor<L: Lanes>(x: L) -> L {
        let near = nearest(x);
        whole_or_self(x, near.sub(x.lt(near).and(x.number(1.0))))
    }

    #[inline(always)]
    pub(crate) fn ceil<L: Lanes>(x: L) -> L {
        let near = nearest(x);
        whole_or_self(x, near.add(near.lt(x).and(x.number(1.0))))
    }

    #[inline(always)]
    pub(crate) fn trunc<L: Lanes>(x: L) -> L {
        let size = x.abs();
        let near = nearest(size);
        whole_or_self(x, near.sub(size.lt(near).and(x.number(1.0))))
    }

    /// A whole number next to `x`, for |x| < 2^52: adding and taking away 2^52 rounds.
    #[inline(always)]
    fn nearest<L: Lanes>(x: L) -> L {
        let magic = x.sign_onto(x.number(TWO_52));
        x.add(magic).sub(magic)
    }

    /// `whole` with the sign of `x` (zeros keep it); from 2^52 on, and for NaN, `x` itself.
    #[inline(always)]
    fn whole_or_self<L: Lanes>(x: L, whole: L) -> L {
        x.abs().lt(x.number(TWO_52)).select(x.sign_onto(whole), x)
    }
}
