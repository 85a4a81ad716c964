//! Functions that are called: those inside the source, and captured ones whose source is known. Each
//! call is written out in place, with the variables around the function that it calls.

use oxc_ast::ast::{ArrowFunctionBody, Function, FunctionBody};

use super::exits::{Done, Target};
use super::types::{Failed, Lowered, Operand, Undefined};
use super::variables::{Barred, ScopeId, Slot, VariableKind};
use super::{Home, HomeId, Lowerer};
use crate::frontend::limits::deep;
use crate::frontend::parse::Callable;
use crate::ir::Span;
use crate::wrong::wrong;

/// Names a function of [`Lowerer::functions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FunctionId(u32);

/// A function that can be called.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    callable: Callable<'a>,
    /// The variables that it sees; none of a function that was captured, or is the kernel itself.
    scope: Option<ScopeId>,
    home: HomeId,
}

/// One text at one place: calls of it within each other are recursion.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    home: HomeId,
    start: u32,
}

/// What a call gives a function.
pub(super) enum Arguments {
    /// The item, as the engine calls the kernel.
    Item,
    /// Those of a call inside the kernel.
    Given(Vec<Operand>),
}

/// How often a function may be written out within itself: enough for recursion over a number that is
/// known, as in `power(x, 3)`.
const MAX_RECURSION: usize = 32;

/// How many calls are written out in all.
const MAX_CALLS: u32 = 4096;

