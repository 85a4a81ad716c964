//! Loops and tables: what they compute, against what JavaScript gives (values written down from Node.js).

use super::{native, params, same};
use crate::frontend::compile::evaluate::evaluate_with;

const T: &[f64] = &[3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0];
const U: &[f64] = &[0.5, -0.0, 2.5];

/// The result for columns `(x, y)`, with `k = 10`, `flag = true`, and the tables above.
#[track_caller]
fn is(source: &str, x: f64, y: f64, expected: f64) {
    let compiled = native(source, 2, false);
    let function = &compiled.function;
    let tables: Vec<&[f64]> = function
        .tables
        .iter()
        .map(|table| if table.name == "t" { T } else { U })
        .collect();
    let (value, _) = evaluate_with(function, &[x, y], &params(function), &tables);
    assert!(
        same(value, expected),
        "{source} of {x}, {y}: {value} instead of {expected}\n{function}"
    );
}

#[test]
fn while_do_and_for() {
    is("x => { while (x > 3) x -= 2; return x }", 10.0, 0.0, 2.0);
    is("x => { while (x > 3) x -= 2; return x }", 1.0, 0.0, 1.0);
    is(
        "x => { do x -= 2; while (x > 3); return x }",
        1.0,
        0.0,
        -1.0,
    );
    is(
        "x => { let s = 0; for (let i = 0; i < x; i++) s += i; return s }",
        5.0,
        0.0,
        10.0,
    );
    is(
        "x => { let s = 0; for (let i = 0, j = x; i < j; i++, j--) s += j; return s }",
        5.0,
        0.0,
        12.0,
    );
    is(
        "x => { for (var i = 0; i * i < x; i++); return i }",
        50.0,
        0.0,
        8.0,
    );
    is(
        "x => { let i; for (i = x; i > 0; i -= 3) {} return i }",
        7.0,
        0.0,
        -2.0,
    );
    is("x => { while (x-- > 0) {} return x }", 3.0, 0.0, -1.0);
    is(
        "x => { for (;;) { if (x > 100) return x; x *= 2 } }",
        3.0,
        0.0,
        192.0,
    );
    is(
        "x => { while (true) { if (x > 100) break; x *= 2 } return x }",
        3.0,
        0.0,
        192.0,
    );
    is("x => { while (false) x = 7; return x }", 3.0, 0.0, 3.0);
    is(
        "(x, y) => { while (y) { const r = x % y; x = y; y = r } return x }",
        84.0,
        36.0,
        12.0,
    );
    is(
        "x => { let a = 0, b = 1; for (let i = 0; i < x; i++) [a, b] = [b, a + b]; return a }",
        10.0,
        0.0,
        55.0,
    );
}

#[test]
fn jumps() {
    is(
        "x => { let s = 0; for (let i = 0; i < 10; i++) { if (i % 2) continue; s += i } return s + x }",
        0.0,
        0.0,
        20.0,
    );
    is(
        "x => { let s = 0; for (let i = 0; i < 10; i++) { if (i > x) break; s += i } return s }",
        4.0,
        0.0,
        10.0,
    );
    is(
        "x => { let i = 0; do { i++; if (i === 3) continue; if (i > 5) break } while (i < x); return i }",
        9.0,
        0.0,
        6.0,
    );
    is(
        "x => { for (let i = 0; i < 10; i++) if (i * i > x) return i; return -1 }",
        10.0,
        0.0,
        4.0,
    );
    is(
        "x => { for (let i = 0; i < 10; i++) if (i * i > x) return i; return -1 }",
        1000.0,
        0.0,
        -1.0,
    );
    is(
        "(x, y) => { let n = 0; outer: for (let i = 0; i < 5; i++) { for (let j = 0; j < 5; j++) { \
         if (j > x) continue outer; if (i > y) break outer; n++ } n += 100 } return n }",
        2.0,
        2.0,
        9.0,
    );
    is(
        "x => { a: { if (x > 0) break a; x = 5 } return x }",
        -1.0,
        0.0,
        5.0,
    );
    is(
        "x => { a: { if (x > 0) break a; x = 5 } return x }",
        3.0,
        0.0,
        3.0,
    );
    is(
        "x => { a: b: for (;;) { if (x > 9) break a; x++; continue b } return x }",
        1.0,
        0.0,
        10.0,
    );
    is(
        "x => { for (let i = 0; i < 3; i++) { for (;;) { if (x > 50) return x; x += 20; if (x > 30) break } } return -x }",
        1.0,
        0.0,
        61.0,
    );
    is(
        "x => { do { if (x > 1) break; x = 7 } while (false); return x }",
        0.0,
        0.0,
        7.0,
    );
    is(
        "x => { if (x > 0) { while (x > 0) { x -= 2; if (x === 1) return 1 } } else return 5; return 2 }",
        4.0,
        0.0,
        2.0,
    );
    is(
        "x => { if (x > 0) { while (x > 0) { x -= 2; if (x === 1) return 1 } } else return 5; return 2 }",
        5.0,
        0.0,
        1.0,
    );
}

