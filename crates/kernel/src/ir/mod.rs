//! What a kernel is: typed values in single-assignment form, in a tree of blocks.
//!
//! The front end writes this form, the verifier checks it, every back end reads it. Kernels are
//! pure, so a back end may evaluate a branch for lanes that do not need it: all but its loops, which
//! may not end, and its loads, which may have no answer.

mod ops;
pub(crate) mod passes;
mod text;
mod verify;
mod walk;

pub use ops::{BinaryOp, CompareOp, UnaryOp};
pub use verify::{Invalid, MAX_DEPTH, verify};
pub(crate) use walk::Sources;

use numpool_math::MathFn;

/// The type of a value in one lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// A JS number.
    F64,
    /// A JS number known to be an int32 (never -0).
    I32,
    /// A JS number known to be a uint32 (never -0).
    U32,
    /// A JS boolean.
    Bool,
}

/// Names a value of one [`Function`]: an index into [`Function::values`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Value(pub u32);

/// A stretch of source text in UTF-8 bytes, for messages and listings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte behind the last one.
    pub end: u32,
}

/// How a value comes to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// The item's value in the given input column, as an F64 whatever the column's storage.
    Column(u32),
    /// A captured number (F64) or boolean (Bool), given anew at each run: [`Function::params`].
    Param(u32),
    /// A number known at compile time (F64, or I32/U32 where the value fits the instruction's type).
    Number(f64),
    /// A boolean known at compile time.
    Boolean(bool),
    /// One operand.
    Unary(UnaryOp, Value),
    /// Two operands of the type that the operator works on.
    Binary(BinaryOp, Value, Value),
    /// Bool from two operands of one type. Comparisons follow JS: false with NaN, `-0` equals `0`.
    Compare(CompareOp, Value, Value),
    /// `cond ? then : other`, both sides already evaluated and of one type.
    Select {
        /// Bool.
        cond: Value,
        /// The value where `cond` holds.
        then: Value,
        /// The value elsewhere.
        other: Value,
    },
    /// A function whose bits depend on the engine, one operand (F64 → F64).
    Math1(MathFn, Value),
    /// A function whose bits depend on the engine, two operands (`Atan2`, `Pow`).
    Math2(MathFn, Value, Value),
    /// `Math.hypot` with at least two operands.
    Hypot(Vec<Value>),
    /// The item of a table at an index (F64, I32 or U32): F64. Where the index is no integer that the
    /// table has, the run bails out.
    Load(u32, Value),
    /// How many items a table has: F64.
    Length(u32),
    /// The merged value of an [`If`]; defined by the `If` that lists it.
    Merge,
    /// A value that goes from one turn of a [`Loop`] to the next; defined by the `Loop` that lists it.
    Carried,
}

/// One value: how it is made, its type, and where in the source it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Inst {
    /// How it is made.
    pub op: Op,
    /// What it is.
    pub ty: Type,
    /// Where it stands.
    pub span: Span,
}

/// Instructions in the order of evaluation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// Definitions and branches.
    pub items: Vec<Item>,
}

/// One entry of a [`Block`].
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// Evaluates the value here; later entries and inner blocks may use it.
    Def(Value),
    /// A branch that a back end may skip when no lane needs it.
    If(Box<If>),
    /// Turns of a block, for each lane as many as it needs.
    Loop(Box<Loop>),
}

/// Two blocks and the values that come out of them.
#[derive(Clone, Debug, PartialEq)]
pub struct If {
    /// Bool.
    pub cond: Value,
    /// For lanes where `cond` holds.
    pub then: Block,
    /// For the other lanes.
    pub other: Block,
    /// What both blocks give.
    pub merges: Vec<Merge>,
}

/// `value` is `then` in lanes where the condition holds and `other` elsewhere; all of one type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Merge {
    /// Defined here, by [`Op::Merge`].
    pub value: Value,
    /// Visible at the end of [`If::then`].
    pub then: Value,
    /// Visible at the end of [`If::other`].
    pub other: Value,
}

/// `while (cond) { body }`: the condition and all else that changes are carried values.
///
/// A carried value holds `first` to begin with, and after each turn what `next` was in it. Lanes of
/// which the condition does not hold make no more turns and keep their values.
#[derive(Clone, Debug, PartialEq)]
pub struct Loop {
    /// Visible in the body and behind the loop.
    pub carried: Vec<Carried>,
    /// Bool, one of the carried values or any that is visible before: asked before each turn.
    pub cond: Value,
    /// One turn.
    pub body: Block,
}

/// A value that a loop changes; all three of one type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Carried {
    /// Defined here, by [`Op::Carried`].
    pub value: Value,
    /// Visible before the loop.
    pub first: Value,
    /// Visible at the end of [`Loop::body`].
    pub next: Value,
}

impl Op {
    /// The values that it reads, in order.
    pub fn operands(&self) -> impl Iterator<Item = Value> + '_ {
        let (few, many): ([Option<Value>; 3], &[Value]) = match self {
            Self::Column(_)
            | Self::Param(_)
            | Self::Number(_)
            | Self::Boolean(_)
            | Self::Length(_)
            | Self::Merge
            | Self::Carried => ([None; 3], &[]),
            Self::Unary(_, a) | Self::Math1(_, a) | Self::Load(_, a) => {
                ([Some(*a), None, None], &[])
            }
            Self::Binary(_, a, b) | Self::Compare(_, a, b) | Self::Math2(_, a, b) => {
                ([Some(*a), Some(*b), None], &[])
            }
            Self::Select { cond, then, other } => ([Some(*cond), Some(*then), Some(*other)], &[]),
            Self::Hypot(values) => ([None; 3], values),
        };
        few.into_iter().flatten().chain(many.iter().copied())
    }
}

/// A captured variable that is handed over at each run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name in the source.
    pub name: String,
    /// The captured function that takes it, by its number in the request; none of the kernel itself.
    pub owner: Option<u32>,
    /// `F64` or `Bool`.
    pub ty: Type,
}

/// A captured array of numbers that is handed over at each run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name in the source.
    pub name: String,
    /// The captured function that takes it; none of the kernel itself.
    pub owner: Option<u32>,
}

/// A whole kernel.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// Every value; [`Value`] is the index.
    pub values: Vec<Inst>,
    /// The code.
    pub body: Block,
    /// What the function returns: any [`Type`]; I32 and U32 are numbers to the caller.
    pub result: Value,
    /// What it returns besides, where it gives several values at once.
    pub others: Vec<Value>,
    /// Input columns, in the order of the function's parameters.
    pub columns: u32,
    /// Captured variables, in the order in which a run hands them over.
    pub params: Vec<Param>,
    /// Captured arrays, in the order in which a run hands them over.
    pub tables: Vec<Table>,
}

impl Function {
    /// The instruction behind a value.
    pub fn inst(&self, value: Value) -> &Inst {
        &self.values[value.0 as usize]
    }

    /// What the function returns, in order: at least one value.
    pub fn results(&self) -> impl Iterator<Item = Value> + '_ {
        std::iter::once(self.result).chain(self.others.iter().copied())
    }

    /// The type of a value.
    pub fn ty(&self, value: Value) -> Type {
        self.inst(value).ty
    }
}
