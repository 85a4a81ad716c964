//! Why functions are not native, and where that shows.

use super::{native, run};

/// `code line:column` of every reason.
fn reasons(source: &str) -> Vec<String> {
    let Err(reasons) = run(source, 1, false) else {
        return vec!["native".into()];
    };
    reasons
        .iter()
        .map(|reason| format!("{} {}:{}", reason.code, reason.line, reason.column))
        .collect()
}

const ONE: &[(&str, &str)] = &[
    // What the function is.
    ("async x => x", "async 1:1"),
    ("function* f(x) { yield x }", "generator 1:1"),
    ("class A { m(x) { return x } }", "class 1:1"),
    ("set f(x) { }", "may-return-undefined 1:1"),
    ("function sqrt() { [native code] }", "native-code 1:1"),
    ("x => {", "parse-error 1:7"),
    // Missing values.
    ("x => {}", "may-return-undefined 1:7"),
    ("x => { return }", "may-return-undefined 1:8"),
    ("x => { if (x) return 1 }", "may-return-undefined 1:24"),
    ("x => undefined", "may-return-undefined 1:6"),
    ("x => void x", "may-return-undefined 1:6"),
    ("(x, y) => x + y", "missing-argument 1:15"),
    ("(x, y) => y", "missing-argument 1:11"),
    ("x => { let y; return x + y }", "not-numeric 1:26"),
    ("x => { let y; if (x) y = 1; return y }", "mixed-types 1:36"),
    (
        "x => { return y; let y = 1 }",
        "used-before-declaration 1:15",
    ),
    (
        "x => { y = 1; let y = 2; return y }",
        "used-before-declaration 1:8",
    ),
    ("(x, y = z, z = 1) => y", "used-before-declaration 1:9"),
    // Other types.
    ("x => 'a'", "not-numeric 1:6"),
    ("x => x + 'a'", "not-numeric 1:10"),
    ("x => `a${x}`", "not-numeric 1:6"),
    ("x => 1n", "bigint 1:6"),
    ("x => []", "not-numeric 1:6"),
    ("x => [x, 'a']", "not-numeric 1:6"),
    ("x => [x, undefined]", "not-numeric 1:6"),
    ("x => ({ x, f: y => y })", "not-numeric 1:7"),
    ("x => x > 0 ? [x] : x", "mixed-types 1:6"),
    (
        "x => { if (x > 0) return [x]; return [x, 1] }",
        "mixed-types 1:38",
    ),
    (
        "x => { if (x > 0) return { x }; return { y: x } }",
        "mixed-types 1:40",
    ),
    ("x => /a/", "not-numeric 1:6"),
    ("x => null", "not-numeric 1:6"),
    ("x => Math.sin", "not-numeric 1:6"),
    ("x => x.a", "not-numeric 1:6"),
    ("x => x[0]", "not-numeric 1:6"),
    ("([a, b]) => a", "not-numeric 1:2"),
    ("({ a }) => a", "unsupported-syntax 1:2"),
    ("x => ({ 0: x }).a", "unsupported-syntax 1:9"),
    ("x => ({ a: x, a: 1 }).a", "unsupported-syntax 1:15"),
    ("x => ({ __proto__: x }).a", "unsupported-syntax 1:9"),
    (
        "x => ({ get a() { return 1 } }).a",
        "unsupported-syntax 1:9",
    ),
    ("x => ({ [x]: 1 }).a", "unsupported-syntax 1:9"),
    ("x => ({ a: x }).b", "not-numeric 1:6"),
    (
        "x => { const { a, ...b } = { a: x }; return a }",
        "unsupported-syntax 1:19",
    ),
    ("x => x == 'a'", "not-numeric 1:6"),
    ("x => 'a' in x", "unsupported-syntax 1:6"),
    ("x => [x][x]", "unsupported-syntax 1:6"),
    // Mixed types.
    ("x => x > 0 ? 1 : false", "mixed-types 1:6"),
    ("x => x > 0 && x", "mixed-types 1:6"),
    (
        "x => { if (x > 0) return true; return 1 }",
        "mixed-types 1:39",
    ),
    (
        "x => { let y = 1; if (x) y = true; return y }",
        "mixed-types 1:43",
    ),
    // The outside.
    ("x => x + foo", "unknown-variable 1:10"),
    ("x => foo(x)", "unknown-variable 1:6"),
    ("x => table[0] + x", "captured-value 1:6"),
    ("x => helper(x)", "captured-value 1:6"),
    ("x => parseInt(x)", "unsupported-call 1:6"),
    ("x => { k = x; return x }", "assigns-captured 1:8"),
    ("x => { foo++; return x }", "unknown-variable 1:8"),
    ("x => { table[0] = x; return x }", "mutation 1:8"),
    ("x => { delete x.a; return x }", "not-numeric 1:15"),
    ("x => Math.random()", "math-random 1:6"),
    ("x => Math.foo(x)", "unsupported-call 1:6"),
    ("x => x.toFixed(2)", "unsupported-call 1:8"),
    ("x => x()", "unsupported-call 1:6"),
    ("x => new Date(x)", "not-numeric 1:6"),
    ("x => this.a", "uses-this 1:6"),
    (
        "function f() { return arguments[0] }",
        "uses-arguments 1:23",
    ),
    (
        "function f(x) { return new.target ? x : 1 }",
        "uses-new-target 1:24",
    ),
    ("f(x) { return super.x }", "uses-super 1:15"),
    ("x => x?.a", "not-numeric 1:6"),
    // Code.
    ("x => { for (;;); return x }", "loop 1:27"),
    ("x => { for (const i in x); return x }", "loop 1:8"),
    (
        "x => { while (x) foo(); return x }",
        "unknown-variable 1:18",
    ),
    (
        "x => { while (foo) x++; return x }",
        "unknown-variable 1:15",
    ),
    (
        "x => { let y; while (x-- > 0) y = x; return y }",
        "mixed-types 1:45",
    ),
    (
        "x => { let y = 1; while (x-- > 0) y = y > 0; return y }",
        "mixed-types 1:39",
    ),
    (
        "x => { for (const i = 0; i < x; i++); return x }",
        "assigns-constant 1:33",
    ),
    (
        "x => { while (x > 0) if (x-- > 5) return 1 }",
        "may-return-undefined 1:44",
    ),
    (
        "x => { for (;;) if (x) return 1; else return true }",
        "mixed-types 1:46",
    ),
    ("x => t[true]", "not-numeric 1:6"),
    ("x => t.size", "not-numeric 1:6"),
    ("x => t", "not-numeric 1:6"),
    ("x => { t[0] = x; return x }", "mutation 1:8"),
    ("x => { for (const y of x); return x }", "loop 1:8"),
    (
        "x => { switch (x) { case 1: return x } }",
        "may-return-undefined 1:40",
    ),
    (
        "x => { switch (x) { case 1: let y = 1; case 2: return y } return 0 }",
        "used-before-declaration 1:55",
    ),
    ("x => { throw x }", "throws 1:8"),
    (
        "x => { try {} finally {} return x }",
        "unsupported-syntax 1:8",
    ),
    // Functions inside.
    ("x => y => y", "not-numeric 1:6"),
    ("x => (async y => y)(x)", "async 1:7"),
    ("x => (y => this)(x)", "uses-this 1:12"),
    (
        "x => (y => { if (y) return 1 })(x)",
        "may-return-undefined 1:30",
    ),
    (
        "x => (y => { if (y) return 1; return })(x)",
        "may-return-undefined 1:31",
    ),
    ("x => (y => {})(x) + 1", "may-return-undefined 1:6"),
    ("x => (y => y ? [1] : [1, 2])(x)[0]", "mixed-types 1:12"),
    (
        "x => (y => { if (y) return [1]; return 2 })(x)[0]",
        "mixed-types 1:40",
    ),
    ("x => ((y, z) => y + z)(x)", "missing-argument 1:21"),
    (
        "x => { function f(y) { return f(y - 1) } return f(x) }",
        "recursion 1:31",
    ),
    (
        "x => { const f = y => y > 0 ? f(y - 1) : 0; return f(x) }",
        "recursion 1:31",
    ),
    (
        "x => { const f = y => g(y), g = y => f(y); return f(x) }",
        "recursion 1:38",
    ),
    (
        "function f(x) { return x ? f(x - 1) : 0 }",
        "recursion 1:28",
    ),
    ("x => { class A {} return A }", "nested-class 1:26"),
    (
        "x => { { function f() { return 1 } } return f(x) }",
        "nested-function 1:45",
    ),
    (
        "x => { var f = 1; { function f() { return 1 } } return f }",
        "nested-function 1:56",
    ),
    (
        "x => { if (x) function f() {} return f(x) }",
        "nested-function 1:38",
    ),
    (
        "x => { let f = y => y; if (x) f = y => 2; return f(x) }",
        "mixed-types 1:50",
    ),
    (
        "x => { const f = y => y; return f.length }",
        "not-numeric 1:33",
    ),
    (
        "x => { const f = y => y; return f == f }",
        "not-numeric 1:33",
    ),
    (
        "x => { const c = 1; c = 2; return c }",
        "assigns-constant 1:21",
    ),
    // Lines and UTF-16 columns.
    (
        "x => {\n  const y = x\r\n  return y + foo\n}",
        "unknown-variable 3:14",
    ),
    ("x => /* 😀é */ foo", "unknown-variable 1:16"),
    ("(x) =>\u{2028} foo", "unknown-variable 2:2"),
];

