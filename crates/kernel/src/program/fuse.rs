//! Superinstructions: an operation whose result only its neighbour uses moves into the neighbour.
//!
//! A step reads its operands from L1 and writes its result there; one step for two operations
//! saves a write and a read, about half the time of cheap arithmetic. Every operation keeps its
//! own rounding. Operations are pure, so that moving one down to its user, even into or out of a
//! skipped stretch, changes nothing but where it is computed. Nothing moves into a loop, where it would
//! be computed again and again, or past an instruction that changes what a loop carries.

use super::code::{Code, First, Second};
use super::draft::{Draft, Instr, Reg};
use crate::wrong::wrong;

/// Rewrites the body in place. The last instruction stays last and keeps its result.
pub(super) fn fuse(draft: &mut Draft) {
    order_operands(draft);
    let mut fuser = Fuser::new(draft);
    for at in 0..fuser.body.len() {
        fuser.pick(at);
        fuser.products(at);
        fuser.pair(at);
        fuser.polynomial(at);
    }
    draft.body = compact(fuser.body);
}

/// Uniform operands to the right where the order does not matter: loops are made for that.
fn order_operands(draft: &mut Draft) {
    let mut body = std::mem::take(&mut draft.body);
    for instr in &mut body {
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

struct Fuser {
    /// `None` where an instruction moved into another.
    body: Vec<Option<Instr>>,
    /// By register: the instruction that defines it.
    made_at: Vec<Option<usize>>,
    /// By register: how many operands name it.
    uses: Vec<u32>,
    /// By instruction: how many ends of loops and changes of what they carry come before it.
    stretch: Vec<u32>,
    /// By register: whether it is the same for all lanes.
    uniform: Vec<bool>,
}

impl Fuser {
    fn new(draft: &mut Draft) -> Self {
        let mut made_at = vec![None; draft.homes.len()];
        let mut uses = vec![0; draft.homes.len()];
        let mut made = vec![0; draft.homes.len()];
        for dst in draft.body.iter().filter_map(|instr| instr.dst) {
            made[dst.index()] += 1;
        }
        let mut stretch = Vec::with_capacity(draft.body.len());
        let mut stretches = 0;
        for (at, instr) in draft.body.iter().enumerate() {
            let carried = instr.dst.is_some_and(|dst| made[dst.index()] > 1);
            if matches!(instr.code, Code::LoopStart | Code::LoopEnd) || carried {
                stretches += 1;
            }
            stretch.push(stretches);
            if let Some(dst) = instr.dst
                && !carried
            {
                made_at[dst.index()] = Some(at);
            }
            for arg in &instr.args {
                uses[arg.index()] += 1;
            }
        }
        let body = std::mem::take(&mut draft.body)
            .into_iter()
            .map(Some)
            .collect();
        let uniform = draft.homes.iter().map(|home| home.is_uniform()).collect();
        Self {
            body,
            made_at,
            uses,
            stretch,
            uniform,
        }
    }

    fn at(&self, at: usize) -> Option<(Code, &[Reg])> {
        self.body[at]
            .as_ref()
            .map(|instr| (instr.code, instr.args.as_slice()))
    }

    /// The instruction behind a register that nothing but the one at `user` reads, if it may move there.
    fn only_for(&self, user: usize, reg: Reg) -> Option<(usize, Code, &[Reg])> {
        let at = self.made_at[reg.index()].filter(|_| self.uses[reg.index()] == 1)?;
        let same_stretch = self.stretch[at] == self.stretch[user];
        let for_lanes = self.body[user].as_ref()?.dst;
        let for_lanes = for_lanes.is_none_or(|dst| !self.uniform[dst.index()]);
        if !same_stretch || self.uniform[reg.index()] && for_lanes {
            return None;
        }
        self.at(at).map(|(code, args)| (at, code, args))
    }

    /// Makes the instruction at `at` another one, which does the work of those in `moved` too.
    fn replace(&mut self, at: usize, code: Code, args: Vec<Reg>, moved: &[usize]) {
        for gone in moved {
            self.body[*gone] = None;
        }
        if let Some(instr) = &mut self.body[at] {
            instr.code = code;
            instr.args = args;
        }
    }

    /// Comparison and select.
    fn pick(&mut self, at: usize) {
        let Some((Code::Select, &[mask, then, other])) = self.at(at) else {
            return;
        };
        let Some((from, compare, &[a, b])) = self.only_for(at, mask) else {
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
        self.replace(at, code, args.to_vec(), &[from]);
    }

    /// Sum or difference of two products.
    fn products(&mut self, at: usize) {
        let Some((outer @ (Code::Add | Code::Sub), &[left, right])) = self.at(at) else {
            return;
        };
        let Some((i, Code::Mul, &[a, b])) = self.only_for(at, left) else {
            return;
        };
        let Some((k, Code::Mul, &[c, d])) = self.only_for(at, right) else {
            return;
        };
        let sum = outer == Code::Add;
        let code = if sum {
            Code::SumOfProducts
        } else {
            Code::DifferenceOfProducts
        };
        self.replace(at, code, vec![a, b, c, d], &[i, k]);
    }

    /// Any two of addition, subtraction and multiplication.
    fn pair(&mut self, at: usize) {
        let Some((outer, &[left, right])) = self.at(at) else {
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
            if let Some((from, code, &[a, b])) = self.only_for(at, inner)
                && let Some(first) = first(code)
            {
                self.replace(at, Code::Pair(first, second), vec![a, b, third], &[from]);
                return;
            }
        }
    }

    /// Two turns of Horner's rule.
    fn polynomial(&mut self, at: usize) {
        const TURN: Code = Code::Pair(First::Mul, Second::Add);
        let Some((TURN, &[p, q, d])) = self.at(at) else {
            return;
        };
        for (sum, x) in [(p, q), (q, p)] {
            if let Some((from, TURN, &[a, b, c])) = self.only_for(at, sum)
                && (a == x || b == x)
            {
                let start = if b == x { a } else { b };
                let (c, d) = if wrong("polynomial-order") {
                    (d, c)
                } else {
                    (c, d)
                };
                self.replace(at, Code::Polynomial, vec![start, x, c, d], &[from]);
                return;
            }
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
