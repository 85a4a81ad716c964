//! Encodings, read back by somebody else's disassembler, and what whole functions are made of.

mod encodings;
mod functions;
