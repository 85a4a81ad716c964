//! No source overflows a stack, and none makes the front end panic.

use proptest::prelude::*;

use super::run;
use crate::frontend::analyze;

/// Both front ends, from a thread with a small stack; the code of the reason, if any.
fn outcome(source: String) -> (Option<&'static str>, Option<&'static str>) {
    std::thread::Builder::new()
        .stack_size(128 * 1024)
        .spawn(move || {
            let compiled = run(&source, 1, false).err().map(|reasons| reasons[0].code);
            (analyze(&source).err().map(|reason| reason.code), compiled)
        })
        .unwrap()
        .join()
        .unwrap()
}

fn nested(open: &str, inner: &str, close: &str, levels: usize) -> String {
    format!(
        "x => {}{inner}{}",
        open.repeat(levels),
        close.repeat(levels)
    )
}

#[test]
fn deep_nesting_has_an_answer() {
    let kinds = [
        ("(", "x", ")"),
        ("[", "x", "]"),
        ("{ ", "", "}"),
        ("({a:", "x", "})"),
        ("a => ", "x", ""),
        ("(a) => ", "x", ""),
        ("(a = ", "x", ") => 1"),
        ("x ? 1 : ", "x", ""),
        ("x ? ", "x", " : 1"),
        ("x ? (1, ", "x", ") : 1"),
        ("!", "x", ""),
        ("- ", "x", ""),
        ("typeof ", "x", ""),
        ("new ", "x", ""),
        ("a = ", "x", ""),
        ("x ** ", "x", ""),
        ("x && ", "x", ""),
        ("x + ", "x", ""),
        ("Math.sin(", "x", ")"),
        ("function () { return ", "x", "}"),
        ("`${", "x", "}`"),
        ("class { a = ", "x", "}"),
        ("class extends ", "x", " {}"),
        ("x, ", "x", ""),
        ("", "x", ".a"),
        ("", "x", "()"),
        ("", "x", "?.a"),
        ("", "x", "[0]"),
        ("", "x", "`a`"),
        ("async(", "x", ")"),
    ];
    for (open, inner, close) in kinds {
        for levels in [100, 3_900, 10_000] {
            let source = nested(open, inner, close, levels);
            let large = source.len() > 64 * 1024;
            let (_, compiled) = outcome(source);
            assert!(!large || compiled.is_some(), "{open} {levels}");
        }
    }
}

#[test]
fn deep_statements_have_an_answer() {
    let body = |open: &str, close: &str, levels| {
        format!(
            "x => {{ {} return x {} }}",
            open.repeat(levels),
            close.repeat(levels)
        )
    };
    for levels in [100, 3_000] {
        for (open, close) in [
            ("if (x) ", ""),
            ("if (x) { x++;", "}"),
            ("if (x) x++; else ", ""),
            ("if (x) return 1; ", ""),
            ("if (x) { if (k) return 1 } ", ""),
            ("l: ", ""),
            ("for (;;) ", ""),
            ("try {", "} finally {}"),
            ("{", "}"),
        ] {
            outcome(body(open, close, levels));
        }
    }
}

#[test]
fn moderate_nesting_is_native() {
    assert_eq!(outcome(nested("(", "x", ")", 3_900)), (None, None));
    assert_eq!(outcome(nested("!", "x", "", 10_000)), (None, None));
    assert_eq!(outcome(nested("x + ", "x", "", 10_000)), (None, None));
    assert_eq!(outcome(nested("Math.sin(", "x", ")", 3_000)), (None, None));
    assert_eq!(
        outcome(nested("x > 1 ? Math.sin(x) : ", "x", "", 150)),
        (None, None)
    );
}

#[test]
fn beyond_the_limits_there_is_a_reason() {
    assert_eq!(
        outcome(nested("(", "x", ")", 10_000)),
        (Some("too-deep"), Some("too-deep"))
    );
    assert_eq!(
        outcome(nested("x ? 1 : ", "x", "", 5_000)),
        (None, Some("too-deep"))
    );
    let long = format!("x => x{}", " ".repeat(64 * 1024));
    assert_eq!(outcome(long), (None, Some("too-large")));
    let huge = format!("x => x{}", " ".repeat(1024 * 1024));
    assert_eq!(outcome(huge), (Some("too-large"), Some("too-large")));
    let dense = format!("x => {}x", "!".repeat(100_000));
    assert_eq!(outcome(dense).0, Some("too-large"));
}

