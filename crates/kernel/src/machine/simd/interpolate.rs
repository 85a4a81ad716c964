//! Linear interpolation in a table, in one step: in several, the step that reads the column and the one that writes the result wait
//! for memory and have next to nothing to do meanwhile.

use super::super::kind::{Kind, Table};
use super::gather::{Places, converted, places_of, repeated};
use super::lanes::Lanes;
use super::loops::Source as Operands;
use super::transfer::{Half, Source};
use super::{Frame, GROUP, Step};

/// With `at` for `args[0] * args[1]` and `i` for its floor: `t[i] + (t[i + 1] - t[i]) * (at - i)`. `true` if there is no such item.
///
/// # Safety
/// As [`super::StepFn`]; the frame's tables are readable.
#[inline(always)]
pub(super) unsafe fn interpolate<L: Lanes>(frame: &Frame<'_>, step: &Step) -> bool {
    let table = frame.tables[step.extra as usize];
    // SAFETY: the caller's own; each goes over a table of such items.
    unsafe {
        match table.kind {
            Kind::F64 => walk::<L>(table, frame, step, |places| {
                places.neighbours(table.ptr.cast())
            }),
            Kind::F32 => walk::<L>(table, frame, step, |places| {
                of_kind::<L, f32>(table, places)
            }),
            Kind::F16 => walk::<L>(table, frame, step, |places| {
                of_kind::<L, Half>(table, places)
            }),
            Kind::I8 => walk::<L>(table, frame, step, |places| of_kind::<L, i8>(table, places)),
            Kind::U8 | Kind::U8Clamped | Kind::Bool => {
                walk::<L>(table, frame, step, |places| of_kind::<L, u8>(table, places))
            }
            Kind::I16 => walk::<L>(table, frame, step, |places| {
                of_kind::<L, i16>(table, places)
            }),
            Kind::U16 => walk::<L>(table, frame, step, |places| {
                of_kind::<L, u16>(table, places)
            }),
            Kind::I32 => walk::<L>(table, frame, step, |places| {
                of_kind::<L, i32>(table, places)
            }),
            Kind::U32 => walk::<L>(table, frame, step, |places| {
                of_kind::<L, u32>(table, places)
            }),
        }
    }
}

/// # Safety
/// As [`interpolate`]; `read` gives the items at places that there are, and those behind them.
#[inline(always)]
unsafe fn walk<L: Lanes>(
    table: Table,
    frame: &Frame<'_>,
    step: &Step,
    read: impl Fn(L) -> [L; 2],
) -> bool {
    // SAFETY: the caller vouches for the operands.
    let (x, scale, dst) = unsafe {
        (
            Operands::<L>::new(frame, step.args[0]),
            Operands::<L>::new(frame, step.args[1]),
            frame.operand(step.dst).lanes,
        )
    };
    for at in (0..frame.lanes).step_by(L::N) {
        // SAFETY: the caller vouches for whole groups of lanes.
        let here = |operand: Operands<L>| unsafe { operand.ask(at / GROUP * GROUP, at % GROUP) };
        let place = here(x).mul(here(scale));
        let whole = place.floor();
        let count = L::N.min(frame.lanes - at);
        let index = if count < L::N {
            repeated(whole, count)
        } else {
            whole
        };
        // With the one behind it: below the length less one, which is exact. A floor is whole, or none that there is.
        let least = index.number(0.0).le(index);
        let found = least.and(index.lt(index.number(table.length as f64 - 1.0)));
        if index.bits(u64::MAX).and_not(found).any() {
            return true;
        }
        let [first, second] = read(places_of(index));
        let rise = second.sub(first).mul(place.sub(whole));
        // SAFETY: the caller vouches for whole groups of lanes.
        unsafe { first.add(rise).store(dst.add(at)) };
    }
    false
}

/// # Safety
/// The table is readable, has such items, and has items at these places and behind them.
#[inline(always)]
unsafe fn of_kind<L: Lanes, T: Source>(table: Table, places: L) -> [L; 2] {
    let (mut first, mut items) = ([0_u64; GROUP], [[0_u64; GROUP]; 2]);
    // SAFETY: the arrays have room for a vector; the rest is the caller's own.
    unsafe {
        places.store(first.as_mut_ptr());
        let from = Places {
            table: table.ptr,
            first: &first,
        };
        converted::<L, T>(from, items.each_mut().map(|items| items.as_mut_ptr()));
        items.map(|items| L::load(items.as_ptr()))
    }
}