impl<'a> Lowerer<'a, '_> {
    /// A function of this source, made at the place that lowering has reached.
    pub(super) fn make_function(&mut self, callable: Callable<'a>) -> Operand {
        let scope = self.variables.here();
        Operand::Function(self.know(Known {
            callable,
            scope,
            home: self.home,
        }))
    }

    /// A function expression: its own name, if it has one, is a variable around it.
    pub(super) fn function_expression(&mut self, it: &'a Function<'a>) -> Operand {
        let Some(id) = &it.id else {
            return self.make_function(Callable::Function(it));
        };
        self.scoped(|lowerer| {
            let function = lowerer.make_function(Callable::Function(it));
            let slot = Slot::Holds(function.clone());
            lowerer
                .variables
                .declare(&id.name, VariableKind::Callable, slot);
            function
        })
    }

    /// A captured function, by its number in the request.
    pub(super) fn captured_function(&mut self, number: u32) -> Lowered<Operand> {
        let home = HomeId::of_captured(number);
        let Some(Home {
            function, callable, ..
        }) = self.homes.get(home.index())
        else {
            return Err(Failed);
        };
        match (*function, *callable) {
            (Some(known), _) => Ok(Operand::Function(known)),
            (None, Some(callable)) => {
                let scope = None;
                let known = self.know(Known {
                    callable,
                    scope,
                    home,
                });
                self.homes[home.index()].function = Some(known);
                Ok(Operand::Function(known))
            }
            (None, None) => {
                self.needs.insert(number);
                Err(Failed)
            }
        }
    }

    fn know(&mut self, known: Known<'a>) -> FunctionId {
        let id = FunctionId(self.functions.len() as u32);
        self.functions.push(known);
        id
    }

    pub(super) fn function_count(&self) -> usize {
        self.functions.len()
    }

    /// Whether one of the functions since then sees the innermost scope.
    pub(super) fn has_made_here(&self, before: usize) -> bool {
        let here = self.variables.here();
        let mut since = self.functions[before..].iter();
        since.any(|known| self.variables.is_inside(known.scope, here))
    }

    /// Writes out a call.
    pub(super) fn call_function(
        &mut self,
        id: FunctionId,
        arguments: Vec<Operand>,
        span: Span,
    ) -> Lowered<Operand> {
        let known = self.functions[id.0 as usize];
        let place = Place {
            home: known.home,
            start: known.callable.span().start,
        };
        let within = self.calls.iter().filter(|call| **call == place).count();
        if within >= MAX_RECURSION || (within > 0 && self.calls_made >= MAX_CALLS) {
            let message = "this call is recursion: natively each call is written out in place, which has \
                 to end before the arguments are known; write it as a loop";
            return Err(self.fail("recursion", span, message.into()));
        }
        if self.calls_made >= MAX_CALLS {
            return Err(self.too_large(span));
        }
        self.calls_made += 1;
        self.calls.push(place);
        let scope = if wrong("dynamic-scope") {
            self.variables.here()
        } else {
            self.variables.go(known.scope)
        };
        let home = std::mem::replace(&mut self.home, known.home);
        let exit = std::mem::take(&mut self.exit);
        let result = deep(|| self.run(known, &Arguments::Given(arguments)));
        self.exit = exit;
        self.home = home;
        self.variables.go(scope);
        self.calls.pop();
        result
    }

    /// Lowers the function that is compiled; gives what it returns.
    pub(super) fn run_item(&mut self, callable: Callable<'a>) -> Lowered<Operand> {
        let known = Known {
            callable,
            scope: None,
            home: self.home,
        };
        self.run(known, &Arguments::Item)
    }

    fn run(&mut self, known: Known<'a>, arguments: &Arguments) -> Lowered<Operand> {
        let Known {
            callable, scope, ..
        } = known;
        // The whole text of a function from outside; its wrapper may hide where it begins.
        let place = match scope {
            None => Span::default(),
            Some(_) => self.span_of(callable.span()),
        };
        if let Some((code, message)) = refused(callable) {
            return Err(self.fail(code, place, message.into()));
        }
        match callable {
            Callable::Arrow(arrow) => self.scoped(|lowerer| {
                lowerer.parameters(&arrow.params, arguments);
                match &arrow.body {
                    ArrowFunctionBody::FunctionBody(body) => lowerer.body(body),
                    body => {
                        let expression = body.to_expression();
                        let operand = lowerer.expression(expression)?;
                        let span = lowerer.span(expression);
                        lowerer.returns(operand, span)
                    }
                }
            }),
            Callable::Function(function) | Callable::Method { function, .. } => {
                let Some(body) = &function.body else {
                    return Err(self.fail("parse-error", place, "the function has no body".into()));
                };
                self.scoped(|lowerer| {
                    if let (Callable::Function(_), Some(id), None) = (callable, &function.id, scope)
                    {
                        lowerer.variables.declare(
                            &id.name,
                            VariableKind::Callable,
                            Slot::Barred(Barred::Itself),
                        );
                    }
                    lowerer.scoped(|lowerer| {
                        lowerer.parameters(&function.params, arguments);
                        lowerer.body(body)
                    })
                })
            }
            Callable::Class(_) => Err(Failed),
        }
    }

    /// A block body. Its `var`s have a scope of their own, which functions in default values do not see;
    /// one of a parameter's name begins with the parameter's value.
    fn body(&mut self, body: &'a FunctionBody<'a>) -> Lowered<Operand> {
        self.scoped(|lowerer| {
            let inner = lowerer.hoist_vars(&body.statements);
            lowerer.hoist_block(&body.statements);
            lowerer.bar(inner);
            lowerer.statements(&body.statements);
        });
        let end = self.span_of(body.span);
        let closing = Span {
            start: end.end.saturating_sub(1),
            end: end.end,
        };
        self.returned(closing)
    }

    /// What the function has returned by its end.
    fn returned(&mut self, end: Span) -> Lowered<Operand> {
        let exit = std::mem::take(&mut self.exit);
        let nothing = Operand::Undefined(Undefined::Returned);
        let endless = exit.jump(Target::NOWHERE) == Done::Yes;
        match (exit.done, exit.returned) {
            // What has failed on the way may be what the returns depend on.
            _ if self.is_failing() => Err(Failed),
            (Done::Yes, Some(returned)) => Ok(returned.operand),
            (Done::No, _) if self.is_helper() => Ok(nothing),
            (_, Some(returned)) if returned.operand.is_same(&nothing) => Ok(nothing),
            (Done::Yes, None) if endless => Err(self.fail("loop", end, ENDLESS.into())),
            (Done::Where(_), _) => {
                Err(self.fail("may-return-undefined", end, NOT_EVERYWHERE.into()))
            }
            _ => Err(self.fail("may-return-undefined", end, NOWHERE.into())),
        }
    }
}

/// Why a function of this kind is never native.
fn refused(callable: Callable<'_>) -> Option<(&'static str, &'static str)> {
    match callable {
        Callable::Arrow(arrow) => arrow.r#async.then_some(("async", ASYNC)),
        Callable::Class(_) => Some(("class", CLASS)),
        Callable::Function(function) | Callable::Method { function, .. } => {
            match (function.r#async, function.generator) {
                (true, _) => Some(("async", ASYNC)),
                (_, true) => Some(("generator", GENERATOR)),
                _ => None,
            }
        }
    }
}

const ASYNC: &str = "an async function gives a promise, and a kernel gives a number or a boolean: \
     without async (and await) it could run natively";
const GENERATOR: &str = "a generator gives an iterator, and a kernel gives a number or a boolean: \
     a plain function that returns one value could run natively";
const CLASS: &str = "a class is no numeric function: pass a function that returns a number";
const NOT_EVERYWHERE: &str = "the function can get here without a return, and would give undefined: \
     return a number on every way";
const ENDLESS: &str =
    "the function never comes to its end: every way through it goes on for ever in a loop";
const NOWHERE: &str = "the function returns nothing: return a number or a boolean";
