//! From the syntax tree of a numeric function to the IR.
//!
//! The tree is walked once. Variables are kept in single-assignment form on the way: each holds an
//! [`Operand`], branches log what they change (`variables`, `flow`). What is not a number or
//! a boolean (`undefined`, a string in a `typeof` test, a tuple) is known at compile time and vanishes.
//! The first obstacle does not end the walk: the author gets several reasons at once.

mod assign;
mod builder;
mod builtins;
mod call;
mod convert;
mod describe;
mod expression;
mod finish;
mod flow;
mod fold;
mod logic;
mod names;
mod operators;
mod parameters;
mod statements;
mod types;
mod variables;

use std::collections::{BTreeSet, HashMap};

use numpool_math::MathFn;
use oxc_ast::ast::{ArrowFunctionBody, FormalParameters, FunctionBody};

use self::builder::Builder;
use self::flow::{Done, Exit};
use self::types::{Failed, Lowered};
use self::variables::Variables;
use super::compile::{Capture, Compiled, Request};
use super::parse::{Callable, MethodKind, Parsed};
use super::reasons::{Locator, Reason};
use crate::ir::{self, Op, Span, Value};

/// How deep branches may nest in a kernel: the passes behind this one recurse on them.
const MAX_BRANCHES: usize = 200;

/// How many reasons are told at once.
const MAX_REASONS: usize = 16;

/// Lowers a parsed function.
pub(super) fn lower(
    parsed: &Parsed<'_>,
    request: &Request<'_>,
    locator: &Locator<'_>,
) -> Result<Compiled, Vec<Reason>> {
    let mut lowerer = Lowerer {
        request,
        locator,
        shift: parsed.shift,
        captures: request
            .captures
            .iter()
            .map(|capture| (capture.name.as_str(), capture))
            .collect(),
        build: Builder::new(),
        variables: Variables::default(),
        exit: Exit::default(),
        params: Vec::new(),
        param_values: HashMap::new(),
        column_values: HashMap::new(),
        builtins: BTreeSet::new(),
        reasons: Vec::new(),
    };
    match lowerer.callable(parsed.callable) {
        Ok(result) if lowerer.reasons.is_empty() => Ok(lowerer.finish(result)),
        _ => Err(lowerer.reasons),
    }
}

/// The state of lowering one function.
struct Lowerer<'a, 'r> {
    request: &'r Request<'r>,
    locator: &'r Locator<'r>,
    /// What the wrapper of the parser added to offsets.
    shift: u32,
    captures: HashMap<&'r str, &'r Capture>,
    build: Builder,
    variables: Variables<'a>,
    exit: Exit,
    /// Captures in use, in the order of first use.
    params: Vec<ir::Param>,
    param_values: HashMap<&'r str, Value>,
    column_values: HashMap<u32, Value>,
    builtins: BTreeSet<String>,
    reasons: Vec<Reason>,
}

