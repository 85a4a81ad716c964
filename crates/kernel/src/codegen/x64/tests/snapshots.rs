//! Kernels as assembly, so that a review sees what a change does to code: the text files in `snapshots/`.
//!
//! `NUMPOOL_SNAPSHOTS=write cargo test -p numpool-kernel snapshots` writes them anew.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use iced_x86::{
    FlowControl, Formatter, Instruction, IntelFormatter, OpKind, Register, SymbolResolver,
    SymbolResult,
};

use super::kernels::{instructions, plan_of};
use crate::codegen::Plan;
use crate::codegen::abi::frame;
use crate::codegen::signature::Input;
use crate::machine::{Isa, Kind};

/// A file's name, the function, and the kinds of columns, results and tables.
struct Kernel {
    name: &'static str,
    source: &'static str,
    inputs: &'static [Input],
    output: Kind,
    table: Kind,
}

const F64: &[Input] = &[Input::Memory(Kind::F64)];

const fn kernel(name: &'static str, source: &'static str) -> Kernel {
    Kernel {
        name,
        source,
        inputs: F64,
        output: Kind::F64,
        table: Kind::F64,
    }
}

const KERNELS: [Kernel; 14] = [
    kernel("sqrt", "x => Math.sqrt(x) * 2 + 1"),
    kernel(
        "horner",
        "x => (((((0.1 * x + 0.2) * x + 0.3) * x + 0.4) * x + 0.5) * x + 0.6) * x + k",
    ),
    kernel(
        "logistic",
        "x => { for (let i = 0; i < 50; i++) x = 3.7 * x * (1 - x); return x }",
    ),
    kernel(
        "mandelbrot",
        "cx => { let x = 0, y = 0, n = 0
         while (n < 200 && x * x + y * y <= 4) { const next = x * x - y * y + cx; y = 2 * x * y + 0.1; x = next; n++ }
         return n }",
    ),
    Kernel {
        inputs: &[Input::Memory(Kind::I32)],
        output: Kind::U32,
        ..kernel(
            "hash",
            "x => { let h = x | 0; h = Math.imul(h ^ h >>> 16, 73244475); return (h ^ h >>> 16) >>> 0 }",
        )
    },
    kernel(
        "interpolation",
        "x => { const at = x * 1024, i = Math.floor(at); return t[i] + (t[i + 1] - t[i]) * (at - i) }",
    ),
    kernel(
        "nearest",
        "x => { let best = Infinity, index = -1
         for (let i = 0; i < t.length; i++) {
           const dx = t[i] - x, dy = u[i] - 50, d = dx * dx + dy * dy
           if (d < best) { best = d; index = i }
         }
         return index }",
    ),
    Kernel {
        inputs: &[Input::Memory(Kind::U8)],
        output: Kind::U8Clamped,
        ..kernel("brighten", "x => x * k + 16")
    },
    Kernel {
        inputs: &[Input::Memory(Kind::F32), Input::Range],
        output: Kind::Bool,
        ..kernel("inside", "(x, y) => x > 0 && Math.min(x, y) < k || Number.isNaN(x)")
    },
    // The rows of `npm run bench -- kernels` that are not above already.
    kernel(
        "polynomial",
        "x => { const a = ((((0.11 * x - 0.22) * x + 0.33) * x - 0.44) * x + 0.55) * x - 0.66
         return (((a * x + 0.77) * x - 0.88) * x + 0.99) * x - 1.1 }",
    ),
    kernel(
        "hash-rounds",
        "x => { let h = x | 0
         h = Math.imul(h ^ (h >>> 16), 0x85ebca6b); h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
         h = Math.imul(h ^ (h >>> 16), 0x27d4eb2f); h = Math.imul(h ^ (h >>> 15), 0x165667b1)
         h = Math.imul(h ^ (h >>> 14), 0x9e3779b1); return (h ^ (h >>> 16)) >>> 0 }",
    ),
    // What calls the engine's functions.
    kernel("calls", "x => Math.exp(-x * x) * Math.sin(x + k) + x % 3"),
    kernel(
        "calls-in-turns",
        "x => { let guess = 1
         for (let i = 0; i < 30; i++) {
           const power = Math.exp(guess), step = (guess * power - x) / (power * (guess + 1))
           guess -= step
           if (Math.abs(step) < 1e-12) break
         }
         return guess }",
    ),
    kernel("branch", "x => { if (x > k) { return Math.sqrt(x / k) * t[0] + Math.floor(x) } return -x }"),
];

#[test]
fn code_of_reference_kernels_is_as_it_was_written_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/codegen/x64/tests/snapshots");
    let write = std::env::var_os("NUMPOOL_SNAPSHOTS").is_some_and(|value| value == "write");
    let mut changed = Vec::new();
    let mut files = 0;
    for kernel in KERNELS {
        for isa in [Isa::Avx512, Isa::Avx2] {
            let file = folder.join(format!("{}.{}.asm", kernel.name, isa.name()));
            let text = snapshot(&kernel, isa);
            files += 1;
            if write {
                std::fs::write(&file, text).expect("a file of this crate");
            } else if std::fs::read_to_string(&file).ok().as_deref() != Some(&text) {
                changed.push(format!("{}\n{text}", file.display()));
            }
        }
    }
    let there = std::fs::read_dir(&folder)
        .expect("a folder of this crate")
        .count();
    assert_eq!(there, files, "files of kernels that are no more");
    assert!(
        changed.is_empty(),
        "If this is what was meant, NUMPOOL_SNAPSHOTS=write makes it what is written down:\n{}",
        changed.join("\n")
    );
}

