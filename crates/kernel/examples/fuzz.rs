//! Random sources through the whole crate: parse, lower, verify, lay out, run.
//!
//! `cargo run --profile quick -p numpool-kernel --example fuzz [seconds] [seed]`
//!
//! Half of the sources are programs of the kernel language; the others are such programs with pieces of text put in or taken out, so
//! that they are programs almost. Nothing may panic; what the front end makes must pass the verifier; every instruction set must
//! give the same bits. Says how many of each kind there were, and which source took longest.

use std::fmt::Write;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use numpool_kernel::frontend::{Capture, CaptureKind, Refusal, Request, analyze, compile};
use numpool_kernel::ir;
use numpool_kernel::machine::{Column, Isa, Kind, Machine, Output, Run};
use numpool_kernel::program::Program;
use numpool_math::Table;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut next = |otherwise: u64| {
        let given = arguments.next().and_then(|text| text.parse().ok());
        given.unwrap_or(otherwise)
    };
    let (seconds, seed) = (next(10), next(1));
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut tally = Tally::default();
    let mut number = 0;
    while Instant::now() < end {
        number += 1;
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number);
        let mut source = Writer::new(&mut random).program();
        let whole = random.below(2) == 0;
        if !whole {
            source = spoilt(&source, &mut random);
        }
        tally.add(&source, whole);
    }
    println!(
        "{number} sources in {seconds} s from seed {seed}: {} native ({} of them with loops), {} refused, {} not read",
        tally.native, tally.loops, tally.refused, tally.unread
    );
    println!(
        "of the whole programs {:.1} % native; longest {:?}, for {} bytes:\n{}",
        100.0 * tally.whole_native as f64 / tally.whole.max(1) as f64,
        tally.longest.0,
        tally.longest.1.len(),
        tally.longest.1.chars().take(400).collect::<String>()
    );
}

#[derive(Default)]
struct Tally {
    native: u64,
    loops: u64,
    refused: u64,
    unread: u64,
    whole: u64,
    whole_native: u64,
    longest: (Duration, String),
}

impl Tally {
    fn add(&mut self, source: &str, whole: bool) {
        self.whole += u64::from(whole);
        let start = Instant::now();
        let _ = analyze(source);
        let k = Capture {
            name: "k".into(),
            kind: CaptureKind::Number,
        };
        let compiled = compile(&Request {
            source,
            columns: 2,
            tuple: false,
            captures: &[k],
            functions: &[],
        });
        let took = start.elapsed();
        if took > self.longest.0 {
            self.longest = (took, source.to_owned());
        }
        match compiled {
            Ok(compiled) => {
                self.native += 1;
                self.whole_native += u64::from(whole);
                for function in std::iter::once(&compiled.function).chain(&compiled.others) {
                    if let Err(broken) = ir::verify(function) {
                        panic!("{source}\n{broken}\n{function}");
                    }
                    self.loops += u64::from(run(source, function));
                }
            }
            Err(Refusal::Reasons(reasons)) if reasons[0].code == "parse-error" => self.unread += 1,
            Err(_) => self.refused += 1,
        }
    }
}

const INPUTS: [f64; 13] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    2.5,
    -7.0,
    31.0,
    4_294_967_296.0,
    5e-324,
    1e300,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
];

/// Runs a kernel on every instruction set; whether it has loops.
fn run(source: &str, function: &ir::Function) -> bool {
    let (mut first, mut loops) = (None, false);
    for isa in Isa::available() {
        let Ok(program) = Program::with_isa(function, isa) else {
            return false;
        };
        loops = program.has_loops();
        // A loop may go round for ever, and who stops it is another thread.
        if loops {
            return true;
        }
        let found = results(&program);
        let expected = first.get_or_insert_with(|| found.clone());
        let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
        assert!(
            found.iter().zip(expected.iter()).all(same),
            "{source}\n{function}\n{}: {found:?} instead of {expected:?}",
            isa.name()
        );
    }
    loops
}