impl<'a> Lowerer<'a, '_> {
    /// Lowers the whole function; gives the value it returns.
    fn callable(&mut self, callable: Callable<'a>) -> Lowered<Value> {
        let start = Span { start: 0, end: 0 };
        let refused = match callable {
            Callable::Arrow(arrow) => arrow.r#async.then_some(("async", ASYNC)),
            Callable::Class(_) => Some(("class", CLASS)),
            Callable::Function(function) | Callable::Method { function, .. } => {
                match (function.r#async, function.generator) {
                    (true, _) => Some(("async", ASYNC)),
                    (_, true) => Some(("generator", GENERATOR)),
                    _ => None,
                }
            }
        };
        if let Some((code, message)) = refused {
            return Err(self.fail(code, start, message.into()));
        }
        match callable {
            Callable::Arrow(arrow) => match &arrow.body {
                ArrowFunctionBody::FunctionBody(body) => self.function(&arrow.params, body),
                body => {
                    let expression = body.to_expression();
                    self.scoped(|lowerer| {
                        lowerer.parameters(&arrow.params);
                        lowerer.return_expression(expression)
                    })?;
                    self.returned(self.span(expression))
                }
            },
            Callable::Method {
                kind: MethodKind::Setter,
                ..
            } => Err(self.fail("may-return-undefined", start, SETTER.into())),
            Callable::Function(function) | Callable::Method { function, .. } => {
                let Some(body) = &function.body else {
                    return Err(self.fail("parse-error", start, "the function has no body".into()));
                };
                self.scoped(|lowerer| {
                    if let (Callable::Function(_), Some(id)) = (callable, &function.id) {
                        lowerer.declare_callable(&id.name);
                    }
                    lowerer.function(&function.params, body)
                })
            }
            Callable::Class(_) => Err(Failed),
        }
    }

    /// A function with a block body. A `var` of a parameter's name is that parameter, so both live
    /// in one scope.
    fn function(
        &mut self,
        parameters: &'a FormalParameters<'a>,
        body: &'a FunctionBody<'a>,
    ) -> Lowered<Value> {
        self.scoped(|lowerer| {
            lowerer.parameters(parameters);
            lowerer.hoist_vars(&body.statements);
            lowerer.hoist_block(&body.statements);
            lowerer.statements(&body.statements);
        });
        let end = self.span_of(body.span);
        let closing = Span {
            start: end.end.saturating_sub(1),
            end: end.end,
        };
        self.returned(closing)
    }

    /// The value that the function has returned by its end.
    fn returned(&mut self, end: Span) -> Lowered<Value> {
        match (self.exit.done, self.exit.returned) {
            (Done::Yes, Some(returned)) => Ok(returned.value),
            _ if !self.reasons.is_empty() => Err(Failed),
            (Done::Where(_), _) => {
                Err(self.fail("may-return-undefined", end, NOT_EVERYWHERE.into()))
            }
            _ => Err(self.fail("may-return-undefined", end, NOWHERE.into())),
        }
    }

    fn finish(self, result: Value) -> Compiled {
        let (values, body) = self.build.finish();
        let (values, body, result) = finish::finish(values, body, result);
        let mut math: Vec<MathFn> = values
            .iter()
            .filter_map(|inst| match inst.op {
                Op::Math1(math, _) | Op::Math2(math, ..) => Some(math),
                _ => None,
            })
            .collect();
        math.sort_unstable();
        math.dedup();
        let function = ir::Function {
            values,
            body,
            result,
            columns: self.request.columns,
            params: self.params,
        };
        Compiled {
            function,
            builtins: self.builtins.into_iter().collect(),
            math,
        }
    }

    /// Runs `work` in a scope of its own.
    fn scoped<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        self.variables.enter();
        let result = work(self);
        self.variables.leave();
        result
    }

    /// Notes a reason.
    fn fail(&mut self, code: &'static str, span: Span, message: String) -> Failed {
        if self.reasons.len() < MAX_REASONS {
            let reason = self.locator.reason(code, message, span.start);
            if !self.reasons.contains(&reason) {
                self.reasons.push(reason);
            }
        }
        Failed
    }

    fn too_large(&mut self, span: Span) -> Failed {
        let message = "the function is too large for a kernel: split it into smaller ones";
        self.fail("too-large", span, message.into())
    }

    /// The place of a node in the function's own source.
    fn span(&self, node: &impl oxc_span::GetSpan) -> Span {
        self.span_of(node.span())
    }

    fn span_of(&self, span: oxc_span::Span) -> Span {
        Span {
            start: span.start.saturating_sub(self.shift),
            end: span.end.saturating_sub(self.shift),
        }
    }
}

const ASYNC: &str = "an async function gives a promise, and a kernel gives a number or a boolean: \
     without async (and await) it could run natively";
const GENERATOR: &str = "a generator gives an iterator, and a kernel gives a number or a boolean: \
     a plain function that returns one value could run natively";
const CLASS: &str = "a class is no numeric function: pass a function that returns a number";
const SETTER: &str = "a setter returns nothing: pass a function that returns a number";
const NOT_EVERYWHERE: &str = "the function can get here without a return, and would give undefined: \
     return a number on every way";
const NOWHERE: &str = "the function returns nothing: return a number or a boolean";