fn snapshot(kernel: &Kernel, isa: Isa) -> String {
    let plan = plan_of(
        kernel.source,
        kernel.inputs,
        &[kernel.output],
        &[kernel.table],
        isa,
    );
    let mut text = String::new();
    for line in kernel.source.lines() {
        let _ = writeln!(text, "; {}", line.trim());
    }
    let _ = writeln!(
        text,
        "; {:?} -> {:?}, strips of {} items, {} slots\n",
        kernel.inputs, kernel.output, plan.strip, plan.slots
    );
    listing(&plan, &mut text);
    text
}

/// Instructions with names for the places they jump to, for constants and for what they are called with.
fn listing(plan: &Plan, text: &mut String) {
    let all = instructions(&plan.code);
    let mut jumps = BTreeMap::new();
    let mut constants = BTreeMap::new();
    for instruction in &all {
        if instruction.flow_control() != FlowControl::Next
            && instruction.op0_kind() == OpKind::NearBranch64
        {
            jumps.insert(instruction.near_branch64(), String::new());
        }
        if instruction.is_ip_rel_memory_operand() {
            let size = bytes_of(instruction);
            let longest = constants
                .entry(instruction.ip_rel_memory_address())
                .or_insert(size);
            *longest = size.max(*longest);
        }
    }
    for (number, name) in jumps.values_mut().enumerate() {
        *name = format!("L{number}");
    }
    let mut names = jumps.clone();
    for (number, place) in constants.keys().enumerate() {
        names.insert(*place, format!("c{number}"));
    }
    let mut formatter = IntelFormatter::with_options(Some(Box::new(Names(names))), None);
    let options = formatter.options_mut();
    options.set_rip_relative_addresses(false);
    options.set_first_operand_char_index(14);
    options.set_space_after_operand_separator(true);
    options.set_show_branch_size(false);
    for instruction in &all {
        if let Some(name) = jumps.get(&instruction.ip()) {
            let _ = writeln!(text, "{name}:");
        }
        let mut line = String::new();
        formatter.format(instruction, &mut line);
        let _ = writeln!(text, "    {line}");
    }
    for (number, (place, size)) in constants.iter().enumerate() {
        let _ = writeln!(
            text,
            "{}c{number}:  {}",
            if number == 0 { "\n" } else { "" },
            words(plan, *place, *size)
        );
    }
}

/// How much an instruction reads from its memory operand: one number where it spreads it.
fn bytes_of(instruction: &Instruction) -> usize {
    let size = instruction.memory_size();
    let size = if instruction.is_broadcast() {
        size.element_size()
    } else {
        size.size()
    };
    size.max(8)
}

/// The words of a constant, as bits and as a number where it may be one.
fn words(plan: &Plan, place: u64, size: usize) -> String {
    let bytes = &plan.code[place as usize..][..size];
    let words: Vec<u64> = bytes
        .chunks_exact(8)
        .map(|word| u64::from_le_bytes(word.try_into().expect("8 bytes")))
        .collect();
    let shown: Vec<String> = words
        .iter()
        .map(|word| format!("{word:016x} ({:?})", f64::from_bits(*word)))
        .collect();
    if words.iter().all(|word| *word == words[0]) {
        format!("{} × {}", words.len(), shown[0])
    } else {
        shown.join(", ")
    }
}

/// By address.
struct Names(BTreeMap<u64, String>);

/// What a frame's fields are called, by their place in it.
const FIELDS: [(i32, &str); 8] = [
    (frame::ITEM, "item"),
    (frame::END, "end"),
    (frame::STOP, "stop"),
    (frame::SLOTS, "slots"),
    (frame::TABLES, "tables"),
    (frame::COLUMNS, "columns"),
    (frame::OUTPUTS, "outputs"),
    (frame::LAST, "last"),
];

impl SymbolResolver for Names {
    fn symbol(
        &mut self,
        instruction: &Instruction,
        operand: u32,
        _: Option<u32>,
        address: u64,
        _: u32,
    ) -> Option<SymbolResult<'_>> {
        let memory = instruction.op_kind(operand) == OpKind::Memory;
        if memory && instruction.memory_base() == Register::RDI {
            let (_, name) = FIELDS.iter().find(|(at, _)| *at as u64 == address)?;
            return Some(SymbolResult::with_str(address, name));
        }
        let code = !memory || instruction.is_ip_rel_memory_operand();
        let name = self.0.get(&address).filter(|_| code)?;
        Some(SymbolResult::with_str(address, name))
    }
}
