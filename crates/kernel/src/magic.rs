//! Numbers that both machines compute with: each stands here once, so that the two cannot drift apart.

/// From here on not every whole number is a double.
pub(crate) const TWO_53: f64 = 9_007_199_254_740_992.0;
/// 2^27 + 1 cuts 53 bits in two halves whose products are exact.
pub(crate) const SPLITTER: f64 = 134_217_729.0;
/// Divisors for which no step of `%` overflows or underflows: 2^-900 to 2^900. The proof is in `machine/simd/remainder.rs`.
pub(crate) const SMALLEST: f64 = f64::from_bits((1023 - 900) << 52);
pub(crate) const LARGEST: f64 = f64::from_bits((1023 + 900) << 52);

pub(crate) const TWO_32: f64 = 4_294_967_296.0;
/// Numbers below it become integers by [`TO_INTEGER`].
pub(crate) const TWO_51: f64 = 2_251_799_813_685_248.0;
/// 1.5 · 2^52: the sum with a whole number below 2^51 holds that number, modulo 2^32, in its low
/// half as two's complement.
pub(crate) const TO_INTEGER: f64 = 6_755_399_441_055_744.0;
/// The high half of 2^52: above a uint32 it makes the number 2^52 + that uint32.
pub(crate) const FROM_U32: u64 = 0x4330_0000_0000_0000;
/// The same with the int32's sign bit flipped: 2^52 + 2^31 + the int32.
pub(crate) const FROM_I32: u64 = 0x4330_0000_8000_0000;
/// The half of a lane that holds an integer.
pub(crate) const LOW: u64 = 0xffff_ffff;
/// The integer's sign: flipped, it makes the order of uint32 that of int32.
pub(crate) const LOW_SIGN: u64 = 0x8000_0000;
