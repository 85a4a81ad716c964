//! `asin`, `acos`, `atan` and `atan2`.
//!
//! Ported from fdlibm as V8 carries it; see the notice in `mod.rs`.

use super::words::{from_high, is_normal_positive, signed_like, upper_half};

const PI: f64 = core::f64::consts::PI;
const PIO2_HI: f64 = core::f64::consts::FRAC_PI_2;
const PIO2_LO: f64 = f64::from_bits(0x3C91_A626_3314_5C07);
const PIO4_HI: f64 = core::f64::consts::FRAC_PI_4;

/// (asin(√z) - √z) / √z.
#[inline(always)]
fn ratio(z: f64) -> f64 {
    const P0: f64 = f64::from_bits(0x3FC5_5555_5555_5555);
    const P1: f64 = f64::from_bits(0xBFD4_D612_03EB_6F7D);
    const P2: f64 = f64::from_bits(0x3FC9_C155_0E88_4455);
    const P3: f64 = f64::from_bits(0xBFA4_8228_B568_8F3B);
    const P4: f64 = f64::from_bits(0x3F49_EFE0_7501_B288);
    const P5: f64 = f64::from_bits(0x3F02_3DE1_0DFD_F709);
    const Q1: f64 = f64::from_bits(0xC003_3A27_1C8A_2D4B);
    const Q2: f64 = f64::from_bits(0x4000_2AE5_9C59_8AC8);
    const Q3: f64 = f64::from_bits(0xBFE6_066C_1B8D_0159);
    const Q4: f64 = f64::from_bits(0x3FB3_B8C5_B12E_9282);
    let p = z * (P0 + z * (P1 + z * (P2 + z * (P3 + z * (P4 + z * P5)))));
    let q = 1.0 + z * (Q1 + z * (Q2 + z * (Q3 + z * Q4)));
    p / q
}

#[inline(always)]
pub(super) fn asin(x: f64) -> (f64, bool) {
    let size = x.abs();
    let is_small = size < 0.5;
    let z = if is_small {
        size * size
    } else {
        (1.0 - size) * 0.5
    };
    let ratio = ratio(z);
    let small = size + size * ratio;
    let s = z.sqrt();
    let close = PIO2_HI - (2.0 * (s + s * ratio) - PIO2_LO);
    let f = upper_half(s);
    let c = (z - f * f) / (s + f);
    let p = 2.0 * s * ratio - (PIO2_LO - 2.0 * c);
    let q = PIO4_HI - 2.0 * f;
    let far = PIO4_HI - (p - q);
    let large = if size >= from_high(0x3FEF_3333) {
        close
    } else {
        far
    };
    let value = if is_small { small } else { large };
    (signed_like(value, x), size < 1.0)
}

#[inline(always)]
pub(super) fn acos(x: f64) -> (f64, bool) {
    let size = x.abs();
    let is_small = size < 0.5;
    let z = if is_small { x * x } else { (1.0 - size) * 0.5 };
    let ratio = ratio(z);
    let small = PIO2_HI - (x - (PIO2_LO - x * ratio));
    let s = z.sqrt();
    let below = PI - 2.0 * (s + (ratio * s - PIO2_LO));
    let f = upper_half(s);
    let c = (z - f * f) / (s + f);
    let above = 2.0 * (f + (ratio * s + c));
    let large = if x < 0.0 { below } else { above };
    (if is_small { small } else { large }, size < 1.0)
}

#[inline(always)]
pub(super) fn atan(x: f64) -> (f64, bool) {
    let size = x.abs();
    (
        signed_like(positive_atan(size), x),
        size < from_high(0x4410_0000),
    )
}

/// `atan` of a number from 0 to 2^66.
#[inline(always)]
fn positive_atan(x: f64) -> f64 {
    const A: [f64; 11] = [
        f64::from_bits(0x3FD5_5555_5555_550D),
        f64::from_bits(0xBFC9_9999_9998_EBC4),
        f64::from_bits(0x3FC2_4924_9200_83FF),
        f64::from_bits(0xBFBC_71C6_FE23_1671),
        f64::from_bits(0x3FB7_45CD_C54C_206E),
        f64::from_bits(0xBFB3_B0F2_AF74_9A6D),
        f64::from_bits(0x3FB1_0D66_A0D0_3D51),
        f64::from_bits(0xBFAD_DE2D_52DE_FD9A),
        f64::from_bits(0x3FA9_7B4B_2476_0DEB),
        f64::from_bits(0xBFA2_B444_2C6A_6C2F),
        f64::from_bits(0x3F90_AD3A_E322_DA11),
    ];
    // Of four points the nearest below is taken away first: its arctangent, in two parts.
    let over = |word: u32| x >= from_high(word);
    let (a, b, c, d) = (
        over(0x3FDC_0000),
        over(0x3FE6_0000),
        over(0x3FF3_0000),
        over(0x4003_8000),
    );
    let pick = |v: [f64; 5]| {
        let v1 = if a { v[1] } else { v[0] };
        let v2 = if b { v[2] } else { v1 };
        let v3 = if c { v[3] } else { v2 };
        if d { v[4] } else { v3 }
    };
    let hi = pick([
        0.0,
        f64::from_bits(0x3FDD_AC67_0561_BB4F),
        PIO4_HI,
        f64::from_bits(0x3FEF_730B_D281_F69B),
        PIO2_HI,
    ]);
    let lo = pick([
        0.0,
        f64::from_bits(0x3C7A_2B7F_222F_65E2),
        f64::from_bits(0x3C81_A626_3314_5C07),
        f64::from_bits(0x3C70_0788_7AF0_CBBD),
        PIO2_LO,
    ]);
    let over_by = pick([x, 2.0 * x - 1.0, x - 1.0, x - 1.5, -1.0]);
    let under = pick([1.0, 2.0 + x, x + 1.0, 1.0 + 1.5 * x, x]);
    let x = over_by / under;
    let z = x * x;
    let w = z * z;
    let s1 = z * (A[0] + w * (A[2] + w * (A[4] + w * (A[6] + w * (A[8] + w * A[10])))));
    let s2 = w * (A[1] + w * (A[3] + w * (A[5] + w * (A[7] + w * A[9]))));
    hi - ((x * (s1 + s2) - lo) - x)
}

#[inline(always)]
pub(super) fn atan2(y: f64, x: f64) -> (f64, bool) {
    const PI_LO: f64 = f64::from_bits(0x3CA1_A626_3314_5C07);
    let (height, width) = (y.abs(), x.abs());
    let angle = positive_atan(height / width);
    let value = if x < 0.0 { PI - (angle - PI_LO) } else { angle };
    // Neither far above nor far below the axis, by the high words.
    let apart = (height.to_bits() >> 32)
        .wrapping_sub(width.to_bits() >> 32)
        .wrapping_add(60 << 20);
    let is_usual = is_normal_positive(height) & is_normal_positive(width) & (apart < 121 << 20);
    (signed_like(value, y), is_usual)
}
