//! Loops: `while`, `do`, `for`, and `for…of` over tables.
//!
//! All become `while (cond) { body }` of the IR, in which everything that changes is carried from turn
//! to turn, the condition too: it is asked once before the loop and once at the end of each turn. What
//! a loop changes, and of which type that is, shows only when its body is lowered; so it is lowered with
//! a guess (every name that is assigned to in its text, of the type that it has before), and again while
//! the guess proves wrong. Each time a variable only moves one way: from I32 or U32 to F64, and from
//! there to a conflict, which is a reason only if it is read.
//!
//! `forms` reads each kind of loop, `turn` lowers one turn, `plans` keeps the guesses, `carry` hands
//! on what changes; `jumps` are labels, `break` and `continue`.

mod assigned;
mod carry;
mod forms;
mod jumps;
mod plans;
mod turn;

use std::collections::BTreeMap;

use oxc_ast::ast::{Expression, ForStatementLeft, Statement};

use self::plans::{Plan, Plans};
use super::exits::Exit;
use super::types::{Failed, Lowered, Operand};
use super::variables::{Slot, VariableId};
use super::{Lowerer, MAX_BRANCHES};
use crate::frontend::limits::deep;
use crate::ir::{Block, Carried, Item, Loop, Op, Span, Type, Value};

/// How deep loops may nest: each level may be lowered several times.
const MAX_LOOPS: usize = 12;

/// How often a loop is lowered at most.
const MAX_GUESSES: usize = 64;

/// What a loop runs.
#[derive(Clone, Copy)]
struct Turns<'a> {
    /// Asked before each turn; none holds always.
    test: Test<'a>,
    /// Whether the first turn is made without asking.
    unasked: bool,
    /// Done between a turn and the next question.
    update: Option<&'a Expression<'a>>,
    body: &'a Statement<'a>,
    span: Span,
}

#[derive(Clone, Copy)]
enum Test<'a> {
    Always,
    Expression(&'a Expression<'a>),
    /// For each item of a table.
    Each(Each<'a>),
}

/// `for (const pattern of table)`.
#[derive(Clone, Copy)]
struct Each<'a> {
    left: &'a ForStatementLeft<'a>,
    table: u32,
    /// Counts the items.
    index: VariableId,
}

impl<'a> Lowerer<'a, '_> {
    fn turns(&mut self, turns: Turns<'a>, labels: &[&'a str]) -> Lowered<()> {
        let span = turns.span;
        if self.loops >= MAX_LOOPS || self.build.depth() >= MAX_BRANCHES {
            return Err(self.fail(
                "too-deep",
                span,
                format!(
                    "natively at most {MAX_LOOPS} loops stand within each other, and {MAX_BRANCHES} \
                     branches and loops"
                ),
            ));
        }
        let enter = if turns.unasked {
            self.build.boolean(true, span)
        } else {
            let Ok(enter) = self.test(turns) else {
                // More reasons; what this computes is thrown away.
                self.side(span, |lowerer| lowerer.statement(turns.body))?;
                return Err(Failed);
            };
            enter
        };
        if self.build.known_boolean(enter) == Some(false) {
            return Ok(());
        }
        let mut plans = self.first_plans(turns);
        let (first_new, reasons) = (self.variables.count(), self.reasons.len());
        self.loops += 1;
        for _ in 0..MAX_GUESSES {
            self.reasons.truncate(reasons);
            match deep(|| self.guess(turns, labels, enter, &mut plans, first_new)) {
                Ok(Some(exit)) => {
                    self.loops -= 1;
                    self.exit = exit;
                    return Ok(());
                }
                // The plans were wrong and have changed.
                Ok(None) => {}
                Err(Failed) => {
                    self.loops -= 1;
                    return Err(Failed);
                }
            }
            if self.build.is_too_large() {
                break;
            }
        }
        self.loops -= 1;
        Err(self.too_large(span))
    }
    /// Lowers a loop by the plans; none if they prove wrong and are others now.
    fn guess(
        &mut self,
        turns: Turns<'a>,
        labels: &[&'a str],
        enter: Value,
        plans: &mut Plans,
        first_new: VariableId,
    ) -> Lowered<Option<Exit>> {
        let span = turns.span;
        let outer = std::mem::take(&mut self.exit);
        self.build.open(Block::default());
        self.variables.begin();
        let mut carried = BTreeMap::new();
        for (id, plan) in &plans.of {
            let slot = match plan {
                Plan::Carry(ty) => {
                    let value = self.build.declare(Op::Carried, *ty, span);
                    carried.insert(*id, value);
                    Slot::Holds(Operand::Value(value))
                }
                Plan::Lost(conflict) => Slot::Conflict(*conflict),
            };
            self.variables.set(*id, slot);
        }
        let again = self.turn(turns, labels);
        let exit = std::mem::replace(&mut self.exit, outer);
        let mut changes = self.variables.end();
        let mut block = self.build.close();
        let again = again?;
        if !self.hold(plans, &changes, first_new) {
            return Ok(None);
        }

        let mut list = Vec::new();
        for (id, value) in carried {
            let Slot::Holds(Operand::Value(first)) = *self.variables.slot(id) else {
                continue;
            };
            let ty = self.build.ty(value);
            let next = match changes.remove(&id) {
                Some(Slot::Holds(Operand::Value(next))) => next,
                // Nothing that can be read: what goes on does not matter.
                _ => value,
            };
            list.push(Carried {
                value,
                first: self.first_as(first, ty, span),
                next: self.convert_in(&mut block, next, ty, span),
            });
            if next != value {
                self.variables.set(id, Slot::Holds(Operand::Value(value)));
            }
        }
        for (id, plan) in &plans.of {
            if let Plan::Lost(conflict) = plan {
                self.variables.set(*id, Slot::Conflict(*conflict));
            }
        }
        for (id, slot) in changes {
            if slot == Slot::Failed && id < first_new {
                self.variables.set(id, slot);
            }
        }
        let endless = self.build.known_boolean(enter) == Some(true) && again.endless;
        let exit = self.carry_exit(&exit, endless, &mut list, span);
        let cond = if enter == again.value {
            enter
        } else {
            let value = self.build.declare(Op::Carried, Type::Bool, span);
            list.push(Carried {
                value,
                first: enter,
                next: again.value,
            });
            value
        };
        self.build.current().push(Item::Loop(Box::new(Loop {
            carried: list,
            cond,
            body: block,
        })));
        Ok(Some(exit))
    }
}
