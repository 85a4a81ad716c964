//! Operations on int32 and uint32. AVX-512 keeps them 4 bytes each in half a vector; AVX2, whose comparisons of numbers are as
//! wide as numbers, in the low halves of lanes, with anything above, as the block machine does.

use super::emitter::{Emitted, Emitter, MASKS};
use super::encode::{Condition, Len, Mask, Op, Rm};
use super::numbers::{LESS, TRUNC};
use super::opcodes as op;
use crate::codegen::Refusal;
use crate::codegen::class::Class;
use crate::codegen::tape::Node;
use crate::magic::{FROM_I32, FROM_U32, LOW, TO_INTEGER, TWO_32, TWO_51};
use crate::program::Code;
use crate::program::draft::Home;
use crate::wrong::wrong;

/// How a comparison of integers is told.
const EQUAL_INTEGERS: u8 = 0;

impl Emitter<'_> {
    /// Operations from or to integers.
    pub(super) fn integer(&mut self, code: Code, node: &Node, copy: usize) -> Emitted {
        let to = self.result(node, copy);
        match code {
            Code::F64ToInt => self.integer_of(node, copy, to),
            Code::F64ToClamped => self.clamped_of(node, copy, to),
            Code::I32ToF64 | Code::U32ToF64 => {
                let a = self.operand(node.args[0], Class::Int, copy);
                self.number_of(code == Code::I32ToF64, a, to);
            }
            Code::Imul => {
                let a = self.register(node.args[0], Class::Int, copy, 0);
                let b = self.operand(node.args[1], Class::Int, copy);
                let op = if self.evex { op::MUL_D } else { op::MUL_UDQ };
                self.put(op, Len::L256, to, a, b);
            }
            Code::Shl => self.shift(op::SHL_D, 6, node, copy, to),
            Code::Shr => self.shift(op::SHR_D, 4, node, copy, to),
            Code::UShr => self.shift(op::USHR_D, 2, node, copy, to),
            Code::Clz32 => self.leading_zeros(node, copy, to),
            _ => return Err(Refusal::Operation),
        }
        self.done(node, copy);
        Ok(())
    }

    /// Counts are taken modulo 32: those known now, now. `kind` tells a shift by such a count.
    fn shift(&mut self, op: Op, kind: u8, node: &Node, copy: usize, to: u8) {
        let a = self.register(node.args[0], Class::Int, copy, 0);
        if let Home::Constant(constant) = self.home(node.args[1]) {
            let count = self.tape.constants[constant as usize] as u8 & 31;
            // The result is in the place of the second operand, the shift's kind in that of the first.
            return self.put_with(op::SHIFT_D, Len::L256, kind, to, Rm::Reg(a), count);
        }
        let count = self.register(node.args[1], Class::Int, copy, 1);
        let t = self.temporary(2);
        let most = self.bits(31 | 31 << 32);
        self.put(op::AND_D, Len::L256, t, count, most);
        let count = Rm::Reg(if wrong("code-shift-count") { count } else { t });
        self.put(op, Len::L256, to, a, count);
    }

    /// All copies of integers of numbers (AVX-512): cut to int32. What does not fit gives the least int32; only where that is seen, the
    /// strip is done again in the long way, so that one jump serves all.
    pub(super) fn integers_of(&mut self, node: &Node) -> Emitted {
        let least = self.bits(0x8000_0000_8000_0000);
        for copy in 0..self.copies_of(node) {
            let to = self.result(node, copy);
            let a = self.operand(node.args[0], Class::Wide, copy);
            self.put(op::PD_TO_DQ, Len::L512, to, 0, a);
            let seen = MASKS[usize::from(copy > 0)];
            self.put_with(op::COMPARE_D, Len::L256, seen, to, least, EQUAL_INTEGERS);
            if copy > 0 {
                let also = Rm::Reg(seen);
                self.code
                    .vex(op::K_OR, Len::L256, MASKS[0], MASKS[0], also, None);
            }
            self.done(node, copy);
        }
        let done = self.code.label();
        self.any(MASKS[0]);
        self.code.jump_if(Condition::Equal, done);
        for copy in 0..self.copies_of(node) {
            self.integer(Code::F64ToInt, node, copy)?;
        }
        self.code.bind(done);
        Ok(())
    }

    /// `ToInt32` and `ToUint32` are the same bits.
    fn integer_of(&mut self, node: &Node, copy: usize, to: u8) {
        let (t, s) = (self.temporary(2), self.temporary(3));
        let done = self.code.label();
        if self.evex {
            // Cut to int64, whose low half is the integer. What does not fit gives the least int64, of which the low half is 0;
            // only then it is looked whether there is more to it, and taken modulo 2^32 first.
            let a = self.operand(node.args[0], Class::Wide, copy);
            self.pd(op::PD_TO_QQ, t, 0, a);
            let least = self.bits(i64::MIN.cast_unsigned());
            self.put(op::EQUAL_Q, Len::L512, MASKS[0], t, least);
            self.any(MASKS[0]);
            self.code.jump_if(Condition::Equal, done);
            let a = self.load(a, Class::Wide, 0);
            self.modulo(a, t, s);
            self.pd(op::PD_TO_QQ, t, 0, Rm::Reg(t));
            self.code.bind(done);
            self.put(op::QQ_TO_D, Len::L512, t, 0, Rm::Reg(to));
            return;
        }
        let a = self.register(node.args[0], Class::Wide, copy, 0);
        self.absolute(s, a);
        let near = self.number(TWO_51);
        self.compare(LESS, s, s, near);
        self.pd(op::MOVE_PD, t, 0, Rm::Reg(a));
        self.signs(s);
        // All four lanes.
        self.code.scalar(false, &[0x83], 7, Rm::Reg(0), &[15]);
        self.code.jump_if(Condition::Equal, done);
        self.modulo(a, t, s);
        // 0 for NaN and the infinities.
        self.compare(super::numbers::EQUAL, s, t, Rm::Reg(t));
        self.pd(op::AND_PD, t, t, Rm::Reg(s));
        self.code.bind(done);
        self.pd_with(op::ROUND_PD, t, 0, Rm::Reg(t), TRUNC);
        let magic = self.number(TO_INTEGER);
        self.pd(op::ADD_PD, to, t, magic);
    }

    /// `t` is `a` less a multiple of 2^32, exactly; NaN for NaN and the infinities.
    fn modulo(&mut self, a: u8, t: u8, s: u8) {
        let inverse = self.number(1.0 / TWO_32);
        self.pd(op::MUL_PD, s, a, inverse);
        self.pd_with(op::ROUND_PD, s, 0, Rm::Reg(s), TRUNC);
        let size = self.number(TWO_32);
        self.pd(op::MUL_PD, s, s, size);
        self.pd(op::SUB_PD, t, a, Rm::Reg(s));
    }

    // Below 0 and NaN are 0, above 255 is 255, halves to even by the addition.
    fn clamped_of(&mut self, node: &Node, copy: usize, to: u8) {
        let a = self.operand(node.args[0], Class::Wide, copy);
        let (t, zero) = (self.temporary(2), self.temporary(3));
        let a = self.load(a, Class::Wide, 0);
        self.pd(op::XOR_PD, zero, zero, Rm::Reg(zero));
        // maxpd gives its second operand, 0, for NaN.
        self.pd(op::MAX_PD, t, a, Rm::Reg(zero));
        let top = self.number(255.0);
        self.pd(op::MIN_PD, t, t, top);
        let magic = self.number(TO_INTEGER);
        if self.evex {
            self.pd(op::ADD_PD, t, t, magic);
            self.put(op::QQ_TO_D, Len::L512, t, 0, Rm::Reg(to));
        } else {
            self.pd(op::ADD_PD, to, t, magic);
        }
    }

    pub(super) fn number_of(&mut self, signed: bool, a: Rm, to: u8) {
        if self.evex {
            let op = if signed { op::DQ_TO_PD } else { op::UDQ_TO_PD };
            return self.put(op, Len::L512, to, 0, a);
        }
        let a = self.load(a, Class::Int, 0);
        let t = self.temporary(2);
        let low = self.bits(LOW);
        self.pd(op::AND_PD, t, a, low);
        let above = self.bits(if signed { FROM_I32 } else { FROM_U32 });
        self.pd(op::XOR_PD, t, t, above);
        self.pd(op::SUB_PD, to, t, above);
    }

    /// The exponent of the uint32 as a number tells its highest bit; 0 has none.
    fn leading_zeros(&mut self, node: &Node, copy: usize, to: u8) {
        let a = self.register(node.args[0], Class::Int, copy, 0);
        let (t, s) = (self.temporary(3), self.temporary(1));
        // In one register and then the other: the conversion has a temporary of its own.
        self.number_of(false, Rm::Reg(a), t);
        let wide = self.wide();
        // The register is in the place of the second operand, the shift's kind in that of the first.
        self.code.vector(
            op::SHIFT_Q,
            wide,
            2,
            t,
            Rm::Reg(t),
            Mask::default(),
            Some(52),
        );
        let bias = self.bits(1023 + 31);
        self.fetch(bias, Class::Wide, s);
        self.pd(op::SUB_Q, s, s, Rm::Reg(t));
        let none = self.bits(32 | 32 << 32);
        if self.evex {
            self.put(op::QQ_TO_D, Len::L512, s, 0, Rm::Reg(s));
            self.put(op::XOR_D, Len::L256, t, t, Rm::Reg(t));
            self.put(op::EQUAL_D, Len::L256, MASKS[0], a, Rm::Reg(t));
            let mask = Mask {
                register: MASKS[0],
                zero: false,
            };
            self.code
                .vector(op::BLEND_D_EVEX, Len::L256, to, s, none, mask, None);
        } else {
            self.put(op::XOR_D, Len::L256, t, t, Rm::Reg(t));
            self.put(op::EQUAL_D, Len::L256, t, a, Rm::Reg(t));
            self.put_with(op::SHUFFLE_D, Len::L256, t, 0, Rm::Reg(t), 0xa0);
            self.choose(to, t, s, none);
        }
    }
}
