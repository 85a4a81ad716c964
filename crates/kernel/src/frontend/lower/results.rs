//! What a kernel gives: a number or a boolean, or several of them in an array or object of fixed shape.

use super::Lowerer;
use super::types::{Failed, Operand, Undefined};
use crate::frontend::compile::Shape;
use crate::ir::{Span, Value};

/// The most results that a kernel gives.
const MAX_RESULTS: usize = 16;

/// The values that a kernel gives, in order, and what they make up.
pub(super) struct Results {
    pub(super) values: Vec<Value>,
    pub(super) shape: Shape,
}

impl Results {
    /// None where something else than numbers and booleans is among them, or nothing, or too many.
    pub(super) fn of(operand: &Operand) -> Option<Self> {
        let mut values = Vec::new();
        let shape = shape_of(operand, &mut values)?;
        (!values.is_empty()).then_some(Self { values, shape })
    }
}

fn shape_of(operand: &Operand, values: &mut Vec<Value>) -> Option<Shape> {
    match operand {
        Operand::Value(_) if values.len() == MAX_RESULTS => None,
        Operand::Value(value) => {
            values.push(*value);
            Some(Shape::Value(values.len() as u32 - 1))
        }
        Operand::List(parts) => {
            let shapes: Option<_> = parts.iter().map(|part| shape_of(part, values)).collect();
            Some(Shape::List(shapes?))
        }
        Operand::Record(names, parts) => {
            let named = names.iter().zip(parts.iter());
            let shapes: Option<_> = named
                .map(|(name, part)| Some((name.to_string(), shape_of(part, values)?)))
                .collect();
            Some(Shape::Record(shapes?))
        }
        _ => None,
    }
}

impl Lowerer<'_, '_> {
    /// Whether the function may return this: a helper what it likes, the kernel what makes results.
    pub(super) fn returns(&mut self, operand: Operand, span: Span) -> Result<Operand, Failed> {
        if self.is_helper() || Results::of(&operand).is_some() {
            return Ok(operand);
        }
        Err(match operand {
            Operand::Undefined(Undefined::Parameter(_) | Undefined::Argument(_)) => {
                self.not_numeric(&operand, span)
            }
            Operand::Undefined(_) => self.fail(
                "may-return-undefined",
                span,
                "this returns undefined: return a number or a boolean".into(),
            ),
            Operand::List(_) | Operand::Record(..) => self.fail(
                "not-numeric",
                span,
                format!(
                    "this returns {} of something else than numbers and booleans, of none or of more \
                     than {MAX_RESULTS}: a kernel gives as many as that",
                    operand.describe()
                ),
            ),
            other => self.fail(
                "not-numeric",
                span,
                format!(
                    "this returns {}: a kernel gives numbers and booleans",
                    other.describe()
                ),
            ),
        })
    }
}
