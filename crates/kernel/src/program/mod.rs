//! Block programs: what the machine runs, made once from the IR.
//!
//! [`lower`] picks opcodes, [`fuse`] merges neighbours into superinstructions, [`slots`] places
//! registers, and [`assemble`] resolves everything to functions of the chosen instruction set.

mod assemble;
mod check;
mod coalesce;
mod code;
mod cost;
pub(crate) mod draft;
mod facts;
mod fuse;
mod loops;
mod lower;
#[cfg(feature = "test-hooks")]
mod miscompile;
mod slots;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod text;

use core::fmt;
use std::sync::Arc;

use numpool_math::MathFn;

pub(crate) use code::{Code, First, Second};
pub use cost::Cost;

use crate::codegen::{Code as MachineCode, Codes, Source};
use crate::ir::{self, Type};
use crate::machine::{Choice, GROUP, Isa, Ready, Run, Step};
use crate::wrong::wrong;

/// A constant as a group of equal lanes.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct Constant([u64; GROUP]);

impl Constant {
    pub(crate) fn as_ptr(&self) -> *const u64 {
        self.0.as_ptr()
    }
}

/// A kernel, ready to run on any number of threads.
pub struct Program {
    pub(crate) isa: Isa,
    /// Lanes of a full block.
    pub(crate) lanes: usize,
    /// Steps on uniform operands, once a run.
    pub(crate) prologue: Vec<Step>,
    /// Steps for each block; the last one writes operand 0, those right before it the other results.
    pub(crate) body: Vec<Step>,
    /// For each result, by [`Ready`]: steps that make it ready to be stored.
    finish: Vec<[Vec<Step>; Ready::ALL.len()]>,
    /// By number.
    pub(crate) loops: Vec<LoopInfo>,
    pub(crate) lists: Vec<u16>,
    pub(crate) constants: Vec<Constant>,
    pub(crate) math: Vec<MathFn>,
    pub(crate) used: Vec<UsedColumn>,
    pub(crate) slots: usize,
    /// The parameters that the program reads, in the order of their operands.
    pub(crate) used_params: Vec<u32>,
    /// Uniform values computed by the prologue.
    pub(crate) uniforms: usize,
    #[cfg(feature = "test-hooks")]
    pub(crate) first_captures: crate::machine::FirstCaptures,
    results: Vec<Type>,
    columns: u32,
    params: Vec<ir::Param>,
    tables: usize,
    bails_out: bool,
    cost: Cost,
    /// Machine code of it.
    codes: Option<Codes>,
}

/// A column that steps read.
#[derive(Clone, Copy)]
pub(crate) struct UsedColumn {
    pub(crate) column: u32,
    /// How often a lane of it is read while a block runs.
    pub(crate) reads: u32,
}

/// A loop of the body.
#[derive(Clone, Debug)]
pub(crate) struct LoopInfo {
    /// The step that starts it, and the one that ends it.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The operand of its condition.
    pub(crate) cond: u16,
    /// Operands with a value for each lane that turns change. Empty, as `read`, where lanes are never
    /// moved together.
    pub(crate) carried: Vec<u16>,
    /// Operands with a value for each lane that turns read only.
    pub(crate) read: Vec<u16>,
}

/// What a program gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultKind {
    /// A JS number.
    Number,
    /// A JS boolean.
    Boolean,
}

/// The function does not fit the limits of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooLarge {
    what: &'static str,
}

impl TooLarge {
    fn steps() -> Self {
        Self {
            what: "more operations than a program may have (4096)",
        }
    }

    fn depth() -> Self {
        Self {
            what: "branches nested deeper than a program may have (200)",
        }
    }
}

impl fmt::Display for TooLarge {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.what)
    }
}

impl core::error::Error for TooLarge {}

/// What lowering makes of a function, and where its results are.
#[cfg(test)]
pub(crate) fn draft_of(function: &ir::Function) -> (draft::Draft, Vec<draft::Reg>) {
    lower::lower(function).expect("a small function")
}

impl Program {
    /// Compiles a function that [`ir::verify`] accepts, for the widest instruction set here.
    pub fn new(function: &ir::Function) -> Result<Self, TooLarge> {
        Self::with(function, Isa::for_blocks(), Isa::best())
    }

    /// As [`Program::new`] for one of [`Isa::available`], so that tests can compare them.
    pub fn with_isa(function: &ir::Function, isa: Isa) -> Result<Self, TooLarge> {
        Self::with(function, isa, isa)
    }

    fn with(function: &ir::Function, blocks: Isa, code: Isa) -> Result<Self, TooLarge> {
        #[cfg(any(test, debug_assertions))]
        assert_eq!(ir::verify(function), Ok(()));
        let (mut draft, results) = lower::lower(function)?;
        let mut source = Source::of(&draft, &results, function);
        draft.end_with(&results)?;
        check::check("lowering", &draft);
        fuse::fuse(&mut draft);
        check::check("fusing", &draft);
        source.interpolates = draft.has(Code::Interpolate) && !draft.has(Code::LoopStart);
        let mut program = assemble::assemble(draft, function, blocks)?;
        program.codes = Some(Codes::new(source, code, program.has_loops()));
        Ok(program)
    }

