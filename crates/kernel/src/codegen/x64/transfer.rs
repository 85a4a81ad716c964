//! Columns in and results out, of every kind, a vector at a time: each item is read once and written once.

use super::emitter::{COLUMNS, Emitted, Emitter, FRAME, ITEM, RAX};
use super::encode::{Len, Mem, Op, Rm};
use super::opcodes as op;
use super::pool::Entry;
use crate::codegen::Refusal;
use crate::codegen::abi::{column, frame};
use crate::codegen::class::Class;
use crate::codegen::signature::Input;
use crate::codegen::tape::Node;
use crate::machine::Kind;
use crate::wrong::wrong;

impl Emitter<'_> {
    /// Loads a column.
    pub(super) fn column(&mut self, number: u32, node: &Node, copy: usize) -> Emitted {
        let input = *self
            .signature
            .inputs
            .get(number as usize)
            .ok_or(Refusal::Operation)?;
        let entry = number as i32 * column::SIZE as i32;
        let to = self.result(node, copy);
        match input {
            Input::Memory(kind) => {
                let at = Rm::Mem(Mem::At(COLUMNS, entry + column::ITEMS));
                self.code.scalar(true, &[0x8b], RAX.0, at, &[]);
                let item = self.item(kind, copy);
                self.read(kind, item, to);
            }
            Input::Range => self.sequence(entry, copy, to),
        }
        self.done(node, copy);
        Ok(())
    }

    /// The first item of a vector, of an array that RAX points to.
    fn item(&self, kind: Kind, copy: usize) -> Mem {
        let size = kind.size();
        let offset = copy * self.lanes() * size;
        Mem::Item(RAX, ITEM, size as u8, offset as i32)
    }

    fn read(&mut self, kind: Kind, item: Mem, to: u8) {
        let (t, from) = (self.temporary(2), Rm::Mem(item));
        let half = self.half();
        let mut integers = |op: Op, signed: bool| {
            // Items become as many of 4 bytes; AVX2's have half a vector.
            self.put(op, half, t, 0, from);
            self.integers_to_numbers(signed, t, to);
        };
        match kind {
            Kind::F64 => self.pd(op::LOAD_PD, to, 0, from),
            Kind::F32 => self.pd(op::PS_TO_PD, to, 0, from),
            Kind::F16 => {
                self.put(op::PH_TO_PS, half, t, 0, from);
                self.pd(op::PS_TO_PD, to, 0, Rm::Reg(t));
            }
            Kind::I8 => integers(op::WIDEN_SB_D, true),
            Kind::U8 | Kind::U8Clamped | Kind::Bool => integers(op::WIDEN_UB_D, true),
            Kind::I16 => integers(op::WIDEN_SW_D, true),
            Kind::U16 => integers(op::WIDEN_UW_D, true),
            Kind::I32 => self.pd(op::DQ_TO_PD, to, 0, from),
            Kind::U32 => integers(op::LOAD_D, false),
        }
    }

    /// `start + index * step`, each with its own rounding; indices stay below 2^53. Behind the last item that item is
    /// repeated.
    fn sequence(&mut self, entry: i32, copy: usize, to: u8) {
        let (t, s) = (self.temporary(2), self.temporary(3));
        self.put(op::XOR_PD, Len::L128, t, t, Rm::Reg(t));
        self.put(op::SI_TO_SD, Len::L128, t, t, Rm::Reg(ITEM.0));
        self.spread(t, Rm::Reg(t));
        let copy = if wrong("code-range-copies") { 0 } else { copy };
        let first = copy * self.lanes();
        let lanes: [u64; 8] = std::array::from_fn(|lane| ((first + lane) as f64).to_bits());
        let places = Rm::Mem(Mem::Pool(self.pool.entry(Entry::Lanes(lanes))));
        self.pd(op::ADD_PD, t, t, places);
        self.spread(s, Rm::Mem(Mem::At(FRAME, frame::LAST)));
        self.pd(op::MIN_PD, t, t, Rm::Reg(s));
        self.spread(s, Rm::Mem(Mem::At(COLUMNS, entry + column::STEP)));
        self.pd(op::MUL_PD, t, t, Rm::Reg(s));
        self.spread(s, Rm::Mem(Mem::At(COLUMNS, entry + column::START)));
        self.pd(op::ADD_PD, to, t, Rm::Reg(s));
    }

    /// Stores a result, made ready for its kind.
    pub(super) fn store(&mut self, number: u32, node: &Node, copy: usize) {
        let kind = self.signature.outputs[number as usize];
        let value = node.args[0];
        let all = Rm::Mem(Mem::At(FRAME, frame::OUTPUTS));
        self.code.scalar(true, &[0x8b], RAX.0, all, &[]);
        let at = Rm::Mem(Mem::At(RAX, (number as usize * size_of::<usize>()) as i32));
        self.code.scalar(true, &[0x8b], RAX.0, at, &[]);
        let to = Rm::Mem(self.item(kind, copy));
        let t = self.temporary(2);
        let half = self.half();
        match kind {
            Kind::F64 => {
                let from = self.register(value, Class::Wide, copy, 0);
                self.pd(op::STORE_PD, from, 0, to);
            }
            Kind::F32 => {
                let from = self.operand(value, Class::Wide, copy);
                self.pd(op::PD_TO_PS, t, 0, from);
                self.put(op::STORE_D, half, t, 0, to);
            }
            Kind::F16 => {
                let from = self.operand(value, Class::Wide, copy);
                // Rounded to what an f16 holds before, so that both conversions are exact.
                self.pd(op::PD_TO_PS, t, 0, from);
                self.put_with(op::PS_TO_PH, half, t, 0, to, 0);
            }
            Kind::Bool if self.evex => {
                let register = self.mask(value, copy, super::emitter::MASKS[0]);
                let mask = super::encode::Mask {
                    register,
                    zero: true,
                };
                let one = self.pool.entry(Entry::One(1));
                let one = Rm::Mem(Mem::Pool(one));
                self.code
                    .vector(op::SPREAD_D, Len::L256, t, 0, one, mask, None);
                self.put(op::D_TO_B, Len::L256, t, 0, to);
            }
            Kind::Bool => {
                let from = self.register(value, Class::Mask, copy, 0);
                let one = self.bits(1);
                self.pd(op::AND_PD, t, from, one);
                self.pack(t, kind, to);
            }
            _ => {
                let from = self.register(value, Class::Int, copy, 0);
                if self.evex {
                    let op = match kind.size() {
                        1 => op::D_TO_B,
                        2 => op::D_TO_W,
                        _ => op::STORE_D,
                    };
                    self.put(op, Len::L256, from, 0, to);
                } else {
                    self.pack(from, kind, to);
                }
            }
        }
    }

    /// Stores the low bytes of four lanes (AVX2).
    fn pack(&mut self, from: u8, kind: Kind, to: Rm) {
        let (t, s) = (self.temporary(2), self.temporary(3));
        self.code
            .vex(op::HIGH_HALF_VEX, Len::L256, from, 0, Rm::Reg(s), Some(1));
        self.put_with(op::SHUFFLE_PS, Len::L128, t, from, Rm::Reg(s), 0x88);
        if kind.size() == 4 {
            return self.put(op::STORE_D, Len::L128, t, 0, to);
        }
        let picks: u64 = if kind.size() == 1 {
            0x8080_8080_0c08_0400
        } else {
            0x0d0c_0908_0504_0100
        };
        let picks = self.bits(picks);
        self.put(op::SHUFFLE_B, Len::L128, t, t, picks);
        let op = if kind.size() == 1 {
            op::MOVE_LOW_D
        } else {
            op::MOVE_LOW_Q
        };
        self.put(op, Len::L128, t, 0, to);
    }
}
