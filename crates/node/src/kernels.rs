//! The process's compiled kernels, by number.
//!
//! A number is a place in a slab and the place's generation, so that a number kept too long is
//! unknown instead of somebody else's kernel. Jobs hold the kernel itself; releasing a number never
//! takes a running kernel away.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use numpool_kernel::program::Program;
use numpool_math::{MathFn, Table};

use crate::pace::Pace;

/// A program and what it needs to run.
pub(crate) struct Kernel {
    pub(crate) program: Program,
    pub(crate) math: Vec<MathFn>,
    /// Estimated ns per item.
    pub(crate) cost_ns: f64,
    pub(crate) pace: Pace,
}

impl Kernel {
    /// ns per item on one thread: as measured, before that as estimated.
    pub(crate) fn item_ns(&self) -> f64 {
        self.pace.known().unwrap_or(self.cost_ns)
    }

    /// Whether the table has a provider for every function the kernel uses.
    pub(crate) fn is_served_by(&self, table: &Table) -> bool {
        self.math.iter().all(|f| table.get(*f).is_some())
    }
}

/// A kernel as one environment knows it. Counted by Rc, because an atomic count on each call would
/// cost more than the rest of the search.
pub(crate) struct Known(Arc<Kernel>);

impl Deref for Known {
    type Target = Arc<Kernel>;

    fn deref(&self) -> &Arc<Kernel> {
        &self.0
    }
}

/// Low bits of a number: the place. The rest: the generation, never 0.
const PLACE_BITS: u32 = 20;
const PLACES: usize = 1 << PLACE_BITS;
const GENERATIONS: u32 = 1 << (u32::BITS - PLACE_BITS);

struct Place {
    generation: u32,
    kernel: Option<Arc<Kernel>>,
}

struct Slab {
    places: Vec<Place>,
    /// First freed, first used again: the longest time before a generation comes back.
    free: VecDeque<u32>,
}

static SLAB: RwLock<Slab> = RwLock::new(Slab {
    places: Vec::new(),
    free: VecDeque::new(),
});

/// Counts releases, so that environments drop what they remember. Release when a kernel was taken
/// out, Acquire before a remembered one is used: a number is unknown once its release returned.
static RELEASES: AtomicU64 = AtomicU64::new(0);

/// Keeps a kernel and gives its number; `None` when a million are kept already or memory is short.
pub(crate) fn insert(kernel: Kernel) -> Option<u32> {
    let mut slab = SLAB.write().unwrap_or_else(PoisonError::into_inner);
    let kernel = Some(Arc::new(kernel));
    if let Some(index) = slab.free.pop_front() {
        let place = &mut slab.places[index as usize];
        place.kernel = kernel;
        return Some(place.generation << PLACE_BITS | index);
    }
    let index = slab.places.len();
    if index == PLACES || slab.places.try_reserve(1).is_err() {
        return None;
    }
    slab.places.push(Place {
        generation: 1,
        kernel,
    });
    Some(1 << PLACE_BITS | index as u32)
}

/// Forgets a number; an unknown one is ignored.
pub(crate) fn remove(number: u32) {
    let mut slab = SLAB.write().unwrap_or_else(PoisonError::into_inner);
    let (index, generation) = split(number);
    let Some(place) = slab.places.get_mut(index) else {
        return;
    };
    if place.generation != generation || place.kernel.take().is_none() {
        return;
    }
    place.generation = if generation + 1 == GENERATIONS {
        1
    } else {
        generation + 1
    };
    // Not kept for reuse when memory is short: the place is lost, nothing else.
    if slab.free.try_reserve(1).is_ok() {
        slab.free.push_back(index as u32);
    }
    RELEASES.fetch_add(1, Ordering::Release);
}

/// The kernel with a number.
pub(crate) fn find(number: u32) -> Option<Arc<Kernel>> {
    let slab = SLAB.read().unwrap_or_else(PoisonError::into_inner);
    let (index, generation) = split(number);
    let place = slab
        .places
        .get(index)
        .filter(|place| place.generation == generation)?;
    place.kernel.clone()
}

fn split(number: u32) -> (usize, u32) {
    (number as usize & (PLACES - 1), number >> PLACE_BITS)
}

/// Kernels that one environment ran lately, so that a call need not lock the slab.
#[derive(Default)]
pub(crate) struct Recent {
    seen: RefCell<Seen>,
}

#[derive(Default)]
struct Seen {
    releases: u64,
    kernels: [Option<(u32, Rc<Known>)>; Recent::PLACES],
}

impl Recent {
    const PLACES: usize = 32;

    pub(crate) fn get(&self, number: u32) -> Option<Rc<Known>> {
        let mut seen = self.seen.borrow_mut();
        let releases = RELEASES.load(Ordering::Acquire);
        if seen.releases != releases {
            *seen = Seen {
                releases,
                ..Seen::default()
            };
        }
        let entry = &mut seen.kernels[number as usize % Self::PLACES];
        if let Some((known, kernel)) = entry
            && *known == number
        {
            return Some(Rc::clone(kernel));
        }
        let kernel = Rc::new(Known(find(number)?));
        *entry = Some((number, Rc::clone(&kernel)));
        Some(kernel)
    }
}
