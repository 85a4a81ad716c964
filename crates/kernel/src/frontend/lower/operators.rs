//! Operators on operands, with the semantics of ECMAScript.

use oxc_syntax::operator::{BinaryOperator, UnaryOperator};

use super::Lowerer;
use super::types::{Failed, Lowered, Operand};
use crate::ir::{BinaryOp, CompareOp, Op, Span, Type, UnaryOp, Value};
use numpool_math::MathFn;

impl Lowerer<'_, '_> {
    /// A binary operator; `places` are those of the operands.
    pub(super) fn binary(
        &mut self,
        operator: BinaryOperator,
        left: &Operand,
        right: &Operand,
        span: Span,
        places: (Span, Span),
    ) -> Lowered<Operand> {
        use BinaryOperator as B;
        let value = match operator {
            B::Addition => self.arithmetic(BinaryOp::Add, left, right, span, places)?,
            B::Subtraction => self.arithmetic(BinaryOp::Sub, left, right, span, places)?,
            B::Multiplication => self.arithmetic(BinaryOp::Mul, left, right, span, places)?,
            B::Division => self.arithmetic(BinaryOp::Div, left, right, span, places)?,
            B::Remainder => self.arithmetic(BinaryOp::Rem, left, right, span, places)?,
            B::Exponential => {
                let (x, y) = self.both(Self::f64, left, right, places)?;
                self.power(x, y, span)
            }
            B::BitwiseAnd => self.bitwise(BinaryOp::BitAnd, left, right, span, places)?,
            B::BitwiseOR => self.bitwise(BinaryOp::BitOr, left, right, span, places)?,
            B::BitwiseXOR => self.bitwise(BinaryOp::BitXor, left, right, span, places)?,
            B::ShiftLeft => self.bitwise(BinaryOp::Shl, left, right, span, places)?,
            B::ShiftRight => self.bitwise(BinaryOp::Shr, left, right, span, places)?,
            B::ShiftRightZeroFill => self.bitwise(BinaryOp::UShr, left, right, span, places)?,
            B::LessThan => self.relation(CompareOp::Lt, left, right, span, places)?,
            B::LessEqualThan => self.relation(CompareOp::Le, left, right, span, places)?,
            B::GreaterThan => self.relation(CompareOp::Gt, left, right, span, places)?,
            B::GreaterEqualThan => self.relation(CompareOp::Ge, left, right, span, places)?,
            B::StrictEquality => self.equality(true, left, right, span)?,
            B::Equality => self.equality(false, left, right, span)?,
            B::StrictInequality | B::Inequality => {
                let equal = self.equality(operator == B::StrictInequality, left, right, span)?;
                self.build.unary(UnaryOp::Not, equal, span)
            }
            B::In | B::Instanceof => {
                return Err(self.fail(
                    "unsupported-syntax",
                    span,
                    format!(
                        "`{}` asks about objects: kernels know numbers and booleans only",
                        operator.as_str()
                    ),
                ));
            }
        };
        Ok(Operand::Value(value))
    }

    /// Converts both operands; both are looked at, so that both get their reason.
    fn both(
        &mut self,
        convert: fn(&mut Self, &Operand, Span) -> Lowered<Value>,
        left: &Operand,
        right: &Operand,
        places: (Span, Span),
    ) -> Lowered<(Value, Value)> {
        let left = convert(self, left, places.0);
        let right = convert(self, right, places.1);
        Ok((left?, right?))
    }

    fn arithmetic(
        &mut self,
        op: BinaryOp,
        left: &Operand,
        right: &Operand,
        span: Span,
        places: (Span, Span),
    ) -> Lowered<Value> {
        let (x, y) = self.both(Self::f64, left, right, places)?;
        Ok(self.build.binary(op, x, y, span))
    }

    fn bitwise(
        &mut self,
        op: BinaryOp,
        left: &Operand,
        right: &Operand,
        span: Span,
        places: (Span, Span),
    ) -> Lowered<Value> {
        let (x, y) = self.both(Self::i32, left, right, places)?;
        Ok(self.build.binary(op, x, y, span))
    }

    fn relation(
        &mut self,
        op: CompareOp,
        left: &Operand,
        right: &Operand,
        span: Span,
        places: (Span, Span),
    ) -> Lowered<Value> {
        let (x, y) = self.both(Self::number, left, right, places)?;
        Ok(self.compare(op, x, y, span))
    }

    /// Compares two numbers: as integers of one kind, or as F64.
    pub(super) fn compare(&mut self, op: CompareOp, x: Value, y: Value, span: Span) -> Value {
        if self.build.ty(x) == self.build.ty(y) {
            return self.build.compare(op, x, y, span);
        }
        let (x, y) = (self.build.as_f64(x, span), self.build.as_f64(y, span));
        self.build.compare(op, x, y, span)
    }