fn results(program: &Program) -> Vec<f64> {
    let length = INPUTS.len() * INPUTS.len();
    let pick = |at: usize| INPUTS[at % INPUTS.len()];
    let x: Vec<f64> = (0..length).map(pick).collect();
    let y: Vec<f64> = (0..length).map(|i| pick(i / INPUTS.len())).collect();
    let mut out = vec![0.0_f64; length];
    let columns = [&x, &y].map(|column| Column::Memory {
        ptr: column.as_ptr().cast(),
        kind: Kind::F64,
        shared: false,
    });
    let math = Table::host_libm();
    let run = Run {
        program,
        columns: &columns[..program.columns() as usize],
        output: Output {
            ptr: out.as_mut_ptr().cast(),
            kind: Kind::F64,
            shared: false,
        },
        params: &vec![3.0; program.params().len()],
        math: &math,
        tables: &[],
    };
    let Ok(mut machine) = Machine::new() else {
        return out;
    };
    // SAFETY: all three arrays have `length` items and live until the end of this function.
    let done = unsafe { machine.run(&run, 0..length, &AtomicBool::new(false)) };
    assert_eq!(done, Ok(true));
    out
}

/// A source with a piece put in, doubled or taken out.
fn spoilt(source: &str, random: &mut Random) -> String {
    const PIECES: [&str; 24] = [
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "=>",
        "...",
        "`${",
        "/*",
        "'",
        "\\u{61}",
        "\u{2028}",
        "😀",
        "?.",
        "??=",
        "**",
        "1n",
        "async ",
        "break ",
        "case 1:",
        "function ",
        "\0",
        "#x",
    ];
    let place = |random: &mut Random| source.floor_char_boundary(random.below(source.len() + 1));
    let (mut from, mut to) = (place(random), place(random));
    if to < from {
        std::mem::swap(&mut from, &mut to);
    }
    match random.below(3) {
        0 => format!("{}{}", &source[..from], &source[to..]),
        1 => format!("{}{}", &source[..to], &source[from..]),
        _ => format!(
            "{}{}{}",
            &source[..from],
            PIECES[random.below(PIECES.len())],
            &source[from..]
        ),
    }
}

/// xorshift64*: Marsaglia, "Xorshift RNGs".
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 |= 1;
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % end
    }
}

/// Writes a program of the kernel language.
struct Writer<'r> {
    random: &'r mut Random,
    text: String,
    names: Vec<String>,
    functions: Vec<String>,
    made: usize,
}

impl<'r> Writer<'r> {
    fn new(random: &'r mut Random) -> Self {
        Self {
            random,
            text: String::new(),
            names: vec!["x".into(), "y".into()],
            functions: Vec::new(),
            made: 0,
        }
    }

    fn program(mut self) -> String {
        self.text.push_str("(x, y) => { ");
        for _ in 0..=self.random.below(6) {
            self.statement(3);
        }
        let result = match self.random.below(6) {
            0 => format!("[{}, {}]", self.number(3), self.number(2)),
            1 => format!("({{ a: {}, b: {} }})", self.number(3), self.condition(2)),
            _ => self.number(4),
        };
        let _ = write!(self.text, "return {result} }}");
        self.text
    }

    fn name(&mut self) -> String {
        self.names[self.random.below(self.names.len())].clone()
    }

    fn fresh(&mut self) -> String {
        self.made += 1;
        format!("v{}", self.made)
    }

    fn block(&mut self, depth: usize) {
        let (names, functions) = (self.names.len(), self.functions.len());
        self.text.push_str("{ ");
        for _ in 0..=self.random.below(2) {
            self.statement(depth - 1);
        }
        self.text.push_str("} ");
        self.names.truncate(names);
        self.functions.truncate(functions);
    }

