//! Which slot of a block's scratch memory holds which register: linear scan by liveness.
//!
//! Control flow only goes forward, so a register lives from its definition to its last use in the
//! order of the instructions. A result may take the slot of an operand that dies with it, since
//! every step reads its operands' lanes before it writes the same lanes.

use super::draft::{Draft, Reg};

/// Slots by register, and how many there are.
pub(super) struct Slots {
    /// `None` for registers that do not live in a slot, and for the last instruction's result.
    pub(super) of: Vec<Option<u32>>,
    pub(super) count: usize,
}

/// Assigns slots. The last instruction writes the result, which has its own place.
pub(super) fn assign(draft: &Draft) -> Slots {
    let mut last_use = vec![0; draft.homes.len()];
    for (at, instr) in draft.body.iter().enumerate() {
        for arg in &instr.args {
            last_use[arg.index()] = at;
        }
    }
    let mut slots = Slots {
        of: vec![None; draft.homes.len()],
        count: 0,
    };
    let mut free = Vec::new();
    let end = draft.body.len().saturating_sub(1);
    for (at, instr) in draft.body.iter().enumerate().take(end) {
        release(&mut free, &slots, &instr.args, |arg| {
            last_use[arg.index()] == at
        });
        let Some(dst) = instr.dst else { continue };
        let slot = free.pop().unwrap_or_else(|| {
            slots.count += 1;
            slots.count as u32 - 1
        });
        slots.of[dst.index()] = Some(slot);
        if last_use[dst.index()] <= at {
            free.push(slot);
        }
    }
    slots
}

/// Frees the slots of operands that die here, each once.
fn release(free: &mut Vec<u32>, slots: &Slots, args: &[Reg], dies: impl Fn(Reg) -> bool) {
    for (place, arg) in args.iter().enumerate() {
        if let Some(slot) = slots.of[arg.index()]
            && dies(*arg)
            && !args[..place].contains(arg)
        {
            free.push(slot);
        }
    }
}
