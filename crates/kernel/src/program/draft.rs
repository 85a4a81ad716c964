//! A program on its way from IR to steps: instructions over virtual registers.

use std::collections::HashMap;

use numpool_math::MathFn;

use super::TooLarge;
use super::code::Code;
use crate::wrong::wrong;

/// Most instructions a program may have.
pub(crate) const MAX_STEPS: usize = 4096;
/// Most registers: operands are numbered with 16 bits.
pub(crate) const MAX_REGISTERS: usize = 32_768;

/// A virtual register: an index into [`Draft::homes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Reg(pub(crate) u32);

impl Reg {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where a register's value lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    /// The input column with this number.
    Column(u32),
    /// The captured value with this number, the same for all items.
    Param(u32),
    /// A constant: an index into [`Draft::constants`].
    Constant(u32),
    /// Computed once a run, the same for all items.
    Uniform,
    /// Computed within each block, the same for all items: what changes from turn to turn of a loop.
    Turn,
    /// Computed for each item.
    Slot,
    /// A copy of the result with this number, made for each item at the end: 1 is the second result.
    Result(u32),
}

impl Home {
    /// Whether all items share the value.
    pub(crate) fn is_uniform(self) -> bool {
        matches!(
            self,
            Self::Param(_) | Self::Constant(_) | Self::Uniform | Self::Turn
        )
    }

    /// Where the result of an operation on these belongs: as its operands, the same for all items or not.
    pub(crate) fn of_result(mut operands: impl Iterator<Item = Self> + Clone) -> Self {
        if !operands.clone().all(Self::is_uniform) {
            Self::Slot
        } else if operands.any(|home| home == Self::Turn) {
            Self::Turn
        } else {
            Self::Uniform
        }
    }
}

/// An operation on registers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Instr {
    pub(crate) code: Code,
    pub(crate) args: Vec<Reg>,
    /// Of a skip: the index of the instruction to go on at. Of a call: the function's number. Of a
    /// loop's ends: its number. Of a load: the table's.
    pub(crate) extra: u32,
    /// `None` for a skip or a loop's end. What a loop carries has several instructions.
    pub(crate) dst: Option<Reg>,
}

/// Registers and the instructions that fill them.
#[derive(Default)]
pub(crate) struct Draft {
    pub(crate) homes: Vec<Home>,
    pub(crate) constants: Vec<u64>,
    /// The engine functions used, each once.
    pub(crate) math: Vec<MathFn>,
    /// Computed once a run, on uniform registers only.
    pub(crate) prologue: Vec<Instr>,
    /// Computed for each block.
    pub(crate) body: Vec<Instr>,
    /// How many loops there are.
    pub(crate) loops: u32,
    /// By loop: how many turns it makes, where that is known.
    pub(crate) turns: Vec<Option<f64>>,
    /// What was computed before, so that it is not computed again.
    known: HashMap<(Code, Vec<Reg>, u32), Reg>,
    /// Keys of `known` that hold only inside the branch being lowered, newest last.
    local: Vec<(Code, Vec<Reg>, u32)>,
    sources: HashMap<(u8, u64), Reg>,
}

impl Draft {
    pub(crate) fn register(&mut self, home: Home) -> Reg {
        self.homes.push(home);
        Reg(self.homes.len() as u32 - 1)
    }

    pub(crate) fn home(&self, reg: Reg) -> Home {
        self.homes[reg.index()]
    }

    /// Whether each block has such an instruction.
    pub(crate) fn has(&self, code: Code) -> bool {
        self.body.iter().any(|instr| instr.code == code)
    }

    /// Which of the first operands of an instruction are uniform, as bits.
    pub(crate) fn uniform_args(&self, instr: &Instr) -> u8 {
        let bit = |(place, arg): (usize, &Reg)| u8::from(self.home(*arg).is_uniform()) << place;
        instr.args.iter().take(4).enumerate().map(bit).sum()
    }

    pub(crate) fn column(&mut self, column: u32) -> Reg {
        self.source(0, u64::from(column), |_| Home::Column(column))
    }

    pub(crate) fn param(&mut self, param: u32) -> Reg {
        self.source(1, u64::from(param), |_| Home::Param(param))
    }

    pub(crate) fn constant(&mut self, bits: u64) -> Reg {
        self.source(2, bits, |draft| {
            draft.constants.push(bits);
            Home::Constant(draft.constants.len() as u32 - 1)
        })
    }

    fn source(&mut self, class: u8, id: u64, home: impl FnOnce(&mut Self) -> Home) -> Reg {
        if let Some(reg) = self.sources.get(&(class, id)) {
            return *reg;
        }
        let home = home(self);
        let reg = self.register(home);
        self.sources.insert((class, id), reg);
        reg
    }

    /// The number of an engine function among those that the program calls.
    pub(crate) fn function(&mut self, function: MathFn) -> u32 {
        let known = self.math.iter().position(|f| *f == function);
        let number = known.unwrap_or_else(|| {
            self.math.push(function);
            self.math.len() - 1
        });
        number as u32
    }

    /// The register that holds the result of an operation: computed before, once a run, or here.
    pub(crate) fn emit(&mut self, code: Code, args: &[Reg], extra: u32) -> Result<Reg, TooLarge> {
        #[cfg(feature = "test-hooks")]
        if let Some(reg) = super::miscompile::instead(self, code, args, extra)? {
            return Ok(reg);
        }
        self.emit_exactly(code, args, extra)
    }

