//! Operations on numbers and booleans, one vector at a time. Exact JS semantics, never fused.

use core::marker::PhantomData;

use super::lanes::Lanes;

/// An operation with one operand.
pub(crate) trait Op1 {
    fn apply<L: Lanes>(a: L) -> L;
}
/// An operation with two operands.
pub(crate) trait Op2 {
    fn apply<L: Lanes>(a: L, b: L) -> L;
}
/// An operation with three operands.
pub(crate) trait Op3 {
    fn apply<L: Lanes>(a: L, b: L, c: L) -> L;
}
/// An operation with four operands.
pub(crate) trait Op4 {
    fn apply<L: Lanes>(a: L, b: L, c: L, d: L) -> L;
}

/// Declares operations: a name, operands, and the vector they make.
macro_rules! operations {
    ($($kind:ident $name:ident($($arg:ident),+) => $body:expr;)+) => {$(
        pub(crate) struct $name;
        impl $kind for $name {
            #[inline(always)]
            fn apply<L: Lanes>($($arg: L),+) -> L {
                $body
            }
        }
    )+};
}
pub(crate) use operations;

const F16_OVERFLOW: f64 = 65520.0;
const F16_SMALLEST_NORMAL: f64 = 1.0 / 16384.0;
const EXPONENT: u64 = 0x7ff0_0000_0000_0000;
/// 1.5 · 2^42: added to a number of exponent 0 it leaves 10 bits behind the point.
const F16_MAGIC: f64 = 6_597_069_766_656.0;

operations! {
    Op1 Copy(a) => a;
    Op1 Neg(a) => a.xor(a.bits(super::lanes::SIGN));
    Op1 Abs(a) => a.abs();
    Op1 Sqrt(a) => a.sqrt();
    Op1 Floor(a) => a.floor();
    Op1 Ceil(a) => a.ceil();
    Op1 Trunc(a) => a.trunc();
    // V8's Float64Round: up, and down again where that was more than half. Keeps -0.
    Op1 Round(a) => {
        let up = a.ceil();
        up.sub(a.lt(up.sub(a.number(0.5))).and(a.number(1.0)))
    };
    // Zeros and NaN are their own sign.
    Op1 Sign(a) => a.number(0.0).lt(a.abs()).select(a.sign_onto(a.number(1.0)), a);
    Op1 Fround(a) => a.fround();
    // Adding 1.5 · 2^42 times the power of two below |a| leaves eleven significant bits, rounded
    // once and ties to even; below the smallest normal f16 the step between numbers stays.
    Op1 F16round(a) => {
        let size = a.abs();
        let power = a.and(a.bits(EXPONENT)).max(a.number(F16_SMALLEST_NORMAL));
        let magic = power.mul(a.number(F16_MAGIC));
        let near = size.add(magic).sub(magic);
        let finite = size.lt(a.number(F16_OVERFLOW)).select(near, a.number(f64::INFINITY));
        a.eq(a).select(a.sign_onto(finite), a)
    };
    Op1 Invert(a) => a.xor(a.bits(u64::MAX));
    Op1 BoolToF64(a) => a.and(a.number(1.0));
    Op1 F64ToBool(a) => a.number(0.0).lt(a.abs());
    Op1 IsNan(a) => a.ne(a);
    Op1 IsFinite(a) => a.abs().lt(a.number(f64::INFINITY));
    Op1 IsInteger(a) => a.trunc().eq(a).and(a.abs().lt(a.number(f64::INFINITY)));

    Op2 Add(a, b) => a.add(b);
    Op2 Sub(a, b) => a.sub(b);
    Op2 Mul(a, b) => a.mul(b);
    Op2 Div(a, b) => a.div(b);
    Op2 Min(a, b) => a.min(b);
    Op2 Max(a, b) => a.max(b);
    Op2 EqF(a, b) => a.eq(b);
    Op2 NeF(a, b) => a.ne(b);
    Op2 LtF(a, b) => a.lt(b);
    Op2 LeF(a, b) => a.le(b);
    Op2 And(a, b) => a.and(b);
    Op2 Or(a, b) => a.or(b);
    Op2 Xor(a, b) => a.xor(b);
    Op2 AndNot(a, b) => a.and_not(b);
    Op2 Same(a, b) => a.xor(b).xor(a.bits(u64::MAX));

    // The operands of a subtraction the other way round.
    Op2 From(a, b) => b.sub(a);

    Op3 Select(a, b, c) => a.select(b, c);

    // Superinstructions: what was several steps, each still rounded by itself.
    Op4 SumOfProducts(a, b, c, d) => a.mul(b).add(c.mul(d));
    Op4 DifferenceOfProducts(a, b, c, d) => a.mul(b).sub(c.mul(d));
    Op4 Polynomial(a, b, c, d) => a.mul(b).add(c).mul(b).add(d);
    Op4 ProductPlus(a, b, c, d) => a.mul(b).mul(c).add(d);
    Op3 SquaredDifference(a, b, c) => {
        let difference = a.sub(b);
        difference.mul(difference).add(c)
    };
    Op3 Between(a, b, c) => a.add(b.sub(a).mul(c));
    Op3 AndLt(a, b, c) => a.lt(b).and(c);
    Op3 AndLe(a, b, c) => a.le(b).and(c);
    Op4 PickEq(a, b, c, d) => a.eq(b).select(c, d);
    Op4 PickLt(a, b, c, d) => a.lt(b).select(c, d);
    Op4 PickLe(a, b, c, d) => a.le(b).select(c, d);
}

/// `B` of the result of `A` and a third operand.
pub(crate) struct Pair<A, B>(PhantomData<(A, B)>);

impl<A: Op2, B: Op2> Op3 for Pair<A, B> {
    #[inline(always)]
    fn apply<L: Lanes>(a: L, b: L, c: L) -> L {
        B::apply(A::apply(a, b), c)
    }
}
