//! From opcode to compiled function, for each instruction set.

use super::super::isa::Isa;
use super::super::kind::Kind;
use super::backend::{self, Backend};
use super::integer_ops as int;
use super::loops::ASK;
use super::ops::{self, Op2, Op3, Op4, Pair};
use super::transfer::{Half, LoadFn, RangeFn, StoreFn, Truth};
use super::{StepFn, calls, loops};
use crate::program::{Code, First, Second};

/// Calls a generic function with the backend of an instruction set.
macro_rules! with {
    ($isa:expr, $function:ident($($arg:expr),*)) => {
        match $isa {
            #[cfg(any(test, not(any(target_arch = "x86_64", target_arch = "aarch64"))))]
            Isa::Scalar => $function::<backend::scalar::Set>($($arg),*),
            #[cfg(target_arch = "x86_64")]
            Isa::Sse2 => $function::<backend::sse2::Set>($($arg),*),
            #[cfg(target_arch = "x86_64")]
            Isa::Sse41 => $function::<backend::sse41::Set>($($arg),*),
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => $function::<backend::avx2::Set>($($arg),*),
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 => $function::<backend::avx512::Set>($($arg),*),
            #[cfg(target_arch = "aarch64")]
            Isa::Neon => $function::<backend::neon::Set>($($arg),*),
        }
    };
}

/// The function behind an opcode; the bits of `uniform` say which of its operands are uniform.
pub(crate) fn resolve(isa: Isa, code: Code, uniform: u8) -> StepFn {
    #[cfg(feature = "test-hooks")]
    if let Some(step) = super::spoil::step(code) {
        return step;
    }
    with!(isa, step(code, uniform))
}

/// How items of this kind become numbers; a boolean output reads as bytes.
pub(crate) fn loader(isa: Isa, kind: Kind) -> LoadFn {
    with!(isa, load(kind))
}

/// How lanes made ready for this kind are written.
pub(crate) fn storer(isa: Isa, kind: Kind) -> StoreFn {
    with!(isa, store(kind))
}

/// How an arithmetic sequence becomes numbers.
pub(crate) fn ranger(isa: Isa) -> RangeFn {
    with!(isa, range())
}

fn range<B: Backend>() -> RangeFn {
    B::range()
}

fn load<B: Backend>(kind: Kind) -> LoadFn {
    match kind {
        Kind::F64 => B::load::<f64>(),
        Kind::F32 => B::load::<f32>(),
        Kind::F16 => B::load::<Half>(),
        Kind::I8 => B::load::<i8>(),
        Kind::U8 | Kind::U8Clamped | Kind::Bool => B::load::<u8>(),
        Kind::I16 => B::load::<i16>(),
        Kind::U16 => B::load::<u16>(),
        Kind::I32 => B::load::<i32>(),
        Kind::U32 => B::load::<u32>(),
    }
}

fn store<B: Backend>(kind: Kind) -> StoreFn {
    match kind {
        Kind::F64 => B::store::<f64>(),
        Kind::F32 => B::store::<f32>(),
        Kind::F16 => B::store::<Half>(),
        Kind::I8 | Kind::U8 | Kind::U8Clamped => B::store::<u8>(),
        Kind::I16 | Kind::U16 => B::store::<u16>(),
        Kind::I32 | Kind::U32 => B::store::<u32>(),
        Kind::Bool => B::store::<Truth>(),
    }
}

// A loop that knows which operands are uniform keeps them in registers; one that does not asks as
// it goes, which is up to 15 % slower. The widest instruction sets get loops for the patterns that
// programs have most, constants on the right; for the others that would only be more code.

/// For operations that constants are frequent in.
fn two<B: Backend, O: Op2>(uniform: u8) -> StepFn {
    match uniform {
        0 => B::two::<O, 0>(),
        0b10 if B::WIDE => B::two::<O, 0b10>(),
        _ => B::two::<O, ASK>(),
    }
}

/// For the other operations, and those that mostly end up in superinstructions.
fn plain<B: Backend, O: Op2>(uniform: u8) -> StepFn {
    match uniform {
        0 => B::two::<O, 0>(),
        _ => B::two::<O, ASK>(),
    }
}

fn three<B: Backend, O: Op3>(uniform: u8) -> StepFn {
    match uniform {
        0 => B::three::<O, 0>(),
        0b100 if B::WIDE => B::three::<O, 0b100>(),
        0b110 if B::WIDE => B::three::<O, 0b110>(),
        _ => B::three::<O, ASK>(),
    }
}

fn four<B: Backend, O: Op4>(uniform: u8) -> StepFn {
    match uniform {
        0 => B::four::<O, 0>(),
        0b0110 if B::WIDE => B::four::<O, 0b0110>(),
        0b1100 if B::WIDE => B::four::<O, 0b1100>(),
        _ => B::four::<O, ASK>(),
    }
}

/// For comparisons with a constant that end in a mask.
fn masked<B: Backend, O: Op3>(uniform: u8) -> StepFn {
    match uniform {
        0 => B::three::<O, 0>(),
        0b010 if B::WIDE => B::three::<O, 0b010>(),
        _ => B::three::<O, ASK>(),
    }
}

/// For choices, often of something uniform.
fn pick<B: Backend, O: Op4>(uniform: u8) -> StepFn {
    match uniform {
        0b0100 if B::WIDE => B::four::<O, 0b0100>(),
        _ => four::<B, O>(uniform),
    }
}

fn product_plus<B: Backend>(uniform: u8) -> StepFn {
    match uniform {
        0b1010 if B::WIDE => B::four::<ops::ProductPlus, 0b1010>(),
        _ => four::<B, ops::ProductPlus>(uniform),
    }
}

