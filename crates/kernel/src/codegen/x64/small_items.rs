//! Gathers of items of 1 and 2 bytes. Gathers read 4 bytes, and at a table's last items nothing may be read behind its end:
//! there they read the last 4 bytes of the table, and the item stands so much higher in them.
//!
//! The 4 bytes are shifted left until the item is at the top, then right again, with its sign or without. A table of fewer than 4
//! bytes is copied to where there are as many: see `call`.

use super::emitter::{Emitter, RCX, TABLES};
use super::encode::{Len, Mem, Rm};
use super::opcodes as op;
use crate::codegen::abi::table;
use crate::machine::Kind;

impl Emitter<'_> {
    /// The items at the places in temporary 2, in the lanes of MASKS[1] or temporary 1; RCX points to the first.
    pub(super) fn small_items(&mut self, kind: Kind, entry: i32, to: u8) {
        let (above, places, t) = (self.temporary(0), self.temporary(2), self.temporary(3));
        // Half a vector: 4 bytes a lane.
        let half = self.half();
        let wide = self.wide();
        self.narrow_lanes();
        if kind.size() == 2 {
            self.pd(op::ADD_Q, places, places, Rm::Reg(places));
        }
        // How far an item lies behind the last place that four bytes can be read from: 0 for most.
        let last = Mem::At(TABLES, entry + table::LAST_FOUR);
        if self.evex {
            self.pd(op::SUB_Q, above, places, Rm::Splat(last));
            self.pd(op::XOR_PD, t, t, Rm::Reg(t));
            self.pd(op::MAX_Q_EVEX, above, above, Rm::Reg(t));
        } else {
            self.spread(above, Rm::Mem(last));
            self.pd(op::SUB_Q, t, places, Rm::Reg(above));
            self.pd(op::GREATER_Q_VEX, above, places, Rm::Reg(above));
            self.pd(op::AND_PD, above, above, Rm::Reg(t));
        }
        self.pd(op::SUB_Q, places, places, Rm::Reg(above));
        // From there on `above` is how far left the four bytes go.
        self.shift_by(op::SHIFT_Q, LEFT, wide, above, 3);
        let most = self.bits(32 - 8 * kind.size() as u64);
        self.fetch(most, crate::codegen::class::Class::Wide, t);
        self.pd(op::SUB_Q, above, t, Rm::Reg(above));
        if self.evex {
            self.put(op::QQ_TO_D, Len::L512, above, 0, Rm::Reg(above));
        } else {
            self.code
                .vex(op::HIGH_HALF_VEX, Len::L256, above, 0, Rm::Reg(t), Some(1));
            self.put_with(op::SHUFFLE_PS, Len::L128, above, above, Rm::Reg(t), 0x88);
        }
        self.pd(op::XOR_PD, t, t, Rm::Reg(t));
        self.gather(op::GATHER_D, wide, t, Rm::Mem(Mem::Items(RCX, places, 1)));
        self.put(op::SHL_D, half, t, t, Rm::Reg(above));
        let signed = matches!(kind, Kind::I8 | Kind::I16);
        let way = if signed { RIGHT_WITH_SIGN } else { RIGHT };
        self.shift_by(op::SHIFT_D, way, half, t, 32 - 8 * kind.size() as u8);
        if kind == Kind::F16 {
            if self.evex {
                self.put(op::D_TO_W, Len::L256, t, 0, Rm::Reg(t));
            } else {
                self.put(op::PACK_D_TO_W_VEX, Len::L128, t, t, Rm::Reg(t));
            }
            self.put(op::PH_TO_PS, half, t, 0, Rm::Reg(t));
            return self.pd(op::PS_TO_PD, to, 0, Rm::Reg(t));
        }
        // What is not negative is the same either way.
        self.integers_to_numbers(true, t, to);
    }

    /// Shifts lanes by a number that is known.
    fn shift_by(&mut self, op: super::encode::Op, way: u8, len: Len, register: u8, by: u8) {
        // The register is in the place of the second operand, the way in that of the first.
        self.put_with(op, len, way, register, Rm::Reg(register), by);
    }
}

/// The opcodes' extensions.
const RIGHT: u8 = 2;
const RIGHT_WITH_SIGN: u8 = 4;
const LEFT: u8 = 6;
