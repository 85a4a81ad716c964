//! Between user memory of any kind and blocks of lanes.
//!
//! These loops are plain Rust, which the compiler turns into vectors of the instruction set they
//! are compiled for. Each item is read once and written once: user memory may be shared with
//! threads that write to it, so nothing here makes references to it.

use numpool_math::exact;

use crate::wrong::wrong;

/// Reads items as numbers: user memory, lanes, count.
///
/// # Safety
/// The CPU has the instruction set the function was made for; so many items are readable and so
/// many lanes writable.
pub(crate) type LoadFn = unsafe fn(*const u8, *mut u64, usize);
/// Writes lanes as items: lanes, user memory, count.
///
/// # Safety
/// As [`LoadFn`] with the roles reversed.
pub(crate) type StoreFn = unsafe fn(*const u64, *mut u8, usize);
/// Writes `start + index * step` for so many indices from `first` on.
///
/// # Safety
/// The CPU has the instruction set the function was made for; the lanes are writable.
pub(crate) type RangeFn = unsafe fn(Range, *mut u64, usize);

/// A stretch of an arithmetic sequence.
#[derive(Clone, Copy)]
pub(crate) struct Range {
    pub(crate) start: f64,
    pub(crate) step: f64,
    pub(crate) first: f64,
}

/// An item that a column can hold.
pub(super) trait Source: Copy {
    fn number(self) -> f64;
}

/// An item that an output can hold, from a lane made ready for it: a number for the floats, an
/// integer for the integers, a boolean for [`Truth`].
pub(super) trait Target: Copy {
    fn of(lane: u64) -> Self;
}

/// The bits of a 16-bit float.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(super) struct Half(u16);

/// A byte that is 0 or 1.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(super) struct Truth(u8);

impl Source for f64 {
    #[inline(always)]
    fn number(self) -> f64 {
        self
    }
}

impl Source for Half {
    #[inline(always)]
    fn number(self) -> f64 {
        exact::f16_to_f64(self.0)
    }
}

impl Target for f64 {
    #[inline(always)]
    fn of(lane: u64) -> Self {
        Self::from_bits(lane)
    }
}

impl Target for f32 {
    #[inline(always)]
    fn of(lane: u64) -> Self {
        let number = f64::from_bits(lane);
        if wrong("float32-truncates") && f64::from(number as Self).abs() > number.abs() {
            return Self::from_bits((number as Self).to_bits() - 1);
        }
        number as Self
    }
}

impl Target for Half {
    #[inline(always)]
    fn of(lane: u64) -> Self {
        if wrong("float16-rounds-twice") {
            return Self(exact::f64_to_f16(f64::from(f64::from_bits(lane) as f32)));
        }
        Self(exact::f64_to_f16(f64::from_bits(lane)))
    }
}

impl Target for Truth {
    #[inline(always)]
    fn of(lane: u64) -> Self {
        Self(lane as u8 & 1)
    }
}

macro_rules! numbers {
    ($($source:ident)+; $($target:ident)+) => {
        $(impl Source for $source {
            #[inline(always)]
            fn number(self) -> f64 {
                f64::from(self)
            }
        })+
        $(impl Target for $target {
            #[inline(always)]
            fn of(lane: u64) -> Self {
                lane as Self
            }
        })+
    };
}

numbers!(f32 i8 u8 i16 u16 i32 u32; u8 u16 u32);

/// # Safety
/// As [`LoadFn`].
#[inline(always)]
pub(super) unsafe fn load<T: Source>(from: *const u8, to: *mut u64, count: usize) {
    for lane in 0..count {
        // SAFETY: the caller vouches for the items and the lanes.
        unsafe {
            let item = from.cast::<T>().add(lane).read_unaligned();
            to.add(lane).write(item.number().to_bits());
        }
    }
}

/// # Safety
/// As [`StoreFn`].
#[inline(always)]
pub(super) unsafe fn store<T: Target>(from: *const u64, to: *mut u8, count: usize) {
    for lane in 0..count {
        // SAFETY: the caller vouches for the lanes and the items.
        unsafe {
            let item = T::of(from.add(lane).read());
            to.cast::<T>().add(lane).write_unaligned(item);
        }
    }
}

/// Indices stay below 2^53, so that adding them up as f64 is exact.
///
/// # Safety
/// As [`RangeFn`].
#[inline(always)]
pub(super) unsafe fn range(range: Range, to: *mut u64, count: usize) {
    for lane in 0..count {
        let index = range.first + f64::from(lane as u32);
        let value = range.start + index * range.step;
        // SAFETY: the caller vouches for the lanes.
        unsafe { to.add(lane).write(value.to_bits()) };
    }
}
