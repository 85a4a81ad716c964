//! The JS engine's Math functions, bit for bit.
//!
//! * [`exact`]: what every engine computes alike, written here.
//! * [`providers`](candidates): who may compute the rest: functions found in this process.
//! * [`admit`], [`Table`]: which of those were shown to agree with the live `Math`.
//! * [`Vector`], [`Proof`]: vector code for them, once it was shown to agree with those.
//!
//! The proof itself (probing against the live `Math.f`) needs JS and lives in
//! `src/engine/native/math.ts`. See README.md beside this crate.

#![deny(unsafe_code)]

mod admission;
pub mod exact;
mod function;
mod proof;
mod providers;
mod table;
mod vector;

pub use admission::{Admission, admit, admitted};
pub use function::MathFn;
pub use proof::{PROOF_BLOCKS, Proof, VectorState, vector_state};
pub use providers::{Call, Candidate, Fn1, Fn2, candidates, evaluate};
pub use table::{Provider, Table};
pub use vector::{Block, GROUP, LANES, Set, Vector};
