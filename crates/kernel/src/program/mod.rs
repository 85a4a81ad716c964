//! Block programs: what the machine runs, made once from the IR.
//!
//! [`lower`] picks opcodes, [`fuse`] merges neighbours into superinstructions, [`slots`] places
//! registers, and [`Program::new`] resolves everything to functions of the chosen instruction set.
//!
//! Operands are numbered: 0 is the result, then the used columns, then slots, then what is the
//! same for all items: parameters, uniform results, constants; at last the result made ready to
//! be stored.

mod code;
mod cost;
mod draft;
mod fuse;
mod lower;
mod slots;

use core::fmt;

use numpool_math::MathFn;

pub(crate) use code::{Code, First, Second};
use draft::{Draft, Home, Reg};

use crate::ir::{self, Type};
use crate::machine::{GROUP, Isa, Ready, Step, resolve};

/// A constant as a group of equal lanes.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct Constant([u64; GROUP]);

impl Constant {
    pub(crate) fn as_ptr(&self) -> *const u64 {
        self.0.as_ptr()
    }
}

/// Bytes of scratch memory that a block's slots may take together: most of a 32 KiB L1 cache.
const CACHE: usize = 28 * 1024;
/// Lanes of a block: more do not help, fewer pay for the calls.
const LANES: core::ops::RangeInclusive<usize> = 128..=512;

/// A kernel, ready to run on any number of threads.
pub struct Program {
    pub(crate) isa: Isa,
    /// Lanes of a full block.
    pub(crate) lanes: usize,
    /// Steps on uniform operands, once a run.
    pub(crate) prologue: Vec<Step>,
    /// Steps for each block; the last one writes operand 0.
    pub(crate) body: Vec<Step>,
    /// By [`Ready`]: steps that make operand 0 ready to be stored.
    finish: [Vec<Step>; Ready::ALL.len()],
    pub(crate) lists: Vec<u16>,
    pub(crate) constants: Vec<Constant>,
    pub(crate) math: Vec<MathFn>,
    pub(crate) used: Vec<UsedColumn>,
    pub(crate) slots: usize,
    /// The parameters that the program reads, in the order of their operands.
    pub(crate) used_params: Vec<u32>,
    /// Uniform values computed by the prologue.
    pub(crate) uniforms: usize,
    result: Type,
    columns: u32,
    params: Vec<ir::Param>,
    cost_ns: f64,
}

/// A column that steps read.
#[derive(Clone, Copy)]
pub(crate) struct UsedColumn {
    pub(crate) column: u32,
    /// How often a lane of it is read while a block runs.
    pub(crate) reads: u32,
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

impl Program {
    /// Compiles a function that [`ir::verify`] accepts, for the widest instruction set here.
    pub fn new(function: &ir::Function) -> Result<Self, TooLarge> {
        Self::with_isa(function, Isa::best())
    }

    /// As [`Program::new`] for one of [`Isa::available`], so that tests can compare them.
    pub fn with_isa(function: &ir::Function, isa: Isa) -> Result<Self, TooLarge> {
        debug_assert_eq!(ir::verify(function), Ok(()));
        let (mut draft, result) = lower::lower(function)?;
        finish_with(&mut draft, result);
        fuse::fuse(&mut draft);
        Assembler::new(draft, isa).assemble(function)
    }

    /// What the function gives.
    pub fn result(&self) -> ResultKind {
        if self.result == Type::Bool {
            ResultKind::Boolean
        } else {
            ResultKind::Number
        }
    }

    /// Estimated ns per item on one thread.
    pub fn cost_ns(&self) -> f64 {
        self.cost_ns
    }

    /// Columns that a run must give.
    pub fn columns(&self) -> u32 {
        self.columns
    }

    /// Captured values that a run must give.
    pub fn params(&self) -> &[ir::Param] {
        &self.params
    }

    /// The engine functions that a run needs providers for.
    pub fn math(&self) -> &[MathFn] {
        &self.math
    }

