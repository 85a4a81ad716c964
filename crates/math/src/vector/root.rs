//! `cbrt`.
//!
//! Ported from `FreeBSD`'s `s_cbrt.c` as V8 carries it, like the rest under fdlibm's notice, see `mod.rs`.

use super::words::{SIGN, is_normal_positive};

#[inline(always)]
pub(super) fn cbrt(x: f64) -> (f64, bool) {
    const P0: f64 = f64::from_bits(0x3FFE_03E6_0F61_E692);
    const P1: f64 = f64::from_bits(0xBFFE_28E0_92F0_2420);
    const P2: f64 = f64::from_bits(0x3FF9_F160_4A49_D6C2);
    const P3: f64 = f64::from_bits(0xBFE8_44CB_BEE7_51D9);
    const P4: f64 = f64::from_bits(0x3FC2_B000_D4E4_EDD7);
    /// What makes a third of a high word that of the cube root.
    const BIAS: u64 = 715_094_163;
    let bits = x.to_bits();
    let high = (bits & !SIGN) >> 32;
    // A third: exact for 32 bits.
    let third = (high * 0xAAAA_AAAB) >> 33;
    let t = f64::from_bits((bits & SIGN) | ((third + BIAS) << 32));
    let r = (t * t) * (t / x);
    let t = t * ((P0 + r * (P1 + r * P2)) + ((r * r) * r) * (P3 + r * P4));
    // To 23 bits, away from zero, so that t² is exact.
    let t = f64::from_bits((t.to_bits().wrapping_add(0x8000_0000)) & 0xFFFF_FFFF_C000_0000);
    let s = t * t;
    let r = x / s;
    let w = t + t;
    let r = (r - t) / (w + r);
    let value = t + t * r;
    let size = x.abs();
    let is_zero = bits & !SIGN == 0;
    (
        if is_zero { x } else { value },
        is_zero | is_normal_positive(size),
    )
}
