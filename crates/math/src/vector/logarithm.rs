//! `log`, `log1p`, `log2` and `log10`.
//!
//! Ported from fdlibm as V8 carries it; see the notice in `mod.rs`.

use super::words::{SIGNIFICAND, from_high, is_normal_positive, number, upper_half};

const LN2_HI: f64 = f64::from_bits(0x3FE6_2E42_FEE0_0000);
const LN2_LO: f64 = f64::from_bits(0x3DEA_39EF_3579_3C76);
const L1: f64 = f64::from_bits(0x3FE5_5555_5555_5593);
const L2: f64 = f64::from_bits(0x3FD9_9999_9997_FA04);
const L3: f64 = f64::from_bits(0x3FD2_4924_9422_9359);
const L4: f64 = f64::from_bits(0x3FCC_71C5_1D8E_78AF);
const L5: f64 = f64::from_bits(0x3FC7_4664_96CB_03DE);
const L6: f64 = f64::from_bits(0x3FC3_9A09_D078_C69F);
const L7: f64 = f64::from_bits(0x3FC2_F112_DF3E_5244);

/// x = 2^k (1 + f) with 1 + f around 1, and the 20 high bits of the significand of `x`.
struct Parts {
    k: f64,
    f: f64,
    high: u64,
}

#[inline(always)]
fn parts(x: f64) -> Parts {
    let bits = x.to_bits();
    let significand = bits & SIGNIFICAND;
    let high = significand >> 32;
    // One more for significands from sqrt(2) on.
    let up = (high + 0x95F64) & 0x10_0000;
    let reduced = f64::from_bits(significand | ((up ^ 0x3FF0_0000) << 32));
    let k = number((bits >> 52) + (up >> 20)) - 1023.0;
    let f = reduced - 1.0;
    Parts { k, f, high }
}

/// s and R of log(1 + f) = f - (f²/2 - s (f²/2 + R)).
#[inline(always)]
fn series(f: f64) -> (f64, f64) {
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w * (L2 + w * (L4 + w * L6));
    let odd = z * (L1 + w * (L3 + w * (L5 + w * L7)));
    (s, odd + even)
}

#[inline(always)]
pub(super) fn log(x: f64) -> (f64, bool) {
    (normal_log(x), is_normal_positive(x))
}

/// `log` of a finite, positive number that is not subnormal.
#[inline(always)]
pub(super) fn normal_log(x: f64) -> f64 {
    let Parts { k, f, high } = parts(x);
    let (s, r) = series(f);
    // Three ways to add the same terms, by how close 1 + f is to 1.
    let half_square = 0.5 * f * f;
    let wide = half_square - (s * (half_square + r) + k * LN2_LO);
    let narrow = s * (f - r) - k * LN2_LO;
    let closest = f * f * (0.5 - f64::from_bits(0x3FD5_5555_5555_5555) * f) - k * LN2_LO;
    let is_wide = (high >= 0x6147A) & (high <= 0x6B851);
    let is_closest = ((high + 2) & 0xF_FFFF) < 3;
    let terms = if is_wide { wide } else { narrow };
    let terms = if is_closest { closest } else { terms };
    k * LN2_HI - (terms - f)
}

#[inline(always)]
pub(super) fn log2(x: f64) -> (f64, bool) {
    const INV_LN2_HI: f64 = f64::from_bits(0x3FF7_1547_6520_0000);
    const INV_LN2_LO: f64 = f64::from_bits(0x3DE7_05FC_2EEF_A200);
    let Parts { k, f, .. } = parts(x);
    let (s, r) = series(f);
    let half_square = 0.5 * f * f;
    let rest = s * (half_square + r);
    let hi = upper_half(f - half_square);
    let lo = (f - hi) - half_square + rest;
    let value_hi = hi * INV_LN2_HI;
    let value_lo = (lo + hi) * INV_LN2_LO + lo * INV_LN2_HI;
    let sum = k + value_hi;
    let value_lo = value_lo + ((k - sum) + value_hi);
    (value_lo + sum, is_normal_positive(x))
}

#[inline(always)]
pub(super) fn log10(x: f64) -> (f64, bool) {
    const INV_LN10: f64 = f64::from_bits(0x3FDB_CB7B_1526_E50E);
    const LOG10_2_HI: f64 = f64::from_bits(0x3FD3_4413_509F_6000);
    const LOG10_2_LO: f64 = f64::from_bits(0x3D59_FEF3_11F1_2B36);
    let bits = x.to_bits();
    let exponent = bits >> 52;
    // Below 1 one more, so that powers of ten come out whole.
    let below = u64::from(exponent < 1023);
    let reduced = f64::from_bits((bits & SIGNIFICAND) | ((1023 - below) << 52));
    let k = number(exponent + below) - 1023.0;
    let value = k * LOG10_2_LO + INV_LN10 * normal_log(reduced);
    (value + k * LOG10_2_HI, is_normal_positive(x))
}

#[inline(always)]
pub(super) fn log1p(x: f64) -> (f64, bool) {
    (moderate_log1p(x), (x > -1.0) & (x < from_high(0x4340_0000)))
}

/// `log1p` for x in (-1, 2^53).
#[inline(always)]
pub(super) fn moderate_log1p(x: f64) -> f64 {
    // Close to 0 the argument is f itself.
    let is_near = (x < from_high(0x3FDA_827A)) & (x > -from_high(0x3FD2_BEC5));
    let u = 1.0 + x;
    let bits = u.to_bits();
    let exponent = bits >> 52;
    let high = (bits & SIGNIFICAND) >> 32;
    let is_low = high < 0x6A09E;
    let lost = if exponent > 1023 {
        1.0 - (u - x)
    } else {
        x - (u - 1.0)
    };
    let lost = if is_near { 0.0 } else { lost / u };
    let base: u64 = if is_low { 0x3FF0 << 48 } else { 0x3FE0 << 48 };
    let up = if is_low { 0.0 } else { 1.0 };
    let k = number(exponent) - 1023.0 + up;
    let k = if is_near { 0.0 } else { k };
    let f = f64::from_bits((bits & SIGNIFICAND) | base) - 1.0;
    let f = if is_near { x } else { f };
    let half_square = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let r = z * (L1 + z * (L2 + z * (L3 + z * (L4 + z * (L5 + z * (L6 + z * L7))))));
    let tail = k * LN2_LO + lost;
    let general = half_square - (s * (half_square + r) + tail);
    // |f| < 2^-20, unless the argument is f itself.
    let is_closest = !is_near & ((high == 0) | (high >= 0xF_FFFD));
    let closest = half_square * (1.0 - f64::from_bits(0x3FE5_5555_5555_5555) * f) - tail;
    let terms = if is_closest { closest } else { general };
    let value = k * LN2_HI - (terms - f);
    let size = x.abs();
    let tiny = if size < from_high(0x3C90_0000) {
        x
    } else {
        x - x * x * 0.5
    };
    if size < from_high(0x3E20_0000) {
        tiny
    } else {
        value
    }
}
