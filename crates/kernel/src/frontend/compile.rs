//! The way from source text to a kernel, and what goes in and out of it.

use numpool_math::MathFn;
use oxc_allocator::Allocator;

use super::limits::{MAX_KERNEL_SOURCE, on_big_stack};
use super::lower::lower;
use super::parse::parse;
use super::reasons::{Locator, Reason};
use crate::ir;

/// A function to compile, and how it will be called.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// What `fn.toString()` gives.
    pub source: &'a str,
    /// How many values the function gets for each item.
    pub columns: u32,
    /// Whether the function gets its values as one argument, an array of them.
    pub tuple: bool,
    /// What is known of the variables it takes from outside.
    pub captures: &'a [Capture],
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
    /// Anything else, described for the reason: `"an array"`, `"a function"`.
    Other(String),
}

/// A numeric function in the form that back ends take.
#[derive(Clone, Debug, PartialEq)]
pub struct Compiled {
    /// The kernel.
    pub function: ir::Function,
    /// The built-ins that must be the engine's own at each run: `"Math"`, `"Math.sin"`.
    pub builtins: Vec<String>,
    /// The functions it calls whose bits depend on the engine.
    pub math: Vec<MathFn>,
}

/// Compiles a numeric function, or tells all that was found to stand in the way (at least one).
pub fn compile(request: &Request<'_>) -> Result<Compiled, Vec<Reason>> {
    let source = request.source;
    on_big_stack(source, MAX_KERNEL_SOURCE, || {
        let allocator = Allocator::default();
        let parsed = parse(&allocator, source).map_err(|reason| vec![reason])?;
        let compiled = lower(&parsed, request, &Locator::new(source))?;
        #[cfg(debug_assertions)]
        if let Err(broken) = ir::verify(&compiled.function) {
            panic!(
                "the front end made an invalid kernel: {broken}\n{}",
                compiled.function
            );
        }
        Ok(compiled)
    })
    .map_err(|reason| vec![reason])?
}

#[cfg(test)]
mod evaluate;
#[cfg(test)]
mod tests;
