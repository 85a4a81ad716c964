//! Writes programs of the kernel language: `(x, y) => { … }` with the captures that `check` knows.

use std::fmt::Write;

use crate::random::Random;

/// Longer programs are mostly refused.
const LONGEST: usize = 6000;

pub(crate) fn program(random: &mut Random) -> String {
    let mut writer = Writer {
        random,
        text: String::new(),
        names: vec!["x".into(), "y".into()],
        functions: vec!["h".into()],
        made: 0,
        loops: 0,
        returns: false,
    };
    writer.program();
    writer.text
}

struct Writer<'r> {
    random: &'r mut Random,
    text: String,
    names: Vec<String>,
    functions: Vec<String>,
    made: usize,
    /// How many loops surround the place.
    loops: usize,
    /// Whether a number is returned somewhere.
    returns: bool,
}

impl Writer<'_> {
    fn program(&mut self) {
        self.text.push_str("(x, y) => { ");
        for _ in 0..=self.random.below(6) {
            self.statement(3);
        }
        let result = match self.random.below(if self.returns { 1 } else { 5 }) {
            1 => format!("[{}, {}]", self.number(3), self.number(2)),
            2 => format!("({{ a: {}, b: {} }})", self.number(3), self.condition(2)),
            3 => self.condition(4),
            _ => self.number(4),
        };
        let _ = write!(self.text, "return {result} }}");
    }

    fn name(&mut self) -> String {
        self.names[self.random.below(self.names.len())].clone()
    }

    fn fresh(&mut self) -> String {
        self.made += 1;
        format!("v{}", self.made)
    }

    /// A block with as many statements; names of it are known in it alone.
    fn block(&mut self, depth: usize) {
        let (names, functions) = (self.names.len(), self.functions.len());
        self.text.push_str("{ ");
        for _ in 0..=self.random.below(2) {
            self.statement(depth - 1);
        }
        if self.loops > 0 && self.random.chance(20) {
            let jump = *self.random.pick(&["break", "continue"]);
            let test = self.condition(1);
            let _ = write!(self.text, "if ({test}) {jump}; ");
        }
        self.text.push_str("} ");
        self.names.truncate(names);
        self.functions.truncate(functions);
    }

    fn statement(&mut self, depth: usize) {
        let simple = depth == 0 || self.text.len() > LONGEST;
        match self.random.below(if simple { 5 } else { 14 }) {
            0 | 1 => self.variable(),
            2 => self.assignment(),
            3 => self.function(),
            4 => self.parts(),
            5 | 6 => {
                let test = self.condition(3);
                let _ = write!(self.text, "if ({test}) ");
                self.block(depth);
                if self.random.chance(50) {
                    self.text.push_str("else ");
                    self.block(depth);
                }
            }
            7 => {
                let (test, value) = (self.condition(2), self.number(2));
                let _ = write!(self.text, "if ({test}) return {value}; ");
                self.returns = true;
            }
            8 => self.switch(depth),
            9..=12 => self.turns(depth),
            _ => self.block(depth),
        }
    }

    fn variable(&mut self) {
        let (name, value) = (self.fresh(), self.number(3));
        let word = *self.random.pick(&["let", "let", "let", "var"]);
        let _ = write!(self.text, "{word} {name} = {value}; ");
        self.names.push(name);
    }

    fn assignment(&mut self) {
        let operators = [
            "=", "+=", "*=", "|=", ">>>=", "&&=", "**=", "%=", "-=", "??=",
        ];
        let name = self.name();
        if self.random.chance(15) {
            let step = *self.random.pick(&["++", "--"]);
            let _ = write!(self.text, "{name}{step}; ");
            return;
        }
        let (operator, value) = (*self.random.pick(&operators), self.number(3));
        let _ = write!(self.text, "{name} {operator} {value}; ");
    }

    fn function(&mut self) {
        let (name, value, other) = (self.fresh(), self.number(2), self.name());
        let text = match self.random.below(3) {
            0 => format!("const {name} = (a, b = {value}) => a * b + {other}; "),
            1 => format!("function {name}(a) {{ if (a > {other}) return a; return {value} }} "),
            _ => format!("const {name} = (a) => {{ {other} += a; return {value} }}; "),
        };
        self.text.push_str(&text);
        self.functions.push(name);
    }

    /// Arrays and objects that come apart.
    fn parts(&mut self) {
        let (one, two) = (self.fresh(), self.fresh());
        let (a, b) = (self.number(2), self.number(2));
        let text = match self.random.below(3) {
            0 => format!("let [{one}, {two} = {a}] = [{b}, {a}]; "),
            1 => format!("let {{ a: {one}, b: {two} }} = {{ b: {a}, a: {b} }}; "),
            _ => format!("let {one} = {a}, {two} = {b}; [{one}, {two}] = [{two}, {one}]; "),
        };
        self.text.push_str(&text);
        self.names.extend([one, two]);
    }

    fn switch(&mut self, depth: usize) {
        let value = self.number(2);
        let _ = write!(self.text, "switch ({value} | 0) {{ ");
        // A `continue` in it belongs to a loop around it.
        for case in 0..self.random.below(4) {
            let _ = write!(self.text, "case {case}: ");
            self.block(depth);
            if self.random.chance(50) {
                self.text.push_str("break; ");
            }
        }
        self.text.push_str("default: ");
        self.block(depth);
        self.text.push_str("} ");
    }

    fn turns(&mut self, depth: usize) {
        let name = self.fresh();
        let names = self.names.len();
        self.loops += 1;
        match self.random.below(8) {
            0..=2 => {
                let end = match self.random.below(4) {
                    0 => "t.length".into(),
                    1 => self.number(1),
                    _ => "3".into(),
                };
                let _ = write!(self.text, "for (let {name} = 0; {name} < {end}; {name}++) ");
                self.names.push(name);
                self.block(depth);
            }
            3 => {
                let _ = write!(self.text, "for (const {name} of t) ");
                self.block(depth);
            }
            4 | 5 => {
                let test = self.condition(1);
                let _ = write!(
                    self.text,
                    "let {name} = 0; while ({test} && {name} < 5) {{ {name}++; "
                );
                self.names.push(name.clone());
                self.block(depth);
                self.text.push_str("} ");
            }
            6 => {
                let test = self.condition(1);
                let _ = write!(self.text, "let {name} = 4; do ");
                self.block(depth);
                let _ = write!(self.text, "while ({test} && {name}-- > 0); ");
            }
            _ => {
                let label = self.fresh();
                let test = self.condition(1);
                let _ = write!(
                    self.text,
                    "{label}: for (let {name} = 6; {name} > 0; {name} >>= 1) {{ for (;;) {{ if ({test}) continue {label}; break {label} }} "
                );
                self.names.push(name);
                self.block(depth);
                self.text.push_str("} ");
            }
        }
        self.loops -= 1;
        self.names.truncate(names);
    }

    fn number(&mut self, depth: usize) -> String {
        if depth == 0 || self.text.len() > LONGEST {
            let literals = [
                "0",
                "1",
                "-1.5",
                "2",
                "1e300",
                "5e-324",
                "NaN",
                "k",
                "Math.PI",
                "-0",
                "0x7fffffff",
                "+flag",
                "t.length",
                "Infinity",
                "0.1",
            ];
            return match self.random.below(3) {
                0 => (*self.random.pick(&literals)).into(),
                _ => self.name(),
            };
        }
        match self.random.below(13) {
            0..=2 => {
                let operators = [
                    "+", "-", "*", "/", "%", "**", "&", "|", "^", "<<", ">>", ">>>",
                ];
                let (a, b) = (self.number(depth - 1), self.number(depth - 1));
                format!("(({a}) {} ({b}))", self.random.pick(&operators))
            }
            3 => {
                let functions = [
                    "sin", "exp", "floor", "sqrt", "abs", "round", "sign", "fround", "clz32",
                    "log", "trunc", "ceil",
                ];
                let function = *self.random.pick(&functions);
                format!("Math.{function}({})", self.number(depth - 1))
            }
            4 => {
                let functions = ["max", "min", "hypot", "atan2", "imul", "pow"];
                let (a, b) = (self.number(depth - 1), self.number(depth - 1));
                format!("Math.{}({a}, {b})", self.random.pick(&functions))
            }
            5 => {
                let test = self.condition(depth - 1);
                let (a, b) = (self.number(depth - 1), self.number(depth - 1));
                format!("(({test}) ? ({a}) : ({b}))")
            }
            6 => {
                let function = self.random.pick(&self.functions).clone();
                format!("{function}({})", self.number(depth - 1))
            }
            7 => {
                let (a, b) = (self.number(depth - 1), self.number(depth - 1));
                format!("(([p, q]) => p - q)([{a}, {b}])")
            }
            8 => {
                // Mostly an item that there is.
                let index = self.number(depth - 1);
                match self.random.below(4) {
                    0 => format!("t[{index}]"),
                    1 => "u[0]".into(),
                    _ => format!("t[(({index}) >>> 0) % t.length]"),
                }
            }
            9 => {
                let name = self.name();
                let value = self.number(depth - 1);
                match self.random.below(3) {
                    0 => format!("({name} = {value})"),
                    1 => format!("({name}++, {value})"),
                    _ => format!("(typeof {name} === 'number' ? {value} : {name})"),
                }
            }
            10 => format!("Number({})", self.condition(depth - 1)),
            _ => {
                let operator = *self.random.pick(&["-", "+", "~"]);
                format!("{operator}({})", self.number(depth - 1))
            }
        }
    }

    fn condition(&mut self, depth: usize) -> String {
        if depth == 0 {
            if self.random.chance(15) {
                return "flag".into();
            }
            return format!("{} > {}", self.name(), self.name());
        }
        match self.random.below(6) {
            0 => format!("!({})", self.condition(depth - 1)),
            1 => {
                let (a, b) = (self.condition(depth - 1), self.condition(depth - 1));
                format!("({a}) {} ({b})", self.random.pick(&["&&", "||"]))
            }
            2 => {
                let functions = ["Number.isInteger", "Number.isNaN", "isFinite", "Boolean"];
                let function = *self.random.pick(&functions);
                format!("{function}({})", self.number(depth - 1))
            }
            _ => {
                let operators = ["<", "<=", ">", ">=", "===", "!==", "==", "!="];
                let (a, b) = (self.number(depth - 1), self.number(depth - 1));
                format!("({a}) {} ({b})", self.random.pick(&operators))
            }
        }
    }
}
