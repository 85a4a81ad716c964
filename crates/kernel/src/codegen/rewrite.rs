//! Fewer or cheaper instructions for the same values; all but [`double`] where masks can do two things at once (AVX-512 only).
//!
//! * A comparison that only goes into an `and` becomes a comparison of the lanes in which the other side holds.
//! * What a loop that lanes leave one by one carries is computed right where it is kept, in the lanes that are still in it.

use super::class::Class;
use super::tape::{Node, Tape, What};
use super::uses::Uses;
use crate::program::Code;
use crate::program::draft::{Home, Reg};

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

fn is_comparison(code: Code) -> bool {
    matches!(
        code,
        Code::EqF
            | Code::NeF
            | Code::LtF
            | Code::LeF
            | Code::EqI
            | Code::NeI
            | Code::LtI
            | Code::LeI
            | Code::LtU
            | Code::LeU
    )
}

/// `and x, (a < b)` as one node at the place of the `and`.
fn compare_where(tape: &mut Tape, uses: &Uses, gone: &mut [bool], at: usize) {
    let node = &tape.body[at];
    let Some(dst) = node.dst else { return };
    if node.what != What::Code(Code::And) || tape.classes[dst.index()] != Class::Mask {
        return;
    }
    for (mask, compared) in [(node.args[0], node.args[1]), (node.args[1], node.args[0])] {
        let Some(made) = uses.only_between(compared, at) else {
            continue;
        };
        let comparison = &tape.body[made];
        let What::Code(code) = comparison.what else {
            continue;
        };
        let reads = || comparison.args.iter().copied();
        let same_copies = tape.homes[compared.index()] == tape.homes[dst.index()];
        if gone[made]
            || mask == compared
            || is_constant(tape, mask)
            || !is_comparison(code)
            || !same_copies
            || reads().any(|arg| uses.is_written(arg, made, at))
        {
            continue;
        }
        let args = std::iter::once(mask).chain(reads()).collect();
        gone[made] = true;
        let node = &mut tape.body[at];
        node.what = What::CompareWhere(code);
        node.args = args;
        return;
    }
}

fn is_constant(tape: &Tape, reg: Reg) -> bool {
    matches!(tape.homes[reg.index()], Home::Constant(_))
}

/// `r = select mask, v, r` goes to where `v` is made, if nothing else reads `v`.
fn compute_in_place(tape: &mut Tape, uses: &Uses, gone: &mut [bool], at: usize) {
    let node = &tape.body[at];
    let (What::Code(Code::Select), Some(dst)) = (node.what, node.dst) else {
        return;
    };
    let (mask, value) = (node.args[0], node.args[1]);
    if node.args[2] != dst || tape.homes[mask.index()] != Home::Slot || value == dst {
        return;
    }
    let Some(made) = uses.only_between(value, at) else {
        return;
    };
    let maker = &tape.body[made];
    if !is_maskable(maker)
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
    maker.mask = Some(mask);
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
