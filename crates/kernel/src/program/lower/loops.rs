//! Loops: what turns carry, and which lanes are in them.

use std::collections::HashSet;

use super::Lowering;
use crate::ir::{Carried, Item, Loop, Op, Type, Value};
use crate::program::draft::{Home, Reg};
use crate::program::{Code, TooLarge, facts};
use crate::wrong::wrong;

impl Lowering<'_> {
    /// A loop: what it carries gets registers that each turn fills anew.
    ///
    /// Where the number of turns is the same for all lanes, nothing has to be told apart. Elsewhere the
    /// condition is the mask of the lanes that are still in it; what nobody reads behind the loop goes on
    /// in the others, which does no harm.
    pub(super) fn turns(&mut self, it: &Loop, active: Option<Reg>) -> Result<(), TooLarge> {
        let diverges = self.facts.varying[it.cond.0 as usize];
        let uses = facts::uses_within(self.function, it);
        let steady = if diverges {
            self.steady(it)
        } else {
            HashSet::new()
        };
        // Of those, what is read behind the loop: each lane keeps what it left with.
        let mut kept = Vec::new();
        let mut carried = Vec::new();
        for entry in &it.carried {
            if !self.is_needed(entry.value) {
                continue;
            }
            let first = self.register(entry.first);
            let is_steady = steady.contains(&entry.value);
            let home = if self.facts.varying[entry.value.0 as usize] && !is_steady {
                Home::Slot
            } else {
                Home::Turn
            };
            let reg = self.draft.register(home);
            let total = self.uses.get(&entry.value);
            if is_steady && total != uses.get(&entry.value) {
                let left_with = self.draft.register(Home::Slot);
                self.draft.copy(left_with, first)?;
                kept.push((entry.value, left_with));
            }
            if entry.value == it.cond && diverges && active.is_some() {
                let args = [active.unwrap_or(first), first];
                self.draft.fill(reg, Code::And, &args)?;
            } else {
                self.draft.copy(reg, first)?;
            }
            carried.push((entry, reg));
        }
        for (entry, reg) in &carried {
            self.registers[entry.value.0 as usize] = Some(*reg);
        }
        let mut cond = self.register(it.cond);
        if diverges && !carried.iter().any(|(_, reg)| *reg == cond) {
            // Nothing changes it: an endless loop, of the lanes that count.
            let given = cond;
            cond = self.draft.register(Home::Slot);
            let args = [active.unwrap_or(given), given];
            self.draft.fill(cond, Code::And, &args)?;
        }
        let open = self
            .draft
            .begin_loop(cond, facts::counted(self.function, it));
        let inner = if diverges { Some(cond) } else { active };
        self.loops += 1;
        self.block(&it.body, inner)?;
        self.loops -= 1;
        let nexts = self.nexts(&carried)?;
        // The condition last: it says which lanes the others change.
        let (last, others): (Vec<_>, Vec<_>) = carried
            .iter()
            .zip(nexts)
            .partition(|((entry, _), _)| entry.value == it.cond);
        for ((entry, reg), next) in others {
            let total = self.uses.get(&entry.value);
            let read_behind = total != uses.get(&entry.value) && !wrong("loop-runs-on");
            let left_with = kept.iter().find(|(value, _)| *value == entry.value);
            if let Some((_, left_with)) = left_with
                && read_behind
            {
                self.draft
                    .fill(*left_with, Code::Select, &[cond, next, *left_with])?;
            }
            if diverges && read_behind && left_with.is_none() {
                self.draft.fill(*reg, Code::Select, &[cond, next, *reg])?;
            } else {
                self.draft.copy(*reg, next)?;
            }
        }
        for ((_, reg), next) in last {
            if diverges {
                self.draft.fill(*reg, Code::And, &[*reg, next])?;
            } else {
                self.draft.copy(*reg, next)?;
            }
        }
        self.draft.end_loop(&open);
        for (value, left_with) in kept {
            self.registers[value.0 as usize] = Some(left_with);
        }
        Ok(())
    }

    /// What a loop that lanes leave one by one carries and is the same in all that are still in it: counters, and what is
    /// computed from them. They have all made the same number of turns.
    fn steady(&self, it: &Loop) -> HashSet<Value> {
        let function = self.function;
        let is_shared = |lowering: &Self, value: Value| {
            let reg = lowering.registers[value.0 as usize];
            reg.is_some_and(|reg| lowering.draft.home(reg).is_uniform())
        };
        let mut steady: Vec<&Carried> = it
            .carried
            .iter()
            .filter(|entry| {
                // Places for booleans are few.
                entry.value != it.cond
                    && function.ty(entry.value) != Type::Bool
                    && is_shared(self, entry.first)
            })
            .collect();
        loop {
            let mut same: HashSet<Value> = steady.iter().map(|entry| entry.value).collect();
            for item in &it.body.items {
                let Item::Def(value) = item else { continue };
                let op = &function.inst(*value).op;
                let mut operands = op.operands();
                if !matches!(op, Op::Column(_))
                    && operands.all(|it| same.contains(&it) || is_shared(self, it))
                {
                    same.insert(*value);
                }
            }
            let before = steady.len();
            steady.retain(|entry| same.contains(&entry.next) || is_shared(self, entry.next));
            if steady.len() == before {
                return steady.iter().map(|entry| entry.value).collect();
            }
        }
    }

    /// What the next turn begins with. All is read before anything is filled: where one carried value
    /// becomes another one, that is kept first.
    fn nexts(&mut self, carried: &[(&Carried, Reg)]) -> Result<Vec<Reg>, TooLarge> {
        let mut nexts = Vec::with_capacity(carried.len());
        for (entry, reg) in carried {
            let mut next = self.register(entry.next);
            let changes = carried.iter().any(|(_, other)| *other == next);
            if next != *reg && changes && !wrong("loop-swap") {
                let kept = self.draft.register(self.draft.home(next));
                self.draft.fill(kept, Code::Copy, &[next])?;
                next = kept;
            }
            nexts.push(next);
        }
        Ok(nexts)
    }
}
