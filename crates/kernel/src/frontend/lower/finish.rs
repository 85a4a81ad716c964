//! The last pass over a lowered function: equal computations once, those that are the same in every turn
//! of a loop before it, dead ones gone, values numbered in the order of evaluation.

use std::collections::{HashMap, HashSet};

use numpool_math::MathFn;

use crate::ir::{
    BinaryOp, Block, Carried, CompareOp, If, Inst, Item, Loop, Merge, Op, UnaryOp, Value,
};

/// Tidies a body; gives its values, the body and the results under their new names.
pub(super) fn finish(
    values: Vec<Inst>,
    body: Block,
    results: &[Value],
) -> (Vec<Inst>, Block, Vec<Value>) {
    let mut sharing = Sharing {
        seen: HashMap::new(),
        same: Same::new(values),
    };
    let body = sharing.block(body);
    let same = sharing.same;
    let results: Vec<Value> = results.iter().map(|result| same.of(*result)).collect();

    let live = Liveness::of(&same, &body, &results);
    let body = live.block(body);

    let count = same.values.len();
    let mut naming = Naming {
        same,
        names: vec![Value(0); count],
        out: Vec::new(),
    };
    let body = naming.block(body);
    let named = results.iter().map(|it| naming.names[it.0 as usize]);
    let results = named.collect();
    (naming.out, body, results)
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
    Load(u32, Value),
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
                Item::Loop(it) => self.turns(*it, &mut items),
            }
        }
        Block { items }
    }

    /// A loop, and before it what its body computes from outer values alone.
    fn turns(&mut self, it: Loop, items: &mut Vec<Item>) {
        let Loop {
            mut carried,
            cond,
            body,
        } = it;
        carried.retain(|carried| {
            let changes = self.same.of(carried.next) != carried.value;
            if !changes {
                self.same.same[carried.value.0 as usize] = self.same.of(carried.first);
            }
            changes
        });
        let body = self.side(body);
        let mut inside: HashSet<Value> = carried.iter().map(|carried| carried.value).collect();
        let mut stays = Vec::with_capacity(body.items.len());
        for item in body.items {
            match &item {
                Item::Def(value) => {
                    let op = self.same.op(*value);
                    let outer = |operand| !inside.contains(&self.same.of(operand));
                    if !matches!(op, Op::Load(..)) && op.operands().all(outer) {
                        if let Some(key) = self.key(*value) {
                            self.seen.insert(key, *value);
                        }
                        items.push(item);
                        continue;
                    }
                    inside.insert(*value);
                }
                Item::If(branch) => inside.extend(branch.merges.iter().map(|merge| merge.value)),
                Item::Loop(it) => inside.extend(it.carried.iter().map(|carried| carried.value)),
            }
            stays.push(item);
        }
        items.push(Item::Loop(Box::new(Loop {
            carried,
            cond,
            body: Block { items: stays },
        })));
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
            Op::Load(table, index) => Key::Load(*table, of(index)),
            Op::Column(_)
            | Op::Param(_)
            | Op::Number(_)
            | Op::Boolean(_)
            | Op::Length(_)
            | Op::Merge
            | Op::Carried => return None,
        })
    }
}

/// Which values the results need, or a loop: loops stay, since one that never ends is seen.
struct Liveness {
    live: Vec<bool>,
}

impl Liveness {
    fn of(same: &Same, body: &Block, results: &[Value]) -> Self {
        let mut sources = HashMap::new();
        let mut open = results.to_vec();
        gather(body, &mut sources, &mut open);
        let mut live = vec![false; same.values.len()];
        while let Some(value) = open.pop() {
            let value = same.of(value);
            if std::mem::replace(&mut live[value.0 as usize], true) {
                continue;
            }
            open.extend(same.op(value).operands());
            open.extend(sources.get(&value).into_iter().flatten());
        }
        Self { live }
    }

    fn is_live(&self, value: Value) -> bool {
        self.live[value.0 as usize]
    }

    fn block(&self, block: Block) -> Block {
        let mut items = block.items;
        items.retain_mut(|item| match item {
            Item::Def(value) => self.is_live(*value),
            Item::If(branch) => {
                branch.merges.retain(|merge| self.is_live(merge.value));
                branch.then = self.block(std::mem::take(&mut branch.then));
                branch.other = self.block(std::mem::take(&mut branch.other));
                !branch.merges.is_empty() || branch.then.has_loop() || branch.other.has_loop()
            }
            Item::Loop(it) => {
                it.carried.retain(|carried| self.is_live(carried.value));
                it.body = self.block(std::mem::take(&mut it.body));
                true
            }
        });
        Block { items }
    }
}

/// Notes what merges and carried values come from, and what loops need; whether there is a loop.
fn gather(block: &Block, sources: &mut HashMap<Value, Vec<Value>>, open: &mut Vec<Value>) -> bool {
    let mut found = false;
    for item in &block.items {
        match item {
            Item::Def(_) => {}
            Item::If(branch) => {
                for merge in &branch.merges {
                    sources.insert(merge.value, vec![branch.cond, merge.then, merge.other]);
                }
                let then = gather(&branch.then, sources, open);
                if gather(&branch.other, sources, open) || then {
                    open.push(branch.cond);
                    found = true;
                }
            }
            Item::Loop(it) => {
                for carried in &it.carried {
                    sources.insert(carried.value, vec![carried.first, carried.next]);
                }
                gather(&it.body, sources, open);
                open.push(it.cond);
                found = true;
            }
        }
    }
    found
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
                Item::Loop(it) => Item::Loop(Box::new(self.turns(*it))),
            });
        }
        Block { items }
    }

    fn turns(&mut self, it: Loop) -> Loop {
        let firsts: Vec<Value> = it.carried.iter().map(|c| self.name(c.first)).collect();
        let values: Vec<Value> = it.carried.iter().map(|c| self.define(c.value)).collect();
        let cond = self.name(it.cond);
        let body = self.block(it.body);
        let carried = it.carried.iter().zip(values).zip(firsts);
        Loop {
            carried: carried
                .map(|((carried, value), first)| Carried {
                    value,
                    first,
                    next: self.name(carried.next),
                })
                .collect(),
            cond,
            body,
        }
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
            Op::Load(table, index) => Op::Load(table, self.name(index)),
            Op::Column(_)
            | Op::Param(_)
            | Op::Number(_)
            | Op::Boolean(_)
            | Op::Length(_)
            | Op::Merge
            | Op::Carried => op,
        };
        let name = Value(self.out.len() as u32);
        self.out.push(Inst { op, ty, span });
        self.names[value.0 as usize] = name;
        name
    }
}
