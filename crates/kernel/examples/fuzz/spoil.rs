//! Text that was a program: pieces put in, taken out, doubled, exchanged for others.

use crate::random::Random;
use crate::real::Corpus;

const PIECES: [&str; 64] = [
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "=>",
    "...",
    "`${",
    "`",
    "/*",
    "*/",
    "//",
    "'",
    "\"",
    "\\",
    "\\u{61}",
    "\\u0061",
    "\\u{110000}",
    "\\u{d800}",
    "\u{2028}",
    "\u{2029}",
    "\u{feff}",
    "\u{a0}",
    "\u{200d}",
    "\u{0}",
    "😀",
    "ℵ",
    "𝒳",
    "é",
    "e\u{301}",
    "?.",
    "??=",
    "**",
    "**=",
    ">>>=",
    "&&=",
    "=",
    "1n",
    "0x",
    "08",
    "1_000",
    "1e999",
    ".5.",
    "5e-324",
    "4294967296",
    "async ",
    "await ",
    "yield ",
    "break ",
    "continue ",
    "case 1:",
    "default:",
    "function ",
    "class ",
    "return",
    "new.target",
    "this",
    "arguments",
    "let ",
    "var x",
    "#x",
    "<!--",
    ";",
];

/// Odd white space.
const SPACES: [&str; 8] = [
    "\t", "\n", "\r\n", "\u{2028}", "\u{feff}", "\u{a0}", "/**/", "//\n",
];

/// A source that was changed once or a few times.
pub(crate) fn some(source: &str, corpus: &Corpus, random: &mut Random) -> String {
    let mut text = source.to_owned();
    for _ in 0..=random.below(3) {
        text = once(&text, corpus, random);
    }
    text
}

/// Tokens of real functions in any order.
pub(crate) fn soup(corpus: &Corpus, random: &mut Random) -> String {
    let mut text = random
        .pick(&["x => ", "(x, y) => {", "function (x) {", ""])
        .to_string();
    for _ in 0..random.below(60) {
        if random.chance(20) {
            text.push_str(random.pick::<&str>(&PIECES));
        } else {
            text.push_str(token(corpus.pick(random), random));
        }
        if random.chance(30) {
            text.push(' ');
        }
    }
    text
}

fn once(source: &str, corpus: &Corpus, random: &mut Random) -> String {
    let (from, to) = stretch(source, random);
    let (before, piece, after) = (&source[..from], &source[from..to], &source[to..]);
    match random.below(20) {
        0 => format!("{before}{after}"),
        1 => format!("{before}{piece}{piece}{after}"),
        2 | 3 => format!("{before}{}{piece}{after}", random.pick::<&str>(&PIECES)),
        4 => exchange(source, random.pick::<&str>(&PIECES), random),
        5 => {
            let other = corpus.pick(random);
            let (from, to) = stretch(other, random);
            format!("{before}{}{after}", &other[from..to])
        }
        6 | 7 => source.replacen(' ', random.pick::<&str>(&SPACES), 1 + random.below(5)),
        8 | 9 => escaped(source, random),
        10..13 => exchange(source, token(corpus.pick(random), random), random),
        _ => exchange(source, token(source, random), random),
    }
}

/// A stretch of the text, mostly a short one.
fn stretch(source: &str, random: &mut Random) -> (usize, usize) {
    let from = source.floor_char_boundary(random.below(source.len() + 1));
    let most = if random.chance(80) { 12 } else { source.len() };
    let to = (from + random.below(most + 1)).min(source.len());
    (from, source.floor_char_boundary(to).max(from))
}

/// Where each token stands, white space left out: words and numbers, or single other characters.
fn tokens(source: &str) -> Vec<(usize, usize)> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '\\');
    let mut tokens: Vec<(usize, usize)> = Vec::new();
    let mut in_word = false;
    for (at, character) in source.char_indices() {
        let end = at + character.len_utf8();
        match tokens.last_mut() {
            Some(last) if in_word && is_word(character) => last.1 = end,
            _ if character.is_whitespace() => {}
            _ => tokens.push((at, end)),
        }
        in_word = is_word(character);
    }
    tokens
}

fn token<'s>(source: &'s str, random: &mut Random) -> &'s str {
    let tokens = tokens(source);
    if tokens.is_empty() {
        return "";
    }
    let (from, to) = *random.pick(&tokens);
    &source[from..to]
}

/// Another token in the place of one, mostly of its kind.
fn exchange(source: &str, other: &str, random: &mut Random) -> String {
    let like = |(from, to): &(usize, usize)| kind(&source[*from..*to]) == kind(other);
    let all = tokens(source);
    let alike: Vec<(usize, usize)> = all.iter().copied().filter(like).collect();
    let among = if alike.is_empty() || random.chance(10) {
        all
    } else {
        alike
    };
    if among.is_empty() {
        return other.to_owned();
    }
    let (from, to) = *random.pick(&among);
    format!("{}{other}{}", &source[..from], &source[to..])
}

/// What tokens can mostly stand for each other: words and numbers, operators, brackets by themselves.
fn kind(token: &str) -> char {
    match token.chars().next() {
        Some(first) if first.is_alphanumeric() || matches!(first, '_' | '$' | '.') => 'a',
        Some('+' | '-' | '*' | '/' | '%' | '<' | '>' | '&' | '|' | '^') => '+',
        Some(other) => other,
        None => ' ',
    }
}

/// A letter written as an escape: the same name, where it is one.
fn escaped(source: &str, random: &mut Random) -> String {
    let letters: Vec<(usize, char)> = source
        .char_indices()
        .filter(|(_, c)| c.is_alphabetic())
        .collect();
    if letters.is_empty() {
        return "\\u{78}".to_owned();
    }
    let (at, letter) = *random.pick(&letters);
    let after = &source[at + letter.len_utf8()..];
    format!("{}\\u{{{:x}}}{after}", &source[..at], u32::from(letter))
}
