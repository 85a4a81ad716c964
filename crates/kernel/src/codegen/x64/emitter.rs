//! What all operations need to write their instructions: operands, temporaries, constants.
//!
//! An operation reads its operands with [`Emitter::operand`] (a register or memory) or [`Emitter::register`] (loaded first, if it
//! has to be), and writes its result once, as its last instruction: the result may have an operand's register.

use std::collections::HashMap;

use super::counter::Counter;
use super::encode::{ALL, Assembler, Gpr, Label, Len, Mask, Mem, Op, Rm};
use super::opcodes as op;
use super::pool::{Entry, Pool};
use crate::codegen::SLOT;
use crate::codegen::allocate::Place;
use crate::codegen::class::Class;
use crate::codegen::signature::Signature;
use crate::codegen::tape::{Node, Tape};
use crate::program::draft::{Home, Reg};

/// Free for any use within an operation.
pub(super) const RAX: Gpr = Gpr(0);
pub(super) const RCX: Gpr = Gpr(1);
pub(super) const RSP: Gpr = Gpr(4);
/// What tables are read at, in loops.
pub(super) const COUNTER: Gpr = Gpr(2);
/// The first item of the strip.
pub(super) const ITEM: Gpr = Gpr(6);
/// What the code was called with.
pub(super) const FRAME: Gpr = Gpr(7);
pub(super) const STOP: Gpr = Gpr(8);
pub(super) const SLOTS: Gpr = Gpr(9);
pub(super) const TABLES: Gpr = Gpr(10);
pub(super) const COLUMNS: Gpr = Gpr(11);

/// Mask registers for use within an operation.
pub(super) const MASKS: [u8; 2] = [6, 7];

/// Why there is no code: see [`crate::codegen::Refusal`].
pub(super) type Emitted = Result<(), crate::codegen::Refusal>;

pub(super) struct Emitter<'a> {
    pub(super) code: Assembler,
    pub(super) pool: Pool,
    pub(super) tape: &'a Tape,
    pub(super) signature: &'a Signature,
    /// By register of the program: whether it holds no fractions.
    pub(super) whole: &'a [bool],
    /// The index that RAX holds: known to be whole, and not negative.
    pub(super) held: Option<Reg>,
    /// What is counted in a general register, too.
    pub(super) counter: Option<Counter>,
    pub(super) places: Vec<Place>,
    /// Constants and the like that have a register, by class.
    pub(super) pinned: HashMap<(Reg, Class), u8>,
    /// The same, where each is loaded from.
    pub(super) pins: Vec<(Rm, Class, u8)>,
    /// By place of a call: what lives over it, and where to it is saved.
    pub(super) saved: HashMap<usize, Vec<(Reg, u32)>>,
    /// The first slot for what calls pass, if there are any.
    pub(super) area: u32,
    pub(super) calls: bool,
    /// AVX-512, else AVX2.
    pub(super) evex: bool,
    /// Vectors in a strip.
    pub(super) copies: usize,
    pub(super) skips: Vec<Label>,
    /// Start and end of each loop.
    pub(super) loops: Vec<(Label, Label)>,
    /// A table was read where it has no item.
    pub(super) bail: Label,
    /// The stop flag was seen.
    pub(super) stopped: Label,
}

