//! Doubles as words. fdlibm compares high words; doubles compared with the one that begins a high word say the same, and in vectors
//! at less cost.

/// The smallest double with this high word.
pub(super) const fn from_high(word: u32) -> f64 {
    f64::from_bits((word as u64) << 32)
}

pub(super) const SIGN: u64 = 1 << 63;
pub(super) const SIGNIFICAND: u64 = (1 << 52) - 1;

/// 2^52: a whole number below 2^51 added to it stands in the low bits.
pub(super) const WHOLE: f64 = 4_503_599_627_370_496.0;

/// 2^k, for whole k from -1022 to 1023.
#[inline(always)]
pub(super) fn power_of_two(k: f64) -> f64 {
    f64::from_bits((k + (WHOLE + 1023.0)).to_bits() << 52)
}

/// A whole number below 2^52 as a double.
#[inline(always)]
pub(super) fn number(whole: u64) -> f64 {
    f64::from_bits(whole | WHOLE.to_bits()) - WHOLE
}

/// The double without the lower half of its bits.
#[inline(always)]
pub(super) fn upper_half(x: f64) -> f64 {
    f64::from_bits(x.to_bits() & 0xFFFF_FFFF_0000_0000)
}

/// `magnitude` with the sign of `x` on top of its own.
#[inline(always)]
pub(super) fn signed_like(magnitude: f64, x: f64) -> f64 {
    f64::from_bits(magnitude.to_bits() ^ (x.to_bits() & SIGN))
}

/// Whether a number is finite, positive and not subnormal.
#[inline(always)]
pub(super) fn is_normal_positive(x: f64) -> bool {
    (x >= f64::MIN_POSITIVE) & (x < f64::INFINITY)
}
