//! Calls of built-in functions: `Math.sin(x)`, `Number.isNaN(x)`, `parseFloat(x)`.

use numpool_math::MathFn;

use super::Lowerer;
use super::builtins::{MAX_SAFE_INTEGER, Routine};
use super::call::Placed;
use super::types::{Lowered, Operand, Undefined};
use crate::ir::{BinaryOp, CompareOp, Op, Span, Type, UnaryOp, Value};

impl Lowerer<'_, '_> {
    /// What the call of a built-in function gives.
    pub(super) fn routine(
        &mut self,
        routine: Routine,
        arguments: &[Placed],
        span: Span,
    ) -> Lowered<Operand> {
        let value = match routine {
            Routine::Exact(op) => {
                let number = self.number_argument(arguments, 0, span)?;
                let int = matches!(self.build.ty(number), Type::I32 | Type::U32);
                if int && is_identity_on_integers(op) {
                    number
                } else {
                    let number = self.build.as_f64(number, span);
                    self.build.unary(op, number, span)
                }
            }
            Routine::Engine(math) => {
                let number = self.f64_argument(arguments, 0, span)?;
                self.build.push(Op::Math1(math, number), Type::F64, span)
            }
            Routine::Atan2 => {
                let y = self.f64_argument(arguments, 0, span);
                let x = self.f64_argument(arguments, 1, span);
                self.build
                    .push(Op::Math2(MathFn::Atan2, y?, x?), Type::F64, span)
            }
            Routine::Pow => {
                let x = self.f64_argument(arguments, 0, span);
                let y = self.f64_argument(arguments, 1, span);
                self.power(x?, y?, span)
            }
            Routine::Clz32 => {
                let number = self.number_argument(arguments, 0, span)?;
                let int = self.build.as_i32(number, span);
                self.build.unary(UnaryOp::Clz32, int, span)
            }
            Routine::Imul => {
                let a = self.number_argument(arguments, 0, span);
                let b = self.number_argument(arguments, 1, span);
                let (a, b) = (a?, b?);
                let (a, b) = (self.build.as_i32(a, span), self.build.as_i32(b, span));
                self.build.binary(BinaryOp::Imul, a, b, span)
            }
            Routine::Max => self.extreme(BinaryOp::Max, f64::NEG_INFINITY, arguments, span)?,
            Routine::Min => self.extreme(BinaryOp::Min, f64::INFINITY, arguments, span)?,
            Routine::Hypot => self.hypot(arguments, span)?,
            Routine::Random => {
                return Err(self.fail(
                    "math-random",
                    span,
                    "Math.random draws from the state of one thread: it has no native form; pass \
                     random numbers as a column"
                        .into(),
                ));
            }
            Routine::Number if arguments.is_empty() => self.build.number(0.0, Type::F64, span),
            Routine::Number => self.number_argument(arguments, 0, span)?,
            Routine::Boolean => {
                let operand = argument(arguments, 0);
                self.truth(&operand, span)
            }
            Routine::Global(op) => {
                let number = self.f64_argument(arguments, 0, span)?;
                self.build.unary(op, number, span)
            }
            Routine::Predicate(op) => {
                let operand = argument(arguments, 0);
                match self.number_value(&operand) {
                    Some(number) => {
                        let number = self.build.as_f64(number, span);
                        self.build.unary(op, number, span)
                    }
                    None => self.build.boolean(false, span),
                }
            }
            Routine::Same => {
                let (a, b) = (argument(arguments, 0), argument(arguments, 1));
                self.same_value(&a, &b, span)?
            }
            Routine::ParseFloat => match self.number_value(&argument(arguments, 0)) {
                Some(number) => {
                    let number = self.build.as_f64(number, span);
                    let zero = self.build.number(0.0, Type::F64, span);
                    self.build.binary(BinaryOp::Add, number, zero, span)
                }
                // Of a boolean and of undefined the text is no number.
                None if self.has_no_digits(&argument(arguments, 0)) => {
                    self.build.number(f64::NAN, Type::F64, span)
                }
                None => {
                    let message =
                        "parseFloat of something else than a number: natively it takes numbers";
                    return Err(self.fail("not-numeric", span, message.into()));
                }
            },
            Routine::IsSafeInteger => {
                let operand = argument(arguments, 0);
                match self.number_value(&operand) {
                    Some(number) => self.is_safe_integer(number, span),
                    None => self.build.boolean(false, span),
                }
            }
        };
        Ok(Operand::Value(value))
    }

