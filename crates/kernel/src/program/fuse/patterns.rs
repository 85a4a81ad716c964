//! Superinstructions for what certain kernels are made of: long polynomials, distances, hashes, the ends of loops.

use super::fuser::Fuser;
use crate::program::draft::Reg;
use crate::program::{Code, First, Second};

/// One turn of Horner's rule.
const TURN: Code = Code::Pair(First::Mul, Second::Add);

/// Makes one of the instruction at `at`, which has met its neighbours as a pair.
pub(super) fn find(fuser: &mut Fuser, at: usize) {
    squared_difference(fuser, at);
    product_plus(fuser, at);
    between(fuser, at);
    interpolate(fuser, at);
    horner(fuser, at);
    xor_shift(fuser, at);
    xor_shift_imul(fuser, at);
    and_compare(fuser, at);
    and_compares(fuser, at);
    load_pair(fuser, at);
}

/// `(a - b) ** 2 + c`. The sign of the difference does not matter: the uniform operand goes to the right.
fn squared_difference(fuser: &mut Fuser, at: usize) {
    let Some((TURN, &[p, q, c])) = fuser.at(at) else {
        return;
    };
    if p == q
        && let Some((from, Code::Sub, &[a, b])) = fuser.read_by(at, p, 2)
    {
        let (a, b) = if fuser.is_uniform(a) { (b, a) } else { (a, b) };
        fuser.replace(at, Code::SquaredDifference, vec![a, b, c], &[from]);
    }
}

/// `a * b * c + d`.
fn product_plus(fuser: &mut Fuser, at: usize) {
    const PRODUCT: Code = Code::Pair(First::Mul, Second::Mul);
    let Some((Code::Add, &[left, right])) = fuser.at(at) else {
        return;
    };
    for (product, d) in [(left, right), (right, left)] {
        if let Some((from, PRODUCT, &[a, b, c])) = fuser.only_for(at, product) {
            fuser.replace(at, Code::ProductPlus, vec![a, b, c, d], &[from]);
            return;
        }
    }
}

/// `a + (b - a) * c`.
fn between(fuser: &mut Fuser, at: usize) {
    const PRODUCT: Code = Code::Pair(First::Sub, Second::Mul);
    let Some((Code::Add, &[left, right])) = fuser.at(at) else {
        return;
    };
    for (start, product) in [(left, right), (right, left)] {
        if let Some((from, PRODUCT, &[b, a, c])) = fuser.only_for(at, product)
            && a == start
        {
            fuser.replace(at, Code::Between, vec![a, b, c], &[from]);
            return;
        }
    }
}

/// `t[i] + (t[i + 1] - t[i]) * (at - i)`, where `i` is the floor of `at`, which mostly is a product.
fn interpolate(fuser: &mut Fuser, at: usize) {
    let Some((Code::Between, &[first, second, part])) = fuser.at(at) else {
        return;
    };
    let Some((load, Code::LoadPair, &[index, behind])) = fuser.read_by(at, first, 2) else {
        return;
    };
    let Some((reserve, Code::Reserve, _)) = fuser.read_by(at, second, 2) else {
        return;
    };
    let Some((difference, Code::Sub, &[place, whole])) = fuser.only_for(at, part) else {
        return;
    };
    let Some((floor, Code::Floor, &[floored])) = fuser.read_by(at, index, 2) else {
        return;
    };
    let Some((table, _)) = fuser.load_at(load) else {
        return;
    };
    if behind != second || whole != index || floored != place || !fuser.is_one_way(load, at) {
        return;
    }
    let mut moved = vec![load, reserve, difference, floor];
    let args = match (fuser.read_by(at, place, 2), fuser.one()) {
        (Some((product, Code::Mul, &[a, b])), _) => {
            moved.push(product);
            vec![a, b]
        }
        (_, Some(one)) => vec![place, one],
        _ => return,
    };
    fuser.replace_load(at, Code::Interpolate, args, table, &moved);
}

/// More than two turns of Horner's rule.
fn horner(fuser: &mut Fuser, at: usize) {
    let Some((TURN, &[p, q, summand])) = fuser.at(at) else {
        return;
    };
    for (sum, x) in [(p, q), (q, p)] {
        if let Some((from, Code::Polynomial | Code::Horner, args)) = fuser.only_for(at, sum)
            && args[1] == x
            && args.len() < MOST_TURNS
        {
            let args: Vec<Reg> = args.iter().copied().chain([summand]).collect();
            if args[2..].iter().all(|arg| fuser.is_uniform(*arg)) {
                fuser.replace(at, Code::Horner, args, &[from]);
                return;
            }
        }
    }
}

