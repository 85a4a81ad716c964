//! The operators of the IR: what each takes and gives. Semantics are ECMAScript's, per lane.

use super::Type;

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `-x`: F64 → F64.
    Neg,
    /// `Math.abs`: F64 → F64.
    Abs,
    /// `Math.sqrt`: F64 → F64.
    Sqrt,
    /// `Math.floor`: F64 → F64.
    Floor,
    /// `Math.ceil`: F64 → F64.
    Ceil,
    /// `Math.trunc`: F64 → F64.
    Trunc,
    /// `Math.round`, half up: F64 → F64.
    Round,
    /// `Math.sign`, keeps NaN and the sign of zero: F64 → F64.
    Sign,
    /// `Math.fround`: F64 → F64.
    Fround,
    /// `Math.f16round`: F64 → F64.
    F16round,
    /// `Math.clz32`: I32 → I32.
    Clz32,
    /// `~x`: I32 → I32.
    BitNot,
    /// `!x`: Bool → Bool.
    Not,
    /// `ToInt32`: F64 or U32 → I32.
    ToI32,
    /// `ToUint32`: F64 or I32 → U32.
    ToU32,
    /// The number behind an int32, a uint32 or a boolean: I32, U32 or Bool → F64.
    ToF64,
    /// Truthiness, false for 0, -0 and NaN: F64, I32 or U32 → Bool.
    ToBool,
    /// `Number.isNaN` and `isNaN` of a number: F64 → Bool.
    IsNan,
    /// `Number.isFinite` of a number: F64 → Bool.
    IsFinite,
    /// `Number.isInteger`: F64 → Bool.
    IsInteger,
}

impl UnaryOp {
    /// The type that it gives.
    pub fn result(self) -> Type {
        match self {
            Self::Neg
            | Self::Abs
            | Self::Sqrt
            | Self::Floor
            | Self::Ceil
            | Self::Trunc
            | Self::Round
            | Self::Sign
            | Self::Fround
            | Self::F16round
            | Self::ToF64 => Type::F64,
            Self::Clz32 | Self::BitNot | Self::ToI32 => Type::I32,
            Self::ToU32 => Type::U32,
            Self::Not | Self::ToBool | Self::IsNan | Self::IsFinite | Self::IsInteger => Type::Bool,
        }
    }

    /// Whether it takes an operand of this type.
    pub fn takes(self, operand: Type) -> bool {
        match self {
            // A conversion converts: the type that it gives already is no operand of it.
            Self::ToF64 | Self::ToBool => operand != self.result(),
            Self::ToI32 => matches!(operand, Type::F64 | Type::U32),
            Self::ToU32 => matches!(operand, Type::F64 | Type::I32),
            Self::IsNan | Self::IsFinite | Self::IsInteger => operand == Type::F64,
            _ => operand == self.result(),
        }
    }
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// F64, F64 → F64.
    Add,
    /// F64, F64 → F64.
    Sub,
    /// F64, F64 → F64.
    Mul,
    /// F64, F64 → F64.
    Div,
    /// `%`, C's `fmod`: F64, F64 → F64.
    Rem,
    /// `Math.min` of two, JS rules for NaN and -0: F64, F64 → F64.
    Min,
    /// `Math.max` of two, JS rules for NaN and -0: F64, F64 → F64.
    Max,
    /// I32, I32 → I32.
    BitAnd,
    /// I32, I32 → I32.
    BitOr,
    /// I32, I32 → I32.
    BitXor,
    /// `<<`, the count modulo 32: I32, I32 → I32.
    Shl,
    /// `>>`, the count modulo 32: I32, I32 → I32.
    Shr,
    /// `>>>`, the count modulo 32: I32, I32 → U32.
    UShr,
    /// `Math.imul`: I32, I32 → I32.
    Imul,
    /// Logical and: Bool, Bool → Bool.
    And,
    /// Logical or: Bool, Bool → Bool.
    Or,
}

impl BinaryOp {
    /// The type of both operands.
    pub fn operands(self) -> Type {
        if self == Self::UShr {
            Type::I32
        } else {
            self.result()
        }
    }

    /// The type that it gives.
    pub fn result(self) -> Type {
        match self {
            Self::Add | Self::Sub | Self::Mul | Self::Div | Self::Rem | Self::Min | Self::Max => {
                Type::F64
            }
            Self::BitAnd | Self::BitOr | Self::BitXor | Self::Shl | Self::Shr | Self::Imul => {
                Type::I32
            }
            Self::UShr => Type::U32,
            Self::And | Self::Or => Type::Bool,
        }
    }
}

/// Comparisons of two F64, two I32, two U32 or (`Eq`, `Ne` only) two Bool → Bool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// `==`.
    Eq,
    /// `!=`.
    Ne,
    /// `<`.
    Lt,
    /// `<=`.
    Le,
    /// `>`.
    Gt,
    /// `>=`.
    Ge,
}
