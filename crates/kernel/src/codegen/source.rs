//! What the code generator starts from: the instructions that lowering made, before superinstructions.

use super::choice;
use crate::ir::{Function, Type};
use crate::machine::Isa;
use crate::program::Code;
use crate::program::draft::{Draft, Home, Instr, Reg};

/// A kernel as instructions over virtual registers, kept by its program until it is compiled.
pub(crate) struct Source {
    pub(super) homes: Vec<Home>,
    pub(super) constants: Vec<u64>,
    /// Once a run, on what all items share.
    pub(super) prologue: Vec<Instr>,
    /// For each item.
    pub(super) body: Vec<Instr>,
    /// Where each result is left, and its type.
    pub(super) results: Vec<(Reg, Type)>,
    /// By parameter, the types; behind them come the lengths of tables.
    pub(super) params: Vec<Type>,
    pub(super) tables: usize,
    /// Engine functions that instructions call by number.
    pub(super) functions: u32,
    /// Whether code for it calls functions, of the engine or for `%`.
    calls: bool,
    /// Whether blocks have one step for an interpolation in a table, and there is no loop.
    pub(crate) interpolates: bool,
}

impl Source {
    /// `results` is where the draft leaves the function's results.
    pub(crate) fn of(draft: &Draft, results: &[Reg], function: &Function) -> Self {
        let mut all = draft.prologue.iter().chain(&draft.body);
        let calls = !draft.math.is_empty() || all.any(|instr| instr.code == Code::Rem);
        Self {
            homes: draft.homes.clone(),
            constants: draft.constants.clone(),
            prologue: draft.prologue.clone(),
            body: draft.body.clone(),
            results: results
                .iter()
                .zip(function.results())
                .map(|(reg, value)| (*reg, function.ty(value)))
                .collect(),
            params: function.params.iter().map(|param| param.ty).collect(),
            tables: function.tables.len(),
            functions: draft.math.len() as u32,
            calls,
            interpolates: false,
        }
    }

    /// Why blocks are left to compute it although there is code for it, if they take less time.
    pub(super) fn better_in_blocks(&self, isa: Isa) -> Option<&'static str> {
        if self.interpolates {
            // Half the time of the operations one by one.
            Some("they interpolate in tables in one step")
        } else if self.calls && !choice::calls_functions(isa) {
            Some("functions are called from blocks")
        } else {
            None
        }
    }
}
