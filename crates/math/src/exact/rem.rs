//! `%` of two numbers: C's `fmod`, exact.

/// Bits of the magnitude of infinity.
const INFINITY: u64 = 0x7ff0_0000_0000_0000;

/// `x % y`: what is left of `x` after taking away `y` a whole number of times, with the sign of `x`.
///
/// The remainder is always representable, so any correct method gives the engine's bits; this one
/// works on integers. With x = a·2^m and y = b·2^n, m ≥ n, the result is (a·2^(m-n) mod b)·2^n.
/// As b < 2^53, a residue shifted by 11 bits still fits 64, so the power of two is multiplied in 11
/// bits at a time, reducing modulo b each time: one division for quotients below 2^11, where the
/// host's `fmod` (glibc before 2.38) subtracts bit by bit.
#[inline]
pub fn rem(x: f64, y: f64) -> f64 {
    let sign = x.to_bits() & (1 << 63);
    let (dividend, divisor) = (x.abs().to_bits(), y.abs().to_bits());
    if divisor == 0 || divisor > INFINITY || dividend >= INFINITY {
        return f64::NAN;
    }
    if dividend < divisor {
        return x;
    }
    let (mut residue, high) = split(dividend);
    let (modulus, low) = split(divisor);
    let mut shift = high - low;
    loop {
        let step = shift.min(11);
        residue = (residue << step) % modulus;
        shift -= step;
        // Nothing left: multiplying on leaves zero.
        if shift == 0 || residue == 0 {
            break;
        }
    }
    f64::from_bits(sign | join(residue, low))
}

/// Significand and biased exponent of a finite magnitude: value = significand · 2^(exponent - 1075).
#[inline]
fn split(magnitude: u64) -> (u64, u32) {
    let exponent = (magnitude >> 52) as u32;
    let fraction = magnitude & ((1 << 52) - 1);
    // Subnormals have the exponent of the smallest normals and no hidden bit.
    if exponent == 0 {
        (fraction, 1)
    } else {
        (fraction | (1 << 52), exponent)
    }
}

/// The reverse of [`split`] for a significand below 2^53 that need not be normalised.
#[inline]
fn join(significand: u64, exponent: u32) -> u64 {
    if significand == 0 {
        return 0;
    }
    // Up to the hidden bit's place, or as far as the exponent goes (the result is subnormal then).
    let shift = (significand.leading_zeros() - 11).min(exponent - 1);
    let aligned = significand << shift;
    // Adding carries the hidden bit into the exponent; without one (subnormal) the exponent is 0.
    (u64::from(exponent - shift - 1) << 52) + aligned
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Rust's own `%`, which is the host's `fmod`.
    fn agrees(x: f64, y: f64) -> bool {
        let (ours, host) = (rem(x, y), x % y);
        ours.to_bits() == host.to_bits() || (ours.is_nan() && host.is_nan())
    }

    #[test]
    fn special_values() {
        let values = [
            0.0,
            1.0,
            2.0,
            3.0,
            0.1,
            5e-324,
            1.5e-323,
            2.2e-308,
            2.225_073_858_507_201_4e-308,
            1e-300,
            9_007_199_254_740_993.0,
            1e300,
            f64::MAX,
            f64::INFINITY,
            f64::NAN,
        ];
        for a in values {
            for b in values {
                for (x, y) in [(a, b), (-a, b), (a, -b), (-a, -b)] {
                    assert!(agrees(x, y), "{x} % {y} = {}", rem(x, y));
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn any_bits(x in any::<u64>(), y in any::<u64>()) {
            prop_assert!(agrees(f64::from_bits(x), f64::from_bits(y)));
        }

        #[test]
        fn close_exponents(x in any::<u64>(), y in any::<u64>(), apart in 0..60u64, base in 1..1980u64) {
            let fraction = (1 << 52) - 1;
            let x = f64::from_bits((x & fraction) | ((base + apart) << 52));
            let y = f64::from_bits((y & fraction) | (base << 52));
            prop_assert!(agrees(x, y) && agrees(-x, y));
        }

        #[test]
        fn subnormals(x in any::<u64>(), y in 1..1u64 << 52) {
            prop_assert!(agrees(f64::from_bits(x), f64::from_bits(y)));
        }

        #[test]
        fn integers(x in -1i64 << 53..1i64 << 53, y in 1..10_000i64) {
            prop_assert!(agrees(x as f64, y as f64));
        }
    }
}
