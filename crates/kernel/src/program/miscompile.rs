//! What the draft emits instead of an operation while a fault is switched on ([`crate::wrong`]).

use numpool_math::MathFn;

use super::TooLarge;
use super::code::Code;
use super::draft::{Draft, Home, Reg};
use crate::wrong::wrong;

const INT32_MAX: f64 = 2_147_483_647.0;

/// The register of a wrong result; `None` where the operation is to be emitted as it is.
pub(super) fn instead(
    draft: &mut Draft,
    code: Code,
    args: &[Reg],
    extra: u32,
) -> Result<Option<Reg>, TooLarge> {
    let number = |draft: &mut Draft, value: f64| draft.constant(value.to_bits());
    let reg = match (code, args) {
        (Code::Round, &[a]) if wrong("round-half") => {
            let half = number(draft, 0.5);
            let up = draft.emit_exactly(Code::Add, &[a, half], 0)?;
            draft.emit_exactly(Code::Floor, &[up], 0)?
        }
        (Code::Min, &[a, b]) if wrong("min-nan") => {
            let less = draft.emit_exactly(Code::LtF, &[a, b], 0)?;
            draft.emit_exactly(Code::Select, &[less, a, b], 0)?
        }
        (Code::Max, &[a, b]) if wrong("max-zeros") => {
            let equal = draft.emit_exactly(Code::EqF, &[a, b], 0)?;
            let max = draft.emit_exactly(Code::Max, &[a, b], 0)?;
            draft.emit_exactly(Code::Select, &[equal, b, max], 0)?
        }
        (Code::F64ToInt, &[a]) if wrong("to-int32-saturates") => {
            let (low, high) = (number(draft, -INT32_MAX - 1.0), number(draft, INT32_MAX));
            let above = draft.emit_exactly(Code::Max, &[a, low], 0)?;
            let between = draft.emit_exactly(Code::Min, &[above, high], 0)?;
            draft.emit_exactly(Code::F64ToInt, &[between], 0)?
        }
        (Code::UShr, args) if wrong("ushr-signed") => draft.emit_exactly(Code::Shr, args, 0)?,
        (Code::Invert, &[a]) if wrong("negated-comparison") => match made_by(draft, a) {
            Some((Code::LtF, [x, y])) => draft.emit_exactly(Code::LeF, &[y, x], 0)?,
            Some((Code::LeF, [x, y])) => draft.emit_exactly(Code::LtF, &[y, x], 0)?,
            _ => return Ok(None),
        },
        (Code::Rem, &[a, b]) if wrong("rem-floored") => {
            let ratio = draft.emit_exactly(Code::Div, &[a, b], 0)?;
            let times = draft.emit_exactly(Code::Floor, &[ratio], 0)?;
            let whole = draft.emit_exactly(Code::Mul, &[times, b], 0)?;
            draft.emit_exactly(Code::Sub, &[a, whole], 0)?
        }
        (Code::Neg, &[a]) if wrong("negated-integer") && is(draft, a, Code::I32ToF64) => {
            let zero = number(draft, 0.0);
            draft.emit_exactly(Code::Sub, &[zero, a], 0)?
        }
        (Code::F64ToBool, &[a]) if wrong("truthy-nan") => {
            let zero = number(draft, 0.0);
            draft.emit_exactly(Code::NeF, &[a, zero], 0)?
        }
        (Code::Imul, &[a, b]) if wrong("imul-rounded") => {
            let a = draft.emit_exactly(Code::I32ToF64, &[a], 0)?;
            let b = draft.emit_exactly(Code::I32ToF64, &[b], 0)?;
            let product = draft.emit_exactly(Code::Mul, &[a, b], 0)?;
            draft.emit_exactly(Code::F64ToInt, &[product], 0)?
        }
        (Code::Hypot, args) if wrong("hypot-order") => {
            let reversed: Vec<Reg> = args.iter().rev().copied().collect();
            draft.emit_exactly(Code::Hypot, &reversed, 0)?
        }
        (Code::Call2 | Code::Call2Where, &[a, b, ..]) if wrong("pow-sqrt") => {
            let half = number(draft, 0.5);
            if draft.math[extra as usize] != MathFn::Pow || b != half {
                return Ok(None);
            }
            draft.emit_exactly(Code::Sqrt, &[a], 0)?
        }
        (Code::Mul, &[a, b]) if wrong("flush-subnormals") => {
            let product = draft.emit_exactly(Code::Mul, &[a, b], 0)?;
            let size = draft.emit_exactly(Code::Abs, &[product], 0)?;
            let (least, zero) = (number(draft, f64::MIN_POSITIVE), number(draft, 0.0));
            let small = draft.emit_exactly(Code::LtF, &[size, least], 0)?;
            draft.emit_exactly(Code::Select, &[small, zero, product], 0)?
        }
        // As if a - b and b - a were equal computations.
        (Code::Sub, &[a, b]) if wrong("cse-commutes") && b < a && is_known(draft, &[b, a]) => {
            draft.emit_exactly(Code::Sub, &[b, a], 0)?
        }
        _ => return Ok(None),
    };
    Ok(Some(reg))
}

/// The operation with two operands behind a register.
fn made_by(draft: &Draft, reg: Reg) -> Option<(Code, [Reg; 2])> {
    let mut all = draft.body.iter().chain(&draft.prologue);
    let instr = all.find(|instr| instr.dst == Some(reg))?;
    Some((instr.code, instr.args.as_slice().try_into().ok()?))
}

fn is(draft: &Draft, reg: Reg, code: Code) -> bool {
    let mut all = draft.body.iter().chain(&draft.prologue);
    all.any(|instr| instr.dst == Some(reg) && instr.code == code)
}

/// Whether such a difference stands in the body already.
fn is_known(draft: &Draft, args: &[Reg]) -> bool {
    let both = args.iter().all(|arg| draft.home(*arg) != Home::Uniform);
    let mut body = draft.body.iter();
    both && body.any(|instr| instr.code == Code::Sub && instr.args == args)
}
