//! Each kind of loop, read as turns with a test.

use oxc_ast::ast::{
    DoWhileStatement, ForOfStatement, ForStatement, ForStatementInit, WhileStatement,
};

use super::super::Lowerer;
use super::super::types::Operand;
use super::super::variables::{Slot, VariableKind};
use super::{Each, Test, Turns};
use crate::ir::Type;

impl<'a> Lowerer<'a, '_> {
    pub(in super::super) fn while_statement(
        &mut self,
        it: &'a WhileStatement<'a>,
        labels: &[&'a str],
    ) {
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

    pub(in super::super) fn do_statement(
        &mut self,
        it: &'a DoWhileStatement<'a>,
        labels: &[&'a str],
    ) {
        let turns = Turns {
            test: Test::Expression(&it.test),
            unasked: true,
            update: None,
            body: &it.body,
            span: self.span(it),
        };
        let _ = self.turns(turns, labels);
    }

    pub(in super::super) fn for_statement(&mut self, it: &'a ForStatement<'a>, labels: &[&'a str]) {
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

    pub(in super::super) fn for_of_statement(
        &mut self,
        it: &'a ForOfStatement<'a>,
        labels: &[&'a str],
    ) {
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
}
