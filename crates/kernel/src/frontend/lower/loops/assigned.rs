//! The names that a loop's text assigns to.

use oxc_ast::ast::{
    BindingPattern, Expression, SimpleAssignmentTarget, Statement, VariableDeclaration,
};
use oxc_ast_visit::VisitJs;

use crate::frontend::limits::deep;

/// Gathers the names that a loop's text assigns to, functions within included.
#[derive(Default)]
pub(super) struct Assigned<'a> {
    pub(super) names: Vec<&'a str>,
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
