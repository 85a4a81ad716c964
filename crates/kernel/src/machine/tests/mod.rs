//! The block machine against a naive evaluator, on every instruction set that this CPU has.

mod branches;
mod build;
mod functions;
mod harness;
mod interpolation;
mod loops;
mod memory;
mod neighbours;
mod operations;
mod oracle;
mod random;
mod remainder;
mod results;
mod superinstructions;
mod tables;
