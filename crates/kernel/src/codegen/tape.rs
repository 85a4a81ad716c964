//! The instructions in the order in which code is made of them: columns are loaded where they are first read, the result
//! is made ready for the kind of array that it goes to, and stored.

use super::Refusal;
use super::class::{self, Class};
use super::expand::{Known, expand};
use super::signature::Signature;
use super::source::Source;
use crate::ir::Type;
use crate::machine::{Kind, Ready};
use crate::program::Code;
use crate::program::draft::{Home, Instr, Reg};

/// What a node does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum What {
    /// An operation of lowering's.
    Code(Code),
    /// Comparisons and a boolean at once, or two: whether `args[0]`, then perhaps `args[1]`, and each comparison of two of the others
    /// holds.
    CompareWhere(Comparisons),
    /// Loads a column.
    Column(u32),
    /// Where the skip with this number leads to.
    Land(u32),
    /// Stores the result with this number.
    Store(u32),
    /// `args[0] % args[1]` in the lanes of `args[2]`: quotients too large for code.
    Remainder,
}

/// Up to [`Comparisons::MOST`] comparisons in their order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Comparisons {
    codes: [Code; Self::MOST],
    count: u8,
    /// Whether there is a second boolean.
    pub(super) second: bool,
}

impl Comparisons {
    pub(super) const MOST: usize = 4;

    pub(super) fn one(code: Code) -> Self {
        Self {
            codes: [code; Self::MOST],
            count: 1,
            second: false,
        }
    }

    pub(super) fn codes(&self) -> &[Code] {
        &self.codes[..usize::from(self.count)]
    }

    /// These, with a second boolean; `None` where there is one.
    pub(super) fn with_second(self) -> Option<Self> {
        (!self.second).then_some(Self {
            second: true,
            ..self
        })
    }

    /// The first operand of the comparisons.
    pub(super) fn begin(&self) -> usize {
        1 + usize::from(self.second)
    }

    /// These, and `other` behind them; `None` where that is too many.
    pub(super) fn then(mut self, other: Self) -> Option<Self> {
        for code in other.codes() {
            *self.codes.get_mut(usize::from(self.count))? = *code;
            self.count += 1;
        }
        Some(self)
    }
}

/// One step of the code for an item.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) what: What,
    pub(super) args: Vec<Reg>,
    /// Of a skip: its number. Of a loop's ends: the loop's. Of a load: the table's. Of a call: the function's.
    pub(super) extra: u32,
    pub(super) dst: Option<Reg>,
    /// Only lanes of this boolean are written; the others keep what the register held.
    pub(super) mask: Option<Reg>,
}

impl Node {
    /// Whether others' code is called, which keeps no register.
    pub(super) fn calls(&self) -> bool {
        let What::Code(code) = self.what else {
            return self.what == What::Remainder;
        };
        matches!(
            code,
            Code::Call1 | Code::Call1Where | Code::Call2 | Code::Call2Where
        )
    }

    /// Whether operands of one copy may be read when results of others were written, which so must not have their registers.
    pub(super) fn reads_again(&self) -> bool {
        self.what == What::Code(Code::F64ToInt)
    }

    /// Whether others' code is called only seldom, control coming by or not.
    pub(super) fn calls_seldom(&self) -> bool {
        self.what == What::Remainder
    }
}

/// A kernel for columns and an output of certain kinds.
pub(super) struct Tape {
    pub(super) homes: Vec<Home>,
    pub(super) classes: Vec<Class>,
    pub(super) constants: Vec<u64>,
    pub(super) prologue: Vec<Node>,
    pub(super) body: Vec<Node>,
    pub(super) skips: u32,
    pub(super) loops: u32,
    /// Engine functions that are called by number; behind them comes `%`.
    pub(super) functions: u32,
}

