//! Labels, and the jumps to where a statement ends or a turn does.

use oxc_ast::ast::{LabeledStatement, Statement};

use super::super::Lowerer;
use super::super::exits::{Enclosing, Exit, Target};
use crate::wrong::wrong;

impl<'a> Lowerer<'a, '_> {
    /// `label: statement`.
    pub(in super::super) fn labelled_statement(&mut self, it: &'a LabeledStatement<'a>) {
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
    pub(in super::super) fn jump(&mut self, label: Option<&str>, is_continue: bool) {
        let target = self.enclosing.iter().rev().find_map(|statement| {
            let meant = match label {
                Some(label) if !wrong("label-ignored") => statement.labels.contains(&label),
                _ if is_continue => statement.continues.is_some(),
                _ => statement.unlabelled,
            };
            match (meant, is_continue) {
                (true, true) if wrong("continue-breaks") => Some(statement.breaks),
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
}
