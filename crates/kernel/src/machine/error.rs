//! What a run may fail with.

use core::fmt;

use numpool_math::MathFn;

use super::memory::AllocError;

/// Why a run could not start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// No admitted provider for a function that the program calls.
    MissingProvider(MathFn),
    /// No memory for the blocks.
    OutOfMemory(AllocError),
    /// Fewer columns than the program reads.
    Columns {
        /// Columns of the program.
        expected: u32,
        /// Columns of the run.
        got: usize,
    },
    /// A table was read where it has no item; what the output holds is unspecified.
    OutOfBounds,
    /// Another number of tables than the program has.
    Tables {
        /// Tables of the program.
        expected: usize,
        /// Tables of the run.
        got: usize,
    },
    /// Another number of outputs than the program has results.
    Outputs {
        /// Results of the program.
        expected: usize,
        /// Outputs of the run.
        got: usize,
    },
    /// Another number of parameters than the program has.
    Params {
        /// Parameters of the program.
        expected: usize,
        /// Parameters of the run.
        got: usize,
    },
}

impl Error {
    /// A stable name of the failure.
    pub fn code(&self) -> &'static str {
        match self {
            Self::MissingProvider(_) => "missing-provider",
            Self::OutOfMemory(_) => "out-of-memory",
            Self::Columns { .. } => "wrong-columns",
            Self::OutOfBounds => "out-of-bounds",
            Self::Tables { .. } => "wrong-tables",
            Self::Outputs { .. } => "wrong-outputs",
            Self::Params { .. } => "wrong-params",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingProvider(function) => {
                write!(
                    out,
                    "no admitted provider computes Math.{}",
                    function.name()
                )
            }
            Self::OutOfMemory(error) => error.fmt(out),
            Self::Columns { expected, got } => {
                write!(out, "expected {expected} columns, got {got}")
            }
            Self::OutOfBounds => out.write_str("a table was read where it has no item"),
            Self::Tables { expected, got } => {
                write!(out, "expected {expected} tables, got {got}")
            }
            Self::Outputs { expected, got } => {
                write!(out, "expected {expected} outputs, got {got}")
            }
            Self::Params { expected, got } => {
                write!(out, "expected {expected} parameters, got {got}")
            }
        }
    }
}

impl core::error::Error for Error {}