#[test]
fn merges_do_not_multiply_without_end() {
    let names: Vec<String> = (0..1_500).map(|index| format!("a{index}")).collect();
    let declared = names.join(",");
    let assigned = names.join("=Math.sin(x);") + "=1;";
    let source = format!(
        "x=>{{let {declared};{}{assigned}{}return x}}",
        "if(x){".repeat(150),
        "}".repeat(150)
    );
    outcome(source);
    let doubling = format!(
        "x=>{{let a=[x];{}return a[0]}}",
        "a=[...a,...a];".repeat(60)
    );
    assert_eq!(outcome(doubling).1, Some("too-large"));
}

#[test]
fn odd_characters() {
    for source in [
        "",
        "\u{feff}x => x",
        "x => x\u{2028}",
        "(\u{200b}) => 1",
        "𝒳 => 𝒳 + '\u{d7ff}\u{e000}'",
        "\\u{1d4b3} => 𝒳",
        "x => '\\ud800'",
        "x => x // \u{1f600}",
        "\0",
        "x\0 => x",
        "x => /[/",
        "x => `${",
        "<!-- x => x",
        "#!/usr/bin/env node\nx => x",
        "x => x\n})",
        "x => x /*",
        "x => x)//",
        "){}({",
    ] {
        outcome(source.to_owned());
    }
}

/// Pieces of programs, so that random sequences come close to being some.
const PIECES: &[&str] = &[
    "x",
    "y",
    "k",
    "flag",
    "=>",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "?",
    ":",
    ",",
    ";",
    "=",
    "+=",
    "&&=",
    "+",
    "-",
    "**",
    "%",
    "/",
    "<",
    "===",
    "&&",
    "||",
    "??",
    "!",
    "~",
    ">>>",
    "++",
    "if",
    "else",
    "return",
    "let",
    "const",
    "var",
    "function",
    "class",
    "async",
    "await",
    "yield",
    "get",
    "new",
    "typeof",
    "void",
    "this",
    "super",
    "arguments",
    "Math.sin",
    "Math",
    ".",
    "?.",
    "...",
    "`",
    "${",
    "'",
    "\"",
    "0",
    "1.5",
    "1n",
    "0x",
    "1e",
    "/a/",
    "//",
    "/*",
    "*/",
    "\n",
    " ",
    "\u{2028}",
    "😀",
    "#",
    "@",
    "\\u0061",
    "for",
    "while",
    "do",
    "switch",
    "case",
    "try",
    "catch",
    "throw",
    "import.meta",
    "import(",
    "[native code]",
    "undefined",
    "null",
    "static",
    "of",
    "in",
    "=>{",
    "return x",
    "(x)=>",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_never_panics(source in ".{0,200}") {
        let _ = analyze(&source);
        let _ = run(&source, 1, false);
    }

    #[test]
    fn pieces_of_programs_never_panic(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let source = format!("(x, y) => {}", pieces.join(" "));
        let _ = analyze(&source);
        let _ = run(&source, 2, false);
        let _ = run(&pieces.concat(), 2, true);
    }

    #[test]
    fn mutated_programs_never_panic(
        at in 0_usize..400,
        remove in 0_usize..12,
        piece in prop::sample::select(PIECES),
    ) {
        let program = "function f(x, [y, z = 1] = [x], ...r) { 'use strict'; let a = x ? Math.sin(y) : -0; \
                       if (a > k && flag) { a += 2 ** x; return a | 0 } else if (!a) return y; \
                       const { sin, cos: c = 1 } = Math; var v = [a, y]; [a, y] = v; \
                       a ||= x++ >>> 1; return `a` === 'a' ? Math.max(a, ...v, sin(c)) : Number.isNaN(x) }";
        let start = program.floor_char_boundary(at);
        let end = program.floor_char_boundary(start + remove);
        let source = format!("{}{piece}{}", &program[..start], &program[end..]);
        let _ = analyze(&source);
        let _ = run(&source, 3, false);
        let _ = run(&source, 3, true);
    }
}
