use super::*;

fn locals(module: &Module) -> Vec<&str> {
    module.imports.iter().map(|it| it.local.as_str()).collect()
}

#[test]
fn imports_in_every_form() {
    let text =
        "import a, { b as c, type T } from 'x'; import * as d from './y'; import type U from 'z'";
    let module = read_module(text, true).unwrap();
    assert!(module.esm);
    assert_eq!(locals(&module), ["a", "c", "d"]);
    assert_eq!(module.imports[1].imported, "b");
    assert_eq!(module.imports[2].imported, "*");
}

#[test]
fn a_name_bound_twice() {
    let text = "import { a, b, c, d } from 'x'; const é = (a) => a + b; { let c = 1; var d }";
    let module = read_module(text, false).unwrap();
    assert_eq!(locals(&module), ["a", "b", "c"]);
    let start = text.find("(a)").unwrap() as u32 - 1;
    assert_eq!(module.imports[0].shadows, [(start, start + 12)]);
    assert_eq!(module.imports[1].shadows, []);
}

#[test]
fn requires() {
    let text =
        "const a = require('a'), { b, c: d } = require('b'); let e = require('e'); e = 1; return";
    let module = read_module(text, false).unwrap();
    assert!(!module.esm);
    assert_eq!(locals(&module), ["a", "b", "d"]);
    assert_eq!(module.imports[2].imported, "c");
}

#[test]
fn exports_and_where_they_stand() {
    let text = "const é = 1; export function f() {} export const g = () => é; class H {} let i = () => 1; i = 2\n\
        export { H as default, i }";
    let module = read_module(text, false).unwrap();
    let names: Vec<_> = module
        .exports
        .iter()
        .map(|it| (it.exported.as_str(), it.local.as_str()))
        .collect();
    assert_eq!(
        names,
        [("f", "f"), ("g", "g"), ("default", "H"), ("i", "i")]
    );
    let units: Vec<u16> = text.encode_utf16().collect();
    let texts: Vec<_> = module
        .declared
        .iter()
        .map(|it| {
            let span = it.start as usize..it.end as usize;
            (it.local.as_str(), String::from_utf16(&units[span]).unwrap())
        })
        .collect();
    assert_eq!(
        texts,
        [
            ("f", "function f() {}".into()),
            ("g", "() => é".into()),
            ("H", "class H {}".into())
        ]
    );
}

#[test]
fn function_expressions_by_their_names() {
    let text = "const é = function g(n) { return (g) => g + (() => { var g })() }, h = function f(f) {};\
        (function k() { var k }); function d() {} (async function* l() { { let l } })";
    let module = read_module(text, false).unwrap();
    let units: Vec<u16> = text.encode_utf16().collect();
    let slice = |(start, end): (u32, u32)| {
        String::from_utf16(&units[start as usize..end as usize]).unwrap()
    };
    let told: Vec<_> = module
        .selves
        .iter()
        .map(|it| {
            let shadows: Vec<_> = it.shadows.iter().copied().map(slice).collect();
            (it.name.as_str(), slice((it.start, it.end)), shadows)
        })
        .collect();
    assert_eq!(told.len(), 2);
    assert_eq!(told[0].0, "g");
    assert!(told[0].1.starts_with("function g(n)"));
    assert_eq!(
        told[0].2,
        ["(g) => g + (() => { var g })()", "() => { var g }"]
    );
    assert_eq!(told[1].0, "l");
    assert!(told[1].1.starts_with("async function*"));
    assert_eq!(told[1].2, ["{ let l }"]);
}

#[test]
fn a_default_export_without_a_name() {
    let module = read_module("export default (x) => x", false).unwrap();
    assert_eq!(module.exports[0].local, DEFAULT);
    assert_eq!(module.declared[0].local, DEFAULT);
}

/// Some of these ended the process: `<`, `keyof` and dotted namespaces nest in TypeScript, and the stack was made for JavaScript.
#[test]
fn typescript_that_nests_deeply() {
    let forms = [
        ("let a: ", "keyof ", "x", ""),
        ("let a: x", "[]", "", ""),
        ("let a: x", "[1]", "", ""),
        ("let a: x", ".x", "", ""),
        ("let a: x", " | x", "", ""),
        ("let a = x", " as x", "", ""),
        ("let a = x", "!", "", ""),
        ("let a = <x", ".x", "", " />"),
        ("namespace x", ".x", "", " {}"),
    ];
    for (start, open, middle, end) in forms {
        let text = format!("{start}{}{middle}{end}", open.repeat(20_000));
        assert!(read_module(&text, true).is_ok(), "{start}{open}");
    }
    let few = [
        ("let a: ", "x<", "x", ">"),
        ("let a = ", "<a>", "", "</a>"),
        ("let a: ", "x extends y ? x : ", "x", ""),
        ("let a = ", "<x>", "x", ""),
    ];
    for (start, open, middle, close) in few {
        let text = |times: usize| {
            format!(
                "{start}{}{middle}{}",
                open.repeat(times),
                close.repeat(times)
            )
        };
        assert!(read_module(&text(450), true).is_ok(), "{start}{open}");
        let reason = read_module(&text(5_000), true).unwrap_err();
        assert_eq!(reason.code, "too-deep");
    }
}

/// The parser tries each `<` as the beginning of types, to the end of all that follow: gigabytes for some thousands of them.
#[test]
fn typescript_that_can_be_read_in_two_ways() {
    for again in [" < x", " ? (x) : y => 1"] {
        let text = |times: usize| format!("let a = x{}", again.repeat(times));
        assert!(read_module(&text(100), true).is_ok());
        let reason = read_module(&text(50_000), true).unwrap_err();
        assert_eq!(reason.code, "too-deep");
        assert!(read_module(&text(1_001).replace("(x) : y => 1", "x : 1"), false).is_ok());
        // Not in one expression.
        let apart = "let a = x < y\n".repeat(3_000) + &"a(x < y);".repeat(3_000);
        assert!(read_module(&apart.replace("let a", "const a"), true).is_ok());
    }
}
