//! Branches: two sides are lowered one after the other, then what they changed is merged.
//!
//! A side that returns or jumps sets `done` (`exits`). What follows a statement that does on one side only is lowered
//! inside the other side; where that is not possible the rest runs under a condition of its own.
//! So a program with early returns becomes a tree of branches, and nothing is lowered twice.

use super::exits::{Exit, JoinedExit};
use super::merging::{Merging, Pair};
use super::types::{Lowered, Operand};
use super::variables::{Changes, Conflict, Slot, VariableId};
use super::{Lowerer, MAX_BRANCHES};
use crate::ir::{Block, If, Item, Merge, Op, Span, Type, UnaryOp, Value};

/// Blocks up to this cost are evaluated on both sides rather than branched around.
const EAGER_COST: u32 = 12;

/// One finished side of a branch.
pub(super) struct Side {
    block: Block,
    changes: Changes,
    pub(super) exit: Exit,
}

/// What two sides come to: the merged value of a pair, or something known without one.
#[derive(Clone, Copy)]
pub(super) enum Joined<T> {
    Pair(usize),
    Known(T),
}

/// What a variable holds behind a branch.
enum JoinedSlot {
    Merging(Merging),
    Known(Slot),
}

impl Lowerer<'_, '_> {
    /// Lowers `work` as one side of a branch. `None` when branches nest too deep.
    pub(super) fn side<T>(
        &mut self,
        span: Span,
        work: impl FnOnce(&mut Self) -> T,
    ) -> Lowered<(Side, T)> {
        if self.build.depth() >= MAX_BRANCHES {
            return Err(self.fail(
                "too-deep",
                span,
                format!(
                    "branches nest more than {MAX_BRANCHES} deep here: \
                     a kernel needs fewer conditions that depend on each other"
                ),
            ));
        }
        let before = std::mem::take(&mut self.exit);
        self.build.open(Block::default());
        self.variables.begin();
        let given = work(self);
        Ok((self.end_side(before), given))
    }

    /// Continues a side that has been ended.
    pub(super) fn resume(&mut self, side: Side, work: impl FnOnce(&mut Self)) -> Side {
        let before = std::mem::replace(&mut self.exit, side.exit);
        self.build.open(side.block);
        self.variables.begin();
        for (id, slot) in side.changes {
            self.variables.set(id, slot);
        }
        work(self);
        self.end_side(before)
    }

    fn end_side(&mut self, before: Exit) -> Side {
        let changes = self.variables.end();
        let block = self.build.close();
        Side {
            block,
            changes,
            exit: std::mem::replace(&mut self.exit, before),
        }
    }

    /// Merges two sides, and the operands that they give as an expression, behind the branch.
    pub(super) fn join(
        &mut self,
        cond: Value,
        mut then: Side,
        mut other: Side,
        given: Option<(Operand, Operand)>,
        span: Span,
    ) -> Lowered<Option<Operand>> {
        if self.build.is_too_large() {
            return Err(self.too_large(span));
        }
        let mut pairs: Vec<Pair> = Vec::new();
        let changes = (
            std::mem::take(&mut then.changes),
            std::mem::take(&mut other.changes),
        );
        let slots = self.pair_variables(changes, &mut pairs);
        let given = match given {
            Some(given) => Some(self.pair_given(given, &mut pairs, span)?),
            None => None,
        };
        let exit: JoinedExit = self.pair_exits(&then.exit, &other.exit, &mut pairs, span)?;

        let merged = self.merge(cond, then.block, other.block, &pairs, span);

        for (id, slot) in slots {
            let slot = match slot {
                JoinedSlot::Merging(merging) => Slot::Holds(merging.operand(&merged)),
                JoinedSlot::Known(slot) => slot,
            };
            self.variables.set(id, slot);
        }
        self.exit = self.joined_exit(exit, &merged);
        Ok(given.map(|given| given.operand(&merged)))
    }

    /// What each changed variable holds behind the branch.
    fn pair_variables(
        &mut self,
        (mut then, mut other): (Changes, Changes),
        pairs: &mut Vec<Pair>,
    ) -> Vec<(VariableId, JoinedSlot)> {
        let mut changed: Vec<VariableId> = then.keys().chain(other.keys()).copied().collect();
        changed.sort_unstable();
        changed.dedup();
        let mut slots = Vec::with_capacity(changed.len());
        for id in changed {
            let a = then
                .remove(&id)
                .unwrap_or_else(|| self.variables.slot(id).clone());
            let b = other
                .remove(&id)
                .unwrap_or_else(|| self.variables.slot(id).clone());
            let merging = match (&a, &b) {
                (Slot::Holds(a), Slot::Holds(b)) => self.pair_operands(a, b, pairs),
                _ => None,
            };
            let joined = match merging {
                Some(merging) => JoinedSlot::Merging(merging),
                None => JoinedSlot::Known(merge_slots(a, b)),
            };
            slots.push((id, joined));
        }
        slots
    }

