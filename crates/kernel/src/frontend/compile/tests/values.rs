//! What kernels compute, against what JavaScript gives (values written down from Node.js).

use numpool_math::MathFn;

use super::{native, params, run_with, same};
use crate::frontend::compile::evaluate::{evaluate, stand_in};

const NAN: f64 = f64::NAN;
const INF: f64 = f64::INFINITY;

/// The result for columns `(x, y)`, with `k = 10` and `flag = true`.
fn value(source: &str, x: f64, y: f64) -> (f64, bool) {
    let compiled = native(source, 2, false);
    let function = &compiled.function;
    evaluate(function, &[x, y], &params(function))
}

#[track_caller]
fn number(source: &str, x: f64, y: f64, expected: f64) {
    let (value, boolean) = value(source, x, y);
    assert!(
        same(value, expected) && !boolean,
        "{source} of {x}, {y}: {value} instead of {expected}"
    );
}

#[track_caller]
fn boolean(source: &str, x: f64, y: f64, expected: bool) {
    let expected = (f64::from(u8::from(expected)), true);
    assert_eq!(value(source, x, y), expected, "{source} of {x}, {y}");
}

#[test]
fn literals() {
    number(
        "() => 0x1F + 0b11 + 0o17 + 1_000 + .5e1 + 1e400",
        0.0,
        0.0,
        INF,
    );
    number("() => 0x1F + 0b11 + 0o17 + 1_000 + .5e1", 0.0, 0.0, 1054.0);
    number("() => -0", 0.0, 0.0, -0.0);
    number("() => 0.1 + 0.2", 0.0, 0.0, 0.300_000_000_000_000_04);
    boolean("() => true", 0.0, 0.0, true);
}

#[test]
fn arithmetic() {
    number("(x, y) => x % y", -4.0, 2.0, -0.0);
    number("(x, y) => x % y", 5.5, INF, 5.5);
    number("(x, y) => x / y", 1.0, -0.0, -INF);
    number("x => -x", 0.0, 0.0, -0.0);
    number("x => +true + +(x > 1)", 2.0, 0.0, 2.0);
    number("x => (x | 0) * -1", 0.5, 0.0, -0.0);
    number("x => { x++; ++x; return x-- + x }", 1.0, 0.0, 5.0);
    number("x => { let y = x | 0; return y++ }", 2.5, 0.0, 2.0);
    number("x => null + x", 2.5, 0.0, 2.5);
}

#[test]
fn bits() {
    number("x => x | 0", 4_294_967_297.5, 0.0, 1.0);
    number("x => x >>> 0", -1.0, 0.0, 4_294_967_295.0);
    number("x => ~x", NAN, 0.0, -1.0);
    number("(x, y) => x << y", 1.0, 33.0, 2.0);
    number("(x, y) => x >> y", -8.0, 1.0, -4.0);
    number("(x, y) => x >>> y", -8.0, 28.0, 15.0);
    number("x => (x >>> 0) + 1", -1.0, 0.0, 4_294_967_296.0);
    number("x => (x >>> 0) | 0", -1.0, 0.0, -1.0);
    number("(x, y) => (x ^ y) & 6", 5.0, 3.0, 6.0);
    number("x => Math.clz32(x) + Math.clz32()", 1.0, 0.0, 63.0);
    number("(x, y) => Math.imul(x, y)", 4_294_967_295.0, 5.0, -5.0);
    number("x => Math.imul(x)", 7.0, 0.0, 0.0);
}

#[test]
fn comparisons() {
    boolean("(x, y) => x < y", NAN, 1.0, false);
    boolean("(x, y) => !(x < y)", NAN, 1.0, true);
    boolean("(x, y) => x != y", NAN, NAN, true);
    boolean("(x, y) => x === y", 0.0, -0.0, true);
    boolean("x => x === true", 1.0, 0.0, false);
    boolean("x => x == true", 1.0, 0.0, true);
    boolean("x => x !== (x > 0)", 1.0, 0.0, true);
    boolean("x => (x > 0) === true", 1.0, 0.0, true);
    boolean("x => (x > 0) > (x > 1)", 1.0, 0.0, true);
    boolean("x => x == null || x === undefined", 1.0, 0.0, false);
    boolean(
        "x => undefined == null && undefined !== null",
        1.0,
        0.0,
        true,
    );
    boolean("x => (x | 0) < (x >>> 0)", -1.0, 0.0, true);
}

