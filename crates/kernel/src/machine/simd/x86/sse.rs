//! Two lanes: SSE2, and SSE4.1 which rounds and blends in one instruction.

#[allow(clippy::wildcard_imports, reason = "forty intrinsics, all of one kind")]
use core::arch::x86_64::*;

use super::super::lanes::{Lanes, emulated};
use super::lanes;

/// A vector of SSE2 (`ROUNDS` false) or SSE4.1 (`ROUNDS` true).
#[derive(Clone, Copy)]
pub(in super::super) struct Sse<const ROUNDS: bool>(__m128d);

impl<const ROUNDS: bool> Sse<ROUNDS> {
    #[inline(always)]
    fn int(self) -> __m128i {
        lanes!(_mm_castpd_si128(self.0))
    }

    #[inline(always)]
    fn from_int(int: __m128i) -> Self {
        lanes!(Self(_mm_castsi128_pd(int)))
    }

    /// Copies the low half of each lane over the high one.
    #[inline(always)]
    fn spread(int: __m128i) -> Self {
        lanes!(Self::from_int(_mm_shuffle_epi32::<0b10_10_00_00>(int)))
    }

    /// The shift count of each lane, alone in the low half of a vector.
    #[inline(always)]
    fn counts(self) -> (__m128i, __m128i) {
        lanes!({
            let counts = _mm_and_si128(self.int(), _mm_set1_epi64x(31));
            (counts, _mm_unpackhi_epi64(counts, counts))
        })
    }

    /// The first lane of `first` and the second of `second`.
    #[inline(always)]
    fn join(first: __m128i, second: __m128i) -> Self {
        lanes!(Self(_mm_shuffle_pd::<0b10>(
            _mm_castsi128_pd(first),
            _mm_castsi128_pd(second)
        )))
    }
}

impl<const ROUNDS: bool> Lanes for Sse<ROUNDS> {
    const N: usize = 2;
    const UNROLL: usize = 2;

    #[inline(always)]
    unsafe fn load(from: *const u64) -> Self {
        // SAFETY: the caller vouches for the instruction set and 16 readable bytes.
        unsafe { Self(_mm_loadu_pd(from.cast())) }
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut u64) {
        // SAFETY: the caller vouches for 16 writable bytes.
        unsafe { _mm_storeu_pd(to.cast(), self.0) }
    }

    #[inline(always)]
    fn bits(self, bits: u64) -> Self {
        lanes!(Self::from_int(_mm_set1_epi64x(bits.cast_signed())))
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        lanes!(Self(_mm_add_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        lanes!(Self(_mm_sub_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        lanes!(Self(_mm_mul_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        lanes!(Self(_mm_div_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        lanes!(Self(_mm_sqrt_pd(self.0)))
    }

    // minpd gives its second operand for NaN and for two zeros: both orders together know all.
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        lanes!(Self(_mm_or_pd(
            _mm_min_pd(self.0, other.0),
            _mm_min_pd(other.0, self.0)
        )))
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        lanes!(Self(_mm_or_pd(
            _mm_and_pd(_mm_max_pd(self.0, other.0), _mm_max_pd(other.0, self.0)),
            _mm_cmpunord_pd(self.0, other.0),
        )))
    }

    #[inline(always)]
    fn fround(self) -> Self {
        lanes!(Self(_mm_cvtps_pd(_mm_cvtpd_ps(self.0))))
    }

    #[inline(always)]
    fn eq(self, other: Self) -> Self {
        lanes!(Self(_mm_cmpeq_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn ne(self, other: Self) -> Self {
        lanes!(Self(_mm_cmpneq_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn lt(self, other: Self) -> Self {
        lanes!(Self(_mm_cmplt_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn le(self, other: Self) -> Self {
        lanes!(Self(_mm_cmple_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        lanes!(Self(_mm_and_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        lanes!(Self(_mm_or_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        lanes!(Self(_mm_xor_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn and_not(self, other: Self) -> Self {
        lanes!(Self(_mm_andnot_pd(other.0, self.0)))
    }

    #[inline(always)]
    fn select(self, then: Self, other: Self) -> Self {
        if ROUNDS {
            lanes!(Self(_mm_blendv_pd(other.0, then.0, self.0)))
        } else {
            then.and(self).or(other.and_not(self))
        }
    }

    #[inline(always)]
    fn any(self) -> bool {
        lanes!(_mm_movemask_pd(self.0) != 0)
    }

    #[inline(always)]
    fn shl(self, count: Self) -> Self {
        let (x, (first, second)) = (self.int(), count.counts());
        lanes!(Self::join(
            _mm_sll_epi32(x, first),
            _mm_sll_epi32(x, second)
        ))
    }

    #[inline(always)]
    fn shr(self, count: Self) -> Self {
        let (x, (first, second)) = (self.int(), count.counts());
        lanes!(Self::join(
            _mm_sra_epi32(x, first),
            _mm_sra_epi32(x, second)
        ))
    }

    #[inline(always)]
    fn ushr(self, count: Self) -> Self {
        let (x, (first, second)) = (self.int(), count.counts());
        lanes!(Self::join(
            _mm_srl_epi32(x, first),
            _mm_srl_epi32(x, second)
        ))
    }

    #[inline(always)]
    fn mul32(self, other: Self) -> Self {
        lanes!(Self::from_int(_mm_mul_epu32(self.int(), other.int())))
    }

    #[inline(always)]
    fn eq32(self, other: Self) -> Self {
        lanes!(Self::spread(_mm_cmpeq_epi32(self.int(), other.int())))
    }

    #[inline(always)]
    fn lt32(self, other: Self) -> Self {
        lanes!(Self::spread(_mm_cmplt_epi32(self.int(), other.int())))
    }

    #[inline(always)]
    fn exponent(self) -> Self {
        lanes!(Self::from_int(_mm_srli_epi64::<52>(self.int())))
    }

    #[inline(always)]
    fn sub64(self, other: Self) -> Self {
        lanes!(Self::from_int(_mm_sub_epi64(self.int(), other.int())))
    }

    #[inline(always)]
    fn floor(self) -> Self {
        if ROUNDS {
            lanes!(Self(_mm_floor_pd(self.0)))
        } else {
            emulated::floor(self)
        }
    }

    #[inline(always)]
    fn ceil(self) -> Self {
        if ROUNDS {
            lanes!(Self(_mm_ceil_pd(self.0)))
        } else {
            emulated::ceil(self)
        }
    }

    #[inline(always)]
    fn trunc(self) -> Self {
        if ROUNDS {
            lanes!(Self(_mm_round_pd::<
                { _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC },
            >(self.0)))
        } else {
            emulated::trunc(self)
        }
    }
}
