//! What code calls: functions of the engine and `%`, for the lanes of a strip at a time.
//!
//! A strip's arguments lie in memory, lane by lane, and so do its results: one call serves all vectors of a strip, whose latencies
//! hide behind each other's, and what runs is the very routine that the second proof compared ([`numpool_math::Vector`]).
//! Which one serves is fixed for a run, as on the block machine: vector code where it is proved, else the admitted provider.
//!
//! Nothing may unwind through code: the routines do not panic, and if one did the process would abort (`extern "sysv64"`).

use numpool_math::{Call, GROUP, LANES, Provider, exact};

use super::SLOT;
use super::allocate::MOST_COPIES;

/// Lanes of the widest strip.
const MOST_LANES: usize = MOST_COPIES * SLOT / size_of::<f64>();
const _: () = assert!(MOST_LANES <= LANES);

/// Who computes what code calls by an entry's number.
#[derive(Clone, Copy, Debug)]
pub(super) enum Serves {
    Function(Provider),
    /// `%`, where quotients are too large for code.
    Remainder,
}

/// A function as code sees it.
#[repr(C)]
pub(super) struct FunctionEntry {
    /// For all lanes.
    all: Routine,
    /// For the lanes whose bits are set; the others get anything.
    some: Routine,
    /// For the first lane, whose result goes to a whole vector.
    once: Routine,
    serves: Serves,
    room: *mut Room,
}

/// Offsets in a [`FunctionEntry`].
#[cfg(target_arch = "x86_64")]
pub(super) mod entry {
    use super::FunctionEntry;
    use core::mem::offset_of;

    pub(in super::super) const SIZE: usize = size_of::<FunctionEntry>();
    pub(in super::super) const ALL: i32 = offset_of!(FunctionEntry, all) as i32;
    pub(in super::super) const SOME: i32 = offset_of!(FunctionEntry, some) as i32;
    pub(in super::super) const ONCE: i32 = offset_of!(FunctionEntry, once) as i32;
}

/// Room of a thread where the lanes that count are moved together.
#[repr(C)]
pub(super) struct Room {
    x: [f64; LANES],
    y: [f64; LANES],
    out: [f64; LANES],
}

/// Arguments, second arguments (of functions of one: the same), results, lanes, bits of lanes.
#[cfg(target_arch = "x86_64")]
type Routine =
    unsafe extern "sysv64" fn(*const FunctionEntry, *const f64, *const f64, *mut f64, usize, u64);
#[cfg(not(target_arch = "x86_64"))]
type Routine =
    unsafe extern "C" fn(*const FunctionEntry, *const f64, *const f64, *mut f64, usize, u64);

impl FunctionEntry {
    /// `room` outlives the entry's use, and nobody else uses it meanwhile.
    pub(super) fn new(serves: Serves, room: *mut Room) -> Self {
        Self {
            all,
            some,
            once,
            serves,
            room,
        }
    }
}

impl Serves {
    /// One lane.
    #[inline]
    fn one(self, x: f64, y: f64) -> f64 {
        match self {
            // SAFETY: providers are pure, take any number, and stay loaded.
            Self::Function(Provider { call, .. }) => unsafe {
                match call {
                    Call::One(call) => call(x),
                    Call::Two(call) => call(x, y),
                }
            },
            Self::Remainder => exact::rem(x, y),
        }
    }
}

