//! A body while its instructions move into each other: who makes a register, who reads it, and what may move where.

use std::ops::Range;

use crate::program::Code;
use crate::program::draft::{Draft, Home, Instr, Reg};

const ONE: u64 = 1.0_f64.to_bits();

pub(super) struct Fuser {
    /// `None` where an instruction moved into another.
    pub(super) body: Vec<Option<Instr>>,
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
    pub(super) fn new(draft: &mut Draft) -> Self {
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

    /// How many operands name the register, if each of them is the condition of a select.
    pub(super) fn chooses_only(&self, reg: Reg) -> Option<u32> {
        let selects = self.selects[reg.index()];
        (self.uses[reg.index()] == selects).then_some(selects)
    }

    /// A select that had `mask` for its condition compares these two instead.
    pub(super) fn compares_itself(&mut self, mask: Reg, operands: [Reg; 2]) {
        for reg in operands {
            self.uses[reg.index()] += 1;
        }
        self.uses[mask.index()] -= 1;
        self.selects[mask.index()] -= 1;
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
}
