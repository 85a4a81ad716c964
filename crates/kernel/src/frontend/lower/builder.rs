//! Makes instructions: constants once, at the start of the kernel; operations on constants folded.
//!
//! Folding gives the bits that the operation would give at run time. Where subnormal numbers are
//! involved nothing is folded: their results depend on the floating-point state of the run.

use std::collections::HashMap;

use super::fold;
use crate::ir::{BinaryOp, Block, CompareOp, Inst, Item, Op, Span, Type, UnaryOp, Value};

/// More values than any sensible kernel has; merges could otherwise multiply without end.
const MAX_VALUES: usize = 1 << 16;

/// The instructions made so far and the blocks that are open.
pub(super) struct Builder {
    values: Vec<Inst>,
    /// Constants, columns and parameters: evaluated before everything else.
    prelude: Block,
    open: Vec<Block>,
    constants: HashMap<(u64, Type), Value>,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            values: Vec::new(),
            prelude: Block::default(),
            open: vec![Block::default()],
            constants: HashMap::new(),
        }
    }

    /// Whether the kernel has become larger than is allowed.
    pub(super) fn is_too_large(&self) -> bool {
        self.values.len() > MAX_VALUES
    }

    /// How many branches and loops surround the place where instructions go.
    pub(super) fn depth(&self) -> usize {
        self.open.len() - 1
    }

    pub(super) fn open(&mut self, block: Block) {
        self.open.push(block);
    }

    pub(super) fn close(&mut self) -> Block {
        self.open.pop().unwrap_or_default()
    }

    pub(super) fn current(&mut self) -> &mut Vec<Item> {
        if self.open.is_empty() {
            self.open.push(Block::default());
        }
        let last = self.open.len() - 1;
        &mut self.open[last].items
    }

    /// Everything, prelude first.
    pub(super) fn finish(mut self) -> (Vec<Inst>, Block) {
        let mut body = self.prelude;
        for mut block in self.open.drain(..) {
            body.items.append(&mut block.items);
        }
        (self.values, body)
    }

    pub(super) fn inst(&self, value: Value) -> &Inst {
        &self.values[value.0 as usize]
    }

    /// Whether a block must stay, whatever becomes of its values.
    pub(super) fn must_run(&self, block: &Block) -> bool {
        block.must_run(&self.values)
    }

    pub(super) fn ty(&self, value: Value) -> Type {
        self.inst(value).ty
    }

    pub(super) fn known_number(&self, value: Value) -> Option<f64> {
        match self.inst(value).op {
            Op::Number(number) => Some(number),
            _ => None,
        }
    }

    pub(super) fn known_boolean(&self, value: Value) -> Option<bool> {
        match self.inst(value).op {
            Op::Boolean(boolean) => Some(boolean),
            _ => None,
        }
    }

    /// A value that no block defines yet.
    pub(super) fn declare(&mut self, op: Op, ty: Type, span: Span) -> Value {
        let value = Value(self.values.len() as u32);
        self.values.push(Inst { op, ty, span });
        value
    }

    pub(super) fn push(&mut self, op: Op, ty: Type, span: Span) -> Value {
        let value = self.declare(op, ty, span);
        self.current().push(Item::Def(value));
        value
    }

    /// A value that is the same wherever it is used: visible everywhere.
    pub(super) fn push_first(&mut self, op: Op, ty: Type, span: Span) -> Value {
        let value = self.declare(op, ty, span);
        self.prelude.items.push(Item::Def(value));
        value
    }

    pub(super) fn number(&mut self, number: f64, ty: Type, span: Span) -> Value {
        // One NaN for all: payloads are not observable.
        let number = if number.is_nan() { f64::NAN } else { number };
        if let Some(value) = self.constants.get(&(number.to_bits(), ty)) {
            return *value;
        }
        let value = self.push_first(Op::Number(number), ty, span);
        self.constants.insert((number.to_bits(), ty), value);
        value
    }

    pub(super) fn boolean(&mut self, boolean: bool, span: Span) -> Value {
        let key = (u64::from(boolean), Type::Bool);
        if let Some(value) = self.constants.get(&key) {
            return *value;
        }
        let value = self.push_first(Op::Boolean(boolean), Type::Bool, span);
        self.constants.insert(key, value);
        value
    }

    /// Whether a value is visible in every block.
    pub(super) fn is_everywhere(&self, value: Value) -> bool {
        matches!(
            self.inst(value).op,
            Op::Number(_) | Op::Boolean(_) | Op::Column(_) | Op::Param(_) | Op::Length(_)
        )
    }

    pub(super) fn unary(&mut self, op: UnaryOp, a: Value, span: Span) -> Value {
        use UnaryOp::{BitNot, Not, ToF64, ToI32, ToU32};
        let ty = op.result();
        if let Some(known) = self.known_number(a) {
            match fold::unary(op, known) {
                Some(fold::Known::Number(number)) => return self.number(number, ty, span),
                Some(fold::Known::Boolean(boolean)) => return self.boolean(boolean, span),
                None => {}
            }
        }
        if let Some(known) = self.known_boolean(a) {
            match op {
                Not => return self.boolean(!known, span),
                ToF64 => return self.number(f64::from(u8::from(known)), ty, span),
                _ => {}
            }
        }
        // `a` is the same number, seen before a conversion that changes nothing here.
        match (op, &self.inst(a).op) {
            (Not, Op::Unary(Not, inner)) | (BitNot, Op::Unary(BitNot, inner)) => return *inner,
            (Not, Op::Compare(CompareOp::Eq, x, y)) => {
                let (x, y) = (*x, *y);
                return self.compare(CompareOp::Ne, x, y, span);
            }
            (Not, Op::Compare(CompareOp::Ne, x, y)) => {
                let (x, y) = (*x, *y);
                return self.compare(CompareOp::Eq, x, y, span);
            }
            (ToI32 | ToU32, Op::Unary(ToF64, inner)) if self.ty(*inner) != Type::Bool => {
                let inner = *inner;
                return if self.ty(inner) == ty {
                    inner
                } else {
                    self.unary(op, inner, span)
                };
            }
            (ToI32 | ToU32, Op::Unary(ToI32 | ToU32, inner)) => {
                let inner = *inner;
                return if self.ty(inner) == ty {
                    inner
                } else {
                    self.unary(op, inner, span)
                };
            }
            _ => {}
        }
        self.push(Op::Unary(op, a), ty, span)
    }

    pub(super) fn binary(&mut self, op: BinaryOp, a: Value, b: Value, span: Span) -> Value {
        let ty = op.result();
        if let (Some(x), Some(y)) = (self.known_number(a), self.known_number(b))
            && let Some(number) = fold::binary(op, x, y)
        {
            return self.number(number, ty, span);
        }
        match op {
            BinaryOp::And | BinaryOp::Or => {
                // The operand that decides nothing is dropped; the one that decides all stays.
                let neutral = op == BinaryOp::And;
                match (self.known_boolean(a), self.known_boolean(b)) {
                    (Some(known), _) => return if known == neutral { b } else { a },
                    (_, Some(known)) => return if known == neutral { a } else { b },
                    _ if a == b => return a,
                    _ => {}
                }
            }
            BinaryOp::BitOr | BinaryOp::BitXor | BinaryOp::Shl | BinaryOp::Shr
                if self.known_number(b) == Some(0.0) =>
            {
                return a;
            }
            BinaryOp::BitOr | BinaryOp::BitXor if self.known_number(a) == Some(0.0) => return b,
            BinaryOp::UShr if self.known_number(b) == Some(0.0) => {
                return self.unary(UnaryOp::ToU32, a, span);
            }
            _ => {}
        }
        self.push(Op::Binary(op, a, b), ty, span)
    }

    pub(super) fn compare(&mut self, op: CompareOp, a: Value, b: Value, span: Span) -> Value {
        let known = match (self.known_number(a), self.known_number(b)) {
            (Some(x), Some(y)) => fold::compare(op, x, y),
            _ => match (self.known_boolean(a), self.known_boolean(b)) {
                (Some(x), Some(y)) => Some((x == y) == (op == CompareOp::Eq)),
                _ => None,
            },
        };
        match known {
            Some(boolean) => self.boolean(boolean, span),
            None => self.push(Op::Compare(op, a, b), Type::Bool, span),
        }
    }

    pub(super) fn select(&mut self, cond: Value, then: Value, other: Value, span: Span) -> Value {
        if let Some(known) = self.known_boolean(cond) {
            return if known { then } else { other };
        }
        if then == other {
            return then;
        }
        if self.ty(then) == Type::Bool {
            match (self.known_boolean(then), self.known_boolean(other)) {
                (Some(true), Some(false)) => return cond,
                (Some(false), Some(true)) => return self.unary(UnaryOp::Not, cond, span),
                (_, Some(false)) => return self.binary(BinaryOp::And, cond, then, span),
                (Some(true), _) => return self.binary(BinaryOp::Or, cond, other, span),
                (Some(false), _) => {
                    let not = self.unary(UnaryOp::Not, cond, span);
                    return self.binary(BinaryOp::And, not, other, span);
                }
                (_, Some(true)) => {
                    let not = self.unary(UnaryOp::Not, cond, span);
                    return self.binary(BinaryOp::Or, not, then, span);
                }
                _ => {}
            }
        }
        let ty = self.ty(then);
        self.push(Op::Select { cond, then, other }, ty, span)
    }

    /// The value as an F64.
    pub(super) fn as_f64(&mut self, value: Value, span: Span) -> Value {
        match self.ty(value) {
            Type::F64 => value,
            Type::I32 | Type::U32 | Type::Bool => self.unary(UnaryOp::ToF64, value, span),
        }
    }

    /// The value of a number as an I32.
    pub(super) fn as_i32(&mut self, value: Value, span: Span) -> Value {
        match self.ty(value) {
            Type::I32 => value,
            Type::F64 | Type::U32 => self.unary(UnaryOp::ToI32, value, span),
            Type::Bool => {
                let number = self.as_f64(value, span);
                self.unary(UnaryOp::ToI32, number, span)
            }
        }
    }
}