/// Declares routines with the convention of code.
macro_rules! routines {
    ($($(#[$doc:meta])* fn $name:ident($($arg:ident: $ty:ty),+) $body:block)+) => {$(
        $(#[$doc])*
        #[cfg(target_arch = "x86_64")]
        unsafe extern "sysv64" fn $name($($arg: $ty),+) $body
        $(#[$doc])*
        #[cfg(not(target_arch = "x86_64"))]
        unsafe extern "C" fn $name($($arg: $ty),+) $body
    )+};
}

routines! {
    /// # Safety
    /// So many lanes at all three places, the results apart from the arguments.
    fn all(
        entry: *const FunctionEntry,
        x: *const f64,
        y: *const f64,
        out: *mut f64,
        lanes: usize,
        _bits: u64
    ) {
        // SAFETY: the caller vouches for the entry and the lanes.
        let (entry, x, y, out) = unsafe {
            (
                &*entry,
                core::slice::from_raw_parts(x, lanes),
                core::slice::from_raw_parts(y, lanes),
                core::slice::from_raw_parts_mut(out, lanes),
            )
        };
        match entry.serves {
            Serves::Function(Provider { call, vector: Some(vector) }) if lanes.is_multiple_of(GROUP) => {
                vector.apply(call, x, y, out);
            }
            Serves::Function(Provider { vector: Some(_), .. }) => {
                // SAFETY: the same.
                unsafe { moved(entry, x, y, out, bits_of(lanes)) };
            }
            serves => {
                for ((x, y), out) in x.iter().zip(y).zip(out) {
                    *out = serves.one(*x, *y);
                }
            }
        }
    }

    /// # Safety
    /// As [`all`].
    fn some(
        entry: *const FunctionEntry,
        x: *const f64,
        y: *const f64,
        out: *mut f64,
        lanes: usize,
        bits: u64
    ) {
        let every = bits_of(lanes);
        let mut bits = bits & every;
        if bits == every {
            // SAFETY: the caller's own.
            return unsafe { all(entry, x, y, out, lanes, bits) };
        }
        // SAFETY: the caller vouches for the entry and the lanes.
        let (entry, x, y, out) = unsafe {
            (
                &*entry,
                core::slice::from_raw_parts(x, lanes),
                core::slice::from_raw_parts(y, lanes),
                core::slice::from_raw_parts_mut(out, lanes),
            )
        };
        let is_vector = matches!(entry.serves, Serves::Function(Provider { vector: Some(_), .. }));
        // For one lane a vector takes longer than the engine's function.
        if is_vector && bits & bits.wrapping_sub(1) != 0 {
            // SAFETY: the same.
            return unsafe { moved(entry, x, y, out, bits) };
        }
        while bits != 0 {
            let lane = bits.trailing_zeros() as usize;
            bits &= bits - 1;
            if let (Some(x), Some(y), Some(out)) = (x.get(lane), y.get(lane), out.get_mut(lane)) {
                *out = entry.serves.one(*x, *y);
            }
        }
    }

    /// # Safety
    /// One lane of each argument, and a vector's at `out`, which may be an argument's place.
    fn once(
        entry: *const FunctionEntry,
        x: *const f64,
        y: *const f64,
        out: *mut f64,
        _lanes: usize,
        _bits: u64
    ) {
        // SAFETY: the caller vouches for it.
        unsafe {
            let value = (*entry).serves.one(*x, *y);
            for lane in 0..SLOT / size_of::<f64>() {
                out.add(lane).write(value);
            }
        }
    }
}

/// A bit for each of so many lanes.
fn bits_of(lanes: usize) -> u64 {
    u64::MAX >> (LANES - lanes.clamp(1, LANES))
}

/// By vector code, with the lanes that count moved together: the others, which hold anything, cost nothing.
///
/// # Safety
/// Nobody else uses the entry's room.
unsafe fn moved(entry: &FunctionEntry, x: &[f64], y: &[f64], out: &mut [f64], bits: u64) {
    let Serves::Function(Provider {
        call,
        vector: Some(vector),
    }) = entry.serves
    else {
        return;
    };
    // SAFETY: the caller vouches for it.
    let room = unsafe { &mut *entry.room };
    let squeezer = Squeezer::of(vector, x.len());
    let count = squeezer.squeeze(x, bits, &mut room.x);
    let whole = count.next_multiple_of(GROUP);
    // What is left of the last group repeats a real argument, which asks nothing new of the code.
    let first = room.x[0];
    room.x[count..whole].fill(first);
    if let Call::Two(_) = call {
        squeezer.squeeze(y, bits, &mut room.y);
        let first = room.y[0];
        room.y[count..whole].fill(first);
    }
    let Room { x, y, out: results } = room;
    vector.apply(call, &x[..whole], &y[..whole], &mut results[..whole]);
    squeezer.spread(results, bits, out);
}

/// How lanes are moved.
#[derive(Clone, Copy)]
enum Squeezer {
    Bits,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Squeezer {
    fn of(vector: numpool_math::Vector, lanes: usize) -> Self {
        #[cfg(target_arch = "x86_64")]
        if vector.set() == numpool_math::Set::Avx512 && lanes.is_multiple_of(GROUP) {
            return Self::Avx512;
        }
        let _ = (vector, lanes);
        Self::Bits
    }

    /// The lanes of set bits, one after the other; how many.
    fn squeeze(self, from: &[f64], mut bits: u64, to: &mut [f64; LANES]) -> usize {
        #[cfg(target_arch = "x86_64")]
        if let Self::Avx512 = self {
            // SAFETY: vector code for AVX-512 is had on such CPUs only; lanes are whole groups, no more than there is room for.
            return unsafe { avx512::squeeze(from, bits, to) };
        }
        let mut count = 0;
        while bits != 0 {
            let lane = bits.trailing_zeros() as usize;
            bits &= bits - 1;
            to[count % LANES] = from.get(lane).copied().unwrap_or(0.0);
            count += 1;
        }
        count
    }

    /// The reverse.
    fn spread(self, from: &[f64; LANES], mut bits: u64, to: &mut [f64]) {
        #[cfg(target_arch = "x86_64")]
        if let Self::Avx512 = self {
            // SAFETY: as above.
            return unsafe { avx512::spread(from, bits, to) };
        }
        for value in from {
            if bits == 0 {
                return;
            }
            let lane = bits.trailing_zeros() as usize;
            bits &= bits - 1;
            if let Some(to) = to.get_mut(lane) {
                *to = *value;
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod avx512 {
    use core::arch::x86_64::{
        _mm512_loadu_pd, _mm512_maskz_compress_pd, _mm512_maskz_expand_pd, _mm512_storeu_pd,
    };

    use super::{GROUP, LANES};

    /// # Safety
    /// The CPU has AVX-512; whole groups, at most [`LANES`] lanes.
    #[target_feature(enable = "avx512f")]
    pub(super) unsafe fn squeeze(from: &[f64], bits: u64, to: &mut [f64; LANES]) -> usize {
        let mut count = 0;
        for (group, lanes) in from.chunks_exact(GROUP).enumerate() {
            let mask = (bits >> (group * GROUP)) as u8;
            // SAFETY: a whole group; no more lanes came before it than it has before it.
            unsafe {
                let lanes = _mm512_loadu_pd(lanes.as_ptr());
                let packed = _mm512_maskz_compress_pd(mask, lanes);
                _mm512_storeu_pd(to.as_mut_ptr().add(count), packed);
            }
            count += mask.count_ones() as usize;
        }
        count
    }

    /// # Safety
    /// As [`squeeze`].
    #[target_feature(enable = "avx512f")]
    pub(super) unsafe fn spread(from: &[f64; LANES], bits: u64, to: &mut [f64]) {
        let mut count = 0;
        for (group, lanes) in to.chunks_exact_mut(GROUP).enumerate() {
            let mask = (bits >> (group * GROUP)) as u8;
            // SAFETY: as above.
            unsafe {
                let packed = _mm512_loadu_pd(from.as_ptr().add(count));
                _mm512_storeu_pd(lanes.as_mut_ptr(), _mm512_maskz_expand_pd(mask, packed));
            }
            count += mask.count_ones() as usize;
        }
    }
}
