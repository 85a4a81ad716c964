//! Who runs programs: what a program, a test or the environment chose, and why there may be no code at all.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use super::abi;
use crate::machine::Isa;

/// Who runs a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Choice {
    /// Code where it is worth it, else the block machine.
    Best,
    /// The block machine.
    Interpreter,
    /// Code from the first item on, where there can be any: for tests.
    Generated,
}

impl Choice {
    fn of(number: u8) -> Self {
        match number {
            1 => Self::Interpreter,
            2 => Self::Generated,
            _ => Self::Best,
        }
    }
}

/// A choice that is made while others read it: nothing hangs on when they notice.
pub(super) struct Chosen(AtomicU8);

impl Chosen {
    pub(super) const fn new(choice: Choice) -> Self {
        Self(AtomicU8::new(choice as u8))
    }

    pub(super) fn set(&self, choice: Choice) {
        self.0.store(choice as u8, Ordering::Relaxed);
    }

    /// A program's own choice, or the one for all.
    pub(super) fn get(&self) -> Choice {
        match Choice::of(self.0.load(Ordering::Relaxed)) {
            Choice::Best => for_all(),
            own => own,
        }
    }
}

/// Nobody has asked the environment.
const UNASKED: u8 = u8::MAX;
/// For the programs that were told nothing.
static FOR_ALL: AtomicU8 = AtomicU8::new(UNASKED);
/// Whether the system refused executable memory.
static REFUSED: AtomicBool = AtomicBool::new(false);

/// Chooses for all programs of the process that were told nothing themselves: for tests of whole calls, most of which are
/// too short for code. Until then `NUMPOOL_JIT=always` does.
pub fn choose(choice: Choice) {
    FOR_ALL.store(choice as u8, Ordering::Relaxed);
}

fn for_all() -> Choice {
    if FOR_ALL.load(Ordering::Relaxed) == UNASKED {
        let always = std::env::var_os("NUMPOOL_JIT").is_some_and(|value| value == "always");
        let asked = if always {
            Choice::Generated
        } else {
            Choice::Best
        };
        // What was chosen meanwhile stands.
        let _ =
            FOR_ALL.compare_exchange(UNASKED, asked as u8, Ordering::Relaxed, Ordering::Relaxed);
    }
    Choice::of(FOR_ALL.load(Ordering::Relaxed))
}

/// Whether functions are called from code where that is not asked for. With AVX-512 it takes 0.66 to 1.01 of the time that it takes from
/// blocks; with AVX2, whose strips are shorter, 0.75 to 1.39.
pub(super) fn calls_functions(isa: Isa) -> bool {
    match isa {
        #[cfg(target_arch = "x86_64")]
        Isa::Avx512 => true,
        _ => false,
    }
}

/// Whether code is made from the first item on, also where nobody knows that it is the faster machine.
pub(super) fn is_wanted_at_once() -> bool {
    for_all() == Choice::Generated
}

/// The system refused executable memory: it is not asked again.
pub(super) fn refuse() {
    REFUSED.store(true, Ordering::Relaxed);
}

/// Why no code is made for anything, if so: `NUMPOOL_JIT=0` or the system forbids it, or a fault of the block machine is
/// switched on for tests.
pub(super) fn off() -> Option<&'static str> {
    static OFF: OnceLock<Option<&str>> = OnceLock::new();
    let off = *OFF.get_or_init(|| {
        if !abi::AVAILABLE {
            Some("no machine code for this platform")
        } else if std::env::var_os("NUMPOOL_JIT").is_some_and(|value| value == "0") {
            Some("NUMPOOL_JIT=0 turns machine code off")
        } else if crate::wrong::in_blocks() {
            Some("a fault is switched on")
        } else {
            None
        }
    });
    let refused = REFUSED.load(Ordering::Relaxed);
    off.or(refused.then_some("the system does not allow executable memory"))
}

/// The same for code that nobody asked for: the second back end is made for tests only.
pub(super) fn off_unasked() -> Option<&'static str> {
    let untried = !abi::MEASURED && !is_wanted_at_once();
    off().or(untried.then_some("no machine code for this CPU"))
}
