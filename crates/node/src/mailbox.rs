//! The mailbox: a `Float64Array` over shared memory that carries a call's numbers, so that the call
//! itself carries only typed arrays. Mirrors `src/engine/native/protocol.ts`.
//!
//! Its memory is a `SharedArrayBuffer`'s, which never moves, and a strong reference keeps it as long
//! as the environment. Only the environment's own thread writes it, before the call that reads it;
//! volatile access keeps it well-defined even if another thread were given it.

use std::time::Duration;

/// Doubles in the mailbox.
pub(crate) const LENGTH: usize = 1024;
/// Columns that a kernel can read, captured arrays included.
pub(crate) const MAX_COLUMNS: usize = 16;
/// Captured values that a kernel can take.
pub(crate) const MAX_PARAMS: usize = 512;

/// In: how many items.
const ITEMS: usize = 0;
/// In: milliseconds until the call times out; 0 = never.
const TIMEOUT: usize = 1;
/// In: most threads to use; 0 = by cost.
const PARTICIPANTS: usize = 2;
/// In: the bits below.
const FLAGS: usize = 3;
/// Out: finished items.
const DONE: usize = 4;
/// In: bit t says that captured array t is a `Float16Array`, passed as a `Uint16Array`.
const TABLE_FLAGS: usize = 5;
/// In: bit r says that output r of several is a `Float16Array`, passed as a `Uint16Array`.
const OUTS_FLOAT16: usize = 6;
/// In: bit r says that output r of several takes 0 and 1 for false and true.
const OUTS_BOOLEAN: usize = 7;
/// In: start and step of range column c at `RANGES + 2 * c`.
const RANGES: usize = 8;
/// In: the captured values, in the kernel's order.
const PARAMS: usize = 40;

/// The output is a `Float16Array`, passed as a `Uint16Array` over the same bytes.
const OUT_FLOAT16: u32 = 1 << 16;
/// The output takes 0 and 1 for false and true.
const OUT_BOOLEAN: u32 = 1 << 17;
/// The output and every column are `Float64Array`s: Node's answer to "which kind?" costs 20 ns each.
const ALL_FLOAT64: u32 = 1 << 18;

const _: () = assert!(PARAMS + MAX_PARAMS <= LENGTH && RANGES + 2 * MAX_COLUMNS <= PARAMS);
/// 2^53: above it a length would not be exact.
const MAX_ITEMS: f64 = 9_007_199_254_740_992.0;

/// The memory of an attached mailbox.
#[derive(Clone, Copy)]
pub(crate) struct Mailbox(*mut f64);

/// What an output holds that its JS class does not say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stored {
    /// What the class says.
    Number,
    /// A `Float16Array` passed as a `Uint16Array`.
    Float16,
    /// Bytes 0 and 1.
    Boolean,
}

/// Which views are not what their JS class says.
#[derive(Clone, Copy)]
pub(crate) struct Flags(u32);

impl Mailbox {
    /// # Safety
    /// `memory` holds [`LENGTH`] doubles as long as the mailbox and its copies are used.
    pub(crate) unsafe fn new(memory: *mut f64) -> Self {
        Self(memory)
    }

    fn read(self, index: usize) -> f64 {
        debug_assert!(index < LENGTH);
        // SAFETY: `new` promises LENGTH doubles, and every caller stays below.
        unsafe { self.0.add(index).read_volatile() }
    }

    /// How many items; `None` unless it is a whole number that a range can have.
    pub(crate) fn items(self) -> Option<usize> {
        let items = self.read(ITEMS);
        let whole = items as i64;
        // Compared this way because `trunc` is a library call on plain x86-64.
        ((0.0..=MAX_ITEMS).contains(&items) && whole as f64 == items).then_some(whole as usize)
    }

    pub(crate) fn timeout(self) -> Option<Duration> {
        let ms = self.read(TIMEOUT);
        // NaN and negative numbers are no timeout; one that overflows is never reached.
        (ms > 0.0).then(|| Duration::try_from_secs_f64(ms / 1000.0).unwrap_or(Duration::MAX))
    }

    /// The cap on participants: the size of the pool; `None` for as many as the cost is worth.
    pub(crate) fn participants(self) -> Option<usize> {
        let most = self.read(PARTICIPANTS);
        (most >= 1.0).then_some(most as usize)
    }