    /// `===` and `==`.
    pub(super) fn equality(
        &mut self,
        strict: bool,
        left: &Operand,
        right: &Operand,
        span: Span,
    ) -> Lowered<Value> {
        let known = match (left, right) {
            (Operand::Value(x), Operand::Value(y)) => {
                let kinds = [*x, *y].map(|value| self.build.ty(value) == Type::Bool);
                if kinds[0] == kinds[1] || !strict {
                    return Ok(self.compare(CompareOp::Eq, *x, *y, span));
                }
                false
            }
            (Operand::Undefined(_), Operand::Undefined(_)) | (Operand::Null, Operand::Null) => true,
            (a, b) if a.is_nullish() && b.is_nullish() => !strict,
            (a, b) if a.is_nullish() || b.is_nullish() => {
                for operand in [a, b] {
                    self.certain(operand, span)?;
                }
                false
            }
            (Operand::Text(a), Operand::Text(b)) => a == b,
            (Operand::Builtin(a), Operand::Builtin(b)) => a.path == b.path,
            (
                Operand::List(_)
                | Operand::Record(..)
                | Operand::Function(_)
                | Operand::Table(_)
                | Operand::Object(_),
                Operand::List(_)
                | Operand::Record(..)
                | Operand::Function(_)
                | Operand::Table(_)
                | Operand::Object(_),
            ) => {
                return Err(self.fail(
                    "not-numeric",
                    span,
                    "this compares arrays, objects or functions: compare numbers".into(),
                ));
            }
            _ if strict => false,
            _ => {
                return Err(self.fail(
                    "not-numeric",
                    span,
                    format!(
                        "this compares {} with {} by conversion: use === or compare numbers",
                        left.describe(),
                        right.describe()
                    ),
                ));
            }
        };
        Ok(self.build.boolean(known, span))
    }

    /// `x ** y` and `Math.pow`. Every engine gives `x * x` for a square, bit for bit.
    pub(super) fn power(&mut self, x: Value, y: Value, span: Span) -> Value {
        if self.build.known_number(y) == Some(2.0) {
            return self.build.binary(BinaryOp::Mul, x, x, span);
        }
        self.build
            .push(Op::Math2(MathFn::Pow, x, y), Type::F64, span)
    }

    /// A unary operator, other than `!`, which is lowered as a condition.
    pub(super) fn unary(
        &mut self,
        operator: UnaryOperator,
        operand: &Operand,
        span: Span,
        place: Span,
    ) -> Lowered<Operand> {
        let value = match operator {
            UnaryOperator::UnaryPlus => self.number(operand, place)?,
            UnaryOperator::UnaryNegation => {
                let number = self.f64(operand, place)?;
                self.build.unary(UnaryOp::Neg, number, span)
            }
            UnaryOperator::BitwiseNot => {
                let number = self.i32(operand, place)?;
                self.build.unary(UnaryOp::BitNot, number, span)
            }
            UnaryOperator::LogicalNot => {
                let truth = self.truth(operand, place);
                self.build.unary(UnaryOp::Not, truth, span)
            }
            UnaryOperator::Typeof => {
                self.certain(operand, place)?;
                return Ok(Operand::Text(self.type_of(operand).into()));
            }
            UnaryOperator::Void => return Ok(Operand::Undefined(super::types::Undefined::Literal)),
            UnaryOperator::Delete => return Err(self.deletes(span)),
        };
        Ok(Operand::Value(value))
    }

    /// That an operand is no item of a table. Who asks whether there is one expects that there is none, and every such run would
    /// bail out: that is what a load does which finds nothing, whatever becomes of its item.
    fn certain(&mut self, operand: &Operand, span: Span) -> Lowered<()> {
        match operand {
            Operand::Value(value) if self.may_be_item(*value) => Err(self.fail(
                "not-numeric",
                span,
                "this asks whether an item of an array is undefined: compare the index with the length".into(),
            )),
            _ => Ok(()),
        }
    }

    /// Whether it may be an item of a table as it stands there: what was computed from one has used it.
    fn may_be_item(&self, value: Value) -> bool {
        let inst = self.build.inst(value);
        inst.ty == Type::F64
            && matches!(
                inst.op,
                Op::Load(..) | Op::Select { .. } | Op::Merge | Op::Carried
            )
    }

    fn type_of(&self, operand: &Operand) -> &'static str {
        match operand {
            Operand::Value(value) if self.build.ty(*value) == Type::Bool => "boolean",
            Operand::Value(_) => "number",
            Operand::Undefined(_) => "undefined",
            Operand::Null
            | Operand::List(_)
            | Operand::Record(..)
            | Operand::Table(_)
            | Operand::Object(_) => "object",
            Operand::Text(_) => "string",
            Operand::Builtin(builtin) if builtin.path == "Math" => "object",
            Operand::Builtin(_) | Operand::Function(_) => "function",
        }
    }

    fn deletes(&mut self, span: Span) -> Failed {
        let message = "`delete` changes an object: kernels know numbers and booleans only";
        self.fail("mutation", span, message.into())
    }
}
