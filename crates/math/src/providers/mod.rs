//! Who may compute a function of [`MathFn`]: the functions found in this process, one strategy a file.
//!
//! Nothing here is trusted. A candidate is used only after `src/engine/native/math.ts` has compared
//! it with the live `Math.f` and called [`crate::admit`].

#[cfg(any(test, feature = "host-libm"))]
mod by_vector;
mod engine;
#[cfg(any(test, feature = "host-libm"))]
mod host_libm;
mod host_pow;
pub(crate) mod symbols;
#[cfg(feature = "test-hooks")]
pub(crate) mod wrong;

use std::sync::OnceLock;

use crate::MathFn;

/// A C function of one double: pure, callable from any thread.
pub type Fn1 = unsafe extern "C" fn(f64) -> f64;
/// A C function of two doubles: pure, callable from any thread.
pub type Fn2 = unsafe extern "C" fn(f64, f64) -> f64;

/// A provider's code. Its arity is [`MathFn::arity`] of the function it was listed for.
#[derive(Clone, Copy, Debug)]
pub enum Call {
    /// For functions of one argument.
    One(Fn1),
    /// For `atan2` (y, x) and `pow` (base, exponent), in the order of `Math`'s arguments.
    Two(Fn2),
}

/// A function that may turn out to compute what the engine computes.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// For people: shown by `explain`.
    pub name: &'static str,
    /// The code.
    pub call: Call,
}

/// Candidates by function, in the order of [`MathFn::ALL`].
pub(crate) type Lists = [Vec<Candidate>; MathFn::ALL.len()];

/// At most this many candidates a function; [`crate::Table`] has three bits for each.
pub(crate) const MOST_CANDIDATES: usize = 6;

/// The candidates for `function`, best first; looked up once per process.
pub fn candidates(function: MathFn) -> &'static [Candidate] {
    &lists()[function as usize]
}

/// Every function's candidates.
pub(crate) fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| MathFn::ALL.map(find))
}

/// Computes `out[i] = f(x[i])`, or `f(x[i], y[i])`, with one provider: the native half of probing. A function of one argument
/// leaves `y` alone.
///
/// False, with `out` untouched, when `y` is missing for a function of two, or the lengths differ.
pub fn evaluate(call: Call, x: &[f64], y: Option<&[f64]>, out: &mut [f64]) -> bool {
    if x.len() != out.len() || y.is_some_and(|y| y.len() != x.len()) {
        return false;
    }
    match (call, y) {
        (Call::One(call), _) => {
            for (&x, out) in x.iter().zip(out) {
                *out = symbols::call1(call, x);
            }
            true
        }
        (Call::Two(call), Some(y)) => {
            for ((&x, &y), out) in x.iter().zip(y).zip(out) {
                *out = symbols::call2(call, x, y);
            }
            true
        }
        (Call::Two(_), None) => false,
    }
}

fn find(function: MathFn) -> Vec<Candidate> {
    let mut found = Vec::new();
    found.extend(engine::candidate(function));
    if function == MathFn::Pow {
        // The order is the order of the engines' ages: up to Node 22 the symbol is the live function,
        // from 24 on it is the host's; the legacy one only under --no-use-std-math-pow.
        found.push(host_pow::candidate());
        found.extend(engine::legacy_pow());
    }
    #[cfg(feature = "test-hooks")]
    if let Some(wrong) = wrong::candidate(function, found.first()) {
        found.insert(0, wrong);
    }
    assert!(
        found.len() <= MOST_CANDIDATES,
        "more candidates than a Table can name"
    );
    found
}

/// The host's own functions, in the same shape.
#[cfg(any(test, feature = "host-libm"))]
pub(crate) fn host_libm_lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| MathFn::ALL.map(|function| vec![host_libm::candidate(function)]))
}

/// Providers that vector code agrees with, in the same shape.
#[cfg(any(test, feature = "host-libm"))]
pub(crate) fn by_vector_lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| MathFn::ALL.map(|function| vec![by_vector::candidate(function)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pow_always_has_the_hosts() {
        assert!(
            candidates(MathFn::Pow)
                .iter()
                .any(|c| c.name.starts_with("host libm pow"))
        );
    }

    #[test]
    fn candidates_have_their_functions_arity() {
        for function in MathFn::ALL {
            for candidate in candidates(function) {
                let arity = match candidate.call {
                    Call::One(_) => 1,
                    Call::Two(_) => 2,
                };
                assert_eq!(arity, function.arity(), "{}", candidate.name);
            }
        }
    }

    #[test]
    fn evaluate_refuses_what_does_not_fit() {
        let (x, y, mut out) = ([2.0, 3.0], [0.0, 5.0], [7.0, 7.0]);
        let pow = candidates(MathFn::Pow)[0].call;
        assert!(!evaluate(pow, &x, None, &mut out));
        assert!(!evaluate(pow, &x, Some(&y[..1]), &mut out));
        assert!(!evaluate(pow, &x[..1], Some(&y[..1]), &mut out));
        assert_eq!(out, [7.0, 7.0]);
        assert!(evaluate(pow, &x, Some(&y), &mut out));
        assert_eq!(out, [1.0, 243.0]);
    }
}
