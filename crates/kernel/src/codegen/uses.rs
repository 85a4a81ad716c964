//! Where registers are read and written, and which places a jump cannot come between.

use super::tape::{Tape, What};
use crate::program::Code;
use crate::program::draft::Reg;

/// By register and by place.
pub(super) struct Uses {
    /// Places that read or write a register, ascending.
    touches: Vec<Vec<u32>>,
    /// Places that write it, ascending.
    writes: Vec<Vec<u32>>,
    /// By place: the innermost branch or loop around it.
    regions: Vec<u32>,
    /// From start to end, by number.
    pub(super) loops: Vec<(usize, usize)>,
    /// By place: how many loops are around it.
    pub(super) depths: Vec<u8>,
}

impl Uses {
    pub(super) fn of(tape: &Tape) -> Self {
        let count = tape.homes.len();
        let mut uses = Self {
            touches: vec![Vec::new(); count],
            writes: vec![Vec::new(); count],
            regions: Vec::with_capacity(tape.body.len()),
            loops: vec![(0, 0); tape.loops as usize],
            depths: Vec::with_capacity(tape.body.len()),
        };
        let (mut open, mut made, mut depth) = (vec![0], 0, 0_u8);
        for (at, node) in tape.body.iter().enumerate() {
            let place = at as u32;
            for reg in node.args.iter().chain(&node.mask).chain(&node.dst) {
                let touches = &mut uses.touches[reg.index()];
                if touches.last() != Some(&place) {
                    touches.push(place);
                }
            }
            if let Some(dst) = node.dst {
                uses.writes[dst.index()].push(place);
            }
            if let What::Land(_) | What::Code(Code::LoopEnd) = node.what {
                open.pop();
            }
            if node.what == What::Code(Code::LoopEnd) {
                depth = depth.saturating_sub(1);
                uses.loops[node.extra as usize].1 = at;
            }
            uses.regions.push(open.last().copied().unwrap_or(0));
            uses.depths.push(depth);
            if let What::Code(Code::SkipNone | Code::LoopStart) = node.what {
                made += 1;
                open.push(made);
            }
            if node.what == What::Code(Code::LoopStart) {
                depth = depth.saturating_add(1);
                uses.loops[node.extra as usize].0 = at;
            }
        }
        uses
    }

    pub(super) fn touches(&self, reg: Reg) -> &[u32] {
        &self.touches[reg.index()]
    }

    pub(super) fn writes(&self, reg: Reg) -> &[u32] {
        &self.writes[reg.index()]
    }

    /// The one place that writes a register.
    pub(super) fn only_write(&self, reg: Reg) -> Option<usize> {
        match self.writes[reg.index()][..] {
            [at] => Some(at as usize),
            _ => None,
        }
    }

    /// Where a register is made that is read at `at` and nowhere else, in the same stretch of code.
    pub(super) fn only_between(&self, reg: Reg, at: usize) -> Option<usize> {
        let made = self.only_write(reg)?;
        let touches = self.touches(reg);
        let here = touches.len() == 2 && touches[0] as usize == made && touches[1] as usize == at;
        (here && self.same_region(made, at)).then_some(made)
    }

    pub(super) fn same_region(&self, a: usize, b: usize) -> bool {
        self.regions[a] == self.regions[b]
    }

    /// Whether anything between two places writes it.
    pub(super) fn is_written(&self, reg: Reg, after: usize, before: usize) -> bool {
        between(&self.writes[reg.index()], after, before)
    }

    /// Whether anything between two places reads or writes it.
    pub(super) fn is_touched(&self, reg: Reg, after: usize, before: usize) -> bool {
        between(&self.touches[reg.index()], after, before)
    }
}

/// The places are in ascending order.
fn between(places: &[u32], after: usize, before: usize) -> bool {
    let next = places.partition_point(|at| *at as usize <= after);
    places.get(next).is_some_and(|at| (*at as usize) < before)
}
