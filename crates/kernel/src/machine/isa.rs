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

    /// What the block machine uses: it waits for memory more than for arithmetic, and is no slower with 256 bits.
    pub(crate) fn for_blocks() -> Self {
        match Self::best() {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 if clocks_down() => Self::Avx2,
            best => best,
        }
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

    /// Whether there is a back end of the code generator for it.
    pub(crate) fn has_back_end(self) -> bool {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 | Self::Avx512 => true,
            #[cfg(target_arch = "aarch64")]
            Self::Neon => true,
            #[cfg(any(test, not(target_arch = "aarch64")))]
            _ => false,
        }
    }

    /// Whether machine code is made for it, of every operation.
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

/// Whether this CPU lowers its clock for 512-bit arithmetic, and keeps it low for about a millisecond: what runs next would
/// be slower for it, plain JavaScript as well.
#[cfg(target_arch = "x86_64")]
pub(crate) fn clocks_down() -> bool {
    static CLOCKS_DOWN: OnceLock<bool> = OnceLock::new();
    *CLOCKS_DOWN.get_or_init(|| {
        let vendor = core::arch::x86_64::__cpuid(0);
        let signature = core::arch::x86_64::__cpuid(1).eax;
        is_clocked_down([vendor.ebx, vendor.edx, vendor.ecx], signature)
    })
}

/// Skylake-SP, Cascade Lake and Cooper Lake, which are one model, and Cannon Lake. Ice Lake and what came after it hardly do, nor
/// does AMD. `vendor` and `signature` are CPUID's.
#[cfg(target_arch = "x86_64")]
fn is_clocked_down(vendor: [u32; 3], signature: u32) -> bool {
    /// `GenuineIntel`.
    const INTEL: [u32; 3] = [0x756e_6547, 0x4965_6e69, 0x6c65_746e];
    let family = signature >> 8 & 0xf;
    let model = signature >> 12 & 0xf0 | signature >> 4 & 0xf;
    vendor == INTEL && family == 6 && matches!(model, 0x55 | 0x66)
}

/// The name of the instruction set that programs are made for on this machine.
pub fn instruction_set() -> &'static str {
    Isa::best().name()
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::*;

    #[test]
    fn cpus_that_clock_down_are_told_by_their_signature() {
        let intel = [0x756e_6547, 0x4965_6e69, 0x6c65_746e];
        let amd = [0x6874_7541, 0x6974_6e65, 0x444d_4163];
        for (name, vendor, signature, wanted) in [
            ("Skylake-SP", intel, 0x5_0654, true),
            ("Cascade Lake", intel, 0x5_0657, true),
            ("Ice Lake-SP", intel, 0x6_06a6, false),
            ("Sapphire Rapids", intel, 0x8_06f8, false),
            ("Zen 4", amd, 0xa1_0f11, false),
            ("the same number of somebody else", amd, 0x5_0657, false),
        ] {
            assert_eq!(is_clocked_down(vendor, signature), wanted, "{name}");
        }
    }
}
