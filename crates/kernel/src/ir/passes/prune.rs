//! What no result needs goes. Loops stay: one that never ends is seen. So do loads: one that has no answer ends the run.

use crate::ir::{Block, Function, Item, Sources, Value};

/// Leaves out dead values, and branches of which nothing is left.
pub(crate) fn prune(mut function: Function) -> Function {
    let live = Live::of(&function);
    function.body = live.block(std::mem::take(&mut function.body));
    function
}

struct Live(Vec<bool>);

impl Live {
    fn of(function: &Function) -> Self {
        let Sources { of, roots } = Sources::within(function);
        let mut open: Vec<Value> = function.results().chain(roots).collect();
        let mut live = vec![false; function.values.len()];
        while let Some(value) = open.pop() {
            if !std::mem::replace(&mut live[value.0 as usize], true) {
                open.extend(function.inst(value).op.operands());
                open.extend(of.get(&value).into_iter().flatten());
            }
        }
        Self(live)
    }

    fn has(&self, value: Value) -> bool {
        self.0[value.0 as usize]
    }

    fn block(&self, block: Block) -> Block {
        let mut items = block.items;
        items.retain_mut(|item| match item {
            Item::Def(value) => self.has(*value),
            Item::If(branch) => {
                branch.merges.retain(|merge| self.has(merge.value));
                branch.then = self.block(std::mem::take(&mut branch.then));
                branch.other = self.block(std::mem::take(&mut branch.other));
                // What is left in them is for a merged value, or must run.
                !branch.merges.is_empty()
                    || !branch.then.items.is_empty()
                    || !branch.other.items.is_empty()
            }
            Item::Loop(it) => {
                it.carried.retain(|carried| self.has(carried.value));
                it.body = self.block(std::mem::take(&mut it.body));
                true
            }
        });
        Block { items }
    }
}
