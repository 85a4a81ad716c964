//! Machine code for x64: AVX-512 (F, DQ, VL), eight lanes a vector, and AVX2, four.
//!
//! * [`encode`]: bytes of instructions, jumps. * [`opcodes`]. * [`pool`]: constants.
//! * [`counter`]: what loops count. * [`emitter`]: operands, temporaries, results. * [`numbers`], [`integers`], [`comparisons`], [`masks`], [`tables`],
//!   [`small_items`], [`transfer`], [`functions`]: the operations. * [`control`]: branches and loops. This file: a whole function.

mod comparisons;
mod control;
mod counter;
mod emitter;
mod encode;
mod functions;
mod integers;
mod masks;
mod numbers;
mod opcodes;
mod pool;
mod small_items;
mod tables;
#[cfg(test)]
mod tests;
mod transfer;

use std::collections::HashMap;

use emitter::{Emitted, Emitter, FRAME, ITEM};
use encode::{Assembler, Condition, Mem, Rm};

use super::abi::{Ended, frame};
use super::allocate::{Allocation, Files, MOST_COPIES, Place, allocate};
use super::class::{Class, is_comparison, is_plain};
use super::live::{Lives, has_place};
use super::signature::Signature;
use super::tape::{Node, Tape, What};
use super::{Plan, Refusal};
use crate::program::Code;
use crate::program::draft::{Home, Reg};

/// Most vectors of a strip where lanes leave a loop one by one.
const MOST_WHERE_LANES_LEAVE: usize = 4;
/// Nodes of a kernel that is short enough for many vectors: two results a cycle that take three or four cycles each need six to eight.
const MOST_FOR_MANY: usize = 80;

/// The code of a tape, and what a run of it needs.
pub(super) fn compile(
    tape: &Tape,
    signature: &Signature,
    whole: &[bool],
    params: usize,
    evex: bool,
) -> Result<Plan, Refusal> {
    let lives = Lives::of(tape);
    let mut uniforms = params as u32;
    let mut fixed = vec![Place::None; tape.homes.len()];
    for (reg, home) in tape.homes.iter().enumerate() {
        fixed[reg] = match *home {
            Home::Param(param) => Place::Slots(param),
            Home::Uniform => {
                uniforms += 1;
                Place::Slots(uniforms - 1)
            }
            _ => Place::None,
        };
    }
    let registers = if evex { 32 } else { 16 };
    let files = Files {
        vectors: registers - temporaries(tape),
        masks: if evex { 5 } else { 0 },
    };
    let (copies, allocation) = cut(tape, &lives, files, uniforms);
    let mut places = fixed;
    for (reg, place) in allocation.places.iter().enumerate() {
        if has_place(tape.homes[reg]) {
            places[reg] = *place;
        }
    }
    let mut code = Assembler::new(evex);
    let labels = |code: &mut Assembler, count: u32| (0..count).map(|_| code.label()).collect();
    let skips = labels(&mut code, tape.skips);
    let starts: Vec<_> = labels(&mut code, tape.loops);
    let loops = starts
        .into_iter()
        .map(|start| (start, code.label()))
        .collect();
    let (bail, stopped) = (code.label(), code.label());
    let mut nodes = tape.prologue.iter().chain(&tape.body);
    let calls = nodes.any(Node::calls);
    let mut emitter = Emitter {
        code,
        pool: pool::Pool::default(),
        tape,
        signature,
        whole,
        held: None,
        counter: if calls { None } else { counter::counter(tape) },
        places,
        pinned: HashMap::new(),
        pins: Vec::new(),
        saved: allocation.saved,
        area: allocation.slots,
        calls,
        evex,
        copies,
        skips,
        loops,
        bail,
        stopped,
    };
    emitter.function(&lives, allocation.vectors..files.vectors)?;
    let strip = copies * emitter.lanes();
    let Emitter { code, pool, .. } = emitter;
    Ok(Plan {
        code: code.finish(&pool).ok_or(Refusal::Operation)?,
        strip,
        slots: (allocation.slots + if calls { functions::AREA } else { 0 }) as usize,
    })
}

