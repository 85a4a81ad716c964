//! `exp` and `expm1`.
//!
//! Ported from fdlibm as V8 carries it; see the notice in `mod.rs`.

use super::words::{from_high, power_of_two};

const LN2_HI: f64 = f64::from_bits(0x3FE6_2E42_FEE0_0000);
const LN2_LO: f64 = f64::from_bits(0x3DEA_39EF_3579_3C76);
const INV_LN2: f64 = f64::from_bits(0x3FF7_1547_652B_82FE);

/// From here on an argument is reduced: next above ln(2) / 2, by the high word.
const REDUCED: f64 = from_high(0x3FD6_2E43);

/// Below this magnitude the result is neither subnormal nor infinite on the way.
const MODERATE: f64 = 708.0;

/// How often ln(2) is taken from an argument: rounded to nearest, 0 for small ones.
#[inline(always)]
fn multiple(x: f64) -> f64 {
    let k = (INV_LN2 * x + 0.5_f64.copysign(x)).trunc();
    if x.abs() >= REDUCED { k } else { 0.0 }
}

#[inline(always)]
pub(super) fn exp(x: f64) -> (f64, bool) {
    (moderate_exp(x), x.abs() < MODERATE)
}

/// `exp` for |x| < 708.
#[inline(always)]
pub(super) fn moderate_exp(x: f64) -> f64 {
    const P1: f64 = f64::from_bits(0x3FC5_5555_5555_553E);
    const P2: f64 = f64::from_bits(0xBF66_C16C_16BE_BD93);
    const P3: f64 = f64::from_bits(0x3F11_566A_AF25_DE2C);
    const P4: f64 = f64::from_bits(0xBEBB_BD41_C5D2_6BF1);
    const P5: f64 = f64::from_bits(0x3E66_3769_72BE_A4D0);
    let k = multiple(x);
    let (hi, lo) = (x - k * LN2_HI, k * LN2_LO);
    let r = hi - lo;
    let t = r * r;
    let c = r - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
    let y = 1.0 - ((lo - (r * c) / (2.0 - c)) - hi);
    let value = y * power_of_two(k);
    // fdlibm's way for tiny arguments and V8's for 1: other roundings.
    let value = if x.abs() < from_high(0x3E30_0000) {
        1.0 + x
    } else {
        value
    };
    if x == 1.0 {
        core::f64::consts::E
    } else {
        value
    }
}

#[inline(always)]
pub(super) fn expm1(x: f64) -> (f64, bool) {
    (moderate_expm1(x), x.abs() < MODERATE)
}

/// `expm1` for |x| < 708.
#[inline(always)]
pub(super) fn moderate_expm1(x: f64) -> f64 {
    const Q1: f64 = f64::from_bits(0xBFA1_1111_1111_10F4);
    const Q2: f64 = f64::from_bits(0x3F5A_01A0_19FE_5585);
    const Q3: f64 = f64::from_bits(0xBF14_CE19_9EAA_DBB7);
    const Q4: f64 = f64::from_bits(0x3ED0_CFCA_86E6_5239);
    const Q5: f64 = f64::from_bits(0xBE8A_FDB7_6E09_C32D);
    let k = multiple(x);
    let (hi, lo) = (x - k * LN2_HI, k * LN2_LO);
    let r = hi - lo;
    let c = (hi - r) - lo;
    let half = 0.5 * r;
    let square = r * half;
    let r1 = 1.0 + square * (Q1 + square * (Q2 + square * (Q3 + square * (Q4 + square * Q5))));
    let t = 3.0 - r1 * half;
    let e = square * ((r1 - t) / (6.0 - r * t));
    let unscaled = r - (r * e - square);
    let e = (r * (e - c) - c) - square;
    let once = if r < -0.25 {
        -2.0 * (e - (r + 0.5))
    } else {
        1.0 + 2.0 * (r - e)
    };
    let minus_once = 0.5 * (r - e) - 0.5;
    // 2^k (e^r - 2^-k), its terms in the order of their size.
    let inverse = power_of_two(-k);
    let few = (1.0 - inverse) - (e - r);
    let many = (r - (e + inverse)) + 1.0;
    let is_far = k <= -2.0 || k > 56.0;
    let base = if k < 20.0 { few } else { many };
    let base = if is_far { 1.0 - (e - r) } else { base };
    let scaled = base * power_of_two(k);
    let value = if is_far { scaled - 1.0 } else { scaled };
    let value = if k == 1.0 { once } else { value };
    let value = if k == -1.0 { minus_once } else { value };
    let value = if k == 0.0 { unscaled } else { value };
    // -56 ln(2) and less.
    let value = if x <= -from_high(0x4043_687A) {
        -1.0
    } else {
        value
    };
    if x.abs() < from_high(0x3C90_0000) {
        x
    } else {
        value
    }
}
