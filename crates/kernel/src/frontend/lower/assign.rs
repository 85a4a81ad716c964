//! Assignments in all their forms: `=`, `+=`, `&&=`, `++`, and array patterns as targets.

use oxc_ast::ast::{
    ArrayAssignmentTarget, AssignmentExpression, AssignmentTarget, AssignmentTargetMaybeDefault,
    AssignmentTargetProperty, Expression, IdentifierReference, ObjectAssignmentTarget,
    SimpleAssignmentTarget, UpdateExpression,
};
use oxc_syntax::operator::{AssignmentOperator, UpdateOperator};

use super::Lowerer;
use super::parameters::element_of;
use super::types::{Failed, Lowered, Operand, Parts};
use crate::ir::{BinaryOp, Span, Type};
use crate::wrong::wrong;

impl<'a> Lowerer<'a, '_> {
    pub(super) fn assignment(&mut self, it: &'a AssignmentExpression<'a>) -> Lowered<Operand> {
        let span = self.span(it);
        if it.operator == AssignmentOperator::Assign {
            let operand = self.expression(&it.right);
            self.assign(&it.left, operand.clone())?;
            return operand;
        }
        let AssignmentTarget::AssignmentTargetIdentifier(id) = &it.left else {
            let _ = self.expression(&it.right);
            return Err(self.mutation(self.span(&it.left)));
        };
        match (it.operator.to_binary_operator(), it.operator) {
            (Some(operator), _) => {
                let current = self.read(id);
                let right = self.expression(&it.right);
                let result = match (current, right) {
                    (Ok(current), Ok(right)) => {
                        let places = (self.span(&**id), self.span(&it.right));
                        self.binary(operator, &current, &right, span, places)
                    }
                    _ => Err(Failed),
                };
                self.write(id, result.clone())?;
                result
            }
            (None, operator) => self.logical_assignment(id, operator, it, span),
        }
    }

    /// `x &&= y`: assigns only where the left side asks for it.
    fn logical_assignment(
        &mut self,
        id: &'a IdentifierReference<'a>,
        operator: AssignmentOperator,
        it: &'a AssignmentExpression<'a>,
        span: Span,
    ) -> Lowered<Operand> {
        let current = self.read(id)?;
        let needed = match operator {
            AssignmentOperator::LogicalNullish => self.build.boolean(current.is_nullish(), span),
            AssignmentOperator::LogicalAnd => self.truth(&current, span),
            _ => {
                let truth = self.truth(&current, span);
                self.build.unary(crate::ir::UnaryOp::Not, truth, span)
            }
        };
        self.choose(
            needed,
            span,
            |lowerer| {
                let operand = lowerer.expression(&it.right);
                lowerer.write(id, operand.clone())?;
                operand
            },
            |_| Ok(current),
        )
    }

    pub(super) fn assign(
        &mut self,
        target: &'a AssignmentTarget<'a>,
        operand: Lowered<Operand>,
    ) -> Lowered<()> {
        match target {
            AssignmentTarget::AssignmentTargetIdentifier(id) => self.write(id, operand),
            AssignmentTarget::ArrayAssignmentTarget(array) => match operand {
                Ok(Operand::List(list)) => self.assign_array(array, &list),
                Ok(Operand::Table(table)) if array.rest.is_none() => {
                    let span = self.span_of(array.span);
                    let list = self.first_items(table, array.elements.len(), span)?;
                    self.assign_array(array, &list)
                }
                Ok(other) => Err(self.not_a_list(&other, self.span_of(array.span))),
                Err(Failed) => Err(Failed),
            },
            AssignmentTarget::ObjectAssignmentTarget(object) => match operand {
                Ok(whole) => self.assign_members(object, &whole),
                Err(Failed) => Err(Failed),
            },
            other => Err(self.mutation(self.span(other))),
        }
    }

    fn assign_array(&mut self, array: &'a ArrayAssignmentTarget<'a>, list: &Parts) -> Lowered<()> {
        let mut result = Ok(());
        for (index, element) in array.elements.iter().enumerate() {
            let index = if wrong("parts-reversed") {
                list.len().saturating_sub(1 + index)
            } else {
                index
            };
            let operand = element_of(list, index);
            let assigned = match element {
                None => Ok(()),
                Some(element) => self.assign_or_default(element, Ok(operand)),
            };
            result = result.and(assigned);
        }
        if let Some(rest) = &array.rest {
            let left = list.from(array.elements.len());
            result = result.and(self.assign(&rest.target, Ok(Operand::List(left))));
        }
        result
    }

    /// `({ x, y: z = 1 } = point)`.
    fn assign_members(
        &mut self,
        object: &'a ObjectAssignmentTarget<'a>,
        whole: &Operand,
    ) -> Lowered<()> {
        let mut result = Ok(());
        for property in &object.properties {
            let span = self.span(property);
            let assigned = match property {
                AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(it) => {
                    let member = self.member(whole, &it.binding.name, span);
                    let operand = self.or_default(member, it.init.as_ref());
                    self.write(&it.binding, operand)
                }
                AssignmentTargetProperty::AssignmentTargetPropertyProperty(it) => {
                    match it.name.static_name().filter(|_| !it.computed) {
                        Some(name) => {
                            let member = self.member(whole, &name, span);
                            self.assign_or_default(&it.binding, member)
                        }
                        None => Err(self.takes_object_apart(span)),
                    }
                }
            };
            result = result.and(assigned);
        }
        if let Some(rest) = &object.rest {
            result = Err(self.takes_object_apart(self.span_of(rest.span)));
        }
        result
    }

    fn assign_or_default(
        &mut self,
        target: &'a AssignmentTargetMaybeDefault<'a>,
        operand: Lowered<Operand>,
    ) -> Lowered<()> {
        match target {
            AssignmentTargetMaybeDefault::AssignmentTargetWithDefault(it) => {
                let operand = self.or_default(operand, Some(&it.init));
                self.assign(&it.binding, operand)
            }
            target => self.assign(target.to_assignment_target(), operand),
        }
    }

    /// The operand, or the default value where it is undefined.
    fn or_default(
        &mut self,
        operand: Lowered<Operand>,
        default: Option<&'a Expression<'a>>,
    ) -> Lowered<Operand> {
        match (operand, default) {
            (Ok(Operand::Undefined(_)), Some(default)) => self.expression(default),
            (operand, _) => operand,
        }
    }

    /// `x++`, `--x`.
    pub(super) fn update(&mut self, it: &'a UpdateExpression<'a>) -> Lowered<Operand> {
        let span = self.span(it);
        let SimpleAssignmentTarget::AssignmentTargetIdentifier(id) = &it.argument else {
            return Err(self.mutation(span));
        };
        let current = self.read(id)?;
        let before = self.number(&current, self.span(&**id))?;
        let one = self.build.number(1.0, Type::F64, span);
        let number = self.build.as_f64(before, span);
        let operator = match it.operator {
            UpdateOperator::Increment => BinaryOp::Add,
            UpdateOperator::Decrement => BinaryOp::Sub,
        };
        let after = self.build.binary(operator, number, one, span);
        self.write(id, Ok(Operand::Value(after)))?;
        Ok(Operand::Value(if it.prefix { after } else { before }))
    }

    /// Why assigning to a property is no kernel.
    fn mutation(&mut self, span: Span) -> Failed {
        self.fail(
            "mutation",
            span,
            "this changes an object or array: a kernel changes nothing but its own variables; \
             return the value instead"
                .into(),
        )
    }
}
