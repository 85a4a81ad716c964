//! Functions that break a rule are told so, by that rule.

use super::*;
use crate::ir::{BinaryOp, Carried, Inst, Merge, Span, UnaryOp};

fn function(insts: &[(Op, Type)], body: Vec<Item>, result: u32) -> Function {
    let values = insts
        .iter()
        .map(|(op, ty)| Inst {
            op: op.clone(),
            ty: *ty,
            span: Span::default(),
        })
        .collect();
    let body = Block { items: body };
    Function {
        values,
        body,
        result: Value(result),
        others: Vec::new(),
        columns: 1,
        params: Vec::new(),
        tables: Vec::new(),
    }
}

fn rule(function: &Function) -> &'static str {
    verify(function)
        .expect_err("the function is malformed")
        .rule()
}

const X: (Op, Type) = (Op::Column(0), Type::F64);

#[test]
fn accepts_a_branch_with_a_merge() {
    let insts = [
        X,
        (Op::Unary(UnaryOp::IsNan, Value(0)), Type::Bool),
        (Op::Number(1.0), Type::F64),
        (Op::Merge, Type::F64),
    ];
    let branch = If {
        cond: Value(1),
        then: Block {
            items: vec![Item::Def(Value(2))],
        },
        other: Block::default(),
        merges: vec![Merge {
            value: Value(3),
            then: Value(2),
            other: Value(0),
        }],
    };
    let mut f = function(
        &insts,
        vec![
            Item::Def(Value(0)),
            Item::Def(Value(1)),
            Item::If(Box::new(branch)),
        ],
        3,
    );
    assert_eq!(verify(&f), Ok(()));
    f.others = vec![Value(0), Value(1)];
    assert_eq!(verify(&f), Ok(()));
    f.others[1] = Value(2);
    assert_eq!(rule(&f), "uses a value of a block that has ended");
    f.others.clear();
    f.result = Value(2);
    assert_eq!(rule(&f), "uses a value of a block that has ended");
}

/// `while (c) { c = !c }` with the given definition of what the loop carries.
fn turning(op: Op, first: u32, next: u32) -> Function {
    let insts = [
        (Op::Boolean(true), Type::Bool),
        (op, Type::Bool),
        (Op::Unary(UnaryOp::Not, Value(1)), Type::Bool),
        X,
    ];
    let it = Loop {
        carried: vec![Carried {
            value: Value(1),
            first: Value(first),
            next: Value(next),
        }],
        cond: Value(1),
        body: Block {
            items: vec![Item::Def(Value(2))],
        },
    };
    let items = vec![
        Item::Def(Value(0)),
        Item::Def(Value(3)),
        Item::Loop(Box::new(it)),
    ];
    function(&insts, items, 1)
}

#[test]
fn a_loop_defines_what_it_carries() {
    let mut f = turning(Op::Carried, 0, 2);
    assert_eq!(verify(&f), Ok(()));
    f.result = Value(2);
    assert_eq!(rule(&f), "uses a value of a block that has ended");
    let f = turning(Op::Merge, 0, 2);
    assert_eq!(rule(&f), "a Loop carries a value that is not Carried");
    assert_eq!(
        rule(&turning(Op::Carried, 2, 2)),
        "uses a value before its definition"
    );
    assert_eq!(
        rule(&turning(Op::Carried, 0, 3)),
        "an operand has the wrong type"
    );
    let f = function(&[(Op::Carried, Type::Bool)], vec![Item::Def(Value(0))], 0);
    assert_eq!(rule(&f), "a Carried stands outside the list of a Loop");
    let f = function(
        &[X, (Op::Load(0, Value(0)), Type::F64)],
        vec![Item::Def(Value(0)), Item::Def(Value(1))],
        1,
    );
    assert_eq!(rule(&f), "reads a table that does not exist");
}

#[test]
fn refuses_what_breaks_a_rule() {
    let add = (Op::Binary(BinaryOp::Add, Value(0), Value(0)), Type::F64);
    let f = function(
        &[X, add.clone()],
        vec![Item::Def(Value(1)), Item::Def(Value(0))],
        1,
    );
    assert_eq!(rule(&f), "uses a value before its definition");
    let f = function(&[X], vec![Item::Def(Value(0)), Item::Def(Value(0))], 0);
    assert_eq!(rule(&f), "defined twice");
    let f = function(&[(Op::Column(1), Type::F64)], vec![Item::Def(Value(0))], 0);
    assert_eq!(rule(&f), "reads a column that does not exist");
    let or = (Op::Binary(BinaryOp::BitOr, Value(0), Value(0)), Type::I32);
    let f = function(&[X, or], vec![Item::Def(Value(0)), Item::Def(Value(1))], 1);
    assert_eq!(rule(&f), "an operand has the wrong type");
    let f = function(
        &[(Op::Number(-0.0), Type::I32)],
        vec![Item::Def(Value(0))],
        0,
    );
    assert_eq!(rule(&f), "has a type its operation does not give");
    let f = function(&[X], Vec::new(), 7);
    assert_eq!(rule(&f), "names no value of the function");
}

#[test]
fn refuses_deep_nesting_without_deep_recursion() {
    let insts = [X, (Op::Unary(UnaryOp::IsNan, Value(0)), Type::Bool)];
    let mut block = Block::default();
    for _ in 0..=MAX_DEPTH {
        let inner = If {
            cond: Value(1),
            then: block,
            other: Block::default(),
            merges: vec![],
        };
        block = Block {
            items: vec![Item::If(Box::new(inner))],
        };
    }
    block
        .items
        .splice(0..0, [Item::Def(Value(0)), Item::Def(Value(1))]);
    let mut f = function(&insts, Vec::new(), 0);
    f.body = block;
    assert!(verify(&f).expect_err("too deep").is_too_deep());
}
