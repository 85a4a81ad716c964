//! What a file imports and exports, for functions that travel by reference: a worker imports them from
//! the module that has them instead of getting their text.
//!
//! Only what the text alone proves is told: a name that is bound a second time may mean something else
//! in the function that binds it, and an export that is assigned again may be another function by
//! now.

use std::collections::{HashMap, HashSet};

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    ArrowFunctionExpression, AssignmentTargetPropertyIdentifier, BindingIdentifier, BindingPattern,
    BlockStatement, CatchClause, Declaration, ExportDefaultDeclarationKind, Expression,
    ForInStatement, ForOfStatement, ForStatement, Function, ImportDeclarationSpecifier, Program,
    SimpleAssignmentTarget, Statement, SwitchStatement, VariableDeclaration,
};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_span::{GetSpan, SourceType, Span};
use oxc_syntax::module_record::{ExportExportName, ExportLocalName, ModuleRecord};
use oxc_syntax::scope::ScopeFlags;

use super::limits::{deep, on_big_stack};
use super::reasons::Reason;

/// The largest file that is read, in bytes.
const MAX_MODULE_SOURCE: usize = 4 * 1024 * 1024;

/// The local name of `export default` without a name.
const DEFAULT: &str = "*default*";

/// A file as an ES module or a `CommonJS` one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// Whether it has `import` or `export` declarations.
    pub esm: bool,
    /// Variables that stand for something of another module all over the file.
    pub imports: Vec<Import>,
    /// What is exported under which local name.
    pub exports: Vec<Export>,
    /// Functions and classes that stand at the top level of the file.
    pub declared: Vec<Declared>,
    /// Function expressions by names that only they themselves see.
    pub selves: Vec<SelfName>,
}

/// `function name() { … }` as an expression, where the name stands for the function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelfName {
    /// The name.
    pub name: String,
    /// Where the text of the function begins, in UTF-16 code units.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// Scopes inside in which the name is bound anew, from where to where.
    pub shadows: Vec<(u32, u32)>,
}

/// `import { imported as local } from 'source'`, or the same by `require`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The variable.
    pub local: String,
    /// The export; `*` for all of them.
    pub imported: String,
    /// The specifier.
    pub source: String,
    /// Whether `require` is what imports.
    pub require: bool,
    /// Scopes in which the name is bound anew, from where to where in UTF-16 code units.
    pub shadows: Vec<(u32, u32)>,
}

/// `export { local as exported }` in any form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The name that importers use.
    pub exported: String,
    /// The variable; `*default*` for a default export without one.
    pub local: String,
}

/// A variable whose value is the function or class at this place, for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The variable.
    pub local: String,
    /// Where the text of the function begins, in UTF-16 code units.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
}

/// Reads a file. `typescript` says in which language it is.
pub fn read_module(source: &str, typescript: bool) -> Result<Module, Reason> {
    on_big_stack(source, MAX_MODULE_SOURCE, || {
        let allocator = Allocator::default();
        let languages: &[SourceType] = if typescript {
            &[SourceType::ts(), SourceType::tsx()]
        } else {
            &[SourceType::unambiguous(), SourceType::cjs()]
        };
        for language in languages {
            let parsed = Parser::new(&allocator, source, *language).parse();
            if !parsed.panicked && !parsed.diagnostics.has_errors() {
                return Ok(describe(&parsed.program, &parsed.module_record, source));
            }
        }
        Err(Reason::whole(
            "parse-error",
            "the file cannot be read as JavaScript".into(),
        ))
    })?
}

fn describe(program: &Program<'_>, record: &ModuleRecord<'_>, source: &str) -> Module {
    let mut names = Names::default();
    names.visit_program(program);
    let mut module = Module {
        esm: record.has_module_syntax,
        ..Module::default()
    };
    for statement in &program.body {
        imports_of(statement, &mut module.imports);
        declared_by(statement, &mut module.declared);
    }
    module.imports.retain_mut(|it| {
        let bound = names.bound.get(&it.local).map_or(&[][..], Vec::as_slice);
        it.shadows = bound.iter().filter_map(|span| *span).collect();
        let at_top = bound.len() - it.shadows.len();
        at_top == 1 && !(it.require && names.assigned.contains(&it.local))
    });
    module
        .declared
        .retain(|it| !names.assigned.contains(&it.local));
    module.selves = names.selves();
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
            module.exports.push(Export {
                exported: exported.into(),
                local: local.into(),
            });
        }
    }
    to_utf16(&mut module, source);
    module
}

/// Turns the offsets of bytes into offsets of UTF-16 code units.
fn to_utf16(module: &mut Module, source: &str) {
    if source.is_ascii() {
        return;
    }
    let declared = module
        .declared
        .iter_mut()
        .flat_map(|it| [&mut it.start, &mut it.end]);
    let shadows = module
        .imports
        .iter_mut()
        .flat_map(|it| &mut it.shadows)
        .flat_map(|(start, end)| [start, end]);
    let selves = module.selves.iter_mut().flat_map(|it| {
        let inner = it.shadows.iter_mut().flat_map(|(start, end)| [start, end]);
        [&mut it.start, &mut it.end].into_iter().chain(inner)
    });
    let mut offsets: Vec<&mut u32> = declared.chain(shadows).chain(selves).collect();
    offsets.sort_unstable();
    let (mut bytes, mut units) = (0, 0);
    for offset in offsets {
        let at = *offset as usize;
        units += source[bytes..at].encode_utf16().count();
        bytes = at;
        *offset = units as u32;
    }
}