    /// The value of an expression whose two sides give these operands.
    fn pair_given(
        &mut self,
        (a, b): (Operand, Operand),
        pairs: &mut Vec<Pair>,
        span: Span,
    ) -> Lowered<Merging> {
        match self.pair_operands(&a, &b, pairs) {
            Some(merging) => Ok(merging),
            None => Err(self.mixed(span)),
        }
    }

    /// Puts both blocks behind the condition; gives the merged values.
    fn merge(
        &mut self,
        cond: Value,
        mut then: Block,
        mut other: Block,
        pairs: &[Pair],
        span: Span,
    ) -> Vec<Value> {
        let eager = match (self.cost(&then), self.cost(&other)) {
            (Some(a), Some(b)) => a + b <= EAGER_COST,
            _ => false,
        };
        if eager {
            self.build.current().append(&mut then.items);
            self.build.current().append(&mut other.items);
            return pairs
                .iter()
                .map(|pair| {
                    let a = self.convert(pair.then, pair.ty, span);
                    let b = self.convert(pair.other, pair.ty, span);
                    self.build.select(cond, a, b, span)
                })
                .collect();
        }
        let mut merges: Vec<Merge> = Vec::new();
        let mut merged = Vec::with_capacity(pairs.len());
        for pair in pairs {
            let a = self.convert_in(&mut then, pair.then, pair.ty, span);
            let b = self.convert_in(&mut other, pair.other, pair.ty, span);
            let value = if a == b {
                a
            } else if let Some(known) = merges
                .iter()
                .find(|merge| merge.then == a && merge.other == b)
            {
                known.value
            } else {
                match (self.build.known_boolean(a), self.build.known_boolean(b)) {
                    (Some(true), Some(false)) => cond,
                    (Some(false), Some(true)) => self.build.unary(UnaryOp::Not, cond, span),
                    _ => {
                        let value = self.build.declare(Op::Merge, pair.ty, span);
                        merges.push(Merge {
                            value,
                            then: a,
                            other: b,
                        });
                        value
                    }
                }
            };
            merged.push(value);
        }
        if !merges.is_empty() || self.build.must_run(&then) || self.build.must_run(&other) {
            self.build.current().push(Item::If(Box::new(If {
                cond,
                then,
                other,
                merges,
            })));
        }
        merged
    }

    pub(super) fn convert(&mut self, value: Value, ty: Type, span: Span) -> Value {
        if self.build.ty(value) == ty {
            value
        } else {
            self.build.as_f64(value, span)
        }
    }

    /// Converts at the end of a block that is not open any more.
    pub(super) fn convert_in(
        &mut self,
        block: &mut Block,
        value: Value,
        ty: Type,
        span: Span,
    ) -> Value {
        if self.build.ty(value) == ty {
            return value;
        }
        self.build.open(std::mem::take(block));
        let converted = self.build.as_f64(value, span);
        *block = self.build.close();
        converted
    }

    /// What a block costs when it is evaluated for every lane; none if it should not be.
    fn cost(&self, block: &Block) -> Option<u32> {
        block.items.iter().try_fold(0_u32, |sum, item| {
            let Item::Def(value) = item else { return None };
            let cost = match &self.build.inst(*value).op {
                Op::Math1(..) | Op::Math2(..) | Op::Hypot(_) | Op::Load(..) => return None,
                Op::Binary(crate::ir::BinaryOp::Rem, ..) => 8,
                Op::Binary(crate::ir::BinaryOp::Div, ..) | Op::Unary(UnaryOp::Sqrt, _) => 4,
                _ => 1,
            };
            Some(sum + cost)
        })
    }
}

/// What a variable holds behind a branch, where no instruction is needed to tell.
fn merge_slots(a: Slot, b: Slot) -> Slot {
    match (a, b) {
        (Slot::Holds(a), Slot::Holds(b)) if a.is_same(&b) => Slot::Holds(a),
        (a, b) if a == b => a,
        (Slot::Failed, _) | (_, Slot::Failed) => Slot::Failed,
        (Slot::Conflict(conflict), _) | (_, Slot::Conflict(conflict)) => Slot::Conflict(conflict),
        (Slot::Uninitialized, _) | (_, Slot::Uninitialized) => {
            Slot::Conflict(Conflict::MaybeUninitialized)
        }
        (Slot::Holds(a), Slot::Holds(b)) if a.is_nullish() != b.is_nullish() => {
            Slot::Conflict(Conflict::MaybeUndefined)
        }
        _ => Slot::Conflict(Conflict::Types),
    }
}
