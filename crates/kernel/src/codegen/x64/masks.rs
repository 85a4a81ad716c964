//! Booleans: logic and choices. In mask registers on AVX-512, as lanes of all ones or zeros on AVX2.

use super::emitter::{Emitted, Emitter, MASKS};
use super::encode::{Len, Mask, Op, Rm};
use super::opcodes as op;
use crate::codegen::Refusal;
use crate::codegen::class::Class;
use crate::codegen::tape::Node;
use crate::program::Code;
use crate::wrong::wrong;

/// The instruction of a bitwise operation: integers have their own. Inverting is one with all ones, as is comparing bits.
fn bitwise(code: Code, class: Class) -> Option<Op> {
    let (integers, numbers) = match code {
        Code::And => (op::AND_D, op::AND_PD),
        Code::Or => (op::OR_D, op::OR_PD),
        Code::Xor | Code::Same | Code::Invert => (op::XOR_D, op::XOR_PD),
        Code::AndNot => (op::AND_NOT_D, op::AND_NOT_PD),
        _ => return None,
    };
    Some(if class == Class::Int {
        integers
    } else {
        numbers
    })
}

impl Emitter<'_> {
    /// Bitwise operations on all classes, and moves.
    pub(super) fn logic(&mut self, code: Code, node: &Node, copy: usize) -> Emitted {
        let Some(dst) = node.dst else {
            return Err(Refusal::Operation);
        };
        let class = self.class(dst);
        let moves = code == Code::Copy || code == Code::And && node.args[0] == node.args[1];
        if moves {
            self.copy(node, class, copy);
            return Ok(());
        }
        if class == Class::Mask && self.evex {
            return self.mask_logic(code, node, copy);
        }
        let Some(op) = bitwise(code, class) else {
            return Err(Refusal::Operation);
        };
        let to = self.result(node, copy);
        let len = self.len(class);
        let mut a = self.operand(node.args[0], class, copy);
        if matches!(code, Code::Invert) {
            let a = self.load(a, class, 0);
            let ones = self.bits(u64::MAX);
            self.put(op, len, to, a, ones);
            self.done(node, copy);
            return Ok(());
        }
        let mut b = self.operand(node.args[1], class, copy);
        // The instruction inverts its first operand, the operation its second; the others do not care.
        if code == Code::AndNot || !matches!(a, Rm::Reg(_)) {
            std::mem::swap(&mut a, &mut b);
        }
        let a = self.load(a, class, 0);
        if code == Code::Same {
            let t = self.temporary(2);
            self.put(op, len, t, a, b);
            let ones = self.bits(u64::MAX);
            self.put(op, len, to, t, ones);
        } else {
            self.put(op, len, to, a, b);
        }
        self.done(node, copy);
        Ok(())
    }

    fn copy(&mut self, node: &Node, class: Class, copy: usize) {
        if class == Class::Mask && self.evex {
            let from = self.mask(node.args[0], copy, MASKS[0]);
            let to = self.mask_result(node, copy);
            if from != to {
                self.code
                    .vex(op::K_LOAD, Len::L128, to, 0, Rm::Reg(from), None);
            }
            self.mask_done(node, copy);
            return;
        }
        let from = self.operand(node.args[0], class, copy);
        let to = self.result(node, copy);
        self.fetch(from, class, to);
        self.done(node, copy);
    }

    fn mask_logic(&mut self, code: Code, node: &Node, copy: usize) -> Emitted {
        let a = self.mask(node.args[0], copy, MASKS[0]);
        let to = self.mask_result(node, copy);
        if code == Code::Invert {
            self.code.vex(op::K_NOT, Len::L128, to, 0, Rm::Reg(a), None);
            self.mask_done(node, copy);
            return Ok(());
        }
        let b = self.mask(node.args[1], copy, MASKS[1]);
        let (op, first, second) = match code {
            Code::And => (op::K_AND, a, b),
            Code::Or => (op::K_OR, a, b),
            Code::Xor => (op::K_XOR, a, b),
            Code::Same => (op::K_XNOR, a, b),
            // Inverts its first operand.
            Code::AndNot => (op::K_AND_NOT, b, a),
            _ => return Err(Refusal::Operation),
        };
        self.code
            .vex(op, Len::L256, to, first, Rm::Reg(second), None);
        self.mask_done(node, copy);
        Ok(())
    }

    /// `args[0] ? args[1] : args[2]`.
    pub(super) fn select(&mut self, node: &Node, copy: usize) -> Emitted {
        let Some(dst) = node.dst else {
            return Err(Refusal::Operation);
        };
        let class = self.class(dst);
        let [cond, then, other] = [node.args[0], node.args[1], node.args[2]];
        let asked = if wrong("code-copy-mask") { 0 } else { copy };
        if !self.evex {
            let cond = self.register(cond, Class::Mask, asked, 0);
            let other = self.register(other, class, copy, 1);
            let then = self.operand(then, class, copy);
            let to = self.result(node, copy);
            self.choose(to, cond, other, then);
            self.done(node, copy);
            return Ok(());
        }
        let cond = self.mask(cond, asked, MASKS[1]);
        if class == Class::Mask {
            self.select_mask(node, cond, copy);
            return Ok(());
        }
        let other = self.register(other, class, copy, 1);
        let then = self.operand(then, class, copy);
        let to = self.result(node, copy);
        let mask = Mask {
            register: cond,
            zero: false,
        };
        let op = if class == Class::Int {
            op::BLEND_D_EVEX
        } else {
            op::BLEND_PD_EVEX
        };
        let len = self.len(class);
        self.code.vector(op, len, to, other, then, mask, None);
        self.done(node, copy);
        Ok(())
    }

    /// The same of booleans, `cond` being in a mask register.
    fn select_mask(&mut self, node: &Node, cond: u8, copy: usize) {
        let [then, other] = [node.args[1], node.args[2]];
        // other ^ ((then ^ other) & cond); register 0 serves where no lanes are masked by it.
        let t = MASKS[0];
        let then = self.mask(then, copy, t);
        let other = self.mask(other, copy, 0);
        self.code
            .vex(op::K_XOR, Len::L256, t, then, Rm::Reg(other), None);
        self.code
            .vex(op::K_AND, Len::L256, t, t, Rm::Reg(cond), None);
        let to = self.mask_result(node, copy);
        self.code
            .vex(op::K_XOR, Len::L256, to, t, Rm::Reg(other), None);
        self.mask_done(node, copy);
    }

    /// 1 and 0.
    pub(super) fn boolean_to_number(&mut self, node: &Node, copy: usize) {
        let to = self.result(node, copy);
        let one = self.number(1.0);
        if self.evex {
            let register = self.mask(node.args[0], copy, MASKS[0]);
            let mask = Mask {
                register,
                zero: true,
            };
            let one = match one {
                Rm::Splat(mem) => Rm::Mem(mem),
                other => other,
            };
            self.code
                .vector(op::SPREAD_SD_EVEX, Len::L512, to, 0, one, mask, None);
        } else {
            let a = self.register(node.args[0], Class::Mask, copy, 0);
            self.pd(op::AND_PD, to, a, one);
        }
        self.done(node, copy);
    }
}
