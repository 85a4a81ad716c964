//! Items of tables. The index of each lane is read once, into a register, checked there, and only then an item is read.
//!
//! Items come one by one: reading eight by one instruction takes no less time (measured on Zen 4).

use super::super::kind::{Kind, Table};
use super::lanes::Lanes;
use super::loops::{Source as Operands, padded};
use super::transfer::{Half, Source};
use super::{Frame, GROUP, Step};
use crate::wrong::wrong;

/// 2^52: the sum with a whole number below has that number in its low bits.
const TWO_52: f64 = 4_503_599_627_370_496.0;
const LOW: u64 = (1 << 52) - 1;

/// Which lanes have an index that there is an item for: a whole number, -0 included, below the length.
#[inline(always)]
fn is_item<L: Lanes>(index: L, length: L) -> L {
    let magic = index.number(TWO_52);
    let whole = index.add(magic).sub(magic).eq(index);
    let inside = index.number(0.0).le(index).and(index.lt(length));
    whole.and(inside)
}

/// The places of items that there are, as integers.
#[inline(always)]
pub(super) fn places_of<L: Lanes>(index: L) -> L {
    index.add(index.number(TWO_52)).and(index.bits(LOW))
}

/// The items at `args[0]`; `MASKED`: in lanes where the boolean `args[1]` holds, in the others anything. `true` if there is
/// one that the table does not have.
///
/// # Safety
/// As [`super::StepFn`]; the frame's tables are readable.
#[inline(always)]
pub(super) unsafe fn load<L: Lanes, const MASKED: bool>(frame: &Frame<'_>, step: &Step) -> bool {
    let table = frame.tables[step.extra as usize];
    // SAFETY: the caller's own; each goes over a table of such items.
    unsafe {
        match table.kind {
            Kind::F64 => items::<L, f64, MASKED>(table, frame, step),
            Kind::F32 => items::<L, f32, MASKED>(table, frame, step),
            Kind::F16 => items::<L, Half, MASKED>(table, frame, step),
            Kind::I8 if wrong("table-unsigned") => items::<L, u8, MASKED>(table, frame, step),
            Kind::I8 => items::<L, i8, MASKED>(table, frame, step),
            Kind::U8 | Kind::U8Clamped | Kind::Bool => items::<L, u8, MASKED>(table, frame, step),
            Kind::I16 => items::<L, i16, MASKED>(table, frame, step),
            Kind::U16 => items::<L, u16, MASKED>(table, frame, step),
            Kind::I32 => items::<L, i32, MASKED>(table, frame, step),
            Kind::U32 => items::<L, u32, MASKED>(table, frame, step),
        }
    }
}

