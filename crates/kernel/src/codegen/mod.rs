//! Machine code for kernels: the same results as the block machine's, from vectors that stay in registers.
//!
//! * [`source`]: what lowering made. * [`signature`]: kinds of columns, output, tables.
//! * [`tape`]: the nodes that code is made of; [`class`]: what registers hold; [`uses`], [`whole`], [`rewrite`], [`live`], [`allocate`].
//! * [`x64`], `aarch64`: back ends. * [`choice`]: who runs programs. * [`memory`], [`cache`], [`perf`]: executable
//!   memory and who has it. * [`abi`], [`call`]: how code is called.
//!
//! See the README beside this file.

#![cfg_attr(
    not(target_arch = "x86_64"),
    expect(dead_code, reason = "a back end of two operations needs less of it")
)]

#[cfg(any(target_arch = "aarch64", test))]
mod aarch64;
mod abi;
mod allocate;
mod cache;
mod call;
mod choice;
mod class;
mod expand;
mod functions;
mod live;
mod memory;
mod perf;
mod rewrite;
mod signature;
mod source;
mod tape;
#[cfg(test)]
mod tests;
mod uses;
mod whole;
#[cfg(target_arch = "x86_64")]
mod x64;

pub use cache::code_runs;
pub(crate) use cache::{Code, Codes};
pub(crate) use call::Caller;
pub use choice::{Choice, choose};
pub(crate) use signature::{Input, Signature};
pub(crate) use source::Source;

use crate::machine::{Isa, Kind};

/// Bytes of a slot: the widest vector.
const SLOT: usize = 64;

/// Code that is not mapped yet.
struct Plan {
    code: Vec<u8>,
    /// Items that are computed at a time.
    strip: usize,
    slots: usize,
}

/// Why a kernel is left to the block machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// An operation that there is no code for, or not for these kinds.
    Operation,
    /// Registers that hold two things: a defect, kept harmless.
    Classes,
    /// Too many instructions or slots.
    Size,
    /// A panic while code was made: a defect, kept harmless.
    Defect,
    /// No instruction set that code is made for.
    InstructionSet,
}

/// The code of a kernel for columns and output of certain kinds.
fn plan(source: &Source, signature: &Signature, isa: Isa) -> Result<Plan, Refusal> {
    if !isa.has_back_end() {
        return Err(Refusal::InstructionSet);
    }
    if source.body.len() + source.prologue.len() > MOST_INSTRUCTIONS {
        return Err(Refusal::Size);
    }
    let mut tape = tape::Tape::new(source, signature)?;
    if tape.body.len() > MOST_NODES {
        return Err(Refusal::Size);
    }
    rewrite::double(&mut tape);
    let plan = back_end(&mut tape, source, signature, isa)?;
    if plan.slots > MOST_SLOTS {
        return Err(Refusal::Size);
    }
    Ok(plan)
}

#[cfg(target_arch = "x86_64")]
fn back_end(
    tape: &mut tape::Tape,
    source: &Source,
    signature: &Signature,
    isa: Isa,
) -> Result<Plan, Refusal> {
    let evex = isa == Isa::Avx512;
    if !evex && signature.has(Kind::F16) && !is_x86_feature_detected!("f16c") {
        return Err(Refusal::InstructionSet);
    }
    if evex {
        rewrite::rewrite(tape);
    }
    let whole = whole::whole(tape, signature, source.params.len());
    let params = source.params.len() + source.tables;
    x64::compile(tape, signature, &whole, params, evex)
}

#[cfg(target_arch = "aarch64")]
fn back_end(
    tape: &mut tape::Tape,
    source: &Source,
    signature: &Signature,
    _isa: Isa,
) -> Result<Plan, Refusal> {
    aarch64::compile(tape, signature, source.params.len() + source.tables)
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn back_end(
    _tape: &mut tape::Tape,
    _source: &Source,
    _signature: &Signature,
    _isa: Isa,
) -> Result<Plan, Refusal> {
    Err(Refusal::InstructionSet)
}

/// Who computes a program, in words; `columns` are taken for numbers of 8 bytes.
pub(crate) fn describe(source: &Source, columns: u32, isa: Isa) -> String {
    let signature = Signature {
        inputs: vec![Input::Memory(Kind::F64); columns as usize],
        outputs: vec![Kind::F64; source.results.len()],
        tables: vec![Kind::F64; source.tables],
    };
    let set = isa.name();
    let code = format!("machine code ({set}), once there is enough work");
    let why = match choice::off_unasked() {
        Some(why) => why,
        None => match attempt(source, &signature, isa) {
            Ok(_) if choice::is_wanted_at_once() => return code,
            Ok(_) => match source.better_in_blocks(isa) {
                Some(why) => why,
                None => return code,
            },
            Err(Refusal::Size) => "too large for machine code",
            Err(Refusal::InstructionSet) => "no machine code for this CPU",
            Err(_) => "no machine code for an operation in it",
        },
    };
    format!("blocks of numbers ({set}): {why}")
}

/// As [`plan`]; a defect in it costs the code, not the process's good name.
fn attempt(source: &Source, signature: &Signature, isa: Isa) -> Result<Plan, Refusal> {
    let plan = std::panic::AssertUnwindSafe(|| plan(source, signature, isa));
    std::panic::catch_unwind(plan).unwrap_or(Err(Refusal::Defect))
}

/// Instructions of a kernel: larger ones would take longer than 2 ms to compile.
const MOST_INSTRUCTIONS: usize = 2000;
/// The same when operations that are several were written out.
const MOST_NODES: usize = 4000;
/// 64 KiB for each thread.
const MOST_SLOTS: usize = 1024;
