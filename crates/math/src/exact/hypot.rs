//! `Math.hypot`.

/// `Math.hypot` of any number of arguments, as V8 computes it: an infinity wins over NaN; scaled by
/// the largest magnitude; a Kahan-compensated sum of squares in argument order.
///
/// The specification asks only for an approximation, so the steps and their order are the contract
/// here. Unchanged in Node 20 to 26, x64 and arm64.
/// Source: V8, `MathHypot` in Torque, <https://github.com/v8/v8/blob/main/src/builtins/math.tq>.
#[inline]
pub fn hypot(values: &[f64]) -> f64 {
    let mut largest = 0.0;
    let mut any_nan = false;
    for &value in values {
        let magnitude = value.abs();
        any_nan |= magnitude.is_nan();
        // False for NaN, which must not hide an infinity after it.
        if magnitude > largest {
            largest = magnitude;
        }
    }
    if largest == f64::INFINITY {
        return f64::INFINITY;
    }
    if any_nan {
        return f64::NAN;
    }
    if largest == 0.0 {
        return 0.0;
    }
    let mut sum = 0.0;
    let mut compensation = 0.0;
    for &value in values {
        let scaled = value.abs() / largest;
        let summand = scaled * scaled - compensation;
        let preliminary = sum + summand;
        compensation = (preliminary - sum) - summand;
        sum = preliminary;
    }
    sum.sqrt() * largest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn special_values() {
        assert_eq!(hypot(&[]).to_bits(), 0);
        assert_eq!(hypot(&[-0.0]).to_bits(), 0);
        assert_eq!(hypot(&[f64::NAN, f64::NEG_INFINITY]), f64::INFINITY);
        assert!(hypot(&[f64::NAN, 1.0]).is_nan());
        assert_eq!(hypot(&[3.0, -4.0]), 5.0);
        assert_eq!(hypot(&[5e-324, 0.0]), 5e-324);
        assert_eq!(hypot(&[1e200, 1e200, 1e200]), 1.732_050_807_568_877_2e200);
    }

    proptest! {
        #[test]
        fn signs_do_not_matter(a in any::<f64>(), b in any::<f64>(), c in any::<f64>()) {
            let (x, y) = (hypot(&[a, b, c]), hypot(&[-a, b, -c]));
            prop_assert!(x.to_bits() == y.to_bits() || (x.is_nan() && y.is_nan()));
        }

        #[test]
        fn near_the_true_value(a in -1e6..1e6f64, b in -1e6..1e6f64) {
            let expected = (a * a + b * b).sqrt();
            prop_assert!((hypot(&[a, b]) - expected).abs() <= 4.0 * f64::EPSILON * expected);
        }
    }
}
