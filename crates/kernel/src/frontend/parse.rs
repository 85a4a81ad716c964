//! From the text of `fn.toString()` to the syntax tree of that one function.
//!
//! The text is not a program: it may be an expression (arrow, function, class) or a method of an
//! object or a class (`foo(x) {…}`, `get x() {…}`, `[key]() {…}`, `#secret() {…}`). It is parsed in
//! a wrapper that makes it a program, and anything but exactly one function in it is refused.

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    ArrowFunctionExpression, Class, ClassElement, Expression, Function, MethodDefinitionKind,
    ObjectPropertyKind, Program, PropertyKey, PropertyKind, Statement,
};
use oxc_parser::{ParseOptions, Parser};
use oxc_span::SourceType;

use super::reasons::{Locator, Reason};

/// The function in a source text.
pub(crate) struct Parsed<'a> {
    pub(crate) callable: Callable<'a>,
    /// Bytes that the wrapper put before the text: spans of the tree are this much too large.
    pub(crate) shift: u32,
}

/// What kind of function the text holds.
#[derive(Clone, Copy)]
pub(crate) enum Callable<'a> {
    Arrow(&'a ArrowFunctionExpression<'a>),
    Function(&'a Function<'a>),
    Class(&'a Class<'a>),
    Method {
        function: &'a Function<'a>,
        kind: MethodKind,
        key: &'a PropertyKey<'a>,
        computed: bool,
    },
}

impl Callable<'_> {
    /// Where it stands in the wrapped text.
    pub(crate) fn span(&self) -> oxc_span::Span {
        match self {
            Self::Arrow(arrow) => arrow.span,
            Self::Function(function) | Self::Method { function, .. } => function.span,
            Self::Class(class) => class.span,
        }
    }
}

/// What kind of method it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum MethodKind {
    Plain,
    Getter,
    Setter,
}

/// What makes a program of a function's text.
#[derive(Clone, Copy)]
enum Wrapper {
    Expression,
    Object,
    Class,
}

impl Wrapper {
    const ALL: [Self; 3] = [Self::Expression, Self::Object, Self::Class];

    /// The text before and the text behind; the line break ends a comment at the text's end.
    const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Expression => ("(", "\n)"),
            Self::Object => ("({", "\n})"),
            Self::Class => ("(class{", "\n})"),
        }
    }
}

/// Parses the text of one function.
pub(crate) fn parse<'a>(allocator: &'a Allocator, source: &str) -> Result<Parsed<'a>, Reason> {
    let locator = Locator::new(source);
    if is_native_code(source) {
        return Err(locator.reason(
            "native-code",
            "the source of this function is not available: it is built in, or made by bind(); \
             wrap it in a function of your own, such as (x) => f(x)"
                .into(),
            0,
        ));
    }
    // The wrapper that got furthest is the one that was meant: its error is the one to tell.
    let mut failure: Option<(u32, String)> = None;
    for wrapper in Wrapper::ALL {
        let (prefix, suffix) = wrapper.texts();
        let shift = prefix.len() as u32;
        let text = allocator.alloc_concat_strs_array([prefix, source, suffix]);
        match parse_program(allocator, text) {
            Ok(program) => {
                if let Some(callable) = callable(program, wrapper) {
                    return Ok(Parsed { callable, shift });
                }
                failure.get_or_insert((0, "it is not exactly one function".into()));
            }
            Err((at, message)) => {
                let at = at.saturating_sub(shift);
                if failure.as_ref().is_none_or(|(furthest, _)| at > *furthest) {
                    failure = Some((at, message));
                }
            }
        }
    }
    let (at, message) = failure.unwrap_or_default();
    Err(locator.reason(
        "parse-error",
        format!("the function's source cannot be read as JavaScript: {message}"),
        at,
    ))
}

/// A program without errors, or the place and text of the first error.
fn parse_program<'a>(
    allocator: &'a Allocator,
    text: &'a str,
) -> Result<&'a Program<'a>, (u32, String)> {
    let run = |source_type| {
        let options = ParseOptions {
            preserve_parens: false,
            ..ParseOptions::default()
        };
        let parsed = Parser::new(allocator, text, source_type)
            .with_options(options)
            .parse();
        let errors = parsed.diagnostics.has_errors() || parsed.panicked;
        (parsed.program, errors, parsed.diagnostics)
    };
    // A CommonJS body may name things `await` and say `new.target`; `import.meta` needs a module.
    let (mut program, mut errors, mut diagnostics) = run(SourceType::cjs());
    if errors && text.contains("import.meta") {
        (program, errors, diagnostics) = run(SourceType::mjs());
    }
    if !errors {
        return Ok(allocator.alloc(program));
    }
    let first = diagnostics.errors().next();
    let at = first
        .and_then(|error| error.labels.first())
        .map_or(0, oxc_span::LabeledSpan::offset);
    let message = first.map_or_else(|| "syntax error".into(), |error| error.message.to_string());
    Err((at, message))
}

/// The one function of a wrapped program.
fn callable<'a>(program: &'a Program<'a>, wrapper: Wrapper) -> Option<Callable<'a>> {
    let [Statement::ExpressionStatement(statement)] = program.body.as_slice() else {
        return None;
    };
    match (wrapper, &statement.expression) {
        (Wrapper::Expression, Expression::ArrowFunctionExpression(arrow)) => {
            Some(Callable::Arrow(arrow))
        }
        (Wrapper::Expression, Expression::FunctionExpression(function)) => {
            Some(Callable::Function(function))
        }
        (Wrapper::Expression, Expression::ClassExpression(class)) => Some(Callable::Class(class)),
        (Wrapper::Object, Expression::ObjectExpression(object)) => {
            let [ObjectPropertyKind::ObjectProperty(property)] = object.properties.as_slice()
            else {
                return None;
            };
            let kind = match property.kind {
                PropertyKind::Get => MethodKind::Getter,
                PropertyKind::Set => MethodKind::Setter,
                PropertyKind::Init if property.method => MethodKind::Plain,
                PropertyKind::Init => return None,
            };
            let Expression::FunctionExpression(function) = &property.value else {
                return None;
            };
            let (key, computed) = (&property.key, property.computed);
            Some(Callable::Method {
                function,
                kind,
                key,
                computed,
            })
        }
        (Wrapper::Class, Expression::ClassExpression(class)) => {
            let [ClassElement::MethodDefinition(method)] = class.body.body.as_slice() else {
                return None;
            };
            let kind = match method.kind {
                MethodDefinitionKind::Get => MethodKind::Getter,
                MethodDefinitionKind::Set => MethodKind::Setter,
                MethodDefinitionKind::Method => MethodKind::Plain,
                MethodDefinitionKind::Constructor => return None,
            };
            let (function, key, computed) = (&*method.value, &method.key, method.computed);
            Some(Callable::Method {
                function,
                kind,
                key,
                computed,
            })
        }
        _ => None,
    }
}

/// Whether the text ends as the text of a function without JavaScript source does.
fn is_native_code(source: &str) -> bool {
    let inner = source.trim_end().strip_suffix('}').map(str::trim_end);
    let inner = inner
        .and_then(|rest| rest.strip_suffix("[native code]"))
        .map(str::trim_end);
    inner.is_some_and(|rest| rest.ends_with('{'))
}
