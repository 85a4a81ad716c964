//! What a function is and what it takes from outside, for sending it to a worker.

mod scopes;
mod sloppy;
mod walk;

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    ArrowFunctionBody, Class, ClassElement, FormalParameters, MethodDefinitionKind,
};

use super::limits::{MAX_ANALYSED_SOURCE, on_big_stack};
use super::parse::{Callable, MethodKind, Parsed, parse};
use super::reasons::{Locator, Reason};
use scopes::{Use, UseKind};
use walk::Walk;

/// A function as its source text shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, each with a name"
)]
pub struct Analysis {
    /// `"arrow"`, `"function"`, `"method"`, `"getter"`, `"setter"` or `"class"`.
    pub kind: &'static str,
    /// `async` in any form.
    pub is_async: bool,
    /// `function*` or a method with `*`.
    pub is_generator: bool,
    /// The name in the source: none for an arrow, an anonymous function, a computed key.
    pub name: Option<String>,
    /// Declared parameters, those with a default value included, a rest parameter not.
    pub params: u32,
    /// Whether the last parameter is `...rest`.
    pub rest: bool,
    /// Whether the body of an arrow is an expression.
    pub expression: bool,
    /// Special words in its code.
    pub uses: Uses,
    /// False when the text can only be sloppy code: `with`, `010`, `arguments.callee`, …
    pub strict_ok: bool,
    /// Uses (or is) a private name of a class outside of the text.
    pub private_names: bool,
    /// The `[…]` of a computed method name, in UTF-16 offsets of the source. Its variables are
    /// not among the free ones: the function's code does not need them.
    pub computed_key: Option<(u32, u32)>,
    /// Every name that nothing in the text binds, globals included, in order of appearance.
    pub free: Vec<FreeVariable>,
}

/// Words whose meaning comes from where the function was made or how it is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, each with a name"
)]
pub struct Uses {
    /// `this`.
    pub this: bool,
    /// `arguments`.
    pub arguments: bool,
    /// `super`.
    pub super_: bool,
    /// `new.target`.
    pub new_target: bool,
    /// `eval(…)`: the list of free variables is not complete then.
    pub direct_eval: bool,
    /// `import.meta`.
    pub import_meta: bool,
    /// `import(…)`.
    pub dynamic_import: bool,
}

/// A variable that the function takes from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreeVariable {
    /// Its name, escapes resolved.
    pub name: String,
    /// The line where it is used first, from 1.
    pub line: u32,
    /// The column there, from 1, in UTF-16 code units.
    pub column: u32,
    /// Line and column where it is assigned first, if it is.
    pub assigned: Option<(u32, u32)>,
    /// The properties used, when every use is a read of one: `name.member` or `name['member']`.
    pub members: Option<Vec<String>>,
    /// Called, constructed or used as a template tag at least once.
    pub called: bool,
    /// Every use is `typeof name`: it need not exist.
    pub typeof_only: bool,
}

/// Reads any JavaScript function's source text.
pub fn analyze(source: &str) -> Result<Analysis, Reason> {
    on_big_stack(&[source], MAX_ANALYSED_SOURCE, || {
        let allocator = Allocator::default();
        let parsed = parse(&allocator, source)?;
        Ok(describe(&parsed, source))
    })?
}

fn describe(parsed: &Parsed<'_>, source: &str) -> Analysis {
    let mut walk = Walk::new();
    walk.callable(parsed.callable);
    let Walk {
        scopes,
        mut uses,
        sloppy,
        private_names,
        ..
    } = walk;
    let relies_on_sloppy = scopes.relies_on_sloppy;
    let locator = Locator::new(source);
    let place = |offset: u32| locator.position(offset.saturating_sub(parsed.shift));
    let mut free = scopes.into_free();
    let before = free.len();
    free.retain(|(name, _)| *name != "arguments");
    uses.arguments = free.len() < before;
    let free = free
        .into_iter()
        .map(|(name, uses)| free_variable(name, &uses, place))
        .collect();
    let mut analysis = Analysis {
        kind: "function",
        is_async: false,
        is_generator: false,
        name: None,
        params: 0,
        rest: false,
        expression: false,
        uses,
        strict_ok: !sloppy && !relies_on_sloppy,
        private_names,
        computed_key: None,
        free,
    };
    head(&mut analysis, parsed, source);
    analysis
}

