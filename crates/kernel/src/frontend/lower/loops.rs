//! Loops: `while`, `do`, `for`, and `for…of` over tables.
//!
//! All become `while (cond) { body }` of the IR, in which everything that changes is carried from turn
//! to turn, the condition too: it is asked once before the loop and once at the end of each turn. What
//! a loop changes, and of which type that is, shows only when its body is lowered; so it is lowered with
//! a guess (every name that is assigned to in its text, of the type that it has before), and again while
//! the guess proves wrong. Each time a variable only moves one way: from I32 or U32 to F64, and from
//! there to a conflict, which is a reason only if it is read.

use std::collections::BTreeMap;

use oxc_ast::ast::{
    BindingPattern, DoWhileStatement, Expression, ForOfStatement, ForStatement, ForStatementInit,
    ForStatementLeft, LabeledStatement, SimpleAssignmentTarget, Statement, VariableDeclaration,
    WhileStatement,
};
use oxc_ast_visit::VisitJs;

use super::exits::{Done, Enclosing, Exit, Returned, Target};
use super::types::{Failed, Lowered, Operand};
use super::variables::{Changes, Conflict, Slot, VariableId, VariableKind};
use super::{Lowerer, MAX_BRANCHES};
use crate::frontend::limits::deep;
use crate::ir::{BinaryOp, Block, Carried, CompareOp, Item, Loop, Op, Span, Type, UnaryOp, Value};

/// How deep loops may nest: each level may be lowered several times.
const MAX_LOOPS: usize = 12;

/// How often a loop is lowered at most.
const MAX_GUESSES: usize = 64;

/// What a loop runs.
#[derive(Clone, Copy)]
struct Turns<'a> {
    /// Asked before each turn; none holds always.
    test: Test<'a>,
    /// Whether the first turn is made without asking.
    unasked: bool,
    /// Done between a turn and the next question.
    update: Option<&'a Expression<'a>>,
    body: &'a Statement<'a>,
    span: Span,
}

#[derive(Clone, Copy)]
enum Test<'a> {
    Always,
    Expression(&'a Expression<'a>),
    /// For each item of a table.
    Each(Each<'a>),
}

/// `for (const pattern of table)`.
#[derive(Clone, Copy)]
struct Each<'a> {
    left: &'a ForStatementLeft<'a>,
    table: u32,
    /// Counts the items.
    index: VariableId,
}

/// What is known of a variable that a loop changes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Plan {
    /// It is a value of this type in every turn.
    Carry(Type),
    /// It has no single type: harmless until it is read.
    Lost(Conflict),
}

/// The plans so far, and whether a narrower type has proved wrong for a variable.
#[derive(Default)]
struct Plans {
    of: BTreeMap<VariableId, Plan>,
    wide: Vec<VariableId>,
}

