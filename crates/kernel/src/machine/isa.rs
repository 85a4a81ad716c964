//! Which instruction set computes: the widest that the CPU has, found once.

use std::sync::OnceLock;

/// An instruction set that steps are compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Isa {
    /// Plain Rust: for platforms without any of the others, and for tests.
    #[cfg(any(test, not(any(target_arch = "x86_64", target_arch = "aarch64"))))]
    Scalar,
    /// Every x86-64 CPU.
    #[cfg(target_arch = "x86_64")]
    Sse2,
    /// Rounds and blends in one instruction.
    #[cfg(target_arch = "x86_64")]
    Sse41,
    /// Four lanes.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// Eight lanes: AVX-512 F, DQ and VL.
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// Every `AArch64` CPU.
    #[cfg(target_arch = "aarch64")]
    Neon,
}

/// All that this build knows, the widest last; the first needs no detection.
const KNOWN: &[Isa] = &[
    #[cfg(any(test, not(any(target_arch = "x86_64", target_arch = "aarch64"))))]
    Isa::Scalar,
    #[cfg(target_arch = "x86_64")]
    Isa::Sse2,
    #[cfg(target_arch = "x86_64")]
    Isa::Sse41,
    #[cfg(target_arch = "x86_64")]
    Isa::Avx2,
    #[cfg(target_arch = "x86_64")]
    Isa::Avx512,
    #[cfg(target_arch = "aarch64")]
    Isa::Neon,
];

impl Isa {
    /// The instruction sets of this CPU, the widest last.
    pub fn available() -> impl Iterator<Item = Self> {
        KNOWN.iter().copied().filter(|isa| isa.is_available())
    }

    /// The widest instruction set of this CPU.
    pub fn best() -> Self {
        static BEST: OnceLock<Isa> = OnceLock::new();
        *BEST.get_or_init(|| Self::available().last().unwrap_or(KNOWN[0]))
    }

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            #[cfg(any(test, not(any(target_arch = "x86_64", target_arch = "aarch64"))))]
            Self::Scalar => "scalar",
            #[cfg(target_arch = "x86_64")]
            Self::Sse2 => "sse2",
            #[cfg(target_arch = "x86_64")]
            Self::Sse41 => "sse4.1",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => "avx512",
            #[cfg(target_arch = "aarch64")]
            Self::Neon => "neon",
        }
    }

    /// Whether machine code is made for it.
    #[cfg(test)]
    pub(crate) fn has_generated_code(self) -> bool {
        #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
        return matches!(self, Self::Avx2 | Self::Avx512);
        #[cfg(not(all(target_arch = "x86_64", target_os = "linux")))]
        return false;
    }

    fn is_available(self) -> bool {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Sse41 => is_x86_feature_detected!("sse4.1"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
            }
            _ => true,
        }
    }
}

/// The name of the instruction set that programs are made for on this machine.
pub fn instruction_set() -> &'static str {
    Isa::best().name()
}
