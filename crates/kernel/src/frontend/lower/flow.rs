//! Branches: two sides are lowered one after the other, then what they changed is merged.
//!
//! A side that returns sets `done`. What follows a statement that returns on one side only is lowered
//! inside the other side; where that is not possible the rest runs under a condition of its own.
//! So a program with early returns becomes a tree of branches, and nothing is lowered twice.

use super::types::{Failed, Lowered, Operand};
use super::variables::{Changes, Conflict, Slot, VariableId};
use super::{Lowerer, MAX_BRANCHES};
use crate::ir::{Block, If, Item, Merge, Op, Span, Type, UnaryOp, Value};

/// Blocks up to this cost are evaluated on both sides rather than branched around.
const EAGER_COST: u32 = 12;

/// Whether the function has returned by now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Done {
    #[default]
    No,
    /// Where this Bool holds.
    Where(Value),
    Yes,
}

/// A value that has been returned, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Returned {
    pub(super) value: Value,
    pub(super) span: Span,
}

/// How far control has come.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Exit {
    pub(super) done: Done,
    /// The value returned, in lanes that have returned.
    pub(super) returned: Option<Returned>,
}

/// One finished side of a branch.
pub(super) struct Side {
    block: Block,
    changes: Changes,
    pub(super) exit: Exit,
}

/// A pair of values that become one behind a branch.
struct Pair {
    then: Value,
    other: Value,
    ty: Type,
}

