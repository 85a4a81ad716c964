//! Functions that are called: inside the source, and captured.

use super::{captures, native};
use crate::frontend::compile::evaluate::evaluate;
use crate::frontend::compile::{
    Capture, CaptureKind, Captured, Compiled, Refusal, Request, compile,
};

/// A capture of the captured function with this number.
fn function(name: &str, number: u32) -> Capture {
    Capture {
        name: name.into(),
        kind: CaptureKind::Function(number),
    }
}

fn number(name: &str) -> Capture {
    Capture {
        name: name.into(),
        kind: CaptureKind::Number,
    }
}

fn captured(name: &str, source: &str, captures: Vec<Capture>) -> Captured {
    Captured {
        name: name.into(),
        source: Some(source.into()),
        captures,
    }
}

fn with(source: &str, names: &[Capture], functions: &[Captured]) -> Result<Compiled, Refusal> {
    compile(&Request {
        source,
        columns: 1,
        tuple: false,
        booleans: 0,
        captures: names,
        functions,
    })
}

#[track_caller]
fn gives(source: &str, x: f64, expected: f64) {
    let compiled = native(source, 1, false);
    let (value, _) = evaluate(&compiled.function, &[x], &[]);
    assert_eq!(
        value.to_bits(),
        expected.to_bits(),
        "{source} of {x}: {value}"
    );
}

#[test]
fn functions_inside_are_written_out() {
    gives("x => (y => y * 2)(x)", 3.0, 6.0);
    gives(
        "x => { const f = y => y + x; return f(1) * f(2) }",
        3.0,
        20.0,
    );
    gives(
        "x => { return f(x) + 1; function f(y) { return y * y } }",
        3.0,
        10.0,
    );
    gives(
        "x => { const f = function g(y) { return y - 1 }; return f(x) }",
        3.0,
        2.0,
    );
    gives(
        "x => { const f = (a, b = a * 2, ...c) => a + b + c.length; return f(x) + f(x, 1, 2, 3) }",
        3.0,
        15.0,
    );
    gives(
        "x => { const f = y => { if (y > 0) return 1; return -1 }; return f(x) * f(-x) }",
        3.0,
        -1.0,
    );
    gives(
        "x => { const o = { f: y => y + 1, k: 2 }; return o.f(x) * o.k }",
        3.0,
        8.0,
    );
    gives(
        "x => { const twice = f => y => f(f(y)); return twice(y => y * 3)(x) }",
        2.0,
        18.0,
    );
    gives(
        "x => { function f(y) { return 1 } function f(y) { return 2 } return f(x) }",
        2.0,
        2.0,
    );
    gives(
        "x => { const f = y => y; f(x) ? 1 : 2; return f?.(x) }",
        2.0,
        2.0,
    );
    gives("x => typeof (y => y) === 'function' ? x : 0", 2.0, 2.0);
}

#[test]
fn a_function_sees_variables_as_they_are_when_it_is_called() {
    gives(
        "x => { let s = 0; const add = y => { s += y }; add(x); add(2); return s }",
        3.0,
        5.0,
    );
    gives(
        "x => { let k = 1; const f = y => y * k; k = 4; return f(x) }",
        3.0,
        12.0,
    );
    gives(
        "x => { let k = 1; const f = () => k; { let k = 9; return f() + k } }",
        3.0,
        10.0,
    );
    gives(
        "x => { const f = () => later; const later = x; return f() }",
        3.0,
        3.0,
    );
    gives(
        "x => { let s = 0; const add = y => { s += y }; if (x > 0) add(5); else add(7); return s }",
        -1.0,
        7.0,
    );
    gives(
        "x => { let n = 0; const f = y => { if (y > 1) { n = 1; return 5 } n = 2; return 6 }; return f(x) * 10 + n }",
        2.0,
        51.0,
    );
}

