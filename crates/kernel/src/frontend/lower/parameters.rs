//! Parameters and destructuring declarations: what the pattern's names hold.

use oxc_ast::ast::{ArrayPattern, BindingPattern, FormalParameters, ObjectPattern};

use super::Lowerer;
use super::inline::Arguments;
use super::types::{Failed, Lowered, Operand, Parts, Undefined};
use super::variables::{Barred, Slot, VariableKind};
use crate::ir::Span;
use crate::wrong::wrong;

/// More columns than any call has; guards the tuple that is made of them.
const MAX_COLUMNS: u32 = 1024;

impl<'a> Lowerer<'a, '_> {
    /// Declares the parameters and gives them the item's values, or those of a call.
    pub(super) fn parameters(
        &mut self,
        parameters: &'a FormalParameters<'a>,
        arguments: &Arguments,
    ) {
        let span = self.span_of(parameters.span);
        if self.request.columns > MAX_COLUMNS {
            let message = format!("kernels take at most {MAX_COLUMNS} values for each item");
            self.fail("too-large", span, message);
            return;
        }
        // All names first: a default value may not read a later parameter.
        let patterns = parameters.items.iter().map(|parameter| &parameter.pattern);
        let rest = parameters.rest.iter().map(|rest| &rest.rest.argument);
        for pattern in patterns.chain(rest) {
            for id in pattern.get_binding_identifiers() {
                self.variables
                    .declare(&id.name, VariableKind::Mutable, Slot::Uninitialized);
            }
        }
        for (index, parameter) in parameters.items.iter().enumerate() {
            let given = self.argument(arguments, index, self.span_of(parameter.span));
            let operand = match (&parameter.initializer, given) {
                (Some(default), Operand::Undefined(_)) => self.expression(default),
                (_, given) => Ok(given),
            };
            self.bind(&parameter.pattern, operand);
        }
        if let Some(rest) = &parameters.rest {
            let span = self.span_of(rest.span);
            let start = parameters.items.len() + usize::from(wrong("rest-one-late"));
            let left = (start..self.argument_count(arguments))
                .map(|index| self.argument(arguments, index, span))
                .collect();
            let operand = self.list(left, span);
            self.bind(&rest.rest.argument, operand);
        }
    }

    fn argument_count(&self, arguments: &Arguments) -> usize {
        match arguments {
            Arguments::Given(list) => list.len(),
            Arguments::Item if self.request.tuple => 1,
            Arguments::Item => self.request.columns as usize,
        }
    }

    /// What the function gets as its argument number `index`.
    fn argument(&mut self, arguments: &Arguments, index: usize, span: Span) -> Operand {
        let missing = match arguments {
            Arguments::Given(list) => match list.get(index) {
                Some(operand) => return operand.clone(),
                None => Undefined::Argument(index),
            },
            Arguments::Item => Undefined::Parameter(index),
        };
        if index >= self.argument_count(arguments) {
            return Operand::Undefined(missing);
        }
        if !self.request.tuple {
            return Operand::Value(self.column(index as u32, span));
        }
        let items =
            (0..self.request.columns).map(|column| Operand::Value(self.column(column, span)));
        let items = items.collect();
        Parts::new(items).map_or(Operand::Undefined(missing), Operand::List)
    }

    /// An array of these.
    pub(super) fn list(&mut self, mut items: Vec<Operand>, span: Span) -> Lowered<Operand> {
        if wrong("parts-shared")
            && let [Operand::Value(first), Operand::Value(second), ..] = items.as_mut_slice()
            && self.build.ty(*first) == self.build.ty(*second)
        {
            *second = *first;
        }
        match Parts::new(items) {
            Some(parts) => Ok(Operand::List(parts)),
            None => Err(self.too_large(span)),
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
            (BindingPattern::ArrayPattern(array), Ok(Operand::Table(table)))
                if array.rest.is_none() =>
            {
                let span = self.span_of(array.span);
                match self.first_items(table, array.elements.len(), span) {
                    Ok(list) => self.bind_array(array, &list),
                    Err(failed) => self.bind(pattern, Err(failed)),
                }
            }
            (BindingPattern::ArrayPattern(array), Ok(operand)) => {
                let failed = self.not_a_list(&operand, self.span_of(array.span));
                self.bind(pattern, Err(failed));
            }
            (
                BindingPattern::ObjectPattern(object),
                Ok(
                    operand @ (Operand::Builtin(_)
                    | Operand::Record(..)
                    | Operand::Object(_)
                    | Operand::List(_)
                    | Operand::Table(_)),
                ),
            ) => {
                self.bind_members(object, &operand);
            }
            (BindingPattern::ObjectPattern(object), Ok(_)) => {
                let failed = self.takes_object_apart(self.span_of(object.span));
                self.bind(pattern, Err(failed));
            }
        }
    }

    /// `const { sin, cos: c } = Math`, `const { x, y } = point`.
    fn bind_members(&mut self, object: &'a ObjectPattern<'a>, whole: &Operand) {
        for property in &object.properties {
            let span = self.span_of(property.span);
            let member = match property.key.static_name() {
                Some(name) if !property.computed => self.member(whole, &name, span),
                _ => Err(self.takes_object_apart(span)),
            };
            self.bind(&property.value, member);
        }
        if let Some(rest) = &object.rest {
            let failed = self.takes_object_apart(self.span_of(rest.span));
            self.bind(&rest.argument, Err(failed));
        }
    }

    pub(super) fn takes_object_apart(&mut self, span: Span) -> Failed {
        self.fail(
            "unsupported-syntax",
            span,
            "this takes an object apart, and natively the items are numbers: \
             pass the properties as columns, with zip()"
                .into(),
        )
    }

    fn bind_array(&mut self, array: &'a ArrayPattern<'a>, list: &Parts) {
        for (index, element) in array.elements.iter().enumerate() {
            if let Some(element) = element {
                self.bind(element, Ok(element_of(list, index)));
            }
        }
        if let Some(rest) = &array.rest {
            let left = list.from(array.elements.len());
            self.bind(&rest.argument, Ok(Operand::List(left)));
        }
    }

    fn initialize(&mut self, name: &str, slot: Slot) {
        if let Some(variable) = self.variables.find(name)
            && *self.variables.slot(variable) != Slot::Barred(Barred::Inner)
        {
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
