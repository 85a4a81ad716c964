//! Parallel loops over index ranges on one owned set of threads.
//!
//! A [`Work`] is cut into chunks; pool threads and, in a blocking call, the calling thread take
//! chunks from one counter. [`Lease`] is how an environment holds the threads: the first parallel
//! job makes them, the last lease to be dropped joins them. See the README beside this crate for
//! the invariants and for what Rayon does here.

#![deny(unsafe_code)]

mod chunk;
mod cpu;
mod crew;
mod drive;
mod float_state;
#[cfg(feature = "test-hooks")]
pub mod hooks;
mod house;
mod job;
mod latch;
mod linger;
mod lock;
mod member;
mod run_list;
mod timer;
mod work;

pub use chunk::{chunk_size, participants};
pub use cpu::step_apart;
pub use house::{JobHandle, Lease, NoThreads, set_threads, threads};
pub use job::{Completion, End, Report};
pub use work::{Scratch, Spec, Step, Work};
