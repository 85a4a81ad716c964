//! Variables that stand for something of another module.

use oxc_ast::ast::{
    BindingIdentifier, BindingPattern, Expression, ImportDeclarationSpecifier, Statement,
    VariableDeclaration,
};

use super::Import;

/// Adds what a statement at the top level of the file imports.
pub(super) fn imports_of(statement: &Statement<'_>, found: &mut Vec<Import>) {
    match statement {
        Statement::ImportDeclaration(it) if !it.import_kind.is_type() => {
            let source = it.source.value.as_str();
            for specifier in it.specifiers.iter().flatten() {
                let (local, imported) = match specifier {
                    ImportDeclarationSpecifier::ImportSpecifier(one) => {
                        if one.import_kind.is_type() {
                            continue;
                        }
                        (&one.local, one.imported.name().to_string())
                    }
                    ImportDeclarationSpecifier::ImportDefaultSpecifier(one) => {
                        (&one.local, "default".into())
                    }
                    ImportDeclarationSpecifier::ImportNamespaceSpecifier(one) => {
                        (&one.local, "*".into())
                    }
                };
                found.push(Import {
                    local: local.name.to_string(),
                    imported,
                    source: source.into(),
                    require: false,
                    shadows: Vec::new(),
                });
            }
        }
        Statement::VariableDeclaration(it) => required(it, found),
        _ => {}
    }
}

/// `const x = require('…')` and `const { a, b: c } = require('…')`.
fn required(declaration: &VariableDeclaration<'_>, found: &mut Vec<Import>) {
    for declarator in &declaration.declarations {
        let Some(source) = declarator.init.as_ref().and_then(required_source) else {
            continue;
        };
        let mut push = |local: &BindingIdentifier<'_>, imported: String| {
            found.push(Import {
                local: local.name.to_string(),
                imported,
                source: source.into(),
                require: true,
                shadows: Vec::new(),
            });
        };
        match &declarator.id {
            BindingPattern::BindingIdentifier(id) => push(id, "*".into()),
            BindingPattern::ObjectPattern(pattern) => {
                for property in &pattern.properties {
                    if let (Some(name), BindingPattern::BindingIdentifier(id)) =
                        (property.key.static_name(), &property.value)
                    {
                        push(id, name.into_owned());
                    }
                }
            }
            _ => {}
        }
    }
}

fn required_source<'a>(init: &Expression<'a>) -> Option<&'a str> {
    let Expression::CallExpression(call) = init else {
        return None;
    };
    match call.arguments.as_slice() {
        [argument] if call.callee.is_specific_id("require") => match argument.as_expression() {
            Some(Expression::StringLiteral(text)) => Some(text.value.as_str()),
            _ => None,
        },
        _ => None,
    }
}
