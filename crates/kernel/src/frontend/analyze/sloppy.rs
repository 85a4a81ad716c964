//! Signs that a function can only be sloppy code: what strict mode rejects.
//!
//! A function's text does not tell whether strictness surrounds it. Functions are taken as strict
//! unless they hold something from this list.

use oxc_ast::ast::{FormalParameters, NumericLiteral, Statement, StringLiteral};

/// Words that strict code reserves.
pub(super) fn is_reserved_word(name: &str) -> bool {
    matches!(
        name,
        "implements"
            | "interface"
            | "let"
            | "package"
            | "private"
            | "protected"
            | "public"
            | "static"
            | "yield"
    )
}

/// Names that strict code may neither declare nor assign.
pub(super) fn is_restricted_target(name: &str) -> bool {
    matches!(name, "eval" | "arguments")
}

/// `017` and `089`.
pub(super) fn is_legacy_number(number: &NumericLiteral<'_>) -> bool {
    let raw = number
        .raw
        .as_ref()
        .map_or("", |raw| raw.as_str())
        .as_bytes();
    matches!(raw, [b'0', second, ..] if second.is_ascii_digit())
}

/// A string with `\1`, `\01` or `\8`.
pub(super) fn has_legacy_escape(string: &StringLiteral<'_>) -> bool {
    let mut raw = string
        .raw
        .as_ref()
        .map_or("", |raw| raw.as_str())
        .bytes()
        .peekable();
    while let Some(byte) = raw.next() {
        if byte != b'\\' {
            continue;
        }
        match raw.next() {
            Some(b'1'..=b'9') => return true,
            Some(b'0') if raw.peek().is_some_and(u8::is_ascii_digit) => return true,
            _ => {}
        }
    }
    false
}

/// `function (x, x) {}`.
pub(super) fn has_duplicate_parameters(parameters: &FormalParameters<'_>) -> bool {
    let mut names = Vec::new();
    for parameter in &parameters.items {
        names.extend(parameter.pattern.get_binding_identifiers());
    }
    let mut names: Vec<&str> = names.into_iter().map(|id| id.name.as_str()).collect();
    names.sort_unstable();
    names.windows(2).any(|pair| pair[0] == pair[1])
}

/// A function declaration where strict code wants a statement: behind `if (x)`, `else` or a label.
pub(super) fn is_bare_function(statement: &Statement<'_>) -> bool {
    matches!(statement, Statement::FunctionDeclaration(_))
}
