//! Superinstructions of two neighbours: a comparison and its select, two of addition, subtraction and multiplication.

use super::fuser::Fuser;
use crate::program::{Code, First, Second};
use crate::wrong::wrong;

/// So many selects make a comparison again each, at most.
const MOST_PICKS: u32 = 3;

/// Makes one of the instruction at `at` and those before it, where they are such.
pub(super) fn find(fuser: &mut Fuser, at: usize) {
    pick(fuser, at);
    products(fuser, at);
    pair(fuser, at);
    polynomial(fuser, at);
}

/// Comparison and select. One that several selects share is made in each: that costs less than its mask.
fn pick(fuser: &mut Fuser, at: usize) {
    let Some((Code::Select, &[mask, then, other])) = fuser.at(at) else {
        return;
    };
    let selects = fuser.chooses_only(mask);
    let selects = selects.filter(|selects| (2..=MOST_PICKS).contains(selects));
    let times = selects.unwrap_or(1);
    let Some((from, compare, &[a, b])) = fuser.read_by(at, mask, times) else {
        return;
    };
    let (code, args) = match compare {
        Code::EqF => (Code::PickEq, [a, b, then, other]),
        Code::NeF if wrong("pick-not-swapped") => (Code::PickEq, [a, b, then, other]),
        Code::NeF => (Code::PickEq, [a, b, other, then]),
        Code::LtF => (Code::PickLt, [a, b, then, other]),
        Code::LeF => (Code::PickLe, [a, b, then, other]),
        _ => return,
    };
    if selects.is_none() {
        fuser.replace(at, code, args.to_vec(), &[from]);
        return;
    }
    fuser.replace(at, code, args.to_vec(), &[]);
    fuser.compares_itself(mask, [a, b]);
}

/// Sum or difference of two products.
fn products(fuser: &mut Fuser, at: usize) {
    let Some((outer @ (Code::Add | Code::Sub), &[left, right])) = fuser.at(at) else {
        return;
    };
    let Some((i, Code::Mul, &[a, b])) = fuser.only_for(at, left) else {
        return;
    };
    let Some((k, Code::Mul, &[c, d])) = fuser.only_for(at, right) else {
        return;
    };
    let sum = outer == Code::Add;
    let code = if sum {
        Code::SumOfProducts
    } else {
        Code::DifferenceOfProducts
    };
    fuser.replace(at, code, vec![a, b, c, d], &[i, k]);
}

/// Any two of addition, subtraction and multiplication.
fn pair(fuser: &mut Fuser, at: usize) {
    let Some((outer, &[left, right])) = fuser.at(at) else {
        return;
    };
    let (on_left, on_right) = match outer {
        Code::Add => (Second::Add, Second::Add),
        Code::Sub if wrong("pair-order") => (Second::Sub, Second::Sub),
        Code::Sub => (Second::Sub, Second::From),
        Code::Mul => (Second::Mul, Second::Mul),
        _ => return,
    };
    for (inner, second, third) in [(left, on_left, right), (right, on_right, left)] {
        if let Some((from, code, &[a, b])) = fuser.only_for(at, inner)
            && let Some(first) = first(code)
        {
            fuser.replace(at, Code::Pair(first, second), vec![a, b, third], &[from]);
            return;
        }
    }
}

/// Two turns of Horner's rule.
fn polynomial(fuser: &mut Fuser, at: usize) {
    const TURN: Code = Code::Pair(First::Mul, Second::Add);
    let Some((TURN, &[p, q, d])) = fuser.at(at) else {
        return;
    };
    for (sum, x) in [(p, q), (q, p)] {
        if let Some((from, TURN, &[a, b, c])) = fuser.only_for(at, sum)
            && (a == x || b == x)
        {
            let start = if b == x { a } else { b };
            let (c, d) = if wrong("polynomial-order") {
                (d, c)
            } else {
                (c, d)
            };
            fuser.replace(at, Code::Polynomial, vec![start, x, c, d], &[from]);
            return;
        }
    }
}

fn first(code: Code) -> Option<First> {
    match code {
        Code::Add => Some(First::Add),
        Code::Sub => Some(First::Sub),
        Code::Mul => Some(First::Mul),
        _ => None,
    }
}