/// Fills in what the head of the function says.
fn head(analysis: &mut Analysis, parsed: &Parsed<'_>, source: &str) {
    let mut parameters = |parameters: &FormalParameters<'_>| {
        analysis.params = parameters.items.len() as u32;
        analysis.rest = parameters.rest.is_some();
    };
    match parsed.callable {
        Callable::Arrow(arrow) => {
            parameters(&arrow.params);
            analysis.kind = "arrow";
            analysis.is_async = arrow.r#async;
            analysis.expression = !matches!(arrow.body, ArrowFunctionBody::FunctionBody(_));
        }
        Callable::Function(function) => {
            parameters(&function.params);
            analysis.is_async = function.r#async;
            analysis.is_generator = function.generator;
            analysis.name = function.id.as_ref().map(|id| id.name.to_string());
        }
        Callable::Class(class) => {
            if let Some(constructor) = constructor_parameters(class) {
                parameters(constructor);
            }
            analysis.kind = "class";
            analysis.name = class.id.as_ref().map(|id| id.name.to_string());
        }
        Callable::Method {
            function,
            kind,
            key,
            computed,
        } => {
            parameters(&function.params);
            analysis.kind = match kind {
                MethodKind::Plain => "method",
                MethodKind::Getter => "getter",
                MethodKind::Setter => "setter",
            };
            analysis.is_async = function.r#async;
            analysis.is_generator = function.generator;
            if computed {
                analysis.computed_key = bracketed(source, key, parsed.shift);
            } else {
                analysis.name = key.name().map(std::borrow::Cow::into_owned);
            }
        }
    }
}

fn constructor_parameters<'t, 'a>(class: &'t Class<'a>) -> Option<&'t FormalParameters<'a>> {
    class.body.body.iter().find_map(|element| match element {
        ClassElement::MethodDefinition(method)
            if method.kind == MethodDefinitionKind::Constructor =>
        {
            Some(&*method.value.params)
        }
        _ => None,
    })
}

/// The UTF-16 offsets of a computed key with its brackets.
fn bracketed(source: &str, key: &oxc_ast::ast::PropertyKey<'_>, shift: u32) -> Option<(u32, u32)> {
    let span = oxc_span::GetSpan::span(key);
    let end = (span.end - shift) as usize;
    let open = find_outside_comments(source, 0, '[')?;
    let close = find_outside_comments(source, end, ']')? + 1;
    let utf16 = |at: usize| source[..at].encode_utf16().count() as u32;
    Some((utf16(open), utf16(close)))
}

/// The first `wanted` at or behind `at` in a stretch without strings, comments skipped.
fn find_outside_comments(source: &str, mut at: usize, wanted: char) -> Option<usize> {
    loop {
        let rest = source.get(at..)?;
        if rest.starts_with(wanted) {
            return Some(at);
        }
        at += if rest.starts_with("/*") {
            rest.find("*/")? + 2
        } else if rest.starts_with("//") {
            rest.find(['\n', '\r', '\u{2028}', '\u{2029}'])?
        } else {
            rest.chars().next()?.len_utf8()
        };
    }
}

fn free_variable(name: &str, uses: &[Use], place: impl Fn(u32) -> (u32, u32)) -> FreeVariable {
    let (line, column) = place(uses[0].offset);
    let written = uses.iter().find(|one| one.kind == UseKind::Write);
    let mut members: Option<Vec<String>> = Some(Vec::new());
    for one in uses {
        match (&one.kind, &mut members) {
            (UseKind::Member(member), Some(list)) => {
                if !list.contains(member) {
                    list.push(member.clone());
                }
            }
            _ => members = None,
        }
    }
    FreeVariable {
        name: name.to_owned(),
        line,
        column,
        assigned: written.map(|one| place(one.offset)),
        members,
        called: uses.iter().any(|one| one.kind == UseKind::Call),
        typeof_only: uses.iter().all(|one| one.kind == UseKind::Typeof),
    }
}

#[cfg(test)]
mod tests;