    /// An argument as a number; one that is not there is NaN.
    fn number_argument(
        &mut self,
        arguments: &[Placed],
        index: usize,
        span: Span,
    ) -> Lowered<Value> {
        match arguments.get(index) {
            Some((operand, place)) => self.number(operand, *place),
            None => Ok(self.build.number(f64::NAN, Type::F64, span)),
        }
    }

    fn f64_argument(&mut self, arguments: &[Placed], index: usize, span: Span) -> Lowered<Value> {
        let number = self.number_argument(arguments, index, span)?;
        Ok(self.build.as_f64(number, span))
    }

    /// The operand, if it is a number and nothing that would be converted to one.
    fn number_value(&self, operand: &Operand) -> Option<Value> {
        match operand {
            Operand::Value(value) if self.build.ty(*value) != Type::Bool => Some(*value),
            _ => None,
        }
    }

    /// `Math.max` and `Math.min` of any number of arguments.
    fn extreme(
        &mut self,
        op: BinaryOp,
        of_none: f64,
        arguments: &[Placed],
        span: Span,
    ) -> Lowered<Value> {
        let numbers = self.numbers(arguments)?;
        let folded = numbers
            .into_iter()
            .reduce(|a, b| self.build.binary(op, a, b, span));
        Ok(folded.unwrap_or_else(|| self.build.number(of_none, Type::F64, span)))
    }

    fn hypot(&mut self, arguments: &[Placed], span: Span) -> Lowered<Value> {
        let numbers = self.numbers(arguments)?;
        Ok(match numbers.as_slice() {
            [] => self.build.number(0.0, Type::F64, span),
            [only] => self.build.unary(UnaryOp::Abs, *only, span),
            _ => self.build.push(Op::Hypot(numbers), Type::F64, span),
        })
    }

    fn numbers(&mut self, arguments: &[Placed]) -> Lowered<Vec<Value>> {
        let numbers: Vec<_> = arguments
            .iter()
            .map(|(operand, place)| self.f64(operand, *place))
            .collect();
        numbers.into_iter().collect()
    }

    /// Whether the operand's text begins with no number, whatever it holds.
    fn has_no_digits(&self, operand: &Operand) -> bool {
        match operand {
            Operand::Value(value) => self.build.ty(*value) == Type::Bool,
            other => other.is_nullish(),
        }
    }

    /// `Object.is`: as `===`, but NaN is NaN, and -0 is not 0.
    fn same_value(&mut self, a: &Operand, b: &Operand, span: Span) -> Lowered<Value> {
        let (Some(x), Some(y)) = (self.number_value(a), self.number_value(b)) else {
            return self.equality(true, a, b, span);
        };
        if [x, y].iter().all(|it| self.build.ty(*it) != Type::F64) {
            return Ok(self.compare(CompareOp::Eq, x, y, span));
        }
        let (x, y) = (self.build.as_f64(x, span), self.build.as_f64(y, span));
        let equal = self.build.compare(CompareOp::Eq, x, y, span);
        let one = self.build.number(1.0, Type::F64, span);
        let [of_x, of_y] = [x, y].map(|it| self.build.binary(BinaryOp::Div, one, it, span));
        let signs = self.build.compare(CompareOp::Eq, of_x, of_y, span);
        let same = self.build.binary(BinaryOp::And, equal, signs, span);
        let nans = [x, y].map(|it| self.build.unary(UnaryOp::IsNan, it, span));
        let nan = self.build.binary(BinaryOp::And, nans[0], nans[1], span);
        Ok(self.build.binary(BinaryOp::Or, same, nan, span))
    }

    fn is_safe_integer(&mut self, number: Value, span: Span) -> Value {
        let number = self.build.as_f64(number, span);
        let integer = self.build.unary(UnaryOp::IsInteger, number, span);
        let size = self.build.unary(UnaryOp::Abs, number, span);
        let most = self.build.number(MAX_SAFE_INTEGER, Type::F64, span);
        let small = self.build.compare(CompareOp::Le, size, most, span);
        self.build.binary(BinaryOp::And, integer, small, span)
    }
}

/// An argument, undefined if it is not there.
fn argument(arguments: &[Placed], index: usize) -> Operand {
    arguments
        .get(index)
        .map_or(Operand::Undefined(Undefined::Literal), |(operand, _)| {
            operand.clone()
        })
}

/// Rounding leaves an integer as it is.
fn is_identity_on_integers(op: UnaryOp) -> bool {
    matches!(
        op,
        UnaryOp::Floor | UnaryOp::Ceil | UnaryOp::Trunc | UnaryOp::Round
    )
}
