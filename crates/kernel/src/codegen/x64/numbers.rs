//! Operations on numbers, as the block machine's `ops` has them: exact JS semantics, never fused.

use super::emitter::{Emitted, Emitter, MASKS};
use super::encode::{Mask, Op, Rm};
use super::opcodes as op;
use crate::codegen::Refusal;
use crate::codegen::class::Class;
use crate::codegen::tape::Node;
use crate::program::Code;
use crate::wrong::wrong;

/// How comparisons are told: ordered, quiet.
pub(super) const EQUAL: u8 = 0x00;
pub(super) const LESS: u8 = 0x11;
pub(super) const LESS_OR_EQUAL: u8 = 0x12;
pub(super) const UNORDERED: u8 = 0x03;
/// Unordered, too.
pub(super) const NOT_EQUAL: u8 = 0x04;

/// True where unordered, which `<=` is not.
pub(super) const NOT_GREATER: u8 = 0x1a;

/// How rounding is told; without exceptions.
pub(super) const FLOOR: u8 = 9;
pub(super) const CEIL: u8 = 10;
pub(super) const TRUNC: u8 = 11;

const SIGN: u64 = 1 << 63;
const EXPONENT: u64 = 0x7ff0_0000_0000_0000;
const F16_OVERFLOW: f64 = 65520.0;
const F16_SMALLEST_NORMAL: f64 = 1.0 / 16384.0;
const F16_MAGIC: f64 = 6_597_069_766_656.0;

