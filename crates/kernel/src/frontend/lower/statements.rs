//! Statements: declarations, `if`, `return`, and how the rest runs behind an early return.

use oxc_ast::ast::{
    BindingIdentifier, Expression, Function, IfStatement, ReturnStatement, Statement,
    VariableDeclaration, VariableDeclarationKind,
};
use oxc_ast_visit::VisitJs;
use oxc_syntax::scope::ScopeFlags;

use super::Lowerer;
use super::describe::statement_obstacle;
use super::exits::{Done, Exit, Returned, Target};
use super::types::{Lowered, Operand, Undefined};
use super::variables::{Barred, Slot, VariableKind};
use crate::frontend::limits::deep;
use crate::frontend::parse::Callable;
use crate::ir::{Span, UnaryOp};

impl<'a> Lowerer<'a, '_> {
    /// Lowers statements in order, until the function has returned.
    pub(super) fn statements(&mut self, mut list: &'a [Statement<'a>]) {
        while let [statement, rest @ ..] = list {
            if self.build.is_too_large() {
                self.too_large(self.span(statement));
                return;
            }
            match self.exit.done {
                Done::Yes => return,
                Done::Where(done) => {
                    let span = self.span(statement);
                    let not_done = self.build.unary(UnaryOp::Not, done, span);
                    // A reason has been noted if this fails.
                    let _ = self.rest_where(not_done, list, span);
                    return;
                }
                Done::No => {}
            }
            list = rest;
            if let Statement::IfStatement(it) = statement {
                if deep(|| self.if_statement(it, rest)) {
                    return;
                }
            } else {
                deep(|| self.statement(statement));
            }
        }
    }

    /// Lowers the rest of a block for the lanes that have not returned.
    fn rest_where(
        &mut self,
        not_done: crate::ir::Value,
        rest: &'a [Statement<'a>],
        span: Span,
    ) -> Lowered<()> {
        let before = self.exit.where_done();
        let (then, ()) = self.side(span, |lowerer| lowerer.statements(rest))?;
        let (other, ()) = self.side(span, |lowerer| lowerer.exit = before)?;
        self.join(not_done, then, other, None, span).map(|_| ())
    }

    pub(super) fn statement(&mut self, statement: &'a Statement<'a>) {
        match statement {
            Statement::ExpressionStatement(it) => {
                // A reason has been noted if this fails; the walk goes on to find more.
                let _ = self.expression(&it.expression);
            }
            Statement::BlockStatement(it) => self.block(&it.body),
            Statement::VariableDeclaration(it) => self.declaration(it),
            Statement::ReturnStatement(it) => self.return_statement(it),
            Statement::IfStatement(it) => {
                self.if_statement(it, &[]);
            }
            Statement::WhileStatement(it) => self.while_statement(it, &[]),
            Statement::DoWhileStatement(it) => self.do_statement(it, &[]),
            Statement::ForStatement(it) => self.for_statement(it, &[]),
            Statement::ForOfStatement(it) => self.for_of_statement(it, &[]),
            Statement::SwitchStatement(it) => self.switch_statement(it),
            Statement::LabeledStatement(it) => self.labelled_statement(it),
            Statement::BreakStatement(it) => {
                self.jump(it.label.as_ref().map(|label| label.name.as_str()), false);
            }
            Statement::ContinueStatement(it) => {
                self.jump(it.label.as_ref().map(|label| label.name.as_str()), true);
            }
            // Declared when the block was entered; harmful only where they are used.
            Statement::EmptyStatement(_)
            | Statement::FunctionDeclaration(_)
            | Statement::ClassDeclaration(_) => {}
            other => {
                let (code, message) = statement_obstacle(other);
                self.fail(code, self.span(other), message.into());
            }
        }
    }

    fn block(&mut self, list: &'a [Statement<'a>]) {
        self.scoped(|lowerer| {
            lowerer.hoist_block(list);
            lowerer.statements(list);
        });
    }

    /// Lowers an `if` and, where only one side returns, `rest` inside the other. Whether it did.
    fn if_statement(&mut self, it: &'a IfStatement<'a>, rest: &'a [Statement<'a>]) -> bool {
        let span = self.span(it);
        let Ok(cond) = self.condition(&it.test) else {
            // More reasons; what this computes is thrown away.
            self.statement(&it.consequent);
            if let Some(alternate) = &it.alternate {
                self.statement(alternate);
            }
            self.exit = Exit::default();
            return false;
        };
        match (self.build.known_boolean(cond), &it.alternate) {
            (Some(true), _) => {
                self.statement(&it.consequent);
                return false;
            }
            (Some(false), Some(alternate)) => {
                self.statement(alternate);
                return false;
            }
            (Some(false), None) => return false,
            (None, _) => {}
        }
        self.branch(it, cond, rest, span).unwrap_or(false)
    }

    fn branch(
        &mut self,
        it: &'a IfStatement<'a>,
        cond: crate::ir::Value,
        rest: &'a [Statement<'a>],
        span: Span,
    ) -> Lowered<bool> {
        let (mut then, ()) = self.side(span, |lowerer| lowerer.statement(&it.consequent))?;
        let (mut other, ()) = self.side(span, |lowerer| {
            if let Some(alternate) = &it.alternate {
                deep(|| lowerer.statement(alternate));
            }
        })?;
        let continued = match (then.exit.done, other.exit.done) {
            (Done::Yes, Done::No) => {
                other = self.resume(other, |lowerer| lowerer.statements(rest));
                true
            }
            (Done::No, Done::Yes) => {
                then = self.resume(then, |lowerer| lowerer.statements(rest));
                true
            }
            _ => false,
        };
        self.join(cond, then, other, None, span)?;
        Ok(continued)
    }

    fn return_statement(&mut self, it: &'a ReturnStatement<'a>) {
        let mut span = self.span(it);
        let operand = match &it.argument {
            Some(argument) => {
                span = self.span(argument);
                let operand = self.expression(argument);
                operand.and_then(|operand| self.returns(operand, span))
            }
            None if self.is_helper() => Ok(Operand::Undefined(Undefined::Returned)),
            None => {
                let message = "an empty return gives undefined: return a number or a boolean";
                Err(self.fail("may-return-undefined", span, message.into()))
            }
        };
        // A reason has been noted if this fails.
        let returned = operand.ok().map(|operand| Returned { operand, span });
        self.exit = Exit {
            returned,
            ..Exit::all(Target::RETURN)
        };
    }

    pub(super) fn declaration(&mut self, it: &'a VariableDeclaration<'a>) {
        if it.kind.is_using() {
            let message = "`using` disposes of an object: kernels know numbers and booleans only";
            self.fail("unsupported-syntax", self.span(it), message.into());
        }
        for declarator in &it.declarations {
            match (&declarator.init, it.kind) {
                (Some(init), _) => {
                    let operand = self.expression(init);
                    self.bind(&declarator.id, operand);
                }
                // `var x;` leaves what the variable holds.
                (None, VariableDeclarationKind::Var) => {}
                (None, _) => {
                    self.bind(&declarator.id, Ok(Operand::Undefined(Undefined::Variable)));
                }
            }
        }
    }

    /// Declares what `let`, `const`, `class` and `function` declare in this block.
    pub(super) fn hoist_block(&mut self, list: &'a [Statement<'a>]) {
        for statement in list {
            match statement {
                Statement::VariableDeclaration(it) => self.hoist_declaration(it),
                Statement::FunctionDeclaration(it) => {
                    if let Some(id) = &it.id {
                        let function = self.make_function(Callable::Function(it));
                        self.variables.declare(
                            &id.name,
                            VariableKind::Mutable,
                            Slot::Holds(function),
                        );
                    }
                }
                Statement::ClassDeclaration(it) => {
                    if let Some(id) = &it.id {
                        let slot = Slot::Barred(Barred::Class);
                        self.variables.declare(&id.name, VariableKind::Const, slot);
                    }
                }
                _ => {}
            }
        }
    }

    /// Declares what a `let` or `const` declares.
    pub(super) fn hoist_declaration(&mut self, it: &'a VariableDeclaration<'a>) {
        let kind = match it.kind {
            VariableDeclarationKind::Var => return,
            VariableDeclarationKind::Let => VariableKind::Mutable,
            _ => VariableKind::Const,
        };
        for declarator in &it.declarations {
            for id in declarator.id.get_binding_identifiers() {
                self.variables.declare(&id.name, kind, Slot::Uninitialized);
            }
        }
    }

    /// Declares every `var` of the function's body, however deep in its blocks; one of a parameter's name
    /// begins with the parameter's value. Gives the names of functions that inner blocks declare.
    pub(super) fn hoist_vars(&mut self, list: &'a [Statement<'a>]) -> Vec<&'a str> {
        let mut vars = Vars::default();
        for statement in list {
            vars.is_outermost = true;
            vars.visit_statement(statement);
        }
        for name in vars.names {
            if !self.variables.is_declared_here(name) {
                let undefined = || Slot::Holds(Operand::Undefined(Undefined::Variable));
                let parameter = self.variables.find_just_around(name);
                let slot = parameter.map_or_else(undefined, |id| self.variables.slot(id).clone());
                self.variables.declare(name, VariableKind::Mutable, slot);
            }
        }
        vars.functions
    }

    /// Bars the names of functions that inner blocks declare, last of all.
    pub(super) fn bar(&mut self, names: Vec<&'a str>) {
        for name in names {
            let slot = Slot::Barred(Barred::Inner);
            self.variables.declare(name, VariableKind::Callable, slot);
        }
    }
}

