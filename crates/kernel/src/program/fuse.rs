//! Superinstructions: an operation whose result only its neighbour uses moves into the neighbour.
//!
//! A step reads its operands from L1 and writes its result there; one step for two operations
//! saves a write and a read, about half the time of cheap arithmetic. Every operation keeps its
//! own rounding. Operations are pure, so that moving one down to its user, even into or out of a
//! skipped stretch, changes nothing but where it is computed. Nothing moves into a loop, where it would
//! be computed again and again, or past an instruction that changes what a loop carries.

use std::collections::HashSet;
use std::ops::Range;

use super::coalesce::coalesce;
use super::code::{Code, First, Second};
use super::draft::{Draft, Home, Instr, Reg};
use super::patterns;
use crate::wrong::wrong;

/// So many selects make a comparison again each, at most.
const MOST_PICKS: u32 = 3;
const SIGN: u64 = 1 << 63;
const ONE: u64 = 1.0_f64.to_bits();

/// Rewrites the body in place. The last instruction stays last and keeps its result.
pub(super) fn fuse(draft: &mut Draft) {
    order_operands(draft);
    let mut fuser = Fuser::new(draft);
    for at in 0..fuser.body.len() {
        fuser.pick(at);
        fuser.products(at);
        fuser.pair(at);
        fuser.polynomial(at);
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

pub(super) struct Fuser {
    /// `None` where an instruction moved into another.
    body: Vec<Option<Instr>>,
    /// By register: the instruction that defines it.
    made_at: Vec<Option<usize>>,
    /// By register: how many operands name it.
    uses: Vec<u32>,
    /// By register: how many selects it is the condition of.
    selects: Vec<u32>,
    /// By instruction: how many ends of loops come before it.
    stretch: Vec<u32>,
    /// Where what loops carry is changed, and what is.
    changes: Vec<(usize, Reg)>,
    /// By register: whether it is the same for all lanes.
    uniform: Vec<bool>,
    /// The constant 1.
    one: Option<Reg>,
}

impl Fuser {
    fn new(draft: &mut Draft) -> Self {
        let count = draft.homes.len();
        let mut made_at = vec![None; count];
        let (mut uses, mut selects) = (vec![0; count], vec![0; count]);
        let mut made = vec![0; count];
        for dst in draft.body.iter().filter_map(|instr| instr.dst) {
            made[dst.index()] += 1;
        }
        let mut stretch = Vec::with_capacity(draft.body.len());
        let mut stretches = 0;
        let mut changes = Vec::new();
        for (at, instr) in draft.body.iter().enumerate() {
            if matches!(instr.code, Code::LoopStart | Code::LoopEnd) {
                stretches += 1;
            }
            stretch.push(stretches);
            if let Some(dst) = instr.dst {
                if made[dst.index()] > 1 {
                    changes.push((at, dst));
                } else {
                    made_at[dst.index()] = Some(at);
                }
            }
            for arg in &instr.args {
                uses[arg.index()] += 1;
            }
            if instr.code == Code::Select {
                selects[instr.args[0].index()] += 1;
            }
        }
        let body = std::mem::take(&mut draft.body)
            .into_iter()
            .map(Some)
            .collect();
        let uniform = draft.homes.iter().map(|home| home.is_uniform()).collect();
        let is_one = |home: &Home| matches!(home, Home::Constant(it) if draft.constants[*it as usize] == ONE);
        let one = draft.homes.iter().position(is_one);
        Self {
            one: one.map(|index| Reg(index as u32)),
            body,
            made_at,
            uses,
            selects,
            stretch,
            changes,
            uniform,
        }
    }

    pub(super) fn at(&self, at: usize) -> Option<(Code, &[Reg])> {
        self.body[at]
            .as_ref()
            .map(|instr| (instr.code, instr.args.as_slice()))
    }

    /// Whether all lanes share the register's value.
    pub(super) fn is_uniform(&self, reg: Reg) -> bool {
        self.uniform[reg.index()]
    }

    /// Whether the register has its value where the instruction at `at` stands, in the same turn of all loops as at `user`, and
    /// the same one.
    pub(super) fn stands_at(&self, reg: Reg, at: usize, user: usize) -> bool {
        self.made_at[reg.index()].is_none_or(|made| made < at) && !self.changes_in(at..user, &[reg])
    }

    fn changes_in(&self, range: Range<usize>, regs: &[Reg]) -> bool {
        let first = self.changes.partition_point(|(at, _)| *at < range.start);
        let changes = self.changes[first..].iter();
        let mut changes = changes.take_while(|(at, _)| *at < range.end);
        changes.any(|(_, reg)| regs.contains(reg))
    }

    /// The instruction behind a register that nothing but the one at `user` reads, if it may move there.
    pub(super) fn only_for(&self, user: usize, reg: Reg) -> Option<(usize, Code, &[Reg])> {
        self.read_by(user, reg, 1)
    }

    /// The same where so many operands name the register.
    pub(super) fn read_by(
        &self,
        user: usize,
        reg: Reg,
        times: u32,
    ) -> Option<(usize, Code, &[Reg])> {
        let from = self.made_at[reg.index()].filter(|_| self.uses[reg.index()] == times)?;
        let (code, args) = self.at(from)?;
        let same_turn = self.stretch[from] == self.stretch[user];
        let for_lanes = self.body[user].as_ref()?.dst;
        let for_lanes = for_lanes.is_none_or(|dst| !self.is_uniform(dst));
        if !same_turn || self.is_uniform(reg) && for_lanes || self.changes_in(from..user, args) {
            return None;
        }
        Some((from, code, args))
    }

    /// The table and the result of a load.
    pub(super) fn load_at(&self, at: usize) -> Option<(u32, Reg)> {
        let instr = self.body[at].as_ref()?;
        // What is made more than once is carried.
        let result = instr
            .dst
            .filter(|dst| self.made_at[dst.index()] == Some(at))?;
        Some((instr.extra, result))
    }

    /// What a register is one more than, for the instruction at `at`.
    pub(super) fn one_below(&self, at: usize, reg: Reg) -> Option<Reg> {
        let made = self.made_at[reg.index()]?;
        match self.at(made)? {
            (Code::Add, &[below, one])
                if Some(one) == self.one
                    && self.stretch[made] == self.stretch[at]
                    && !self.changes_in(made..at, &[below]) =>
            {
                Some(below)
            }
            _ => None,
        }
    }

    /// Whether control that comes to `from` goes on to `at` and the other way round, `index` stays what it is in between, and
    /// nobody reads the results before.
    pub(super) fn is_straight(&self, from: usize, at: usize, index: Reg, results: &[Reg]) -> bool {
        let reads = |it: &Instr| it.args.iter().any(|arg| results.contains(arg));
        // The last instruction's result is the function's.
        at + 1 < self.body.len()
            && !self.changes_in(from..at, &[index])
            && !self.lands_within(from, at)
            && !self.body[from..at].iter().flatten().any(reads)
    }

    /// Makes one of two loads: `results` are the items at `index` and at `sum`, which is one more.
    pub(super) fn pair_up(
        &mut self,
        from: usize,
        at: usize,
        index: Reg,
        results: [Reg; 2],
        sum: Reg,
    ) {
        let [first, second] = results;
        if let Some(instr) = &mut self.body[from] {
            instr.code = Code::Reserve;
            instr.args = Vec::new();
            instr.dst = Some(second);
        }
        if let Some(instr) = &mut self.body[at] {
            instr.code = Code::LoadPair;
            instr.args = vec![index, second];
            instr.dst = Some(first);
        }
        self.made_at[second.index()] = Some(from);
        self.made_at[first.index()] = Some(at);
        self.uses[second.index()] += 1;
        self.uses[sum.index()] -= 1;
        if self.uses[sum.index()] == 0
            && let Some(made) = self.made_at[sum.index()]
        {
            self.body[made] = None;
            self.uses[index.index()] -= 1;
        }
    }

    /// The constant 1, where there is one.
    pub(super) fn one(&self) -> Option<Reg> {
        self.one
    }

    /// Whether control that comes to `from` goes on to `at` and the other way round.
    pub(super) fn is_one_way(&self, from: usize, at: usize) -> bool {
        let turns =
            |it: &Instr| matches!(it.code, Code::SkipNone | Code::LoopStart | Code::LoopEnd);
        let mut between = self.body[from..at].iter().flatten();
        !between.any(turns) && !self.lands_within(from, at)
    }

    fn lands_within(&self, from: usize, at: usize) -> bool {
        let lands = |it: &Instr| {
            it.code == Code::SkipNone && (from + 1..=at).contains(&(it.extra as usize))
        };
        self.body[..from].iter().flatten().any(lands)
    }

    /// As [`Self::replace`], with a table.
    pub(super) fn replace_load(
        &mut self,
        at: usize,
        code: Code,
        args: Vec<Reg>,
        table: u32,
        moved: &[usize],
    ) {
        self.replace(at, code, args, moved);
        if let Some(instr) = &mut self.body[at] {
            instr.extra = table;
        }
    }

    /// Makes the instruction at `at` another one, which does the work of those in `moved` too.
    pub(super) fn replace(&mut self, at: usize, code: Code, args: Vec<Reg>, moved: &[usize]) {
        for gone in moved {
            self.body[*gone] = None;
        }
        if let Some(instr) = &mut self.body[at] {
            instr.code = code;
            instr.args = args;
        }
    }

    /// Comparison and select. One that several selects share is made in each: that costs less than its mask.
    fn pick(&mut self, at: usize) {
        let Some((Code::Select, &[mask, then, other])) = self.at(at) else {
            return;
        };
        let (uses, selects) = (self.uses[mask.index()], self.selects[mask.index()]);
        let shared = uses == selects && (2..=MOST_PICKS).contains(&selects);
        let times = if shared { uses } else { 1 };
        let Some((from, compare, &[a, b])) = self.read_by(at, mask, times) else {
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
        if !shared {
            self.replace(at, code, args.to_vec(), &[from]);
            return;
        }
        self.replace(at, code, args.to_vec(), &[]);
        for reg in [a, b] {
            self.uses[reg.index()] += 1;
        }
        self.uses[mask.index()] -= 1;
        self.selects[mask.index()] -= 1;
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
