//! Two threads of which each looks for the other's next word need a CPU each. The system does not see to it: it wakes a thread on
//! the CPU of the one that wakes it, above all in a virtual machine, where it takes an idle CPU for one that the host has taken away.

use napi_derive::napi;

use crate::api;

/// Moves the calling thread to another CPU if it is on the one where `thread` of this process is, or was last; true if it did.
#[napi]
pub(crate) fn step_apart(thread: u32) -> bool {
    api::guarded(false, || numpool_jobs::step_apart(thread))
}