impl<'a> Lowerer<'a, '_> {
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
        let before = std::mem::replace(
            &mut self.exit,
            Exit {
                done: Done::No,
                returned: None,
            },
        );
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
        // Variables.
        let mut slots: Vec<(VariableId, Result<usize, Slot>)> = Vec::new();
        let mut changed: Vec<VariableId> = then
            .changes
            .keys()
            .chain(other.changes.keys())
            .copied()
            .collect();
        changed.sort_unstable();
        changed.dedup();
        for id in changed {
            let a = then
                .changes
                .remove(&id)
                .unwrap_or_else(|| self.variables.slot(id).clone());
            let b = other
                .changes
                .remove(&id)
                .unwrap_or_else(|| self.variables.slot(id).clone());
            let merged = match (a, b) {
                (Slot::Holds(Operand::Value(a)), Slot::Holds(Operand::Value(b))) if a != b => {
                    match self.unify(a, b) {
                        Some(ty) => {
                            pairs.push(Pair {
                                then: a,
                                other: b,
                                ty,
                            });
                            Ok(pairs.len() - 1)
                        }
                        None => Err(Slot::Conflict(Conflict::Types)),
                    }
                }
                (a, b) => Err(merge_slots(a, b)),
            };
            slots.push((id, merged));
        }
        // The value of the expression.
        let given_pair = match &given {
            Some((Operand::Value(a), Operand::Value(b))) if a != b => match self.unify(*a, *b) {
                Some(ty) => {
                    pairs.push(Pair {
                        then: *a,
                        other: *b,
                        ty,
                    });
                    Some(pairs.len() - 1)
                }
                None => return Err(self.mixed(span)),
            },
            _ => None,
        };
        // The way out.
        let done_pair = match (then.exit.done, other.exit.done) {
            (a, b) if a == b => None,
            (a, b) => {
                let pair = Pair {
                    then: self.done_value(a, span),
                    other: self.done_value(b, span),
                    ty: Type::Bool,
                };
                pairs.push(pair);
                Some(pairs.len() - 1)
            }
        };
        let returned_pair = self.pair_returned(then.exit.returned, other.exit.returned)?;
        let returned_index = returned_pair.map(|(pair, span)| {
            pairs.push(pair);
            (pairs.len() - 1, span)
        });

        let same_done = then.exit.done;
        let merged = self.merge(cond, then.block, other.block, &pairs, span);

        for (id, slot) in slots {
            let slot = slot.map_or_else(|slot| slot, |at| Slot::Holds(Operand::Value(merged[at])));
            self.variables.set(id, slot);
        }
        let done = match done_pair.map(|at| merged[at]) {
            None => same_done,
            Some(value) => match self.build.known_boolean(value) {
                Some(true) => Done::Yes,
                Some(false) => Done::No,
                None => Done::Where(value),
            },
        };
        if let Some((at, span)) = returned_index {
            self.exit = Exit {
                done,
                returned: Some(Returned {
                    value: merged[at],
                    span,
                }),
            };
        } else if done != Done::No || done_pair.is_some() {
            self.exit.done = done;
        }
        match (given_pair, given) {
            (Some(at), _) => Ok(Some(Operand::Value(merged[at]))),
            (None, None) => Ok(None),
            (None, Some((a, b))) if a.is_same(&b) => Ok(Some(a)),
            (None, Some(_)) => Err(self.mixed(span)),
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
        if !merges.is_empty() {
            self.build.current().push(Item::If(Box::new(If {
                cond,
                then,
                other,
                merges,
            })));
        }
        merged
    }

    /// The value of a `Where`, or a constant.
    fn done_value(&mut self, done: Done, span: Span) -> Value {
        match done {
            Done::No => self.build.boolean(false, span),
            Done::Yes => self.build.boolean(true, span),
            Done::Where(value) => value,
        }
    }

    /// Pairs what the two sides return; a side that does not return gives anything of the type.
    fn pair_returned(
        &mut self,
        a: Option<Returned>,
        b: Option<Returned>,
    ) -> Lowered<Option<(Pair, Span)>> {
        Ok(match (a, b) {
            (None, None) => None,
            (Some(a), Some(b)) => match self.unify(a.value, b.value) {
                Some(ty) => Some((
                    Pair {
                        then: a.value,
                        other: b.value,
                        ty,
                    },
                    a.span,
                )),
                None => {
                    return Err(self.fail(
                        "mixed-types",
                        b.span,
                        "one return gives a number and another a boolean: \
                         a kernel gives one of the two, always"
                            .into(),
                    ));
                }
            },
            (Some(a), None) => {
                let other = self.anything_like(a.value, a.span);
                let ty = self.build.ty(a.value);
                Some((
                    Pair {
                        then: a.value,
                        other,
                        ty,
                    },
                    a.span,
                ))
            }
            (None, Some(b)) => {
                let then = self.anything_like(b.value, b.span);
                let ty = self.build.ty(b.value);
                Some((
                    Pair {
                        then,
                        other: b.value,
                        ty,
                    },
                    b.span,
                ))
            }
        })
    }

    /// A value of the same type that is visible everywhere, for lanes that never read it.
    fn anything_like(&mut self, value: Value, span: Span) -> Value {
        if self.build.is_everywhere(value) {
            return value;
        }
        match self.build.ty(value) {
            Type::Bool => self.build.boolean(false, span),
            ty => self.build.number(0.0, ty, span),
        }
    }

    /// The type that can hold both values.
    pub(super) fn unify(&self, a: Value, b: Value) -> Option<Type> {
        match (self.build.ty(a), self.build.ty(b)) {
            (a, b) if a == b => Some(a),
            (Type::Bool, _) | (_, Type::Bool) => None,
            _ => Some(Type::F64),
        }
    }

    fn convert(&mut self, value: Value, ty: Type, span: Span) -> Value {
        if self.build.ty(value) == ty {
            value
        } else {
            self.build.to_f64(value, span)
        }
    }

    /// Converts at the end of a block that is not open any more.
    fn convert_in(&mut self, block: &mut Block, value: Value, ty: Type, span: Span) -> Value {
        if self.build.ty(value) == ty {
            return value;
        }
        self.build.open(std::mem::take(block));
        let converted = self.build.to_f64(value, span);
        *block = self.build.close();
        converted
    }

    /// What a block costs when it is evaluated for every lane; none if it should not be.
    fn cost(&self, block: &Block) -> Option<u32> {
        block.items.iter().try_fold(0_u32, |sum, item| {
            let Item::Def(value) = item else { return None };
            let cost = match &self.build.inst(*value).op {
                Op::Math1(..) | Op::Math2(..) | Op::Hypot(_) => return None,
                Op::Binary(crate::ir::BinaryOp::Rem, ..) => 8,
                Op::Binary(crate::ir::BinaryOp::Div, ..) | Op::Unary(UnaryOp::Sqrt, _) => 4,
                _ => 1,
            };
            Some(sum + cost)
        })
    }

    pub(super) fn mixed(&mut self, span: Span) -> Failed {
        self.fail(
            "mixed-types",
            span,
            "the two sides give values of different types: \
             make both of them numbers, or both of them booleans"
                .into(),
        )
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
