//! `Math.pow` as V8 computes it from Node 24 on: the host's `pow` behind its own special cases.

use super::{Call, Candidate, symbols};

pub(super) fn candidate() -> Candidate {
    Candidate {
        name: "host libm pow + V8's special cases",
        call: Call::Two(pow),
    }
}

/// Source: V8, `math::pow`, <https://github.com/v8/v8/blob/main/src/numbers/ieee754.cc>.
extern "C" fn pow(x: f64, y: f64) -> f64 {
    // C says 1 for 1^NaN and ±1^±∞, ECMAScript says NaN.
    if y.is_nan() || (x.abs() == 1.0 && y.is_infinite()) {
        return f64::NAN;
    }
    // A signalling NaN is quieted, for NaN^0 is 1 in ECMAScript whatever the NaN.
    let x = if x.is_nan() { f64::NAN } else { x };
    if y == 2.0 {
        return x * x;
    }
    if y == 0.5 {
        // Adding 0 takes -0 to +0.
        return if x.is_infinite() {
            f64::INFINITY
        } else {
            (x + 0.0).sqrt()
        };
    }
    symbols::host_pow(x, y)
}

#[cfg(test)]
mod tests {
    use super::pow;

    #[test]
    fn special_cases_are_ecmascripts() {
        let signalling = f64::from_bits(0x7ff0_0000_0000_0001);
        for (x, y, expected) in [
            (1.0, f64::NAN, f64::NAN),
            (1.0, f64::INFINITY, f64::NAN),
            (-1.0, f64::NEG_INFINITY, f64::NAN),
            (f64::NAN, 0.0, 1.0),
            (signalling, -0.0, 1.0),
            (-3.0, 2.0, 9.0),
            (-0.0, 0.5, 0.0),
            (f64::NEG_INFINITY, 0.5, f64::INFINITY),
            (-4.0, 0.5, f64::NAN),
            (-0.0, -1.0, f64::NEG_INFINITY),
            (-0.0, 3.0, -0.0),
            (2.0, -1074.0, 5e-324),
            (0.5, f64::NEG_INFINITY, f64::INFINITY),
        ] {
            let got = pow(x, y);
            assert!(
                got.to_bits() == expected.to_bits() || (got.is_nan() && expected.is_nan()),
                "pow({x}, {y}) = {got}, not {expected}"
            );
        }
    }
}
