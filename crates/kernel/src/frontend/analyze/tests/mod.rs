//! What the analysis says of functions, as tables.

mod free;

use super::{Analysis, analyze};

fn of(source: &str) -> Analysis {
    analyze(source).unwrap_or_else(|reason| panic!("{source}: {reason:?}"))
}

#[test]
fn heads() {
    let table: &[(&str, &str, Option<&str>, u32, bool)] = &[
        ("x => x", "arrow", None, 1, false),
        ("async (a, b = 1, ...c) => {}", "arrow", None, 2, true),
        ("function f(a, { b }) {}", "function", Some("f"), 2, false),
        ("function () {}", "function", None, 0, false),
        (
            "class A { constructor(a, b) {} }",
            "class",
            Some("A"),
            2,
            false,
        ),
        ("class extends B {}", "class", None, 0, false),
        ("foo(a) {}", "method", Some("foo"), 1, false),
        ("'a b'() {}", "method", Some("a b"), 0, false),
        ("[k](a, b) {}", "method", None, 2, false),
        ("get x() {}", "getter", Some("x"), 0, false),
        ("set x(v) {}", "setter", Some("x"), 1, false),
        ("#p() {}", "method", Some("p"), 0, false),
        ("  /* a */ (x) => x /* b */ ", "arrow", None, 1, false),
    ];
    for (source, kind, name, params, rest) in table {
        let analysis = of(source);
        let seen = (
            analysis.kind,
            analysis.name.as_deref(),
            analysis.params,
            analysis.rest,
        );
        assert_eq!(seen, (*kind, *name, *params, *rest), "{source}");
    }
    let flags = |source| {
        (
            of(source).is_async,
            of(source).is_generator,
            of(source).expression,
        )
    };
    assert_eq!(flags("async x => x"), (true, false, true));
    assert_eq!(flags("async *f() {}"), (true, true, false));
    assert_eq!(flags("function* f() {}"), (false, true, false));
}

#[test]
fn special_words() {
    let show = |source| {
        let uses = of(source).uses;
        [
            (uses.this, "this"),
            (uses.arguments, "arguments"),
            (uses.super_, "super"),
            (uses.new_target, "new.target"),
            (uses.direct_eval, "eval"),
            (uses.import_meta, "import.meta"),
            (uses.dynamic_import, "import()"),
        ]
        .iter()
        .filter_map(|(used, name)| used.then_some(*name))
        .collect::<Vec<_>>()
        .join(" ")
    };
    let table: &[(&str, &str)] = &[
        ("() => this.x", "this"),
        ("function f() { return () => this }", "this"),
        ("() => function () { return this }", ""),
        ("() => ({ m() { return this } })", ""),
        (
            "() => class { a = this; b = () => this; static { this } }",
            "",
        ),
        ("() => class extends this.A { [this.b]() {} }", "this"),
        ("class A { m() { return this.x + super.y } }", ""),
        ("foo() { return super.foo() }", "super"),
        ("function F() { return new.target }", "new.target"),
        ("() => new.target", "new.target"),
        ("function f() { return arguments.length }", "arguments"),
        ("function f(arguments) { return arguments }", ""),
        ("() => eval('x')", "eval"),
        ("() => () => eval('x')", "eval"),
        ("() => eval?.('x')", ""),
        ("() => (0, eval)('x')", ""),
        ("() => import.meta.url", "import.meta"),
        ("() => import('a')", "import()"),
    ];
    for (source, expected) in table {
        assert_eq!(show(source), *expected, "{source}");
    }
}

#[test]
fn sloppy_code() {
    let sloppy = [
        "function f(o) { with (o) { return x } }",
        "() => 017",
        "() => 089",
        "() => '\\101'",
        "() => '\\8'",
        "function f() { return arguments.callee }",
        "() => { delete x }",
        "(x) => { eval = x }",
        "function f(x, x) { return x }",
        "() => { var let = 1 }",
        "() => { var yield = 1; return yield }",
        "() => { if (a) function f() {} }",
        "() => { l: function f() {} }",
        "() => { { function g() {} } return g() }",
        "function f(eval) {}",
    ];
    for source in sloppy {
        assert!(!of(source).strict_ok, "{source}");
    }
    let strict = [
        "() => { 'use strict'; return 0 }",
        "() => '\\0' + '\\x01' + '\\\\1'",
        "() => 0 + 0.5 + 0o17 + 0x1f + 0b1",
        "(o) => { delete o.x }",
        "() => { { function g() {} g() } }",
        "function f() { return arguments.length }",
    ];
    for source in strict {
        assert!(of(source).strict_ok, "{source}");
    }
}

#[test]
fn private_names() {
    assert!(of("m() { return this.#x }").private_names);
    assert!(of("o => #x in o").private_names);
    assert!(of("#x() {}").private_names);
    assert!(!of("class A { #x; m(o) { return #x in o && this.#x } }").private_names);
    assert!(of("class A { #x; m() { return this.#y } }").private_names);
    assert!(of("() => { class A { #x } return o => o.#x }").private_names);
}

#[test]
fn places() {
    let analysis = of("(x) => {\n  const s = 1\n  return s + k + (k = 2)\n}");
    assert_eq!((analysis.free[0].line, analysis.free[0].column), (3, 14));
    assert_eq!(analysis.free[0].assigned, Some((3, 19)));
    let utf16 = of("x => '😀' + k");
    assert_eq!((utf16.free[0].line, utf16.free[0].column), (1, 13));
    let method = of("m() { return k }");
    assert_eq!((method.free[0].line, method.free[0].column), (1, 14));
}

#[test]
fn computed_keys() {
    let key = |source: &str| {
        let (start, end) = of(source).computed_key.unwrap();
        let units: Vec<u16> = source.encode_utf16().collect();
        String::from_utf16(&units[start as usize..end as usize]).unwrap()
    };
    assert_eq!(key("[k](x) { return x }"), "[k]");
    assert_eq!(key("async *[a[b[0]]](x) {}"), "[a[b[0]]]");
    assert_eq!(
        key("get /* [ */ [ ( '😀' /* ] */ ) ]() {}"),
        "[ ( '😀' /* ] */ ) ]"
    );
    assert_eq!(of("k(x) { return x }").computed_key, None);
}

#[test]
fn refusals() {
    let table: &[(&str, &str)] = &[
        ("function sqrt() { [native code] }", "native-code"),
        ("function () { [native code] }", "native-code"),
        ("function get size() {\n    [native code]\n}", "native-code"),
        ("", "parse-error"),
        ("x => ", "parse-error"),
        ("x => x)(y", "parse-error"),
        ("x => x, y => y", "parse-error"),
        ("a() {}, b() {}", "parse-error"),
        ("a: 1", "parse-error"),
        ("1 + 1", "parse-error"),
        ("x => <div/>", "parse-error"),
        ("(x: number) => x", "parse-error"),
        ("x => x as number", "parse-error"),
    ];
    for (source, code) in table {
        match analyze(source) {
            Ok(analysis) => panic!("{source}: {analysis:?}"),
            Err(reason) => assert_eq!(reason.code, *code, "{source}"),
        }
    }
    let reason = analyze("(x) => {\n  return x +* 2\n}").unwrap_err();
    assert_eq!((reason.line, reason.column), (2, 13));
    assert_eq!(reason.snippet, "  return x +* 2");
}
