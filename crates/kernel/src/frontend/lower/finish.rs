//! The last pass over a lowered function: equal computations once, dead ones gone, values numbered
//! in the order of evaluation.

use std::collections::HashMap;

use numpool_math::MathFn;

use crate::ir::{BinaryOp, Block, CompareOp, If, Inst, Item, Merge, Op, UnaryOp, Value};

/// Tidies a body; gives its values, the body and the result under its new name.
pub(super) fn finish(values: Vec<Inst>, body: Block, result: Value) -> (Vec<Inst>, Block, Value) {
    let mut sharing = Sharing {
        seen: HashMap::new(),
        same: Same::new(values),
    };
    let body = sharing.block(body);
    let same = sharing.same;
    let result = same.of(result);

    let mut liveness = Liveness {
        live: vec![false; same.values.len()],
        same,
    };
    liveness.mark(result);
    let body = liveness.block(body);

    let count = liveness.same.values.len();
    let mut naming = Naming {
        same: liveness.same,
        names: vec![Value(0); count],
        out: Vec::new(),
    };
    let body = naming.block(body);
    (naming.out, body, naming.names[result.0 as usize])
}

/// The instructions, and for each value the earlier one that computes the same.
struct Same {
    values: Vec<Inst>,
    same: Vec<Value>,
}

impl Same {
    fn new(values: Vec<Inst>) -> Self {
        let same = (0..values.len() as u32).map(Value).collect();
        Self { values, same }
    }

    fn of(&self, value: Value) -> Value {
        self.same[value.0 as usize]
    }

    fn op(&self, value: Value) -> &Op {
        &self.values[value.0 as usize].op
    }
}

/// What makes two computations one.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Unary(UnaryOp, Value),
    Binary(BinaryOp, Value, Value),
    Compare(CompareOp, Value, Value),
    Select(Value, Value, Value),
    Math1(MathFn, Value),
    Math2(MathFn, Value, Value),
    Hypot(Vec<Value>),
}

/// Finds computations that an earlier, visible one has done already.
struct Sharing {
    seen: HashMap<Key, Value>,
    same: Same,
}

impl Sharing {
    fn block(&mut self, block: Block) -> Block {
        let mut items = Vec::with_capacity(block.items.len());
        for item in block.items {
            match item {
                Item::Def(value) => {
                    let key = self.key(value);
                    if let Some(&earlier) = key.as_ref().and_then(|key| self.seen.get(key)) {
                        self.same.same[value.0 as usize] = earlier;
                        continue;
                    }
                    if let Some(key) = key {
                        self.seen.insert(key, value);
                    }
                    items.push(Item::Def(value));
                }
                Item::If(branch) => {
                    let If {
                        cond,
                        then,
                        other,
                        merges,
                    } = *branch;
                    let then = self.side(then);
                    let other = self.side(other);
                    items.push(Item::If(Box::new(If {
                        cond,
                        then,
                        other,
                        merges,
                    })));
                }
            }
        }
        Block { items }
    }

    /// A branch: what it computes is not visible behind it.
    fn side(&mut self, block: Block) -> Block {
        let block = self.block(block);
        for item in &block.items {
            if let Item::Def(value) = item
                && let Some(key) = self.key(*value)
            {
                self.seen.remove(&key);
            }
        }
        block
    }

    fn key(&self, value: Value) -> Option<Key> {
        let of = |value: &Value| self.same.of(*value);
        Some(match self.same.op(value) {
            Op::Unary(op, a) => Key::Unary(*op, of(a)),
            Op::Binary(op, a, b) => Key::Binary(*op, of(a), of(b)),
            Op::Compare(op, a, b) => Key::Compare(*op, of(a), of(b)),
            Op::Select { cond, then, other } => Key::Select(of(cond), of(then), of(other)),
            Op::Math1(math, a) => Key::Math1(*math, of(a)),
            Op::Math2(math, a, b) => Key::Math2(*math, of(a), of(b)),
            Op::Hypot(values) => Key::Hypot(values.iter().map(of).collect()),
            Op::Column(_) | Op::Param(_) | Op::Number(_) | Op::Boolean(_) | Op::Merge => {
                return None;
            }
        })
    }
}

