//! When vector code gets its proof: as a job of its own on the pool's threads, once the functions that it would serve have been
//! called for so long that it pays.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use numpool_jobs::{Lease, Scratch, Spec, Step, Work};
use numpool_math::{MathFn, PROOF_BLOCKS, Proof, Table};

use crate::kernels::Kernel;

/// A proof takes one to three milliseconds of some thread; so much work was done without it first.
const WORTH_NS: u64 = 1_000_000;

/// Blocks compared between two looks at the stop flag: some 50 µs.
const CHUNK: usize = 32;

/// Notes that a kernel runs for about `cost_ns`, and begins the proofs that it waits for when they are worth it.
#[inline]
pub(crate) fn consider(
    kernel: &Kernel,
    table: &Table,
    cost_ns: f64,
    lease: impl FnOnce() -> Option<std::rc::Rc<Lease>>,
) {
    if kernel.math.iter().any(|f| table.is_unproved(*f)) {
        unproved(kernel, table, cost_ns, lease);
    }
}

#[cold]
fn unproved(
    kernel: &Kernel,
    table: &Table,
    cost_ns: f64,
    lease: impl FnOnce() -> Option<std::rc::Rc<Lease>>,
) {
    /// Estimated work of all kernels that ran unproved. Relaxed: a number on its own.
    static DONE_NS: AtomicU64 = AtomicU64::new(0);
    let cost_ns = cost_ns as u64;
    if DONE_NS
        .fetch_add(cost_ns, Ordering::Relaxed)
        .saturating_add(cost_ns)
        < WORTH_NS
    {
        return;
    }
    let Some(lease) = lease() else { return };
    for function in &kernel.math {
        if table.is_unproved(*function) {
            begin(*function, &lease);
        }
    }
}

fn begin(function: MathFn, lease: &Lease) {
    let Some(proof) = Proof::begin(function) else {
        return;
    };
    let spec = Spec {
        items: PROOF_BLOCKS,
        chunk: CHUNK,
        participants: 1,
        timeout: None,
    };
    // Without threads nobody proves it, and the engine's own function goes on serving.
    let _ = lease.submit(Arc::new(ProofWork(proof)), &spec, Box::new(|_| {}));
}

struct ProofWork(Proof);

impl Work for ProofWork {
    fn run(&self, _: &mut Scratch, blocks: Range<usize>, stop: &AtomicBool) -> Step {
        if stop.load(Ordering::Relaxed) {
            return Step::Stopped;
        }
        if self.0.compare(blocks) {
            Step::Done
        } else {
            Step::Failed(0)
        }
    }
}
