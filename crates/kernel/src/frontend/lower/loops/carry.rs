//! What a loop carries beside its variables (jumps out of it, and what they return), and what each begins with.

use super::super::Lowerer;
use super::super::exits::{Done, Exit, Returned, Target};
use super::super::types::Operand;
use crate::ir::{Carried, Op, Span, Type, Value};

impl Lowerer<'_, '_> {
    /// What a variable holds before a loop, in the type that it has there.
    pub(super) fn first_as(&mut self, first: Value, ty: Type, span: Span) -> Value {
        match (ty, self.build.known_number(first)) {
            (Type::I32 | Type::U32, Some(number)) => self.build.number(number, ty, span),
            _ => self.convert(first, ty, span),
        }
    }

    /// Jumps out of the loop, and what they return, as carried values; the exit behind the loop.
    pub(super) fn carry_exit(
        &mut self,
        exit: &Exit,
        endless: bool,
        list: &mut Vec<Carried>,
        span: Span,
    ) -> Exit {
        if exit.jumps.is_empty() {
            return if endless {
                Exit::all(Target::NOWHERE)
            } else {
                Exit::default()
            };
        }
        let no = self.build.boolean(false, span);
        let mut carry = |lowerer: &mut Self, done: Done| {
            let next = lowerer.done_value(done, span);
            let value = lowerer.build.declare(Op::Carried, Type::Bool, span);
            list.push(Carried {
                value,
                first: no,
                next,
            });
            Done::Where(value)
        };
        let single = exit.jumps.len() == 1;
        let done = if endless {
            Done::Yes
        } else {
            carry(self, exit.done)
        };
        let jumps = exit.jumps.iter().map(|(target, jump)| {
            let jump = if single { done } else { carry(self, *jump) };
            (*target, jump)
        });
        let jumps = jumps.collect();
        let returned = exit
            .returned
            .clone()
            .map(|Returned { operand, span }| Returned {
                operand: self.carry_returned(&operand, list, span),
                span,
            });
        Exit {
            done,
            jumps,
            returned,
        }
    }

    /// What has been returned in a turn: of every number or boolean in it, the one of the last turn.
    fn carry_returned(
        &mut self,
        operand: &Operand,
        list: &mut Vec<Carried>,
        span: Span,
    ) -> Operand {
        match operand {
            Operand::Value(next) => {
                let ty = self.build.ty(*next);
                let first = match ty {
                    Type::Bool => self.build.boolean(false, span),
                    ty => self.build.number(0.0, ty, span),
                };
                let value = self.build.declare(Op::Carried, ty, span);
                list.push(Carried {
                    value,
                    first,
                    next: *next,
                });
                Operand::Value(value)
            }
            Operand::List(parts) => {
                let parts = parts.clone();
                let carried = parts
                    .iter()
                    .map(|part| self.carry_returned(part, list, span));
                Operand::List(parts.with(carried))
            }
            Operand::Record(names, parts) => {
                let parts = parts.clone();
                let carried = parts
                    .iter()
                    .map(|part| self.carry_returned(part, list, span));
                Operand::Record(names.clone(), parts.with(carried))
            }
            other => other.clone(),
        }
    }
}