/// How many vectors a strip has: as many as stay in registers, and no more than hide latencies; and their places. Functions that are
/// called take longer for a few lanes than reading and writing some memory does.
fn cut(tape: &Tape, lives: &Lives, files: Files, first_slot: u32) -> (usize, Allocation) {
    let patience = lives.saving_always() * PATIENCE;
    let leaves = |node: &Node| {
        node.what == What::Code(Code::LoopEnd) && !tape.homes[node.args[0].index()].is_uniform()
    };
    let mut copies = match tape.body.len() {
        // Lanes that have left a loop wait for the others of their strip.
        0..=300 if tape.body.iter().any(leaves) => MOST_WHERE_LANES_LEAVE,
        0..=MOST_FOR_MANY => MOST_COPIES,
        length if length <= 300 => 4,
        301..=800 if patience > 0.0 => 4,
        301..=800 => 2,
        _ => 1,
    };
    loop {
        let allocation = allocate(tape, lives, copies, files, first_slot);
        if copies == 1 || allocation.spilled <= patience {
            return (copies, allocation);
        }
        // Whole groups of eight lanes are passed to functions, of four lanes a vector too.
        copies -= if patience > 0.0 && copies > 2 { 2 } else { 1 };
    }
}

/// How many uses of memory a call is worth that saves one register.
const PATIENCE: f32 = 4.0;

/// How many vector registers operations need for themselves.
fn temporaries(tape: &Tape) -> u8 {
    let is_simple = |node: &Node| match node.what {
        What::Land(_) | What::CompareWhere(_) => true,
        What::Column(_) | What::Store(_) | What::Remainder => false,
        What::Code(code) => {
            is_plain(code)
                || matches!(
                    code,
                    Code::Copy
                        | Code::And
                        | Code::Or
                        | Code::Select
                        | Code::EqF
                        | Code::NeF
                        | Code::LtF
                        | Code::LeF
                        | Code::LoopStart
                        | Code::LoopEnd
                        | Code::SkipNone
                )
        }
    };
    let simple = tape.prologue.iter().chain(&tape.body).all(is_simple);
    if simple { 2 } else { 4 }
}

/// Whether the index in RAX is still there, and still the register's, behind a node.
fn keeps_index(node: &Node, held: Option<Reg>) -> bool {
    let What::Code(code) = node.what else {
        return false;
    };
    let uses_vectors_only = is_plain(code) || code == Code::Load;
    uses_vectors_only && node.dst != held
}

