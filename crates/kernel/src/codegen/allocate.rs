//! Which vector or mask register, or which place in memory, holds what: a linear scan over the lives.
//!
//! A register of the program has one place for all its life, and as many machine registers as there are vectors in a strip.
//! A result takes over the registers of an operand that dies with it, copy by copy: an operation's copies are written one
//! after the other, each after it has read its own operands. Whatever finds no register lives in memory, the least used first.
//!
//! Source: M. Poletto and V. Sarkar, "Linear Scan Register Allocation" (1999), <https://dl.acm.org/doi/10.1145/330249.330250>.

use super::class::Class;
use super::live::Lives;
use super::tape::Tape;
use crate::program::draft::{Home, Reg};
use crate::wrong::wrong;

/// Most vectors in a strip.
pub(super) const MOST_COPIES: usize = 8;

/// Where a register is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    None,
    /// Machine registers, one a copy.
    Registers([u8; MOST_COPIES]),
    /// The first of as many slots of memory as there are copies.
    Slots(u32),
}

/// Which machine registers may be given away.
#[derive(Clone, Copy, Debug)]
pub(super) struct Files {
    /// Vector registers, from 0 on.
    pub(super) vectors: u8,
    /// Mask registers, from 1 on; none where booleans are vectors.
    pub(super) masks: u8,
}

pub(super) struct Allocation {
    pub(super) places: Vec<Place>,
    /// Slots used, those before `first_slot` included.
    pub(super) slots: u32,
    /// Vector registers from here on are free.
    pub(super) vectors: u8,
    /// How much is read from and written to memory, uses in loops counting for several.
    pub(super) spilled: f32,
}

/// Places for everything that differs between items.
pub(super) fn allocate(
    tape: &Tape,
    lives: &Lives,
    copies: usize,
    files: Files,
    first_slot: u32,
) -> Allocation {
    let mut scan = Scan {
        tape,
        lives,
        copies,
        masks_apart: files.masks > 0,
        free: [
            (0..files.vectors).rev().collect(),
            (1..=files.masks).rev().collect(),
        ],
        active: Vec::new(),
        places: vec![Place::None; tape.homes.len()],
        slots: first_slot,
        most: 0,
        spilled: 0.0,
    };
    for (at, node) in tape.body.iter().enumerate() {
        scan.expire(at);
        if let Some(dst) = node.dst
            && let Some(life) = lives.of[dst.index()]
            && life.start == at
            && !scan.inherit(dst, &node.args, at)
        {
            scan.place(dst);
        }
    }
    for reg in 0..tape.homes.len() {
        if let Some(other) = lives.same_as[reg] {
            scan.places[reg] = scan.places[other.index()];
        }
    }
    Allocation {
        places: scan.places,
        slots: scan.slots,
        vectors: scan.most,
        spilled: scan.spilled,
    }
}

struct Scan<'a> {
    tape: &'a Tape,
    lives: &'a Lives,
    copies: usize,
    masks_apart: bool,
    /// Vector and mask registers, the lowest last.
    free: [Vec<u8>; 2],
    /// Registers of the program that are in machine registers now.
    active: Vec<Reg>,
    places: Vec<Place>,
    slots: u32,
    most: u8,
    spilled: f32,
}

impl Scan<'_> {
    fn copies(&self, reg: Reg) -> usize {
        if self.tape.homes[reg.index()] == Home::Turn {
            1
        } else {
            self.copies
        }
    }

    fn file(&self, reg: Reg) -> usize {
        usize::from(self.masks_apart && self.tape.classes[reg.index()] == Class::Mask)
    }

    fn end(&self, reg: Reg) -> usize {
        self.lives.of[reg.index()].map_or(0, |life| life.end)
    }

    fn weight(&self, reg: Reg) -> f32 {
        self.lives.of[reg.index()].map_or(0.0, |life| life.weight)
    }

    /// Gives back the registers of what has ended before this place.
    fn expire(&mut self, at: usize) {
        let mut index = 0;
        while index < self.active.len() {
            let reg = self.active[index];
            if self.end(reg) < at {
                self.active.swap_remove(index);
                self.release(reg);
            } else {
                index += 1;
            }
        }
    }

    fn release(&mut self, reg: Reg) {
        if let Place::Registers(registers) = self.places[reg.index()] {
            let (file, copies) = (self.file(reg), self.copies(reg));
            self.free[file].extend(&registers[..copies]);
            // The lowest first: what is never used can hold constants.
            self.free[file].sort_unstable_by(|a, b| b.cmp(a));
        }
    }

    /// Takes the registers of an operand that is not read again.
    fn inherit(&mut self, dst: Reg, args: &[Reg], at: usize) -> bool {
        let (file, copies) = (self.file(dst), self.copies(dst));
        let fitting = self.active.iter().position(|reg| {
            // Wrong on purpose only where no loop could go on for ever by it.
            let dies =
                self.end(*reg) == at || self.tape.loops == 0 && wrong("code-register-shared");
            args.contains(reg) && dies && self.file(*reg) == file && self.copies(*reg) == copies
        });
        let Some(index) = fitting else { return false };
        let from = self.active[index];
        self.places[dst.index()] = self.places[from.index()];
        self.active[index] = dst;
        true
    }

    fn place(&mut self, dst: Reg) {
        let (file, copies) = (self.file(dst), self.copies(dst));
        while self.free[file].len() < copies {
            let least = self
                .active
                .iter()
                .enumerate()
                .filter(|(_, reg)| self.file(**reg) == file)
                .min_by(|(_, a), (_, b)| {
                    self.weight(**a)
                        .total_cmp(&self.weight(**b))
                        .then(self.end(**b).cmp(&self.end(**a)))
                });
            match least {
                Some((index, reg)) if self.weight(*reg) < self.weight(dst) => {
                    let reg = self.active.swap_remove(index);
                    self.release(reg);
                    self.spill(reg);
                }
                _ => return self.spill(dst),
            }
        }
        let mut registers = [0; MOST_COPIES];
        for register in &mut registers[..copies] {
            *register = self.free[file].pop().unwrap_or(0);
            if file == 0 {
                self.most = self.most.max(*register + 1);
            }
        }
        self.places[dst.index()] = Place::Registers(registers);
        self.active.push(dst);
    }

    fn spill(&mut self, reg: Reg) {
        self.places[reg.index()] = Place::Slots(self.slots);
        self.slots += self.copies(reg) as u32;
        self.spilled += self.weight(reg);
    }
}
