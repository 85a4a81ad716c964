//! Items of tables: the index of each lane is checked first, all lanes at once, then the items are read.
//!
//! Plain loops: reading eight items by one instruction takes no less time than one by one (measured
//! on Zen 4), and the compiler makes vectors of the checks.

use super::super::kind::{Kind, Table};
use super::transfer::{Half, Source};
use super::{Frame, GROUP, Step};

/// 2^52: the sum with a whole number below has that number in its low bits.
const TWO_52: f64 = 4_503_599_627_370_496.0;
const LOW: u64 = (1 << 52) - 1;

/// Whether there is an item at this index: a whole number, -0 included, below the length.
#[inline(always)]
fn is_item(index: f64, length: f64) -> bool {
    // Without branches, so that the compiler makes vectors of it.
    let (inside, below) = (u8::from(index >= 0.0), u8::from(index < length));
    let whole = u8::from(index + TWO_52 - TWO_52 == index);
    inside & below & whole != 0
}

/// The place of an item that there is.
#[inline(always)]
fn place(index: f64) -> usize {
    ((index + TWO_52).to_bits() & LOW) as usize
}

/// The items at `args[0]`; `true` if there is one that the table does not have.
///
/// # Safety
/// As [`super::StepFn`]; the frame's tables are readable.
pub(super) unsafe fn load(frame: &Frame<'_>, step: &Step) -> bool {
    // SAFETY: the caller's own.
    unsafe { by_kind::<false>(frame, step) }
}

/// The items at `args[0]` in lanes where the boolean `args[1]` holds; `true` if there is one of them
/// that the table does not have.
///
/// # Safety
/// As [`load`].
pub(super) unsafe fn load_where(frame: &Frame<'_>, step: &Step) -> bool {
    // SAFETY: the caller's own.
    unsafe { by_kind::<true>(frame, step) }
}

/// # Safety
/// As [`load`].
unsafe fn by_kind<const MASKED: bool>(frame: &Frame<'_>, step: &Step) -> bool {
    let table = frame.tables[step.extra as usize];
    let items = match table.kind {
        Kind::F64 => items::<f64, MASKED>,
        Kind::F32 => items::<f32, MASKED>,
        Kind::F16 => items::<Half, MASKED>,
        Kind::I8 => items::<i8, MASKED>,
        Kind::U8 | Kind::U8Clamped | Kind::Bool => items::<u8, MASKED>,
        Kind::I16 => items::<i16, MASKED>,
        Kind::U16 => items::<u16, MASKED>,
        Kind::I32 => items::<i32, MASKED>,
        Kind::U32 => items::<u32, MASKED>,
    };
    // SAFETY: the caller's own.
    unsafe { items(table, frame, step) }
}

/// # Safety
/// As [`load`], for a table of such items.
unsafe fn items<T: Source, const MASKED: bool>(
    table: Table,
    frame: &Frame<'_>,
    step: &Step,
) -> bool {
    let operand = |index: u16| frame.operands[usize::from(index)].get();
    let (index, dst) = (operand(step.args[0]), operand(step.dst));
    let indices = index.lanes.cast::<f64>();
    let length = table.length as f64;
    let from = table.ptr.cast::<T>();
    if index.uniform && !MASKED {
        // SAFETY: a uniform operand has a group of lanes, and so has one that is made of them.
        let index = unsafe { indices.read_unaligned() };
        if !is_item(index, length) {
            return true;
        }
        // SAFETY: there is such an item, and the caller vouches for the table.
        let item = unsafe { from.add(place(index)).read_unaligned() }.number();
        let lanes = if dst.uniform { GROUP } else { frame.lanes };
        for lane in 0..lanes {
            // SAFETY: the caller vouches for the lanes.
            unsafe { dst.lanes.add(lane).write_unaligned(item.to_bits()) };
        }
        return false;
    }
    let (stride, mask) = (usize::from(!index.uniform), operand(step.args[1]));
    let mask_stride = usize::from(!mask.uniform);
    // SAFETY: the caller vouches for the frame's lanes of every operand.
    let get = |lane: usize| unsafe { indices.add(lane * stride).read_unaligned() };
    // SAFETY: the same.
    let mask_at = |lane: usize| unsafe { mask.lanes.add(lane * mask_stride).read() };
    let wanted = |lane: usize| !MASKED || mask_at(lane) != 0;
    let mut missing = false;
    for lane in 0..frame.lanes {
        missing |= wanted(lane) & !is_item(get(lane), length);
    }
    if missing {
        return true;
    }
    for lane in 0..frame.lanes {
        let item = if MASKED && !wanted(lane) {
            0.0
        } else {
            // SAFETY: there is such an item, as was just checked of a lane that nobody else writes.
            unsafe { from.add(place(get(lane))).read_unaligned() }.number()
        };
        // SAFETY: the caller vouches for the lane.
        unsafe { dst.lanes.add(lane).write_unaligned(item.to_bits()) };
    }
    false
}
