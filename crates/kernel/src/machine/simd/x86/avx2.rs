//! Four lanes: AVX2.

#[allow(clippy::wildcard_imports, reason = "forty intrinsics, all of one kind")]
use core::arch::x86_64::*;

use super::super::lanes::Lanes;
use super::lanes;

/// A vector of AVX2.
#[derive(Clone, Copy)]
pub(in super::super) struct Avx2(__m256d);

impl Avx2 {
    #[inline(always)]
    fn int(self) -> __m256i {
        lanes!(_mm256_castpd_si256(self.0))
    }

    #[inline(always)]
    fn from_int(int: __m256i) -> Self {
        lanes!(Self(_mm256_castsi256_pd(int)))
    }

    /// Copies the low half of each lane over the high one.
    #[inline(always)]
    fn spread(int: __m256i) -> Self {
        lanes!(Self::from_int(_mm256_shuffle_epi32::<0b10_10_00_00>(int)))
    }

    #[inline(always)]
    fn count(self) -> __m256i {
        lanes!(_mm256_and_si256(self.int(), _mm256_set1_epi32(31)))
    }
}

impl Lanes for Avx2 {
    const N: usize = 4;
    const UNROLL: usize = 4;

    #[inline(always)]
    unsafe fn load(from: *const u64) -> Self {
        // SAFETY: the caller vouches for the instruction set and 32 readable bytes.
        unsafe { Self(_mm256_loadu_pd(from.cast())) }
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut u64) {
        // SAFETY: the caller vouches for 32 writable bytes.
        unsafe { _mm256_storeu_pd(to.cast(), self.0) }
    }

    #[inline(always)]
    fn bits(self, bits: u64) -> Self {
        lanes!(Self::from_int(_mm256_set1_epi64x(bits.cast_signed())))
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        lanes!(Self(_mm256_add_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        lanes!(Self(_mm256_sub_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        lanes!(Self(_mm256_mul_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        lanes!(Self(_mm256_div_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        lanes!(Self(_mm256_sqrt_pd(self.0)))
    }

    // minpd gives its second operand for NaN and for two zeros: both orders together know all.
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        lanes!(Self(_mm256_or_pd(
            _mm256_min_pd(self.0, other.0),
            _mm256_min_pd(other.0, self.0)
        )))
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        lanes!(Self(_mm256_or_pd(
            _mm256_and_pd(
                _mm256_max_pd(self.0, other.0),
                _mm256_max_pd(other.0, self.0)
            ),
            _mm256_cmp_pd::<_CMP_UNORD_Q>(self.0, other.0),
        )))
    }

    #[inline(always)]
    fn fround(self) -> Self {
        lanes!(Self(_mm256_cvtps_pd(_mm256_cvtpd_ps(self.0))))
    }

    #[inline(always)]
    fn eq(self, other: Self) -> Self {
        lanes!(Self(_mm256_cmp_pd::<_CMP_EQ_OQ>(self.0, other.0)))
    }

    #[inline(always)]
    fn ne(self, other: Self) -> Self {
        lanes!(Self(_mm256_cmp_pd::<_CMP_NEQ_UQ>(self.0, other.0)))
    }

    #[inline(always)]
    fn lt(self, other: Self) -> Self {
        lanes!(Self(_mm256_cmp_pd::<_CMP_LT_OQ>(self.0, other.0)))
    }

    #[inline(always)]
    fn le(self, other: Self) -> Self {
        lanes!(Self(_mm256_cmp_pd::<_CMP_LE_OQ>(self.0, other.0)))
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        lanes!(Self(_mm256_and_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        lanes!(Self(_mm256_or_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        lanes!(Self(_mm256_xor_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn and_not(self, other: Self) -> Self {
        lanes!(Self(_mm256_andnot_pd(other.0, self.0)))
    }

    #[inline(always)]
    fn select(self, then: Self, other: Self) -> Self {
        lanes!(Self(_mm256_blendv_pd(other.0, then.0, self.0)))
    }

    #[inline(always)]
    fn any(self) -> bool {
        lanes!(_mm256_movemask_pd(self.0) != 0)
    }

    #[inline(always)]
    fn shl(self, count: Self) -> Self {
        lanes!(Self::from_int(_mm256_sllv_epi32(self.int(), count.count())))
    }

    #[inline(always)]
    fn shr(self, count: Self) -> Self {
        lanes!(Self::from_int(_mm256_srav_epi32(self.int(), count.count())))
    }

    #[inline(always)]
    fn ushr(self, count: Self) -> Self {
        lanes!(Self::from_int(_mm256_srlv_epi32(self.int(), count.count())))
    }

    #[inline(always)]
    fn mul32(self, other: Self) -> Self {
        lanes!(Self::from_int(_mm256_mul_epu32(self.int(), other.int())))
    }

    #[inline(always)]
    fn eq32(self, other: Self) -> Self {
        lanes!(Self::spread(_mm256_cmpeq_epi32(self.int(), other.int())))
    }

    #[inline(always)]
    fn lt32(self, other: Self) -> Self {
        lanes!(Self::spread(_mm256_cmpgt_epi32(other.int(), self.int())))
    }

    #[inline(always)]
    fn exponent(self) -> Self {
        lanes!(Self::from_int(_mm256_srli_epi64::<52>(self.int())))
    }

    #[inline(always)]
    fn sub64(self, other: Self) -> Self {
        lanes!(Self::from_int(_mm256_sub_epi64(self.int(), other.int())))
    }

    // Pairs of neighbours are read at once; those of even lanes and those of odd ones are woven together.
    #[inline(always)]
    unsafe fn neighbours(self, from: *const f64) -> [Self; 2] {
        let mut places = [0_u64; 4];
        // SAFETY: the array has room for a vector; the caller vouches for the items.
        unsafe {
            self.store(places.as_mut_ptr());
            let pair = |lane: usize| _mm_loadu_pd(from.add(places[lane] as usize));
            let even = _mm256_set_m128d(pair(2), pair(0));
            let odd = _mm256_set_m128d(pair(3), pair(1));
            [
                Self(_mm256_unpacklo_pd(even, odd)),
                Self(_mm256_unpackhi_pd(even, odd)),
            ]
        }
    }

    #[inline(always)]
    fn floor(self) -> Self {
        lanes!(Self(_mm256_floor_pd(self.0)))
    }

    #[inline(always)]
    fn ceil(self) -> Self {
        lanes!(Self(_mm256_ceil_pd(self.0)))
    }

    #[inline(always)]
    fn trunc(self) -> Self {
        lanes!(Self(_mm256_round_pd::<
            { _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC },
        >(self.0)))
    }
}
