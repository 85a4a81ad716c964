//! Equal computations once, and those that are the same in every turn of a loop before it.

use core::hash::{Hash, Hasher};
use std::collections::{HashMap, HashSet};

use crate::ir::{Block, Function, If, Inst, Item, Loop, Op, Value};

/// Leaves out what an earlier, visible computation has done already.
pub(crate) fn share(mut function: Function) -> Function {
    let mut sharing = Sharing {
        same: (0..function.values.len() as u32).map(Value).collect(),
        values: &function.values,
        seen: HashMap::new(),
    };
    let body = sharing.block(std::mem::take(&mut function.body));
    let same = sharing.same;
    function.body = body;
    function.rename(&|value| same[value.0 as usize]);
    function
}

struct Sharing<'f> {
    values: &'f [Inst],
    /// For each value the earlier one that computes the same.
    same: Vec<Value>,
    seen: HashMap<Key, Value>,
}

impl Sharing<'_> {
    fn block(&mut self, block: Block) -> Block {
        let mut items = Vec::with_capacity(block.items.len());
        for item in block.items {
            match item {
                Item::Def(value) => {
                    let key = self.key(value);
                    if let Some(&earlier) = key.as_ref().and_then(|key| self.seen.get(key)) {
                        self.same[value.0 as usize] = earlier;
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
            let changes = self.of(carried.next) != carried.value;
            if !changes {
                self.same[carried.value.0 as usize] = self.of(carried.first);
            }
            changes
        });
        let body = self.side(body);
        let mut inside: HashSet<Value> = carried.iter().map(|carried| carried.value).collect();
        let mut stays = Vec::with_capacity(body.items.len());
        for item in body.items {
            if let Item::Def(value) = item {
                let op = &self.values[value.0 as usize].op;
                let outer = |operand| !inside.contains(&self.of(operand));
                // The run of a loop that makes no turn must not bail out.
                if !matches!(op, Op::Load(..)) && op.operands().all(outer) {
                    if let Some(key) = self.key(value) {
                        self.seen.insert(key, value);
                    }
                    items.push(item);
                    continue;
                }
            }
            inside.extend(item.defines());
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

    fn of(&self, value: Value) -> Value {
        self.same[value.0 as usize]
    }

    /// Leaves are made once by the front end; each merged or carried value is one of its own.
    fn key(&self, value: Value) -> Option<Key> {
        let op = &self.values[value.0 as usize].op;
        (!op.is_leaf()).then(|| Key(op.with_operands(&|value| self.of(value))))
    }
}

/// What makes two computations one: an operation on the same values.
#[derive(PartialEq)]
pub(super) struct Key(pub(super) Op);

// What is no leaf holds no number, of which NaN would not equal itself.
impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        core::mem::discriminant(&self.0).hash(state);
        match &self.0 {
            Op::Unary(op, _) => op.hash(state),
            Op::Binary(op, ..) => op.hash(state),
            Op::Compare(op, ..) => op.hash(state),
            _ => {}
        }
        self.0.operands().for_each(|operand| operand.hash(state));
    }
}
