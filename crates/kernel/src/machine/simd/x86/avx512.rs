//! Eight lanes: AVX-512 F and DQ. Booleans stay whole lanes in memory; inside a step the compiler
//! keeps them in mask registers.

#[allow(clippy::wildcard_imports, reason = "forty intrinsics, all of one kind")]
use core::arch::x86_64::*;

use super::super::lanes::Lanes;
use super::lanes;

/// A vector of AVX-512.
#[derive(Clone, Copy)]
pub(in super::super) struct Avx512(__m512d);

impl Avx512 {
    #[inline(always)]
    fn int(self) -> __m512i {
        lanes!(_mm512_castpd_si512(self.0))
    }

    #[inline(always)]
    fn from_int(int: __m512i) -> Self {
        lanes!(Self(_mm512_castsi512_pd(int)))
    }

    /// A boolean from a mask of lanes.
    #[inline(always)]
    fn mask(mask: __mmask8) -> Self {
        lanes!(Self::from_int(_mm512_movm_epi64(mask)))
    }

    /// The lanes in which this boolean holds.
    #[inline(always)]
    fn held(self) -> __mmask8 {
        lanes!(_mm512_movepi64_mask(self.int()))
    }

    /// A boolean from a mask of half lanes, of which the low ones count.
    #[inline(always)]
    fn spread(mask: __mmask16) -> Self {
        lanes!(Self::from_int(_mm512_shuffle_epi32::<0b10_10_00_00>(
            _mm512_movm_epi32(mask)
        )))
    }

    #[inline(always)]
    fn count(self) -> __m512i {
        lanes!(_mm512_and_si512(self.int(), _mm512_set1_epi32(31)))
    }
}

impl Lanes for Avx512 {
    const N: usize = 8;
    const UNROLL: usize = 2;

    #[inline(always)]
    unsafe fn load(from: *const u64) -> Self {
        // SAFETY: the caller vouches for the instruction set and 64 readable bytes.
        unsafe { Self(_mm512_loadu_pd(from.cast())) }
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut u64) {
        // SAFETY: the caller vouches for 64 writable bytes.
        unsafe { _mm512_storeu_pd(to.cast(), self.0) }
    }

    #[inline(always)]
    fn bits(self, bits: u64) -> Self {
        lanes!(Self::from_int(_mm512_set1_epi64(bits.cast_signed())))
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        lanes!(Self(_mm512_add_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        lanes!(Self(_mm512_sub_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        lanes!(Self(_mm512_mul_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        lanes!(Self(_mm512_div_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        lanes!(Self(_mm512_sqrt_pd(self.0)))
    }

    // minpd gives its second operand for NaN and for two zeros: both orders together know all.
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        lanes!(Self(_mm512_or_pd(
            _mm512_min_pd(self.0, other.0),
            _mm512_min_pd(other.0, self.0)
        )))
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        lanes!(Self(_mm512_or_pd(
            _mm512_and_pd(
                _mm512_max_pd(self.0, other.0),
                _mm512_max_pd(other.0, self.0)
            ),
            Self::mask(_mm512_cmp_pd_mask::<_CMP_UNORD_Q>(self.0, other.0)).0,
        )))
    }

    #[inline(always)]
    fn fround(self) -> Self {
        lanes!(Self(_mm512_cvtps_pd(_mm512_cvtpd_ps(self.0))))
    }

    #[inline(always)]
    fn eq(self, other: Self) -> Self {
        lanes!(Self::mask(_mm512_cmp_pd_mask::<_CMP_EQ_OQ>(
            self.0, other.0
        )))
    }

    #[inline(always)]
    fn ne(self, other: Self) -> Self {
        lanes!(Self::mask(_mm512_cmp_pd_mask::<_CMP_NEQ_UQ>(
            self.0, other.0
        )))
    }

    #[inline(always)]
    fn lt(self, other: Self) -> Self {
        lanes!(Self::mask(_mm512_cmp_pd_mask::<_CMP_LT_OQ>(
            self.0, other.0
        )))
    }

    #[inline(always)]
    fn le(self, other: Self) -> Self {
        lanes!(Self::mask(_mm512_cmp_pd_mask::<_CMP_LE_OQ>(
            self.0, other.0
        )))
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        lanes!(Self(_mm512_and_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        lanes!(Self(_mm512_or_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        lanes!(Self(_mm512_xor_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn and_not(self, other: Self) -> Self {
        lanes!(Self(_mm512_andnot_pd(other.0, self.0)))
    }

    #[inline(always)]
    fn select(self, then: Self, other: Self) -> Self {
        lanes!(Self(_mm512_mask_blend_pd(self.held(), other.0, then.0)))
    }

    #[inline(always)]
    fn any(self) -> bool {
        self.held() != 0
    }

    #[inline(always)]
    fn shl(self, count: Self) -> Self {
        lanes!(Self::from_int(_mm512_sllv_epi32(self.int(), count.count())))
    }

    #[inline(always)]
    fn shr(self, count: Self) -> Self {
        lanes!(Self::from_int(_mm512_srav_epi32(self.int(), count.count())))
    }

    #[inline(always)]
    fn ushr(self, count: Self) -> Self {
        lanes!(Self::from_int(_mm512_srlv_epi32(self.int(), count.count())))
    }

    #[inline(always)]
    fn mul32(self, other: Self) -> Self {
        lanes!(Self::from_int(_mm512_mul_epu32(self.int(), other.int())))
    }

    #[inline(always)]
    fn eq32(self, other: Self) -> Self {
        lanes!(Self::spread(_mm512_cmpeq_epi32_mask(
            self.int(),
            other.int()
        )))
    }

    #[inline(always)]
    fn lt32(self, other: Self) -> Self {
        lanes!(Self::spread(_mm512_cmplt_epi32_mask(
            self.int(),
            other.int()
        )))
    }

    #[inline(always)]
    fn exponent(self) -> Self {
        lanes!(Self::from_int(_mm512_srli_epi64::<52>(self.int())))
    }

    #[inline(always)]
    fn sub64(self, other: Self) -> Self {
        lanes!(Self::from_int(_mm512_sub_epi64(self.int(), other.int())))
    }

    // Pairs of neighbours are read at once; those of even lanes and those of odd ones are woven together.
    #[inline(always)]
    unsafe fn neighbours(self, from: *const f64) -> [Self; 2] {
        let mut places = [0_u64; 8];
        // SAFETY: the array has room for a vector; the caller vouches for the items.
        unsafe {
            self.store(places.as_mut_ptr());
            let pair = |lane: usize| _mm_loadu_pd(from.add(places[lane] as usize));
            let four = |lane: usize| {
                let two = _mm512_castpd128_pd512(pair(lane));
                let two = _mm512_insertf64x2::<1>(two, pair(lane + 2));
                let three = _mm512_insertf64x2::<2>(two, pair(lane + 4));
                _mm512_insertf64x2::<3>(three, pair(lane + 6))
            };
            let (even, odd) = (four(0), four(1));
            [
                Self(_mm512_unpacklo_pd(even, odd)),
                Self(_mm512_unpackhi_pd(even, odd)),
            ]
        }
    }

    #[inline(always)]
    fn floor(self) -> Self {
        lanes!(Self(_mm512_roundscale_pd::<
            { _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC },
        >(self.0)))
    }

    #[inline(always)]
    fn ceil(self) -> Self {
        lanes!(Self(_mm512_roundscale_pd::<
            { _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC },
        >(self.0)))
    }

    #[inline(always)]
    fn trunc(self) -> Self {
        lanes!(Self(_mm512_roundscale_pd::<
            { _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC },
        >(self.0)))
    }
}