impl Emitter<'_> {
    /// Operations from numbers to a number.
    pub(super) fn arithmetic(&mut self, code: Code, node: &Node, copy: usize) -> Emitted {
        let simple = |op: Op, commutes: bool| Some((op, commutes));
        let two = match code {
            Code::Add => simple(op::ADD_PD, true),
            Code::Sub => simple(op::SUB_PD, false),
            Code::Mul => simple(op::MUL_PD, true),
            Code::Div => simple(op::DIV_PD, false),
            _ => None,
        };
        if let Some((op, commutes)) = two {
            self.two(op, commutes, node, copy);
            return Ok(());
        }
        let to = self.result(node, copy);
        let a = self.operand(node.args[0], Class::Wide, copy);
        match code {
            Code::Sqrt => {
                let mask = self.write_mask(node, copy);
                let len = self.wide();
                self.code.vector(op::SQRT_PD, len, to, 0, a, mask, None);
            }
            Code::Floor => self.pd_with(op::ROUND_PD, to, 0, a, FLOOR),
            Code::Ceil => self.pd_with(op::ROUND_PD, to, 0, a, CEIL),
            Code::Trunc => self.pd_with(op::ROUND_PD, to, 0, a, TRUNC),
            Code::Neg => {
                let a = self.load(a, Class::Wide, 0);
                let sign = self.bits(SIGN);
                self.pd(op::XOR_PD, to, a, sign);
            }
            Code::Abs => {
                let a = self.load(a, Class::Wide, 0);
                self.absolute(to, a);
            }
            Code::Fround => {
                let t = self.temporary(2);
                self.pd(op::PD_TO_PS, t, 0, a);
                self.pd(op::PS_TO_PD, to, 0, Rm::Reg(t));
            }
            Code::Min | Code::Max => self.least_or_most(code, node, copy, to),
            Code::Round => self.round(to, a),
            Code::Sign => self.sign(to, a),
            Code::F16round => self.half_precision(to, a),
            _ => return Err(Refusal::Operation),
        }
        self.done(node, copy);
        Ok(())
    }

    /// An instruction with two operands, of which the second may be memory.
    fn two(&mut self, op: Op, commutes: bool, node: &Node, copy: usize) {
        let to = self.result(node, copy);
        let mut a = self.operand(node.args[0], Class::Wide, copy);
        let mut b = self.operand(node.args[1], Class::Wide, copy);
        if commutes && !matches!(a, Rm::Reg(_)) {
            std::mem::swap(&mut a, &mut b);
        }
        let a = self.load(a, Class::Wide, 0);
        // Memory takes a masked store, and all lanes of the temporary are computed.
        let in_register = to != self.temporary(0);
        let mask = if in_register {
            self.write_mask(node, copy)
        } else {
            Mask::default()
        };
        let len = self.wide();
        self.code.vector(op, len, to, a, b, mask, None);
        self.done(node, copy);
    }

    pub(super) fn absolute(&mut self, to: u8, a: u8) {
        let rest = self.bits(!SIGN);
        self.pd(op::AND_PD, to, a, rest);
    }

    // minpd gives its second operand for NaN and for two zeros: both orders together know all.
    fn least_or_most(&mut self, code: Code, node: &Node, copy: usize, to: u8) {
        let a = self.register(node.args[0], Class::Wide, copy, 0);
        let b = self.register(node.args[1], Class::Wide, copy, 1);
        let (s, t) = (self.temporary(2), self.temporary(3));
        if code == Code::Min {
            self.pd(op::MIN_PD, s, a, Rm::Reg(b));
            let (a, b) = if wrong("code-min-order") {
                (b, a)
            } else {
                (a, b)
            };
            self.pd(op::MIN_PD, t, b, Rm::Reg(a));
            self.pd(op::OR_PD, to, s, Rm::Reg(t));
            return;
        }
        self.pd(op::MAX_PD, s, a, Rm::Reg(b));
        self.pd(op::MAX_PD, t, b, Rm::Reg(a));
        self.pd(op::AND_PD, s, s, Rm::Reg(t));
        if self.evex {
            self.compare(UNORDERED, MASKS[0], a, Rm::Reg(b));
            let nan = self.number(f64::NAN);
            self.choose(to, MASKS[0], s, nan);
        } else {
            self.compare(UNORDERED, t, a, Rm::Reg(b));
            self.pd(op::OR_PD, to, s, Rm::Reg(t));
        }
    }

    // V8's Float64Round: up, and down again where that was more than half. Keeps -0.
    fn round(&mut self, to: u8, a: Rm) {
        let a = self.load(a, Class::Wide, 0);
        let (up, t) = (self.temporary(2), self.temporary(3));
        self.pd_with(op::ROUND_PD, up, 0, Rm::Reg(a), CEIL);
        let half = self.number(0.5);
        self.pd(op::SUB_PD, t, up, half);
        let one = self.number(1.0);
        if self.evex {
            self.compare(LESS, MASKS[0], a, Rm::Reg(t));
            let mask = Mask {
                register: MASKS[0],
                zero: false,
            };
            let len = self.wide();
            self.code.vector(op::SUB_PD, len, up, up, one, mask, None);
            self.pd(op::MOVE_PD, to, 0, Rm::Reg(up));
        } else {
            self.compare(LESS, t, a, Rm::Reg(t));
            self.pd(op::AND_PD, t, t, one);
            self.pd(op::SUB_PD, to, up, Rm::Reg(t));
        }
    }

    // Zeros and NaN are their own sign.
    fn sign(&mut self, to: u8, a: Rm) {
        let a = self.load(a, Class::Wide, 0);
        let (t, one) = (self.temporary(2), self.temporary(3));
        self.absolute(t, a);
        let zero = self.temporary(1);
        self.pd(op::XOR_PD, zero, zero, Rm::Reg(zero));
        let found = if self.evex { MASKS[0] } else { t };
        self.compare(LESS, found, zero, Rm::Reg(t));
        let sign = self.bits(SIGN);
        self.pd(op::AND_PD, one, a, sign);
        let number = self.number(1.0);
        self.pd(op::OR_PD, one, one, number);
        self.choose(to, found, a, Rm::Reg(one));
    }

    /// See the block machine's `F16round`, of which this is the same.
    fn half_precision(&mut self, to: u8, a: Rm) {
        let a = self.load(a, Class::Wide, 0);
        let (size, t, near) = (self.temporary(1), self.temporary(2), self.temporary(3));
        self.absolute(size, a);
        let exponent = self.bits(EXPONENT);
        self.pd(op::AND_PD, t, a, exponent);
        let smallest = self.number(F16_SMALLEST_NORMAL);
        self.pd(op::MAX_PD, t, t, smallest);
        let magic = self.number(F16_MAGIC);
        self.pd(op::MUL_PD, t, t, magic);
        self.pd(op::ADD_PD, near, size, Rm::Reg(t));
        self.pd(op::SUB_PD, near, near, Rm::Reg(t));
        let found = if self.evex { MASKS[0] } else { t };
        let overflow = self.number(F16_OVERFLOW);
        self.compare(LESS, found, size, overflow);
        let infinity = self.number(f64::INFINITY);
        self.fetch(infinity, Class::Wide, size);
        self.choose(near, found, size, Rm::Reg(near));
        let sign = self.bits(SIGN);
        self.pd(op::AND_PD, size, a, sign);
        self.pd(op::OR_PD, near, near, Rm::Reg(size));
        self.compare(EQUAL, found, a, Rm::Reg(a));
        self.choose(to, found, a, Rm::Reg(near));
    }
}
