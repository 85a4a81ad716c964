//! Parameters and destructuring declarations: what the pattern's names hold.

use oxc_ast::ast::{ArrayPattern, BindingPattern, FormalParameters, ObjectPattern};

use super::Lowerer;
use super::types::{Failed, Lowered, Operand, Undefined};
use super::variables::{Slot, VariableKind};
use crate::ir::Span;

/// More columns than any call has; guards the tuple that is made of them.
const MAX_COLUMNS: u32 = 1024;

impl<'a> Lowerer<'a, '_> {
    /// Declares the parameters and gives them the item's values.
    pub(super) fn parameters(&mut self, parameters: &'a FormalParameters<'a>) {
        let span = self.span_of(parameters.span);
        if self.request.columns > MAX_COLUMNS {
            let message = format!("kernels take at most {MAX_COLUMNS} values for each item");
            self.fail("too-large", span, message);
            return;
        }
        // All names first: a default value may not read a later parameter.
        for parameter in &parameters.items {
            for id in parameter.pattern.get_binding_identifiers() {
                self.variables
                    .declare(&id.name, VariableKind::Mutable, Slot::Uninitialized);
            }
        }
        for (index, parameter) in parameters.items.iter().enumerate() {
            let given = self.argument(index, self.span_of(parameter.span));
            let operand = match (&parameter.initializer, given) {
                (Some(default), Operand::Undefined(_)) => self.expression(default),
                (_, given) => Ok(given),
            };
            self.bind(&parameter.pattern, operand);
        }
        if let Some(rest) = &parameters.rest {
            let span = self.span_of(rest.span);
            self.fail(
                "unsupported-syntax",
                span,
                "a rest parameter gathers arguments in an array: name the parameters one by one"
                    .into(),
            );
            for id in rest.rest.argument.get_binding_identifiers() {
                self.variables
                    .declare(&id.name, VariableKind::Mutable, Slot::Failed);
            }
        }
    }

    /// What the function gets as its argument number `index`.
    fn argument(&mut self, index: usize, span: Span) -> Operand {
        let columns = self.request.columns;
        if self.request.tuple && index == 0 {
            let items = (0..columns).map(|column| Operand::Value(self.column(column, span)));
            return Operand::List(items.collect());
        }
        match u32::try_from(index) {
            Ok(column) if !self.request.tuple && column < columns => {
                Operand::Value(self.column(column, span))
            }
            _ => Operand::Undefined(Undefined::Parameter(index)),
        }
    }

    /// Initialises the names of a pattern, which are declared already.
    pub(super) fn bind(&mut self, pattern: &'a BindingPattern<'a>, operand: Lowered<Operand>) {
        match (pattern, operand) {
            (_, Err(Failed)) => {
                for id in pattern.get_binding_identifiers() {
                    self.initialize(&id.name, Slot::Failed);
                }
            }
            (BindingPattern::BindingIdentifier(id), Ok(operand)) => {
                self.initialize(&id.name, Slot::Holds(operand));
            }
            (BindingPattern::AssignmentPattern(it), Ok(Operand::Undefined(_))) => {
                let default = self.expression(&it.right);
                self.bind(&it.left, default);
            }
            (BindingPattern::AssignmentPattern(it), operand) => self.bind(&it.left, operand),
            (BindingPattern::ArrayPattern(array), Ok(Operand::List(list))) => {
                self.bind_array(array, &list);
            }
            (BindingPattern::ArrayPattern(array), Ok(operand)) => {
                let failed = self.not_a_list(&operand, self.span_of(array.span));
                self.bind(pattern, Err(failed));
            }
            (BindingPattern::ObjectPattern(object), Ok(Operand::Builtin(namespace))) => {
                self.bind_members(object, &Operand::Builtin(namespace));
            }
            (BindingPattern::ObjectPattern(object), Ok(_)) => {
                let failed = self.takes_object_apart(self.span_of(object.span));
                self.bind(pattern, Err(failed));
            }
        }
    }

    /// `const { sin, cos: c } = Math`.
    fn bind_members(&mut self, object: &'a ObjectPattern<'a>, namespace: &Operand) {
        for property in &object.properties {
            let span = self.span_of(property.span);
            let member = match property.key.static_name() {
                Some(name) if !property.computed => self.member(namespace, &name, span),
                _ => Err(self.takes_object_apart(span)),
            };
            self.bind(&property.value, member);
        }
        if let Some(rest) = &object.rest {
            let failed = self.takes_object_apart(self.span_of(rest.span));
            self.bind(&rest.argument, Err(failed));
        }
    }

    fn takes_object_apart(&mut self, span: Span) -> Failed {
        self.fail(
            "unsupported-syntax",
            span,
            "this takes an object apart, and natively the items are numbers: \
             pass the properties as columns, with zip()"
                .into(),
        )
    }

    fn bind_array(&mut self, array: &'a ArrayPattern<'a>, list: &[Operand]) {
        for (index, element) in array.elements.iter().enumerate() {
            if let Some(element) = element {
                self.bind(element, Ok(element_of(list, index)));
            }
        }
        if let Some(rest) = &array.rest {
            let left = list.get(array.elements.len()..).unwrap_or_default();
            self.bind(&rest.argument, Ok(Operand::List(left.into())));
        }
    }

    fn initialize(&mut self, name: &str, slot: Slot) {
        if let Some(variable) = self.variables.find(name) {
            self.variables.set(variable, slot);
        }
    }

    /// Why an operand cannot be taken apart as an array.
    pub(super) fn not_a_list(&mut self, operand: &Operand, span: Span) -> Failed {
        let message = match operand {
            Operand::Value(_) => {
                "this takes an array apart, but it is a number: the function gets numbers; \
                 pass zip(…) to get several at once"
            }
            _ => {
                "this takes an array apart, and natively only the item of zip(…) or an array \
                  literal can be"
            }
        };
        self.fail("not-numeric", span, message.into())
    }
}

/// An element of an array, undefined behind its end.
pub(super) fn element_of(list: &[Operand], index: usize) -> Operand {
    list.get(index)
        .cloned()
        .unwrap_or(Operand::Undefined(Undefined::Element))
}
