//! Which vector or mask register, or which place in memory, holds what: a linear scan over the lives.
//!
//! A register of the program has one place for all its life, and as many machine registers as there are vectors in a strip.
//! A result takes over the registers of an operand that dies with it, copy by copy: an operation's copies are written one
//! after the other, each after it has read its own operands. Whatever finds no register lives in memory, the least used first.
//!
//! Source: M. Poletto and V. Sarkar, "Linear Scan Register Allocation" (1999), <https://dl.acm.org/doi/10.1145/330249.330250>.

use std::collections::HashMap;

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
    /// By place of a call: what lives over it in machine registers, and where to that is saved.
    pub(super) saved: HashMap<usize, Vec<(Reg, u32)>>,
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
        in_memory: Vec::new(),
        free_slots: [const { Vec::new() }; MOST_COPIES],
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
        {
            // Over calls in their midst some lives are cheaper in memory.
            if scan.lives.saving(&life) > 0.0 && scan.lives.saving(&life) >= life.weight {
                scan.leave_in_memory(dst);
            } else if node.reads_again() || !scan.inherit(dst, &node.args, at) {
                scan.place(dst);
            }
        }
    }
    let saved = scan.save();
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
        saved,
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
    /// And in slots that may be given to others afterwards.
    in_memory: Vec<Reg>,
    /// Slots that were used and are not any more, by how many there are together less one.
    free_slots: [Vec<u32>; MOST_COPIES],
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
        let mut index = 0;
        while index < self.in_memory.len() {
            let reg = self.in_memory[index];
            if self.end(reg) < at {
                self.in_memory.swap_remove(index);
                if let Place::Slots(slot) = self.places[reg.index()] {
                    let copies = self.copies(reg);
                    self.free_slots[copies - 1].push(slot);
                }
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

    /// Fresh slots: what was in a register until now may have begun before others left theirs.
    fn spill(&mut self, reg: Reg) {
        self.places[reg.index()] = Place::Slots(self.slots);
        self.slots += self.copies(reg) as u32;
        self.spilled += self.weight(reg);
    }

    /// Slots for something whose life begins here.
    fn leave_in_memory(&mut self, reg: Reg) {
        let copies = self.copies(reg);
        let slot = self.free_slots[copies - 1].pop().unwrap_or_else(|| {
            self.slots += copies as u32;
            self.slots - copies as u32
        });
        self.places[reg.index()] = Place::Slots(slot);
        self.in_memory.push(reg);
    }

    /// What lives over each call in registers, each with slots of its own.
    fn save(&mut self) -> HashMap<usize, Vec<(Reg, u32)>> {
        let mut saved: HashMap<usize, Vec<(Reg, u32)>> = HashMap::new();
        if self.lives.calls.is_empty() {
            return saved;
        }
        for reg in 0..self.places.len() {
            let (Place::Registers(_), Some(life)) = (self.places[reg], self.lives.of[reg]) else {
                continue;
            };
            let calls = &self.lives.calls;
            let first = calls.partition_point(|call| *call <= life.start);
            let behind = calls.partition_point(|call| *call < life.end);
            if first >= behind {
                continue;
            }
            let reg = Reg(reg as u32);
            for call in &calls[first..behind] {
                saved.entry(*call).or_default().push((reg, self.slots));
            }
            self.slots += self.copies(reg) as u32;
        }
        saved
    }
}
