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
mod exits;
mod expression;
mod flow;
mod fold;
mod inline;
mod logic;
mod loops;
mod merging;
mod names;
mod objects;
mod operators;
mod parameters;
mod results;
mod routines;
mod statements;
mod switch;
mod tables;
mod types;
mod variables;

use std::collections::{BTreeSet, HashMap};

use self::builder::Builder;
use self::exits::{Enclosing, Exit, Target};
use self::inline::{FunctionId, Known, Place};
use self::objects::Object;
use self::results::Results;
use self::types::{Failed, Lowered};
use self::variables::Variables;
use super::compile::{Capture, Compiled, Refusal, Request};
use super::parse::{Callable, MethodKind, Parsed};
use super::reasons::{Locator, Reason};
use crate::ir::{self, Span, Value};

/// How deep branches may nest in a kernel: the passes behind this one recurse on them.
const MAX_BRANCHES: usize = 200;

/// How many reasons are told at once.
const MAX_REASONS: usize = 16;

/// How many expressions are looked at, those of a function once for each call: an answer comes in
/// milliseconds.
const MAX_STEPS: u32 = 1 << 18;

/// A source with what is known around it.
pub(super) struct Source<'a, 's> {
    /// None of a function whose source was not handed over.
    pub(super) parsed: Option<Parsed<'a>>,
    pub(super) locator: Locator<'s>,
    pub(super) captures: &'s [Capture],
    /// Of a function that the first one calls: its name there.
    pub(super) name: Option<&'s str>,
}

/// Lowers the function of the first source; the others are those that it captures. What comes out has not been tidied yet.
pub(super) fn lower(
    sources: &[Source<'_, '_>],
    request: &Request<'_>,
) -> Result<Compiled, Refusal> {
    let mut lowerer = Lowerer {
        request,
        homes: sources.iter().map(Home::new).collect(),
        home: HomeId(0),
        functions: Vec::new(),
        calls: Vec::new(),
        calls_made: 0,
        steps: 0,
        build: Builder::new(),
        variables: Variables::default(),
        exit: Exit::default(),
        free_target: Target::FIRST,
        enclosing: Vec::new(),
        loops: 0,
        params: Vec::new(),
        tables: Vec::new(),
        table_lengths: Vec::new(),
        param_values: HashMap::new(),
        objects: Vec::new(),
        column_values: HashMap::new(),
        builtins: BTreeSet::new(),
        reasons: Vec::new(),
        needs: BTreeSet::new(),
    };
    match lowerer.whole() {
        Ok(results) if !lowerer.is_failing() => Ok(lowerer.finish(results)),
        _ if lowerer.reasons.is_empty() => Err(Refusal::Needs(lowerer.needs.into_iter().collect())),
        _ => Err(Refusal::Reasons(lowerer.reasons)),
    }
}

/// One of the sources: the function that is compiled is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct HomeId(u32);

impl HomeId {
    /// Of a captured function, by its number in the request.
    fn of_captured(number: u32) -> Self {
        Self(number.saturating_add(1))
    }

    /// The number of the captured function; none of the function that is compiled.
    fn owner(self) -> Option<u32> {
        self.0.checked_sub(1)
    }

    fn index(self) -> usize {
        self.0 as usize
    }
}

/// What the names and places of one source mean.
struct Home<'a, 'r> {
    locator: &'r Locator<'r>,
    /// What the wrapper of the parser added to offsets.
    shift: u32,
    captures: HashMap<&'r str, &'r Capture>,
    callable: Option<Callable<'a>>,
    /// The callable, once something has used it.
    function: Option<FunctionId>,
    name: Option<&'r str>,
}

impl<'a, 'r> Home<'a, 'r> {
    fn new(source: &'r Source<'a, 'r>) -> Self {
        let captures = source.captures.iter();
        Self {
            locator: &source.locator,
            shift: source.parsed.as_ref().map_or(0, |parsed| parsed.shift),
            captures: captures.map(|it| (it.name.as_str(), it)).collect(),
            callable: source.parsed.as_ref().map(|parsed| parsed.callable),
            function: None,
            name: source.name,
        }
    }
}

/// The state of lowering one function.
struct Lowerer<'a, 'r> {
    request: &'r Request<'r>,
    homes: Vec<Home<'a, 'r>>,
    /// Whose source is read.
    home: HomeId,
    functions: Vec<Known<'a>>,
    /// The calls that are being written out, outermost first.
    calls: Vec<Place>,
    calls_made: u32,
    steps: u32,
    build: Builder,
    variables: Variables<'a>,
    exit: Exit,
    free_target: Target,
    /// Statements that jumps can lead out of, the innermost last.
    enclosing: Vec<Enclosing<'a>>,
    /// How many loops surround the place that lowering has reached.
    loops: usize,
    /// Captures in use, in the order of first use.
    params: Vec<ir::Param>,
    /// Captured arrays in use, in the order of first use.
    tables: Vec<ir::Table>,
    /// The length of each, once it is asked for.
    table_lengths: Vec<Option<Value>>,
    param_values: HashMap<(HomeId, String), Value>,
    /// Captured objects, in the order of first use.
    objects: Vec<Object<'r>>,
    column_values: HashMap<u32, Value>,
    builtins: BTreeSet<String>,
    reasons: Vec<Reason>,
    /// Captured functions that are called and whose source is not known, by their number in the request.
    needs: BTreeSet<u32>,
}

impl<'a, 'r> Lowerer<'a, 'r> {
    fn here(&self) -> &Home<'a, 'r> {
        &self.homes[self.home.index()]
    }

    /// Whether it is clear already that there will be no kernel.
    fn is_failing(&self) -> bool {
        !(self.reasons.is_empty() && self.needs.is_empty())
    }

    /// Whether lowering has reached a function that the kernel calls.
    fn is_helper(&self) -> bool {
        !self.calls.is_empty()
    }

    /// Lowers the whole function; gives what it returns.
    fn whole(&mut self) -> Lowered<Results> {
        let Some(callable) = self.here().callable else {
            return Err(Failed);
        };
        if let Callable::Method {
            kind: MethodKind::Setter,
            ..
        } = callable
        {
            return Err(self.fail("may-return-undefined", Span::default(), SETTER.into()));
        }
        let returned = self.run_item(callable)?;
        // What makes no results has been refused where it is returned.
        Results::of(&returned).ok_or(Failed)
    }

    fn finish(self, outcome: Results) -> Compiled {
        let (values, body) = self.build.finish();
        let (result, others) = outcome
            .values
            .split_first()
            .unwrap_or_else(|| unreachable!("there is a result"));
        Compiled {
            function: ir::Function {
                result: *result,
                others: others.to_vec(),
                values,
                body,
                columns: self.request.columns,
                params: self.params,
                tables: self.tables,
            },
            shape: outcome.shape,
            builtins: self.builtins.into_iter().collect(),
            math: Vec::new(),
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
            let Home { locator, name, .. } = self.here();
            let reason = locator.reason_over(code, message, span.start, span.end);
            let reason = reason.within(*name);
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
        let shift = self.here().shift;
        Span {
            start: span.start.saturating_sub(shift),
            end: span.end.saturating_sub(shift),
        }
    }
}

const SETTER: &str = "a setter returns nothing: pass a function that returns a number";
