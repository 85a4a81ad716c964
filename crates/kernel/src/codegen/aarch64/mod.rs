//! Machine code for `AArch64`: NEON, two lanes a vector. Two operations so far, `+` and `*` on numbers; everything else is refused.
//!
//! It is there so that a whole back end is one folder: it takes the tape that all back ends take, and what it gives is mapped and
//! called in the same way. [`encode`]: words of instructions. This file: a whole function.
//!
//! Convention: "Procedure Call Standard for the Arm 64-bit Architecture",
//! <https://github.com/ARM-software/abi-aa/blob/main/aapcs64/aapcs64.rst>. Of the vector registers 8 to 15 belong to the caller.

mod encode;
#[cfg(test)]
mod tests;

use encode::{Assembler, Op, Vector, X};

use super::abi::{Ended, column, frame};
use super::allocate::{Files, Place, allocate};
use super::class::Class;
use super::live::{Lives, has_place};
use super::signature::{Input, Signature};
use super::tape::{Node, Tape, What};
use super::{Plan, Refusal, SLOT};
use crate::machine::Kind;
use crate::program::Code;
use crate::program::draft::{Home, Reg};

const LANES: usize = 2;
/// Vectors in a strip.
const MOST_COPIES: usize = 4;
/// Vector registers that are ours, and how many of them operations need for themselves.
const VECTORS: u8 = 24;
const TEMPORARIES: u8 = 2;

/// What the code was called with.
const FRAME: X = X(0);
/// The first item of the strip, and the one behind the last.
const ITEM: X = X(1);
const END: X = X(2);
const STOP: X = X(8);
const SLOTS: X = X(9);
const COLUMNS: X = X(10);
/// Free for any use.
const ANY: X = X(11);

/// The code of a tape, and what a run of it needs.
pub(super) fn compile(tape: &Tape, signature: &Signature, params: usize) -> Result<Plan, Refusal> {
    if !tape.prologue.is_empty() || !signature.tables.is_empty() {
        return Err(Refusal::Operation);
    }
    let lives = Lives::of(tape);
    let files = Files {
        vectors: VECTORS - TEMPORARIES,
        masks: 0,
    };
    // As many vectors in a strip as stay in registers.
    let mut copies = MOST_COPIES;
    let mut allocation = allocate(tape, &lives, copies, files, params as u32);
    while copies > 1 && allocation.spilled > 0.0 {
        copies -= 1;
        allocation = allocate(tape, &lives, copies, files, params as u32);
    }
    let place = |(reg, home): (usize, &Home)| match *home {
        Home::Param(param) => Place::Slots(param),
        home if has_place(home) => allocation.places[reg],
        _ => Place::None,
    };
    let mut emitter = Emitter {
        code: Assembler::default(),
        tape,
        signature,
        places: tape.homes.iter().enumerate().map(place).collect(),
        copies,
    };
    emitter.function()?;
    Ok(Plan {
        code: emitter.code.finish().ok_or(Refusal::Size)?,
        strip: copies * LANES,
        slots: allocation.slots as usize,
    })
}

/// A vector register by its number among those that are ours.
fn vector(number: u8) -> Vector {
    Vector(if number < 8 { number } else { number + 8 })
}

fn temporary(number: u8) -> Vector {
    vector(VECTORS - 1 - number)
}

struct Emitter<'a> {
    code: Assembler,
    tape: &'a Tape,
    signature: &'a Signature,
    places: Vec<Place>,
    /// Vectors in a strip.
    copies: usize,
}

