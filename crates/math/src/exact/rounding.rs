//! Rounding to integers and to f32.

/// From here on every f64 is an integer.
const TWO_52: f64 = 4_503_599_627_370_496.0;

/// `Math.trunc`.
///
/// By way of an i64, not `f64::trunc`: without SSE4.1 that is a call into a library which works on
/// the bits and so answers differently from the engine's `roundsd` where the thread runs with
/// denormals-are-zero (its `ceil` takes 5e-324 to 1, the engine's to 0).
#[inline]
pub fn trunc(x: f64) -> f64 {
    if x.abs() < TWO_52 {
        (x as i64 as f64).copysign(x)
    } else {
        x
    }
}

/// `Math.floor`.
#[inline]
pub fn floor(x: f64) -> f64 {
    let toward_zero = trunc(x);
    if toward_zero > x {
        toward_zero - 1.0
    } else {
        toward_zero
    }
}

/// `Math.ceil`.
#[inline]
pub fn ceil(x: f64) -> f64 {
    let toward_zero = trunc(x);
    if toward_zero < x {
        toward_zero + 1.0
    } else {
        toward_zero
    }
}

/// `Math.round`: to nearest, halves up, keeping -0.
///
/// `ceil(x)`, less one when that is more than a half too far. The obvious `floor(x + 0.5)` is wrong
/// for 0.49999999999999994, for odd integers above 2^52 and for the sign of zero.
/// Source: V8, `CodeStubAssembler::Float64Round`, <https://github.com/v8/v8/blob/main/src/codegen/code-stub-assembler.cc>.
#[inline]
pub fn round(x: f64) -> f64 {
    let up = ceil(x);
    if up - 0.5 > x { up - 1.0 } else { up }
}

/// `Math.fround`: the nearest f32, ties to even.
#[inline]
pub fn fround(x: f64) -> f64 {
    f64::from(x as f32)
}

/// `Number.isInteger` of a number.
#[inline]
pub fn is_integer(x: f64) -> bool {
    x.is_finite() && trunc(x) == x
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same(a: f64, b: f64) -> bool {
        a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
    }

    #[test]
    fn round_is_half_up_and_keeps_the_sign_of_zero() {
        for (x, expected) in [
            (0.499_999_999_999_999_94, 0.0),
            (0.5, 1.0),
            (1.5, 2.0),
            (2.5, 3.0),
            (-0.5, -0.0),
            (-0.500_000_000_000_000_1, -1.0),
            (-0.2, -0.0),
            (-0.0, -0.0),
            (0.0, 0.0),
            (-1.5, -1.0),
            (-2.5, -2.0),
            (4_503_599_627_370_497.0, 4_503_599_627_370_497.0),
            (4_503_599_627_370_495.5, 4_503_599_627_370_496.0),
            (9_007_199_254_740_991.0, 9_007_199_254_740_991.0),
            (5e-324, 0.0),
            (-5e-324, -0.0),
            (f64::INFINITY, f64::INFINITY),
            (f64::NEG_INFINITY, f64::NEG_INFINITY),
            (f64::NAN, f64::NAN),
        ] {
            assert!(
                same(round(x), expected),
                "round({x}) = {}, not {expected}",
                round(x)
            );
        }
    }

    #[test]
    fn is_integer_refuses_what_is_not_finite() {
        assert!(is_integer(-0.0) && is_integer(3.0) && is_integer(1e300));
        assert!(!is_integer(0.5) && !is_integer(f64::NAN) && !is_integer(f64::INFINITY));
    }

    proptest! {
        /// ECMAScript's own words: the integer nearest to x, the higher one of two as near.
        #[test]
        fn round_is_the_nearest_integer(x in -1e15..1e15f64) {
            let r = round(x);
            prop_assert!(is_integer(r));
            // Both differences are exact below 2^52.
            prop_assert!(r - x <= 0.5 && x - r < 0.5, "round({}) = {}", x, r);
        }

        #[test]
        fn as_the_library_rounds(bits in any::<u64>(), small in -1e3..1e3f64) {
            for x in [f64::from_bits(bits), small, small.round(), small.round() / 2.0] {
                prop_assert!(same(trunc(x), x.trunc()));
                prop_assert!(same(floor(x), x.floor()));
                prop_assert!(same(ceil(x), x.ceil()));
            }
        }

        #[test]
        fn rounding_twice_changes_nothing(bits in any::<u64>()) {
            let x = f64::from_bits(bits);
            for f in [floor, ceil, trunc, round, fround] {
                prop_assert!(same(f(f(x)), f(x)));
            }
        }
    }
}
