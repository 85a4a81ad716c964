//! Superinstructions: an operation whose result only its neighbour uses moves into the neighbour.
//!
//! A step reads its operands from L1 and writes its result there; one step for two operations
//! saves a write and a read, about half the time of cheap arithmetic. Every operation keeps its
//! own rounding. Operations are pure, so that moving one down to its user, even into or out of a
//! skipped stretch, changes nothing but where it is computed. Nothing moves into a loop, where it would
//! be computed again and again, or past an instruction that changes what a loop carries.

mod fuser;
mod pairs;
mod patterns;

use std::collections::HashSet;

use super::coalesce::coalesce;
use super::code::Code;
use super::draft::{Draft, Home, Instr, Reg};
use crate::wrong::wrong;
use fuser::Fuser;

const SIGN: u64 = 1 << 63;

/// Rewrites the body in place. The last instruction stays last and keeps its result.
pub(super) fn fuse(draft: &mut Draft) {
    order_operands(draft);
    let mut fuser = Fuser::new(draft);
    for at in 0..fuser.body.len() {
        pairs::find(&mut fuser, at);
        patterns::find(&mut fuser, at);
    }
    let mut body = fuser.body;
    coalesce(&mut body, draft);
    draft.body = compact(body);
}

/// Uniform operands to the right where the order does not matter: loops are made for that. What takes a constant away from a
/// product adds its negative, which is the same, and makes one kind of chain of two.
fn order_operands(draft: &mut Draft) {
    let mut body = std::mem::take(&mut draft.body);
    let products = body.iter().filter(|instr| instr.code == Code::Mul);
    let products: HashSet<Reg> = products.filter_map(|instr| instr.dst).collect();
    for instr in &mut body {
        if instr.code == Code::Sub
            && products.contains(&instr.args[0])
            && let Home::Constant(constant) = draft.home(instr.args[1])
        {
            instr.code = Code::Add;
            let negative = draft.constants[constant as usize] ^ SIGN;
            instr.args[1] = draft.constant(negative);
        }
        let commutes = matches!(
            instr.code,
            Code::Add
                | Code::Mul
                | Code::And
                | Code::Or
                | Code::Xor
                | Code::Imul
                | Code::Min
                | Code::Max
                | Code::EqF
                | Code::NeF
                | Code::EqI
                | Code::NeI
        );
        let commutes = commutes || (instr.code == Code::Sub && wrong("commuted-subtraction"));
        if commutes && draft.home(instr.args[0]).is_uniform() {
            instr.args.swap(0, 1);
        }
    }
    draft.body = body;
}

/// Closes the gaps and mends the jumps; a skip over nothing goes too.
fn compact(mut body: Vec<Option<Instr>>) -> Vec<Instr> {
    for at in 0..body.len() {
        if let Some(Instr {
            code: Code::SkipNone,
            extra,
            ..
        }) = &body[at]
            && body[at + 1..*extra as usize].iter().all(Option::is_none)
        {
            body[at] = None;
        }
    }
    let mut place = 0;
    let mut places: Vec<u32> = Vec::with_capacity(body.len() + 1);
    for instr in &body {
        places.push(place);
        place += u32::from(instr.is_some());
    }
    places.push(place);
    let mend = |mut instr: Instr| {
        if instr.code == Code::SkipNone {
            instr.extra = places[instr.extra as usize];
        }
        instr
    };
    body.into_iter().flatten().map(mend).collect()
}
