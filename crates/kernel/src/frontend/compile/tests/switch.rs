//! `switch`: every case against what JavaScript gives.

use super::native;
use crate::frontend::compile::evaluate::evaluate;

/// The results for 0, 1, 2, 3, 4 and NaN.
#[track_caller]
fn gives(source: &str, expected: [f64; 6]) {
    let compiled = native(source, 1, false);
    let inputs = [0.0, 1.0, 2.0, 3.0, 4.0, f64::NAN];
    for (x, expected) in inputs.into_iter().zip(expected) {
        let (found, _) = evaluate(&compiled.function, &[x], &[]);
        assert!(
            found == expected || (found.is_nan() && expected.is_nan()),
            "{source} of {x}: {found} instead of {expected}\n{}",
            compiled.function
        );
    }
}

#[test]
fn cases_that_leave() {
    gives(
        "x => { switch (x) { case 1: return 10; case 2: case 3: return 20; default: return 0 } }",
        [0.0, 10.0, 20.0, 20.0, 0.0, 0.0],
    );
    gives(
        "x => { let r = 1; switch (x) { default: r = 9; break; case -0: { r = 5; break } case 2: r = 7 } return r }",
        [5.0, 9.0, 7.0, 9.0, 9.0, 9.0],
    );
    gives(
        "x => { let r = 1; switch (x) { case 1: break; case 1: r = 2; break; case 2: return 3 } return r }",
        [1.0, 1.0, 3.0, 1.0, 1.0, 1.0],
    );
}

#[test]
fn falling_through() {
    gives(
        "x => { let r = 0; switch (x) { case 1: r += 1; case 2: r += 10; break; default: r += 100; case 3: r += 1000 } return r }",
        [1100.0, 11.0, 10.0, 1000.0, 1100.0, 1100.0],
    );
    gives(
        "x => { let r = 0; switch (x) { case 1: if (r === 0) { r = 5; break } r = 6; case 2: r += 7 } return r }",
        [0.0, 5.0, 7.0, 0.0, 0.0, 0.0],
    );
    gives(
        "x => { let r = 0; switch (x) { case 1: default: r = 1; break; case 2: r = 2; case 3: r += 3 } return r }",
        [1.0, 1.0, 5.0, 3.0, 1.0, 1.0],
    );
    gives(
        "x => { let r = 0; switch (x) { case 0: r = 1; break; case 1: } return r }",
        [1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    );
}

#[test]
fn tests_are_asked_in_order_until_one_holds() {
    gives(
        "x => { let n = 0; switch (x) { case n++: case (n++, 1): case (n++, 2): } return n }",
        [1.0, 2.0, 3.0, 3.0, 3.0, 3.0],
    );
    gives(
        "x => { switch (true) { case x > 3: return 3; case x > 1: return 2; } return 1 }",
        [1.0, 1.0, 2.0, 2.0, 3.0, 1.0],
    );
    gives(
        "x => { switch (2) { case 1: return 1; case 2: return x; default: return 3 } }",
        [0.0, 1.0, 2.0, 3.0, 4.0, f64::NAN],
    );
}

#[test]
fn within_others() {
    gives(
        "x => { let r = 0; for (let i = 0; i < 3; i++) { switch (i) { case 1: continue; case 2: r += 10; break; default: r += x } r += 1 } return r }",
        [12.0, 13.0, 14.0, 15.0, 16.0, f64::NAN],
    );
    gives(
        "x => { let r = 0; a: switch (x) { case 1: switch (r) { case 0: break a } r = 5; case 2: r += 2 } return r }",
        [0.0, 0.0, 2.0, 0.0, 0.0, 0.0],
    );
    gives(
        "x => { const f = y => { switch (y) { case 1: return 5; case 2: return 6 } return 7 }; return f(x) + f(1) }",
        [12.0, 10.0, 11.0, 12.0, 12.0, 12.0],
    );
}
