//! Functions that somebody wrote: those of this repository.
//!
//! They are read when a run begins; where the example has been taken out of the repository, there are none but one.

use std::fs;
use std::path::Path;

use crate::random::Random;

/// Where functions stand in string literals of Rust.
const TESTS: &str = "src/frontend";
/// Where functions stand for themselves.
const SCRIPTS: [&str; 4] = ["bench", "examples", "fuzz", "scripts"];
/// Longer ones take the time of others.
const LONGEST: usize = 4000;

/// The functions.
pub(crate) struct Corpus {
    sources: Vec<String>,
}

impl Corpus {
    pub(crate) fn gather() -> Self {
        let crate_root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = crate_root.join("../..");
        let mut sources = vec!["(x) => Math.sin(x) * 2".to_owned()];
        files(&crate_root.join(TESTS), "rs", &mut |text| {
            sources.extend(literals(text));
        });
        for folder in SCRIPTS {
            files(&root.join(folder), "mjs", &mut |text| {
                sources.extend(declarations(text));
            });
        }
        sources.retain(|source| source.len() < LONGEST);
        // Folders are read in any order.
        sources.sort();
        sources.dedup();
        Self { sources }
    }

    pub(crate) fn pick(&self, random: &mut Random) -> &str {
        random.pick::<String>(&self.sources)
    }
}

fn files(folder: &Path, extension: &str, take: &mut impl FnMut(&str)) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() && !path.ends_with("node_modules") {
            files(&path, extension, take);
        } else if path.extension().is_some_and(|found| found == extension)
            && let Ok(text) = fs::read_to_string(&path)
        {
            take(&text);
        }
    }
}

/// String literals that look like functions.
fn literals(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('"') {
        rest = &rest[start + 1..];
        let mut literal = String::new();
        let mut characters = rest.char_indices();
        let mut end = rest.len();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    end = at;
                    break;
                }
                '\\' => match characters.next() {
                    Some((_, 'n')) => literal.push('\n'),
                    Some((_, '\n')) => literal.push(' '),
                    Some((_, other)) => literal.push(other),
                    None => {}
                },
                _ => literal.push(character),
            }
        }
        rest = rest.get(end + 1..).unwrap_or_default();
        if literal.contains("=>") || literal.contains("function") || literal.contains(") {") {
            found.push(literal);
        }
    }
    found
}

/// Functions at the beginning of a line, to the brace at the beginning of another.
fn declarations(text: &str) -> Vec<String> {
    let starts = ["function ", "export function ", "async function "];
    let mut found = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        if open.is_none() && starts.iter().any(|start| line.starts_with(start)) {
            let line = line.strip_prefix("export ").unwrap_or(line);
            open = Some(String::new());
            if let Some(source) = &mut open {
                source.push_str(line);
            }
        } else if let Some(source) = &mut open {
            source.push('\n');
            source.push_str(line);
        }
        if line == "}" {
            found.extend(open.take());
        }
    }
    found
}
