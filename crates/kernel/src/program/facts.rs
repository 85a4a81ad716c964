//! What lowering has to know of a function beforehand: which values are needed, and which differ from
//! item to item.

use std::collections::HashMap;

use super::TooLarge;
use crate::ir::{BinaryOp, Block, CompareOp, Function, Item, Loop, MAX_DEPTH, Op, Sources, Value};

/// By value.
pub(super) struct Facts {
    /// Whether a result depends on it, or what must run: loops and loads are kept, whatever becomes of them.
    pub(super) needed: Vec<bool>,
    /// Whether it is not the same for all items.
    pub(super) varying: Vec<bool>,
}

impl Facts {
    pub(super) fn of(function: &Function) -> Result<Self, TooLarge> {
        if function.body.is_deeper_than(MAX_DEPTH) {
            return Err(TooLarge::depth());
        }
        let sources = Sources::within(function);
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

/// How many turns a loop makes, where it counts from one number to another by a third and nothing else ends it.
pub(super) fn counted(function: &Function, it: &Loop) -> Option<f64> {
    let number = |value: Value| match function.inst(value).op {
        Op::Number(number) => Some(number),
        _ => None,
    };
    let entry = |value: Value| it.carried.iter().find(|carried| carried.value == value);
    let Op::Compare(op, next, bound) = function.inst(entry(it.cond)?.next).op else {
        return None;
    };
    let Op::Binary(BinaryOp::Add | BinaryOp::Sub, counter, step) = function.inst(next).op else {
        return None;
    };
    let (first, step) = (number(entry(counter)?.first)?, number(step)?);
    let inclusive = match op {
        CompareOp::Lt | CompareOp::Gt => 0.0,
        CompareOp::Le | CompareOp::Ge => 1.0,
        CompareOp::Eq | CompareOp::Ne => return None,
    };
    let turns = (number(bound)? - first).abs() / step.abs() + inclusive;
    (entry(counter)?.next == next && turns.is_finite()).then(|| turns.ceil())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontend::{Request, compile};

    fn turns(source: &str) -> Option<f64> {
        let request = Request {
            source,
            columns: 1,
            tuple: false,
            booleans: 0,
            captures: &[],
            functions: &[],
        };
        let function = compile(&request).expect(source).function;
        let mut loops = function.body.items.iter().filter_map(|item| match item {
            Item::Loop(it) => Some(counted(&function, it)),
            _ => None,
        });
        loops.next().expect("a loop")
    }

    #[test]
    fn turns_that_are_counted_in_the_source() {
        let sum = |head: &str| {
            turns(&format!(
                "x => {{ let s = 0; for ({head}) s += x; return s }}"
            ))
        };
        assert_eq!(sum("let i = 0; i < 50; i++"), Some(50.0));
        assert_eq!(sum("let i = 1; i <= 9; i += 2"), Some(5.0));
        assert_eq!(sum("let i = 10; i > 0; i--"), Some(10.0));
        assert_eq!(sum("let i = 0; i < x; i++"), None);
        assert_eq!(sum("let i = x; i < 5; i++"), None);
        assert_eq!(turns("x => { while (x > 1) x /= 2; return x }"), None);
        let found = "x => { let i = 0; for (; i < 9; i++) if (i > x) break; return i }";
        assert_eq!(turns(found), None);
    }
}
