//! Where names are bound in a file, and which of them are assigned to.

use std::collections::{HashMap, HashSet};

use oxc_ast::ast::{
    ArrowFunctionExpression, AssignmentTargetPropertyIdentifier, BindingIdentifier, BlockStatement,
    CatchClause, Expression, ForInStatement, ForOfStatement, ForStatement, Function,
    JSXMemberExpression, SimpleAssignmentTarget, Statement, SwitchStatement, TSType, TSTypeName,
    VariableDeclaration,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::Span;
use oxc_syntax::scope::ScopeFlags;

use super::super::limits::deep;
use super::SelfName;

/// Where each name is bound in the file, and which are assigned to.
#[derive(Default)]
pub(super) struct Names {
    /// The scopes that bind a name, from where to where; `None` for the file itself.
    bound: HashMap<String, Vec<Option<(u32, u32)>>>,
    assigned: HashSet<String>,
    /// Function expressions with a name, from where to where.
    named: Vec<(String, (u32, u32))>,
    /// The innermost scope that the walk is in, and the innermost function, where `var` binds.
    inside: Option<(u32, u32)>,
    function: Option<(u32, u32)>,
    /// Whether the names that come are those of a `var`.
    is_var: bool,
}

impl Names {
    /// The scopes that bind a name, from where to where; `None` for the file itself.
    pub(super) fn bound(&self, name: &str) -> &[Option<(u32, u32)>] {
        self.bound.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a name is assigned to anywhere in the file.
    pub(super) fn is_assigned(&self, name: &str) -> bool {
        self.assigned.contains(name)
    }

    /// Those of the named function expressions whose name is not bound anew by a parameter or a variable of the body.
    pub(super) fn selves(&self) -> Vec<SelfName> {
        let told = self.named.iter().filter_map(|(name, (start, end))| {
            let inside = |span: &&(u32, u32)| span.0 >= *start && span.1 <= *end;
            let (own, shadows): (Vec<_>, Vec<_>) = self
                .bound(name)
                .iter()
                .flatten()
                .filter(inside)
                .partition(|span| **span == (*start, *end));
            (own.len() == 1).then(|| SelfName {
                name: name.clone(),
                start: *start,
                end: *end,
                shadows,
            })
        });
        told.collect()
    }

    fn bind(&mut self, id: &BindingIdentifier<'_>) {
        let bound = self.bound.entry(id.name.to_string()).or_default();
        bound.push(if self.is_var {
            self.function
        } else {
            self.inside
        });
    }

    fn within(&mut self, span: Span, is_function: bool, work: impl FnOnce(&mut Self)) {
        let place = Some((span.start, span.end));
        let before = (self.inside, self.function, self.is_var);
        self.inside = place;
        self.is_var = false;
        if is_function {
            self.function = place;
        }
        work(self);
        (self.inside, self.function, self.is_var) = before;
    }
}

impl<'a> Visit<'a> for Names {
    fn visit_expression(&mut self, it: &Expression<'a>) {
        deep(|| walk::walk_expression(self, it));
    }

    fn visit_statement(&mut self, it: &Statement<'a>) {
        deep(|| walk::walk_statement(self, it));
    }

    fn visit_ts_type(&mut self, it: &TSType<'a>) {
        deep(|| walk::walk_ts_type(self, it));
    }

    fn visit_ts_type_name(&mut self, it: &TSTypeName<'a>) {
        deep(|| walk::walk_ts_type_name(self, it));
    }

    fn visit_jsx_member_expression(&mut self, it: &JSXMemberExpression<'a>) {
        deep(|| walk::walk_jsx_member_expression(self, it));
    }

    fn visit_binding_identifier(&mut self, it: &BindingIdentifier<'a>) {
        self.bind(it);
    }

    /// A declaration's name is bound around it; that it counts inside as well does no harm.
    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        if let Some(id) = it.id.as_ref().filter(|_| it.is_declaration()) {
            self.bind(id);
        }
        if let Some(id) = it.id.as_ref().filter(|_| it.is_expression()) {
            let span = (it.span.start, it.span.end);
            self.named.push((id.name.to_string(), span));
        }
        self.within(it.span, true, |names| {
            walk::walk_function(names, it, flags);
        });
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        self.within(it.span, true, |names| {
            walk::walk_arrow_function_expression(names, it);
        });
    }

    fn visit_block_statement(&mut self, it: &BlockStatement<'a>) {
        self.within(it.span, false, |names| {
            walk::walk_block_statement(names, it);
        });
    }

    fn visit_for_statement(&mut self, it: &ForStatement<'a>) {
        self.within(it.span, false, |names| walk::walk_for_statement(names, it));
    }

    fn visit_for_in_statement(&mut self, it: &ForInStatement<'a>) {
        self.within(it.span, false, |names| {
            walk::walk_for_in_statement(names, it);
        });
    }

    fn visit_for_of_statement(&mut self, it: &ForOfStatement<'a>) {
        self.within(it.span, false, |names| {
            walk::walk_for_of_statement(names, it);
        });
    }

    fn visit_catch_clause(&mut self, it: &CatchClause<'a>) {
        self.within(it.span, false, |names| walk::walk_catch_clause(names, it));
    }

    fn visit_switch_statement(&mut self, it: &SwitchStatement<'a>) {
        self.within(it.span, false, |names| {
            walk::walk_switch_statement(names, it);
        });
    }

    fn visit_variable_declaration(&mut self, it: &VariableDeclaration<'a>) {
        for declarator in &it.declarations {
            self.is_var = it.kind.is_var();
            self.visit_binding_pattern(&declarator.id);
            self.is_var = false;
            if let Some(init) = &declarator.init {
                self.visit_expression(init);
            }
        }
    }

    fn visit_simple_assignment_target(&mut self, it: &SimpleAssignmentTarget<'a>) {
        if let SimpleAssignmentTarget::AssignmentTargetIdentifier(id) = it {
            self.assigned.insert(id.name.to_string());
        }
        walk::walk_simple_assignment_target(self, it);
    }

    fn visit_assignment_target_property_identifier(
        &mut self,
        it: &AssignmentTargetPropertyIdentifier<'a>,
    ) {
        self.assigned.insert(it.binding.name.to_string());
        walk::walk_assignment_target_property_identifier(self, it);
    }
}