impl Emitter<'_> {
    fn function(&mut self, lives: &Lives, free: std::ops::Range<u8>) -> Emitted {
        // endbr64: where control flow is enforced, calls lead to such places only.
        self.code.bytes.extend([0xf3, 0x0f, 0x1e, 0xfa]);
        if self.calls {
            // push rdi: the frame is found again behind calls, and the stack is aligned for them.
            self.code.bytes.push(0x57);
        }
        self.load_from_frame();
        let tape = self.tape;
        let copies = std::mem::replace(&mut self.copies, 1);
        for node in &tape.prologue {
            self.node(node, None)?;
        }
        self.copies = copies;
        self.pin(lives, free);
        let top = self.code.label();
        let done = self.code.label();
        self.held = None;
        self.code.bind(top);
        for (at, node) in tape.body.iter().enumerate() {
            self.node(node, Some(at))?;
        }
        let strip = (self.copies * self.lanes()) as i32;
        self.code
            .scalar(true, &[0x81], 0, Rm::Reg(ITEM.0), &strip.to_le_bytes());
        let end = Rm::Mem(Mem::At(FRAME, frame::END));
        self.code.scalar(true, &[0x3b], ITEM.0, end, &[]);
        self.code.jump_if(Condition::NotBelow, done);
        self.look_at_stop();
        self.code.jump(top);
        let (bail, stopped) = (self.bail, self.stopped);
        for (label, ended) in [
            (done, Ended::Done),
            (bail, Ended::OutOfBounds),
            (stopped, Ended::Stopped),
        ] {
            self.code.bind(label);
            self.leave(ended);
        }
        Ok(())
    }

    /// Keeps what all items share in the registers that are left, the most used first.
    fn pin(&mut self, lives: &Lives, free: std::ops::Range<u8>) {
        let mut wanted: Vec<(f32, Reg, Class)> = Vec::new();
        let tape = self.tape;
        let mut seen = std::collections::HashSet::new();
        for node in &tape.body {
            let What::Code(code) = node.what else {
                continue;
            };
            let shape = super::class::shape(code);
            for (place, arg) in node.args.iter().enumerate() {
                let declared = shape
                    .as_ref()
                    .and_then(|shape| shape.args.get(place).copied());
                let class = match (declared.flatten(), node.dst) {
                    (Some(class), _) => class,
                    (None, Some(dst)) => self.class(dst),
                    _ => continue,
                };
                let home = self.home(*arg);
                let is_shared = home.is_uniform() && home != Home::Turn;
                if is_shared && class != Class::Mask && seen.insert((*arg, class)) {
                    wanted.push((lives.weights[arg.index()], *arg, class));
                }
            }
        }
        // Behind each call they are loaded again.
        wanted.retain(|(weight, ..)| *weight > lives.saving_always());
        wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
        for ((_, reg, class), register) in wanted.into_iter().zip(free) {
            let from = self.operand(reg, class, 0);
            self.fetch(from, class, register);
            self.pinned.insert((reg, class), register);
            self.pins.push((from, class, register));
        }
    }

    /// What a call has clobbered.
    fn pin_again(&mut self) {
        for (from, class, register) in self.pins.clone() {
            self.fetch(from, class, register);
        }
    }

    /// One node, for each copy; `at`: its place in the body.
    fn node(&mut self, node: &Node, at: Option<usize>) -> Emitted {
        if !keeps_index(node, self.held) {
            self.held = None;
        }
        match node.what {
            _ if node.calls() => return self.call(node, at),
            What::Land(skip) => self.land(skip),
            What::Code(Code::SkipNone) => self.skip(node.extra, node.args[0]),
            What::Code(Code::LoopStart) => self.loop_start(node.extra, node.args[0]),
            What::Code(Code::LoopEnd) => self.loop_end(node.extra, node.args[0]),
            What::Code(Code::F64ToInt) if self.evex => return self.integers_of(node),
            _ => {
                for copy in 0..self.copies_of(node) {
                    self.copy_of(node, copy)?;
                }
                if let Some(at) = at {
                    self.count(at);
                }
            }
        }
        Ok(())
    }

    /// How often a node is written: once for what is the same in all lanes.
    fn copies_of(&self, node: &Node) -> usize {
        let once = node.dst.is_some_and(|dst| self.home(dst).is_uniform());
        if once { 1 } else { self.copies }
    }

    fn copy_of(&mut self, node: &Node, copy: usize) -> Emitted {
        let code = match node.what {
            What::Column(number) => return self.column(number, node, copy),
            What::Store(number) => {
                self.store(number, node, copy);
                return Ok(());
            }
            What::CompareWhere(comparisons) => {
                return self.comparisons(&comparisons, node, copy);
            }
            What::Land(_) => return Ok(()),
            What::Remainder => return Err(Refusal::Operation),
            What::Code(code) => code,
        };
        match code {
            Code::F64ToInt
            | Code::F64ToClamped
            | Code::I32ToF64
            | Code::U32ToF64
            | Code::Imul
            | Code::Shl
            | Code::Shr
            | Code::UShr
            | Code::Clz32 => self.integer(code, node, copy),
            _ if is_comparison(code) => self.comparison(code, node, copy),
            Code::IsNan | Code::IsFinite | Code::IsInteger | Code::F64ToBool | Code::IntToBool => {
                self.question(code, node, copy)
            }
            Code::Copy
            | Code::Invert
            | Code::And
            | Code::Or
            | Code::Xor
            | Code::AndNot
            | Code::Same => self.logic(code, node, copy),
            Code::Select => self.select(node, copy),
            Code::BoolToF64 => {
                self.boolean_to_number(node, copy);
                Ok(())
            }
            Code::Load => self.table(node, None, copy),
            Code::LoadWhere => self.table(node, Some(node.args[1]), copy),
            _ => self.arithmetic(code, node, copy),
        }
    }
}
