//! Calls of functions for a strip of lanes. Arguments and results lie in slots, of their own where they live there anyway;
//! what else is in registers and needed afterwards is saved before and read again behind.

use super::emitter::{
    COLUMNS, COUNTER, Emitted, Emitter, FRAME, ITEM, MASKS, RAX, RCX, RSP, SLOTS, STOP, TABLES,
};
use super::encode::{Gpr, Len, Mem, Rm};
use super::opcodes as op;
use crate::codegen::abi::frame;
use crate::codegen::allocate::{MOST_COPIES, Place};
use crate::codegen::class::Class;
use crate::codegen::functions::entry;
use crate::codegen::tape::{Node, What};
use crate::codegen::{Refusal, SLOT};
use crate::program::Code;
use crate::program::draft::Reg;

/// Registers that are loaded from the frame, at the start and behind calls.
pub(super) const FROM_FRAME: [(Gpr, i32); 5] = [
    (STOP, frame::STOP),
    (SLOTS, frame::SLOTS),
    (TABLES, frame::TABLES),
    (COLUMNS, frame::COLUMNS),
    (ITEM, frame::ITEM),
];

/// Slots for what is passed: arguments, second arguments, results.
pub(super) const AREA: u32 = 3 * MOST_COPIES as u32;

impl Emitter<'_> {
    pub(super) fn load_from_frame(&mut self) {
        for (register, place) in FROM_FRAME {
            let from = Rm::Mem(Mem::At(FRAME, place));
            self.code.scalar(true, &[0x8b], register.0, from, &[]);
        }
    }

    /// A call, for all copies at once.
    pub(super) fn call(&mut self, node: &Node, at: Option<usize>) -> Emitted {
        let dst = node.dst.ok_or(Refusal::Operation)?;
        let once = self.home(dst).is_uniform();
        let (number, two, within) = match node.what {
            What::Remainder => (self.tape.functions, true, Some(node.args[2])),
            What::Code(Code::Call1) => (node.extra, false, None),
            What::Code(Code::Call1Where) => (node.extra, false, Some(node.args[2])),
            What::Code(Code::Call2) => (node.extra, true, None),
            What::Code(Code::Call2Where) => (node.extra, true, Some(node.args[2])),
            _ => return Err(Refusal::Operation),
        };
        let saved = at.and_then(|at| self.saved.remove(&at)).unwrap_or_default();
        for (reg, slot) in &saved {
            self.move_saved(*reg, *slot, true);
        }
        let x = self.argument(node.args[0], 0, once);
        let y = if two {
            self.argument(node.args[1], 1, once)
        } else {
            x
        };
        let own = self.own_place(dst, once);
        // A result in its argument's place is passed apart from it.
        let own = own.filter(|own| *own != x && *own != y);
        let out = own.unwrap_or_else(|| self.area(2));
        let routine = match within {
            _ if once => entry::ONCE,
            Some(lanes) => {
                self.bits_of(lanes);
                entry::SOME
            }
            None => entry::ALL,
        };
        self.enter(number, [x, y, out], routine, once);
        self.load_from_frame();
        self.pin_again();
        for (reg, slot) in &saved {
            self.move_saved(*reg, *slot, false);
        }
        if own.is_none() {
            let copies = if once { 1 } else { self.copies };
            for copy in 0..copies {
                let to = self.result(node, copy);
                let from = Rm::Mem(Mem::At(SLOTS, out + self.step(copy)));
                self.pd(op::LOAD_PD, to, 0, from);
                self.done(node, copy);
            }
        }
        Ok(())
    }

    /// Passes places relative to the slots, and calls.
    fn enter(&mut self, number: u32, [x, y, out]: [i32; 3], routine: i32, once: bool) {
        let frame_item = Rm::Mem(Mem::At(FRAME, frame::ITEM));
        self.code.scalar(true, &[0x89], ITEM.0, frame_item, &[]);
        // What comes in these is passed in others.
        let (x_to, y_to, out_to, lanes_to, bits_to) = (ITEM, COUNTER, RCX, STOP, SLOTS);
        let moved = TABLES;
        if routine == entry::SOME {
            self.code
                .scalar(true, &[0x8b], moved.0, Rm::Reg(RCX.0), &[]);
        }
        for (register, place) in [(x_to, x), (y_to, y), (out_to, out)] {
            // lea
            let place = Rm::Mem(Mem::At(SLOTS, place));
            self.code.scalar(true, &[0x8d], register.0, place, &[]);
        }
        if routine == entry::SOME {
            self.code
                .scalar(true, &[0x8b], bits_to.0, Rm::Reg(moved.0), &[]);
        }
        let lanes = if once { 1 } else { self.copies * self.lanes() } as i32;
        self.code
            .scalar(false, &[0xc7], 0, Rm::Reg(lanes_to.0), &lanes.to_le_bytes());
        // The entry is the first argument, in the frame's register.
        let functions = Rm::Mem(Mem::At(FRAME, frame::FUNCTIONS));
        self.code.scalar(true, &[0x8b], FRAME.0, functions, &[]);
        let offset = (number as usize * entry::SIZE) as i32;
        self.code
            .scalar(true, &[0x81], 0, Rm::Reg(FRAME.0), &offset.to_le_bytes());
        // vzeroupper: what is called may use SSE.
        self.code.bytes.extend([0xc5, 0xf8, 0x77]);
        let routine = Rm::Mem(Mem::At(FRAME, routine));
        self.code.scalar(false, &[0xff], 2, routine, &[]);
        let frame = Rm::Mem(Mem::At(RSP, 0));
        self.code.scalar(true, &[0x8b], FRAME.0, frame, &[]);
    }

    /// A part of the area, in bytes from the slots.
    fn area(&self, part: usize) -> i32 {
        ((self.area as usize + part * MOST_COPIES) * SLOT) as i32
    }

    /// From the first vector of a strip to another one: what is passed has no gaps.
    fn step(&self, copy: usize) -> i32 {
        (copy * self.lanes() * size_of::<f64>()) as i32
    }

    /// Where a value is passed without being moved: in slots, which have gaps where vectors are shorter than they.
    fn own_place(&self, reg: Reg, once: bool) -> Option<i32> {
        let fits = once || self.evex && !self.home(reg).is_uniform();
        match self.places[reg.index()] {
            Place::Slots(slot) if fits => Some((slot as usize * SLOT) as i32),
            _ => None,
        }
    }

    /// Where an argument is.
    fn argument(&mut self, reg: Reg, part: usize, once: bool) -> i32 {
        if let Some(own) = self.own_place(reg, once) {
            return own;
        }
        let area = self.area(part);
        let copies = if once { 1 } else { self.copies };
        for copy in 0..copies {
            let from = self.register(reg, Class::Wide, copy, 0);
            let to = Rm::Mem(Mem::At(SLOTS, area + self.step(copy)));
            self.pd(op::STORE_PD, from, 0, to);
        }
        area
    }

    /// The lanes of a boolean as bits of RCX, all copies after each other.
    fn bits_of(&mut self, lanes: Reg) {
        for copy in 0..self.copies {
            if self.evex {
                let mask = self.mask(lanes, copy, MASKS[0]);
                self.code
                    .vex(op::K_TO_GENERAL, Len::L128, RAX.0, 0, Rm::Reg(mask), None);
            } else {
                let mask = self.register(lanes, Class::Mask, copy, 0);
                self.signs(mask);
            }
            let count = (copy * self.lanes()) as u8;
            if count == 0 {
                self.code.scalar(true, &[0x8b], RCX.0, Rm::Reg(RAX.0), &[]);
            } else {
                // shl, or
                self.code.scalar(true, &[0xc1], 4, Rm::Reg(RAX.0), &[count]);
                self.code.scalar(true, &[0x0b], RCX.0, Rm::Reg(RAX.0), &[]);
            }
        }
    }

    /// Saves a register of the program that lives over a call, or brings it back.
    fn move_saved(&mut self, reg: Reg, slot: u32, save: bool) {
        let Place::Registers(registers) = self.places[reg.index()] else {
            return;
        };
        let copies = if self.home(reg).is_uniform() {
            1
        } else {
            self.copies
        };
        let class = self.class(reg);
        for (copy, register) in registers.into_iter().enumerate().take(copies) {
            let place = Rm::Mem(Self::slot(slot, copy));
            if self.evex && class == Class::Mask {
                let op = if save { op::K_STORE } else { op::K_LOAD };
                self.code.vex(op, Len::L128, register, 0, place, None);
            } else {
                let op = if save { op::STORE_PD } else { op::LOAD_PD };
                let len = self.len(class);
                self.put(op, len, register, 0, place);
            }
        }
    }
}
