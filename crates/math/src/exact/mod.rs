//! Scalar ECMAScript semantics on which every engine agrees, bit for bit (NaN payloads aside).
//!
//! Nothing here calls a library function whose bits may differ between hosts: rounding, square root
//! and conversions are exact by IEEE 754, the rest is integer work on the bits.

mod float16;
mod hypot;
mod integer;
mod order;
mod rem;
mod rounding;

pub use float16::{f16_to_f64, f16round, f64_to_f16};
pub use hypot::hypot;
pub use integer::{clz32, imul, to_int32, to_uint8_clamped, to_uint32};
pub use order::{max, min, sign};
pub use rem::rem;
pub use rounding::{ceil, floor, fround, is_integer, round, trunc};
