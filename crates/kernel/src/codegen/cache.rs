//! Who has code: each program for the kinds it was run with, all together no more than the budget, the least recently used
//! leaving first.
//!
//! A run holds a reference on its code, so what leaves is unmapped when the last run is through with it. Locks are held for
//! moments only, never while code is made, and one at a time: first the list of all, then a place in it.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::abi::{self, Frame};
use super::choice::{self, Choice, Chosen};
use super::memory::CodeMemory;
use super::{Refusal, Signature, Source, attempt, describe, perf};
#[cfg(target_arch = "x86_64")]
use crate::machine::clocks_down;
use crate::machine::{Isa, Run};

/// Bytes of code that the process keeps at most.
const BUDGET: usize = 16 << 20;
/// Estimated ns of work with one signature after which code is worth making.
const WORTH_NS: u64 = 50_000;
/// Items of a kernel with loops, whose cost is a guess, that are worth it at once.
const LOOP_ITEMS: usize = 64;
/// Signatures that a program gets code for.
const MOST_SIGNATURES: usize = 16;

/// Bytes mapped, those of code that has left and still runs among them.
static MAPPED: AtomicUsize = AtomicUsize::new(0);
/// Counts runs, for who was used last.
static CLOCK: AtomicU64 = AtomicU64::new(0);
static ALL: Mutex<Vec<Weak<Place>>> = Mutex::new(Vec::new());

/// Executable code of a kernel.
pub(crate) struct Code {
    memory: CodeMemory,
    /// Items that it computes at a time.
    pub(super) strip: usize,
    pub(super) slots: usize,
}

impl Code {
    /// # Safety
    /// The frame is as the code wants it: see [`super::call`].
    pub(super) unsafe fn call(&self, frame: &mut Frame) -> u32 {
        let entry = self.memory.entry();
        // SAFETY: by contract; the memory is mapped for as long as `self` lives.
        unsafe { entry(frame) }
    }

    /// The address and length of the mapping.
    #[cfg(test)]
    pub(super) fn mapping(&self) -> (usize, usize) {
        self.memory.mapping()
    }
}

impl Drop for Code {
    fn drop(&mut self) {
        MAPPED.fetch_sub(self.memory.length(), Ordering::Relaxed);
    }
}

/// The codes of a program.
pub(crate) struct Codes {
    source: Source,
    isa: Isa,
    /// For short work: narrower where the CPU would lower its clock.
    short: Isa,
    loops: bool,
    choice: Chosen,
    /// What people call it.
    name: String,
    places: Mutex<Vec<Arc<Place>>>,
}

/// The code for one signature.
struct Place {
    signature: Signature,
    isa: Isa,
    held: Mutex<Held>,
    /// The clock when it was last used.
    used: AtomicU64,
}

enum Held {
    /// So many ns of work were done without.
    Nothing(u64),
    /// Somebody is making it.
    Soon,
    Code(Arc<Code>),
    Never(#[cfg_attr(not(test), expect(dead_code, reason = "for tests and people"))] Refusal),
}

impl Codes {
    pub(crate) fn new(source: Source, isa: Isa, loops: bool) -> Self {
        Self {
            source,
            isa,
            short: for_short_work(isa),
            loops,
            choice: Chosen::new(Choice::Best),
            name: String::new(),
            places: Mutex::new(Vec::new()),
        }
    }

    /// As on a CPU that lowers its clock.
    #[cfg(test)]
    pub(crate) fn narrow_short_work(&mut self, isa: Isa) {
        self.short = isa;
    }

    pub(crate) fn choose(&self, choice: Choice) {
        self.choice.set(choice);
    }

    /// Gives it a name for `perf`.
    pub(crate) fn call(&mut self, name: &str) {
        self.name = perf::name(name);
    }

    /// Who computes a program of so many columns, in words.
    pub(crate) fn describe(&self, columns: u32) -> String {
        describe(&self.source, columns, self.isa)
    }

    /// Whether code was made, for any signature.
    pub(crate) fn is_there(&self) -> bool {
        let places = lock(&self.places);
        places
            .iter()
            .any(|place| matches!(*lock(&place.held), Held::Code(_)))
    }

    /// Code for some signature.
    #[cfg(test)]
    pub(crate) fn any(&self) -> Option<Arc<Code>> {
        let places = lock(&self.places);
        places.iter().find_map(|place| match &*lock(&place.held) {
            Held::Code(code) => Some(Arc::clone(code)),
            _ => None,
        })
    }

    /// Code for all signatures.
    #[cfg(test)]
    pub(crate) fn all(&self) -> Vec<Arc<Code>> {
        let places = lock(&self.places);
        let code = |place: &Arc<Place>| match &*lock(&place.held) {
            Held::Code(code) => Some(Arc::clone(code)),
            _ => None,
        };
        places.iter().filter_map(code).collect()
    }

