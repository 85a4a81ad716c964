//! What code is made for beside the kernel itself: how columns, output and tables are stored.

use crate::machine::{Column, Kind, Run};

/// Where a column's items come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    Memory(Kind),
    Range,
}

/// The kinds of everything that a run reads and writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) inputs: Vec<Input>,
    /// At least one.
    pub(crate) outputs: Vec<Kind>,
    pub(crate) tables: Vec<Kind>,
}

impl Signature {
    pub(crate) fn of(run: &Run<'_>) -> Self {
        Self {
            inputs: run.columns.iter().map(input).collect(),
            outputs: outputs(run).collect(),
            tables: run.tables.iter().map(|table| table.kind).collect(),
        }
    }

    /// Whether anything is of this kind.
    pub(super) fn has(&self, kind: Kind) -> bool {
        self.outputs.contains(&kind)
            || self.tables.contains(&kind)
            || self.inputs.contains(&Input::Memory(kind))
    }

    /// Whether code for this signature serves a run: asked at each run, so nothing is allocated.
    pub(crate) fn serves(&self, run: &Run<'_>) -> bool {
        self.outputs.iter().copied().eq(outputs(run))
            && self
                .inputs
                .iter()
                .copied()
                .eq(run.columns.iter().map(input))
            && self
                .tables
                .iter()
                .copied()
                .eq(run.tables.iter().map(|table| table.kind))
    }
}

fn outputs<'a>(run: &'a Run<'_>) -> impl Iterator<Item = Kind> + 'a {
    std::iter::once(&run.output)
        .chain(run.others)
        .map(|output| output.kind)
}

fn input(column: &Column) -> Input {
    match column {
        Column::Memory { kind, .. } => Input::Memory(*kind),
        Column::Range { .. } => Input::Range,
    }
}