#[test]
fn types_over_turns() {
    is(
        "x => { let h = 0; for (let i = 0; i < 4; i++) h = (h * 31 + x) | 0; return h }",
        1e9,
        0.0,
        1_969_389_568.0,
    );
    is(
        "x => { let h = x | 0; for (let i = 0; i < 4; i++) h = Math.imul(h, 31) ^ i; return h }",
        7.0,
        0.0,
        6_463_627.0,
    );
    is(
        "x => { let h = x | 0; for (let i = 0; i < 4; i++) h = h / 2; return h }",
        7.0,
        0.0,
        0.4375,
    );
    is(
        "x => { let h = -0; for (let i = 0; i < x; i++) h = h | 0; return h }",
        0.0,
        0.0,
        -0.0,
    );
    is(
        "x => { let h = -0; for (let i = 0; i < x; i++) h = h | 0; return h }",
        1.0,
        0.0,
        0.0,
    );
    is(
        "x => { let h = 0; for (let i = 0; i < x; i++) h = -h; return h }",
        1.0,
        0.0,
        -0.0,
    );
    is(
        "x => { let found = false; for (let i = 0; i < 9 && !found; i++) found = i === x; return found }",
        5.0,
        0.0,
        1.0,
    );
    is(
        "x => { let t; for (let i = 0; i < 3; i++) { t = x + i; x = t } return x }",
        1.0,
        0.0,
        4.0,
    );
    is(
        "x => { let s = 0; for (let i = 0; i < 3; i++) { let v; if (i > 0) v = i; else v = x; s += v } return s }",
        10.0,
        0.0,
        13.0,
    );
    is(
        "x => { let a = 1, b = 2; while (x-- > 0) { const t = a; a = b; b = t } return a }",
        3.0,
        0.0,
        2.0,
    );
    is(
        "x => { let u = x >>> 0; do u = (u >>> 1); while (u > 100); return u }",
        -1.0,
        0.0,
        63.0,
    );
}

#[test]
fn tables() {
    is("x => t[x] + t.length", 5.0, 0.0, 17.0);
    is("x => t[-0] + u[1]", 0.0, 0.0, 3.0);
    is("x => t[x | 0]", 2.9, 0.0, 4.0);
    is(
        "() => { let s = 0; for (const v of t) s += v; return s }",
        0.0,
        0.0,
        31.0,
    );
    is(
        "() => { let s = 0; for (const v of t) { if (v === 1) continue; if (v > 8) break; s += v } return s }",
        0.0,
        0.0,
        12.0,
    );
    is(
        "() => { let s = 0, v = 0; for (v of u) s += v; return s + v }",
        0.0,
        0.0,
        5.5,
    );
    is(
        "x => { let best = Infinity, at = -1; for (let i = 0; i < t.length; i++) { const d = Math.abs(t[i] - x); \
        if (d < best) { best = d; at = i } } return at }",
        5.4,
        0.0,
        4.0,
    );
    is(
        "x => { let i = 0; while (i < t.length && t[i] !== x) i++; return i }",
        9.0,
        0.0,
        5.0,
    );
    is(
        "x => { let i = 0; while (i < t.length && t[i] !== x) i++; return i }",
        7.0,
        0.0,
        8.0,
    );
    is("x => x < t.length ? t[x] : -1", 99.0, 0.0, -1.0);
    is(
        "x => { let lo = 0, hi = t.length; while (lo < hi) { const m = (lo + hi) >> 1; if (m * m < x) lo = m + 1; else hi = m } return lo }",
        20.0,
        0.0,
        5.0,
    );
    is("() => typeof t === 'object' ? 1 : 0", 0.0, 0.0, 1.0);
}

#[test]
fn tables_come_apart() {
    let x = 2.0;
    is(
        "x => { const [a, , b = 7] = t; return a * x + b }",
        x,
        0.0,
        10.0,
    );
    is(
        "x => { let a, b; [a, b] = u; return a - b + x }",
        x,
        0.0,
        2.5,
    );
    is(
        "x => { const { length } = t; return length * x }",
        x,
        0.0,
        16.0,
    );
    is(
        "x => { let n; ({ length: n } = [x, 1, 2]); return n + x }",
        x,
        0.0,
        5.0,
    );
    is("x => (([a, b]) => a - b * x)(t)", x, 0.0, 1.0);
}
