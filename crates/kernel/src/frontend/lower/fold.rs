//! What operators give for operands that are known at compile time, bit for bit.

use numpool_math::exact;

use crate::ir::{BinaryOp, CompareOp, UnaryOp};
use crate::wrong::wrong;

/// A folded result.
pub(super) enum Known {
    Number(f64),
    Boolean(bool),
}

pub(super) fn unary(op: UnaryOp, a: f64) -> Option<Known> {
    if a.is_subnormal() {
        return None;
    }
    let number = match op {
        UnaryOp::Neg => -a,
        UnaryOp::Abs => a.abs(),
        UnaryOp::Sqrt => a.sqrt(),
        UnaryOp::Floor => exact::floor(a),
        UnaryOp::Ceil => exact::ceil(a),
        UnaryOp::Trunc => exact::trunc(a),
        UnaryOp::Round if wrong("fold-round") => a.round(),
        UnaryOp::Round => exact::round(a),
        UnaryOp::Sign => exact::sign(a),
        UnaryOp::Fround => exact::fround(a),
        UnaryOp::F16round => exact::f16round(a),
        UnaryOp::ToF64 => a,
        UnaryOp::ToI32 => f64::from(exact::to_int32(a)),
        UnaryOp::ToU32 => f64::from(exact::to_uint32(a)),
        UnaryOp::BitNot => f64::from(!exact::to_int32(a)),
        UnaryOp::Clz32 => f64::from(exact::clz32(exact::to_int32(a))),
        UnaryOp::ToBool => return Some(Known::Boolean(a != 0.0 && !a.is_nan())),
        UnaryOp::IsNan => return Some(Known::Boolean(a.is_nan())),
        UnaryOp::IsFinite => return Some(Known::Boolean(a.is_finite())),
        UnaryOp::IsInteger => return Some(Known::Boolean(exact::is_integer(a))),
        UnaryOp::Not => return None,
    };
    (!number.is_subnormal()).then_some(Known::Number(number))
}

pub(super) fn binary(op: BinaryOp, a: f64, b: f64) -> Option<f64> {
    let (x, y) = (exact::to_int32(a), exact::to_int32(b));
    let result = match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div => a / b,
        BinaryOp::Rem if wrong("fold-rem") => a - (a / b).trunc() * b,
        BinaryOp::Rem => exact::rem(a, b),
        BinaryOp::Min => exact::min(a, b),
        BinaryOp::Max => exact::max(a, b),
        BinaryOp::BitAnd => f64::from(x & y),
        BinaryOp::BitOr => f64::from(x | y),
        BinaryOp::BitXor => f64::from(x ^ y),
        BinaryOp::Shl => f64::from(x.wrapping_shl(y as u32)),
        BinaryOp::Shr => f64::from(x.wrapping_shr(y as u32)),
        BinaryOp::UShr => f64::from((x as u32).wrapping_shr(y as u32)),
        BinaryOp::Imul => f64::from(exact::imul(x, y)),
        BinaryOp::And | BinaryOp::Or => return None,
    };
    // The thread that compiles may flush subnormals itself: a zero must be an exact one.
    let exact_zero = match op {
        BinaryOp::Add => a == -b,
        BinaryOp::Sub => a == b,
        BinaryOp::Mul => a == 0.0 || b == 0.0,
        BinaryOp::Div => a == 0.0,
        _ => true,
    };
    let plain = !(a.is_subnormal() || b.is_subnormal() || result.is_subnormal());
    (plain && (result != 0.0 || exact_zero)).then_some(result)
}

pub(super) fn compare(op: CompareOp, a: f64, b: f64) -> Option<bool> {
    if a.is_subnormal() || b.is_subnormal() {
        return None;
    }
    Some(match op {
        CompareOp::Eq => a == b,
        CompareOp::Ne => a != b,
        CompareOp::Lt => a < b,
        CompareOp::Le => a <= b,
        CompareOp::Gt => a > b,
        CompareOp::Ge => a >= b,
    })
}
