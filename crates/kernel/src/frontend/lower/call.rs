//! Members and calls: `Math.sin(x)`, `Math['sin'](x)`, `Number.EPSILON`, `pair[0]`, `pair.length`.

use numpool_math::MathFn;
use oxc_ast::ast::{
    Argument, CallExpression, ComputedMemberExpression, Expression, StaticMemberExpression,
};

use super::Lowerer;
use super::builtins::{self, Builtin, MAX_SAFE_INTEGER, Meaning, Routine};
use super::expression::MAX_ELEMENTS;
use super::parameters::element_of;
use super::types::{Failed, Lowered, Operand, Undefined};
use crate::ir::{BinaryOp, CompareOp, Op, Span, Type, UnaryOp, Value};

/// An argument with its place.
type Placed = (Operand, Span);

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
                    "an element is chosen at run time: natively the index is a number that \
                         is known, such as pair[0]"
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

    fn routine(&mut self, routine: Routine, arguments: &[Placed], span: Span) -> Lowered<Operand> {
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
