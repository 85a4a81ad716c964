//! What lowering has to know of a function beforehand: which values are needed, and which differ from
//! item to item.

use std::collections::HashMap;

use super::TooLarge;
use crate::ir::{Block, Function, Item, Loop, MAX_DEPTH, Op, Sources, Value};

/// By value.
pub(super) struct Facts {
    /// Whether a result depends on it, or a loop: loops are kept, whatever becomes of them.
    pub(super) needed: Vec<bool>,
    /// Whether it is not the same for all items.
    pub(super) varying: Vec<bool>,
}

impl Facts {
    pub(super) fn of(function: &Function) -> Result<Self, TooLarge> {
        if function.body.is_deeper_than(MAX_DEPTH) {
            return Err(TooLarge::depth());
        }
        let sources = Sources::within(&function.body);
        let count = function.values.len();
        let sources_of = |value: Value| {
            let more = sources.of.get(&value).into_iter().flatten().copied();
            function.inst(value).op.operands().chain(more)
        };
        let mut needed = vec![false; count];
        let mut open: Vec<Value> = function
            .results()
            .chain(sources.roots.iter().copied())
            .collect();
        while let Some(value) = open.pop() {
            if !std::mem::replace(&mut needed[value.0 as usize], true) {
                open.extend(sources_of(value));
            }
        }
        let mut users = vec![Vec::new(); count];
        for index in 0..count as u32 {
            let value = Value(index);
            for source in sources_of(value) {
                users[source.0 as usize].push(value);
            }
            if matches!(function.inst(value).op, Op::Column(_)) {
                open.push(value);
            }
        }
        let mut varying = vec![false; count];
        while let Some(value) = open.pop() {
            if !std::mem::replace(&mut varying[value.0 as usize], true) {
                open.extend(&users[value.0 as usize]);
            }
        }
        Ok(Self { needed, varying })
    }
}

/// How often each value is named within a loop's body, its ends included.
pub(super) fn uses_within(function: &Function, it: &Loop) -> HashMap<Value, u32> {
    let mut uses = HashMap::new();
    count(function, &it.body, &mut uses);
    for carried in &it.carried {
        *uses.entry(carried.next).or_default() += 1;
    }
    *uses.entry(it.cond).or_default() += 1;
    uses
}

/// How often each value is named in the whole function.
pub(super) fn uses(function: &Function) -> HashMap<Value, u32> {
    let mut uses = HashMap::new();
    for result in function.results() {
        *uses.entry(result).or_default() += 1;
    }
    count(function, &function.body, &mut uses);
    uses
}

fn count(function: &Function, block: &Block, uses: &mut HashMap<Value, u32>) {
    let mut name = |value: Value| *uses.entry(value).or_default() += 1;
    for item in &block.items {
        match item {
            Item::Def(value) => function.inst(*value).op.operands().for_each(&mut name),
            Item::If(branch) => {
                name(branch.cond);
                for merge in &branch.merges {
                    name(merge.then);
                    name(merge.other);
                }
            }
            Item::Loop(it) => {
                for carried in &it.carried {
                    name(carried.first);
                    name(carried.next);
                }
                name(it.cond);
            }
        }
    }
    for block in block.items.iter().flat_map(Item::blocks) {
        count(function, block, uses);
    }
}
