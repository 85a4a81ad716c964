//! Ways through the tree of blocks, for the passes and whoever reads a kernel.

use std::collections::HashMap;

use super::{Block, Function, Inst, Item, Op, Value};

impl Item {
    /// The blocks inside it, in the order of evaluation.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        let (first, second) = match self {
            Self::Def(_) => (None, None),
            Self::If(branch) => (Some(&branch.then), Some(&branch.other)),
            Self::Loop(it) => (Some(&it.body), None),
        };
        first.into_iter().chain(second)
    }

    /// The values that it defines for what stands behind it.
    pub(crate) fn defines(&self) -> impl Iterator<Item = Value> {
        let (one, merges, carried) = match self {
            Self::Def(value) => (Some(*value), None, None),
            Self::If(branch) => (None, Some(&branch.merges), None),
            Self::Loop(it) => (None, None, Some(&it.carried)),
        };
        let merges = merges.into_iter().flatten().map(|merge| merge.value);
        let carried = carried.into_iter().flatten().map(|carried| carried.value);
        one.into_iter().chain(merges).chain(carried)
    }
}

impl Block {
    /// Whether there is something in it, or in a block of it, that cannot be left out even where nothing of it is used:
    /// a loop, which may never end, or a load, which may end the run. What asks for an item's type alone is answered when a
    /// function is compiled, as if there were one: the load sees to it that there is.
    pub(crate) fn must_run(&self, values: &[Inst]) -> bool {
        let must = |item: &Item| match item {
            Item::Def(value) => values[value.0 as usize].op.must_run(),
            Item::Loop(_) => true,
            Item::If(_) => item.blocks().any(|block| block.must_run(values)),
        };
        self.items.iter().any(must)
    }

    /// Whether blocks nest deeper in it than `most`; goes no deeper itself.
    pub(crate) fn is_deeper_than(&self, most: usize) -> bool {
        let mut blocks = self.items.iter().flat_map(Item::blocks);
        blocks.any(|block| most == 0 || block.is_deeper_than(most - 1))
    }

    /// All values that it defines, in the order of evaluation.
    pub(super) fn definitions(&self, list: &mut Vec<Value>) {
        for item in &self.items {
            if let Item::Loop(_) = item {
                list.extend(item.defines());
            }
            for block in item.blocks() {
                block.definitions(list);
            }
            if !matches!(item, Item::Loop(_)) {
                list.extend(item.defines());
            }
        }
    }

    fn rename(&mut self, to: &impl Fn(Value) -> Value) {
        let rename = |value: &mut Value| *value = to(*value);
        for item in &mut self.items {
            match item {
                Item::Def(value) => rename(value),
                Item::If(branch) => {
                    rename(&mut branch.cond);
                    branch.then.rename(to);
                    branch.other.rename(to);
                    for merge in &mut branch.merges {
                        rename(&mut merge.value);
                        rename(&mut merge.then);
                        rename(&mut merge.other);
                    }
                }
                Item::Loop(it) => {
                    rename(&mut it.cond);
                    it.body.rename(to);
                    for carried in &mut it.carried {
                        rename(&mut carried.value);
                        rename(&mut carried.first);
                        rename(&mut carried.next);
                    }
                }
            }
        }
    }
}

impl Function {
    /// Puts another name in the place of each, where it is defined as well as where it is used; what the names stand for
    /// in [`Function::values`] is up to the caller.
    pub(super) fn rename(&mut self, to: &impl Fn(Value) -> Value) {
        for inst in &mut self.values {
            inst.op = inst.op.with_operands(to);
        }
        self.body.rename(to);
        self.result = to(self.result);
        for other in &mut self.others {
            *other = to(*other);
        }
    }
}

impl Op {
    /// Whether it reads no other value.
    pub(crate) fn is_leaf(&self) -> bool {
        self.operands().next().is_none()
    }

    /// See [`Block::must_run`].
    fn must_run(&self) -> bool {
        matches!(self, Self::Load(..))
    }

    /// The same operation on other values.
    pub(super) fn with_operands(&self, to: &impl Fn(Value) -> Value) -> Self {
        match self {
            Self::Unary(op, a) => Self::Unary(*op, to(*a)),
            Self::Binary(op, a, b) => Self::Binary(*op, to(*a), to(*b)),
            Self::Compare(op, a, b) => Self::Compare(*op, to(*a), to(*b)),
            Self::Select { cond, then, other } => Self::Select {
                cond: to(*cond),
                then: to(*then),
                other: to(*other),
            },
            Self::Math1(math, a) => Self::Math1(*math, to(*a)),
            Self::Math2(math, a, b) => Self::Math2(*math, to(*a), to(*b)),
            Self::Hypot(values) => Self::Hypot(values.iter().map(|value| to(*value)).collect()),
            Self::Load(table, index) => Self::Load(*table, to(*index)),
            leaf => leaf.clone(),
        }
    }
}

/// What merges and carried values come from, which is not among operands.
pub(crate) struct Sources {
    pub(crate) of: HashMap<Value, Vec<Value>>,
    /// Loads, the conditions of loops, and those of branches with one of them inside: they are needed, whatever becomes of
    /// the results.
    pub(crate) roots: Vec<Value>,
}

impl Sources {
    pub(crate) fn within(function: &Function) -> Self {
        let mut sources = Self {
            of: HashMap::new(),
            roots: Vec::new(),
        };
        sources.gather(&function.body, &function.values);
        sources
    }

    /// Notes them all; whether there is something that must run.
    fn gather(&mut self, block: &Block, values: &[Inst]) -> bool {
        let mut found = false;
        for item in &block.items {
            // All of them, also where the first has something.
            let inner = item
                .blocks()
                .filter(|block| self.gather(block, values))
                .count()
                > 0;
            match item {
                Item::Def(value) => {
                    if values[value.0 as usize].op.must_run() {
                        self.roots.push(*value);
                        found = true;
                    }
                }
                Item::If(branch) => {
                    for merge in &branch.merges {
                        let sources = vec![branch.cond, merge.then, merge.other];
                        self.of.insert(merge.value, sources);
                    }
                    if inner {
                        self.roots.push(branch.cond);
                        found = true;
                    }
                }
                Item::Loop(it) => {
                    for carried in &it.carried {
                        let sources = vec![it.cond, carried.first, carried.next];
                        self.of.insert(carried.value, sources);
                    }
                    self.roots.push(it.cond);
                    found = true;
                }
            }
        }
        found
    }
}