    fn statement(&mut self, depth: usize) {
        let kinds = if depth == 0 { 4 } else { 10 };
        match self.random.below(kinds) {
            0 | 1 => {
                let (name, value) = (self.fresh(), self.number(3));
                let _ = write!(self.text, "let {name} = {value}; ");
                self.names.push(name);
            }
            2 => {
                let operator =
                    ["=", "+=", "*=", "|=", ">>>=", "&&=", "**=", "%="][self.random.below(8)];
                let (name, value) = (self.name(), self.number(3));
                let _ = write!(self.text, "{name} {operator} {value}; ");
            }
            3 => {
                let (name, value, other) = (self.fresh(), self.number(2), self.name());
                let _ = write!(
                    self.text,
                    "const {name} = (a, b = {value}) => a * b + {other}; "
                );
                self.functions.push(name);
            }
            4 | 5 => {
                let test = self.condition(3);
                let _ = write!(self.text, "if ({test}) ");
                self.block(depth);
                if self.random.below(2) == 0 {
                    self.text.push_str("else ");
                    self.block(depth);
                }
            }
            6 => {
                let (test, value) = (self.condition(2), self.number(2));
                let _ = write!(self.text, "if ({test}) return {value}; ");
            }
            7 => {
                let value = self.number(2);
                let _ = write!(self.text, "switch ({value} | 0) {{ ");
                for case in 0..self.random.below(4) {
                    let _ = write!(self.text, "case {case}: ");
                    self.block(depth);
                    if self.random.below(2) == 0 {
                        self.text.push_str("break; ");
                    }
                }
                self.text.push_str("default: ");
                self.block(depth);
                self.text.push_str("} ");
            }
            8 => {
                let name = self.fresh();
                let _ = write!(self.text, "for (let {name} = 0; {name} < 3; {name}++) ");
                self.names.push(name);
                self.block(depth);
                self.names.pop();
            }
            _ => self.block(depth),
        }
    }

    fn number(&mut self, depth: usize) -> String {
        if depth == 0 {
            return match self.random.below(3) {
                0 => [
                    "0", "1", "-1.5", "2", "1e300", "5e-324", "NaN", "k", "Math.PI",
                ][self.random.below(9)]
                .into(),
                _ => self.name(),
            };
        }
        match self.random.below(9) {
            0..=2 => {
                let operators = [
                    "+", "-", "*", "/", "%", "**", "&", "|", "^", "<<", ">>", ">>>",
                ];
                let (a, b) = (self.number(depth - 1), self.number(depth - 1));
                format!("(({a}) {} ({b}))", operators[self.random.below(12)])
            }
            3 => {
                let functions = [
                    "sin", "exp", "floor", "sqrt", "abs", "round", "sign", "fround", "clz32", "log",
                ];
                format!(
                    "Math.{}({})",
                    functions[self.random.below(10)],
                    self.number(depth - 1)
                )
            }
            4 => {
                let functions = ["max", "min", "hypot", "atan2", "imul", "pow"];
                let (a, b) = (self.number(depth - 1), self.number(depth - 1));
                format!("Math.{}({a}, {b})", functions[self.random.below(6)])
            }
            5 => {
                let (test, a, b) = (
                    self.condition(depth - 1),
                    self.number(depth - 1),
                    self.number(depth - 1),
                );
                format!("(({test}) ? ({a}) : ({b}))")
            }
            6 if !self.functions.is_empty() => {
                let function = self.functions[self.random.below(self.functions.len())].clone();
                format!("{function}({})", self.number(depth - 1))
            }
            7 => {
                let (a, b) = (self.number(depth - 1), self.number(depth - 1));
                format!("(([p, q]) => p - q)([{a}, {b}])")
            }
            _ => format!(
                "{}({})",
                ["-", "+", "~"][self.random.below(3)],
                self.number(depth - 1)
            ),
        }
    }

    fn condition(&mut self, depth: usize) -> String {
        if depth == 0 {
            return format!("{} > {}", self.name(), self.name());
        }
        match self.random.below(4) {
            0 => format!("!({})", self.condition(depth - 1)),
            1 => {
                let operator = ["&&", "||"][self.random.below(2)];
                format!(
                    "({}) {operator} ({})",
                    self.condition(depth - 1),
                    self.condition(depth - 1)
                )
            }
            2 => format!("Number.isInteger({})", self.number(depth - 1)),
            _ => {
                let operator = ["<", "<=", ">", ">=", "===", "!=="][self.random.below(6)];
                format!(
                    "({}) {operator} ({})",
                    self.number(depth - 1),
                    self.number(depth - 1)
                )
            }
        }
    }
}