    /// Why there is no code for a signature that was tried.
    #[cfg(test)]
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        let places = lock(&self.places);
        places.iter().find_map(|place| match *lock(&place.held) {
            Held::Never(refusal) => Some(refusal),
            _ => None,
        })
    }

    /// The code for a run of so many items, if it is there or worth making now.
    pub(crate) fn code(&self, run: &Run<'_>, items: usize, is_short: bool) -> Option<Arc<Code>> {
        let choice = self.choice.get();
        if choice == Choice::Interpreter || choice::off().is_some() {
            return None;
        }
        let always = choice == Choice::Generated;
        let isa = if is_short { self.short } else { self.isa };
        if !(always || abi::MEASURED && self.source.better_in_blocks(isa).is_none()) {
            return None;
        }
        let place = self.place(run, isa)?;
        {
            let mut held = lock(&place.held);
            match &mut *held {
                Held::Code(code) => {
                    let now = CLOCK.fetch_add(1, Ordering::Relaxed);
                    place.used.store(now, Ordering::Relaxed);
                    return Some(Arc::clone(code));
                }
                Held::Soon | Held::Never(_) => return None,
                Held::Nothing(work) => {
                    let more = items as f64 * run.program.cost_ns();
                    *work = work.saturating_add(more as u64);
                    let worth = *work >= WORTH_NS || self.loops && items >= LOOP_ITEMS;
                    if !(always || worth) {
                        return None;
                    }
                    *held = Held::Soon;
                }
            }
        }
        let made = attempt(&self.source, &place.signature, isa).map(|plan| {
            let memory = map(&plan.code)?;
            let (start, _) = memory.mapping();
            perf::tell(start, plan.code.len(), &self.name, &place.signature, isa);
            Some(Arc::new(Code {
                memory,
                strip: plan.strip,
                slots: plan.slots,
            }))
        });
        let (now, code) = match made {
            Ok(Some(code)) => (Held::Code(Arc::clone(&code)), Some(code)),
            // Not now: other code is running, or there is no memory.
            Ok(None) => (Held::Nothing(0), None),
            Err(refusal) => (Held::Never(refusal), None),
        };
        if code.is_some() {
            place
                .used
                .store(CLOCK.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
            let mut all = lock(&ALL);
            all.retain(|place| place.strong_count() > 0);
            all.push(Arc::downgrade(&place));
        }
        *lock(&place.held) = now;
        code
    }

    /// The place for a run's signature; `None` for one kind too many.
    fn place(&self, run: &Run<'_>, isa: Isa) -> Option<Arc<Place>> {
        let mut places = lock(&self.places);
        let serves = |place: &&Arc<Place>| place.isa == isa && place.signature.serves(run);
        if let Some(place) = places.iter().find(serves) {
            return Some(Arc::clone(place));
        }
        if places.len() >= MOST_SIGNATURES || places.try_reserve(1).is_err() {
            return None;
        }
        let place = Arc::new(Place {
            signature: Signature::of(run),
            isa,
            held: Mutex::new(Held::Nothing(0)),
            used: AtomicU64::new(0),
        });
        places.push(Arc::clone(&place));
        Some(place)
    }
}

/// Wide vectors lower the clock of some CPUs for longer than short work takes.
fn for_short_work(isa: Isa) -> Isa {
    match isa {
        #[cfg(target_arch = "x86_64")]
        Isa::Avx512 if clocks_down() => Isa::Avx2,
        _ => isa,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Maps code, after making room for it; `None` where there is none.
fn map(code: &[u8]) -> Option<CodeMemory> {
    let size = CodeMemory::size(code.len());
    if MAPPED.fetch_add(size, Ordering::Relaxed) + size > BUDGET {
        evict(BUDGET);
        if MAPPED.load(Ordering::Relaxed) > BUDGET {
            MAPPED.fetch_sub(size, Ordering::Relaxed);
            return None;
        }
    }
    let Some(memory) = CodeMemory::new(code) else {
        MAPPED.fetch_sub(size, Ordering::Relaxed);
        choice::refuse();
        return None;
    };
    Some(memory)
}

/// Takes away what was not used for longest, until no more than `most` bytes are left.
pub(super) fn evict(most: usize) {
    let mut all: Vec<Arc<Place>> = lock(&ALL).iter().filter_map(Weak::upgrade).collect();
    all.sort_by_key(|place| place.used.load(Ordering::Relaxed));
    for place in all {
        if MAPPED.load(Ordering::Relaxed) <= most {
            return;
        }
        let mut held = lock(&place.held);
        if let Held::Code(_) = *held {
            let left = std::mem::replace(&mut *held, Held::Nothing(0));
            drop(held);
            drop(left);
        }
    }
}

/// Runs of code so far: chunks of jobs, and calls too short for several.
pub fn code_runs() -> u64 {
    CLOCK.load(Ordering::Relaxed)
}

/// Bytes of code in all.
#[cfg(test)]
pub(super) fn mapped() -> usize {
    MAPPED.load(Ordering::Relaxed)
}

#[cfg(test)]
pub(super) const MOST: usize = BUDGET;