/// # Safety
/// As [`load`], for a table of such items.
#[inline(always)]
unsafe fn items<L: Lanes, T: Source, const MASKED: bool>(
    table: Table,
    frame: &Frame<'_>,
    step: &Step,
) -> bool {
    // SAFETY: the caller vouches for the operands.
    let (index, dst) = unsafe { (frame.operand(step.args[0]), frame.operand(step.dst)) };
    let from = table.ptr.cast::<T>();
    if index.uniform && !MASKED {
        // SAFETY: a uniform operand has a group of lanes, and so has one that is made of them.
        let index = unsafe { index.lanes.cast::<f64>().read_unaligned() };
        let index = meant(index, table.length);
        if !(index >= 0.0 && index < table.length as f64 && index + TWO_52 - TWO_52 == index) {
            return true;
        }
        // SAFETY: there is such an item, and the caller vouches for the table.
        let item = unsafe { from.add(index as usize).read_unaligned() }.number();
        let lanes = if dst.uniform { GROUP } else { padded(frame) };
        for lane in 0..lanes {
            // SAFETY: the caller vouches for the lanes.
            unsafe { dst.lanes.add(lane).write_unaligned(item.to_bits()) };
        }
        return false;
    }
    // SAFETY: the caller vouches for the operands.
    let (index, wanted) = unsafe {
        (
            Operands::<L>::new(frame, step.args[0]),
            Operands::<L>::new(frame, step.args[1]),
        )
    };
    let mut first = None;
    for at in (0..frame.lanes).step_by(L::N) {
        // SAFETY: the caller vouches for whole groups of lanes.
        let here = |operand: Operands<L>| unsafe { operand.ask(at / GROUP * GROUP, at % GROUP) };
        let mut index = here(index);
        let count = L::N.min(frame.lanes - at);
        if count < L::N {
            index = repeated(index, count);
        }
        if wrong("table-clamped") || wrong("table-truncates") {
            index = mapped(index, |index| meant(index, table.length));
        }
        let found = is_item(index, index.number(table.length as f64));
        let mut places = places_of(index);
        if MASKED {
            let wanted = here(wanted);
            let wanted = if count < L::N {
                repeated(wanted, count)
            } else {
                wanted
            };
            if wanted.and_not(found).any() {
                return true;
            }
            if table.length == 0 {
                // Nobody wants anything.
                // SAFETY: the caller vouches for whole groups of lanes.
                unsafe { index.bits(0).store(dst.lanes.add(at)) };
                continue;
            }
            places = places.and(wanted);
        } else if index.bits(u64::MAX).and_not(found).any() {
            return true;
        }
        let mut items = [0_u64; GROUP];
        // SAFETY: the array has room for a vector.
        unsafe { places.store(items.as_mut_ptr()) };
        if !MASKED && wrong("table-tail") {
            let first = *first.get_or_insert(items[0]);
            if at >= frame.lanes / GROUP * GROUP {
                items.fill(first);
            }
        }
        for (lane, place) in items.into_iter().enumerate().take(L::N) {
            // SAFETY: there is such an item: its index was just checked in a register, or it is the first of
            // some. The caller vouches for the table, and for whole groups of lanes.
            unsafe {
                let item = from.add(place as usize).read_unaligned().number();
                dst.lanes.add(at + lane).write_unaligned(item.to_bits());
            }
        }
    }
    false
}

/// The items at `args[0]`, and those behind them to `args[1]`; `true` if there is one that the table does not have.
///
/// # Safety
/// As [`load`], with an index for each lane; `args[1]` is writable as the destination is.
#[inline(always)]
pub(super) unsafe fn load_pair<L: Lanes>(frame: &Frame<'_>, step: &Step) -> bool {
    let table = frame.tables[step.extra as usize];
    // SAFETY: the caller's own; each goes over a table of such items.
    unsafe {
        match table.kind {
            Kind::F64 => pairs::<L>(table, frame, step, |from, to| numbers::<L>(from, to)),
            Kind::F32 => pairs::<L>(table, frame, step, |from, to| converted::<L, f32>(from, to)),
            Kind::F16 => pairs::<L>(table, frame, step, |from, to| {
                converted::<L, Half>(from, to);
            }),
            Kind::I8 => pairs::<L>(table, frame, step, |from, to| converted::<L, i8>(from, to)),
            Kind::U8 | Kind::U8Clamped | Kind::Bool => {
                pairs::<L>(table, frame, step, |from, to| converted::<L, u8>(from, to))
            }
            Kind::I16 => pairs::<L>(table, frame, step, |from, to| converted::<L, i16>(from, to)),
            Kind::U16 => pairs::<L>(table, frame, step, |from, to| converted::<L, u16>(from, to)),
            Kind::I32 => pairs::<L>(table, frame, step, |from, to| converted::<L, i32>(from, to)),
            Kind::U32 => pairs::<L>(table, frame, step, |from, to| converted::<L, u32>(from, to)),
        }
    }
}

/// Where a vector's pairs of items come from: the table and the places of the first ones.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    pub(super) table: *const u8,
    pub(super) first: &'a [u64; GROUP],
}

