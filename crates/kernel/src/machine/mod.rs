//! The block machine: runs a program's steps over blocks of lanes that stay in the L1 cache.
//!
//! * [`kind`]: columns, outputs, a run. * [`isa`]: which instruction set computes.
//! * [`memory`]: recycled scratch. * [`feed`]: columns and output of a run, block by block.
//! * [`run`]: the loop over blocks; [`prepare`]: what comes before it; [`error`]: how it may fail.
//! * [`execute`]: the loop over steps. * [`squeeze`]: lanes moved together in loops that others have left.
//! * [`simd`]: the steps themselves.

mod error;
mod execute;
mod feed;
mod isa;
mod kind;
pub(crate) mod memory;
mod prepare;
mod run;
mod simd;
#[cfg(feature = "test-hooks")]
mod spoil;
mod squeeze;
#[cfg(test)]
mod tests;

pub use crate::codegen::{Choice, choose, code_runs};
pub use error::Error;
#[cfg(target_arch = "x86_64")]
pub(crate) use isa::clocks_down;
pub use isa::{Isa, instruction_set};
pub use kind::{Column, Kind, Output, Run, Table};
pub use memory::AllocError;
pub use run::Machine;

pub(crate) use kind::Ready;
pub(crate) use simd::{Control, GROUP, Step, resolve};
#[cfg(feature = "test-hooks")]
pub(crate) use spoil::FirstCaptures;
