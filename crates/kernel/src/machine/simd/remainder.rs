//! JS `%`: vectors where the quotient fits 53 bits, `exact::rem` for the other lanes.
//!
//! With q the quotient cut to a whole number, the remainder is |x| - q·|y| without any rounding:
//! * The rounded quotient is at most one too large, as it rounds up only next to a whole number.
//! * q·|y| is had exactly as p + e (T. J. Dekker, "A floating-point technique for extending the
//!   available precision", 1971); the guards keep its halves from overflow and underflow.
//! * p is between |x| / 2 and 2|x|, so that |x| - p is exact (Sterbenz), or q is 0.
//! * |x| - p - e is the remainder, or the remainder less |y|. Both are representable: the first
//!   always is; the second is a multiple of the last bit of y and smaller than y, or it is 0. So
//!   the subtraction is exact, and so is adding |y| to the second.

use numpool_math::exact;

use super::lanes::Lanes;
use super::loops::{Source, padded};
use super::{Frame, GROUP, Step};
use crate::magic::{LARGEST, SMALLEST, SPLITTER, TWO_53};

/// Widest vector of any instruction set.
const MOST: usize = 8;

/// # Safety
/// As [`super::StepFn`].
#[inline(always)]
pub(super) unsafe fn rem<L: Lanes>(frame: &Frame<'_>, step: &Step) -> bool {
    // SAFETY: the caller vouches for the operands.
    let (dst, a, b) = unsafe {
        (
            frame.operand(step.dst).lanes,
            Source::<L>::new(frame, step.args[0]),
            Source::<L>::new(frame, step.args[1]),
        )
    };
    for vector in (0..padded(frame)).step_by(L::N) {
        let (at, offset) = (vector / GROUP * GROUP, vector % GROUP);
        // SAFETY: the caller vouches for every vector up to the last group's end.
        unsafe {
            let (x, y) = (a.ask(at, offset), b.ask(at, offset));
            let rest = if fits(x, y) {
                quick(x, y)
            } else {
                // Beyond the lanes that count may be anything, however slow: leave it out.
                lane_by_lane(x, y, L::N.min(frame.lanes.saturating_sub(vector)))
            };
            rest.store(dst.add(vector));
        }
    }
    false
}

/// Whether [`quick`] is right for all lanes.
#[inline(always)]
fn fits<L: Lanes>(x: L, y: L) -> bool {
    let size = y.abs();
    let range = x.number(SMALLEST).le(size).and(size.le(x.number(LARGEST)));
    let quotient = x.abs().lt(size.mul(x.number(TWO_53)));
    !range.and(quotient).xor(x.bits(u64::MAX)).any()
}

#[inline(always)]
fn quick<L: Lanes>(x: L, y: L) -> L {
    let (dividend, divisor) = (x.abs(), y.abs());
    let times = dividend.div(divisor).trunc();
    let product = times.mul(divisor);
    let ((a, b), (c, d)) = (halves(times), halves(divisor));
    let error = a
        .mul(c)
        .sub(product)
        .add(a.mul(d))
        .add(b.mul(c))
        .add(b.mul(d));
    let rest = dividend.sub(product).sub(error);
    let below = rest.lt(x.number(0.0)).and(divisor);
    x.sign_onto(rest.add(below))
}

/// A number as the sum of two with 26 significant bits each.
#[inline(always)]
fn halves<L: Lanes>(x: L) -> (L, L) {
    let scaled = x.mul(x.number(SPLITTER));
    let high = scaled.sub(scaled.sub(x));
    (high, x.sub(high))
}

/// # Safety
/// The CPU has the instruction set.
#[inline(always)]
unsafe fn lane_by_lane<L: Lanes>(x: L, y: L, lanes: usize) -> L {
    let (mut xs, mut ys) = ([0_u64; MOST], [0_u64; MOST]);
    // SAFETY: no vector has more lanes than the arrays.
    unsafe {
        x.store(xs.as_mut_ptr());
        y.store(ys.as_mut_ptr());
    }
    for (x, y) in xs.iter_mut().zip(ys).take(lanes) {
        *x = exact::rem(f64::from_bits(*x), f64::from_bits(y)).to_bits();
    }
    // SAFETY: the same.
    unsafe { L::load(xs.as_ptr()) }
}
