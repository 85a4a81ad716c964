//! Variables by scope, and what each of them holds at the place that lowering has reached.

use std::collections::{BTreeMap, HashMap};

use super::types::Operand;

/// Names one scope: a block, the parameters or the body of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ScopeId(u32);

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
    /// Nothing that a kernel can read.
    Barred(Barred),
    /// Its value was the subject of a reason already.
    Failed,
}

/// Why nothing can be made of what a variable holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Barred {
    /// The function itself, by its own name. Of a declaration that name is a variable somewhere
    /// outside, which may hold another function by now.
    Itself,
    Class,
    /// A function that an inner block declares: what its name means outside of that block depends on
    /// whether the code is strict.
    Inner,
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

struct Scope<'a> {
    around: Option<ScopeId>,
    names: HashMap<&'a str, VariableId>,
}

/// All variables, the names in scope, and a log of what open branches have changed.
#[derive(Default)]
pub(super) struct Variables<'a> {
    all: Vec<Variable>,
    /// Every scope there was: functions made in one see its names for good.
    scopes: Vec<Scope<'a>>,
    here: Option<ScopeId>,
    /// For each open branch: what the variables it assigned held before.
    logs: Vec<BTreeMap<VariableId, Slot>>,
}

/// The variables that a branch has changed, and what they hold at its end.
pub(super) type Changes = BTreeMap<VariableId, Slot>;

impl<'a> Variables<'a> {
    pub(super) fn enter(&mut self) {
        let id = ScopeId(self.scopes.len() as u32);
        self.scopes.push(Scope {
            around: self.here,
            names: HashMap::new(),
        });
        self.here = Some(id);
    }

    pub(super) fn leave(&mut self) {
        self.here = self.here.and_then(|here| self.scope(here).around);
    }

    /// The innermost scope; none outside of every function.
    pub(super) fn here(&self) -> Option<ScopeId> {
        self.here
    }

    /// Goes to another scope, where a function that is called was made; gives the one that is left.
    pub(super) fn go(&mut self, scope: Option<ScopeId>) -> Option<ScopeId> {
        std::mem::replace(&mut self.here, scope)
    }

    /// Whether a scope is the other one or within it.
    pub(super) fn is_inside(&self, scope: Option<ScopeId>, other: Option<ScopeId>) -> bool {
        let mut scope = scope;
        while let Some(id) = scope {
            if scope == other {
                return true;
            }
            scope = self.scope(id).around;
        }
        false
    }

    fn scope(&self, id: ScopeId) -> &Scope<'a> {
        &self.scopes[id.0 as usize]
    }

    /// Declares a name in the innermost scope; an existing one of that scope is replaced.
    pub(super) fn declare(&mut self, name: &'a str, kind: VariableKind, slot: Slot) -> VariableId {
        let id = VariableId(self.all.len() as u32);
        self.all.push(Variable { kind, slot });
        if let Some(here) = self.here {
            self.scopes[here.0 as usize].names.insert(name, id);
        }
        id
    }

    /// The one that is declared next.
    pub(super) fn count(&self) -> VariableId {
        VariableId(self.all.len() as u32)
    }

    pub(super) fn is_declared_here(&self, name: &str) -> bool {
        self.here
            .is_some_and(|here| self.scope(here).names.contains_key(name))
    }

    /// A variable of the scope around the innermost one.
    pub(super) fn find_just_around(&self, name: &str) -> Option<VariableId> {
        let around = self.here.and_then(|here| self.scope(here).around)?;
        self.scope(around).names.get(name).copied()
    }

    pub(super) fn find(&self, name: &str) -> Option<VariableId> {
        let mut scope = self.here;
        while let Some(id) = scope {
            let Scope { around, names } = self.scope(id);
            if let Some(found) = names.get(name) {
                return Some(*found);
            }
            scope = *around;
        }
        None
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