/// # Safety
/// As [`load_pair`]; `read` writes a vector of lanes to each of two places, of items that there are.
#[inline(always)]
unsafe fn pairs<L: Lanes>(
    table: Table,
    frame: &Frame<'_>,
    step: &Step,
    read: impl Fn(Places<'_>, [*mut u64; 2]),
) -> bool {
    // SAFETY: the caller vouches for the operands.
    let (index, first, second) = unsafe {
        (
            Operands::<L>::new(frame, step.args[0]),
            frame.operand(step.dst).lanes,
            frame.operand(step.args[1]).lanes,
        )
    };
    for at in (0..frame.lanes).step_by(L::N) {
        // SAFETY: the caller vouches for whole groups of lanes.
        let mut index = unsafe { index.ask(at / GROUP * GROUP, at % GROUP) };
        let count = L::N.min(frame.lanes - at);
        if count < L::N {
            index = repeated(index, count);
        }
        // With the one behind it: below the length less one, which is exact.
        let found = is_item(index, index.number(table.length as f64 - 1.0));
        if index.bits(u64::MAX).and_not(found).any() {
            return true;
        }
        let mut places = [0_u64; GROUP];
        // SAFETY: the array has room for a vector.
        unsafe { places_of(index).store(places.as_mut_ptr()) };
        let from = Places {
            table: table.ptr,
            first: &places,
        };
        read(from, [first.wrapping_add(at), second.wrapping_add(at)]);
    }
    false
}

/// Pairs of f64, each read at once.
///
/// # Safety
/// There are such items, and places for so many lanes.
#[inline(always)]
unsafe fn numbers<L: Lanes>(from: Places<'_>, to: [*mut u64; 2]) {
    #[cfg(target_arch = "x86_64")]
    if L::N >= 2 {
        use core::arch::x86_64::{_mm_loadu_pd, _mm_storeu_pd, _mm_unpackhi_pd, _mm_unpacklo_pd};
        for lane in (0..L::N).step_by(2) {
            // SAFETY: the caller vouches for items and lanes; every x86-64 has these instructions.
            unsafe {
                let pair = |lane: usize| {
                    let place = from.first[lane] as usize;
                    _mm_loadu_pd(from.table.add(place * size_of::<f64>()).cast())
                };
                let (a, b) = (pair(lane), pair(lane + 1));
                _mm_storeu_pd(to[0].add(lane).cast(), _mm_unpacklo_pd(a, b));
                _mm_storeu_pd(to[1].add(lane).cast(), _mm_unpackhi_pd(a, b));
            }
        }
        return;
    }
    // SAFETY: the caller's own.
    unsafe { converted::<L, f64>(from, to) };
}

/// # Safety
/// As [`numbers`], for a table of such items.
#[inline(always)]
pub(super) unsafe fn converted<L: Lanes, T: Source>(from: Places<'_>, to: [*mut u64; 2]) {
    for lane in 0..L::N {
        // SAFETY: the caller vouches for items and lanes.
        unsafe {
            let item = from.table.cast::<T>().add(from.first[lane] as usize);
            let (first, second) = (item.read_unaligned(), item.add(1).read_unaligned());
            to[0].add(lane).write_unaligned(first.number().to_bits());
            to[1].add(lane).write_unaligned(second.number().to_bits());
        }
    }
}

/// The vector with its first lane in place of those from `count` on, which only pad it.
#[inline(always)]
pub(super) fn repeated<L: Lanes>(vector: L, count: usize) -> L {
    let mut lanes = [0; GROUP];
    // SAFETY: the array has room for a vector, twice.
    unsafe {
        vector.store(lanes.as_mut_ptr());
        let first = lanes[0];
        lanes[count..L::N].fill(first);
        L::load(lanes.as_ptr())
    }
}

/// The index itself, unless a fault is switched on.
#[inline(always)]
fn meant(index: f64, length: usize) -> f64 {
    if wrong("table-clamped") && index >= length as f64 {
        length as f64 - 1.0
    } else if wrong("table-truncates") {
        index.trunc()
    } else {
        index
    }
}

/// A vector of numbers, one by one.
#[inline(always)]
fn mapped<L: Lanes>(vector: L, number: impl Fn(f64) -> f64) -> L {
    let mut lanes = [0; GROUP];
    // SAFETY: the array has room for a vector, twice.
    unsafe {
        vector.store(lanes.as_mut_ptr());
        for lane in &mut lanes {
            *lane = number(f64::from_bits(*lane)).to_bits();
        }
        L::load(lanes.as_ptr())
    }
}
