//! Where registers go: slots, what moves with lanes in loops, operand numbers; and what it all costs.

use super::{fused, kernel, reads};
use crate::machine::Isa;
use crate::program::draft::{Draft, Reg};
use crate::program::{Program, assemble, slots};

/// Which register lives in which slot.
fn slots_of(draft: &Draft) -> String {
    let slots = slots::assign(draft);
    let placed = slots.of.iter().enumerate().filter_map(|(index, slot)| {
        let name = draft.name(Reg(index as u32));
        slot.map(|slot| format!("{name} in slot {slot}"))
    });
    placed.collect::<Vec<_>>().join("\n")
}

/// What a program knows beside its steps.
fn assembled(source: &str) -> String {
    let program =
        assemble::assemble(fused(source), &kernel(source), Isa::best()).expect("it is small");
    layout(&program)
}

fn layout(program: &Program) -> String {
    use core::fmt::Write;

    let mut text = String::new();
    for step in &program.prologue {
        let _ = writeln!(
            text,
            "once: {:?} {} <- {:?}",
            step.control, step.dst, step.args
        );
    }
    for step in &program.body {
        let _ = writeln!(text, "{:?} {} <- {:?}", step.control, step.dst, step.args);
    }
    for it in &program.loops {
        let _ = writeln!(
            text,
            "loop from {} to {} while {}: carried {:?}, read {:?}",
            it.start, it.end, it.cond, it.carried, it.read
        );
    }
    let columns: Vec<String> = program
        .used
        .iter()
        .map(|it| format!("column {} read {} times", it.column, it.reads))
        .collect();
    let _ = writeln!(
        text,
        "{}; {} slots, {} uniform, {} lanes, {:.2} ns",
        columns.join(", "),
        program.slots,
        program.uniforms,
        program.lanes,
        program.cost_ns()
    );
    text
}

const DIVIDED: &str = "(x, y) => { const a = x / y, b = y / x; return (a / b) / (a % b) }";
const HALVED: &str = "(x, y) => { let n = 0; while (x > y) { x = x / 2; n++ } return n }";

#[test]
fn a_slot_is_free_again_behind_the_last_use() {
    let draft = fused(DIVIDED);
    reads(
        &draft.to_string(),
        &[
            "0: r2 = Div c0, c1",
            "1: r3 = Div c1, c0",
            "2: r4 = Div r2, r3",
            "3: r5 = Rem r2, r3",
            "4: r6 = Div r4, r5",
        ],
    );
    reads(
        &slots_of(&draft),
        &[
            "r2 in slot 0",
            "r3 in slot 1",
            "r4 in slot 2",
            "r5 in slot 1",
        ],
    );
}

#[test]
fn what_a_loop_uses_keeps_its_slot_to_its_end() {
    let draft = fused(HALVED);
    reads(
        &draft.to_string(),
        &[
            "0: r9 = LtF c1, c0",
            "1: r6 = Copy c0",
            "2: r8 = And 0.0, 0.0",
            "3: t7 = Copy 0.0",
            "4: loop 0 while r9",
            "5: r10 = Div r6, 2.0",
            "6: t7 = Add 1.0, t7",
            "7: r6 = Copy r10",
            "8: r8 = Select r9, t7, r8",
            "9: r9 = AndLt c1, r10, r9",
            "10: again 0 while r9",
            "11: r13 = Copy r8",
        ],
    );
    reads(
        &slots_of(&draft),
        &[
            "r6 in slot 1",
            "r8 in slot 2",
            "r9 in slot 0",
            "r10 in slot 3",
        ],
    );
}

#[test]
fn operands_are_numbered_class_by_class() {
    reads(
        &assembled(DIVIDED),
        &[
            "Lanes 3 <- [1, 2, 3, 3]",
            "Lanes 4 <- [2, 1, 4, 4]",
            "Lanes 5 <- [3, 4, 5, 5]",
            "Lanes 4 <- [3, 4, 4, 4]",
            "Lanes 0 <- [5, 4, 0, 0]",
            "column 0 read 2 times, column 1 read 2 times; 3 slots, 0 uniform, 512 lanes, 2.70 ns",
        ],
    );
}

#[test]
fn a_loop_knows_what_moves_with_its_lanes() {
    reads(
        &assembled(HALVED),
        &[
            "Lanes 3 <- [2, 1, 3, 3]",
            "Lanes 4 <- [1, 4, 4, 4]",
            "Lanes 5 <- [9, 9, 5, 5]",
            "Once 7 <- [9, 7, 7, 7]",
            "Start 0 <- [3, 0, 0, 0]",
            "Lanes 6 <- [4, 10, 6, 6]",
            "Once 7 <- [11, 7, 7, 7]",
            "Lanes 4 <- [6, 4, 4, 4]",
            "Lanes 5 <- [3, 7, 5, 5]",
            "Lanes 3 <- [2, 6, 3, 3]",
            "End 0 <- [3, 0, 0, 0]",
            "Lanes 0 <- [5, 0, 0, 0]",
            "loop from 4 to 10 while 3: carried [3, 4, 5], read [2]",
            "column 0 read 2 times, column 1 read 3 times; 4 slots, 2 uniform, 512 lanes, 77.82 ns",
        ],
    );
}
