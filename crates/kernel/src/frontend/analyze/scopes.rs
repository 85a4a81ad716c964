//! Which uses of names are bound inside the function, and which reach outside.
//!
//! Uses are gathered as the tree is walked and settled when a scope is left: by then every
//! declaration of the scope is known, hoisted ones included. What stays unsettled moves to the scope
//! around it; the smaller collection is poured into the larger one, so that deep nesting stays cheap.

use std::collections::{HashMap, HashSet};

/// How one use of a name treats the variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum UseKind {
    /// Its value is read.
    Read,
    /// `name(…)`, `new name(…)` or a template tag.
    Call,
    /// Only this property is read: `name.member`.
    Member(String),
    /// `typeof name`, which does not mind an undeclared variable.
    Typeof,
    /// It is assigned, by whatever operator or pattern.
    Write,
}

/// One use and its byte offset in the parsed text.
#[derive(Clone, Debug)]
pub(super) struct Use {
    pub(super) offset: u32,
    pub(super) kind: UseKind,
}

/// What a scope is to declarations.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ScopeKind {
    /// Takes `var` and function declarations of its inner blocks: a function body, a static block.
    Body,
    /// Parameters, the name of a function expression or of a class.
    Head,
    /// `let`, `const`, `class` and functions of a block.
    Block,
}

struct Scope<'a> {
    kind: ScopeKind,
    bindings: HashSet<&'a str>,
    /// Functions declared in inner blocks, which sloppy code also sees here (Annex B.3.3).
    leaked: HashSet<&'a str>,
    open: HashMap<&'a str, Vec<Use>>,
}

/// The scopes around the place where the walk stands.
pub(super) struct Scopes<'a> {
    stack: Vec<Scope<'a>>,
    /// Uses that no scope of the function binds.
    free: HashMap<&'a str, Vec<Use>>,
    /// Whether a use was settled by a rule that only sloppy code has.
    pub(super) relies_on_sloppy: bool,
}

impl<'a> Scopes<'a> {
    pub(super) fn new() -> Self {
        Self {
            stack: Vec::new(),
            free: HashMap::new(),
            relies_on_sloppy: false,
        }
    }

    pub(super) fn enter(&mut self, kind: ScopeKind) {
        self.stack.push(Scope {
            kind,
            bindings: HashSet::new(),
            leaked: HashSet::new(),
            open: HashMap::new(),
        });
    }

    pub(super) fn leave(&mut self) {
        let Some(mut scope) = self.stack.pop() else {
            return;
        };
        for name in &scope.bindings {
            scope.open.remove(name);
        }
        for name in &scope.leaked {
            self.relies_on_sloppy |= scope.open.remove(name).is_some();
        }
        let outer = self
            .stack
            .last_mut()
            .map_or(&mut self.free, |outer| &mut outer.open);
        pour(scope.open, outer);
    }

    /// Declares a name in the innermost scope.
    pub(super) fn declare(&mut self, name: &'a str) {
        if let Some(scope) = self.stack.last_mut() {
            scope.bindings.insert(name);
        }
    }

    /// Declares a `var`: in the innermost function body.
    pub(super) fn declare_var(&mut self, name: &'a str) {
        let body = self
            .stack
            .iter_mut()
            .rev()
            .find(|scope| scope.kind == ScopeKind::Body);
        if let Some(scope) = body {
            scope.bindings.insert(name);
        }
    }

    /// Declares a function statement: in its block, and for sloppy code in the body around it.
    pub(super) fn declare_function(&mut self, name: &'a str) {
        self.declare(name);
        let body = self
            .stack
            .iter_mut()
            .rev()
            .find(|scope| scope.kind == ScopeKind::Body);
        if let Some(scope) = body {
            scope.leaked.insert(name);
        }
    }

    pub(super) fn note(&mut self, name: &'a str, offset: u32, kind: UseKind) {
        let open = self
            .stack
            .last_mut()
            .map_or(&mut self.free, |scope| &mut scope.open);
        open.entry(name).or_default().push(Use { offset, kind });
    }

    /// The names that nothing binds, each with its uses in the order of the text.
    pub(super) fn into_free(mut self) -> Vec<(&'a str, Vec<Use>)> {
        while !self.stack.is_empty() {
            self.leave();
        }
        let mut free: Vec<_> = self.free.into_iter().collect();
        for (_, uses) in &mut free {
            uses.sort_by_key(|one| one.offset);
        }
        free.sort_by_key(|(_, uses)| uses[0].offset);
        free
    }
}

/// Moves every use of `from` into `into`.
fn pour<'a>(mut from: HashMap<&'a str, Vec<Use>>, into: &mut HashMap<&'a str, Vec<Use>>) {
    if from.len() > into.len() {
        std::mem::swap(&mut from, into);
    }
    for (name, mut uses) in from {
        let there = into.entry(name).or_default();
        if uses.len() > there.len() {
            std::mem::swap(&mut uses, there);
        }
        there.append(&mut uses);
    }
}