fn imports_of(statement: &Statement<'_>, found: &mut Vec<Import>) {
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

fn declared_by(statement: &Statement<'_>, found: &mut Vec<Declared>) {
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

/// Where each name is bound in the file, and which are assigned to.
#[derive(Default)]
struct Names {
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
    /// Those of the named function expressions whose name is not bound anew by a parameter or a variable of the body.
    fn selves(&self) -> Vec<SelfName> {
        let told = self.named.iter().filter_map(|(name, (start, end))| {
            let bound = self.bound.get(name).map_or(&[][..], Vec::as_slice);
            let inside = |span: &&(u32, u32)| span.0 >= *start && span.1 <= *end;
            let (own, shadows): (Vec<_>, Vec<_>) = bound
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

#[cfg(test)]
mod tests {
    use super::*;

    fn locals(module: &Module) -> Vec<&str> {
        module.imports.iter().map(|it| it.local.as_str()).collect()
    }

    #[test]
    fn imports_in_every_form() {
        let text = "import a, { b as c, type T } from 'x'; import * as d from './y'; import type U from 'z'";
        let module = read_module(text, true).unwrap();
        assert!(module.esm);
        assert_eq!(locals(&module), ["a", "c", "d"]);
        assert_eq!(module.imports[1].imported, "b");
        assert_eq!(module.imports[2].imported, "*");
    }

    #[test]
    fn a_name_bound_twice() {
        let text = "import { a, b, c, d } from 'x'; const é = (a) => a + b; { let c = 1; var d }";
        let module = read_module(text, false).unwrap();
        assert_eq!(locals(&module), ["a", "b", "c"]);
        let start = text.find("(a)").unwrap() as u32 - 1;
        assert_eq!(module.imports[0].shadows, [(start, start + 12)]);
        assert_eq!(module.imports[1].shadows, []);
    }

    #[test]
    fn requires() {
        let text = "const a = require('a'), { b, c: d } = require('b'); let e = require('e'); e = 1; return";
        let module = read_module(text, false).unwrap();
        assert!(!module.esm);
        assert_eq!(locals(&module), ["a", "b", "d"]);
        assert_eq!(module.imports[2].imported, "c");
    }

    #[test]
    fn exports_and_where_they_stand() {
        let text = "const é = 1; export function f() {} export const g = () => é; class H {} let i = () => 1; i = 2\n\
            export { H as default, i }";
        let module = read_module(text, false).unwrap();
        let names: Vec<_> = module
            .exports
            .iter()
            .map(|it| (it.exported.as_str(), it.local.as_str()))
            .collect();
        assert_eq!(
            names,
            [("f", "f"), ("g", "g"), ("default", "H"), ("i", "i")]
        );
        let units: Vec<u16> = text.encode_utf16().collect();
        let texts: Vec<_> = module
            .declared
            .iter()
            .map(|it| {
                let span = it.start as usize..it.end as usize;
                (it.local.as_str(), String::from_utf16(&units[span]).unwrap())
            })
            .collect();
        assert_eq!(
            texts,
            [
                ("f", "function f() {}".into()),
                ("g", "() => é".into()),
                ("H", "class H {}".into())
            ]
        );
    }

    #[test]
    fn function_expressions_by_their_names() {
        let text = "const é = function g(n) { return (g) => g + (() => { var g })() }, h = function f(f) {};\
            (function k() { var k }); function d() {} (async function* l() { { let l } })";
        let module = read_module(text, false).unwrap();
        let units: Vec<u16> = text.encode_utf16().collect();
        let slice = |(start, end): (u32, u32)| {
            String::from_utf16(&units[start as usize..end as usize]).unwrap()
        };
        let told: Vec<_> = module
            .selves
            .iter()
            .map(|it| {
                let shadows: Vec<_> = it.shadows.iter().copied().map(slice).collect();
                (it.name.as_str(), slice((it.start, it.end)), shadows)
            })
            .collect();
        assert_eq!(told.len(), 2);
        assert_eq!(told[0].0, "g");
        assert!(told[0].1.starts_with("function g(n)"));
        assert_eq!(
            told[0].2,
            ["(g) => g + (() => { var g })()", "() => { var g }"]
        );
        assert_eq!(told[1].0, "l");
        assert!(told[1].1.starts_with("async function*"));
        assert_eq!(told[1].2, ["{ let l }"]);
    }

    #[test]
    fn a_default_export_without_a_name() {
        let module = read_module("export default (x) => x", false).unwrap();
        assert_eq!(module.exports[0].local, DEFAULT);
        assert_eq!(module.declared[0].local, DEFAULT);
    }
}
