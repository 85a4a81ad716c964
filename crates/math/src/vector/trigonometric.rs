//! `sin`, `cos` and `tan`.
//!
//! Ported from fdlibm as V8 carries it; see the notice in `mod.rs`. All is computed of |x|; sine and tangent then get the sign, which
//! fdlibm's operations carry through alike.

use super::words::{SIGN, WHOLE, from_high, signed_like, upper_half};

/// From here on an argument is reduced: next above π/4, by the high word.
const REDUCED: f64 = from_high(0x3FE9_21FC);
/// From here on (2^19 π/2) the reduction takes hundreds of bits of π.
const HUGE: f64 = from_high(0x4139_21FC);

/// An argument less the nearest multiple of π/2.
struct Reduced {
    /// What is left, and what its rounding lost.
    rest: f64,
    tail: f64,
    /// The multiple, in its two low bits.
    quadrant: u64,
    /// Whether the argument was its own rest.
    is_whole: bool,
    /// Whether 33 + 33 + 53 bits of π/2 were enough.
    is_enough: bool,
}

/// fdlibm's reduction of a number from 0 to [`HUGE`], up to its second of three rounds.
#[inline(always)]
fn reduce(size: f64) -> Reduced {
    const TWO_OVER_PI: f64 = f64::from_bits(0x3FE4_5F30_6DC9_C883);
    const PIO2: f64 = f64::from_bits(0x3FF9_21FB_5444_2D18);
    const PIO2_1: f64 = f64::from_bits(0x3FF9_21FB_5440_0000);
    const PIO2_1_TAIL: f64 = f64::from_bits(0x3DD0_B461_1A62_6331);
    const PIO2_2: f64 = f64::from_bits(0x3DD0_B461_1A60_0000);
    const PIO2_2_TAIL: f64 = f64::from_bits(0x3BA3_198A_2E03_7073);
    let is_whole = size < REDUCED;
    let multiple = (size * TWO_OVER_PI + 0.5).trunc();
    let n = if is_whole { 0.0 } else { multiple };
    let first = size - n * PIO2_1;
    let first_low = n * PIO2_1_TAIL;
    let first_rest = first - first_low;
    // The second round, where more than 16 bits cancelled. For the first 31 multiples fdlibm asks a table
    // of their high words instead.
    let second_low = n * PIO2_2;
    let second = first - second_low;
    let second_low = n * PIO2_2_TAIL - ((first - second) - second_low);
    let second_rest = second - second_low;
    let exponent = |x: f64| (x.to_bits() & !SIGN) >> 52;
    let same_high_word = (n * PIO2).to_bits() >> 32 == size.to_bits() >> 32;
    let again = (exponent(size) > exponent(first_rest) + 16) & ((n >= 32.0) | same_high_word);
    let (r, low) = if again {
        (second, second_low)
    } else {
        (first, first_low)
    };
    let rest = if again { second_rest } else { first_rest };
    Reduced {
        rest,
        tail: (r - rest) - low,
        quadrant: (n + WHOLE).to_bits(),
        is_whole,
        is_enough: exponent(size) <= exponent(rest) + 49,
    }
}

/// The sine of `x + y`, `y` being what was lost of `x`.
#[inline(always)]
fn kernel_sin(x: f64, y: f64, is_whole: bool) -> f64 {
    const S1: f64 = f64::from_bits(0xBFC5_5555_5555_5549);
    const S2: f64 = f64::from_bits(0x3F81_1111_1110_F8A6);
    const S3: f64 = f64::from_bits(0xBF2A_01A0_19C1_61D5);
    const S4: f64 = f64::from_bits(0x3EC7_1DE3_57B1_FE7D);
    const S5: f64 = f64::from_bits(0xBE5A_E5E6_8A2B_9CEB);
    const S6: f64 = f64::from_bits(0x3DE5_D93A_5ACF_D57C);
    let z = x * x;
    let v = z * x;
    let r = S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)));
    let whole = x + v * (S1 + z * r);
    let split = x - ((z * (0.5 * y - v * r) - y) - v * S1);
    // What is next to nothing stays as it is, whatever was lost of it.
    let split = if x.abs() < from_high(0x3E40_0000) {
        x
    } else {
        split
    };
    if is_whole { whole } else { split }
}