/// Drops what the result does not need. Walks backwards: a value's users come after it.
struct Liveness {
    live: Vec<bool>,
    same: Same,
}

impl Liveness {
    fn mark(&mut self, value: Value) {
        let value = self.same.of(value);
        self.live[value.0 as usize] = true;
    }

    fn is_live(&self, value: Value) -> bool {
        self.live[value.0 as usize]
    }

    fn block(&mut self, block: Block) -> Block {
        let mut items = Vec::with_capacity(block.items.len());
        for item in block.items.into_iter().rev() {
            match item {
                Item::Def(value) if self.is_live(value) => {
                    for operand in operands(self.same.op(value)) {
                        self.mark(operand);
                    }
                    items.push(Item::Def(value));
                }
                Item::Def(_) => {}
                Item::If(branch) => {
                    let If {
                        cond,
                        then,
                        other,
                        mut merges,
                    } = *branch;
                    merges.retain(|merge| self.is_live(merge.value));
                    if merges.is_empty() {
                        continue;
                    }
                    for merge in &merges {
                        self.mark(merge.then);
                        self.mark(merge.other);
                    }
                    self.mark(cond);
                    let other = self.block(other);
                    let then = self.block(then);
                    items.push(Item::If(Box::new(If {
                        cond,
                        then,
                        other,
                        merges,
                    })));
                }
            }
        }
        items.reverse();
        Block { items }
    }
}

/// Numbers the values that are left in the order of evaluation.
struct Naming {
    same: Same,
    names: Vec<Value>,
    out: Vec<Inst>,
}

impl Naming {
    fn block(&mut self, block: Block) -> Block {
        let mut items = Vec::with_capacity(block.items.len());
        for item in block.items {
            items.push(match item {
                Item::Def(value) => Item::Def(self.define(value)),
                Item::If(branch) => {
                    let cond = self.name(branch.cond);
                    let then = self.block(branch.then);
                    let other = self.block(branch.other);
                    let merges = branch
                        .merges
                        .iter()
                        .map(|merge| Merge {
                            then: self.name(merge.then),
                            other: self.name(merge.other),
                            value: self.define(merge.value),
                        })
                        .collect();
                    Item::If(Box::new(If {
                        cond,
                        then,
                        other,
                        merges,
                    }))
                }
            });
        }
        Block { items }
    }

    fn name(&self, value: Value) -> Value {
        self.names[self.same.of(value).0 as usize]
    }

    fn define(&mut self, value: Value) -> Value {
        let Inst { op, ty, span } = self.same.values[value.0 as usize].clone();
        let op = match op {
            Op::Unary(op, a) => Op::Unary(op, self.name(a)),
            Op::Binary(op, a, b) => Op::Binary(op, self.name(a), self.name(b)),
            Op::Compare(op, a, b) => Op::Compare(op, self.name(a), self.name(b)),
            Op::Select { cond, then, other } => Op::Select {
                cond: self.name(cond),
                then: self.name(then),
                other: self.name(other),
            },
            Op::Math1(math, a) => Op::Math1(math, self.name(a)),
            Op::Math2(math, a, b) => Op::Math2(math, self.name(a), self.name(b)),
            Op::Hypot(values) => Op::Hypot(values.iter().map(|&value| self.name(value)).collect()),
            Op::Column(_) | Op::Param(_) | Op::Number(_) | Op::Boolean(_) | Op::Merge => op,
        };
        let name = Value(self.out.len() as u32);
        self.out.push(Inst { op, ty, span });
        self.names[value.0 as usize] = name;
        name
    }
}

/// The values that an operation reads.
fn operands(op: &Op) -> Vec<Value> {
    match op {
        Op::Column(_) | Op::Param(_) | Op::Number(_) | Op::Boolean(_) | Op::Merge => Vec::new(),
        Op::Unary(_, a) | Op::Math1(_, a) => vec![*a],
        Op::Binary(_, a, b) | Op::Compare(_, a, b) | Op::Math2(_, a, b) => vec![*a, *b],
        Op::Select { cond, then, other } => vec![*cond, *then, *other],
        Op::Hypot(values) => values.clone(),
    }
}
