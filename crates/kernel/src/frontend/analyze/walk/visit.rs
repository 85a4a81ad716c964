//! What each kind of node means for the walk.

use std::cell::Cell;

use oxc_ast::ast::{
    AccessorProperty, ArrowFunctionExpression, AssignmentTargetPropertyIdentifier,
    BindingIdentifier, CallExpression, CatchParameter, Class, ClassType, ComputedMemberExpression,
    Expression, Function, FunctionType, IdentifierReference, IfStatement, ImportExpression,
    ImportMeta, LabeledStatement, MethodDefinition, NewExpression, NewTarget, NumericLiteral,
    PrivateIdentifier, PropertyDefinition, SimpleAssignmentTarget, Statement, StaticBlock,
    StaticMemberExpression, StringLiteral, Super, TaggedTemplateExpression, ThisExpression,
    UnaryExpression, VariableDeclaration, WithStatement,
};
use oxc_ast_visit::{VisitJs, walk_js};
use oxc_syntax::operator::UnaryOperator;
use oxc_syntax::scope::{ScopeFlags, ScopeId};

use super::{Declares, Walk};
use crate::frontend::analyze::scopes::{ScopeKind, UseKind};
use crate::frontend::analyze::sloppy;
use crate::frontend::limits::deep;

impl<'a> VisitJs<'a> for Walk<'a> {
    fn enter_scope(&mut self, flags: ScopeFlags, _: &Cell<Option<ScopeId>>) {
        let body = flags.contains(ScopeFlags::ClassStaticBlock);
        self.scopes.enter(if body {
            ScopeKind::Body
        } else {
            ScopeKind::Block
        });
    }

    fn leave_scope(&mut self) {
        self.scopes.leave();
    }

    fn visit_expression(&mut self, it: &Expression<'a>) {
        deep(|| walk_js::walk_expression(self, it));
    }

    fn visit_statement(&mut self, it: &Statement<'a>) {
        deep(|| walk_js::walk_statement(self, it));
    }

    fn visit_function(&mut self, it: &Function<'a>, _: ScopeFlags) {
        if it.r#type == FunctionType::FunctionDeclaration
            && let Some(id) = &it.id
        {
            self.sloppy |= sloppy::is_reserved_word(&id.name);
            self.scopes.declare_function(id.name.as_str());
        }
        self.inner_function(it);
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        self.scopes.enter(ScopeKind::Head);
        self.declaring(Declares::Here, |walk| {
            walk.visit_formal_parameters(&it.params);
        });
        self.scopes.enter(ScopeKind::Body);
        self.visit_arrow_function_body(&it.body);
        self.scopes.leave();
        self.scopes.leave();
    }

    fn visit_class(&mut self, it: &Class<'a>) {
        if it.r#type == ClassType::ClassDeclaration
            && let Some(id) = &it.id
        {
            self.scopes.declare(id.name.as_str());
        }
        self.declaring(Declares::Here, |walk| walk.class(it));
    }

    fn visit_method_definition(&mut self, it: &MethodDefinition<'a>) {
        self.visit_property_key(&it.key);
        self.inner_function(&it.value);
    }

    fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
        self.visit_property_key(&it.key);
        if let Some(value) = &it.value {
            self.with_own_this(|walk| walk.visit_expression(value));
        }
    }

    fn visit_accessor_property(&mut self, it: &AccessorProperty<'a>) {
        self.visit_property_key(&it.key);
        if let Some(value) = &it.value {
            self.with_own_this(|walk| walk.visit_expression(value));
        }
    }

    fn visit_static_block(&mut self, it: &StaticBlock<'a>) {
        self.with_own_this(|walk| walk_js::walk_static_block(walk, it));
    }

    fn visit_variable_declaration(&mut self, it: &VariableDeclaration<'a>) {
        let how = if it.kind.is_var() {
            Declares::InBody
        } else {
            Declares::Here
        };
        for declarator in &it.declarations {
            self.declaring(how, |walk| walk.visit_binding_pattern(&declarator.id));
            if let Some(init) = &declarator.init {
                self.visit_expression(init);
            }
        }
    }

    fn visit_catch_parameter(&mut self, it: &CatchParameter<'a>) {
        self.declaring(Declares::Here, |walk| {
            walk.visit_binding_pattern(&it.pattern);
        });
    }

    fn visit_binding_identifier(&mut self, it: &BindingIdentifier<'a>) {
        self.declare(it);
    }

    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        self.note(it, UseKind::Read);
    }

    fn visit_simple_assignment_target(&mut self, it: &SimpleAssignmentTarget<'a>) {
        match it {
            SimpleAssignmentTarget::AssignmentTargetIdentifier(id) => self.note(id, UseKind::Write),
            other => match other.as_member_expression() {
                Some(member) => self.member_as_a_whole(member),
                None => walk_js::walk_simple_assignment_target(self, other),
            },
        }
    }

    fn visit_assignment_target_property_identifier(
        &mut self,
        it: &AssignmentTargetPropertyIdentifier<'a>,
    ) {
        self.note(&it.binding, UseKind::Write);
        if let Some(init) = &it.init {
            self.visit_expression(init);
        }
    }

    fn visit_static_member_expression(&mut self, it: &StaticMemberExpression<'a>) {
        match &it.object {
            Expression::Identifier(id) => {
                self.note(id, UseKind::Member(it.property.name.to_string()));
            }
            object => self.visit_expression(object),
        }
    }

    fn visit_computed_member_expression(&mut self, it: &ComputedMemberExpression<'a>) {
        match (&it.object, it.static_property_name()) {
            (Expression::Identifier(id), Some(name)) => {
                self.note(id, UseKind::Member(name.to_string()));
            }
            _ => walk_js::walk_computed_member_expression(self, it),
        }
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        self.uses.direct_eval |= !it.optional && it.callee.is_specific_id("eval");
        self.callee(&it.callee);
        self.visit_arguments(&it.arguments);
    }

    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        self.callee(&it.callee);
        self.visit_arguments(&it.arguments);
    }

    fn visit_tagged_template_expression(&mut self, it: &TaggedTemplateExpression<'a>) {
        self.callee(&it.tag);
        self.visit_template_literal(&it.quasi);
    }

    fn visit_unary_expression(&mut self, it: &UnaryExpression<'a>) {
        match (it.operator, &it.argument) {
            (UnaryOperator::Typeof, Expression::Identifier(id)) => self.note(id, UseKind::Typeof),
            (UnaryOperator::Delete, Expression::Identifier(id)) => {
                self.sloppy = true;
                self.note(id, UseKind::Read);
            }
            (UnaryOperator::Delete, argument) => match argument.as_member_expression() {
                Some(member) => self.member_as_a_whole(member),
                None => self.visit_expression(argument),
            },
            (_, argument) => self.visit_expression(argument),
        }
    }

    fn visit_this_expression(&mut self, _: &ThisExpression) {
        self.uses.this |= self.own_this == 0;
    }

    fn visit_super(&mut self, _: &Super) {
        self.uses.super_ |= self.own_this == 0;
    }

    fn visit_new_target(&mut self, _: &NewTarget) {
        self.uses.new_target |= self.own_this == 0;
    }

    fn visit_import_meta(&mut self, _: &ImportMeta) {
        self.uses.import_meta = true;
    }

    fn visit_import_expression(&mut self, it: &ImportExpression<'a>) {
        self.uses.dynamic_import = true;
        walk_js::walk_import_expression(self, it);
    }

    fn visit_private_identifier(&mut self, it: &PrivateIdentifier<'a>) {
        let declared = self
            .privates
            .get(it.name.as_str())
            .is_some_and(|&count| count > 0);
        self.private_names |= !declared;
    }

    fn visit_if_statement(&mut self, it: &IfStatement<'a>) {
        self.sloppy |= sloppy::is_bare_function(&it.consequent)
            || it.alternate.as_ref().is_some_and(sloppy::is_bare_function);
        walk_js::walk_if_statement(self, it);
    }

    fn visit_labeled_statement(&mut self, it: &LabeledStatement<'a>) {
        self.sloppy |=
            sloppy::is_bare_function(&it.body) || sloppy::is_reserved_word(&it.label.name);
        self.visit_statement(&it.body);
    }

    fn visit_with_statement(&mut self, it: &WithStatement<'a>) {
        self.sloppy = true;
        walk_js::walk_with_statement(self, it);
    }

    fn visit_numeric_literal(&mut self, it: &NumericLiteral<'a>) {
        self.sloppy |= sloppy::is_legacy_number(it);
    }

    fn visit_string_literal(&mut self, it: &StringLiteral<'a>) {
        self.sloppy |= sloppy::has_legacy_escape(it);
    }
}