/// The cosine of `x + y`, `y` being what was lost of `x`.
#[inline(always)]
fn kernel_cos(x: f64, y: f64) -> f64 {
    const C1: f64 = f64::from_bits(0x3FA5_5555_5555_554C);
    const C2: f64 = f64::from_bits(0xBF56_C16C_16C1_5177);
    const C3: f64 = f64::from_bits(0x3EFA_01A0_19CB_1590);
    const C4: f64 = f64::from_bits(0xBE92_7E4F_809C_52AD);
    const C5: f64 = f64::from_bits(0x3E21_EE9E_BDB4_B1C4);
    const C6: f64 = f64::from_bits(0xBDA8_FAE9_BE88_38D4);
    let z = x * x;
    let r = z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * (C5 + z * C6)))));
    let size = x.abs();
    // A quarter of |x|, so that the subtraction loses less.
    let quarter = f64::from_bits(upper_half(size).to_bits().wrapping_sub(0x0020_0000 << 32));
    let quarter = if size >= from_high(0x3FE9_0001) {
        0.28125
    } else {
        quarter
    };
    let quarter = if size < from_high(0x3FD3_3333) {
        0.0
    } else {
        quarter
    };
    let value = (1.0 - quarter) - ((0.5 * z - quarter) - (z * r - x * y));
    if size < from_high(0x3E40_0000) {
        1.0
    } else {
        value
    }
}

#[inline(always)]
pub(super) fn sin(x: f64) -> (f64, bool) {
    let size = x.abs();
    let at = reduce(size);
    let (s, c) = (
        kernel_sin(at.rest, at.tail, at.is_whole),
        kernel_cos(at.rest, at.tail),
    );
    let value = if at.quadrant & 1 == 0 { s } else { c };
    let flip = (at.quadrant & 2) << 62;
    let value = f64::from_bits(value.to_bits() ^ flip);
    (signed_like(value, x), (size < HUGE) & at.is_enough)
}

#[inline(always)]
pub(super) fn cos(x: f64) -> (f64, bool) {
    let size = x.abs();
    let at = reduce(size);
    let (s, c) = (
        kernel_sin(at.rest, at.tail, at.is_whole),
        kernel_cos(at.rest, at.tail),
    );
    let value = if at.quadrant & 1 == 0 { c } else { s };
    // Below zero in the second and third quadrant.
    let flip = ((at.quadrant + 1) & 2) << 62;
    (
        f64::from_bits(value.to_bits() ^ flip),
        (size < HUGE) & at.is_enough,
    )
}

#[inline(always)]
pub(super) fn tan(x: f64) -> (f64, bool) {
    const T: [f64; 13] = [
        f64::from_bits(0x3FD5_5555_5555_5563),
        f64::from_bits(0x3FC1_1111_1110_FE7A),
        f64::from_bits(0x3FAB_A1BA_1BB3_41FE),
        f64::from_bits(0x3F96_64F4_8406_D637),
        f64::from_bits(0x3F82_26E3_E96E_8493),
        f64::from_bits(0x3F6D_6D22_C956_0328),
        f64::from_bits(0x3F57_DBC8_FEE0_8315),
        f64::from_bits(0x3F43_44D8_F2F2_6501),
        f64::from_bits(0x3F30_26F7_1A8D_1068),
        f64::from_bits(0x3F14_7E88_A037_92A6),
        f64::from_bits(0x3F12_B80F_32F0_A7E9),
        f64::from_bits(0xBEF3_75CB_DB60_5373),
        f64::from_bits(0x3EFB_2A70_74BF_7AD4),
    ];
    const PIO4: f64 = f64::from_bits(0x3FE9_21FB_5444_2D18);
    const PIO4_LOW: f64 = f64::from_bits(0x3C81_A626_3314_5C07);
    let size = x.abs();
    let at = reduce(size);
    let (rest, tail) = (at.rest, at.tail);
    let is_odd = at.quadrant & 1 != 0;
    // Close to π/4 the tangent of what is left to it.
    let is_wide = rest.abs() >= from_high(0x3FE5_9428);
    let to_pio4 = (PIO4 - rest.abs()) + (PIO4_LOW - signed_like(tail, rest));
    let x1 = if is_wide { to_pio4 } else { rest };
    let y1 = if is_wide { 0.0 } else { tail };
    let z = x1 * x1;
    let w = z * z;
    let r = T[1] + w * (T[3] + w * (T[5] + w * (T[7] + w * (T[9] + w * T[11]))));
    let v = z * (T[2] + w * (T[4] + w * (T[6] + w * (T[8] + w * (T[10] + w * T[12])))));
    let s = z * x1;
    let r = y1 + z * (s * (r + v) + y1);
    let r = r + T[0] * s;
    let w = x1 + r;
    let sign = if is_odd { -1.0 } else { 1.0 };
    // One division serves both forms.
    let quotient = if is_wide { w * w } else { -1.0 } / if is_wide { w + sign } else { w };
    let wide = signed_like(sign - 2.0 * (x1 - (quotient - r)), rest);
    let high = upper_half(w);
    let lost = r - (high - x1);
    let inverse_high = upper_half(quotient);
    let error = 1.0 + inverse_high * high;
    let inverse = inverse_high + quotient * (error + inverse_high * lost);
    let narrow = if is_odd { inverse } else { w };
    let value = if is_wide { wide } else { narrow };
    // Next to nothing after a reduction has forms of its own.
    let is_usual = at.is_whole | (rest.abs() >= from_high(0x3E30_0000));
    (
        signed_like(value, x),
        (size < HUGE) & at.is_enough & is_usual,
    )
}
