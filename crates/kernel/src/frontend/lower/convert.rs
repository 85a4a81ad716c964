//! JS conversions of what an expression stands for: to a number, to an integer, to a truth value.

use super::Lowerer;
use super::types::{Lowered, Operand, Undefined};
use crate::ir::{Span, Type, UnaryOp, Value};

impl Lowerer<'_, '_> {
    /// The number behind an operand (`ToNumber`), as it is held: F64, I32 or U32.
    pub(super) fn number(&mut self, operand: &Operand, span: Span) -> Lowered<Value> {
        match operand {
            Operand::Value(value) if self.build.ty(*value) == Type::Bool => {
                Ok(self.build.as_f64(*value, span))
            }
            Operand::Value(value) => Ok(*value),
            Operand::Null => Ok(self.build.number(0.0, Type::F64, span)),
            other => Err(self.not_numeric(other, span)),
        }
    }

    /// The number behind an operand as an F64.
    pub(super) fn f64(&mut self, operand: &Operand, span: Span) -> Lowered<Value> {
        let number = self.number(operand, span)?;
        Ok(self.build.as_f64(number, span))
    }

    /// `ToInt32`.
    pub(super) fn i32(&mut self, operand: &Operand, span: Span) -> Lowered<Value> {
        let number = self.number(operand, span)?;
        Ok(self.build.as_i32(number, span))
    }

    /// `ToBoolean`. Never fails: everything has a truth value.
    pub(super) fn truth(&mut self, operand: &Operand, span: Span) -> Value {
        match operand {
            Operand::Value(value) if self.build.ty(*value) == Type::Bool => *value,
            Operand::Value(value) => self.build.unary(UnaryOp::ToBool, *value, span),
            Operand::Undefined(_) | Operand::Null => self.build.boolean(false, span),
            Operand::Text(text) => self.build.boolean(!text.is_empty(), span),
            Operand::List(_)
            | Operand::Record(..)
            | Operand::Builtin(_)
            | Operand::Function(_)
            | Operand::Object(_)
            | Operand::Table(_) => self.build.boolean(true, span),
        }
    }

    /// Why an operand is not a number.
    pub(super) fn not_numeric(&mut self, operand: &Operand, span: Span) -> super::types::Failed {
        let (code, message) = match operand {
            Operand::Undefined(Undefined::Parameter(index)) => (
                "missing-argument",
                format!(
                    "parameter {} gets no value: the function is called with {}; \
                     give it a default value or more columns",
                    index + 1,
                    self.describe_arguments()
                ),
            ),
            Operand::Undefined(Undefined::Argument(index)) => (
                "missing-argument",
                format!(
                    "parameter {} gets no value where the function is called: \
                     give it a default value or pass one",
                    index + 1
                ),
            ),
            Operand::Undefined(Undefined::Returned) => (
                "may-return-undefined",
                "this is what a function gives that returns nothing, and a number is needed: \
                 let the function return one"
                    .into(),
            ),
            Operand::Undefined(_) => (
                "not-numeric",
                "this is undefined where a number is needed: give it a value first".into(),
            ),
            other => (
                "not-numeric",
                format!(
                    "this is {} where a number is needed: kernels compute with numbers and booleans",
                    other.describe()
                ),
            ),
        };
        self.fail(code, span, message)
    }

    fn describe_arguments(&self) -> String {
        match (self.request.tuple, self.request.columns) {
            (true, columns) => format!("one array of {columns} values"),
            (false, 1) => "one value".into(),
            (false, columns) => format!("{columns} values"),
        }
    }
}
