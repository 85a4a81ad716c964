//! Encodings, read back by somebody else's disassembler, what whole functions are made of, and how some of them look.

mod encodings;
mod functions;
mod kernels;
mod snapshots;
