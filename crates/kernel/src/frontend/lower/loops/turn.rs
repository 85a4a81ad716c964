//! One turn of a loop: its body, what is done behind it, and the question whether another follows.

use oxc_ast::ast::ForStatementLeft;

use super::super::Lowerer;
use super::super::exits::{Done, Enclosing};
use super::super::types::{Failed, Lowered, Operand};
use super::super::variables::Slot;
use super::{Each, Test, Turns};
use crate::ir::{BinaryOp, CompareOp, Span, Type, UnaryOp, Value};

/// What the end of a turn says.
pub(super) struct Again {
    /// Whether another follows.
    pub(super) value: Value,
    /// Whether those who make no more turns have all jumped out of the loop.
    pub(super) endless: bool,
}

impl<'a> Lowerer<'a, '_> {
    /// One turn, and whether another follows.
    pub(super) fn turn(&mut self, turns: Turns<'a>, labels: &[&'a str]) -> Lowered<Again> {
        let span = turns.span;
        let (breaks, continues) = (self.free_target.take(), self.free_target.take());
        self.enclosing.push(Enclosing {
            labels: labels.to_vec(),
            breaks,
            continues: Some(continues),
            unlabelled: true,
        });
        self.scoped(|lowerer| {
            if let Test::Each(each) = turns.test {
                lowerer.take_item(each, span);
            }
            lowerer.statement(turns.body);
        });
        self.enclosing.pop();
        self.land(continues, span);
        let before = self.exit.clone();
        let more = |lowerer: &mut Self| {
            if let Some(update) = turns.update {
                // A reason has been noted if this fails.
                let _ = lowerer.expression(update);
            }
            lowerer.test(turns)
        };
        let (asked, value) = match before.done {
            Done::Yes => (None, self.build.boolean(false, span)),
            Done::No => {
                let value = more(self)?;
                (Some(value), value)
            }
            Done::Where(done) => {
                let not_done = self.build.unary(UnaryOp::Not, done, span);
                let no = self.build.boolean(false, span);
                let (then, asked) = self.side(span, more)?;
                let asked = asked?;
                let (other, ()) = self.side(span, |lowerer| lowerer.exit = before.where_done())?;
                let given = (Operand::Value(asked), Operand::Value(no));
                let joined = self.join(not_done, then, other, Some(given), span)?;
                match joined {
                    Some(Operand::Value(value)) => (Some(asked), value),
                    _ => return Err(Failed),
                }
            }
        };
        // All who leave do so by a jump out of the loop, or they never do.
        let always = asked.is_none_or(|asked| self.build.known_boolean(asked) == Some(true));
        let endless = always && self.exit.jump(breaks) == Done::No;
        self.land(breaks, span);
        Ok(Again { value, endless })
    }

    /// Whether a loop goes on.
    pub(super) fn test(&mut self, turns: Turns<'a>) -> Lowered<Value> {
        match turns.test {
            Test::Always => Ok(self.build.boolean(true, turns.span)),
            Test::Expression(test) => self.condition(test),
            Test::Each(Each { table, index, .. }) => {
                let Slot::Holds(Operand::Value(index)) = *self.variables.slot(index) else {
                    return Err(Failed);
                };
                let length = self.length(table, turns.span);
                Ok(self.build.compare(CompareOp::Lt, index, length, turns.span))
            }
        }
    }

    /// The next item of a table into the loop's variable.
    fn take_item(&mut self, each: Each<'a>, span: Span) {
        let Slot::Holds(Operand::Value(index)) = *self.variables.slot(each.index) else {
            return;
        };
        let item = Operand::Value(self.load(each.table, index, span));
        let one = self.build.number(1.0, Type::F64, span);
        let next = self.build.binary(BinaryOp::Add, index, one, span);
        self.variables
            .set(each.index, Slot::Holds(Operand::Value(next)));
        match each.left {
            ForStatementLeft::VariableDeclaration(declaration) => {
                self.hoist_declaration(declaration);
                for declarator in &declaration.declarations {
                    self.bind(&declarator.id, Ok(item.clone()));
                }
            }
            target => {
                let _ = self.assign(target.to_assignment_target(), Ok(item));
            }
        }
    }
}
