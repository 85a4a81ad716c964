//! `?:`, `&&`, `||`, `??` and conditions: code that runs only where it is needed.

use oxc_ast::ast::{ConditionalExpression, Expression, LogicalExpression};
use oxc_syntax::operator::{LogicalOperator, UnaryOperator};

use super::Lowerer;
use super::types::{Failed, Lowered, Operand};
use crate::frontend::limits::deep;
use crate::ir::{Span, UnaryOp, Value};

impl<'a> Lowerer<'a, '_> {
    /// Lowers two expressions as the sides of a branch; only one if the condition is known.
    pub(super) fn choose(
        &mut self,
        cond: Value,
        span: Span,
        then: impl FnOnce(&mut Self) -> Lowered<Operand>,
        other: impl FnOnce(&mut Self) -> Lowered<Operand>,
    ) -> Lowered<Operand> {
        match self.build.known_boolean(cond) {
            Some(true) => return then(self),
            Some(false) => return other(self),
            None => {}
        }
        let (then, a) = self.side(span, then)?;
        let (other, b) = self.side(span, other)?;
        let given = a.and_then(|a| b.map(|b| (a, b)));
        let merged = self.join(cond, then, other, given.as_ref().ok().cloned(), span)?;
        given.and(merged.ok_or(Failed))
    }

    pub(super) fn conditional(&mut self, it: &'a ConditionalExpression<'a>) -> Lowered<Operand> {
        let span = self.span(it);
        let cond = self.condition(&it.test);
        let Ok(cond) = cond else {
            // Go on for more reasons; what the sides assign does not matter any more.
            let _ = self.expression(&it.consequent);
            let _ = self.expression(&it.alternate);
            return Err(Failed);
        };
        self.choose(
            cond,
            span,
            |lowerer| lowerer.expression(&it.consequent),
            |lowerer| lowerer.expression(&it.alternate),
        )
    }

    /// `&&`, `||`, `??` as values: one of the operands.
    pub(super) fn logical(&mut self, it: &'a LogicalExpression<'a>) -> Lowered<Operand> {
        let span = self.span(it);
        let Ok(left) = self.expression(&it.left) else {
            let _ = self.expression(&it.right);
            return Err(Failed);
        };
        let take_right = |lowerer: &mut Self| lowerer.expression(&it.right);
        let kept = left.clone();
        match it.operator {
            LogicalOperator::And => {
                let cond = self.truth(&left, span);
                self.choose(cond, span, take_right, |_| Ok(kept))
            }
            LogicalOperator::Or => {
                let cond = self.truth(&left, span);
                self.choose(cond, span, |_| Ok(kept), take_right)
            }
            // A number or boolean is never null or undefined.
            LogicalOperator::Coalesce if left.is_nullish() => self.expression(&it.right),
            LogicalOperator::Coalesce => Ok(left),
        }
    }

    /// The truth value of an expression: here operands of all types mix.
    pub(super) fn condition(&mut self, it: &'a Expression<'a>) -> Lowered<Value> {
        deep(|| self.condition_here(it))
    }

    fn condition_here(&mut self, it: &'a Expression<'a>) -> Lowered<Value> {
        let span = self.span(it);
        match it {
            Expression::UnaryExpression(unary) if unary.operator == UnaryOperator::LogicalNot => {
                let truth = self.condition(&unary.argument)?;
                Ok(self.build.unary(UnaryOp::Not, truth, span))
            }
            Expression::LogicalExpression(logical)
                if logical.operator != LogicalOperator::Coalesce =>
            {
                let left = self.condition(&logical.left);
                let Ok(left) = left else {
                    let _ = self.condition(&logical.right);
                    return Err(Failed);
                };
                let known = logical.operator == LogicalOperator::Or;
                let known = self.build.boolean(known, span);
                let right = |lowerer: &mut Self| lowerer.condition_operand(&logical.right);
                let keep = |_: &mut Self| Ok(Operand::Value(known));
                let chosen = match logical.operator {
                    LogicalOperator::And => self.choose(left, span, right, keep),
                    _ => self.choose(left, span, keep, right),
                }?;
                Ok(self.truth(&chosen, span))
            }
            Expression::ConditionalExpression(conditional) => {
                let cond = self.condition(&conditional.test)?;
                let chosen = self.choose(
                    cond,
                    span,
                    |lowerer| lowerer.condition_operand(&conditional.consequent),
                    |lowerer| lowerer.condition_operand(&conditional.alternate),
                )?;
                Ok(self.truth(&chosen, span))
            }
            _ => {
                let operand = self.expression(it)?;
                Ok(self.truth(&operand, span))
            }
        }
    }

    fn condition_operand(&mut self, it: &'a Expression<'a>) -> Lowered<Operand> {
        self.condition(it).map(Operand::Value)
    }
}