impl Emitter<'_> {
    fn function(&mut self) -> Result<(), Refusal> {
        self.code.landing();
        for (register, place) in [
            (STOP, frame::STOP),
            (SLOTS, frame::SLOTS),
            (COLUMNS, frame::COLUMNS),
            (ITEM, frame::ITEM),
            (END, frame::END),
        ] {
            self.code.load(register, FRAME, place as usize);
        }
        let (top, done, stopped) = (self.code.label(), self.code.label(), self.code.label());
        self.code.bind(top);
        let tape = self.tape;
        for node in &tape.body {
            for copy in 0..self.copies {
                self.copy_of(node, copy)?;
            }
        }
        self.code
            .add_number(ITEM, ITEM, (self.copies * LANES) as u32);
        self.code.compare(ITEM, END);
        self.code.jump_if_not_below(done);
        self.code.load_byte(ANY, STOP);
        self.code.jump_if_not_zero(ANY, stopped);
        self.code.jump(top);
        for (label, ended) in [(done, Ended::Done), (stopped, Ended::Stopped)] {
            self.code.bind(label);
            self.code.store(ITEM, FRAME, frame::ITEM as usize);
            self.code.set(X(0), ended as u16);
            self.code.leave();
        }
        Ok(())
    }

    fn copy_of(&mut self, node: &Node, copy: usize) -> Result<(), Refusal> {
        match node.what {
            What::Column(number) => {
                let number = number as usize;
                if self.signature.inputs.get(number) != Some(&Input::Memory(Kind::F64)) {
                    return Err(Refusal::Operation);
                }
                self.code.load(ANY, COLUMNS, number * column::SIZE);
                self.code.add_items(ANY, ANY, ITEM);
                let to = self.result(node, copy);
                self.code.load_vector(to, ANY, copy * LANES * 8);
                self.done(node, copy)
            }
            What::Store(number) => {
                if self.signature.outputs[number as usize] != Kind::F64 {
                    return Err(Refusal::Operation);
                }
                let from = self.operand(node.args[0], copy, 0)?;
                self.code.load(ANY, FRAME, frame::OUTPUTS as usize);
                self.code.load(ANY, ANY, number as usize * 8);
                self.code.add_items(ANY, ANY, ITEM);
                self.code.store_vector(from, ANY, copy * LANES * 8);
                Ok(())
            }
            What::Code(Code::Add) => self.operation(Op::Add, node, copy),
            What::Code(Code::Mul) => self.operation(Op::Mul, node, copy),
            _ => Err(Refusal::Operation),
        }
    }

    fn operation(&mut self, op: Op, node: &Node, copy: usize) -> Result<(), Refusal> {
        if node.mask.is_some() {
            return Err(Refusal::Operation);
        }
        let a = self.operand(node.args[0], copy, 0)?;
        let b = self.operand(node.args[1], copy, 1)?;
        let to = self.result(node, copy);
        self.code.operate(op, to, a, b);
        self.done(node, copy)
    }

    /// A copy of a number in a register: its own, or the temporary with this number.
    fn operand(&mut self, reg: Reg, copy: usize, number: u8) -> Result<Vector, Refusal> {
        if let Home::Constant(constant) = self.tape.homes[reg.index()] {
            let bits = self.tape.constants[constant as usize];
            self.code.load_constant(temporary(number), bits);
            return Ok(temporary(number));
        }
        if self.tape.classes[reg.index()] != Class::Wide {
            return Err(Refusal::Operation);
        }
        let copy = if self.tape.homes[reg.index()].is_uniform() {
            0
        } else {
            copy
        };
        match self.places[reg.index()] {
            Place::Registers(registers) => Ok(vector(registers[copy])),
            Place::Slots(slot) => {
                let at = (slot as usize + copy) * SLOT;
                self.code.load_vector(temporary(number), SLOTS, at);
                Ok(temporary(number))
            }
            Place::None => Err(Refusal::Operation),
        }
    }

    /// Where the result is computed: its register, or a temporary that [`Self::done`] stores.
    fn result(&self, node: &Node, copy: usize) -> Vector {
        match node.dst.map(|dst| self.places[dst.index()]) {
            Some(Place::Registers(registers)) => vector(registers[copy]),
            _ => temporary(0),
        }
    }

    fn done(&mut self, node: &Node, copy: usize) -> Result<(), Refusal> {
        let dst = node.dst.ok_or(Refusal::Operation)?;
        match self.places[dst.index()] {
            Place::Slots(slot) => {
                let at = (slot as usize + copy) * SLOT;
                self.code.store_vector(temporary(0), SLOTS, at);
                Ok(())
            }
            Place::Registers(_) => Ok(()),
            Place::None => Err(Refusal::Operation),
        }
    }
}
