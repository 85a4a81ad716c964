//! What a turn of a loop has computed of the next turn's values is carried to it, not computed again.
//!
//! `while (x * x < 4) { y += x * x; x = f(x) }` asks at a turn's end for the square of the new `x`, which the next turn begins
//! with. Loops that ask for the size of what they go on with have such pairs.

use std::collections::{HashMap, HashSet};

use super::share::Key;
use crate::ir::{Block, Carried, Function, Inst, Item, Loop, Op, Type, Value};

/// Carries such values in all loops.
pub(crate) fn carry(mut function: Function) -> Function {
    let mut body = std::mem::take(&mut function.body);
    let mut carrying = Carrying {
        values: &mut function.values,
        same: HashMap::new(),
    };
    carrying.block(&mut body);
    let same = carrying.same;
    function.body = body;
    function.rename(&|value| same.get(&value).copied().unwrap_or(value));
    function
}

struct Carrying<'f> {
    values: &'f mut Vec<Inst>,
    /// What is carried instead of a value.
    same: HashMap<Value, Value>,
}

impl Carrying<'_> {
    fn block(&mut self, block: &mut Block) {
        let mut items = Vec::with_capacity(block.items.len());
        for mut item in std::mem::take(&mut block.items) {
            match &mut item {
                Item::Def(_) => {}
                Item::If(branch) => {
                    self.block(&mut branch.then);
                    self.block(&mut branch.other);
                }
                Item::Loop(it) => {
                    self.block(&mut it.body);
                    self.turns(it, &mut items);
                }
            }
            items.push(item);
        }
        block.items = items;
    }

    /// A loop, and before it what its first turn begins with.
    fn turns(&mut self, it: &mut Loop, before: &mut Vec<Item>) {
        // What a value is in the first turn and in the next one; it stays as it is where it stands outside.
        let mut first: HashMap<Value, Value> = HashMap::new();
        let mut next: HashMap<Value, Value> = HashMap::new();
        for carried in &it.carried {
            first.insert(carried.value, carried.first);
            next.insert(carried.value, carried.next);
        }
        let mut made = Vec::new();
        it.body.definitions(&mut made);
        let inside: HashSet<Value> = made.into_iter().collect();
        let mut ends: HashMap<Key, Value> = HashMap::new();
        for item in &it.body.items {
            if let Item::Def(value) = item {
                ends.insert(Key(self.op(*value).clone()), *value);
            }
        }
        let mut more = Vec::new();
        it.body.items.retain(|item| {
            let Item::Def(value) = *item else { return true };
            let op = self.op(value);
            let ty = self.values[value.0 as usize].ty;
            // Before the loop nothing may be read that no turn asks for; and places for booleans are few.
            if op.is_leaf()
                || matches!(op, Op::Load(..))
                || ty == Type::Bool
                || !op.operands().any(|it| next.contains_key(&it))
                || !op
                    .operands()
                    .all(|it| next.contains_key(&it) || !inside.contains(&it))
            {
                return true;
            }
            let to = |map: &HashMap<Value, Value>| {
                op.with_operands(&|it| map.get(&it).copied().unwrap_or(it))
            };
            let Some(&end) = ends.get(&Key(to(&next))) else {
                return true;
            };
            if end == value {
                return true;
            }
            let begin = to(&first);
            let begin = self.add(begin, value);
            let carried = self.add(Op::Carried, value);
            before.push(Item::Def(begin));
            more.push(Carried {
                value: carried,
                first: begin,
                next: end,
            });
            first.insert(value, begin);
            next.insert(value, end);
            self.same.insert(value, carried);
            false
        });
        it.carried.extend(more);
    }

    fn op(&self, value: Value) -> &Op {
        &self.values[value.0 as usize].op
    }

    /// A value that stands where `like` stands in the source.
    fn add(&mut self, op: Op, like: Value) -> Value {
        let Inst { ty, span, .. } = self.values[like.0 as usize];
        self.values.push(Inst { op, ty, span });
        Value(self.values.len() as u32 - 1)
    }
}