    /// What the function gives: one result or several.
    pub fn results(&self) -> impl ExactSizeIterator<Item = ResultKind> + '_ {
        self.results.iter().map(|ty| match ty {
            Type::Bool => ResultKind::Boolean,
            Type::F64 | Type::I32 | Type::U32 => ResultKind::Number,
        })
    }

    /// Outputs that a run must give besides the first.
    pub(crate) fn others(&self) -> usize {
        self.results.len() - 1
    }

    /// The operand of a result's lanes. Those of the others come after the slots.
    pub(crate) fn result_operand(&self, result: usize) -> usize {
        if result == 0 {
            0
        } else {
            self.used.len() + self.slots + result
        }
    }

    /// Estimated ns per item on one thread.
    pub fn cost_ns(&self) -> f64 {
        self.cost.item_ns
    }

    /// What a run costs, beside what plain JavaScript would.
    pub fn cost(&self) -> Cost {
        self.cost
    }

    /// Columns that a run must give.
    pub fn columns(&self) -> u32 {
        self.columns
    }

    /// Captured values that a run must give.
    pub fn params(&self) -> &[ir::Param] {
        &self.params
    }

    /// Captured arrays that a run must give.
    pub fn tables(&self) -> usize {
        self.tables
    }

    /// Whether a run may end with [`crate::machine::Error::OutOfBounds`].
    pub fn bails_out(&self) -> bool {
        self.bails_out
    }

    /// Whether there are loops: the estimated cost is a guess then, and a run may never end.
    pub fn has_loops(&self) -> bool {
        !self.loops.is_empty()
    }

    /// The engine functions that a run needs providers for.
    pub fn math(&self) -> &[MathFn] {
        &self.math
    }

    /// Steps per block, for reports.
    pub fn ops(&self) -> usize {
        self.body.len()
    }

    /// Who runs it, for tests and comparisons.
    pub fn choose(&self, choice: Choice) {
        if let Some(codes) = &self.codes {
            codes.choose(choice);
        }
    }

    /// Calls its machine code by the function's source where `perf` lists it.
    pub fn call(&mut self, source: &str) {
        if let Some(codes) = &mut self.codes {
            codes.call(source);
        }
    }

    /// Who computes it, in words.
    pub fn machine(&self) -> String {
        let codes = self.codes.as_ref();
        codes.map_or_else(String::new, |codes| codes.describe(self.columns))
    }

    /// Whether machine code was made of it.
    pub fn is_generated(&self) -> bool {
        self.codes.as_ref().is_some_and(Codes::is_there)
    }

    /// Machine code for a run of so many items, if there is any or it is worth making.
    /// `is_short`: see [`crate::machine::Machine::set_short`].
    pub(crate) fn code(
        &self,
        run: &Run<'_>,
        items: usize,
        is_short: bool,
    ) -> Option<Arc<MachineCode>> {
        self.codes.as_ref()?.code(run, items, is_short)
    }

    /// As on a CPU that lowers its clock for wide vectors.
    #[cfg(test)]
    pub(crate) fn narrow_short_work(&mut self, isa: Isa) {
        if let Some(codes) = &mut self.codes {
            codes.narrow_short_work(isa);
        }
    }

    #[cfg(test)]
    pub(crate) fn any_code(&self) -> Option<Arc<MachineCode>> {
        self.codes.as_ref()?.any()
    }

    #[cfg(test)]
    pub(crate) fn all_code(&self) -> Vec<Arc<MachineCode>> {
        self.codes.as_ref().map_or_else(Vec::new, Codes::all)
    }

    /// Why no code could be made for kinds that it was run with.
    #[cfg(test)]
    pub(crate) fn refusal(&self) -> Option<crate::codegen::Refusal> {
        self.codes.as_ref()?.refusal()
    }

    /// The most operands that a loop moves with its lanes.
    pub(crate) fn most_moved(&self) -> usize {
        let moved = self.loops.iter().map(|it| it.carried.len() + it.read.len());
        moved.max().unwrap_or(0)
    }

    /// A parameter's value as a lane: booleans are all ones or zeros.
    pub(crate) fn param_bits(&self, param: u32, value: f64) -> u64 {
        match self.params[param as usize].ty {
            Type::Bool if wrong("boolean-as-number") => value.to_bits(),
            Type::Bool => u64::from(value != 0.0).wrapping_neg(),
            _ => value.to_bits(),
        }
    }

    /// Steps that make a result ready to be stored, in an operand of its own after the constants.
    pub(crate) fn finish(&self, result: usize, ready: Ready) -> &[Step] {
        &self.finish[result][ready as usize]
    }
}