impl Emitter<'_> {
    /// Lanes in a vector of numbers.
    pub(super) fn lanes(&self) -> usize {
        if self.evex { 8 } else { 4 }
    }

    /// The length of a vector of numbers.
    pub(super) fn wide(&self) -> Len {
        if self.evex { Len::L512 } else { Len::L256 }
    }

    /// The length of half of one: as many items of 4 bytes.
    pub(super) fn half(&self) -> Len {
        if self.evex { Len::L256 } else { Len::L128 }
    }

    /// The length of a class.
    pub(super) fn len(&self, class: Class) -> Len {
        if class == Class::Int {
            Len::L256
        } else {
            self.wide()
        }
    }

    pub(super) fn class(&self, reg: Reg) -> Class {
        self.tape.classes[reg.index()]
    }

    pub(super) fn home(&self, reg: Reg) -> Home {
        self.tape.homes[reg.index()]
    }

    /// A vector register for use within an operation: 0 and 1 may hold operands, the others nothing.
    pub(super) fn temporary(&self, number: u8) -> u8 {
        (if self.evex { 31 } else { 15 }) - number
    }

    pub(super) fn slot(slot: u32, copy: usize) -> Mem {
        Mem::At(SLOTS, ((slot as usize + copy) * SLOT) as i32)
    }

    /// The same number in all lanes, as an operand.
    pub(super) fn bits(&mut self, bits: u64) -> Rm {
        if self.evex {
            Rm::Splat(Mem::Pool(self.pool.entry(Entry::One(bits))))
        } else {
            Rm::Mem(Mem::Pool(self.pool.entry(Entry::Splat(bits, 4))))
        }
    }

    pub(super) fn number(&mut self, number: f64) -> Rm {
        self.bits(number.to_bits())
    }

    /// A copy of a value, wherever it is kept.
    pub(super) fn operand(&mut self, reg: Reg, class: Class, copy: usize) -> Rm {
        if let Some(register) = self.pinned.get(&(reg, class)) {
            return Rm::Reg(*register);
        }
        if let Home::Constant(constant) = self.home(reg) {
            return self.bits(self.tape.constants[constant as usize]);
        }
        let copy = if self.home(reg).is_uniform() { 0 } else { copy };
        match self.places[reg.index()] {
            Place::Registers(registers) => Rm::Reg(registers[copy]),
            Place::Slots(slot) => Rm::Mem(Self::slot(slot, copy)),
            // What is never written is never read: anything will do.
            Place::None => Rm::Reg(self.temporary(0)),
        }
    }

    /// The same in a register: its own, or the temporary with this number.
    pub(super) fn register(&mut self, reg: Reg, class: Class, copy: usize, number: u8) -> u8 {
        let rm = self.operand(reg, class, copy);
        self.load(rm, class, number)
    }

    /// An operand in a register: its own, or the temporary with this number.
    pub(super) fn load(&mut self, rm: Rm, class: Class, number: u8) -> u8 {
        if let Rm::Reg(register) = rm {
            return register;
        }
        let temporary = self.temporary(number);
        self.fetch(rm, class, temporary);
        temporary
    }

    /// Loads or moves an operand.
    pub(super) fn fetch(&mut self, rm: Rm, class: Class, to: u8) {
        match (rm, class) {
            (Rm::Reg(from), _) if from == to => {}
            (Rm::Splat(mem), Class::Int) => self.put(op::SPREAD_D, Len::L256, to, 0, Rm::Mem(mem)),
            (Rm::Splat(mem), _) => self.put(op::SPREAD_SD_EVEX, Len::L512, to, 0, Rm::Mem(mem)),
            _ => {
                let len = self.len(class);
                self.put(op::LOAD_PD, len, to, 0, rm);
            }
        }
    }

    /// Where the result is computed: its register, or a temporary that [`Emitter::done`] stores.
    pub(super) fn result(&self, node: &Node, copy: usize) -> u8 {
        match node.dst.map(|dst| self.places[dst.index()]) {
            Some(Place::Registers(registers)) => registers[copy],
            _ => self.temporary(0),
        }
    }

    /// Stores a vector whose place is in memory.
    pub(super) fn done(&mut self, node: &Node, copy: usize) {
        let Some(dst) = node.dst else { return };
        if let Place::Slots(slot) = self.places[dst.index()] {
            let (from, len) = (self.temporary(0), self.len(self.class(dst)));
            let mask = self.write_mask(node, copy);
            let to = Rm::Mem(Self::slot(slot, copy));
            self.code.vector(op::STORE_PD, len, from, 0, to, mask, None);
        }
    }

    /// The lanes that a node writes.
    pub(super) fn write_mask(&mut self, node: &Node, copy: usize) -> Mask {
        node.mask.map_or(ALL, |mask| Mask {
            register: self.mask(mask, copy, MASKS[0]),
            zero: false,
        })
    }

    /// A boolean in a mask register: its own, or this one (AVX-512 only).
    pub(super) fn mask(&mut self, reg: Reg, copy: usize, temporary: u8) -> u8 {
        if let Home::Constant(constant) = self.home(reg) {
            let holds = self.tape.constants[constant as usize] != 0;
            let code = if holds { op::K_XNOR } else { op::K_XOR };
            let same = Rm::Reg(temporary);
            self.code
                .vex(code, Len::L256, temporary, temporary, same, None);
            return temporary;
        }
        match self.operand(reg, Class::Mask, copy) {
            Rm::Reg(register) => register,
            rm => {
                self.code.vex(op::K_LOAD, Len::L128, temporary, 0, rm, None);
                temporary
            }
        }
    }

    /// Where a boolean is computed, and what [`Emitter::mask_done`] stores (AVX-512 only).
    pub(super) fn mask_result(&self, node: &Node, copy: usize) -> u8 {
        match node.dst.map(|dst| self.places[dst.index()]) {
            Some(Place::Registers(registers)) => registers[copy],
            _ => MASKS[0],
        }
    }

    pub(super) fn mask_done(&mut self, node: &Node, copy: usize) {
        let Some(dst) = node.dst else { return };
        if let Place::Slots(slot) = self.places[dst.index()] {
            let to = Rm::Mem(Self::slot(slot, copy));
            self.code.vex(op::K_STORE, Len::L128, MASKS[0], 0, to, None);
        }
    }

    /// An instruction on all lanes.
    pub(super) fn put(&mut self, op: Op, len: Len, to: u8, second: u8, rm: Rm) {
        self.code.vector(op, len, to, second, rm, ALL, None);
    }

    /// The same with an immediate.
    pub(super) fn put_with(&mut self, op: Op, len: Len, to: u8, second: u8, rm: Rm, with: u8) {
        self.code.vector(op, len, to, second, rm, ALL, Some(with));
    }

    /// An instruction on all lanes of numbers.
    pub(super) fn pd(&mut self, op: Op, to: u8, second: u8, rm: Rm) {
        let len = self.wide();
        self.put(op, len, to, second, rm);
    }

    /// The same with an immediate.
    pub(super) fn pd_with(&mut self, op: Op, to: u8, second: u8, rm: Rm, with: u8) {
        let len = self.wide();
        self.put_with(op, len, to, second, rm, with);
    }

    /// `mask ? then : other` on numbers, for a boolean just computed: in a mask register, or as a vector.
    pub(super) fn choose(&mut self, to: u8, mask: u8, other: u8, then: Rm) {
        if self.evex {
            let mask = Mask {
                register: mask,
                zero: false,
            };
            let len = Len::L512;
            self.code
                .vector(op::BLEND_PD_EVEX, len, to, other, then, mask, None);
        } else {
            let len = Len::L256;
            self.code
                .vex(op::BLEND_PD_VEX, len, to, other, then, Some(mask << 4));
        }
    }

    /// Compares numbers into a mask register (AVX-512) or a vector. `how` is the instruction's own.
    pub(super) fn compare(&mut self, how: u8, to: u8, a: u8, b: Rm) {
        self.pd_with(op::COMPARE_PD, to, a, b, how);
    }
}
