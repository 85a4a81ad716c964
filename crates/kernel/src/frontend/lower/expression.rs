//! Expressions: what each stands for, or why it has no native form.

use std::rc::Rc;

use oxc_ast::ast::{
    ArrayExpression, ArrayExpressionElement, ChainElement, Expression, ObjectExpression,
    ObjectPropertyKind, PropertyKind, SpreadElement, TemplateLiteral,
};
use oxc_syntax::operator::UnaryOperator;

use super::describe::obstacle;
use super::types::{Lowered, Operand, Parts, Undefined};
use super::{Lowerer, MAX_STEPS};
use crate::frontend::limits::deep;
use crate::frontend::parse::Callable;
use crate::ir::{Type, UnaryOp};

/// The longest array or argument list that is kept track of; spreading could double one again and
/// again.
pub(super) const MAX_ELEMENTS: usize = 4096;

impl<'a> Lowerer<'a, '_> {
    pub(super) fn expression(&mut self, it: &'a Expression<'a>) -> Lowered<Operand> {
        self.steps += 1;
        if self.build.is_too_large() || self.steps > MAX_STEPS {
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
            Expression::ChainExpression(it) => self.chain(&it.expression),
            Expression::ObjectExpression(it) => self.record(it),
            Expression::ArrowFunctionExpression(it) => Ok(self.make_function(Callable::Arrow(it))),
            Expression::FunctionExpression(it) => Ok(self.function_expression(it)),
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
                    Ok(vec![Operand::Undefined(Undefined::Element)])
                }
                element => self
                    .expression(element.to_expression())
                    .map(|item| vec![item]),
            };
            match item {
                Ok(list) => items.extend(list),
                Err(one) => failed = Some(one),
            }
            if items.len() > MAX_ELEMENTS {
                return Err(self.too_large(self.span(it)));
            }
        }
        match failed {
            Some(failed) => Err(failed),
            None => self.list(items, self.span(it)),
        }
    }

    /// `a?.b`: on the way to a value everything exists, and where it does not there is a reason.
    fn chain(&mut self, it: &'a ChainElement<'a>) -> Lowered<Operand> {
        match it {
            ChainElement::CallExpression(it) => self.call(it),
            ChainElement::StaticMemberExpression(it) => self.static_member(it),
            ChainElement::ComputedMemberExpression(it) => self.computed_member(it),
            other => {
                let message =
                    "a private field belongs to an object: kernels know numbers and booleans only";
                Err(self.fail("uses-this", self.span(other), message.into()))
            }
        }
    }

    /// An object literal, which must be taken apart again before the end.
    fn record(&mut self, it: &'a ObjectExpression<'a>) -> Lowered<Operand> {
        let mut names: Vec<Rc<str>> = Vec::new();
        let mut items = Vec::new();
        let mut failed = None;
        for property in &it.properties {
            let span = self.span(property);
            let (name, item) = match self.named(property) {
                Ok(named) => named,
                Err(one) => {
                    failed = Some(one);
                    continue;
                }
            };
            let is_index = name.starts_with(|c: char| c.is_ascii_digit());
            if is_index || &*name == "__proto__" || names.contains(&name) {
                let message = "this property is named by a number, twice or `__proto__`: \
                     natively an object has plain names, each once";
                failed = Some(self.fail("unsupported-syntax", span, message.into()));
                continue;
            }
            names.push(name);
            items.push(item);
            if items.len() > MAX_ELEMENTS {
                return Err(self.too_large(span));
            }
        }
        if let Some(failed) = failed {
            return Err(failed);
        }
        match Parts::new(items) {
            Some(parts) => Ok(Operand::Record(names.into(), parts)),
            None => Err(self.too_large(self.span(it))),
        }
    }

    /// A property of an object literal: its name and what it holds.
    fn named(&mut self, it: &'a ObjectPropertyKind<'a>) -> Lowered<(Rc<str>, Operand)> {
        let span = self.span(it);
        let plain = match it {
            ObjectPropertyKind::ObjectProperty(property) if property.kind == PropertyKind::Init => {
                property
            }
            _ => {
                let message =
                    "natively an object literal lists its properties, each with its value";
                return Err(self.fail("unsupported-syntax", span, message.into()));
            }
        };
        let name = plain.key.static_name().filter(|_| !plain.computed);
        let item = self.expression(&plain.value);
        if let Some(name) = name {
            return Ok((name.as_ref().into(), item?));
        }
        let message = "the name of this property is computed: write it down";
        Err(self.fail("unsupported-syntax", span, message.into()))
    }

    /// `...array`: the elements.
    pub(super) fn spread(&mut self, it: &'a SpreadElement<'a>) -> Lowered<Vec<Operand>> {
        match self.expression(&it.argument)? {
            Operand::List(list) => Ok(list.to_vec()),
            other => Err(self.not_a_list(&other, self.span(it))),
        }
    }
}
