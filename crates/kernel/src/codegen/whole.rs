//! Which registers hold nothing but whole numbers, infinities and NaN: as indices they need not be asked whether they are whole.
//! What is not finite is no index anyway, and converted to an integer it becomes none.
//!
//! Sums, differences and products of whole numbers are whole, however they are rounded: a double above 2^53 is.

use super::signature::{Input, Signature};
use super::tape::{Node, Tape, What};
use crate::machine::Kind;
use crate::program::Code;
use crate::program::draft::{Home, Reg};

/// By register; `params` captured values come before the lengths of tables.
pub(super) fn whole(tape: &Tape, signature: &Signature, params: usize) -> Vec<bool> {
    let first = tape.homes.iter().map(|home| match *home {
        Home::Constant(constant) => is_whole(f64::from_bits(tape.constants[constant as usize])),
        Home::Param(param) => param as usize >= params,
        _ => true,
    });
    let mut whole: Vec<bool> = first.collect();
    // What a turn makes may come from what the turn before it made: asked again until nothing changes.
    loop {
        let mut changes = false;
        for node in tape.prologue.iter().chain(&tape.body) {
            if let Some(dst) = node.dst
                && whole[dst.index()]
                && !makes_whole(node, &whole, signature)
            {
                whole[dst.index()] = false;
                changes = true;
            }
        }
        if !changes {
            return whole;
        }
    }
}

fn is_whole(number: f64) -> bool {
    !number.is_finite() || number.fract() == 0.0
}

fn makes_whole(node: &Node, whole: &[bool], signature: &Signature) -> bool {
    let all = |args: &[Reg]| args.iter().all(|arg| whole[arg.index()]);
    match node.what {
        What::Column(column) => matches!(
            signature.inputs.get(column as usize),
            Some(Input::Memory(kind)) if is_integer(*kind)
        ),
        What::Code(code) => match code {
            Code::Floor
            | Code::Ceil
            | Code::Trunc
            | Code::Round
            | Code::Sign
            | Code::I32ToF64
            | Code::U32ToF64
            | Code::BoolToF64 => true,
            Code::Add
            | Code::Sub
            | Code::Mul
            | Code::Min
            | Code::Max
            | Code::Neg
            | Code::Abs
            | Code::Copy => all(&node.args),
            // A copy, among integers and booleans more.
            Code::And => node.args[0] == node.args[1] && all(&node.args),
            Code::Select => all(&node.args[1..]),
            Code::Load | Code::LoadWhere => {
                let kind = signature.tables.get(node.extra as usize);
                kind.is_some_and(|kind| is_integer(*kind))
            }
            _ => false,
        },
        _ => false,
    }
}

fn is_integer(kind: Kind) -> bool {
    !matches!(kind, Kind::F64 | Kind::F32 | Kind::F16)
}
