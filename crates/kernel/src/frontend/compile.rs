//! The way from source text to a kernel, and what goes in and out of it.

use numpool_math::MathFn;
use oxc_allocator::Allocator;

use super::limits::{MAX_KERNEL_SOURCE, on_big_stack};
use super::lower::{Source, lower};
use super::parse::parse;
use super::reasons::{Locator, Reason};
use crate::ir::passes::tidy;
use crate::ir::{self, Op};

/// A function to compile, and how it will be called.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// What `fn.toString()` gives.
    pub source: &'a str,
    /// How many values the function gets for each item.
    pub columns: u32,
    /// Whether the function gets its values as one argument, an array of them.
    pub tuple: bool,
    /// Bit c set: the values of column c are booleans, which its storage holds as 0 and 1; others are numbers.
    pub booleans: u32,
    /// What is known of the variables it takes from outside.
    pub captures: &'a [Capture],
    /// The functions among them, and those that they take from outside in turn.
    pub functions: &'a [Captured],
}

/// A function that is captured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captured {
    /// A name for reasons.
    pub name: String,
    /// What its `toString()` gives; none as long as nobody has asked for it.
    pub source: Option<String>,
    /// What is known of the variables that it takes from outside.
    pub captures: Vec<Capture>,
}

/// Why there is no kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// All that was found to stand in the way, at least one.
    Reasons(Vec<Reason>),
    /// Nothing yet, but the sources of these captured functions are needed.
    Needs(Vec<u32>),
}

/// A variable from outside the function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// Its name in the source.
    pub name: String,
    /// What it holds.
    pub kind: CaptureKind,
}

/// What a captured variable holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaptureKind {
    /// A number, handed over at each run.
    Number,
    /// A boolean, handed over at each run.
    Boolean,
    /// A pristine built-in, by its path: `"Math"`, `"Math.sin"`, `"isNaN"`.
    Builtin(String),
    /// A function, by its place in [`Request::functions`].
    Function(u32),
    /// An array of numbers or a typed array of them, handed over at each run.
    Table,
    /// An object, by those of its own properties that are known; all else is unknown of it.
    Object(Vec<Capture>),
    /// Anything else, described for the reason: `"an array"`, `"a function"`.
    Other(String),
}

/// A numeric function in the form that back ends take.
#[derive(Clone, Debug, PartialEq)]
pub struct Compiled {
    /// The kernel.
    pub function: ir::Function,
    /// What the results make up.
    pub shape: Shape,
    /// The built-ins that must be the engine's own at each run: `"Math"`, `"Math.sin"`.
    pub builtins: Vec<String>,
    /// The functions it calls whose bits depend on the engine.
    pub math: Vec<MathFn>,
}

/// What a kernel gives: one value, or several in an array or object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The result with this number.
    Value(u32),
    /// An array.
    List(Vec<Shape>),
    /// An object: its names in order, and what stands behind them.
    Record(Vec<(String, Shape)>),
}

/// Compiles a numeric function, or tells what stands in the way.
pub fn compile(request: &Request<'_>) -> Result<Compiled, Refusal> {
    lowered(request, tidy)
}

/// The function as the front end writes it, and what the passes make of it: they recurse on its blocks, so that they run on
/// the front end's stack.
fn lowered(
    request: &Request<'_>,
    passes: impl FnOnce(ir::Function) -> ir::Function,
) -> Result<Compiled, Refusal> {
    let helpers = request.functions.iter();
    let mut texts = vec![request.source];
    texts.extend(helpers.filter_map(|it| it.source.as_deref()));
    on_big_stack(&texts, MAX_KERNEL_SOURCE, || {
        let allocator = Allocator::default();
        let mut compiled = lower(&read(&allocator, request)?, request)?;
        compiled.function = passes(compiled.function);
        compiled.math = called(&compiled.function);
        Ok(compiled)
    })
    .map_err(|reason| Refusal::Reasons(vec![reason]))?
}

/// The engine's functions that a kernel calls, each once.
fn called(function: &ir::Function) -> Vec<MathFn> {
    let mut math: Vec<MathFn> = function
        .values
        .iter()
        .filter_map(|inst| match inst.op {
            Op::Math1(math, _) | Op::Math2(math, ..) => Some(math),
            _ => None,
        })
        .collect();
    math.sort_unstable();
    math.dedup();
    math
}

/// The trees of all sources.
fn read<'a, 's>(
    allocator: &'a Allocator,
    request: &'s Request<'_>,
) -> Result<Vec<Source<'a, 's>>, Refusal> {
    let refuse = |reason: Reason| Refusal::Reasons(vec![reason]);
    let mut sources = vec![Source {
        parsed: Some(parse(allocator, request.source).map_err(refuse)?),
        locator: Locator::new(request.source),
        captures: request.captures,
        name: None,
    }];
    for helper in request.functions {
        let name = Some(helper.name.as_str());
        let parsed = match &helper.source {
            None => None,
            Some(source) => match parse(allocator, source) {
                Ok(parsed) => Some(parsed),
                Err(reason) => return Err(refuse(reason.within(name))),
            },
        };
        sources.push(Source {
            parsed,
            locator: Locator::new(helper.source.as_deref().unwrap_or_default()),
            captures: &helper.captures,
            name,
        });
    }
    Ok(sources)
}

#[cfg(test)]
mod evaluate;
#[cfg(test)]
mod tests;
