//! Checks that a function is well formed, so that back ends may trust what they read.
//!
//! Rules: every value is defined exactly once, before its uses and in an enclosing block; operands
//! have the types the operators are declared with; merges are defined by the `If` that lists them and
//! carried values by their `Loop`; columns, parameters and tables exist; branches and loops nest at most
//! [`MAX_DEPTH`] deep (passes recurse on them).

#[cfg(test)]
mod tests;

use core::fmt;

use super::{Block, CompareOp, Function, If, Item, Loop, Op, Type, Value};

/// How deep `If`s and `Loop`s may nest; deeper functions are refused, so that no pass overflows a small stack.
pub const MAX_DEPTH: usize = 200;

/// A rule of the IR that a function breaks: a defect of whoever built it, not of the user's source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    value: Option<Value>,
    rule: &'static str,
}

impl Invalid {
    /// The value at which the rule is broken, where one is.
    pub fn value(&self) -> Option<Value> {
        self.value
    }

    /// The broken rule, in words.
    pub fn rule(&self) -> &'static str {
        self.rule
    }

    /// Whether the function is only too deeply nested, not malformed.
    pub fn is_too_deep(&self) -> bool {
        self.rule == TOO_DEEP
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value {
            Some(value) => write!(out, "%{}: {}", value.0, self.rule),
            None => out.write_str(self.rule),
        }
    }
}

impl core::error::Error for Invalid {}

const TOO_DEEP: &str = "branches nest too deep";

/// Checks every rule; the first broken one is the error.
pub fn verify(function: &Function) -> Result<(), Invalid> {
    let mut verifier = Verifier {
        function,
        states: vec![State::Undefined; function.values.len()],
        visible: Vec::new(),
    };
    for param in &function.params {
        if !matches!(param.ty, Type::F64 | Type::Bool) {
            return Err(Invalid {
                value: None,
                rule: "a parameter is neither F64 nor Bool",
            });
        }
    }
    verifier.block(&function.body, 0)?;
    for result in function.results() {
        verifier.used(result, result)?;
    }
    Ok(())
}

/// Where a value stands while the blocks are walked in order of evaluation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Undefined,
    Visible,
    /// Defined in a block that has ended.
    Gone,
}

struct Verifier<'a> {
    function: &'a Function,
    states: Vec<State>,
    /// The visible values in order of definition; a block's end cuts its own off.
    visible: Vec<Value>,
}

