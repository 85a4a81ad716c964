//! The doors to `numpool_math` through which TypeScript probes candidates against the live `Math`.

use napi::bindgen_prelude::Float64Array;
use napi_derive::napi;
use numpool_math::{Admission, MathFn};

use crate::api::guarded;

/// Names of the candidates that may compute `Math[name]`, best first; none for other names.
#[napi]
pub(crate) fn math_candidates(name: String) -> Vec<String> {
    guarded(Vec::new(), || {
        let Some(function) = MathFn::from_name(&name) else {
            return Vec::new();
        };
        let candidates = numpool_math::candidates(function);
        candidates
            .iter()
            .map(|candidate| candidate.name.to_owned())
            .collect()
    })
}

/// `out[i] = f(x[i])`, or `f(x[i], y[i])`; false when that cannot be done: wrong name, candidate,
/// number of arguments or lengths.
#[napi]
pub(crate) fn math_eval(
    name: String,
    candidate: u32,
    x: Float64Array,
    y: Option<Float64Array>,
    mut out: Float64Array,
) -> bool {
    guarded(false, || {
        let Some(function) = MathFn::from_name(&name) else {
            return false;
        };
        // SAFETY: nobody else uses these arrays during the call: they belong to the calling thread.
        let out = unsafe { out.as_mut() };
        let apart = |column: &[f64]| {
            let (a, b) = (out.as_ptr_range(), column.as_ptr_range());
            a.end <= b.start || b.end <= a.start
        };
        if !apart(&x) || !y.as_ref().is_none_or(|y| apart(y)) {
            return false;
        }
        numpool_math::evaluate(function, candidate as usize, &x, y.as_deref(), out)
    })
}

/// Records for the whole process that this candidate agrees with the engine; -1: none does. Unknown
/// names and candidates are ignored.
#[napi]
pub(crate) fn math_admit(name: String, candidate: i32) {
    guarded((), || {
        let Some(function) = MathFn::from_name(&name) else {
            return;
        };
        let candidate = usize::try_from(candidate).ok();
        if candidate.is_none_or(|index| index < numpool_math::candidates(function).len()) {
            numpool_math::admit(function, candidate);
        }
    });
}

/// The admitted candidate; -1: none agrees, -2: nobody asked yet.
#[napi]
pub(crate) fn math_admitted(name: String) -> i32 {
    let admission = MathFn::from_name(&name).map(numpool_math::admitted);
    match admission {
        Some(Admission::Candidate(index)) => index as i32,
        Some(Admission::None) => -1,
        Some(Admission::Unknown) | None => -2,
    }
}