#[test]
fn default_values_do_not_see_the_variables_of_the_body() {
    gives(
        "x => { const f = (a, g = () => a) => { var a = 5; return g() * 10 + a }; return f(x) }",
        3.0,
        35.0,
    );
    gives(
        "x => { const f = (a, g = () => a) => { a = 5; return g() * 10 + a }; return f(x) }",
        3.0,
        55.0,
    );
    gives(
        "x => { const f = a => { var a; return a }; return f(x) }",
        3.0,
        3.0,
    );
}

#[test]
fn arrays_and_objects_come_apart_again() {
    gives(
        "x => { const f = (a, b) => [a + b, a - b]; const [s, d] = f(x, 1); return s * 10 + d }",
        3.0,
        42.0,
    );
    gives(
        "x => { const f = a => { if (a > 0) return [1, a]; return [2, -a] }; const [s, d] = f(x); return s * 10 + d }",
        -3.0,
        23.0,
    );
    gives(
        "x => { const p = x > 0 ? { a: 1, b: x } : { a: 2, b: -x }; return p.a * 10 + p.b }",
        -3.0,
        23.0,
    );
    gives(
        "x => { const { a, b: { c = 7 } } = { a: x, b: { c: undefined } }; return a * 10 + c }",
        3.0,
        37.0,
    );
    gives(
        "x => { let p = [x, 1]; if (x > 0) p = [p[1], p[0]]; return p[0] * 10 + p[1] }",
        3.0,
        13.0,
    );
    gives(
        "x => { const f = ({ a, b = 2 }) => a * b; return f({ a: x, b: undefined }) }",
        3.0,
        6.0,
    );
}

#[test]
fn objects_come_apart_into_variables() {
    gives(
        "x => { let a, b; ({ a, b } = { a: x, b: 2 }); return a * 10 + b }",
        3.0,
        32.0,
    );
    gives(
        "x => { let a = 1, b = 2; ({ a: b, b: a = 7 } = { a, b: undefined }); return a * 10 + b }",
        3.0,
        71.0,
    );
    gives(
        "x => { let s, a; [s, { a }] = [x, { a: 4 }]; ({ s: [s] } = { s: [s + 1] }); return s * 10 + a }",
        3.0,
        44.0,
    );
}

/// Each turn of a `for` has its own variables; functions made in the turn see those.
#[test]
fn functions_in_loops_see_the_variables_of_their_turn() {
    gives(
        "x => { let s = 0; for (let i = 0; i < 3; i++) { const f = () => i; i += x; s += f() } return s }",
        1.0,
        4.0,
    );
    gives(
        "x => { let s = 0; const add = y => { s += y }; for (let i = 0; i < 3; i++) add(i * x); return s }",
        2.0,
        6.0,
    );
    gives(
        "x => { let s = 0; const f = y => y + 1; for (let i = f(0); i < f(2); i++) s += f(i); return s }",
        2.0,
        5.0,
    );
    gives(
        "x => { let s = 0; for (var i = 0, f = () => i; i < 3; i++) s += f(); return s }",
        2.0,
        3.0,
    );
    for source in [
        "x => { let s = 0; for (let i = 0, f = () => i; i < 3; i++) s += f(); return s }",
        "x => { let f; for (let i = 0, g = (f = () => i, 1); i < 3; i++); return f() }",
        "x => { let f = () => 0, s = 0; for (let i = 0; i < 3; i++) { s += f(); f = () => i } return s }",
    ] {
        assert!(
            matches!(with(source, &[], &[]), Err(Refusal::Reasons(_))),
            "{source}"
        );
    }
}

#[test]
fn recursion_over_known_numbers_ends() {
    gives(
        "x => { const power = (b, n) => n === 0 ? 1 : b * power(b, n - 1); return power(x, 5) }",
        2.0,
        32.0,
    );
    gives(
        "x => { const apply = (f, y) => f(y); return apply(y => apply(z => z + 1, y) * 2, x) }",
        2.0,
        6.0,
    );
}

