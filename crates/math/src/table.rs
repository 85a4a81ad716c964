//! The admitted providers as one small value, taken once a run and handed to every participant.

use crate::MathFn;
use crate::admission::{self, Admission};
use crate::proof;
use crate::providers::{self, Call, Fn1, Fn2, Lists};
use crate::vector::Vector;

/// Who computes a function during a run.
#[derive(Clone, Copy, Debug)]
pub struct Provider {
    /// One number, or pair, at a time.
    pub call: Call,
    /// Many at a time, with the same bits: `call` serves its odd arguments.
    pub vector: Option<Vector>,
}

/// Which code computes each function of [`MathFn`]; `None` for those without an admitted provider.
///
/// Every function in it is pure and callable from any thread, and stays loaded as long as the
/// process: callers may rely on that where they call the `unsafe extern "C"` pointers.
#[derive(Clone, Copy)]
pub struct Table {
    /// The verdicts, packed as `admission` packs them.
    admitted: u64,
    /// What the verdicts' indices mean.
    lists: &'static Lists,
    /// Whose vector code is proved, packed as `proof` packs it.
    vectors: u64,
}

impl Table {
    /// The admissions of this moment. Two atomic loads: cheap enough for every call.
    #[inline]
    pub fn current() -> Self {
        Self {
            admitted: admission::snapshot(),
            lists: providers::lists(),
            vectors: proof::snapshot(),
        }
    }

    /// The host's C library for every function: for tests and benchmarks, which have no JS engine.
    /// Its bits are not the engine's.
    #[cfg(any(test, feature = "host-libm"))]
    pub fn host_libm() -> Self {
        let first = Admission::Candidate(0);
        let admitted = MathFn::ALL
            .into_iter()
            .fold(0, |word, f| admission::encode(word, f, first));
        Self {
            admitted,
            lists: providers::host_libm_lists(),
            vectors: 0,
        }
    }

    /// Vector code for every function that has any, and providers that it agrees with: as [`Self::host_libm`].
    #[cfg(any(test, feature = "host-libm"))]
    pub fn host_vectors() -> Self {
        Self {
            lists: providers::by_vector_lists(),
            vectors: proof::ALL_ADMITTED,
            ..Self::host_libm()
        }
    }

    /// The same table without a provider for `function`.
    #[must_use]
    pub fn without(self, function: MathFn) -> Self {
        Self {
            admitted: admission::encode(self.admitted, function, Admission::None),
            ..self
        }
    }

    /// The code for `function`.
    #[inline]
    pub fn get(&self, function: MathFn) -> Option<Call> {
        match admission::decode(self.admitted, function) {
            Admission::Candidate(index) => self.lists[function as usize]
                .get(index)
                .map(|candidate| candidate.call),
            Admission::Unknown | Admission::None => None,
        }
    }

    /// The code for `function`, and its vector code where that is proved.
    #[inline]
    pub fn provider(&self, function: MathFn) -> Option<Provider> {
        let vector = if proof::is_admitted(self.vectors, function) {
            Vector::best(function)
        } else {
            None
        };
        let call = self.get(function)?;
        Some(Provider { call, vector })
    }

    /// Whether nobody has begun to prove the vector code of `function`, if it has any.
    #[inline]
    pub fn is_unproved(&self, function: MathFn) -> bool {
        proof::is_unproved(self.vectors, function)
    }

    /// The code for `function` if it takes one argument.
    #[inline]
    pub fn one(&self, function: MathFn) -> Option<Fn1> {
        match self.get(function)? {
            Call::One(call) => Some(call),
            Call::Two(_) => None,
        }
    }

    /// The code for `function` if it takes two arguments: `atan2` (y, x), `pow` (base, exponent).
    #[inline]
    pub fn two(&self, function: MathFn) -> Option<Fn2> {
        match self.get(function)? {
            Call::Two(call) => Some(call),
            Call::One(_) => None,
        }
    }
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let verdicts = MathFn::ALL
            .map(|function| (function.name(), admission::decode(self.admitted, function)));
        f.debug_map().entries(verdicts).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hosts_library_has_everything() {
        let table = Table::host_libm();
        for function in MathFn::ALL {
            let (one, two) = (table.one(function).is_some(), table.two(function).is_some());
            assert_eq!((one, two), (function.arity() == 1, function.arity() == 2));
            assert!(table.without(function).get(function).is_none());
        }
    }
}
