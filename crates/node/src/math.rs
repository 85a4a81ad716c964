//! The doors to `numpool_math` through which TypeScript probes candidates against the live `Math`.

use napi::bindgen_prelude::Float64Array;
use napi_derive::napi;
use numpool_math::{Admission, Block, Call, LANES, MathFn, Vector, VectorState};

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
        let Some(out) = apart(&mut out, &x, y.as_ref()) else {
            return false;
        };
        let Some(candidate) = numpool_math::candidates(function).get(candidate as usize) else {
            return false;
        };
        if y.is_some() != (function.arity() == 2) {
            return false;
        }
        numpool_math::evaluate(candidate.call, &x, y.as_deref(), out)
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

/// Names of the instruction sets of this CPU that there is vector code for `Math[name]` on, the best last.
#[napi]
pub(crate) fn math_vectors(name: String) -> Vec<String> {
    guarded(Vec::new(), || {
        let vectors = MathFn::from_name(&name).into_iter().flat_map(Vector::all);
        vectors
            .map(|vector| vector.set().name().to_owned())
            .collect()
    })
}

/// As `math_eval`, with the vector code for an instruction set behind which the admitted candidate stands; false also
/// where nothing is admitted.
#[napi]
pub(crate) fn math_eval_vector(
    name: String,
    set: String,
    x: Float64Array,
    y: Option<Float64Array>,
    mut out: Float64Array,
) -> bool {
    guarded(false, || {
        let Some(out) = apart(&mut out, &x, y.as_ref()) else {
            return false;
        };
        let Some((vector, call)) = vector_of(&name, &set) else {
            return false;
        };
        let y = y.as_deref().unwrap_or(&x);
        if x.len() != out.len() || y.len() != x.len() {
            return false;
        }
        for (at, out) in out.chunks_mut(LANES).enumerate() {
            let block = |column: &[f64]| -> Block {
                core::array::from_fn(|i| column.get(at * LANES + i).copied().unwrap_or(1.0))
            };
            let mut results = [0.0; LANES];
            vector.apply(call, &block(&x), &block(y), &mut results);
            out.copy_from_slice(&results[..out.len()]);
        }
        true
    })
}

/// What is known about the vector code that serves `Math[name]`: `unknown`, `refused` or `admitted`.
#[napi]
pub(crate) fn math_vector_state(name: String) -> &'static str {
    match MathFn::from_name(&name).map(numpool_math::vector_state) {
        Some(VectorState::Admitted) => "admitted",
        Some(VectorState::Refused) => "refused",
        Some(VectorState::Unknown) | None => "unknown",
    }
}

fn vector_of(name: &str, set: &str) -> Option<(Vector, Call)> {
    let function = MathFn::from_name(name)?;
    let vector = Vector::all(function).find(|vector| vector.set().name() == set)?;
    let Admission::Candidate(index) = numpool_math::admitted(function) else {
        return None;
    };
    let candidate = numpool_math::candidates(function).get(index)?;
    Some((vector, candidate.call))
}

/// The output's elements, where it overlaps no input.
fn apart<'a>(
    out: &'a mut Float64Array,
    x: &Float64Array,
    y: Option<&Float64Array>,
) -> Option<&'a mut [f64]> {
    // SAFETY: nobody else uses these arrays during the call: they belong to the calling thread.
    let out = unsafe { out.as_mut() };
    let bounds = out.as_ptr_range();
    let apart = |column: &[f64]| {
        let column = column.as_ptr_range();
        bounds.end <= column.start || column.end <= bounds.start
    };
    (apart(x) && y.is_none_or(|y| apart(y))).then_some(out)
}
