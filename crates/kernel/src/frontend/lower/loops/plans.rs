//! The guesses at what a loop carries: made from its text, widened while they prove wrong.

use std::collections::BTreeMap;

use oxc_ast_visit::VisitJs;

use super::super::Lowerer;
use super::super::types::Operand;
use super::super::variables::{Changes, Conflict, Slot, VariableId};
use super::assigned::Assigned;
use super::{Each, Test, Turns};
use crate::ir::Type;

/// What is known of a variable that a loop changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Plan {
    /// It is a value of this type in every turn.
    Carry(Type),
    /// It has no single type: harmless until it is read.
    Lost(Conflict),
}

/// The plans so far, and whether a narrower type has proved wrong for a variable.
#[derive(Default)]
pub(super) struct Plans {
    pub(super) of: BTreeMap<VariableId, Plan>,
    wide: Vec<VariableId>,
}

impl<'a> Lowerer<'a, '_> {
    /// The variables that the text of a loop assigns to.
    pub(super) fn first_plans(&mut self, turns: Turns<'a>) -> Plans {
        let mut assigned = Assigned::default();
        if let Test::Expression(test) = turns.test {
            assigned.visit_expression(test);
        }
        if let Test::Each(Each { left, .. }) = turns.test {
            assigned.visit_for_statement_left(left);
        }
        if let Some(update) = turns.update {
            assigned.visit_expression(update);
        }
        assigned.visit_statement(turns.body);
        let mut plans = Plans::default();
        for name in assigned.names {
            if let Some(id) = self.variables.find(name)
                && let Slot::Holds(Operand::Value(_) | Operand::Undefined(_)) | Slot::Conflict(_) =
                    self.variables.slot(id)
            {
                self.plan(id, &mut plans);
            }
        }
        if let Test::Each(Each { index, .. }) = turns.test {
            self.plan(index, &mut plans);
        }
        plans
    }

    /// The first guess at a variable that a loop changes, from what it holds before.
    fn plan(&self, id: VariableId, plans: &mut Plans) {
        let plan = match self.variables.slot(id) {
            Slot::Holds(Operand::Value(value)) => Plan::Carry(self.build.ty(*value)),
            Slot::Holds(operand) if operand.is_nullish() => Plan::Lost(Conflict::MaybeUndefined),
            Slot::Conflict(conflict) => Plan::Lost(*conflict),
            Slot::Uninitialized => Plan::Lost(Conflict::MaybeUninitialized),
            Slot::Holds(_) | Slot::Barred(_) | Slot::Failed => Plan::Lost(Conflict::Types),
        };
        plans.of.insert(id, plan);
    }
    /// Whether the plans were right; if not they are widened.
    pub(super) fn hold(
        &mut self,
        plans: &mut Plans,
        changes: &Changes,
        first_new: VariableId,
    ) -> bool {
        let mut held = true;
        for (id, slot) in changes {
            if *id >= first_new || *slot == Slot::Failed {
                continue;
            }
            let Some(plan) = plans.of.get(id).copied() else {
                if slot != self.variables.slot(*id) {
                    self.plan(*id, plans);
                    held = false;
                }
                continue;
            };
            let Plan::Carry(ty) = plan else { continue };
            let needed = match slot {
                Slot::Holds(Operand::Value(next)) => {
                    match (ty, self.build.ty(*next)) {
                        (a, b) if a == b => continue,
                        (Type::Bool, _) | (_, Type::Bool) => Plan::Lost(Conflict::Types),
                        // A whole number at first, and an integer ever after.
                        (Type::F64, to) if !plans.wide.contains(id) && self.starts_as(*id, to) => {
                            Plan::Carry(to)
                        }
                        (Type::F64, _) => continue,
                        _ => {
                            plans.wide.push(*id);
                            Plan::Carry(Type::F64)
                        }
                    }
                }
                Slot::Holds(operand) if operand.is_nullish() => {
                    Plan::Lost(Conflict::MaybeUndefined)
                }
                Slot::Conflict(conflict) => Plan::Lost(*conflict),
                _ => Plan::Lost(Conflict::Types),
            };
            plans.of.insert(*id, needed);
            held = false;
        }
        held
    }

    /// Whether a variable holds a number now that the integer type has.
    fn starts_as(&self, id: VariableId, ty: Type) -> bool {
        let Slot::Holds(Operand::Value(first)) = *self.variables.slot(id) else {
            return false;
        };
        let holds = |number: f64| match ty {
            Type::I32 => f64::from(number as i32).to_bits() == number.to_bits(),
            Type::U32 => f64::from(number as u32).to_bits() == number.to_bits(),
            Type::F64 | Type::Bool => false,
        };
        self.build.known_number(first).is_some_and(holds)
    }
}