    /// As [`Draft::emit`], whatever fault is switched on.
    pub(crate) fn emit_exactly(
        &mut self,
        code: Code,
        args: &[Reg],
        extra: u32,
    ) -> Result<Reg, TooLarge> {
        let home = Home::of_result(args.iter().map(|arg| self.home(*arg)));
        self.emit_at(home, code, args, extra)
    }

    /// As [`Self::emit`] for operands that are the same for all items, but within the block: for what
    /// may be computed only where control comes by.
    pub(crate) fn emit_here(
        &mut self,
        code: Code,
        args: &[Reg],
        extra: u32,
    ) -> Result<Reg, TooLarge> {
        self.emit_at(Home::Turn, code, args, extra)
    }

    /// The register that holds the result already, or one of this home.
    fn emit_at(
        &mut self,
        home: Home,
        code: Code,
        args: &[Reg],
        extra: u32,
    ) -> Result<Reg, TooLarge> {
        let key = (code, args.to_vec(), extra);
        if let Some(reg) = self.known.get(&key) {
            return Ok(*reg);
        }
        self.check_size()?;
        Ok(self.place(key, home))
    }

    fn check_size(&self) -> Result<(), TooLarge> {
        if self.body.len() + self.prologue.len() >= MAX_STEPS || self.homes.len() >= MAX_REGISTERS {
            return Err(TooLarge::steps());
        }
        Ok(())
    }

    fn place(&mut self, key: (Code, Vec<Reg>, u32), home: Home) -> Reg {
        let dst = self.register(home);
        let instr = Instr {
            code: key.0,
            args: key.1.clone(),
            extra: key.2,
            dst: Some(dst),
        };
        if home == Home::Uniform {
            self.prologue.push(instr);
        } else {
            self.body.push(instr);
            self.local.push(key.clone());
        }
        self.known.insert(key, dst);
        dst
    }

    /// An instruction that fills a register which others fill too.
    pub(crate) fn fill(&mut self, dst: Reg, code: Code, args: &[Reg]) -> Result<(), TooLarge> {
        self.check_size()?;
        self.body.push(Instr {
            code,
            args: args.to_vec(),
            extra: 0,
            dst: Some(dst),
        });
        Ok(())
    }

    /// Fills a register with what another one holds. Only operations with two operands know uniform
    /// ones; `a & a` is `a`.
    pub(crate) fn copy(&mut self, dst: Reg, from: Reg) -> Result<(), TooLarge> {
        if self.home(from).is_uniform() && !self.home(dst).is_uniform() {
            self.fill(dst, Code::And, &[from; 2])
        } else {
            self.fill(dst, Code::Copy, &[from])
        }
    }

    /// Starts a loop that is made as long as `cond` holds in a lane.
    pub(crate) fn begin_loop(&mut self, cond: Reg, turns: Option<f64>) -> OpenLoop {
        let number = self.loops;
        self.loops += 1;
        self.turns.push(turns);
        self.body.push(Instr {
            code: Code::LoopStart,
            args: vec![cond],
            extra: number,
            dst: None,
        });
        OpenLoop {
            number,
            cond,
            known: self.local.len(),
        }
    }

    /// Ends a loop's turn. What was computed in it is unknown again.
    pub(crate) fn end_loop(&mut self, open: &OpenLoop) {
        self.forget(open.known);
        self.body.push(Instr {
            code: Code::LoopEnd,
            args: vec![open.cond],
            extra: open.number,
            dst: None,
        });
    }

    fn forget(&mut self, known: usize) {
        for key in self.local.drain(known..) {
            self.known.remove(&key);
        }
    }

    /// Starts a stretch that is jumped over when `mask` holds in no lane.
    pub(crate) fn skip_unless(&mut self, mask: Reg) -> Skip {
        let skip = Skip {
            at: self.body.len(),
            known: self.local.len(),
        };
        self.body.push(Instr {
            code: Code::SkipNone,
            args: vec![mask],
            extra: 0,
            dst: None,
        });
        skip
    }

    /// Ends the stretch: the skip leads here, and what was computed in between is unknown again.
    pub(crate) fn land(&mut self, skip: &Skip) {
        if !wrong("cse-skipped") {
            self.forget(skip.known);
        }
        if self.body.len() == skip.at + 1 {
            self.body.pop();
        } else {
            self.body[skip.at].extra = self.body.len() as u32;
        }
    }

    /// Puts the results where they are stored from: the first by the last instruction, the others before it, each with a copy
    /// of its own, since the last one may write over a column.
    pub(crate) fn end_with(&mut self, results: &[Reg]) -> Result<(), TooLarge> {
        for (number, other) in results.iter().enumerate().skip(1) {
            let dst = self.register(Home::Result(number as u32));
            self.copy(dst, *other)?;
        }
        results
            .first()
            .map_or(Ok(()), |first| self.end_with_first(*first))
    }

    fn end_with_first(&mut self, result: Reg) -> Result<(), TooLarge> {
        // One that is the same for all lanes has a group of them only, also where the body made it.
        let uniform = self.home(result).is_uniform();
        if uniform || self.body.last().is_none_or(|last| last.dst != Some(result)) {
            let dst = self.register(Home::Slot);
            self.copy(dst, result)?;
        }
        Ok(())
    }
}

/// An open loop: see [`Draft::begin_loop`].
pub(crate) struct OpenLoop {
    number: u32,
    cond: Reg,
    known: usize,
}

/// An open skip: see [`Draft::skip_unless`].
pub(crate) struct Skip {
    at: usize,
    known: usize,
}