impl Tape {
    pub(super) fn new(source: &Source, signature: &Signature) -> Result<Self, Refusal> {
        let mut tape = Self {
            homes: source.homes.clone(),
            classes: Vec::new(),
            constants: source.constants.clone(),
            prologue: Vec::with_capacity(source.prologue.len()),
            body: Vec::with_capacity(source.body.len() + 8),
            skips: 0,
            loops: 0,
            functions: source.functions,
        };
        let mut known = Known::new();
        for instr in &source.prologue {
            if !expand(&mut tape, &mut known, instr, None) {
                tape.prologue.push(plain(instr));
            }
        }
        let mut seeds = Vec::new();
        for (index, home) in source.homes.iter().enumerate() {
            let class = match *home {
                Home::Param(param) if source.params.get(param as usize) == Some(&Type::Bool) => {
                    Class::Mask
                }
                Home::Column(_) | Home::Param(_) => Class::Wide,
                _ => continue,
            };
            seeds.push((Reg(index as u32), class));
        }
        for (result, ty) in &source.results {
            let class = match ty {
                Type::F64 => Class::Wide,
                Type::I32 | Type::U32 => Class::Int,
                Type::Bool => Class::Mask,
            };
            seeds.push((*result, class));
        }
        let mut loaded = tape.fill(source, &mut known);
        let mut last = Vec::new();
        for ((result, ty), kind) in source.results.iter().zip(&signature.outputs) {
            // A column may be a result itself.
            tape.columns(&[*result], &mut loaded, source);
            let mut reg = *result;
            for code in finish(*ty, *kind) {
                let dst = Reg(tape.homes.len() as u32);
                tape.homes.push(Home::Slot);
                tape.push(What::Code(code), vec![reg], Some(dst));
                reg = dst;
            }
            last.push(reg);
        }
        // When all columns were read: one of them may be an output.
        for (number, reg) in last.into_iter().enumerate() {
            tape.push(What::Store(number as u32), vec![reg], None);
        }
        tape.classes = class::infer(&tape.homes, &seeds, &[&tape.prologue, &tape.body])?;
        Ok(tape)
    }

    fn push(&mut self, what: What, args: Vec<Reg>, dst: Option<Reg>) {
        self.body.push(Node {
            what,
            args,
            extra: 0,
            dst,
            mask: None,
        });
    }

    /// The body, with landings of skips and loads of columns put in; which columns were loaded, by register.
    fn fill(&mut self, source: &Source, known: &mut Known) -> Vec<bool> {
        let body = &source.body;
        let mut loaded = vec![false; source.homes.len()];
        let mut landings: Vec<(usize, u32)> = Vec::new();
        let mut region_end = 0;
        // The lanes that count in the branches and loops around, and where these end.
        let mut within: Vec<(usize, Reg)> = Vec::new();
        for (at, instr) in body.iter().enumerate() {
            self.land(&mut landings, at);
            let end = match instr.code {
                Code::SkipNone => instr.extra as usize,
                Code::LoopStart => {
                    1 + body
                        .iter()
                        .rposition(|it| it.code == Code::LoopEnd && it.extra == instr.extra)
                        .unwrap_or(at)
                }
                _ => at + 1,
            };
            // Inside a branch or loop, whatever it reads was loaded before it.
            if at >= region_end {
                for inner in &body[at..end] {
                    self.columns(&inner.args, &mut loaded, source);
                }
                region_end = end;
            }
            within.retain(|(end, _)| at < *end);
            if expand(self, known, instr, within.last().map(|(_, lanes)| *lanes)) {
                continue;
            }
            if end > at + 1 && !self.homes[instr.args[0].index()].is_uniform() {
                within.push((end, instr.args[0]));
            }
            let mut node = plain(instr);
            if instr.code == Code::SkipNone {
                node.extra = self.skips;
                landings.push((end, self.skips));
                self.skips += 1;
            }
            if instr.code == Code::LoopStart {
                self.loops = self.loops.max(instr.extra + 1);
            }
            self.body.push(node);
        }
        self.land(&mut landings, body.len());
        loaded
    }

    fn land(&mut self, landings: &mut Vec<(usize, u32)>, at: usize) {
        while let Some((end, skip)) = landings.last().copied()
            && end <= at
        {
            landings.pop();
            self.push(What::Land(skip), Vec::new(), None);
        }
    }

    fn columns(&mut self, args: &[Reg], loaded: &mut [bool], source: &Source) {
        for arg in args {
            let Some(Home::Column(column)) = source.homes.get(arg.index()).copied() else {
                continue;
            };
            if !std::mem::replace(&mut loaded[arg.index()], true) {
                self.push(What::Column(column), Vec::new(), Some(*arg));
            }
        }
    }
}

fn plain(instr: &Instr) -> Node {
    Node {
        what: What::Code(instr.code),
        args: instr.args.clone(),
        extra: instr.extra,
        dst: instr.dst,
        mask: None,
    }
}

/// From a value of this type to one that an array of this kind can store.
fn finish(ty: Type, kind: Kind) -> Vec<Code> {
    let ready = Ready::to_store(kind);
    if ready.holds(ty) && kind != Kind::F16 {
        return Vec::new();
    }
    let to_number = match ty {
        Type::F64 => None,
        Type::I32 => Some(Code::I32ToF64),
        Type::U32 => Some(Code::U32ToF64),
        Type::Bool => Some(Code::BoolToF64),
    };
    let from_number = match ready {
        Ready::Number if kind == Kind::F16 => Some(Code::F16round),
        Ready::Number => None,
        Ready::Integer => Some(Code::F64ToInt),
        Ready::Clamped => Some(Code::F64ToClamped),
        Ready::Boolean => Some(Code::F64ToBool),
    };
    to_number.into_iter().chain(from_number).collect()
}
