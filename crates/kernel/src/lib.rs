//! JavaScript numeric functions, compiled: source → AST → checked IR → block programs.
//!
//! The way through this crate is [`frontend`] (text to IR, or the reasons why not), [`ir`] (what a
//! kernel is), [`program`] (IR to a list of block steps) and [`machine`] (the steps, run over
//! blocks of lanes with explicit SIMD). See the README beside this crate for the invariants.

mod codegen;
pub mod frontend;
pub mod ir;
pub mod machine;
mod magic;
pub mod program;
mod wrong;
