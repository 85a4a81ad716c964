//! The floating-point environment that goes with a job.
//!
//! JS on the submitting thread rounds and handles denormals by that thread's control register,
//! which another library may have changed (`-ffast-math` sets flush-to-zero for whoever loads it).
//! Same bits means: every thread computes under the submitter's register and gets its own back.

#![expect(
    unsafe_code,
    reason = "control registers are only reachable through assembly"
)]

/// The control register's value, without sticky exception flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FloatState(Word);

#[cfg(target_arch = "x86_64")]
type Word = u32;
#[cfg(not(target_arch = "x86_64"))]
type Word = u64;

#[cfg(target_arch = "x86_64")]
mod register {
    use std::arch::asm;

    /// Bits 0–5 are sticky exception flags: what was computed, not how to compute.
    const FLAGS: u32 = 0x3f;

    pub(super) fn read() -> u32 {
        let mut word = 0u32;
        // SAFETY: stores the 32-bit MXCSR (SSE is part of x86_64) into a live local.
        unsafe { asm!("stmxcsr [{}]", in(reg) &raw mut word, options(nostack, preserves_flags)) };
        word & !FLAGS
    }

    pub(super) fn write(word: u32) {
        // SAFETY: the word came from MXCSR, so no reserved bit is set; the caller restores the
        // old one before code that relies on the default environment runs again.
        unsafe { asm!("ldmxcsr [{}]", in(reg) &raw const word, options(nostack, preserves_flags)) };
    }
}

#[cfg(target_arch = "aarch64")]
mod register {
    use std::arch::asm;

    pub(super) fn read() -> u64 {
        let word: u64;
        // SAFETY: FPCR is readable at EL0; its sticky flags live in FPSR.
        unsafe { asm!("mrs {}, fpcr", out(reg) word, options(nomem, nostack, preserves_flags)) };
        word
    }

    pub(super) fn write(word: u64) {
        // SAFETY: the word came from FPCR; the caller restores the old one.
        unsafe { asm!("msr fpcr, {}", in(reg) word, options(nomem, nostack, preserves_flags)) };
    }
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
mod register {
    pub(super) fn read() -> u64 {
        0
    }
    pub(super) fn write(_: u64) {}
}

impl FloatState {
    /// The calling thread's.
    pub(crate) fn current() -> Self {
        Self(register::read())
    }

    /// Installs this environment until the guard is dropped, also by a panic.
    pub(crate) fn install(self) -> Installed {
        let own = Self::current();
        if own != self {
            register::write(self.0);
        }
        Installed {
            own,
            changed: own != self,
        }
    }
}

/// Gives a thread its own environment back.
pub(crate) struct Installed {
    own: FloatState,
    changed: bool,
}

impl Drop for Installed {
    fn drop(&mut self) {
        if self.changed {
            register::write(self.own.0);
        }
    }
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::*;

    /// Flush-to-zero and denormals-are-zero.
    const FLUSH: u32 = 0x8040;

    #[test]
    fn is_installed_and_given_back() {
        let own = FloatState::current();
        let flushing = FloatState(own.0 | FLUSH);
        {
            let _guard = flushing.install();
            assert_eq!(FloatState::current(), flushing);
            let tiny = std::hint::black_box(4e-320_f64);
            assert_eq!(std::hint::black_box(tiny * 0.5), 0.0);
        }
        assert_eq!(FloatState::current(), own);
        assert!(std::hint::black_box(std::hint::black_box(4e-320_f64) * 0.5) > 0.0);
    }

    #[test]
    fn is_given_back_after_a_panic() {
        let own = FloatState::current();
        let result = std::panic::catch_unwind(|| {
            let _guard = FloatState(own.0 | FLUSH).install();
            std::panic::resume_unwind(Box::new(()));
        });
        assert!(result.is_err());
        assert_eq!(FloatState::current(), own);
    }
}