fn pair<B: Backend, A: Op2>(second: Second, uniform: u8) -> StepFn {
    match second {
        Second::Add => three::<B, Pair<A, ops::Add>>(uniform),
        Second::Sub => three::<B, Pair<A, ops::Sub>>(uniform),
        Second::From => three::<B, Pair<A, ops::From>>(uniform),
        Second::Mul => three::<B, Pair<A, ops::Mul>>(uniform),
    }
}

fn step<B: Backend>(code: Code, uniform: u8) -> StepFn {
    match code {
        Code::Copy => B::one::<ops::Copy>(),
        Code::Neg => B::one::<ops::Neg>(),
        Code::Abs => B::one::<ops::Abs>(),
        Code::Sqrt => B::one::<ops::Sqrt>(),
        Code::Floor => B::one::<ops::Floor>(),
        Code::Ceil => B::one::<ops::Ceil>(),
        Code::Trunc => B::one::<ops::Trunc>(),
        Code::Round => B::one::<ops::Round>(),
        Code::Sign => B::one::<ops::Sign>(),
        Code::Fround => B::one::<ops::Fround>(),
        Code::F16round => B::one::<ops::F16round>(),
        Code::Invert => B::one::<ops::Invert>(),
        Code::BoolToF64 => B::one::<ops::BoolToF64>(),
        Code::F64ToBool => B::one::<ops::F64ToBool>(),
        Code::IsNan => B::one::<ops::IsNan>(),
        Code::IsFinite => B::one::<ops::IsFinite>(),
        Code::IsInteger => B::one::<ops::IsInteger>(),
        Code::F64ToInt => B::one::<int::F64ToInt>(),
        Code::F64ToClamped => B::one::<int::F64ToClamped>(),
        Code::I32ToF64 => B::one::<int::I32ToF64>(),
        Code::U32ToF64 => B::one::<int::U32ToF64>(),
        Code::IntToBool => B::one::<int::IntToBool>(),
        Code::Clz32 => B::one::<int::Clz32>(),
        Code::Add => two::<B, ops::Add>(uniform),
        Code::Sub => two::<B, ops::Sub>(uniform),
        Code::Mul => two::<B, ops::Mul>(uniform),
        Code::Div => two::<B, ops::Div>(uniform),
        Code::Min => two::<B, ops::Min>(uniform),
        Code::Max => two::<B, ops::Max>(uniform),
        Code::EqF => plain::<B, ops::EqF>(uniform),
        Code::NeF => plain::<B, ops::NeF>(uniform),
        Code::LtF => plain::<B, ops::LtF>(uniform),
        Code::LeF => plain::<B, ops::LeF>(uniform),
        Code::And => two::<B, ops::And>(uniform),
        Code::Or => two::<B, ops::Or>(uniform),
        Code::Xor => two::<B, ops::Xor>(uniform),
        Code::AndNot => plain::<B, ops::AndNot>(uniform),
        Code::Same => plain::<B, ops::Same>(uniform),
        Code::Shl => two::<B, int::Shl>(uniform),
        Code::Shr => two::<B, int::Shr>(uniform),
        Code::UShr => two::<B, int::UShr>(uniform),
        Code::Imul => two::<B, int::Imul>(uniform),
        Code::EqI => plain::<B, int::EqI>(uniform),
        Code::NeI => plain::<B, int::NeI>(uniform),
        Code::LtI => plain::<B, int::LtI>(uniform),
        Code::LeI => plain::<B, int::LeI>(uniform),
        Code::LtU => plain::<B, int::LtU>(uniform),
        Code::LeU => plain::<B, int::LeU>(uniform),
        Code::Select => three::<B, ops::Select>(uniform),
        Code::Pair(First::Add, second) => pair::<B, ops::Add>(second, uniform),
        Code::Pair(First::Sub, second) => pair::<B, ops::Sub>(second, uniform),
        Code::Pair(First::Mul, second) => pair::<B, ops::Mul>(second, uniform),
        Code::SumOfProducts => four::<B, ops::SumOfProducts>(uniform),
        Code::DifferenceOfProducts => four::<B, ops::DifferenceOfProducts>(uniform),
        Code::Polynomial => four::<B, ops::Polynomial>(uniform),
        Code::ProductPlus => product_plus::<B>(uniform),
        Code::SquaredDifference => three::<B, ops::SquaredDifference>(uniform),
        Code::Between => three::<B, ops::Between>(uniform),
        Code::XorUShr => two::<B, int::XorUShr>(uniform),
        Code::XorShl => two::<B, int::XorShl>(uniform),
        Code::XorUShrImul => three::<B, int::XorUShrImul>(uniform),
        Code::AndLt => masked::<B, ops::AndLt>(uniform),
        Code::AndLe => masked::<B, ops::AndLe>(uniform),
        Code::PickEq => pick::<B, ops::PickEq>(uniform),
        Code::PickLt => pick::<B, ops::PickLt>(uniform),
        Code::PickLe => pick::<B, ops::PickLe>(uniform),
        Code::SkipNone | Code::LoopStart | Code::LoopEnd => B::skip_none(),
        Code::Load => B::item::<false>(),
        Code::LoadWhere => B::item::<true>(),
        Code::LoadPair => B::item_pair(),
        Code::Interpolate => B::interpolate(),
        Code::Reserve => loops::nothing,
        Code::Hypot => B::hypot(),
        Code::Horner => B::horner(),
        Code::Rem => B::rem(),
        Code::Call1 | Code::Call2 => calls::call,
        Code::Call1Where | Code::Call2Where => calls::call_where,
    }
}
