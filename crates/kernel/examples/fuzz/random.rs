//! Random numbers that a seed and a program's number repeat.

/// xorshift64*: Marsaglia, "Xorshift RNGs", <https://www.jstatsoft.org/article/view/v008i14>.
pub(crate) struct Random(u64);

impl Random {
    /// Those of one program of a run.
    pub(crate) fn of(seed: u64, number: u64) -> Self {
        // SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", so that
        // neighbours have nothing in common.
        let mut mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Self((mixed ^ (mixed >> 31)).max(1))
    }

    /// From 0 on, `end` not included.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % end.max(1)
    }

    /// Whether something happens that does `share` times in a hundred.
    pub(crate) fn chance(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}
