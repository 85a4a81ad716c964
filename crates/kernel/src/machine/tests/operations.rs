//! Every operation on every pair of edge values.

use super::build::{Builder, takes_integers};
use super::harness::{Input, check, edges};
use crate::ir::{BinaryOp, CompareOp, Function, Op, Type, UnaryOp, Value};
use crate::machine::Kind;

const UNARY: [UnaryOp; 20] = [
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
    UnaryOp::Clz32,
    UnaryOp::BitNot,
    UnaryOp::Not,
    UnaryOp::ToI32,
    UnaryOp::ToU32,
    UnaryOp::ToF64,
    UnaryOp::ToBool,
    UnaryOp::IsNan,
    UnaryOp::IsFinite,
    UnaryOp::IsInteger,
];

const BINARY: [BinaryOp; 16] = [
    BinaryOp::Add,
    BinaryOp::Sub,
    BinaryOp::Mul,
    BinaryOp::Div,
    BinaryOp::Rem,
    BinaryOp::Min,
    BinaryOp::Max,
    BinaryOp::BitAnd,
    BinaryOp::BitOr,
    BinaryOp::BitXor,
    BinaryOp::Shl,
    BinaryOp::Shr,
    BinaryOp::UShr,
    BinaryOp::Imul,
    BinaryOp::And,
    BinaryOp::Or,
];

const COMPARE: [CompareOp; 6] = [
    CompareOp::Eq,
    CompareOp::Ne,
    CompareOp::Lt,
    CompareOp::Le,
    CompareOp::Gt,
    CompareOp::Ge,
];

const TYPES: [Type; 4] = [Type::F64, Type::I32, Type::U32, Type::Bool];

/// The number as a value of a type.
fn convert(b: &mut Builder, number: Value, ty: Type) -> Value {
    match ty {
        Type::F64 => number,
        Type::I32 => b.unary(UnaryOp::ToI32, number),
        Type::U32 => b.unary(UnaryOp::ToU32, number),
        Type::Bool => b.unary(UnaryOp::ToBool, number),
    }
}

/// Two columns with every pair of edge values.
fn pairs() -> [Input; 2] {
    let edges = edges();
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for x in &edges {
        for y in &edges {
            a.push(*x);
            b.push(*y);
        }
    }
    [Input::numbers(&a), Input::numbers(&b)]
}

fn check_pairs(function: &Function, inputs: &[Input; 2]) {
    let n = edges().len().pow(2);
    check(function, inputs, Kind::F64, n, &[]);
}

#[test]
fn one_operand() {
    let edges = edges();
    for op in UNARY {
        for ty in TYPES {
            let mut b = Builder::new();
            let x = b.column(0);
            let a = convert(&mut b, x, ty);
            let takes = match op {
                UnaryOp::Clz32 | UnaryOp::BitNot => ty == Type::I32,
                UnaryOp::Not => ty == Type::Bool,
                UnaryOp::ToI32 => matches!(ty, Type::F64 | Type::U32),
                UnaryOp::ToU32 => matches!(ty, Type::F64 | Type::I32),
                UnaryOp::ToF64 => ty != Type::F64,
                UnaryOp::ToBool => ty != Type::Bool,
                _ => ty == Type::F64,
            };
            if takes {
                let result = b.unary(op, a);
                let function = b.done(result);
                check(
                    &function,
                    &[Input::numbers(&edges)],
                    Kind::F64,
                    edges.len(),
                    &[],
                );
            }
        }
    }
}

#[test]
fn two_operands() {
    let inputs = pairs();
    for op in BINARY {
        let mut b = Builder::new();
        let (x, y) = (b.column(0), b.column(1));
        let ty = match op {
            BinaryOp::And | BinaryOp::Or => Type::Bool,
            _ if takes_integers(op) => Type::I32,
            _ => Type::F64,
        };
        let (x, y) = (convert(&mut b, x, ty), convert(&mut b, y, ty));
        let result = b.binary(op, x, y);
        check_pairs(&b.done(result), &inputs);
    }
}

#[test]
fn comparisons() {
    let inputs = pairs();
    for op in COMPARE {
        for ty in TYPES {
            if ty == Type::Bool && !matches!(op, CompareOp::Eq | CompareOp::Ne) {
                continue;
            }
            let mut b = Builder::new();
            let (x, y) = (b.column(0), b.column(1));
            let (x, y) = (convert(&mut b, x, ty), convert(&mut b, y, ty));
            let result = b.compare(op, x, y);
            check_pairs(&b.done(result), &inputs);
        }
    }
}

