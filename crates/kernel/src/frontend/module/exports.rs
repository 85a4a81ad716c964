//! What a file exports, and the functions and classes that stand at its top level.

use oxc_ast::ast::{
    BindingIdentifier, BindingPattern, Declaration, ExportDefaultDeclarationKind, Expression,
    Statement, VariableDeclaration,
};
use oxc_span::{GetSpan, Span};
use oxc_syntax::module_record::{ExportExportName, ExportLocalName, ModuleRecord};

use super::{DEFAULT, Declared, Export};

/// Adds the exports of values that the file itself has.
pub(super) fn exports_of(record: &ModuleRecord<'_>, found: &mut Vec<Export>) {
    for entry in &record.local_export_entries {
        let exported = match &entry.export_name {
            ExportExportName::Name(name) => name.name.as_str(),
            ExportExportName::Default(_) => "default",
            ExportExportName::Null => continue,
        };
        let local = match &entry.local_name {
            ExportLocalName::Name(name) | ExportLocalName::Default(name)
                if !name.name.is_empty() =>
            {
                name.name.as_str()
            }
            _ => DEFAULT,
        };
        if !entry.is_type {
            found.push(Export {
                exported: exported.into(),
                local: local.into(),
            });
        }
    }
}

/// Adds the functions and classes that a statement at the top level of the file declares.
pub(super) fn declared_by(statement: &Statement<'_>, found: &mut Vec<Declared>) {
    let mut push = |name: Option<&BindingIdentifier<'_>>, span: Span| {
        found.push(Declared {
            local: name.map_or(DEFAULT, |id| id.name.as_str()).to_owned(),
            start: span.start,
            end: span.end,
        });
    };
    match statement {
        Statement::FunctionDeclaration(it) => push(it.id.as_ref(), it.span),
        Statement::ClassDeclaration(it) => push(it.id.as_ref(), it.span),
        Statement::VariableDeclaration(it) => variables(it, &mut push),
        Statement::ExportDeclaration(it) => match &it.declaration {
            Declaration::FunctionDeclaration(it) => push(it.id.as_ref(), it.span),
            Declaration::ClassDeclaration(it) => push(it.id.as_ref(), it.span),
            Declaration::VariableDeclaration(it) => variables(it, &mut push),
            _ => {}
        },
        Statement::ExportDefaultDeclaration(it) => match &it.declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(it) => push(it.id.as_ref(), it.span),
            ExportDefaultDeclarationKind::ClassDeclaration(it) => push(it.id.as_ref(), it.span),
            other => {
                if let Some(span) = other.as_expression().and_then(function_span) {
                    push(None, span);
                }
            }
        },
        _ => {}
    }
}

fn variables(
    declaration: &VariableDeclaration<'_>,
    push: &mut impl FnMut(Option<&BindingIdentifier<'_>>, Span),
) {
    for declarator in &declaration.declarations {
        if let BindingPattern::BindingIdentifier(id) = &declarator.id
            && let Some(span) = declarator.init.as_ref().and_then(function_span)
        {
            push(Some(id), span);
        }
    }
}

fn function_span(value: &Expression<'_>) -> Option<Span> {
    match value.get_inner_expression() {
        it @ (Expression::ArrowFunctionExpression(_)
        | Expression::FunctionExpression(_)
        | Expression::ClassExpression(_)) => Some(it.span()),
        _ => None,
    }
}