    pub(crate) fn flags(self) -> Flags {
        Flags(self.read(FLAGS) as u32)
    }

    /// Whether a captured array, which is below [`MAX_COLUMNS`], is a `Float16Array`.
    pub(crate) fn table_is_float16(self, table: usize) -> bool {
        self.read(TABLE_FLAGS) as u32 >> table & 1 != 0
    }

    /// What output `result` of several holds; outputs are fewer than 32.
    pub(crate) fn stored(self, result: usize) -> Stored {
        let bit = |flags: usize| self.read(flags) as u32 >> result & 1 != 0;
        if bit(OUTS_FLOAT16) {
            Stored::Float16
        } else if bit(OUTS_BOOLEAN) {
            Stored::Boolean
        } else {
            Stored::Number
        }
    }

    pub(crate) fn set_done(self, done: usize) {
        // SAFETY: as in `read`.
        unsafe { self.0.add(DONE).write_volatile(done as f64) };
    }

    /// Start and step of a range column, which is below [`MAX_COLUMNS`].
    pub(crate) fn range(self, column: usize) -> (f64, f64) {
        let at = RANGES + 2 * column;
        (self.read(at), self.read(at + 1))
    }

    /// Copies the captured values, at most [`MAX_PARAMS`], into `values`.
    pub(crate) fn params(self, values: &mut [f64]) {
        for (index, value) in values.iter_mut().take(MAX_PARAMS).enumerate() {
            *value = self.read(PARAMS + index);
        }
    }
}

impl Flags {
    pub(crate) fn float16(self, column: usize) -> bool {
        self.0 >> column & 1 != 0
    }

    /// What the one output holds.
    pub(crate) fn out(self) -> Stored {
        if self.0 & OUT_FLOAT16 != 0 {
            Stored::Float16
        } else if self.0 & OUT_BOOLEAN != 0 {
            Stored::Boolean
        } else {
            Stored::Number
        }
    }

    pub(crate) fn all_float64(self) -> bool {
        self.0 & ALL_FLOAT64 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(index: usize, value: f64) -> (Box<[f64; LENGTH]>, Mailbox) {
        let mut memory = Box::new([0.0; LENGTH]);
        memory[index] = value;
        // SAFETY: the box lives as long as the test's use of the mailbox.
        let mailbox = unsafe { Mailbox::new(memory.as_mut_ptr()) };
        (memory, mailbox)
    }

    #[test]
    fn lengths_are_whole_and_in_range() {
        for (value, items) in [(0.0, Some(0)), (5.0, Some(5)), (-1.0, None), (0.5, None)] {
            let (_memory, mailbox) = with(ITEMS, value);
            assert_eq!(mailbox.items(), items);
        }
        for value in [f64::NAN, f64::INFINITY, 1e300] {
            let (_memory, mailbox) = with(ITEMS, value);
            assert_eq!(mailbox.items(), None);
        }
    }

    #[test]
    fn odd_timeouts_are_none_or_for_ever() {
        for (value, timeout) in [
            (0.0, None),
            (-3.0, None),
            (f64::NAN, None),
            (250.0, Some(Duration::from_millis(250))),
            (f64::INFINITY, Some(Duration::MAX)),
            (1e300, Some(Duration::MAX)),
        ] {
            let (_memory, mailbox) = with(TIMEOUT, value);
            assert_eq!(mailbox.timeout(), timeout);
        }
    }

    #[test]
    fn ranges_and_params_do_not_meet() {
        let (mut memory, mailbox) = with(RANGES + 2 * (MAX_COLUMNS - 1) + 1, 7.0);
        assert_eq!(mailbox.range(MAX_COLUMNS - 1), (0.0, 7.0));
        memory[PARAMS + 1] = 3.0;
        let mut values = [9.0; 2];
        mailbox.params(&mut values);
        assert_eq!(values, [0.0, 3.0]);
    }

    #[test]
    fn each_of_several_outputs_says_what_it_holds() {
        let (mut memory, mailbox) = with(OUTS_FLOAT16, f64::from(1 << 15));
        memory[OUTS_BOOLEAN] = 1.0;
        let held = [0, 1, 15].map(|result| mailbox.stored(result));
        assert_eq!(held, [Stored::Boolean, Stored::Number, Stored::Float16]);
    }
}
