//! The built-in functions and constants of the kernel language, by their path.

use numpool_math::MathFn;

use crate::ir::UnaryOp;

/// A built-in: its path and what it does.
#[derive(Clone, Debug)]
pub(super) struct Builtin {
    /// `"Math"`, `"Math.sin"`, `"isNaN"`: the name in the run-time check against replacement.
    pub(super) path: String,
    pub(super) meaning: Meaning,
}

/// What a built-in does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Meaning {
    /// `Math`, `Object`: only their members mean something.
    Namespace,
    Routine(Routine),
    Constant(f64),
    /// A built-in without a native form.
    Foreign,
}

/// A function that kernels can call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Routine {
    /// One number to one number by an exact operation.
    Exact(UnaryOp),
    /// One number, bits by the engine.
    Engine(MathFn),
    Atan2,
    Pow,
    Clz32,
    Imul,
    Max,
    Min,
    Hypot,
    /// Never native.
    Random,
    /// `Number(x)`.
    Number,
    /// `Boolean(x)`.
    Boolean,
    /// `isNaN`, `isFinite`: of the argument as a number.
    Global(UnaryOp),
    /// `Number.isNaN` …: false for what is not a number.
    Predicate(UnaryOp),
    IsSafeInteger,
    /// `Object.is`.
    Same,
    /// `parseFloat`: of a number that number, but 0 for -0, since the text of both is `0`.
    ParseFloat,
}

/// The built-in of this path, as a global variable, a member or a capture.
pub(super) fn find(path: &str) -> Builtin {
    let meaning = match path.split_once('.') {
        None => global(path),
        Some(("Math", name)) => math(name),
        Some(("Number", name)) => number(name),
        Some(("Object", "is")) => Some(Meaning::Routine(Routine::Same)),
        Some(_) => None,
    };
    Builtin {
        path: path.to_owned(),
        meaning: meaning.unwrap_or(Meaning::Foreign),
    }
}

/// The global variable of this name, when kernels know it.
pub(super) fn find_global(name: &str) -> Option<Builtin> {
    global(name).map(|meaning| Builtin {
        path: name.to_owned(),
        meaning,
    })
}

/// The member of a namespace, when kernels know it.
pub(super) fn find_member(namespace: &Builtin, name: &str) -> Option<Builtin> {
    let meaning = match namespace.path.as_str() {
        "Math" => math(name),
        "Number" => number(name),
        "Object" if name == "is" => Some(Meaning::Routine(Routine::Same)),
        _ => None,
    };
    meaning.map(|meaning| Builtin {
        path: format!("{}.{name}", namespace.path),
        meaning,
    })
}

fn global(name: &str) -> Option<Meaning> {
    Some(match name {
        "Math" | "Object" => Meaning::Namespace,
        "parseFloat" => Meaning::Routine(Routine::ParseFloat),
        "Number" => Meaning::Routine(Routine::Number),
        "Boolean" => Meaning::Routine(Routine::Boolean),
        "isNaN" => Meaning::Routine(Routine::Global(UnaryOp::IsNan)),
        "isFinite" => Meaning::Routine(Routine::Global(UnaryOp::IsFinite)),
        "NaN" => Meaning::Constant(f64::NAN),
        "Infinity" => Meaning::Constant(f64::INFINITY),
        _ => return None,
    })
}

fn math(name: &str) -> Option<Meaning> {
    use std::f64::consts;
    let routine = match name {
        "abs" => Routine::Exact(UnaryOp::Abs),
        "ceil" => Routine::Exact(UnaryOp::Ceil),
        "f16round" => Routine::Exact(UnaryOp::F16round),
        "floor" => Routine::Exact(UnaryOp::Floor),
        "fround" => Routine::Exact(UnaryOp::Fround),
        "round" => Routine::Exact(UnaryOp::Round),
        "sign" => Routine::Exact(UnaryOp::Sign),
        "sqrt" => Routine::Exact(UnaryOp::Sqrt),
        "trunc" => Routine::Exact(UnaryOp::Trunc),
        "atan2" => Routine::Atan2,
        "clz32" => Routine::Clz32,
        "hypot" => Routine::Hypot,
        "imul" => Routine::Imul,
        "max" => Routine::Max,
        "min" => Routine::Min,
        "pow" => Routine::Pow,
        "random" => Routine::Random,
        "E" => return Some(Meaning::Constant(consts::E)),
        "LN10" => return Some(Meaning::Constant(consts::LN_10)),
        "LN2" => return Some(Meaning::Constant(consts::LN_2)),
        "LOG10E" => return Some(Meaning::Constant(consts::LOG10_E)),
        "LOG2E" => return Some(Meaning::Constant(consts::LOG2_E)),
        "PI" => return Some(Meaning::Constant(consts::PI)),
        "SQRT1_2" => return Some(Meaning::Constant(consts::FRAC_1_SQRT_2)),
        "SQRT2" => return Some(Meaning::Constant(consts::SQRT_2)),
        _ => Routine::Engine(MathFn::from_name(name).filter(|math| math.arity() == 1)?),
    };
    Some(Meaning::Routine(routine))
}

fn number(name: &str) -> Option<Meaning> {
    Some(match name {
        "isNaN" => Meaning::Routine(Routine::Predicate(UnaryOp::IsNan)),
        "isFinite" => Meaning::Routine(Routine::Predicate(UnaryOp::IsFinite)),
        "isInteger" => Meaning::Routine(Routine::Predicate(UnaryOp::IsInteger)),
        "isSafeInteger" => Meaning::Routine(Routine::IsSafeInteger),
        "parseFloat" => Meaning::Routine(Routine::ParseFloat),
        "EPSILON" => Meaning::Constant(f64::EPSILON),
        "MAX_SAFE_INTEGER" => Meaning::Constant(MAX_SAFE_INTEGER),
        "MAX_VALUE" => Meaning::Constant(f64::MAX),
        "MIN_SAFE_INTEGER" => Meaning::Constant(-MAX_SAFE_INTEGER),
        "MIN_VALUE" => Meaning::Constant(f64::from_bits(1)),
        "NEGATIVE_INFINITY" => Meaning::Constant(f64::NEG_INFINITY),
        "NaN" => Meaning::Constant(f64::NAN),
        "POSITIVE_INFINITY" => Meaning::Constant(f64::INFINITY),
        _ => return None,
    })
}

/// 2^53 - 1.
pub(super) const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;
