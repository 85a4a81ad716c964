//! `sinh`, `cosh`, `tanh` and their inverses.
//!
//! Ported from fdlibm as V8 carries it; see the notice in `mod.rs`.

use super::exponential::{moderate_exp, moderate_expm1};
use super::logarithm::{moderate_log1p, normal_log};
use super::words::{from_high, signed_like};

#[inline(always)]
pub(super) fn sinh(x: f64) -> (f64, bool) {
    let size = x.abs();
    let t = moderate_expm1(size);
    let quotient = if size < 1.0 { t * t } else { t } / (t + 1.0);
    let sum = if size < 1.0 {
        2.0 * t - quotient
    } else {
        t + quotient
    };
    let value = signed_like(0.5, x) * sum;
    (
        if size < from_high(0x3E30_0000) {
            x
        } else {
            value
        },
        size < 22.0,
    )
}

#[inline(always)]
pub(super) fn cosh(x: f64) -> (f64, bool) {
    let size = x.abs();
    let is_small = size < from_high(0x3FD6_2E43);
    let less = moderate_expm1(size);
    let more = moderate_exp(size);
    let w = 1.0 + less;
    let quotient = if is_small { less * less } else { 0.5 } / if is_small { w + w } else { more };
    let half = 0.5 * more;
    let large = if size < 22.0 { half + quotient } else { half };
    let small = if size < from_high(0x3C80_0000) {
        w
    } else {
        1.0 + quotient
    };
    (if is_small { small } else { large }, size < 708.0)
}

#[inline(always)]
pub(super) fn tanh(x: f64) -> (f64, bool) {
    let size = x.abs();
    let is_large = size >= 1.0;
    let t = moderate_expm1(size * if is_large { 2.0 } else { -2.0 });
    let quotient = if is_large { 2.0 } else { -t } / (t + 2.0);
    let value = if is_large { 1.0 - quotient } else { quotient };
    let value = if size < 22.0 { value } else { 1.0 };
    let value = if size < from_high(0x3E30_0000) {
        size
    } else {
        value
    };
    (signed_like(value, x), size < f64::INFINITY)
}

#[inline(always)]
pub(super) fn asinh(x: f64) -> (f64, bool) {
    let size = x.abs();
    let square = x * x;
    let root = (1.0 + square).sqrt();
    let is_large = size >= from_high(0x4000_0001);
    let quotient =
        if is_large { 1.0 } else { square } / if is_large { root + size } else { 1.0 + root };
    let large = normal_log(2.0 * size + quotient);
    let small = moderate_log1p(size + quotient);
    let value = if is_large { large } else { small };
    let value = if size < from_high(0x3E30_0000) {
        size
    } else {
        value
    };
    (signed_like(value, x), size < from_high(0x41B0_0000))
}

#[inline(always)]
pub(super) fn acosh(x: f64) -> (f64, bool) {
    let is_large = x >= from_high(0x4000_0001);
    let t = x - 1.0;
    let root = if is_large {
        x * x - 1.0
    } else {
        2.0 * t + t * t
    }
    .sqrt();
    let large = normal_log(2.0 * x - 1.0 / (x + root));
    let small = moderate_log1p(t + root);
    (
        if is_large { large } else { small },
        (x >= 1.0) & (x < from_high(0x41B0_0000)),
    )
}

#[inline(always)]
pub(super) fn atanh(x: f64) -> (f64, bool) {
    let size = x.abs();
    let is_small = size < 0.5;
    let twice = size + size;
    let quotient = if is_small { twice * size } else { twice } / (1.0 - size);
    let value = 0.5 * moderate_log1p(if is_small { twice + quotient } else { quotient });
    let value = if size < from_high(0x3E30_0000) {
        size
    } else {
        value
    };
    (signed_like(value, x), size < 1.0)
}