#[test]
fn logic() {
    number("(x, y) => x && y", 0.0, 5.0, 0.0);
    number("(x, y) => x && y", -0.0, 5.0, -0.0);
    number("(x, y) => x && y", 2.0, 5.0, 5.0);
    number("(x, y) => x || y", NAN, 5.0, 5.0);
    number("(x, y) => x ?? y", NAN, 5.0, NAN);
    number("(x, y) => undefined ?? y", NAN, 5.0, 5.0);
    boolean("(x, y) => x > 0 && y > 0", 1.0, 0.0, false);
    boolean("(x, y) => !(x && y > 0)", 1.0, 0.0, true);
    number("(x, y) => x && y > 0 || !y ? 1 : 2", 1.0, 0.0, 1.0);
    number(
        "(x, y) => { let z = 0; x && (z = y); return z }",
        0.0,
        3.0,
        0.0,
    );
    number(
        "(x, y) => { let z = 0; x && (z = y); return z }",
        1.0,
        3.0,
        3.0,
    );
    number("(x, y) => { x &&= y; return x }", 2.0, 3.0, 3.0);
    number("(x, y) => { x ||= y; return x }", 2.0, 3.0, 2.0);
    number("(x, y) => { let z; z ??= y; return z }", 2.0, 3.0, 3.0);
}

#[test]
fn math() {
    let of = |math, x| stand_in(math, x, 0.0);
    number("x => Math.sin(x)", 2.0, 0.0, of(MathFn::Sin, 2.0));
    number("x => Math.sin(x, 7, 8)", 2.0, 0.0, of(MathFn::Sin, 2.0));
    number("x => Math.sin()", 2.0, 0.0, NAN);
    number(
        "(x, y) => Math.atan2(x, y)",
        2.0,
        3.0,
        stand_in(MathFn::Atan2, 2.0, 3.0),
    );
    number("x => Math.max()", 0.0, 0.0, -INF);
    number("x => Math.min()", 0.0, 0.0, INF);
    number("x => Math.max(x)", 3.0, 0.0, 3.0);
    number("(x, y) => Math.max(x, y, 2)", 1.0, NAN, NAN);
    number("(x, y) => Math.min(x, y)", 0.0, -0.0, -0.0);
    number("x => Math.hypot()", 1.0, 0.0, 0.0);
    number("x => Math.hypot(x)", -3.0, 0.0, 3.0);
    number("(x, y) => Math.hypot(x, y)", 3.0, 4.0, 5.0);
    number("x => Math.round(x)", -0.5, 0.0, -0.0);
    number(
        "x => Math.sign(x) + Math.trunc(x) + Math.fround(x)",
        -1.5,
        0.0,
        -3.5,
    );
    number("x => Math.max(x > 1, 0)", 2.0, 0.0, 1.0);
    number(
        "() => { const { sin: s, max } = Math; return max(s(1), 0) }",
        0.0,
        0.0,
        3.0,
    );
    number("x => Math.max(...[x, 5])", 2.0, 0.0, 5.0);
    number("x => Number(x > 1) + Number()", 2.0, 0.0, 1.0);
    boolean(
        "x => Number.isSafeInteger(x)",
        9_007_199_254_740_992.0,
        0.0,
        false,
    );
    boolean(
        "x => Number.isInteger(x) && !Number.isNaN(x)",
        3.0,
        0.0,
        true,
    );
    boolean("x => Number.isFinite(true) || isFinite(x)", INF, 0.0, false);
    boolean("x => Boolean(x) && isNaN(NaN) && isNaN()", 1.0, 0.0, true);
}

#[test]
fn statements() {
    number(
        "x => { let a, b = 2; { let b = 5; a = b } return a + b + x }",
        1.0,
        0.0,
        8.0,
    );
    number(
        "x => { if (x) { var v = 3 } else { v = 4 } return v }",
        0.0,
        0.0,
        4.0,
    );
    number("x => { return x; x = unknown(); for (;;); }", 7.0, 0.0, 7.0);
    number(
        "x => { if (x > 0) return 1; else if (x < 0) return -1; return 0 }",
        -3.0,
        0.0,
        -1.0,
    );
    number(
        "x => { if (x > 0) return 1; else if (x < 0) return -1; return 0 }",
        NAN,
        0.0,
        0.0,
    );
    number("x => { ; { } { { return x } } }", 2.0, 0.0, 2.0);
    number("x => { if (true) return 1; return x.y.z }", 2.0, 0.0, 1.0);
    number(
        "function f(x) { 'use strict'; var x; return x }",
        2.0,
        0.0,
        2.0,
    );
    number("f(x) { return x }", 2.0, 0.0, 2.0);
    number("get f() { return 4 }", 2.0, 0.0, 4.0);
    number("x => (x, k, 5)", 2.0, 0.0, 5.0);
    number(
        "x => { const f = 1; { function g() {} } return f + x }",
        2.0,
        0.0,
        3.0,
    );
}