    /// Steps per block, for reports.
    pub fn ops(&self) -> usize {
        self.body.len()
    }

    /// A parameter's value as a lane: booleans are all ones or zeros.
    pub(crate) fn param_bits(&self, param: u32, value: f64) -> u64 {
        match self.params[param as usize].ty {
            Type::Bool => u64::from(value != 0.0).wrapping_neg(),
            _ => value.to_bits(),
        }
    }

    /// Steps that make operand 0 ready to be stored, in the last operand: the one after the
    /// constants.
    pub(crate) fn finish(&self, ready: Ready) -> &[Step] {
        &self.finish[ready as usize]
    }
}

/// Makes sure that the last instruction of the body is what computes the result.
fn finish_with(draft: &mut Draft, result: Reg) {
    if draft
        .body
        .last()
        .is_none_or(|last| last.dst != Some(result))
    {
        // Only operations with two operands know uniform ones; `a & a` is `a`.
        let uniform = draft.home(result).is_uniform();
        let (code, args) = if uniform {
            (Code::And, vec![result; 2])
        } else {
            (Code::Copy, vec![result])
        };
        let dst = Some(draft.register(Home::Slot));
        draft.body.push(draft::Instr {
            code,
            args,
            extra: 0,
            dst,
        });
    }
}

/// Numbers operands and turns instructions into steps.
struct Assembler {
    draft: Draft,
    isa: Isa,
    /// Operand numbers by register.
    operands: Vec<u16>,
    lists: Vec<u16>,
    used: Vec<UsedColumn>,
    used_params: Vec<u32>,
    slots: usize,
    uniforms: usize,
}

impl Assembler {
    fn new(draft: Draft, isa: Isa) -> Self {
        let mut assembler = Self {
            operands: vec![0; draft.homes.len()],
            draft,
            isa,
            lists: Vec::new(),
            used: Vec::new(),
            used_params: Vec::new(),
            slots: 0,
            uniforms: 0,
        };
        assembler.number();
        assembler
    }

    /// Gives every register its operand number, class by class.
    fn number(&mut self) {
        let reads = self.reads();
        let slots = slots::assign(&self.draft);
        self.slots = slots.count;
        let mut next = 1;
        let homes = self.draft.homes.clone();
        let mut give = |operands: &mut Vec<u16>, index: usize| {
            operands[index] = next;
            next += 1;
        };
        for (index, home) in homes.iter().enumerate() {
            if let Home::Column(column) = *home
                && reads[index] > 0
            {
                self.used.push(UsedColumn {
                    column,
                    reads: reads[index],
                });
                give(&mut self.operands, index);
            }
        }
        let first_slot = 1 + self.used.len();
        for (index, slot) in slots.of.iter().enumerate() {
            if let Some(slot) = slot {
                self.operands[index] = (first_slot + *slot as usize) as u16;
            }
        }
        next = (first_slot + self.slots) as u16;
        let mut give = |operands: &mut Vec<u16>, index: usize| {
            operands[index] = next;
            next += 1;
        };
        for (index, home) in homes.iter().enumerate() {
            if let Home::Param(param) = *home {
                self.used_params.push(param);
                give(&mut self.operands, index);
            }
        }
        for (index, home) in homes.iter().enumerate() {
            if *home == Home::Uniform {
                self.uniforms += 1;
                give(&mut self.operands, index);
            }
        }
        // Constants were registered in the order of their numbers.
        for (index, home) in homes.iter().enumerate() {
            if matches!(home, Home::Constant(_)) {
                give(&mut self.operands, index);
            }
        }
    }

    /// How often the body reads each register's lanes.
    fn reads(&self) -> Vec<u32> {
        let mut reads = vec![0; self.draft.homes.len()];
        for instr in &self.draft.body {
            // The square root of the sum of squares goes over its operands twice.
            let times = if instr.code == Code::Hypot { 2 } else { 1 };
            let args = match instr.code {
                // The second operand only fills the place.
                Code::Call1 | Code::Call1Where => &instr.args[1..],
                _ => &instr.args[..],
            };
            for arg in args {
                reads[arg.index()] += times;
            }
        }
        reads
    }