/// A step takes microseconds, so that a run stops soon.
const MOST_TURNS: usize = 64;

/// `a ^ (a >>> b)`, `a ^ (a << b)`.
fn xor_shift(fuser: &mut Fuser, at: usize) {
    let Some((Code::Xor, &[left, right])) = fuser.at(at) else {
        return;
    };
    for (whole, shifted) in [(left, right), (right, left)] {
        if let Some((from, code, &[a, b])) = fuser.only_for(at, shifted)
            && a == whole
        {
            let code = match code {
                Code::UShr => Code::XorUShr,
                Code::Shl => Code::XorShl,
                _ => continue,
            };
            fuser.replace(at, code, vec![a, b], &[from]);
            return;
        }
    }
}

/// `imul(a ^ (a >>> b), c)`.
fn xor_shift_imul(fuser: &mut Fuser, at: usize) {
    let Some((Code::Imul, &[left, right])) = fuser.at(at) else {
        return;
    };
    for (mixed, c) in [(left, right), (right, left)] {
        if let Some((from, Code::XorUShr, &[a, b])) = fuser.only_for(at, mixed) {
            fuser.replace(at, Code::XorUShrImul, vec![a, b, c], &[from]);
            return;
        }
    }
}

/// A comparison as a condition among others.
fn and_of(compare: Code) -> Option<Code> {
    match compare {
        Code::LtF => Some(Code::AndLt),
        Code::LeF => Some(Code::AndLe),
        _ => None,
    }
}

/// `a < b && c`.
fn and_compare(fuser: &mut Fuser, at: usize) {
    let Some((Code::And, &[left, right])) = fuser.at(at) else {
        return;
    };
    for (compared, other) in [(left, right), (right, left)] {
        if let Some((from, compare, &[a, b])) = fuser.only_for(at, compared)
            && let Some(code) = and_of(compare)
        {
            fuser.replace(at, code, vec![a, b, other], &[from]);
            return;
        }
    }
}

/// `(a < b && c < d) && e`: the last condition goes to the first comparison.
fn and_compares(fuser: &mut Fuser, at: usize) {
    let Some((Code::And, &[left, right])) = fuser.at(at) else {
        return;
    };
    for (compared, other) in [(left, right), (right, left)] {
        if let Some((from, code @ (Code::AndLt | Code::AndLe), &[a, b, first])) =
            fuser.only_for(at, compared)
            && let Some((inner, compare, &[c, d])) = fuser.only_for(from, first)
            && let Some(with_other) = and_of(compare)
            && fuser.stands_at(other, inner, at)
        {
            fuser.replace(inner, with_other, vec![c, d, other], &[]);
            fuser.replace(at, code, vec![a, b, first], &[from]);
            return;
        }
    }
}

/// `t[i]` and `t[i + 1]`: one look at the index, and most of the work of one item.
fn load_pair(fuser: &mut Fuser, at: usize) {
    let Some(own) = index_of(fuser, at) else {
        return;
    };
    // In the straight line of instructions before it.
    for other in (0..at).rev() {
        match fuser.at(other) {
            Some((Code::SkipNone | Code::LoopStart | Code::LoopEnd, _)) => return,
            Some((Code::Load, _)) => {}
            _ => continue,
        }
        let Some(theirs) = index_of(fuser, other).filter(|it| it.table == own.table) else {
            continue;
        };
        let (first, second) = match (own.behind, theirs.behind) {
            (None, Some(index)) if index == own.index => (&own, &theirs),
            (Some(index), None) if index == theirs.index => (&theirs, &own),
            _ => continue,
        };
        let results = [first.result, second.result];
        if fuser.is_straight(other, at, first.index, &results) {
            let sum = second.index;
            fuser.pair_up(other, at, first.index, results, sum);
            return;
        }
    }
}

/// A load of an item for each lane.
struct Item {
    table: u32,
    index: Reg,
    /// The index before this one.
    behind: Option<Reg>,
    result: Reg,
}

fn index_of(fuser: &Fuser, at: usize) -> Option<Item> {
    let (Code::Load, &[index]) = fuser.at(at)? else {
        return None;
    };
    let (table, result) = fuser.load_at(at)?;
    let varies = !fuser.is_uniform(result) && !fuser.is_uniform(index);
    varies.then(|| Item {
        table,
        index,
        behind: fuser.one_below(at, index),
        result,
    })
}
