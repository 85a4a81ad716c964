//! Draft to program: operands get numbers, instructions become steps of an instruction set.
//!
//! Operands are numbered: 0 is the first result, then the used columns, then slots, then further results, then what is the
//! same for all items: parameters, uniform results, constants; at last each result made ready to
//! be stored.

use super::code::Code;
use super::cost;
use super::draft::{Draft, Home, Instr, Reg};
use super::{Constant, Program, TooLarge, UsedColumn};
use super::{loops, slots};
use crate::ir::{Function, Type};
use crate::machine::{Control, GROUP, Isa, Ready, Step, resolve};
use crate::wrong::wrong;

/// Bytes of scratch memory that a block's slots may take together: most of a 32 KiB L1 cache.
const CACHE: usize = 28 * 1024;
/// The same where items of tables are read here and there, which need the cache too, as columns go through it.
const CACHE_BESIDE_TABLES: usize = 7 * 1024;
/// Lanes of a block: more do not help, fewer pay for the calls.
const LANES: core::ops::RangeInclusive<usize> = 128..=512;

/// Makes the program of a draft whose last instruction computes the function's first result.
pub(super) fn assemble(draft: Draft, function: &Function, isa: Isa) -> Result<Program, TooLarge> {
    Assembler::new(draft, isa).assemble(function)
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
    /// Further results.
    others: usize,
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
            others: 0,
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
        // Registered in the order of their numbers.
        for (index, home) in homes.iter().enumerate() {
            if matches!(home, Home::Result(_)) {
                self.others += 1;
                give(&mut self.operands, index);
            }
        }
        for (index, home) in homes.iter().enumerate() {
            if let Home::Param(param) = *home {
                self.used_params.push(param);
                give(&mut self.operands, index);
            }
        }
        for (index, home) in homes.iter().enumerate() {
            if matches!(home, Home::Uniform | Home::Turn) {
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
        let mut loops = 0;
        for instr in &self.draft.body {
            match instr.code {
                Code::LoopStart => loops += 1,
                Code::LoopEnd => loops -= 1,
                _ => {}
            }
            // The square root of the sum of squares goes over its operands twice, a loop again and again.
            let again = instr.code == Code::Hypot || loops > 0;
            let times = if again { 2 } else { 1 };
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

    fn assemble(mut self, function: &Function) -> Result<Program, TooLarge> {
        let prologue_instrs = std::mem::take(&mut self.draft.prologue);
        let prologue: Vec<Step> = prologue_instrs
            .iter()
            .map(|instr| self.step(instr))
            .collect();
        let instrs = std::mem::take(&mut self.draft.body);
        let moved = self.used.len() + self.others;
        let cost = cost::of_body(&self.draft, &instrs, moved);
        let loops = loops::describe(&instrs, &self.draft, &self.operands);
        let is_load = |instr: &Instr| {
            matches!(
                instr.code,
                Code::Load | Code::LoadWhere | Code::LoadPair | Code::Interpolate
            )
        };
        let gathers = instrs.iter().any(|instr| {
            let varying = instr
                .dst
                .is_some_and(|dst| !self.draft.home(dst).is_uniform());
            varying && is_load(instr)
        });
        let bails_out = instrs.iter().chain(&prologue_instrs).any(is_load);
        let mut body: Vec<Step> = instrs.iter().map(|instr| self.step(instr)).collect();
        if let Some(last) = body.last_mut() {
            last.dst = 0;
        }
        let results: Vec<Type> = function.results().map(|it| function.ty(it)).collect();
        let blocks = 1 + self.used.len() + self.slots + self.others;
        let operands = blocks + self.uniforms;
        let stored = operands + self.used_params.len() + self.draft.constants.len();
        let all = stored + results.len();
        u16::try_from(all).map_err(|_| TooLarge::steps())?;
        let finish = results.iter().enumerate().map(|(number, ty)| {
            let from = if number == 0 {
                0
            } else {
                blocks - self.others - 1 + number
            };
            let to = stored + number;
            Ready::ALL.map(|ready| self.finish(*ty, ready, from as u16, to as u16))
        });
        let finish = finish.collect();
        Ok(Program {
            isa: self.isa,
            lanes: lanes(blocks, gathers && loops.is_empty()),
            prologue,
            body,
            finish,
            loops,
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
            #[cfg(feature = "test-hooks")]
            first_captures: crate::machine::FirstCaptures::default(),
            results,
            columns: function.columns,
            params: function.params.clone(),
            tables: function.tables.len(),
            bails_out,
            cost,
            codes: None,
        })
    }

    fn step(&mut self, instr: &Instr) -> Step {
        let operand = |reg: &Reg| self.operands[reg.index()];
        // Steps on uniform values alone work on whole groups of them, as if they were columns.
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
            control: match instr.code {
                Code::LoopStart => Control::Start,
                Code::LoopEnd => Control::End,
                Code::Load | Code::LoadWhere if prologue => Control::LoadOnce,
                Code::Load | Code::LoadWhere | Code::LoadPair | Code::Interpolate => Control::Load,
                _ if prologue => Control::Once,
                _ => Control::Lanes,
            },
            extra: instr.extra,
            dst,
            args: [dst; 4],
        };
        if matches!(instr.code, Code::Hypot | Code::Horner) {
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

    /// Steps from a value of this type in operand `from` to one that is ready in operand `to`.
    fn finish(&self, ty: Type, ready: Ready, from: u16, to: u16) -> Vec<Step> {
        let to_number: &[Code] = match ty {
            Type::F64 => &[],
            Type::I32 => &[Code::I32ToF64],
            Type::U32 => &[Code::U32ToF64],
            Type::Bool => &[Code::BoolToF64],
        };
        let from_number: &[Code] = match ready {
            Ready::Number => &[],
            Ready::Integer => &[Code::F64ToInt],
            Ready::Clamped if wrong("clamped-half-up") => &[Code::Round, Code::F64ToClamped],
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
                control: Control::Lanes,
                extra: 0,
                dst: from,
                args: [from; 4],
            }
        };
        let mut steps: Vec<Step> = to_number.iter().chain(from_number).map(step).collect();
        if let Some(last) = steps.last_mut() {
            last.dst = to;
        }
        steps
    }
}

/// Lanes of a block such that all its places fit the cache.
fn lanes(blocks: usize, gathers: bool) -> usize {
    let cache = if gathers { CACHE_BESIDE_TABLES } else { CACHE };
    let fitting = cache / 8 / blocks;
    (fitting / GROUP * GROUP).clamp(*LANES.start(), *LANES.end())
}
