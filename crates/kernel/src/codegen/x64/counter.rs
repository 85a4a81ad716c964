//! A loop's counter in a general register, besides the vector that computations read: where tables are read at it, items are found
//! without converting it in each turn, and so before the turn's arithmetic, however far behind that is.
//!
//! It counts whole numbers from a whole number that is not negative, so both are the same up to 2^53 turns.

use super::emitter::{COUNTER, Emitter};
use super::encode::Rm;
use crate::codegen::tape::{Node, Tape, What};
use crate::codegen::uses::Uses;
use crate::program::Code;
use crate::program::draft::{Home, Reg};

/// What is carried from turn to turn, and where.
#[derive(Clone, Copy)]
pub(super) struct Counter {
    pub(super) reg: Reg,
    /// The node that it begins with.
    first: (usize, u32),
    /// The node that counts on.
    next: (usize, u32),
}

/// The counter that most tables are read at.
pub(super) fn counter(tape: &Tape) -> Option<Counter> {
    if tape.loops == 0 {
        return None;
    }
    let uses = Uses::of(tape);
    let reads = |reg: Reg| -> u32 {
        let is_index = |place: &&u32| {
            let node = &tape.body[**place as usize];
            node.what == What::Code(Code::Load) && node.args[0] == reg
        };
        let places = uses.touches(reg).iter().filter(is_index);
        places
            .map(|place| 8_u32.pow(u32::from(uses.depths[*place as usize].min(4))))
            .sum()
    };
    let turns = tape.homes.iter().enumerate();
    let turns = turns.filter(|(_, home)| **home == Home::Turn);
    turns
        .map(|(reg, _)| Reg(reg as u32))
        .filter(|reg| reads(*reg) > 0)
        .filter_map(|reg| Some((reads(reg), found(tape, &uses, reg)?)))
        .max_by_key(|(reads, _)| *reads)
        .map(|(_, counter)| counter)
}

/// The register as a counter: written twice, by a copy of a constant and by one of itself and a constant more.
fn found(tape: &Tape, uses: &Uses, reg: Reg) -> Option<Counter> {
    let [first, next] = uses.writes(reg)[..] else {
        return None;
    };
    let (first, next) = (first as usize, next as usize);
    let copied = |at: usize| match &tape.body[at] {
        node if node.what == What::Code(Code::Copy) && node.mask.is_none() => Some(node.args[0]),
        _ => None,
    };
    let begin = count(tape, copied(first)?)?;
    let sum = copied(next)?;
    let made = uses.only_write(sum)?;
    let Node { what, args, .. } = &tape.body[made];
    if *what != What::Code(Code::Add) || made > next || !uses.same_region(made, next) {
        return None;
    }
    let step = match args[..] {
        [a, b] if a == reg => count(tape, b)?,
        [a, b] if b == reg => count(tape, a)?,
        _ => return None,
    };
    Some(Counter {
        reg,
        first: (first, begin),
        next: (next, step),
    })
}

/// A constant that is a whole number, not negative, and small.
fn count(tape: &Tape, reg: Reg) -> Option<u32> {
    let Home::Constant(constant) = tape.homes[reg.index()] else {
        return None;
    };
    let number = f64::from_bits(tape.constants[constant as usize]);
    let whole = number as u32;
    (f64::from(whole) == number && whole < 1 << 30).then_some(whole)
}

impl Emitter<'_> {
    /// Begins to count or counts on, if this is where.
    pub(super) fn count(&mut self, at: usize) {
        let Some(counter) = self.counter else { return };
        let (code, (_, number)) = match at {
            _ if at == counter.first.0 => (0xc7, counter.first),
            _ if at == counter.next.0 => (0x81, counter.next),
            _ => return,
        };
        // mov or add, with an immediate.
        let to = Rm::Reg(COUNTER.0);
        self.code
            .scalar(true, &[code], 0, to, &number.to_le_bytes());
    }
}
