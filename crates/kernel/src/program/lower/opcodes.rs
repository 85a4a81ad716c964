//! Which opcode an operator of the IR has for operands of a type.

use crate::ir::{BinaryOp, CompareOp, Type, UnaryOp};
use crate::program::Code;

/// The opcode of an operator on a type; `None` where the bits stay as they are.
pub(super) fn unary(op: UnaryOp, from: Type) -> Option<Code> {
    Some(match op {
        UnaryOp::Neg => Code::Neg,
        UnaryOp::Abs => Code::Abs,
        UnaryOp::Sqrt => Code::Sqrt,
        UnaryOp::Floor => Code::Floor,
        UnaryOp::Ceil => Code::Ceil,
        UnaryOp::Trunc => Code::Trunc,
        UnaryOp::Round => Code::Round,
        UnaryOp::Sign => Code::Sign,
        UnaryOp::Fround => Code::Fround,
        UnaryOp::F16round => Code::F16round,
        UnaryOp::Clz32 => Code::Clz32,
        UnaryOp::BitNot | UnaryOp::Not => Code::Invert,
        UnaryOp::ToI32 | UnaryOp::ToU32 if from == Type::F64 => Code::F64ToInt,
        UnaryOp::ToI32 | UnaryOp::ToU32 => return None,
        UnaryOp::ToF64 => match from {
            Type::I32 => Code::I32ToF64,
            Type::U32 => Code::U32ToF64,
            Type::Bool => Code::BoolToF64,
            Type::F64 => return None,
        },
        UnaryOp::ToBool => match from {
            Type::F64 => Code::F64ToBool,
            Type::I32 | Type::U32 => Code::IntToBool,
            Type::Bool => return None,
        },
        UnaryOp::IsNan => Code::IsNan,
        UnaryOp::IsFinite => Code::IsFinite,
        UnaryOp::IsInteger => Code::IsInteger,
    })
}

pub(super) fn binary(op: BinaryOp) -> Code {
    match op {
        BinaryOp::Add => Code::Add,
        BinaryOp::Sub => Code::Sub,
        BinaryOp::Mul => Code::Mul,
        BinaryOp::Div => Code::Div,
        BinaryOp::Rem => Code::Rem,
        BinaryOp::Min => Code::Min,
        BinaryOp::Max => Code::Max,
        BinaryOp::BitAnd | BinaryOp::And => Code::And,
        BinaryOp::BitOr | BinaryOp::Or => Code::Or,
        BinaryOp::BitXor => Code::Xor,
        BinaryOp::Shl => Code::Shl,
        BinaryOp::Shr => Code::Shr,
        BinaryOp::UShr => Code::UShr,
        BinaryOp::Imul => Code::Imul,
    }
}

/// The opcode of a comparison, and whether it takes its operands the other way round.
pub(super) fn compare(op: CompareOp, ty: Type) -> (Code, bool) {
    let (eq, ne, lt, le) = match ty {
        Type::F64 => (Code::EqF, Code::NeF, Code::LtF, Code::LeF),
        Type::I32 => (Code::EqI, Code::NeI, Code::LtI, Code::LeI),
        Type::U32 => (Code::EqI, Code::NeI, Code::LtU, Code::LeU),
        // Booleans are not ordered: the verifier refuses it.
        Type::Bool => (Code::Same, Code::Xor, Code::AndNot, Code::Or),
    };
    match op {
        CompareOp::Eq => (eq, false),
        CompareOp::Ne => (ne, false),
        CompareOp::Lt => (lt, false),
        CompareOp::Le => (le, false),
        CompareOp::Gt => (lt, true),
        CompareOp::Ge => (le, true),
    }
}
