//! Items of tables. An index is checked in a register and used from there: a whole number (-0 is one) below the length, in
//! lanes that count. Anything else ends the run. Where all lanes have one index, one item is read.

use super::emitter::{COUNTER, Emitted, Emitter, MASKS, RAX, RCX, TABLES};
use super::encode::{Condition, Len, Mask, Mem, Rm};
use super::numbers::{EQUAL, LESS, LESS_OR_EQUAL};
use super::opcodes as op;
use crate::codegen::Refusal;
use crate::codegen::abi::table;
use crate::codegen::class::Class;
use crate::codegen::tape::Node;
use crate::machine::Kind;
use crate::program::draft::Reg;
use crate::wrong::wrong;

const TWO_52: f64 = 4_503_599_627_370_496.0;

impl Emitter<'_> {
    /// The items at `args[0]`, in the lanes of `active` or in all.
    pub(super) fn table(&mut self, node: &Node, active: Option<Reg>, copy: usize) -> Emitted {
        let number = node.extra as usize;
        let kind = *self
            .signature
            .tables
            .get(number)
            .ok_or(Refusal::Operation)?;
        let dst = node.dst.ok_or(Refusal::Operation)?;
        let entry = (number * table::SIZE) as i32;
        if self.home(node.args[0]).is_uniform() && active.is_none() {
            self.one_item(node, kind, entry, copy);
        } else {
            self.items(node, active, kind, entry, copy);
        }
        debug_assert!(self.class(dst) == Class::Wide);
        self.done(node, copy);
        Ok(())
    }

    /// Loads from a table's description.
    fn describe(&mut self, to: super::encode::Gpr, at: i32) {
        let place = Rm::Mem(Mem::At(TABLES, at));
        self.code.scalar(true, &[0x8b], to.0, place, &[]);
    }

    fn one_item(&mut self, node: &Node, kind: Kind, entry: i32, copy: usize) {
        let t = self.temporary(2);
        let bail = self.bail;
        let asked = node.args[0];
        let mut at = RAX;
        if self.counter.is_some_and(|counter| counter.reg == asked) {
            at = COUNTER;
        } else if self.held != Some(asked) {
            let index = self.register(asked, Class::Wide, copy, 0);
            // An index that is no whole number is not what comes back; one that does not fit comes as a negative one.
            self.put(op::SD_TO_SI, Len::L128, RAX.0, 0, Rm::Reg(index));
            if !self.is_whole(asked) {
                self.put(op::XOR_PD, Len::L128, t, t, Rm::Reg(t));
                self.put(op::SI_TO_SD, Len::L128, t, t, Rm::Reg(RAX.0));
                self.put(op::COMPARE_SD, Len::L128, t, 0, Rm::Reg(index));
                self.code.jump_if(Condition::Parity, bail);
                self.code.jump_if(Condition::NotEqual, bail);
            }
        }
        if kind != Kind::F64 && kind != Kind::F32 {
            self.held = None;
        } else if at == RAX {
            self.held = Some(asked);
        }
        // cmp index, [length]; unsigned, so that negative ones are large.
        let length = Rm::Mem(Mem::At(TABLES, entry + table::LENGTH));
        self.code.scalar(true, &[0x3b], at.0, length, &[]);
        self.code.jump_if(Condition::NotBelow, bail);
        self.describe(RCX, entry + table::ITEMS);
        let to = self.result(node, copy);
        let item = Mem::Item(RCX, at, kind.size() as u8, 0);
        if kind == Kind::F64 {
            return self.spread(to, Rm::Mem(item));
        }
        self.put(op::XOR_PD, Len::L128, t, t, Rm::Reg(t));
        match kind {
            Kind::F32 => self.put(op::SS_TO_SD, Len::L128, t, t, Rm::Mem(item)),
            Kind::F16 => {
                self.widen_item(kind, item);
                self.put(op::MOVE_FROM_D, Len::L128, t, 0, Rm::Reg(RAX.0));
                self.put(op::PH_TO_PS, Len::L128, t, 0, Rm::Reg(t));
                self.put(op::PS_TO_PD, Len::L128, t, 0, Rm::Reg(t));
            }
            _ => {
                self.widen_item(kind, item);
                self.put(op::SI_TO_SD, Len::L128, t, t, Rm::Reg(RAX.0));
            }
        }
        self.spread(to, Rm::Reg(t));
    }

    /// The same number in all lanes.
    pub(super) fn spread(&mut self, to: u8, from: Rm) {
        let op = if self.evex {
            op::SPREAD_SD_EVEX
        } else {
            op::SPREAD_SD_VEX
        };
        self.pd(op, to, 0, from);
    }

    /// An integer item into RAX, as 8 bytes.
    fn widen_item(&mut self, kind: Kind, item: Mem) {
        let (wide, opcode): (bool, &[u8]) = match kind {
            Kind::I8 => (true, &[0x0f, 0xbe]),
            Kind::U8 | Kind::U8Clamped | Kind::Bool => (false, &[0x0f, 0xb6]),
            Kind::I16 => (true, &[0x0f, 0xbf]),
            Kind::U16 | Kind::F16 => (false, &[0x0f, 0xb7]),
            Kind::I32 => (true, &[0x63]),
            _ => (false, &[0x8b]),
        };
        self.code.scalar(wide, opcode, RAX.0, Rm::Mem(item), &[]);
    }

    /// Whether nobody has to ask if the index has a fraction.
    fn is_whole(&self, index: Reg) -> bool {
        self.whole[index.index()] || wrong("code-index-fraction")
    }

    fn items(&mut self, node: &Node, active: Option<Reg>, kind: Kind, entry: i32, copy: usize) {
        let index = self.register(node.args[0], Class::Wide, copy, 0);
        self.held = None;
        self.describe(RCX, entry + table::ITEMS);
        if self.evex {
            let whole = self.is_whole(node.args[0]);
            self.check_evex(index, whole, active, entry, copy);
        } else {
            self.check_vex(index, active, entry, copy);
        }
        // Now temporary 2 holds places, and MASKS[1] or temporary 1 the lanes to be read.
        let to = self.result(node, copy);
        if kind.size() < 4 {
            return self.small_items(kind, entry, to);
        }
        let (places, t) = (self.temporary(2), self.temporary(3));
        let wide = self.wide();
        self.pd(op::XOR_PD, t, t, Rm::Reg(t));
        let mem = |size| Rm::Mem(Mem::Items(RCX, places, size));
        match kind {
            Kind::F64 => {
                self.gather(op::GATHER_PD, wide, t, mem(8));
                self.pd(op::MOVE_PD, to, 0, Rm::Reg(t));
            }
            Kind::F32 => {
                self.narrow_lanes();
                self.gather(op::GATHER_PS, wide, t, mem(4));
                self.pd(op::PS_TO_PD, to, 0, Rm::Reg(t));
            }
            _ => {
                self.narrow_lanes();
                self.gather(op::GATHER_D, wide, t, mem(4));
                self.integers_to_numbers(kind == Kind::I32, t, to);
            }
        }
    }

    pub(super) fn gather(&mut self, op: super::encode::Op, len: Len, to: u8, items: Rm) {
        if self.evex {
            let mask = Mask {
                register: MASKS[1],
                zero: false,
            };
            self.code.vector(op, len, to, 0, items, mask, None);
        } else {
            let lanes = self.temporary(1);
            self.code.vex(op, len, to, lanes, items, None);
        }
    }

    /// Lanes of 8 bytes as lanes of 4, where gathers take them so.
    pub(super) fn narrow_lanes(&mut self) {
        if !self.evex {
            let lanes = self.temporary(1);
            let high = self.temporary(0);
            let register = Rm::Reg(high);
            self.code
                .vex(op::HIGH_HALF_VEX, Len::L256, lanes, 0, register, Some(1));
            self.put_with(op::SHUFFLE_PS, Len::L128, lanes, lanes, Rm::Reg(high), 0x88);
        }
    }

    /// Half a vector of items of 4 bytes as numbers.
    pub(super) fn integers_to_numbers(&mut self, signed: bool, from: u8, to: u8) {
        if signed {
            self.pd(op::DQ_TO_PD, to, 0, Rm::Reg(from));
        } else if self.evex {
            self.pd(op::UDQ_TO_PD, to, 0, Rm::Reg(from));
        } else {
            self.pd(op::WIDEN_UD_Q, from, 0, Rm::Reg(from));
            self.number_of(false, Rm::Reg(from), to);
        }
    }

    /// Places in temporary 2, lanes in MASKS[1].
    fn check_evex(&mut self, index: u8, whole: bool, active: Option<Reg>, entry: i32, copy: usize) {
        let (places, t) = (self.temporary(2), self.temporary(3));
        let found = MASKS[0];
        self.pd(op::PD_TO_QQ, places, 0, Rm::Reg(index));
        let mut among = 0;
        if !whole {
            self.pd(op::QQ_TO_PD, t, 0, Rm::Reg(places));
            self.compare(EQUAL, found, index, Rm::Reg(t));
            among = found;
        }
        let length = Rm::Splat(Mem::At(TABLES, entry + table::LENGTH));
        let mask = Mask {
            register: among,
            zero: false,
        };
        self.code.vector(
            op::COMPARE_UQ,
            Len::L512,
            found,
            places,
            length,
            mask,
            Some(1),
        );
        let bail = self.bail;
        if let Some(active) = active {
            let lanes = self.mask(active, copy, MASKS[1]);
            self.code
                .vex(op::K_AND_NOT, Len::L256, found, found, Rm::Reg(lanes), None);
            self.any(found);
            self.code.jump_if(Condition::NotEqual, bail);
            if lanes != MASKS[1] {
                self.code
                    .vex(op::K_LOAD, Len::L128, MASKS[1], 0, Rm::Reg(lanes), None);
            }
        } else {
            // The carry says whether all lanes hold.
            self.any(found);
            self.code.jump_if(Condition::NotBelow, bail);
            self.code
                .vex(op::K_LOAD, Len::L128, MASKS[1], 0, Rm::Reg(found), None);
        }
    }

    /// Places in temporary 2, lanes in temporary 1. See the block machine's `gather` for the numbers.
    fn check_vex(&mut self, index: u8, active: Option<Reg>, entry: i32, copy: usize) {
        let (lanes, places, t) = (self.temporary(1), self.temporary(2), self.temporary(3));
        let magic = self.number(TWO_52);
        self.pd(op::ADD_PD, places, index, magic);
        self.pd(op::SUB_PD, t, places, magic);
        let same = if wrong("code-index-fraction") {
            t
        } else {
            index
        };
        self.compare(EQUAL, lanes, t, Rm::Reg(same));
        self.pd(op::XOR_PD, t, t, Rm::Reg(t));
        self.compare(LESS_OR_EQUAL, t, t, Rm::Reg(index));
        self.pd(op::AND_PD, lanes, lanes, Rm::Reg(t));
        let length = Rm::Mem(Mem::At(TABLES, entry + table::LENGTH_AS_NUMBER));
        self.spread(t, length);
        self.compare(LESS, t, index, Rm::Reg(t));
        self.pd(op::AND_PD, lanes, lanes, Rm::Reg(t));
        self.pd(op::SUB_Q, places, places, magic);
        let bail = self.bail;
        if let Some(active) = active {
            // Temporary 0, in which the index may be, is free now.
            let active = self.register(active, Class::Mask, copy, 0);
            self.pd(op::AND_NOT_PD, t, lanes, Rm::Reg(active));
            self.signs(t);
            self.code.scalar(false, &[0x85], RAX.0, Rm::Reg(RAX.0), &[]);
            self.code.jump_if(Condition::NotEqual, bail);
            self.pd(op::MOVE_PD, lanes, 0, Rm::Reg(active));
        } else {
            self.signs(lanes);
            self.code.scalar(false, &[0x83], 7, Rm::Reg(RAX.0), &[15]);
            self.code.jump_if(Condition::NotEqual, bail);
        }
    }
}
