//! Expressions: what each stands for, or why it has no native form.

use std::rc::Rc;

use oxc_ast::ast::{
    ArrayExpression, ArrayExpressionElement, Expression, SpreadElement, TemplateLiteral,
};
use oxc_syntax::operator::UnaryOperator;

use super::Lowerer;
use super::describe::obstacle;
use super::types::{Lowered, Operand, Undefined};
use crate::frontend::limits::deep;
use crate::ir::{Type, UnaryOp};

/// The longest array or argument list that is kept track of; spreading could double one again and
/// again.
pub(super) const MAX_ELEMENTS: usize = 4096;

impl<'a> Lowerer<'a, '_> {
    pub(super) fn expression(&mut self, it: &'a Expression<'a>) -> Lowered<Operand> {
        if self.build.is_too_large() {
            return Err(self.too_large(self.span(it)));
        }
        deep(|| self.expression_here(it))
    }

    fn expression_here(&mut self, it: &'a Expression<'a>) -> Lowered<Operand> {
        let span = self.span(it);
        match it {
            Expression::NumericLiteral(it) => {
                Ok(Operand::Value(self.build.number(it.value, Type::F64, span)))
            }
            Expression::BooleanLiteral(it) => {
                Ok(Operand::Value(self.build.boolean(it.value, span)))
            }
            Expression::NullLiteral(_) => Ok(Operand::Null),
            Expression::StringLiteral(it) => Ok(Operand::Text(it.value.as_str().into())),
            Expression::TemplateLiteral(it) => self.template(it),
            Expression::Identifier(it) => self.read(it),
            Expression::ArrayExpression(it) => self.array(it),
            Expression::ParenthesizedExpression(it) => self.expression(&it.expression),
            Expression::SequenceExpression(it) => {
                let mut last = Ok(Operand::Undefined(Undefined::Literal));
                for expression in &it.expressions {
                    let operand = self.expression(expression);
                    last = last.and(operand);
                }
                last
            }
            Expression::UnaryExpression(it) if it.operator == UnaryOperator::LogicalNot => {
                let truth = self.condition(&it.argument)?;
                Ok(Operand::Value(self.build.unary(UnaryOp::Not, truth, span)))
            }
            Expression::UnaryExpression(it) => {
                let operand = self.expression(&it.argument)?;
                self.unary(it.operator, &operand, span, self.span(&it.argument))
            }
            Expression::BinaryExpression(it) => {
                let left = self.expression(&it.left);
                let right = self.expression(&it.right);
                let places = (self.span(&it.left), self.span(&it.right));
                self.binary(it.operator, &left?, &right?, span, places)
            }
            Expression::LogicalExpression(it) => self.logical(it),
            Expression::ConditionalExpression(it) => self.conditional(it),
            Expression::AssignmentExpression(it) => self.assignment(it),
            Expression::UpdateExpression(it) => self.update(it),
            Expression::StaticMemberExpression(it) => self.static_member(it),
            Expression::ComputedMemberExpression(it) => self.computed_member(it),
            Expression::CallExpression(it) => self.call(it),
            other => {
                let (code, message) = obstacle(other);
                Err(self.fail(code, span, message.into()))
            }
        }
    }

    /// A template without substitutions is a string.
    fn template(&mut self, it: &'a TemplateLiteral<'a>) -> Lowered<Operand> {
        let cooked = match it.quasis.as_slice() {
            [only] => only.value.cooked.as_ref(),
            _ => None,
        };
        match cooked {
            Some(text) => Ok(Operand::Text(text.as_str().into())),
            None => Err(self.fail(
                "not-numeric",
                self.span(it),
                "this makes a string: kernels compute with numbers and booleans".into(),
            )),
        }
    }

    /// An array literal, which must be taken apart again before the end.
    fn array(&mut self, it: &'a ArrayExpression<'a>) -> Lowered<Operand> {
        let mut items = Vec::with_capacity(it.elements.len());
        let mut failed = None;
        for element in &it.elements {
            let item = match element {
                ArrayExpressionElement::SpreadElement(spread) => self.spread(spread),
                ArrayExpressionElement::Elision(_) => {
                    Ok([Operand::Undefined(Undefined::Element)].into())
                }
                element => self
                    .expression(element.to_expression())
                    .map(|item| [item].into()),
            };
            match item {
                Ok(list) => items.extend_from_slice(&list),
                Err(one) => failed = Some(one),
            }
            if items.len() > MAX_ELEMENTS {
                return Err(self.too_large(self.span(it)));
            }
        }
        match failed {
            Some(failed) => Err(failed),
            None => Ok(Operand::List(items.into())),
        }
    }

    /// `...array`: the elements.
    pub(super) fn spread(&mut self, it: &'a SpreadElement<'a>) -> Lowered<Rc<[Operand]>> {
        match self.expression(&it.argument)? {
            Operand::List(list) => Ok(list),
            other => Err(self.not_a_list(&other, self.span(it))),
        }
    }
}
