//! Which slot of a block's scratch memory holds which register: linear scan by liveness.
//!
//! A register lives from its first definition to its last use in the order of the instructions; where
//! a loop uses or fills what was made before it, to the loop's end, since the next turn comes back. A
//! result may take the slot of an operand that dies with it, since every step reads its operands' lanes
//! before it writes the same lanes.

use super::code::Code;
use super::draft::{Draft, Home};

/// Slots by register, and how many there are.
pub(super) struct Slots {
    /// `None` for registers that do not live in a slot, and for the last instruction's result.
    pub(super) of: Vec<Option<u32>>,
    pub(super) count: usize,
}

/// Assigns slots. The last instruction writes the result, which has its own place.
pub(super) fn assign(draft: &Draft) -> Slots {
    let mut dying = vec![Vec::new(); draft.body.len()];
    for (reg, last_use) in last_uses(draft).into_iter().enumerate() {
        if let Some(at) = last_use {
            dying[at].push(reg);
        }
    }
    let mut slots = Slots {
        of: vec![None; draft.homes.len()],
        count: 0,
    };
    let mut free = Vec::new();
    let end = draft.body.len().saturating_sub(1);
    for (at, instr) in draft.body.iter().enumerate().take(end) {
        let dst = instr.dst.map(super::draft::Reg::index);
        for reg in &dying[at] {
            if Some(*reg) != dst {
                free.extend(slots.of[*reg]);
            }
        }
        let Some(dst) = dst else { continue };
        if draft.homes[dst] == Home::Slot && slots.of[dst].is_none() {
            let slot = free.pop().unwrap_or_else(|| {
                slots.count += 1;
                slots.count as u32 - 1
            });
            slots.of[dst] = Some(slot);
        }
        if dying[at].contains(&dst) {
            free.extend(slots.of[dst]);
        }
    }
    slots
}

/// By register: the last instruction that it must be kept for; `None` where the body does not know it.
fn last_uses(draft: &Draft) -> Vec<Option<usize>> {
    let mut made_at = vec![None; draft.homes.len()];
    let mut last_use = vec![None; draft.homes.len()];
    // Where each loop starts and ends, the outermost first.
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (at, instr) in draft.body.iter().enumerate() {
        match instr.code {
            Code::LoopStart => {
                let end = draft.body[at..]
                    .iter()
                    .position(|end| end.code == Code::LoopEnd && end.extra == instr.extra);
                open.push((at, end.map_or(at, |end| at + end)));
            }
            Code::LoopEnd => {
                open.pop();
            }
            _ => {}
        }
        for reg in instr.args.iter().chain(&instr.dst) {
            let reg = reg.index();
            let made = *made_at[reg].get_or_insert(at);
            let around = open.iter().find(|(start, _)| made < *start);
            let until = around.map_or(at, |(_, end)| *end);
            last_use[reg] = last_use[reg].max(Some(until));
        }
    }
    last_use
}