#[test]
fn calls_without_end_have_an_answer() {
    // Each of these would be written out more often than there is memory for.
    for source in [
        "x => { const f = n => n < 2 ? n : f(n - 1) + f(n - 2); return f(x) }".to_owned(),
        "x => { const f = n => n < 2 ? n : f(n - 1) + f(n - 2); return f(30) + x }".to_owned(),
        {
            let doubled = (1..60).map(|n| format!("f{n} = y => f{0}(f{0}(y)),", n - 1));
            format!(
                "x => {{ const f0 = y => y, {} g = 1; return f59(x) }}",
                doubled.collect::<String>()
            )
        },
        {
            let doubled = (1..60).map(|n| format!("f{n} = y => [f{0}(y), f{0}(y)],", n - 1));
            format!(
                "x => {{ const f0 = y => [y, y], {} g = 1; return f59(x)[0] }}",
                doubled.collect::<String>()
            )
        },
        format!(
            "x => {{ const w = y => [y]; return {}x{} }}",
            "w(".repeat(3000),
            ")".repeat(3000)
        ),
    ] {
        let refused = with(&source, &[], &[]).err().map(|refusal| match refusal {
            Refusal::Reasons(reasons) => reasons[0].code,
            Refusal::Needs(_) => "needs",
        });
        assert!(
            matches!(refused, Some("recursion" | "too-large" | "not-numeric")),
            "{}: {refused:?}",
            &source[..60]
        );
    }
}

#[test]
fn captured_functions_are_written_out() {
    let names = [function("f", 0), number("k")];
    let functions = [
        captured(
            "f",
            "y => g(y) * k + 1",
            vec![function("g", 1), number("k")],
        ),
        captured("g", "function g(y) { return y - k }", vec![number("k")]),
    ];
    let compiled = with("x => f(x) + k", &names, &functions).unwrap();
    let params = &compiled.function.params;
    let owners: Vec<_> = params
        .iter()
        .map(|it| (it.name.as_str(), it.owner))
        .collect();
    assert_eq!(owners, [("k", Some(1)), ("k", Some(0)), ("k", None)]);
    let (value, _) = evaluate(&compiled.function, &[7.0], &[2.0, 10.0, 100.0]);
    assert_eq!(value, 151.0);
}

#[test]
fn the_source_of_a_function_is_asked_for_when_it_is_called() {
    let unread = |name: &str| Captured {
        name: name.into(),
        source: None,
        captures: Vec::new(),
    };
    let names = [function("f", 0), function("g", 1), function("h", 2)];
    let functions = [unread("f"), unread("g"), unread("h")];
    assert_eq!(
        with("x => f(x) + h(x)", &names, &functions),
        Err(Refusal::Needs(vec![0, 2]))
    );
    // Not where there is a reason anyway.
    assert!(matches!(
        with("x => f(x) + foo", &names, &functions),
        Err(Refusal::Reasons(reasons)) if reasons.len() == 1
    ));
    let functions = [
        captured("f", "y => f(y)", vec![function("f", 0)]),
        unread("g"),
        unread("h"),
    ];
    assert!(matches!(
        with("x => f(x)", &names, &functions),
        Err(Refusal::Reasons(reasons)) if reasons[0].code == "recursion"
    ));
}

#[test]
fn reasons_in_captured_functions_say_where() {
    let names = [function("f", 0)];
    let reason = |source: &str| {
        let functions = [captured("scale", source, captures())];
        match with("x => f(x)", &names, &functions) {
            Err(Refusal::Reasons(reasons)) => reasons[0].clone(),
            other => panic!("{other:?}"),
        }
    };
    let found = reason("y => {\n  return y + 'a'\n}");
    assert_eq!(
        (found.line, found.column, &*found.snippet),
        (2, 14, "  return y + 'a'")
    );
    assert!(
        found.message.starts_with("in `scale`, which it calls: "),
        "{}",
        found.message
    );
    assert_eq!(
        reason("function scale(y) { return scale(y) }").code,
        "recursion"
    );
    assert_eq!(reason("y => {").code, "parse-error");
    assert_eq!(reason("function () { [native code] }").code, "native-code");
    assert_eq!(reason("y => { k = y; return y }").code, "assigns-captured");
}
