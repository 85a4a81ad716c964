//! Writes IR by hand: each method appends a value to the innermost open block.

use numpool_math::MathFn;

use crate::ir::{
    BinaryOp, Block, Carried, CompareOp, Function, If, Inst, Item, Loop, Merge, Op, Param, Span,
    Table, Type, UnaryOp, Value,
};

pub(super) struct Builder {
    values: Vec<Inst>,
    blocks: Vec<Block>,
    columns: u32,
    params: Vec<Param>,
    tables: Vec<Table>,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            values: Vec::new(),
            blocks: vec![Block::default()],
            columns: 0,
            params: Vec::new(),
            tables: Vec::new(),
        }
    }

    fn value(&mut self, op: Op, ty: Type) -> Value {
        self.values.push(Inst {
            op,
            ty,
            span: Span::default(),
        });
        Value(self.values.len() as u32 - 1)
    }

    pub(super) fn def(&mut self, op: Op, ty: Type) -> Value {
        let value = self.value(op, ty);
        if let Some(block) = self.blocks.last_mut() {
            block.items.push(Item::Def(value));
        }
        value
    }

    pub(super) fn ty(&self, value: Value) -> Type {
        self.values[value.0 as usize].ty
    }

    pub(super) fn column(&mut self, column: u32) -> Value {
        self.columns = self.columns.max(column + 1);
        self.def(Op::Column(column), Type::F64)
    }

    pub(super) fn param(&mut self, ty: Type) -> Value {
        let name = format!("p{}", self.params.len());
        self.params.push(Param {
            name,
            owner: None,
            ty,
        });
        self.def(Op::Param(self.params.len() as u32 - 1), ty)
    }

    pub(super) fn number(&mut self, number: f64) -> Value {
        self.def(Op::Number(number), Type::F64)
    }

    pub(super) fn boolean(&mut self, boolean: bool) -> Value {
        self.def(Op::Boolean(boolean), Type::Bool)
    }

    pub(super) fn unary(&mut self, op: UnaryOp, a: Value) -> Value {
        let ty = match op {
            UnaryOp::Clz32 | UnaryOp::BitNot | UnaryOp::ToI32 => Type::I32,
            UnaryOp::ToU32 => Type::U32,
            UnaryOp::Not
            | UnaryOp::ToBool
            | UnaryOp::IsNan
            | UnaryOp::IsFinite
            | UnaryOp::IsInteger => Type::Bool,
            _ => Type::F64,
        };
        self.def(Op::Unary(op, a), ty)
    }

    pub(super) fn binary(&mut self, op: BinaryOp, a: Value, b: Value) -> Value {
        let ty = match op {
            BinaryOp::UShr => Type::U32,
            BinaryOp::And | BinaryOp::Or => Type::Bool,
            _ if takes_integers(op) => Type::I32,
            _ => Type::F64,
        };
        self.def(Op::Binary(op, a, b), ty)
    }

    pub(super) fn compare(&mut self, op: CompareOp, a: Value, b: Value) -> Value {
        self.def(Op::Compare(op, a, b), Type::Bool)
    }

    pub(super) fn select(&mut self, cond: Value, then: Value, other: Value) -> Value {
        self.def(Op::Select { cond, then, other }, self.ty(then))
    }

    pub(super) fn math(&mut self, function: MathFn, a: Value) -> Value {
        self.def(Op::Math1(function, a), Type::F64)
    }

    /// `cond ? then() : other()` as a branch.
    pub(super) fn branch(
        &mut self,
        cond: Value,
        then: impl FnOnce(&mut Self) -> Value,
        other: impl FnOnce(&mut Self) -> Value,
    ) -> Value {
        let (then_block, then) = self.block(then);
        let (other_block, other) = self.block(other);
        let value = self.value(Op::Merge, self.ty(then));
        let merges = vec![Merge { value, then, other }];
        let branch = If {
            cond,
            then: then_block,
            other: other_block,
            merges,
        };
        if let Some(block) = self.blocks.last_mut() {
            block.items.push(Item::If(Box::new(branch)));
        }
        value
    }

    pub(super) fn table(&mut self) -> u32 {
        let name = format!("t{}", self.tables.len());
        self.tables.push(Table { name, owner: None });
        self.tables.len() as u32 - 1
    }

    pub(super) fn load(&mut self, table: u32, index: Value) -> Value {
        self.def(Op::Load(table, index), Type::F64)
    }

    pub(super) fn length(&mut self, table: u32) -> Value {
        self.def(Op::Length(table), Type::F64)
    }

    /// `while (enter) { … }`: from what the values begin as to what each holds behind the loop. A turn
    /// gives the next values and whether another turn follows.
    pub(super) fn turns(
        &mut self,
        enter: Value,
        firsts: &[Value],
        turn: impl FnOnce(&mut Self, &[Value]) -> (Vec<Value>, Value),
    ) -> Vec<Value> {
        let values: Vec<Value> = firsts
            .iter()
            .map(|first| self.value(Op::Carried, self.ty(*first)))
            .collect();
        let cond = self.value(Op::Carried, Type::Bool);
        self.blocks.push(Block::default());
        let (nexts, again) = turn(self, &values);
        let body = self.blocks.pop().unwrap_or_default();
        let carried = values.iter().zip(firsts).zip(nexts);
        let mut carried: Vec<Carried> = carried
            .map(|((value, first), next)| Carried {
                value: *value,
                first: *first,
                next,
            })
            .collect();
        carried.push(Carried {
            value: cond,
            first: enter,
            next: again,
        });
        let it = Loop {
            carried,
            cond,
            body,
        };
        if let Some(block) = self.blocks.last_mut() {
            block.items.push(Item::Loop(Box::new(it)));
        }
        values
    }

    fn block(&mut self, body: impl FnOnce(&mut Self) -> Value) -> (Block, Value) {
        self.blocks.push(Block::default());
        let value = body(self);
        (self.blocks.pop().unwrap_or_default(), value)
    }

    pub(super) fn done(mut self, result: Value) -> Function {
        let body = self.blocks.pop().unwrap_or_default();
        let Self {
            values,
            columns,
            params,
            tables,
            ..
        } = self;
        let function = Function {
            values,
            body,
            result,
            others: Vec::new(),
            columns,
            params,
            tables,
        };
        assert_eq!(crate::ir::verify(&function), Ok(()));
        function
    }
}

/// Whether an operator works on int32.
pub(super) fn takes_integers(op: BinaryOp) -> bool {
    matches!(
        op,
        BinaryOp::BitAnd
            | BinaryOp::BitOr
            | BinaryOp::BitXor
            | BinaryOp::Shl
            | BinaryOp::Shr
            | BinaryOp::UShr
            | BinaryOp::Imul
    )
}
