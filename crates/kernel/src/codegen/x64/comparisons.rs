//! Where booleans come from: comparisons, and questions about one number.

use super::emitter::{Emitted, Emitter, MASKS};
use super::encode::{Len, Mask, Rm};
use super::numbers::{EQUAL, LESS, LESS_OR_EQUAL, NOT_EQUAL, NOT_GREATER, TRUNC};
use super::opcodes as op;
use crate::codegen::Refusal;
use crate::codegen::class::Class;
use crate::codegen::tape::{Comparisons, Node};
use crate::magic::LOW_SIGN;
use crate::program::Code;
use crate::program::draft::Reg;
use crate::wrong::wrong;

/// How numbers are compared; `None` for comparisons of integers.
fn number_comparison(code: Code) -> Option<u8> {
    match code {
        Code::EqF => Some(EQUAL),
        Code::NeF => Some(NOT_EQUAL),
        Code::LtF => Some(LESS),
        Code::LeF if wrong("code-le-unordered") => Some(NOT_GREATER),
        Code::LeF => Some(LESS_OR_EQUAL),
        _ => None,
    }
}

impl Emitter<'_> {
    /// A comparison.
    pub(super) fn comparison(&mut self, code: Code, node: &Node, copy: usize) -> Emitted {
        let args = &node.args;
        if self.evex {
            let to = self.mask_result(node, copy);
            self.compare_within(code, args, copy, 0, to)?;
            self.mask_done(node, copy);
            return Ok(());
        }
        let to = self.result(node, copy);
        match number_comparison(code) {
            Some(how) => {
                let a = self.register(args[0], Class::Wide, copy, 0);
                let b = self.operand(args[1], Class::Wide, copy);
                self.compare(how, to, a, b);
            }
            None => self.compare_integers(code, args, copy, to),
        }
        self.done(node, copy);
        Ok(())
    }

    /// One comparison after the other, each in the lanes in which those before it hold, the first in those of `args[0]`.
    pub(super) fn comparisons(
        &mut self,
        comparisons: &Comparisons,
        node: &Node,
        copy: usize,
    ) -> Emitted {
        let codes = comparisons.codes();
        let result = self.mask_result(node, copy);
        let mut within = self.mask(node.args[0], copy, MASKS[1]);
        if comparisons.second {
            let second = Rm::Reg(self.mask(node.args[1], copy, MASKS[0]));
            self.code
                .vex(op::K_AND, Len::L256, MASKS[1], within, second, None);
            within = MASKS[1];
        }
        for (number, code) in codes.iter().enumerate() {
            let last = number + 1 == codes.len();
            let to = if last { result } else { MASKS[1] };
            let args = &node.args[comparisons.begin() + 2 * number..];
            self.compare_within(*code, args, copy, within, to)?;
            within = to;
        }
        self.mask_done(node, copy);
        Ok(())
    }

    /// Compares the first two of `args` in the lanes of a mask register, 0 being all (AVX-512 only).
    fn compare_within(
        &mut self,
        code: Code,
        args: &[Reg],
        copy: usize,
        within: u8,
        to: u8,
    ) -> Emitted {
        let (class, op, how) = match (number_comparison(code), code) {
            (Some(how), _) => (Class::Wide, op::COMPARE_PD, how),
            (None, Code::LtU) => (Class::Int, op::COMPARE_UD, 1),
            (None, Code::LeU) => (Class::Int, op::COMPARE_UD, 2),
            (None, Code::EqI) => (Class::Int, op::COMPARE_D, 0),
            (None, Code::LtI) => (Class::Int, op::COMPARE_D, 1),
            (None, Code::LeI) => (Class::Int, op::COMPARE_D, 2),
            (None, Code::NeI) => (Class::Int, op::COMPARE_D, 4),
            _ => return Err(Refusal::Operation),
        };
        let a = self.register(args[0], class, copy, 0);
        let b = self.operand(args[1], class, copy);
        let mask = Mask {
            register: within,
            zero: false,
        };
        let len = if class == Class::Wide {
            Len::L512
        } else {
            Len::L256
        };
        self.code.vector(op, len, to, a, b, mask, Some(how));
        Ok(())
    }

    /// AVX2 compares low halves; the result is spread over the high ones.
    fn compare_integers(&mut self, code: Code, args: &[Reg], copy: usize, to: u8) {
        let mut a = self.register(args[0], Class::Int, copy, 0);
        let mut b = self.register(args[1], Class::Int, copy, 1);
        let (t, s) = (self.temporary(2), self.temporary(3));
        if matches!(code, Code::LtU | Code::LeU) {
            let sign = self.bits(LOW_SIGN);
            self.pd(op::XOR_PD, t, a, sign);
            self.pd(op::XOR_PD, s, b, sign);
            (a, b) = (t, s);
        }
        let (op, first, second, inverted) = match code {
            Code::EqI => (op::EQUAL_D, a, b, false),
            Code::NeI => (op::EQUAL_D, a, b, true),
            Code::LtI | Code::LtU => (op::GREATER_D, b, a, false),
            _ => (op::GREATER_D, a, b, true),
        };
        self.put(op, Len::L256, t, first, Rm::Reg(second));
        if inverted {
            let all = self.bits(u64::MAX);
            self.pd(op::XOR_PD, t, t, all);
        }
        self.put_with(op::SHUFFLE_D, Len::L256, to, 0, Rm::Reg(t), 0xa0);
    }

    /// Questions about one number or integer.
    pub(super) fn question(&mut self, code: Code, node: &Node, copy: usize) -> Emitted {
        let class = if code == Code::IntToBool {
            Class::Int
        } else {
            Class::Wide
        };
        let a = self.register(node.args[0], class, copy, 0);
        let (t, s) = (self.temporary(2), self.temporary(3));
        let to = if self.evex {
            self.mask_result(node, copy)
        } else {
            self.result(node, copy)
        };
        match code {
            Code::IsNan => self.compare(NOT_EQUAL, to, a, Rm::Reg(a)),
            Code::F64ToBool => {
                self.absolute(t, a);
                self.pd(op::XOR_PD, s, s, Rm::Reg(s));
                self.compare(LESS, to, s, Rm::Reg(t));
            }
            Code::IsFinite => {
                self.absolute(t, a);
                let infinity = self.number(f64::INFINITY);
                self.compare(LESS, to, t, infinity);
            }
            Code::IsInteger => {
                self.absolute(t, a);
                self.pd_with(op::ROUND_PD, s, 0, Rm::Reg(a), TRUNC);
                let infinity = self.number(f64::INFINITY);
                if self.evex {
                    self.compare(LESS, MASKS[1], t, infinity);
                    let mask = Mask {
                        register: MASKS[1],
                        zero: false,
                    };
                    let len = self.wide();
                    let rm = Rm::Reg(a);
                    self.code
                        .vector(op::COMPARE_PD, len, to, s, rm, mask, Some(EQUAL));
                } else {
                    self.compare(LESS, t, t, infinity);
                    self.compare(EQUAL, s, s, Rm::Reg(a));
                    self.pd(op::AND_PD, to, s, Rm::Reg(t));
                }
            }
            Code::IntToBool => {
                self.put(op::XOR_D, Len::L256, s, s, Rm::Reg(s));
                if self.evex {
                    self.put_with(op::COMPARE_D, Len::L256, to, a, Rm::Reg(s), 4);
                } else {
                    self.put(op::EQUAL_D, Len::L256, t, a, Rm::Reg(s));
                    let all = self.bits(u64::MAX);
                    self.pd(op::XOR_PD, t, t, all);
                    self.put_with(op::SHUFFLE_D, Len::L256, to, 0, Rm::Reg(t), 0xa0);
                }
            }
            _ => return Err(Refusal::Operation),
        }
        if self.evex {
            self.mask_done(node, copy);
        } else {
            self.done(node, copy);
        }
        Ok(())
    }
}