    fn assemble(mut self, function: &ir::Function) -> Result<Program, TooLarge> {
        let instrs = std::mem::take(&mut self.draft.prologue);
        let prologue: Vec<Step> = instrs.iter().map(|instr| self.step(instr)).collect();
        let instrs = std::mem::take(&mut self.draft.body);
        let cost_ns = cost::of_body(&instrs, self.used.len());
        let mut body: Vec<Step> = instrs.iter().map(|instr| self.step(instr)).collect();
        if let Some(last) = body.last_mut() {
            last.dst = 0;
        }
        let result = function.ty(function.result);
        let operands = 1 + self.used.len() + self.slots + self.uniforms;
        let stored = operands + self.used_params.len() + self.draft.constants.len();
        let stored = u16::try_from(stored).map_err(|_| TooLarge::steps())?;
        let blocks = 1 + self.used.len() + self.slots;
        Ok(Program {
            isa: self.isa,
            lanes: lanes(blocks),
            prologue,
            body,
            finish: Ready::ALL.map(|ready| self.finish(result, ready, stored)),
            lists: self.lists,
            constants: self
                .draft
                .constants
                .iter()
                .map(|bits| Constant([*bits; GROUP]))
                .collect(),
            math: self.draft.math,
            used: self.used,
            slots: self.slots,
            used_params: self.used_params,
            uniforms: self.uniforms,
            result,
            columns: function.columns,
            params: function.params.clone(),
            cost_ns,
        })
    }

    fn step(&mut self, instr: &draft::Instr) -> Step {
        let operand = |reg: &Reg| self.operands[reg.index()];
        // The prologue works on whole groups of uniform values, as if they were columns.
        let prologue = instr
            .dst
            .is_some_and(|dst| self.draft.home(dst).is_uniform());
        let uniform = if prologue {
            0
        } else {
            self.draft.uniform_args(instr)
        };
        let dst = instr.dst.as_ref().map_or(0, operand);
        let mut step = Step {
            run: resolve(self.isa, instr.code, uniform),
            extra: instr.extra,
            dst,
            args: [dst; 4],
        };
        if instr.code == Code::Hypot {
            step.extra = self.lists.len() as u32;
            step.args[0] = instr.args.len() as u16;
            self.lists.extend(instr.args.iter().map(operand));
        } else {
            for (place, arg) in step.args.iter_mut().zip(&instr.args) {
                *place = operand(arg);
            }
        }
        step
    }

    /// Steps from a value of this type in operand 0 to one that is ready in operand `stored`.
    fn finish(&self, ty: Type, ready: Ready, stored: u16) -> Vec<Step> {
        let to_number: &[Code] = match ty {
            Type::F64 => &[],
            Type::I32 => &[Code::I32ToF64],
            Type::U32 => &[Code::U32ToF64],
            Type::Bool => &[Code::BoolToF64],
        };
        let from_number: &[Code] = match ready {
            Ready::Number => &[],
            Ready::Integer => &[Code::F64ToInt],
            Ready::Clamped => &[Code::F64ToClamped],
            Ready::Boolean => &[Code::F64ToBool],
        };
        if ready.holds(ty) {
            return Vec::new();
        }
        let step = |code: &Code| {
            let run = resolve(self.isa, *code, 0);
            Step {
                run,
                extra: 0,
                dst: 0,
                args: [0; 4],
            }
        };
        let mut steps: Vec<Step> = to_number.iter().chain(from_number).map(step).collect();
        if let Some(last) = steps.last_mut() {
            last.dst = stored;
        }
        steps
    }
}

/// Lanes of a block such that all its places fit the cache.
fn lanes(blocks: usize) -> usize {
    let fitting = CACHE / 8 / blocks;
    (fitting / GROUP * GROUP).clamp(*LANES.start(), *LANES.end())
}
