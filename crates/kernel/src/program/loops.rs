//! What the machine has to know of a program's loops to move lanes together in them.
//!
//! Where lanes leave a loop one by one, those that stay are moved together from time to time, with all
//! that turns read of them. Only the innermost of such loops do that; what others contain stays where
//! it is.

use super::LoopInfo;
use super::code::Code;
use super::draft::{Draft, Home, Instr, Reg};

/// The loops of a body, by number.
pub(super) fn describe(body: &[Instr], draft: &Draft, operands: &[u16]) -> Vec<LoopInfo> {
    let mut infos: Vec<Option<LoopInfo>> = vec![None; draft.loops as usize];
    let mut open: Vec<(usize, bool)> = Vec::new();
    for (at, instr) in body.iter().enumerate() {
        match instr.code {
            Code::LoopStart => {
                let diverges = draft.home(instr.args[0]) == Home::Slot;
                if diverges {
                    // Those around it are not the innermost.
                    for (_, innermost) in &mut open {
                        *innermost = false;
                    }
                }
                open.push((at, diverges));
            }
            Code::LoopEnd => {
                let Some((start, moves)) = open.pop() else {
                    continue;
                };
                let mut info = LoopInfo {
                    start,
                    end: at,
                    cond: operands[instr.args[0].index()],
                    carried: Vec::new(),
                    read: Vec::new(),
                };
                if moves {
                    moved(&mut info, body, draft, operands, instr.args[0]);
                }
                infos[instr.extra as usize] = Some(info);
            }
            _ => {}
        }
    }
    infos.into_iter().flatten().collect()
}

/// Fills in what goes with the lanes: made before the loop, and read or changed in it.
fn moved(info: &mut LoopInfo, body: &[Instr], draft: &Draft, operands: &[u16], cond: Reg) {
    let mut before = vec![false; draft.homes.len()];
    for (reg, home) in draft.homes.iter().enumerate() {
        before[reg] = matches!(home, Home::Column(_));
    }
    for dst in body[..info.start].iter().filter_map(|instr| instr.dst) {
        before[dst.index()] |= draft.home(dst) == Home::Slot;
    }
    let mut changes = vec![false; draft.homes.len()];
    let turn = &body[info.start..info.end];
    for dst in turn.iter().filter_map(|instr| instr.dst) {
        changes[dst.index()] = true;
    }
    let mut add = |reg: Reg| {
        if std::mem::replace(&mut before[reg.index()], false) {
            let operand = operands[reg.index()];
            if changes[reg.index()] || reg == cond {
                info.carried.push(operand);
            } else {
                info.read.push(operand);
            }
        }
    };
    add(cond);
    for instr in turn {
        instr
            .args
            .iter()
            .chain(&instr.dst)
            .for_each(|reg| add(*reg));
    }
}
