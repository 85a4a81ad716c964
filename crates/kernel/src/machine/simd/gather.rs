//! Items of tables. The index of each lane is read once, into a register, checked there, and only then an item is read.
//!
//! Items come one by one: reading eight by one instruction takes no less time (measured on Zen 4).

use super::super::kind::{Kind, Table};
use super::lanes::Lanes;
use super::loops::{Source as Operands, padded};
use super::transfer::{Half, Source};
use super::{Frame, GROUP, Step};

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
    for at in (0..frame.lanes).step_by(L::N) {
        // SAFETY: the caller vouches for whole groups of lanes.
        let here = |operand: Operands<L>| unsafe { operand.ask(at / GROUP * GROUP, at % GROUP) };
        let mut index = here(index);
        let count = L::N.min(frame.lanes - at);
        if count < L::N {
            index = repeated(index, count);
        }
        let found = is_item(index, index.number(table.length as f64));
        let mut places = index.add(index.number(TWO_52)).and(index.bits(LOW));
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

/// The vector with its first lane in place of those from `count` on, which only pad it.
#[inline(always)]
fn repeated<L: Lanes>(vector: L, count: usize) -> L {
    let mut lanes = [0; GROUP];
    // SAFETY: the array has room for a vector, twice.
    unsafe {
        vector.store(lanes.as_mut_ptr());
        let first = lanes[0];
        lanes[count..L::N].fill(first);
        L::load(lanes.as_ptr())
    }
}