#[test]
fn selects_after_comparisons() {
    let inputs = pairs();
    for op in COMPARE {
        // Each of the four operands a column or a constant.
        for constants in 0..16 {
            let mut b = Builder::new();
            let operands: Vec<Value> = (0..4)
                .map(|place| match constants >> place & 1 {
                    0 => b.column(place & 1),
                    _ => b.number([1.5, -0.0, 7.0, f64::NAN][place as usize]),
                })
                .collect();
            let mask = b.compare(op, operands[0], operands[1]);
            let result = b.select(mask, operands[2], operands[3]);
            check_pairs(&b.done(result), &inputs);
        }
    }
}

#[test]
fn superinstructions_round_each_operation() {
    const OPS: [BinaryOp; 3] = [BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul];
    let inputs = pairs();
    for first in OPS {
        for second in OPS {
            for constants in 0..8 {
                for swapped in [false, true] {
                    let mut b = Builder::new();
                    let operands: Vec<Value> = (0..3)
                        .map(|place| match constants >> place & 1 {
                            0 => b.column(place & 1),
                            _ => b.number([1.1, 0.3, -7.7][place as usize]),
                        })
                        .collect();
                    let inner = b.binary(first, operands[0], operands[1]);
                    let (l, r) = if swapped {
                        (operands[2], inner)
                    } else {
                        (inner, operands[2])
                    };
                    let result = b.binary(second, l, r);
                    check_pairs(&b.done(result), &inputs);
                }
            }
        }
    }
}

#[test]
fn products_and_polynomials() {
    let inputs = pairs();
    for constants in 0..16 {
        let operands = |b: &mut Builder| -> Vec<Value> {
            (0..4)
                .map(|place| match constants >> place & 1 {
                    0 => b.column(place & 1),
                    _ => b.number([1.1, 0.3, -7.7, 1e-3][place as usize]),
                })
                .collect()
        };
        for op in [BinaryOp::Add, BinaryOp::Sub] {
            let mut b = Builder::new();
            let o = operands(&mut b);
            let left = b.binary(BinaryOp::Mul, o[0], o[1]);
            let right = b.binary(BinaryOp::Mul, o[2], o[3]);
            let result = b.binary(op, left, right);
            check_pairs(&b.done(result), &inputs);
        }
        for swapped in [false, true] {
            let mut b = Builder::new();
            let o = operands(&mut b);
            let product = b.binary(BinaryOp::Mul, o[0], o[1]);
            let sum = b.binary(BinaryOp::Add, product, o[2]);
            let (l, r) = if swapped { (o[1], sum) } else { (sum, o[1]) };
            let product = b.binary(BinaryOp::Mul, l, r);
            let result = b.binary(BinaryOp::Add, product, o[3]);
            check_pairs(&b.done(result), &inputs);
        }
    }
}

#[test]
fn hypot_of_two_to_five() {
    let inputs = pairs();
    for count in 2..=5 {
        let mut b = Builder::new();
        let (x, y, c) = (b.column(0), b.column(1), b.number(3.5));
        let operands = [x, y, c, x, y][..count].to_vec();
        let result = b.def(Op::Hypot(operands), Type::F64);
        check_pairs(&b.done(result), &inputs);
    }
}

#[test]
fn uniform_values_are_the_same_for_all_items() {
    let edges = edges();
    for param in &edges {
        let mut b = Builder::new();
        let (x, p, flag) = (b.column(0), b.param(Type::F64), b.param(Type::Bool));
        let one = b.number(1.0);
        let sum = b.binary(BinaryOp::Add, p, one);
        let root = b.unary(UnaryOp::Sqrt, sum);
        let rest = b.binary(BinaryOp::Rem, root, p);
        let length = b.def(Op::Hypot(vec![rest, p]), Type::F64);
        let sine = b.math(numpool_math::MathFn::Sin, p);
        let chosen = b.select(flag, length, sine);
        let result = b.binary(BinaryOp::Mul, chosen, x);
        let function = b.done(result);
        for flag in [0.0, 1.0] {
            check(
                &function,
                &[Input::numbers(&edges)],
                Kind::F64,
                edges.len(),
                &[*param, flag],
            );
        }
    }
}

#[test]
fn results_that_no_operation_makes() {
    let edges = edges();
    let input = || [Input::numbers(&edges)];
    let mut b = Builder::new();
    let x = b.column(0);
    check(&b.done(x), &input(), Kind::F64, edges.len(), &[]);
    let mut b = Builder::new();
    let five = b.number(5.0);
    check(&b.done(five), &input(), Kind::F64, edges.len(), &[]);
    let mut b = Builder::new();
    let flag = b.param(Type::Bool);
    check(&b.done(flag), &input(), Kind::F64, edges.len(), &[1.0]);
    let mut b = Builder::new();
    let whole = b.def(Op::Number(4_294_967_295.0), Type::U32);
    check(&b.done(whole), &input(), Kind::F64, edges.len(), &[]);
}