#[test]
fn parameters() {
    number("(x, y, z = x + 1) => x + y + z", 1.0, 2.0, 5.0);
    number("(x = 7, y) => x", 1.0, 2.0, 1.0);
    number("(x, y, z) => z === undefined ? 1 : 2", 1.0, 2.0, 1.0);
    number(
        "(x, y, z) => typeof z === 'undefined' ? x : y",
        1.0,
        2.0,
        1.0,
    );
    number("() => k", 1.0, 2.0, 10.0);
    number(
        "(x, x2) => (([x, x2] = [x2, x]), x * 10 + x2)",
        1.0,
        2.0,
        21.0,
    );
    number(
        "(x, y) => { const [a, , b = 5, ...c] = [x, 0, undefined, y]; return a + b + c[0] }",
        1.0,
        2.0,
        8.0,
    );
    number("(x) => { const k = 3; return x + k }", 1.0, 0.0, 4.0);
}

#[test]
fn tuples() {
    let value = |source: &str| {
        let compiled = native(source, 2, true);
        evaluate(&compiled.function, &[3.0, 4.0], &[10.0]).0
    };
    for (source, expected) in [
        ("([x, y]) => x * 10 + y", 34.0),
        ("([, y, z = 5]) => y + z", 9.0),
        ("(p) => p[0] + p[1] + p.length", 9.0),
        ("(p, i = 1) => { const [x] = p; return x + i }", 4.0),
        ("([x, ...rest]) => x + rest[0]", 7.0),
        ("(p) => Math.hypot(...p)", 5.0),
    ] {
        assert_eq!(value(source), expected, "{source}");
    }
}

#[test]
fn booleans_as_items() {
    // What the second column holds is a boolean, true.
    for (source, expected, boolean) in [
        ("(x, y) => y", 1.0, true),
        ("(x, y) => y + y", 2.0, false),
        ("(x, y) => y === 1", 0.0, true),
        ("(x, y) => y == 1", 1.0, true),
        ("(x, y) => typeof y === 'boolean'", 1.0, true),
        ("(x, y) => typeof y === 'number'", 0.0, true),
        ("(x, y) => y ? x : -x", 3.0, false),
        ("(x, y) => -y", -1.0, false),
        ("(x, y) => Number.isInteger(y)", 0.0, true),
    ] {
        let compiled = run_with(source, 2, false, 0b10).expect(source);
        let found = evaluate(&compiled.function, &[3.0, 1.0], &[]);
        assert_eq!(found, (expected, boolean), "{source}");
    }
}

#[test]
fn object_is() {
    for (a, b) in [(0.0, -0.0), (-0.0, 0.0)] {
        boolean("(x, y) => Object.is(x, y)", a, b, false);
    }
    for x in [0.0, -0.0, 1.5, NAN, INF, -INF, 5e-324, -5e-324, 1e300] {
        boolean("(x, y) => Object.is(x, y)", x, x, true);
        boolean("(x, y) => Object.is(x, y)", x, 2.0, false);
    }
    boolean("(x, y) => Object.is(x | 0, y | 0)", 3.5, 3.0, true);
    boolean("(x, y) => Object.is(x | 0, y)", -0.0, -0.0, false);
    boolean("(x, y) => Object.is(x > 0, true)", 1.0, 0.0, true);
    boolean("(x, y) => Object.is(x > 0, 1)", 1.0, 0.0, false);
    boolean("(x, y) => Object.is(undefined, null)", 1.0, 0.0, false);
    boolean("(x, y) => Object.is()", 1.0, 0.0, true);
}

#[test]
fn parse_float_of_numbers() {
    number("(x, y) => 1 / parseFloat(x)", -0.0, 0.0, INF);
    for x in [0.1, -1e300, 5e-324, NAN, -INF] {
        number("(x, y) => parseFloat(x)", x, 0.0, x);
        number("(x, y) => Number.parseFloat(x)", x, 0.0, x);
    }
    number("(x, y) => parseFloat(x > 0)", 1.0, 0.0, NAN);
    number("(x, y) => parseFloat()", 1.0, 0.0, NAN);
}
