//! IEEE 754 binary16, converted from and to f64 in one rounding.
//!
//! By way of f32 a value would be rounded twice: 2049 + 2^-25 becomes the tie 2049 there and then
//! 2048, while the nearest f16 is 2050. Integer work on the bits, so that neither the rounding mode
//! nor flush-to-zero of the thread matters.

/// The bits of the f16 nearest to `x`, ties to even; NaN becomes the quiet NaN.
#[inline]
pub fn f64_to_f16(x: f64) -> u16 {
    let bits = x.to_bits();
    let sign = ((bits >> 48) & 0x8000) as u16;
    let magnitude = bits & (u64::MAX >> 1);
    // From 65520 on (half-way between the largest f16 and 2^16), the nearest is infinity.
    if magnitude >= 0x40ef_fe00_0000_0000 {
        let nan = magnitude > 0x7ff0_0000_0000_0000;
        return sign | if nan { 0x7e00 } else { 0x7c00 };
    }
    let exponent = (magnitude >> 52) as i32 - 1023;
    if exponent >= -14 {
        // Both formats keep the exponent above the significand, so a carry out of the rounded
        // significand is the right next power of two.
        let rebiased = magnitude - ((1023 - 15) << 52);
        return sign | shift_right_ties_even(rebiased, 42) as u16;
    }
    // Below half the smallest subnormal f16 (2^-24); f64 subnormals too.
    if exponent < -25 {
        return sign;
    }
    let significand = (magnitude & ((1 << 52) - 1)) | (1 << 52);
    sign | shift_right_ties_even(significand, (28 - exponent) as u32) as u16
}

/// The value of the f16 with these bits; exact.
#[inline]
pub fn f16_to_f64(half: u16) -> f64 {
    let sign = u64::from(half & 0x8000) << 48;
    let exponent = u64::from((half >> 10) & 0x1f);
    let significand = u64::from(half & 0x3ff);
    let magnitude = match exponent {
        // Subnormal: a multiple of 2^-24. The product is exact, and normal as f64.
        0 => (significand as f64 * (1.0 / 16_777_216.0)).to_bits(),
        0x1f => 0x7ff0_0000_0000_0000 | (significand << 42),
        _ => ((exponent + 1023 - 15) << 52) | (significand << 42),
    };
    f64::from_bits(sign | magnitude)
}

/// `Math.f16round`: the nearest f16, ties to even.
#[inline]
pub fn f16round(x: f64) -> f64 {
    f16_to_f64(f64_to_f16(x))
}

/// `value / 2^count`, rounded to nearest with ties to even. `count` is 1 to 63.
#[inline]
fn shift_right_ties_even(value: u64, count: u32) -> u64 {
    let odd = (value >> count) & 1;
    (value + (1 << (count - 1)) - 1 + odd) >> count
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_f16_survives_the_round_trip() {
        for half in 0..=u16::MAX {
            let x = f16_to_f64(half);
            if x.is_nan() {
                assert!(f16round(x).is_nan());
            } else {
                assert_eq!(f64_to_f16(x), half, "{x}");
            }
        }
    }

    #[test]
    fn known_values() {
        for (x, half) in [
            (0.0, 0x0000),
            (-0.0, 0x8000),
            (1.0, 0x3c00),
            (65504.0, 0x7bff),
            (65_519.999_999_999_99, 0x7bff),
            (65520.0, 0x7c00),
            (f64::INFINITY, 0x7c00),
            (-65520.0, 0xfc00),
            // Half the smallest subnormal is a tie with zero.
            (f64::from_bits(0x3e60_0000_0000_0000), 0x0000),
            (f64::from_bits(0x3e60_0000_0000_0001), 0x0001),
            (f64::from_bits(0x3e5f_ffff_ffff_ffff), 0x0000),
            // The largest subnormal's upper neighbourhood rounds to the smallest normal.
            (6.102_800_369_262_695e-5, 0x0400),
            // Rounded twice this would be 2048.
            (2049.0 + 1.0 / 33_554_432.0, 0x6801),
            (2049.0, 0x6800),
            (5e-324, 0x0000),
        ] {
            assert_eq!(f64_to_f16(x), half, "{x}");
        }
        assert_eq!(f64_to_f16(f64::NAN) & 0x7fff, 0x7e00);
    }

    proptest! {
        /// No neighbour of the result is nearer; a tie went to the even one.
        #[test]
        fn the_result_is_the_nearest(bits in any::<u64>(), exponent in 990..1040u64) {
            let x = f64::from_bits((bits & 0x800f_ffff_ffff_ffff) | (exponent << 52));
            let half = f64_to_f16(x);
            prop_assume!(half & 0x7fff < 0x7bff);
            let distance = |h: u16| (f16_to_f64(h) - x).abs();
            let up = half + 1;
            prop_assert!(distance(half) < distance(up)
                || (distance(half) == distance(up) && half & 1 == 0));
            if half & 0x7fff != 0 {
                let down = half - 1;
                prop_assert!(distance(half) < distance(down)
                    || (distance(half) == distance(down) && half & 1 == 0));
            }
        }
    }
}