/// Gathers the names that `var` declares, outside of inner functions.
#[derive(Default)]
struct Vars<'a> {
    names: Vec<&'a str>,
    /// Functions that inner blocks declare.
    functions: Vec<&'a str>,
    in_var: bool,
    is_outermost: bool,
}

impl<'a> VisitJs<'a> for Vars<'a> {
    fn visit_statement(&mut self, it: &Statement<'a>) {
        let is_outermost = std::mem::take(&mut self.is_outermost);
        if let (Statement::FunctionDeclaration(function), false) = (it, is_outermost)
            && let Some(id) = &function.id
        {
            self.functions.push(id.name.as_str());
        }
        deep(|| oxc_ast_visit::walk_js::walk_statement(self, it));
    }

    fn visit_expression(&mut self, _: &Expression<'a>) {}

    fn visit_function(&mut self, _: &Function<'a>, _: ScopeFlags) {}

    fn visit_class(&mut self, _: &oxc_ast::ast::Class<'a>) {}

    fn visit_variable_declaration(&mut self, it: &VariableDeclaration<'a>) {
        self.in_var = it.kind.is_var();
        for declarator in &it.declarations {
            self.visit_binding_pattern(&declarator.id);
        }
        self.in_var = false;
    }

    fn visit_binding_identifier(&mut self, it: &BindingIdentifier<'a>) {
        if self.in_var {
            self.names.push(it.name.as_str());
        }
    }
}
