//! Random well-typed functions against the oracle.

use proptest::prelude::*;

use super::build::{Builder, takes_integers};
use super::harness::{Input, check, edges};
use crate::ir::{BinaryOp, CompareOp, Function, Op, Type, UnaryOp, Value};
use crate::machine::Kind;

/// Turns random words into choices; after the last word all choices are the first.
struct Choices<'a> {
    words: &'a [u32],
}

impl Choices<'_> {
    fn below(&mut self, count: usize) -> usize {
        let Some((word, rest)) = self.words.split_first() else {
            return 0;
        };
        self.words = rest;
        *word as usize % count
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

/// The values that may be used here, by type.
#[derive(Clone, Default)]
struct Scope {
    numbers: Vec<Value>,
    integers: Vec<Value>,
    naturals: Vec<Value>,
    booleans: Vec<Value>,
}

impl Scope {
    fn list(&mut self, ty: Type) -> &mut Vec<Value> {
        match ty {
            Type::F64 => &mut self.numbers,
            Type::I32 => &mut self.integers,
            Type::U32 => &mut self.naturals,
            Type::Bool => &mut self.booleans,
        }
    }
}

/// Half of the time one of the newest, so that long chains come about.
fn pick(choices: &mut Choices<'_>, list: &[Value]) -> Value {
    let near = choices.below(2) == 0;
    let back = choices.below(if near { list.len().min(3) } else { list.len() });
    list[list.len() - 1 - back]
}

const NUMBER_UNARY: [UnaryOp; 10] = [
    UnaryOp::Neg,
    UnaryOp::Abs,
    UnaryOp::Sqrt,
    UnaryOp::Floor,
    UnaryOp::Ceil,
    UnaryOp::Trunc,
    UnaryOp::Round,
    UnaryOp::Sign,
    UnaryOp::Fround,
    UnaryOp::F16round,
];
const NUMBER_BINARY: [BinaryOp; 10] = [
    BinaryOp::Add,
    BinaryOp::Sub,
    BinaryOp::Mul,
    BinaryOp::Add,
    BinaryOp::Sub,
    BinaryOp::Mul,
    BinaryOp::Div,
    BinaryOp::Rem,
    BinaryOp::Min,
    BinaryOp::Max,
];
const INTEGER_BINARY: [BinaryOp; 7] = [
    BinaryOp::BitAnd,
    BinaryOp::BitOr,
    BinaryOp::BitXor,
    BinaryOp::Shl,
    BinaryOp::Shr,
    BinaryOp::UShr,
    BinaryOp::Imul,
];
const COMPARE: [CompareOp; 6] = [
    CompareOp::Eq,
    CompareOp::Ne,
    CompareOp::Lt,
    CompareOp::Le,
    CompareOp::Gt,
    CompareOp::Ge,
];

fn step(b: &mut Builder, choices: &mut Choices<'_>, scope: &mut Scope, depth: usize) {
    let number = pick(choices, &scope.numbers);
    let integer = pick(choices, &scope.integers);
    let natural = pick(choices, &scope.naturals);
    let boolean = pick(choices, &scope.booleans);
    let value = match choices.below(14) {
        0..=2 => {
            let other = pick(choices, &scope.numbers);
            b.binary(choices.of(&NUMBER_BINARY), number, other)
        }
        3 => b.unary(choices.of(&NUMBER_UNARY), number),
        4 => {
            let op = choices.of(&INTEGER_BINARY);
            assert!(takes_integers(op));
            b.binary(op, integer, pick(choices, &scope.integers))
        }
        5 => match choices.below(5) {
            0 => b.unary(UnaryOp::ToI32, number),
            1 => b.unary(UnaryOp::ToU32, number),
            2 => b.unary(UnaryOp::ToI32, natural),
            3 => b.unary(UnaryOp::ToU32, integer),
            _ => b.unary(choices.of(&[UnaryOp::Clz32, UnaryOp::BitNot]), integer),
        },
        6 => b.unary(UnaryOp::ToF64, choices.of(&[integer, natural, boolean])),
        7 => b.unary(UnaryOp::ToBool, choices.of(&[integer, natural, number])),
        8 => {
            let tests = [UnaryOp::IsNan, UnaryOp::IsFinite, UnaryOp::IsInteger];
            b.unary(choices.of(&tests), number)
        }
        9 => {
            let op = choices.of(&COMPARE);
            match choices.below(4) {
                0 => b.compare(op, integer, pick(choices, &scope.integers)),
                1 => b.compare(op, natural, pick(choices, &scope.naturals)),
                _ => b.compare(op, number, pick(choices, &scope.numbers)),
            }
        }
        10 => match choices.below(4) {
            0 => b.unary(UnaryOp::Not, boolean),
            1 => b.compare(
                choices.of(&COMPARE[..2]),
                boolean,
                pick(choices, &scope.booleans),
            ),
            _ => {
                let op = choices.of(&[BinaryOp::And, BinaryOp::Or]);
                b.binary(op, boolean, pick(choices, &scope.booleans))
            }
        },
        11 => {
            let ty = choices.of(&[Type::F64, Type::F64, Type::I32, Type::U32, Type::Bool]);
            let list = scope.list(ty);
            let (then, other) = (pick(choices, list), pick(choices, list));
            b.select(boolean, then, other)
        }
        12 if choices.below(2) == 0 => {
            let operands = (0..choices.below(3) + 2).map(|_| pick(choices, &scope.numbers));
            b.def(Op::Hypot(operands.collect()), Type::F64)
        }
        12 => match choices.below(3) {
            0 => b.def(
                Op::Math2(numpool_math::MathFn::Atan2, number, number),
                Type::F64,
            ),
            1 => b.math(numpool_math::MathFn::Exp, number),
            _ => b.math(numpool_math::MathFn::Sin, number),
        },
        _ if depth > 0 && choices.below(2) == 0 => turns(b, choices, scope, depth),
        _ if depth > 0 => {
            let outer = scope.clone();
            let (mut then, mut other) = (choices.below(4), choices.below(4));
            let mut side = |b: &mut Builder, steps: &mut usize| {
                let mut scope = outer.clone();
                while *steps > 0 {
                    *steps -= 1;
                    step(b, choices, &mut scope, depth - 1);
                }
                pick(choices, &scope.numbers)
            };
            // Two closures cannot borrow the choices at once, so the sides are built one by one.
            let side = std::cell::RefCell::new(&mut side);
            b.branch(
                boolean,
                |b| side.borrow_mut()(b, &mut then),
                |b| side.borrow_mut()(b, &mut other),
            )
        }
        _ => b.unary(UnaryOp::Neg, number),
    };
    let ty = b.ty(value);
    scope.list(ty).push(value);
}

/// A loop of at most eight turns, that lanes leave together or one by one, and what it has made.
fn turns(b: &mut Builder, choices: &mut Choices<'_>, scope: &mut Scope, depth: usize) -> Value {
    let (zero, one) = (b.number(0.0), b.number(1.0));
    let limit = if choices.below(2) == 0 {
        b.number(choices.below(8) as f64)
    } else {
        let seven = b.def(Op::Number(7.0), Type::I32);
        let few = b.binary(BinaryOp::BitAnd, pick(choices, &scope.integers), seven);
        b.unary(UnaryOp::ToF64, few)
    };
    let enter = b.compare(CompareOp::Lt, zero, limit);
    let firsts = [
        zero,
        pick(choices, &scope.numbers),
        pick(choices, &scope.numbers),
        pick(choices, &scope.integers),
        pick(choices, &scope.booleans),
    ];
    let behind = b.turns(enter, &firsts, |b, now| {
        let mut inner = scope.clone();
        inner.numbers.extend(&now[..3]);
        inner.integers.push(now[3]);
        inner.booleans.push(now[4]);
        let count = b.binary(BinaryOp::Add, now[0], one);
        for _ in 0..choices.below(5) {
            step(b, choices, &mut inner, depth - 1);
        }
        let nexts = vec![
            count,
            pick(choices, &inner.numbers),
            pick(choices, &inner.numbers),
            pick(choices, &inner.integers),
            pick(choices, &inner.booleans),
        ];
        let more = b.compare(CompareOp::Lt, count, limit);
        let again = if choices.below(2) == 0 {
            more
        } else {
            b.binary(BinaryOp::And, more, pick(choices, &inner.booleans))
        };
        (nexts, again)
    });
    scope.numbers.push(behind[2]);
    scope.integers.push(behind[3]);
    scope.booleans.push(behind[4]);
    choices.of(&behind[..2])
}

fn function(words: &[u32]) -> Function {
    let mut choices = Choices { words };
    let mut b = Builder::new();
    let mut scope = Scope::default();
    let (x, y, p) = (b.column(0), b.column(1), b.param(Type::F64));
    let (c, d, flag) = (b.number(1.25), b.number(-3.0), b.param(Type::Bool));
    scope.numbers.extend([p, c, d, x, y]);
    let whole = b.def(Op::Number(-7.0), Type::I32);
    let cut = b.unary(UnaryOp::ToI32, x);
    scope.integers.extend([whole, cut]);
    let natural = b.unary(UnaryOp::ToU32, y);
    scope.naturals.push(natural);
    let positive = b.compare(CompareOp::Lt, c, x);
    scope.booleans.extend([flag, positive]);
    let steps = choices.below(30) + 1;
    let mut last = x;
    for _ in 0..steps {
        step(&mut b, &mut choices, &mut scope, 3);
        let ty = choices.of(&[
            Type::F64,
            Type::F64,
            Type::F64,
            Type::I32,
            Type::U32,
            Type::Bool,
        ]);
        if let Some(value) = scope.list(ty).last() {
            last = *value;
        }
    }
    b.done(last)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn machine_and_oracle_agree(
        words in prop::collection::vec(any::<u32>(), 20..400),
        bits in prop::collection::vec(any::<u64>(), 40),
        small in prop::collection::vec(-40.0..40.0f64, 40),
        kind in 0..Kind::ALL.len(),
        n in 1..700usize,
        param in -4.0..4.0f64,
        flag in any::<bool>(),
    ) {
        let mut pool: Vec<f64> = bits.iter().map(|bits| f64::from_bits(*bits)).collect();
        pool.extend(small);
        pool.extend(edges());
        let x: Vec<f64> = pool.iter().cycle().take(n).copied().collect();
        let y: Vec<f64> = pool.iter().rev().cycle().skip(3).take(n).copied().collect();
        let inputs = [Input::numbers(&x), Input { shared: flag, ..Input::numbers(&y) }];
        let params = [param, f64::from(u8::from(flag))];
        check(&function(&words), &inputs, Kind::ALL[kind], n, &params);
        check(&function(&words), &inputs, Kind::F64, n, &params);
    }
}
