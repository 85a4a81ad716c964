//! What a turn computes for the next one, put where it is carried at once, instead of copied there at
//! the turn's end.
//!
//! That may be done where nobody reads, in between, what was carried so far; and where the computation is
//! made in every turn: not in a branch that may be skipped, nor in a loop within.

use super::code::Code;
use super::draft::{Home, Instr, Reg};

/// Rewrites a body; instructions that are not needed any more become `None`.
pub(super) fn coalesce(body: &mut [Option<Instr>], homes: &[Home]) {
    let places = places(body);
    let mut made = vec![0_u32; homes.len()];
    let mut made_at = vec![0; homes.len()];
    for (at, instr) in body.iter().enumerate() {
        if let Some(dst) = instr.as_ref().and_then(|instr| instr.dst) {
            made[dst.index()] += 1;
            made_at[dst.index()] = at;
        }
    }
    for at in 0..body.len() {
        let Some(Instr {
            code: Code::Copy,
            args,
            dst: Some(carried),
            ..
        }) = &body[at]
        else {
            continue;
        };
        let (carried, next) = (*carried, args[0]);
        let from = made_at[next.index()];
        let fits = made[carried.index()] > 1
            && made[next.index()] == 1
            && homes[carried.index()] == homes[next.index()]
            && matches!(places[at], Place { start: Some(start), skips: 0 } if start < from)
            && from < at
            && places[from] == places[at];
        if !fits
            || body[from + 1..at]
                .iter()
                .flatten()
                .any(|it| names(it, carried))
        {
            continue;
        }
        for instr in body[from + 1..].iter_mut().flatten() {
            for arg in &mut instr.args {
                if *arg == next {
                    *arg = carried;
                }
            }
        }
        if let Some(instr) = &mut body[from] {
            instr.dst = Some(carried);
        }
        body[at] = None;
    }
}

fn names(instr: &Instr, reg: Reg) -> bool {
    instr.dst == Some(reg) || instr.args.contains(&reg)
}

/// Where an instruction stands.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    /// The start of the innermost loop around it.
    start: Option<usize>,
    /// How many skips within that loop may jump over it.
    skips: usize,
}

fn places(body: &[Option<Instr>]) -> Vec<Place> {
    // Starts of open loops, each with the ends of the skips that are open in it.
    let mut open: Vec<(Option<usize>, Vec<usize>)> = vec![(None, Vec::new())];
    let mut places = Vec::with_capacity(body.len());
    for (at, instr) in body.iter().enumerate() {
        let last = open.len() - 1;
        let (start, skips) = &mut open[last];
        skips.retain(|end| *end > at);
        places.push(Place {
            start: *start,
            skips: skips.len(),
        });
        match instr.as_ref().map(|instr| (instr.code, instr.extra)) {
            Some((Code::SkipNone, end)) => skips.push(end as usize),
            Some((Code::LoopStart, _)) => open.push((Some(at), Vec::new())),
            Some((Code::LoopEnd, _)) if last > 0 => {
                open.pop();
            }
            _ => {}
        }
    }
    places
}
