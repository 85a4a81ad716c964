//! Jumps: branches that no lane needs, turns of loops, the way out.

use super::emitter::{Emitter, FRAME, ITEM, MASKS, RAX, STOP};
use super::encode::{Condition, Label, Len, Mem, Rm};
use super::opcodes as op;
use crate::codegen::abi::{Ended, frame};
use crate::codegen::class::Class;
use crate::program::draft::{Home, Reg};

impl Emitter<'_> {
    /// Sets the flags: "equal" if a mask register holds in no lane.
    pub(super) fn any(&mut self, mask: u8) {
        self.code
            .vex(op::K_ANY, Len::L128, mask, 0, Rm::Reg(mask), None);
    }

    /// The signs of four lanes as the low bits of RAX.
    pub(super) fn signs(&mut self, vector: u8) {
        let register = Rm::Reg(vector);
        self.code
            .vex(op::SIGNS_PD_VEX, Len::L256, RAX.0, 0, register, None);
    }

    /// Sets the flags: "equal" if a boolean holds in no lane of any copy. `None` where that is known: whether it holds.
    fn any_copy(&mut self, reg: Reg) -> Option<bool> {
        if let Home::Constant(constant) = self.home(reg) {
            return Some(self.tape.constants[constant as usize] != 0);
        }
        let copies = if self.home(reg).is_uniform() {
            1
        } else {
            self.copies
        };
        if self.evex {
            let mut all = self.mask(reg, 0, MASKS[0]);
            for copy in 1..copies {
                let next = self.mask(reg, copy, MASKS[1]);
                if copy + 1 == copies {
                    // The last two together, by the instruction that sets the flags.
                    self.code
                        .vex(op::K_ANY, Len::L128, all, 0, Rm::Reg(next), None);
                    return None;
                }
                let next = Rm::Reg(next);
                self.code
                    .vex(op::K_OR, Len::L256, MASKS[0], all, next, None);
                all = MASKS[0];
            }
            self.any(all);
            return None;
        }
        let mut all = self.register(reg, Class::Mask, 0, 0);
        for copy in 1..copies {
            let next = self.operand(reg, Class::Mask, copy);
            let sum = self.temporary(0);
            self.pd(op::OR_PD, sum, all, next);
            all = sum;
        }
        self.signs(all);
        // test eax, eax
        self.code.scalar(false, &[0x85], RAX.0, Rm::Reg(RAX.0), &[]);
        None
    }

    fn unless_any(&mut self, reg: Reg, to: Label) {
        match self.any_copy(reg) {
            None => self.code.jump_if(Condition::Equal, to),
            Some(false) => self.code.jump(to),
            Some(true) => {}
        }
    }

    pub(super) fn skip(&mut self, skip: u32, mask: Reg) {
        let to = self.skips[skip as usize];
        self.unless_any(mask, to);
    }

    pub(super) fn land(&mut self, skip: u32) {
        let here = self.skips[skip as usize];
        self.code.bind(here);
    }

    pub(super) fn loop_start(&mut self, number: u32, cond: Reg) {
        let (start, end) = self.loops[number as usize];
        self.unless_any(cond, end);
        self.code.bind(start);
    }

    /// The stop flag is looked at before every turn.
    pub(super) fn loop_end(&mut self, number: u32, cond: Reg) {
        let (start, end) = self.loops[number as usize];
        self.unless_any(cond, end);
        self.look_at_stop();
        self.code.jump(start);
        self.code.bind(end);
    }

    /// Leaves if the stop flag is set.
    pub(super) fn look_at_stop(&mut self) {
        // cmp byte [stop], 0
        let flag = Rm::Mem(Mem::At(STOP, 0));
        self.code.scalar(false, &[0x80], 7, flag, &[0]);
        let stopped = self.stopped;
        self.code.jump_if(Condition::NotEqual, stopped);
    }

    /// Returns: a status, and the first item that is not done.
    pub(super) fn leave(&mut self, ended: Ended) {
        let place = Rm::Mem(Mem::At(FRAME, frame::ITEM));
        self.code.scalar(true, &[0x89], ITEM.0, place, &[]);
        // mov eax, status
        self.code.bytes.push(0xb8);
        self.code.bytes.extend((ended as u32).to_le_bytes());
        // vzeroupper: what is called next may use SSE.
        self.code.bytes.extend([0xc5, 0xf8, 0x77]);
        if self.calls {
            // pop rdi
            self.code.bytes.push(0x5f);
        }
        self.code.bytes.push(0xc3);
    }
}
