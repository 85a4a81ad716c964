//! Fewer or cheaper instructions for the same values; all but [`double`] where masks can do two things at once (AVX-512 only).
//!
//! * A comparison that only goes into an `and` becomes a comparison of the lanes in which the other side holds.
//! * What a loop that lanes leave one by one carries is computed right where it is kept, in the lanes that are still in it.

use super::class::{Class, is_comparison};
use super::tape::{Comparisons, Node, Tape, What};
use super::uses::Uses;
use crate::program::Code;
use crate::program::draft::{Home, Reg};
use crate::wrong::wrong;

/// `x * 2` as `x + x`: the same bits. CPUs that multiply and add in different units mostly wait for the former.
pub(super) fn double(tape: &mut Tape) {
    let constants = &tape.constants;
    let homes = &tape.homes;
    let is_two = |reg: Reg| match homes[reg.index()] {
        Home::Constant(constant) => constants[constant as usize] == 2_f64.to_bits(),
        _ => false,
    };
    for node in tape.body.iter_mut().chain(&mut tape.prologue) {
        if node.what != What::Code(Code::Mul) {
            continue;
        }
        let Some(place) = node.args.iter().position(|arg| is_two(*arg)) else {
            continue;
        };
        let other = node.args[1 - place];
        node.what = What::Code(Code::Add);
        node.args = vec![other, other];
    }
}

pub(super) fn rewrite(tape: &mut Tape) {
    let mut gone = vec![false; tape.body.len()];
    let uses = Uses::of(tape);
    for at in 0..tape.body.len() {
        compare_where(tape, &uses, &mut gone, at);
    }
    sweep(tape, &gone);
    let mut gone = vec![false; tape.body.len()];
    let uses = Uses::of(tape);
    for at in 0..tape.body.len() {
        compute_in_place(tape, &uses, &mut gone, at);
    }
    sweep(tape, &gone);
}

fn sweep(tape: &mut Tape, gone: &[bool]) {
    let mut gone = gone.iter();
    tape.body.retain(|_| !gone.next().is_some_and(|gone| *gone));
}

/// `and x, (a < b)` as one node at the place of the `and`; several comparisons where the other side is such a node itself.
fn compare_where(tape: &mut Tape, uses: &Uses, gone: &mut [bool], at: usize) {
    let node = &tape.body[at];
    let Some(dst) = node.dst else { return };
    if node.what != What::Code(Code::And) || tape.classes[dst.index()] != Class::Mask {
        return;
    }
    for (mask, compared) in [(node.args[0], node.args[1]), (node.args[1], node.args[0])] {
        if mask == compared || is_constant(tape, mask) {
            continue;
        }
        let Some((comparisons, args, places)) = comparisons(tape, uses, gone, compared, dst, at)
        else {
            continue;
        };
        let node = &mut tape.body[at];
        node.what = What::CompareWhere(comparisons);
        node.args = std::iter::once(mask).chain(args).collect();
        for place in places {
            gone[place] = true;
        }
        return;
    }
}

/// The comparisons that make `reg`, which nobody but the node at `at` reads; their operands, and where they stand.
fn comparisons(
    tape: &Tape,
    uses: &Uses,
    gone: &[bool],
    reg: Reg,
    dst: Reg,
    at: usize,
) -> Option<(Comparisons, Vec<Reg>, Vec<usize>)> {
    let made = uses.only_between(reg, at)?;
    let node = &tape.body[made];
    let same_copies = tape.homes[reg.index()] == tape.homes[dst.index()];
    let is_free = |args: &[Reg]| !args.iter().any(|arg| uses.is_written(*arg, made, at));
    if gone[made] || !same_copies {
        return None;
    }
    match node.what {
        What::Code(code) if is_comparison(code) && is_free(&node.args) => {
            Some((Comparisons::one(code), node.args.clone(), vec![made]))
        }
        What::CompareWhere(last) if !last.second && is_free(&node.args[1..]) => {
            match comparisons(tape, uses, gone, node.args[0], dst, made) {
                Some((first, mut args, mut places))
                    // They are to be made at `at` as well.
                    if !first.second && !args.iter().any(|arg| uses.is_written(*arg, made, at)) =>
                {
                    args.extend(&node.args[1..]);
                    places.push(made);
                    Some((first.then(last)?, args, places))
                }
                _ if is_free(&node.args[..1]) && !is_constant(tape, node.args[0]) => {
                    Some((last.with_second()?, node.args.clone(), vec![made]))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn is_constant(tape: &Tape, reg: Reg) -> bool {
    matches!(tape.homes[reg.index()], Home::Constant(_))
}

/// `r = select mask, v, r` goes to where `v` is made, if nothing else reads `v` in other lanes.
fn compute_in_place(tape: &mut Tape, uses: &Uses, gone: &mut [bool], at: usize) {
    let node = &tape.body[at];
    let (What::Code(Code::Select), Some(dst)) = (node.what, node.dst) else {
        return;
    };
    let (mask, value) = (node.args[0], node.args[1]);
    if node.args[2] != dst || tape.homes[mask.index()] != Home::Slot || value == dst {
        return;
    }
    let Some(made) = uses.only_write(value) else {
        return;
    };
    // Who reads it besides asks in the same lanes only.
    let readers = uses.touches(value).iter().map(|place| *place as usize);
    let readers: Vec<usize> = readers.filter(|it| *it != made && *it != at).collect();
    let asks_there = |place: &usize| {
        let reader = &tape.body[*place];
        matches!(reader.what, What::CompareWhere(_))
            && reader.args[0] == mask
            && *place > made
            && uses.same_region(made, *place)
            && !uses.is_written(mask, made, *place)
            && !uses.is_written(dst, at, *place)
    };
    let maker = &tape.body[made];
    if made >= at
        || !uses.same_region(made, at)
        || !readers.iter().all(asks_there)
        || !is_maskable(maker)
        || gone[made]
        || tape.homes[value.index()] != Home::Slot
        || tape.homes[dst.index()] != Home::Slot
        || uses.is_written(mask, made, at)
        || uses.is_touched(dst, made, at)
    {
        return;
    }
    gone[at] = true;
    let maker = &mut tape.body[made];
    maker.dst = Some(dst);
    maker.mask = (!wrong("code-loop-mask")).then_some(mask);
    for place in readers {
        for arg in &mut tape.body[place].args {
            if *arg == value {
                *arg = dst;
            }
        }
    }
}

/// Whether the last instruction of an operation can leave lanes as they are.
fn is_maskable(node: &Node) -> bool {
    let What::Code(code) = node.what else {
        return false;
    };
    node.mask.is_none()
        && matches!(
            code,
            Code::Add | Code::Sub | Code::Mul | Code::Div | Code::Sqrt
        )
}
