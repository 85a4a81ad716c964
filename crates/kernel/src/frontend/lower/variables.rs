//! Variables by scope, and what each of them holds at the place that lowering has reached.

use std::collections::{BTreeMap, HashMap};

use super::types::Operand;

/// Names one variable of the function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct VariableId(u32);

/// How a variable came to be, which decides what may be done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VariableKind {
    /// `let`, `var`, a parameter.
    Mutable,
    Const,
    /// A function or class declared inside, or the function's own name.
    Callable,
}

/// What a variable holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Slot {
    /// Declared, not yet reached: reading it throws.
    Uninitialized,
    Holds(Operand),
    /// Different on the two ways that lead here; harmless until it is read.
    Conflict(Conflict),
    /// A function or class: no value of the kernel language.
    Function,
    /// Its value was the subject of a reason already.
    Failed,
}

/// Why a variable has no single type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Conflict {
    /// A value on one way, undefined on the other.
    MaybeUndefined,
    /// Not initialised on one way.
    MaybeUninitialized,
    /// A number on one way, something else on the other.
    Types,
}

struct Variable {
    kind: VariableKind,
    slot: Slot,
}

/// All variables, the names in scope, and a log of what open branches have changed.
#[derive(Default)]
pub(super) struct Variables<'a> {
    all: Vec<Variable>,
    scopes: Vec<HashMap<&'a str, VariableId>>,
    /// For each open branch: what the variables it assigned held before.
    logs: Vec<BTreeMap<VariableId, Slot>>,
}

/// The variables that a branch has changed, and what they hold at its end.
pub(super) type Changes = BTreeMap<VariableId, Slot>;

impl<'a> Variables<'a> {
    pub(super) fn enter(&mut self) {
        self.scopes.push(HashMap::new());
    }

    pub(super) fn leave(&mut self) {
        self.scopes.pop();
    }

    /// Declares a name in the innermost scope; an existing one of that scope is replaced.
    pub(super) fn declare(&mut self, name: &'a str, kind: VariableKind, slot: Slot) -> VariableId {
        let id = VariableId(self.all.len() as u32);
        self.all.push(Variable { kind, slot });
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name, id);
        }
        id
    }

    pub(super) fn is_declared_here(&self, name: &str) -> bool {
        self.scopes
            .last()
            .is_some_and(|scope| scope.contains_key(name))
    }

    pub(super) fn find(&self, name: &str) -> Option<VariableId> {
        self.scopes
            .iter()
            .rev()
            .find_map(|scope| scope.get(name).copied())
    }

    pub(super) fn kind(&self, id: VariableId) -> VariableKind {
        self.all[id.0 as usize].kind
    }

    pub(super) fn slot(&self, id: VariableId) -> &Slot {
        &self.all[id.0 as usize].slot
    }

    pub(super) fn set(&mut self, id: VariableId, slot: Slot) {
        let before = std::mem::replace(&mut self.all[id.0 as usize].slot, slot);
        if let Some(log) = self.logs.last_mut() {
            log.entry(id).or_insert(before);
        }
    }

    /// Begins to log changes, for a branch.
    pub(super) fn begin(&mut self) {
        self.logs.push(BTreeMap::new());
    }

    /// Takes back what the branch has changed and hands it over.
    pub(super) fn end(&mut self) -> Changes {
        let log = self.logs.pop().unwrap_or_default();
        log.into_iter()
            .map(|(id, before)| {
                (
                    id,
                    std::mem::replace(&mut self.all[id.0 as usize].slot, before),
                )
            })
            .collect()
    }
}