impl<'a> Lowerer<'a, '_> {
    pub(super) fn while_statement(&mut self, it: &'a WhileStatement<'a>, labels: &[&'a str]) {
        let turns = Turns {
            test: Test::Expression(&it.test),
            unasked: false,
            update: None,
            body: &it.body,
            span: self.span(it),
        };
        // A reason has been noted if this fails.
        let _ = self.turns(turns, labels);
    }

    pub(super) fn do_statement(&mut self, it: &'a DoWhileStatement<'a>, labels: &[&'a str]) {
        let turns = Turns {
            test: Test::Expression(&it.test),
            unasked: true,
            update: None,
            body: &it.body,
            span: self.span(it),
        };
        let _ = self.turns(turns, labels);
    }

    pub(super) fn for_statement(&mut self, it: &'a ForStatement<'a>, labels: &[&'a str]) {
        self.scoped(|lowerer| {
            match &it.init {
                None => {}
                Some(ForStatementInit::VariableDeclaration(declaration)) => {
                    let made = lowerer.function_count();
                    lowerer.hoist_declaration(declaration);
                    lowerer.declaration(declaration);
                    // Each turn has variables of its own; such a function sees those of none.
                    if !declaration.kind.is_var() && lowerer.has_made_here(made) {
                        let message = "this function is made where the loop begins and sees the loop's \
                             variables as they are then: make it before the loop";
                        let span = lowerer.span_of(declaration.span);
                        lowerer.fail("nested-function", span, message.into());
                    }
                }
                Some(init) => {
                    let _ = lowerer.expression(init.to_expression());
                }
            }
            let turns = Turns {
                test: it.test.as_ref().map_or(Test::Always, Test::Expression),
                unasked: false,
                update: it.update.as_ref(),
                body: &it.body,
                span: lowerer.span(it),
            };
            let _ = lowerer.turns(turns, labels);
        });
    }

    pub(super) fn for_of_statement(&mut self, it: &'a ForOfStatement<'a>, labels: &[&'a str]) {
        let span = self.span(it);
        if it.r#await {
            self.fail("async", span, "a kernel cannot wait".into());
            return;
        }
        let Ok(operand) = self.expression(&it.right) else {
            return;
        };
        let Operand::Table(table) = operand else {
            let message = "this loop goes over something else than an array from outside: \
                 natively a captured array of numbers or typed array has `for…of`";
            self.fail("loop", span, message.into());
            return;
        };
        self.scoped(|lowerer| {
            lowerer.iterates(table);
            let zero = lowerer.build.number(0.0, Type::F64, span);
            let slot = Slot::Holds(Operand::Value(zero));
            // No name of the language, so that nothing finds it.
            let index = lowerer
                .variables
                .declare("for of", VariableKind::Mutable, slot);
            let turns = Turns {
                test: Test::Each(Each {
                    left: &it.left,
                    table,
                    index,
                }),
                unasked: false,
                update: None,
                body: &it.body,
                span,
            };
            let _ = lowerer.turns(turns, labels);
        });
    }

    /// `label: statement`.
    pub(super) fn labelled_statement(&mut self, it: &'a LabeledStatement<'a>) {
        let mut labels = vec![it.label.name.as_str()];
        let mut body = &it.body;
        while let Statement::LabeledStatement(inner) = body {
            labels.push(inner.label.name.as_str());
            body = &inner.body;
        }
        match body {
            Statement::WhileStatement(it) => self.while_statement(it, &labels),
            Statement::DoWhileStatement(it) => self.do_statement(it, &labels),
            Statement::ForStatement(it) => self.for_statement(it, &labels),
            Statement::ForOfStatement(it) => self.for_of_statement(it, &labels),
            other => {
                let breaks = self.free_target.take();
                self.enclosing.push(Enclosing {
                    labels,
                    breaks,
                    continues: None,
                    unlabelled: false,
                });
                self.statement(other);
                self.enclosing.pop();
                self.land(breaks, self.span(it));
            }
        }
    }

    /// `break` and `continue`. The parser has seen to it that there is a target.
    pub(super) fn jump(&mut self, label: Option<&str>, is_continue: bool) {
        let target = self.enclosing.iter().rev().find_map(|statement| {
            let meant = match label {
                Some(label) => statement.labels.contains(&label),
                None if is_continue => statement.continues.is_some(),
                None => statement.unlabelled,
            };
            match (meant, is_continue) {
                (true, true) => statement.continues,
                (true, false) => Some(statement.breaks),
                (false, _) => None,
            }
        });
        self.exit = Exit {
            returned: None,
            ..Exit::all(target.unwrap_or(Target::NOWHERE))
        };
    }

    fn turns(&mut self, turns: Turns<'a>, labels: &[&'a str]) -> Lowered<()> {
        let span = turns.span;
        if self.loops >= MAX_LOOPS || self.build.depth() >= MAX_BRANCHES {
            return Err(self.fail(
                "too-deep",
                span,
                format!(
                    "natively at most {MAX_LOOPS} loops stand within each other, and {MAX_BRANCHES} \
                     branches and loops"
                ),
            ));
        }
        let enter = if turns.unasked {
            self.build.boolean(true, span)
        } else {
            let Ok(enter) = self.test(turns) else {
                // More reasons; what this computes is thrown away.
                self.side(span, |lowerer| lowerer.statement(turns.body))?;
                return Err(Failed);
            };
            enter
        };
        if self.build.known_boolean(enter) == Some(false) {
            return Ok(());
        }
        let mut plans = self.first_plans(turns);
        let (first_new, reasons) = (self.variables.count(), self.reasons.len());
        self.loops += 1;
        for _ in 0..MAX_GUESSES {
            self.reasons.truncate(reasons);
            match deep(|| self.guess(turns, labels, enter, &mut plans, first_new)) {
                Ok(Some(exit)) => {
                    self.loops -= 1;
                    self.exit = exit;
                    return Ok(());
                }
                // The plans were wrong and have changed.
                Ok(None) => {}
                Err(Failed) => {
                    self.loops -= 1;
                    return Err(Failed);
                }
            }
            if self.build.is_too_large() {
                break;
            }
        }
        self.loops -= 1;
        Err(self.too_large(span))
    }

    /// The variables that the text of a loop assigns to.
    fn first_plans(&mut self, turns: Turns<'a>) -> Plans {
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

    /// Lowers a loop by the plans; none if they prove wrong and are others now.
    fn guess(
        &mut self,
        turns: Turns<'a>,
        labels: &[&'a str],
        enter: Value,
        plans: &mut Plans,
        first_new: VariableId,
    ) -> Lowered<Option<Exit>> {
        let span = turns.span;
        let outer = std::mem::take(&mut self.exit);
        self.build.open(Block::default());
        self.variables.begin();
        let mut carried = BTreeMap::new();
        for (id, plan) in &plans.of {
            let slot = match plan {
                Plan::Carry(ty) => {
                    let value = self.build.declare(Op::Carried, *ty, span);
                    carried.insert(*id, value);
                    Slot::Holds(Operand::Value(value))
                }
                Plan::Lost(conflict) => Slot::Conflict(*conflict),
            };
            self.variables.set(*id, slot);
        }
        let again = self.turn(turns, labels);
        let exit = std::mem::replace(&mut self.exit, outer);
        let mut changes = self.variables.end();
        let mut block = self.build.close();
        let again = again?;
        if !self.hold(plans, &changes, first_new) {
            return Ok(None);
        }

        let mut list = Vec::new();
        for (id, value) in carried {
            let Slot::Holds(Operand::Value(first)) = *self.variables.slot(id) else {
                continue;
            };
            let ty = self.build.ty(value);
            let next = match changes.remove(&id) {
                Some(Slot::Holds(Operand::Value(next))) => next,
                // Nothing that can be read: what goes on does not matter.
                _ => value,
            };
            list.push(Carried {
                value,
                first: self.first_as(first, ty, span),
                next: self.convert_in(&mut block, next, ty, span),
            });
            if next != value {
                self.variables.set(id, Slot::Holds(Operand::Value(value)));
            }
        }
        for (id, plan) in &plans.of {
            if let Plan::Lost(conflict) = plan {
                self.variables.set(*id, Slot::Conflict(*conflict));
            }
        }
        for (id, slot) in changes {
            if slot == Slot::Failed && id < first_new {
                self.variables.set(id, slot);
            }
        }
        let endless = self.build.known_boolean(enter) == Some(true) && again.endless;
        let exit = self.carry_exit(&exit, endless, &mut list, span);
        let cond = if enter == again.value {
            enter
        } else {
            let value = self.build.declare(Op::Carried, Type::Bool, span);
            list.push(Carried {
                value,
                first: enter,
                next: again.value,
            });
            value
        };
        self.build.current().push(Item::Loop(Box::new(Loop {
            carried: list,
            cond,
            body: block,
        })));
        Ok(Some(exit))
    }

    /// One turn, and whether another follows.
    fn turn(&mut self, turns: Turns<'a>, labels: &[&'a str]) -> Lowered<Again> {
        let span = turns.span;
        let (breaks, continues) = (self.free_target.take(), self.free_target.take());
        self.enclosing.push(Enclosing {
            labels: labels.to_vec(),
            breaks,
            continues: Some(continues),
            unlabelled: true,
        });
        self.scoped(|lowerer| {
            if let Test::Each(each) = turns.test {
                lowerer.take_item(each, span);
            }
            lowerer.statement(turns.body);
        });
        self.enclosing.pop();
        self.land(continues, span);
        let before = self.exit.clone();
        let more = |lowerer: &mut Self| {
            if let Some(update) = turns.update {
                // A reason has been noted if this fails.
                let _ = lowerer.expression(update);
            }
            lowerer.test(turns)
        };
        let (asked, value) = match before.done {
            Done::Yes => (None, self.build.boolean(false, span)),
            Done::No => {
                let value = more(self)?;
                (Some(value), value)
            }
            Done::Where(done) => {
                let not_done = self.build.unary(UnaryOp::Not, done, span);
                let no = self.build.boolean(false, span);
                let (then, asked) = self.side(span, more)?;
                let asked = asked?;
                let (other, ()) = self.side(span, |lowerer| lowerer.exit = before.where_done())?;
                let given = (Operand::Value(asked), Operand::Value(no));
                let joined = self.join(not_done, then, other, Some(given), span)?;
                match joined {
                    Some(Operand::Value(value)) => (Some(asked), value),
                    _ => return Err(Failed),
                }
            }
        };
        // All who leave do so by a jump out of the loop, or they never do.
        let always = asked.is_none_or(|asked| self.build.known_boolean(asked) == Some(true));
        let endless = always && self.exit.jump(breaks) == Done::No;
        self.land(breaks, span);
        Ok(Again { value, endless })
    }

    /// Whether a loop goes on.
    fn test(&mut self, turns: Turns<'a>) -> Lowered<Value> {
        match turns.test {
            Test::Always => Ok(self.build.boolean(true, turns.span)),
            Test::Expression(test) => self.condition(test),
            Test::Each(Each { table, index, .. }) => {
                let Slot::Holds(Operand::Value(index)) = *self.variables.slot(index) else {
                    return Err(Failed);
                };
                let length = self.length(table, turns.span);
                Ok(self.build.compare(CompareOp::Lt, index, length, turns.span))
            }
        }
    }

    /// The next item of a table into the loop's variable.
    fn take_item(&mut self, each: Each<'a>, span: Span) {
        let Slot::Holds(Operand::Value(index)) = *self.variables.slot(each.index) else {
            return;
        };
        let item = Operand::Value(self.load(each.table, index, span));
        let one = self.build.number(1.0, Type::F64, span);
        let next = self.build.binary(BinaryOp::Add, index, one, span);
        self.variables
            .set(each.index, Slot::Holds(Operand::Value(next)));
        match each.left {
            ForStatementLeft::VariableDeclaration(declaration) => {
                self.hoist_declaration(declaration);
                for declarator in &declaration.declarations {
                    self.bind(&declarator.id, Ok(item.clone()));
                }
            }
            target => {
                let _ = self.assign(target.to_assignment_target(), Ok(item));
            }
        }
    }

    /// Whether the plans were right; if not they are widened.
    fn hold(&mut self, plans: &mut Plans, changes: &Changes, first_new: VariableId) -> bool {
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

    /// What a variable holds before a loop, in the type that it has there.
    fn first_as(&mut self, first: Value, ty: Type, span: Span) -> Value {
        match (ty, self.build.known_number(first)) {
            (Type::I32 | Type::U32, Some(number)) => self.build.number(number, ty, span),
            _ => self.convert(first, ty, span),
        }
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

    /// Jumps out of the loop, and what they return, as carried values; the exit behind the loop.
    fn carry_exit(
        &mut self,
        exit: &Exit,
        endless: bool,
        list: &mut Vec<Carried>,
        span: Span,
    ) -> Exit {
        if exit.jumps.is_empty() {
            return if endless {
                Exit::all(Target::NOWHERE)
            } else {
                Exit::default()
            };
        }
        let no = self.build.boolean(false, span);
        let mut carry = |lowerer: &mut Self, done: Done| {
            let next = lowerer.done_value(done, span);
            let value = lowerer.build.declare(Op::Carried, Type::Bool, span);
            list.push(Carried {
                value,
                first: no,
                next,
            });
            Done::Where(value)
        };
        let single = exit.jumps.len() == 1;
        let done = if endless {
            Done::Yes
        } else {
            carry(self, exit.done)
        };
        let jumps = exit.jumps.iter().map(|(target, jump)| {
            let jump = if single { done } else { carry(self, *jump) };
            (*target, jump)
        });
        let jumps = jumps.collect();
        let returned = exit
            .returned
            .clone()
            .map(|Returned { operand, span }| Returned {
                operand: self.carry_returned(&operand, list, span),
                span,
            });
        Exit {
            done,
            jumps,
            returned,
        }
    }

    /// What has been returned in a turn: of every number or boolean in it, the one of the last turn.
    fn carry_returned(
        &mut self,
        operand: &Operand,
        list: &mut Vec<Carried>,
        span: Span,
    ) -> Operand {
        match operand {
            Operand::Value(next) => {
                let ty = self.build.ty(*next);
                let first = match ty {
                    Type::Bool => self.build.boolean(false, span),
                    ty => self.build.number(0.0, ty, span),
                };
                let value = self.build.declare(Op::Carried, ty, span);
                list.push(Carried {
                    value,
                    first,
                    next: *next,
                });
                Operand::Value(value)
            }
            Operand::List(parts) => {
                let parts = parts.clone();
                let carried = parts
                    .iter()
                    .map(|part| self.carry_returned(part, list, span));
                Operand::List(parts.with(carried))
            }
            Operand::Record(names, parts) => {
                let parts = parts.clone();
                let carried = parts
                    .iter()
                    .map(|part| self.carry_returned(part, list, span));
                Operand::Record(names.clone(), parts.with(carried))
            }
            other => other.clone(),
        }
    }
}

/// What the end of a turn says.
struct Again {
    /// Whether another follows.
    value: Value,
    /// Whether those who make no more turns have all jumped out of the loop.
    endless: bool,
}

/// Gathers the names that a loop's text assigns to, functions within included.
#[derive(Default)]
struct Assigned<'a> {
    names: Vec<&'a str>,
}

impl<'a> Assigned<'a> {
    fn pattern(&mut self, it: &BindingPattern<'a>) {
        for id in it.get_binding_identifiers() {
            self.names.push(id.name.as_str());
        }
    }
}

impl<'a> VisitJs<'a> for Assigned<'a> {
    fn visit_statement(&mut self, it: &Statement<'a>) {
        deep(|| oxc_ast_visit::walk_js::walk_statement(self, it));
    }

    fn visit_expression(&mut self, it: &Expression<'a>) {
        deep(|| oxc_ast_visit::walk_js::walk_expression(self, it));
    }

    fn visit_variable_declaration(&mut self, it: &VariableDeclaration<'a>) {
        for declarator in &it.declarations {
            if it.kind.is_var() {
                self.pattern(&declarator.id);
            }
        }
        oxc_ast_visit::walk_js::walk_variable_declaration(self, it);
    }

    fn visit_simple_assignment_target(&mut self, it: &SimpleAssignmentTarget<'a>) {
        if let SimpleAssignmentTarget::AssignmentTargetIdentifier(id) = it {
            self.names.push(id.name.as_str());
        }
        oxc_ast_visit::walk_js::walk_simple_assignment_target(self, it);
    }
}