#[test]
fn one_by_one() {
    let wrong: Vec<_> = ONE
        .iter()
        .map(|(source, expected)| (source, reasons(source), expected))
        .filter(|(_, found, expected)| *found != [**expected])
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn several_at_once() {
    assert_eq!(
        reasons(
            "x => {\n  const a = foo(x)\n  for (const b in a);\n  return a + Math.random() + bar\n}"
        ),
        [
            "unknown-variable 2:13",
            "loop 3:3",
            "math-random 4:14",
            "unknown-variable 4:30",
        ]
    );
    assert!(reasons(&format!("x => {}1", "a + ".repeat(1000))).len() <= 16);
}

#[test]
fn messages_help() {
    let message = |source: &str| run(source, 1, false).unwrap_err()[0].message.clone();
    assert!(message("x => x + rate").contains("captures: { rate }"));
    assert!(message("x => helper(x)").contains("holds a function"));
    assert!(message("(x, y) => y").contains("one value"));
    let reason = &run("x => {\n  return foo\n}", 1, false).unwrap_err()[0];
    assert_eq!(reason.snippet, "  return foo");
}

#[test]
fn what_never_runs_is_no_obstacle() {
    native("x => { return x; throw foo }", 1, false);
    native("x => false ? foo : x", 1, false);
    native("x => x ?? foo", 1, false);
    native(
        "x => { if (typeof x !== 'number') throw new TypeError(); return x }",
        1,
        false,
    );
    native(
        "x => { function unused() { return this } return x }",
        1,
        false,
    );
}
