//! ECMAScript's conversions to integers, and the operations defined on them.

/// Below this, truncation to i64 is exact.
const TWO_63: f64 = 9_223_372_036_854_775_808.0;

/// `ToInt32`: truncated, modulo 2^32; 0 for NaN and infinities.
#[inline]
pub fn to_int32(x: f64) -> i32 {
    if x.abs() < TWO_63 {
        x as i64 as i32
    } else {
        huge_to_int32(x)
    }
}

/// `ToUint32`: truncated, modulo 2^32; 0 for NaN and infinities.
#[inline]
pub fn to_uint32(x: f64) -> u32 {
    to_int32(x) as u32
}

/// `ToInt32` of what does not fit an i64: an integer whose significand is shifted left.
#[cold]
fn huge_to_int32(x: f64) -> i32 {
    let bits = x.to_bits();
    let exponent = (bits >> 52) & 0x7ff;
    // NaN and infinities (0x7ff) are past this bound too.
    let shift = exponent - 1075;
    if shift >= 32 {
        return 0;
    }
    let significand = (bits & ((1 << 52) - 1)) | (1 << 52);
    let magnitude = (significand << shift) as i32;
    if x < 0.0 {
        magnitude.wrapping_neg()
    } else {
        magnitude
    }
}

/// `ToUint8Clamp`, as stores to a `Uint8ClampedArray` do: NaN is 0, ties to even.
///
/// Not `round_ties_even`, which rounds as the thread's rounding mode says.
#[inline]
pub fn to_uint8_clamped(x: f64) -> u8 {
    // `as` truncates, saturates and takes NaN to 0.
    let whole = x as u8;
    let over = x - f64::from(whole);
    let up = whole < u8::MAX && (over > 0.5 || (over == 0.5 && whole & 1 == 1));
    whole + u8::from(up)
}

/// `Math.clz32` of an int32 (or, by `as`, a uint32): 32 for 0.
#[inline]
pub fn clz32(x: i32) -> i32 {
    x.leading_zeros() as i32
}

/// `Math.imul`: the product's low 32 bits.
#[inline]
pub fn imul(x: i32, y: i32) -> i32 {
    x.wrapping_mul(y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn to_int32_is_modulo_two_to_the_32nd() {
        for (x, expected) in [
            (0.0, 0),
            (-0.0, 0),
            (-0.9, 0),
            (2_147_483_648.0, i32::MIN),
            (-2_147_483_649.0, i32::MAX),
            (4_294_967_295.9, -1),
            (4_294_967_296.0, 0),
            (9_223_372_036_854_775_808.0, 0),
            (9_223_372_036_854_777_856.0, 2048),
            (-9_223_372_036_854_777_856.0, -2048),
            (1e21, -559_939_584),
            (-1e21, 559_939_584),
            (1.934_281_311_383_406_5e25, i32::MIN),
            (1.934_281_311_383_406_7e25, 0),
            (1e300, 0),
            (f64::INFINITY, 0),
            (f64::NEG_INFINITY, 0),
            (f64::NAN, 0),
        ] {
            assert_eq!(to_int32(x), expected, "to_int32({x})");
        }
        assert_eq!(to_uint32(-1.0), u32::MAX);
    }

    #[test]
    fn clamping_rounds_ties_to_even() {
        for (x, expected) in [
            (f64::NAN, 0),
            (f64::NEG_INFINITY, 0),
            (-0.6, 0),
            (0.5, 0),
            (0.500_000_000_000_000_1, 1),
            (1.5, 2),
            (2.5, 2),
            (253.5, 254),
            (254.5, 254),
            (254.500_000_000_000_03, 255),
            (255.5, 255),
            (1e9, 255),
            (f64::INFINITY, 255),
        ] {
            assert_eq!(to_uint8_clamped(x), expected, "to_uint8_clamped({x})");
        }
    }

    proptest! {
        #[test]
        fn to_int32_agrees_with_wide_integers(significand in any::<i64>(), shift in 0..63u32) {
            let x = (i128::from(significand >> 11) << shift) as f64;
            prop_assert_eq!(to_int32(x), (x as i128) as i32);
        }

        #[test]
        fn clamping_agrees_with_the_library(x in -2.0..258.0f64) {
            let expected = x.round_ties_even().clamp(0.0, 255.0);
            prop_assert_eq!(f64::from(to_uint8_clamped(x)), expected.abs());
        }
    }
}
