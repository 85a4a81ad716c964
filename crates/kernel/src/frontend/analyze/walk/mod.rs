//! The walk over a function's tree that gathers uses of names, declarations and special words.
//!
//! [`visit`] says what each kind of node means, in terms of what stands here: which scope it opens, what it declares, which
//! name it uses and how.

mod visit;

use std::collections::HashMap;

use oxc_ast::ast::{
    BindingIdentifier, Class, ClassElement, Expression, Function, FunctionType,
    IdentifierReference, MemberExpression, PropertyKey,
};
use oxc_ast_visit::VisitJs;

use super::Uses;
use super::scopes::{ScopeKind, Scopes, UseKind};
use super::sloppy;
use crate::frontend::parse::Callable;

/// How names in a binding pattern are declared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Declares {
    Here,
    InBody,
}

/// What the walk has seen.
pub(super) struct Walk<'a> {
    pub(super) scopes: Scopes<'a>,
    pub(super) uses: Uses,
    pub(super) sloppy: bool,
    /// A private name that no class inside the function declares.
    pub(super) private_names: bool,
    declares: Declares,
    /// How many inner functions with a `this` of their own surround the place.
    own_this: u32,
    /// Private names declared by the classes around the place, counted.
    privates: HashMap<&'a str, u32>,
}

impl<'a> Walk<'a> {
    pub(super) fn new() -> Self {
        Self {
            scopes: Scopes::new(),
            uses: Uses::default(),
            sloppy: false,
            private_names: false,
            declares: Declares::Here,
            own_this: 0,
            privates: HashMap::new(),
        }
    }

    /// Walks the function that the source is. The key of a method is no part of its code.
    pub(super) fn callable(&mut self, callable: Callable<'a>) {
        match callable {
            Callable::Arrow(arrow) => self.visit_arrow_function_expression(arrow),
            Callable::Function(function) => self.function(function),
            Callable::Class(class) => self.class(class),
            Callable::Method { function, key, .. } => {
                self.private_names |= matches!(key, PropertyKey::PrivateIdentifier(_));
                self.function(function);
            }
        }
    }

    /// A function with `this` and `arguments` of its own. Its parameters do not see what its body
    /// declares: `(a = x) => { var x }` takes `x` from outside.
    fn function(&mut self, function: &Function<'a>) {
        let own_name = function.id.as_ref().filter(|_| {
            // A declaration's name is bound around the function, by the caller.
            function.r#type == FunctionType::FunctionExpression
        });
        self.scopes.enter(ScopeKind::Head);
        if let Some(id) = own_name {
            self.declare(id);
        }
        self.scopes.enter(ScopeKind::Head);
        self.sloppy |= sloppy::has_duplicate_parameters(&function.params);
        self.declaring(Declares::Here, |walk| {
            walk.visit_formal_parameters(&function.params);
        });
        self.scopes.enter(ScopeKind::Body);
        if let Some(body) = &function.body {
            self.visit_function_body(body);
        }
        for _ in 0..3 {
            self.scopes.leave();
        }
    }

    /// A function inside the function.
    fn inner_function(&mut self, function: &Function<'a>) {
        self.with_own_this(|walk| walk.function(function));
    }

    /// Code whose `this` and `arguments` are not those of the function around it.
    fn with_own_this(&mut self, work: impl FnOnce(&mut Self)) {
        self.own_this += 1;
        self.scopes.enter(ScopeKind::Head);
        self.scopes.declare("arguments");
        work(self);
        self.scopes.leave();
        self.own_this -= 1;
    }

    fn class(&mut self, class: &Class<'a>) {
        self.scopes.enter(ScopeKind::Head);
        if let Some(id) = &class.id {
            self.declare(id);
        }
        if let Some(heritage) = &class.heritage {
            self.visit_class_heritage(heritage);
        }
        let names: Vec<&'a str> = class.body.body.iter().filter_map(private_name).collect();
        for name in &names {
            *self.privates.entry(name).or_default() += 1;
        }
        self.visit_class_body(&class.body);
        for name in &names {
            *self.privates.entry(name).or_default() -= 1;
        }
        self.scopes.leave();
    }

    fn declare(&mut self, id: &BindingIdentifier<'a>) {
        let name = id.name.as_str();
        self.sloppy |= sloppy::is_reserved_word(name) || sloppy::is_restricted_target(name);
        match self.declares {
            Declares::Here => self.scopes.declare(name),
            Declares::InBody => self.scopes.declare_var(name),
        }
    }

    fn declaring(&mut self, how: Declares, work: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.declares, how);
        work(self);
        self.declares = before;
    }

    fn note(&mut self, id: &IdentifierReference<'a>, kind: UseKind) {
        let name = id.name.as_str();
        self.sloppy |= sloppy::is_reserved_word(name)
            || (kind == UseKind::Write && sloppy::is_restricted_target(name))
            || (name == "arguments" && kind == UseKind::Member("callee".into()));
        self.scopes.note(name, id.span.start, kind);
    }

    /// `object.property` in any place but a plain read: the variable itself is needed.
    fn member_as_a_whole(&mut self, member: &MemberExpression<'a>) {
        match member {
            MemberExpression::StaticMemberExpression(it) => self.visit_expression(&it.object),
            MemberExpression::ComputedMemberExpression(it) => {
                self.visit_expression(&it.object);
                self.visit_expression(&it.expression);
            }
            MemberExpression::PrivateFieldExpression(it) => self.visit_private_field_expression(it),
        }
    }

    /// What is called: a plain name is noted as such.
    fn callee(&mut self, callee: &Expression<'a>) {
        match callee {
            Expression::Identifier(id) => self.note(id, UseKind::Call),
            other => self.visit_expression(other),
        }
    }
}

/// The private name that a class element declares.
fn private_name<'a>(element: &ClassElement<'a>) -> Option<&'a str> {
    let key = match element {
        ClassElement::MethodDefinition(it) => &it.key,
        ClassElement::PropertyDefinition(it) => &it.key,
        ClassElement::AccessorProperty(it) => &it.key,
        ClassElement::StaticBlock(_) | ClassElement::TSIndexSignature(_) => return None,
    };
    match key {
        PropertyKey::PrivateIdentifier(id) => Some(id.name.as_str()),
        _ => None,
    }
}
