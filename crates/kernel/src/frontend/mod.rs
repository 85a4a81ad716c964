//! From the text of a JavaScript function to what the engines need to know of it.
//!
//! [`analyze`] reads any function and tells which variables it takes from outside: the workers
//! engine sends those along. [`compile`] turns a numeric function into a kernel, or gives the
//! reasons why it cannot be one. Both run on a stack of their own (`limits`), so that no
//! source can overflow the caller's.

#![forbid(unsafe_code)]

mod analyze;
mod compile;
mod limits;
mod lower;
mod module;
mod parse;
mod reasons;

pub use analyze::{Analysis, FreeVariable, Uses, analyze};
pub use compile::{Capture, CaptureKind, Captured, Compiled, Refusal, Request, Shape, compile};
pub use module::{Declared, Export, Import, Module, read_module};
pub use reasons::Reason;