impl Verifier<'_> {
    fn block(&mut self, block: &Block, depth: usize) -> Result<(), Invalid> {
        if depth > MAX_DEPTH {
            return Err(Invalid {
                value: None,
                rule: TOO_DEEP,
            });
        }
        for item in &block.items {
            match item {
                Item::Def(value) => {
                    self.instruction(*value)?;
                    self.define(*value)?;
                }
                Item::If(branch) => self.branch(branch, depth)?,
                Item::Loop(it) => self.turns(it, depth)?,
            }
        }
        Ok(())
    }

    fn turns(&mut self, it: &Loop, depth: usize) -> Result<(), Invalid> {
        for carried in &it.carried {
            let inst = self.inst(carried.value)?;
            if inst.op != Op::Carried {
                return invalid(carried.value, "a Loop carries a value that is not Carried");
            }
            self.expect(carried.value, carried.first, inst.ty)?;
        }
        it.carried
            .iter()
            .try_for_each(|carried| self.define(carried.value))?;
        self.expect(it.cond, it.cond, Type::Bool)?;
        let outer = self.visible.len();
        self.block(&it.body, depth + 1)?;
        for carried in &it.carried {
            self.expect(carried.value, carried.next, self.function.ty(carried.value))?;
        }
        self.leave(outer);
        Ok(())
    }

    fn branch(&mut self, branch: &If, depth: usize) -> Result<(), Invalid> {
        self.expect(branch.cond, branch.cond, Type::Bool)?;
        let outer = self.visible.len();
        self.block(&branch.then, depth + 1)?;
        for merge in &branch.merges {
            let inst = self.inst(merge.value)?;
            if inst.op != Op::Merge {
                return invalid(merge.value, "an If merges into a value that is not a Merge");
            }
            self.expect(merge.value, merge.then, inst.ty)?;
        }
        self.leave(outer);
        self.block(&branch.other, depth + 1)?;
        for merge in &branch.merges {
            self.expect(merge.value, merge.other, self.function.ty(merge.value))?;
        }
        self.leave(outer);
        branch
            .merges
            .iter()
            .try_for_each(|merge| self.define(merge.value))
    }

    fn leave(&mut self, outer: usize) {
        for value in self.visible.drain(outer..) {
            self.states[value.0 as usize] = State::Gone;
        }
    }

    fn define(&mut self, value: Value) -> Result<(), Invalid> {
        if self.states[value.0 as usize] != State::Undefined {
            return invalid(value, "defined twice");
        }
        self.states[value.0 as usize] = State::Visible;
        self.visible.push(value);
        Ok(())
    }

    fn inst(&self, value: Value) -> Result<&super::Inst, Invalid> {
        self.function.values.get(value.0 as usize).ok_or(Invalid {
            value: Some(value),
            rule: "names no value of the function",
        })
    }

    /// The type of an operand, which must be visible here.
    fn used(&self, user: Value, operand: Value) -> Result<Type, Invalid> {
        let ty = self.inst(operand)?.ty;
        match self.states[operand.0 as usize] {
            State::Visible => Ok(ty),
            State::Undefined => invalid(user, "uses a value before its definition"),
            State::Gone => invalid(user, "uses a value of a block that has ended"),
        }
    }

    fn expect(&self, user: Value, operand: Value, ty: Type) -> Result<(), Invalid> {
        if self.used(user, operand)? == ty {
            Ok(())
        } else {
            invalid(user, "an operand has the wrong type")
        }
    }

    fn table(&self, value: Value, table: u32) -> Result<(), Invalid> {
        if (table as usize) < self.function.tables.len() {
            Ok(())
        } else {
            invalid(value, "reads a table that does not exist")
        }
    }

    fn instruction(&self, value: Value) -> Result<(), Invalid> {
        let inst = self.inst(value)?;
        let fits = |allowed: bool| {
            if allowed {
                Ok(())
            } else {
                invalid(value, "has a type its operation does not give")
            }
        };
        match &inst.op {
            Op::Column(index) => {
                fits(inst.ty == Type::F64)?;
                if *index >= self.function.columns {
                    return invalid(value, "reads a column that does not exist");
                }
            }
            Op::Param(index) => match self.function.params.get(*index as usize) {
                Some(param) => fits(param.ty == inst.ty)?,
                None => return invalid(value, "reads a parameter that does not exist"),
            },
            Op::Number(number) => fits(holds(inst.ty, *number))?,
            Op::Boolean(_) => fits(inst.ty == Type::Bool)?,
            Op::Unary(op, a) => {
                if !op.takes(self.used(value, *a)?) {
                    return invalid(value, "an operand has the wrong type");
                }
                fits(inst.ty == op.result())?;
            }
            Op::Binary(op, a, b) => {
                self.expect(value, *a, op.operands())?;
                self.expect(value, *b, op.operands())?;
                fits(inst.ty == op.result())?;
            }
            Op::Compare(op, a, b) => {
                let ty = self.used(value, *a)?;
                self.expect(value, *b, ty)?;
                fits(inst.ty == Type::Bool)?;
                if ty == Type::Bool && !matches!(op, CompareOp::Eq | CompareOp::Ne) {
                    return invalid(value, "orders booleans");
                }
            }
            Op::Select { cond, then, other } => {
                self.expect(value, *cond, Type::Bool)?;
                self.expect(value, *then, inst.ty)?;
                self.expect(value, *other, inst.ty)?;
            }
            Op::Math1(function, a) => {
                self.expect(value, *a, Type::F64)?;
                fits(inst.ty == Type::F64)?;
                if function.arity() != 1 {
                    return invalid(value, "calls a function with too few operands");
                }
            }
            Op::Math2(function, a, b) => {
                self.expect(value, *a, Type::F64)?;
                self.expect(value, *b, Type::F64)?;
                fits(inst.ty == Type::F64)?;
                if function.arity() != 2 {
                    return invalid(value, "calls a function with too many operands");
                }
            }
            Op::Hypot(operands) => {
                operands
                    .iter()
                    .try_for_each(|a| self.expect(value, *a, Type::F64))?;
                fits(inst.ty == Type::F64)?;
                if operands.len() < 2 {
                    return invalid(value, "takes fewer than two operands");
                }
            }
            Op::Load(table, index) => {
                if self.used(value, *index)? == Type::Bool {
                    return invalid(value, "an operand has the wrong type");
                }
                fits(inst.ty == Type::F64)?;
                self.table(value, *table)?;
            }
            Op::Length(table) => {
                fits(inst.ty == Type::F64)?;
                self.table(value, *table)?;
            }
            Op::Merge => return invalid(value, "a Merge stands outside the list of an If"),
            Op::Carried => {
                return invalid(value, "a Carried stands outside the list of a Loop");
            }
        }
        Ok(())
    }
}

fn invalid<T>(value: Value, rule: &'static str) -> Result<T, Invalid> {
    Err(Invalid {
        value: Some(value),
        rule,
    })
}

/// Whether a constant of this type can be this number; `-0` is no integer of ours.
fn holds(ty: Type, number: f64) -> bool {
    match ty {
        Type::F64 => true,
        Type::I32 => f64::from(number as i32).to_bits() == number.to_bits(),
        Type::U32 => f64::from(number as u32).to_bits() == number.to_bits(),
        Type::Bool => false,
    }
}
