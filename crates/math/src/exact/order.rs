//! `Math.min`, `Math.max` and `Math.sign`: comparisons with ECMAScript's rules for NaN and -0.

/// `Math.min` of two: NaN if either is NaN; -0 is less than +0.
#[inline]
pub fn min(x: f64, y: f64) -> f64 {
    if x < y {
        x
    } else if y < x {
        y
    } else if x == y {
        // Zeros: the negative one. V8 picks one by the first's sign too, which shows where the thread
        // runs with denormals-are-zero and different subnormals compare equal.
        if x.is_sign_negative() { x } else { y }
    } else {
        f64::NAN
    }
}

/// `Math.max` of two: NaN if either is NaN; +0 is more than -0.
#[inline]
pub fn max(x: f64, y: f64) -> f64 {
    if x > y {
        x
    } else if y > x {
        y
    } else if x == y {
        if x.is_sign_positive() { x } else { y }
    } else {
        f64::NAN
    }
}

/// `Math.sign`: NaN, -0 and +0 stay themselves.
#[inline]
pub fn sign(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn zeros_are_ordered() {
        for (x, y) in [(0.0, -0.0), (-0.0, 0.0)] {
            assert!(min(x, y).is_sign_negative());
            assert!(max(x, y).is_sign_positive());
        }
        assert!(max(-0.0, -0.0).is_sign_negative());
        assert!(min(0.0, 0.0).is_sign_positive());
    }

    #[test]
    fn nan_wins_over_everything() {
        for x in [0.0, -1.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
            assert!(min(x, f64::NAN).is_nan() && min(f64::NAN, x).is_nan());
            assert!(max(x, f64::NAN).is_nan() && max(f64::NAN, x).is_nan());
        }
    }

    #[test]
    fn sign_keeps_zeros_and_nan() {
        assert!(sign(-0.0) == 0.0 && sign(-0.0).is_sign_negative());
        assert!(sign(0.0) == 0.0 && sign(0.0).is_sign_positive());
        assert!(sign(f64::NAN).is_nan());
        assert_eq!((sign(5e-324), sign(f64::NEG_INFINITY)), (1.0, -1.0));
    }

    proptest! {
        #[test]
        fn min_and_max_take_one_each(a in any::<f64>(), b in any::<f64>()) {
            prop_assume!(!a.is_nan() && !b.is_nan());
            prop_assert!(min(a, b) <= max(a, b));
            let taken = [min(a, b).to_bits(), max(a, b).to_bits()];
            prop_assert!(taken == [a.to_bits(), b.to_bits()] || taken == [b.to_bits(), a.to_bits()]);
        }
    }
}
