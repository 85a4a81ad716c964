//! Operations on int32 and uint32: they live in the low half of a lane, above it may be anything.

use super::lanes::Lanes;
use super::ops::{Op1, Op2, Op3, operations};
use crate::magic::{FROM_I32, FROM_U32, LOW, LOW_SIGN, TO_INTEGER, TWO_32, TWO_51};

operations! {
    // ToInt32 and ToUint32 are the same bits.
    Op1 F64ToInt(a) => {
        let near = a.abs().lt(a.number(TWO_51));
        let small = if near.xor(a.bits(u64::MAX)).any() { modulo_two_32(a) } else { a };
        small.trunc().add(a.number(TO_INTEGER))
    };
    // ToUint8Clamp: below 0 and NaN are 0, above 255 is 255, halves to even by the last addition.
    // The first one makes signalling NaN quiet: LLVM may turn comparison and mask into AArch64's
    // maximum, which keeps the others.
    Op1 F64ToClamped(a) => {
        let (zero, top) = (a.number(0.0), a.number(255.0));
        let quiet = a.add(zero);
        let above = quiet.and(zero.lt(quiet));
        top.lt(above).select(top, above).add(a.number(TO_INTEGER))
    };
    Op1 I32ToF64(a) => a
        .and(a.bits(LOW))
        .xor(a.bits(FROM_I32))
        .sub(a.bits(FROM_I32));
    Op1 U32ToF64(a) => a
        .and(a.bits(LOW))
        .or(a.bits(FROM_U32))
        .sub(a.bits(FROM_U32));
    Op1 IntToBool(a) => a.eq32(a.bits(0)).xor(a.bits(u64::MAX));
    // The exponent of the uint32 as f64 tells its highest bit; 0 has none.
    Op1 Clz32(a) => {
        let power = U32ToF64::apply(a).exponent();
        let zeros = a.bits(1023 + 31).sub64(power);
        a.eq32(a.bits(0)).select(a.bits(32), zeros)
    };

    Op2 Shl(a, b) => a.shl(b);
    Op2 Shr(a, b) => a.shr(b);
    Op2 UShr(a, b) => a.ushr(b);
    Op2 Imul(a, b) => a.mul32(b);
    // Superinstructions of hashes and random numbers.
    Op2 XorUShr(a, b) => a.xor(a.ushr(b));
    Op2 XorShl(a, b) => a.xor(a.shl(b));
    Op3 XorUShrImul(a, b, c) => a.xor(a.ushr(b)).mul32(c);
    Op2 EqI(a, b) => a.eq32(b);
    Op2 NeI(a, b) => a.eq32(b).xor(a.bits(u64::MAX));
    Op2 LtI(a, b) => a.lt32(b);
    Op2 LeI(a, b) => b.lt32(a).xor(a.bits(u64::MAX));
    Op2 LtU(a, b) => a.xor(a.bits(LOW_SIGN)).lt32(b.xor(a.bits(LOW_SIGN)));
    Op2 LeU(a, b) => b.xor(a.bits(LOW_SIGN)).lt32(a.xor(a.bits(LOW_SIGN))).xor(a.bits(u64::MAX));
}

/// `x` less a multiple of 2^32, exactly; 0 for NaN and the infinities. Scaling by a power of two,
/// cutting the fraction and taking the difference are all exact, since the bits that remain are
/// among those of `x`.
#[inline(always)]
fn modulo_two_32<L: Lanes>(x: L) -> L {
    let times = x.mul(x.number(1.0 / TWO_32)).trunc();
    let rest = x.sub(times.mul(x.number(TWO_32)));
    rest.and(rest.eq(rest))
}
