//! What an operand becomes where two ways meet: numbers and booleans are merged by the branch, arrays and
//! objects part by part.

use std::rc::Rc;

use super::Lowerer;
use super::types::{Failed, Operand, Parts};
use crate::ir::{Span, Type, Value};

/// A pair of values that become one behind a branch.
pub(super) struct Pair {
    pub(super) then: Value,
    pub(super) other: Value,
    pub(super) ty: Type,
}

/// Notes a pair; gives its number.
pub(super) fn pair(pairs: &mut Vec<Pair>, then: Value, other: Value, ty: Type) -> usize {
    pairs.push(Pair { then, other, ty });
    pairs.len() - 1
}

/// What two operands come to.
pub(super) enum Merging {
    /// The merged value of a pair.
    Pair(usize),
    /// The same on both ways.
    Known(Operand),
    List(Parts, Vec<Merging>),
    Record(Rc<[Rc<str>]>, Parts, Vec<Merging>),
}

impl Merging {
    /// The operand, once the pairs are merged.
    pub(super) fn operand(self, merged: &[Value]) -> Operand {
        let parts = |like: &Parts, items: Vec<Self>| {
            like.with(items.into_iter().map(|item| item.operand(merged)))
        };
        match self {
            Self::Pair(at) => Operand::Value(merged[at]),
            Self::Known(operand) => operand,
            Self::List(like, items) => Operand::List(parts(&like, items)),
            Self::Record(names, like, items) => Operand::Record(names, parts(&like, items)),
        }
    }
}

impl Lowerer<'_, '_> {
    /// What two operands come to, or none where they are of different types.
    pub(super) fn pair_operands(
        &self,
        a: &Operand,
        b: &Operand,
        pairs: &mut Vec<Pair>,
    ) -> Option<Merging> {
        if a.is_same(b) {
            return Some(Merging::Known(a.clone()));
        }
        match (a, b) {
            (Operand::Value(a), Operand::Value(b)) => {
                let ty = self.unify(*a, *b)?;
                Some(Merging::Pair(pair(pairs, *a, *b, ty)))
            }
            (Operand::List(a), Operand::List(b)) => {
                let items = self.pair_parts(a, b, pairs)?;
                Some(Merging::List(a.clone(), items))
            }
            (Operand::Record(names, a), Operand::Record(others, b)) if names == others => {
                let items = self.pair_parts(a, b, pairs)?;
                Some(Merging::Record(names.clone(), a.clone(), items))
            }
            _ => None,
        }
    }

    fn pair_parts(&self, a: &Parts, b: &Parts, pairs: &mut Vec<Pair>) -> Option<Vec<Merging>> {
        if a.len() != b.len() {
            return None;
        }
        let both = a.iter().zip(b.iter());
        both.map(|(a, b)| self.pair_operands(a, b, pairs)).collect()
    }

    /// The type that can hold both values.
    pub(super) fn unify(&self, a: Value, b: Value) -> Option<Type> {
        match (self.build.ty(a), self.build.ty(b)) {
            (a, b) if a == b => Some(a),
            (Type::Bool, _) | (_, Type::Bool) => None,
            _ => Some(Type::F64),
        }
    }

    /// An operand of the same shape that is visible everywhere, for lanes that never read it.
    pub(super) fn anything_like(&mut self, operand: &Operand, span: Span) -> Operand {
        match operand {
            Operand::Value(value) => Operand::Value(self.any_value_like(*value, span)),
            Operand::List(parts) => Operand::List(self.parts_like(parts, span)),
            Operand::Record(names, parts) => {
                Operand::Record(names.clone(), self.parts_like(parts, span))
            }
            other => other.clone(),
        }
    }

    fn parts_like(&mut self, parts: &Parts, span: Span) -> Parts {
        parts.with(parts.iter().map(|part| self.anything_like(part, span)))
    }

    fn any_value_like(&mut self, value: Value, span: Span) -> Value {
        if self.build.is_everywhere(value) {
            return value;
        }
        match self.build.ty(value) {
            Type::Bool => self.build.boolean(false, span),
            ty => self.build.number(0.0, ty, span),
        }
    }

    pub(super) fn mixed(&mut self, span: Span) -> Failed {
        self.fail(
            "mixed-types",
            span,
            "the two sides give values of different types: \
             make both of them numbers, or both of them booleans"
                .into(),
        )
    }

    /// Why two returns do not go together.
    pub(super) fn mixed_returns(&mut self, a: &Operand, b: &Operand, span: Span) -> Failed {
        let is_undefined = |operand: &Operand| matches!(operand, Operand::Undefined(_));
        if is_undefined(a) || is_undefined(b) {
            return self.fail(
                "may-return-undefined",
                span,
                "the function returns undefined on one way and a value on another: \
                 return a number on every way"
                    .into(),
            );
        }
        let message = match (a, b) {
            (Operand::Value(_), Operand::Value(_)) => {
                "one return gives a number and another a boolean: \
                 a kernel gives one of the two, always"
            }
            _ => {
                "the returns give values of different shapes: \
                 return the same number of values, under the same names, on every way"
            }
        };
        self.fail("mixed-types", span, message.into())
    }
}
