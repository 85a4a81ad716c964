//! What a file imports and exports, for functions that travel by reference: a worker imports them from
//! the module that has them instead of getting their text.
//!
//! Only what the text alone proves is told: a name that is bound a second time may mean something else
//! in the function that binds it, and an export that is assigned again may be another function by
//! now.

mod exports;
mod imports;
mod names;
#[cfg(test)]
mod tests;

use oxc_allocator::Allocator;
use oxc_ast::ast::Program;
use oxc_ast_visit::Visit;
use oxc_parser::Parser;
use oxc_span::SourceType;
use oxc_syntax::module_record::ModuleRecord;

use super::limits::on_big_stack;
use super::reasons::Reason;
use exports::{declared_by, exports_of};
use imports::imports_of;
use names::Names;

/// The largest file that is read, in bytes.
const MAX_MODULE_SOURCE: usize = 4 * 1024 * 1024;

/// The most places in a row at which TypeScript can be read in two ways. The parser tries one and goes
/// back, in each place to the end of all those that follow: 1.6 s and 600 MB for 3,200 of them.
const MAX_DOUBTS: usize = 1_000;

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
    if typescript && doubts(source) > MAX_DOUBTS {
        return Err(Reason::whole(
            "too-deep",
            format!(
                "more than {MAX_DOUBTS} comparisons, types or ternaries stand within each other"
            ),
        ));
    }
    on_big_stack(&[source], MAX_MODULE_SOURCE, || {
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

/// An upper bound on how many of the characters that begin a type or a ternary follow each other in what
/// could be one expression.
fn doubts(source: &str) -> usize {
    const WORDS: [&str; 12] = [
        "class", "const", "export", "for", "function", "if", "import", "let", "return", "throw",
        "var", "while",
    ];
    let (mut run, mut longest) = (0, 0);
    for word in source.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let mut last = word.chars();
        let ends_with = last.next_back();
        match ends_with {
            Some(';' | '{' | '}') => run = 0,
            Some('<' | '?') => run += 1,
            _ if WORDS.contains(&last.as_str()) => run = 0,
            _ => {}
        }
        longest = longest.max(run);
    }
    longest
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
        let bound = names.bound(&it.local);
        it.shadows = bound.iter().filter_map(|span| *span).collect();
        let at_top = bound.len() - it.shadows.len();
        at_top == 1 && !(it.require && names.is_assigned(&it.local))
    });
    module.declared.retain(|it| !names.is_assigned(&it.local));
    module.selves = names.selves();
    exports_of(record, &mut module.exports);
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
