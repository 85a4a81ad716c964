//! Members and calls: `Math.sin(x)`, `Math['sin'](x)`, `Number.EPSILON`, `pair[0]`, `pair.length`.

use oxc_ast::ast::{
    Argument, CallExpression, ComputedMemberExpression, Expression, StaticMemberExpression,
};

use super::Lowerer;
use super::builtins::{self, Builtin, Meaning};
use super::expression::MAX_ELEMENTS;
use super::parameters::element_of;
use super::types::{Failed, Lowered, Operand};
use crate::ir::{Span, Type};

/// An argument with its place.
pub(super) type Placed = (Operand, Span);

impl<'a> Lowerer<'a, '_> {
    pub(super) fn static_member(&mut self, it: &'a StaticMemberExpression<'a>) -> Lowered<Operand> {
        let object = self.expression(&it.object)?;
        self.member(&object, &it.property.name, self.span(it))
    }

    pub(super) fn computed_member(
        &mut self,
        it: &'a ComputedMemberExpression<'a>,
    ) -> Lowered<Operand> {
        let span = self.span(it);
        let object = self.expression(&it.object);
        let key = self.expression(&it.expression);
        let (object, key) = (object?, key?);
        match (&object, &key) {
            (_, Operand::Text(name)) => self.member(&object, name, span),
            (Operand::Table(table), Operand::Value(index)) => {
                self.table_item(*table, *index, span).map(Operand::Value)
            }
            (Operand::List(list), Operand::Value(index)) => match self.build.known_number(*index) {
                Some(index) if index >= 0.0 && index.fract() == 0.0 => {
                    Ok(element_of(list, index as usize))
                }
                _ => Err(self.fail(
                    "unsupported-syntax",
                    span,
                    "an element is chosen at run time: natively the index into an array of the \
                     function's own is known, such as pair[0]; one from outside takes any index"
                        .into(),
                )),
            },
            _ => Err(self.no_member(&object, span)),
        }
    }

    pub(super) fn member(&mut self, object: &Operand, name: &str, span: Span) -> Lowered<Operand> {
        match object {
            Operand::Builtin(namespace) => match builtins::find_member(namespace, name) {
                Some(member) => Ok(self.builtin(member, span)),
                None => Err(self.fail(
                    "unsupported-call",
                    span,
                    format!("`{}.{name}` has no native form", namespace.path),
                )),
            },
            Operand::Record(names, parts) => {
                match names.iter().position(|known| **known == *name) {
                    Some(at) => Ok(parts[at].clone()),
                    None => Err(self.fail(
                        "not-numeric",
                        span,
                        format!("this object has no property `{name}` here"),
                    )),
                }
            }
            Operand::Object(object) => self.object_member(*object, name, span),
            Operand::List(list) if name == "length" => Ok(Operand::Value(self.build.number(
                list.len() as f64,
                Type::F64,
                span,
            ))),
            Operand::Table(table) if name == "length" => {
                Ok(Operand::Value(self.length(*table, span)))
            }
            _ => Err(self.no_member(object, span)),
        }
    }

    fn no_member(&mut self, object: &Operand, span: Span) -> Failed {
        let message = match object {
            Operand::Value(_) => {
                "this reads a property, and natively the items are numbers, which have none: \
                 pass the properties as columns, with zip()"
            }
            Operand::Object(_) => {
                "this reads a property of an object by a name that is computed: write it down, such as object.name"
            }
            Operand::Table(_) => {
                "this reads a property of an array: natively its items and its length are known"
            }
            _ => "this reads a property: natively only those of Math and Number are known",
        };
        self.fail("not-numeric", span, message.into())
    }

    pub(super) fn call(&mut self, it: &'a CallExpression<'a>) -> Lowered<Operand> {
        let span = self.span(it);
        let callee = self.callee(&it.callee);
        let arguments = self.arguments(it);
        let (callee, arguments) = (callee?, arguments?);
        match callee {
            Operand::Builtin(Builtin {
                meaning: Meaning::Routine(routine),
                ..
            }) => self.routine(routine, &arguments, span),
            Operand::Builtin(Builtin { path, .. }) => Err(self.fail(
                "unsupported-call",
                span,
                format!("`{path}` has no native form: natively Math and Number can be called"),
            )),
            Operand::Function(function) => {
                let given = arguments.into_iter().map(|(operand, _)| operand);
                self.call_function(function, given.collect(), span)
            }
            other => Err(self.fail(
                "unsupported-call",
                span,
                format!(
                    "this calls {}: natively Math and Number can be called",
                    other.describe()
                ),
            )),
        }
    }

    /// What is called. A method of a number gets a reason of its own.
    fn callee(&mut self, it: &'a Expression<'a>) -> Lowered<Operand> {
        if let Expression::StaticMemberExpression(member) = it {
            let object = self.expression(&member.object)?;
            if let Operand::Value(_) = object {
                let message = format!(
                    "`.{}()` is a method, and natively the items are numbers: \
                     use the functions of Math",
                    member.property.name
                );
                return Err(self.fail("unsupported-call", self.span(&member.property), message));
            }
            return self.member(&object, &member.property.name, self.span(&**member));
        }
        match it {
            Expression::Identifier(id) if self.is_unknown(&id.name) => Err(self.fail(
                "unknown-variable",
                self.span_of(id.span),
                format!(
                    "`{}` is called and comes from outside: natively Math and Number can be \
                     called; write what it computes in place",
                    id.name
                ),
            )),
            other => self.expression(other),
        }
    }

    fn arguments(&mut self, it: &'a CallExpression<'a>) -> Lowered<Vec<Placed>> {
        let mut placed = Vec::with_capacity(it.arguments.len());
        let mut failed = None;
        for argument in &it.arguments {
            let span = self.span(argument);
            let operands = match argument {
                Argument::SpreadElement(spread) => self.spread(spread),
                argument => self
                    .expression(argument.to_expression())
                    .map(|one| vec![one]),
            };
            match operands {
                Ok(list) => placed.extend(list.iter().map(|operand| (operand.clone(), span))),
                Err(one) => failed = Some(one),
            }
            if placed.len() > MAX_ELEMENTS {
                return Err(self.too_large(span));
            }
        }
        failed.map_or(Ok(placed), Err)
    }
}
