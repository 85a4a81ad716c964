//! What the crate promises, by behaviour.

mod common;
mod loops;
mod stopping;
