//! The JS engine's Math functions, bit for bit.

mod function;

pub use function::MathFn;
