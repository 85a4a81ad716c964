//! A readable listing of a kernel: one value a line, branches indented.

use std::fmt::{self, Display, Formatter, Write};

use super::{Block, Function, If, Item, Loop, Op, Type, Value};

impl Display for Function {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "kernel ({} column{}",
            self.columns,
            if self.columns == 1 { "" } else { "s" }
        )?;
        for param in &self.params {
            write!(f, ", {}: {}", param.name, param.ty)?;
        }
        for table in &self.tables {
            write!(f, ", {}[]", table.name)?;
        }
        f.write_str(") -> ")?;
        list(f, self.results().map(|result| self.ty(result).to_string()))?;
        f.write_str(" {\n")?;
        block(f, self, &self.body, 1)?;
        f.write_str("  return ")?;
        list(f, self.results().map(|result| result.to_string()))?;
        f.write_char('\n')?;
        f.write_char('}')
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "%{}", self.0)
    }
}

impl Display for Type {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::F64 => "f64",
            Self::I32 => "i32",
            Self::U32 => "u32",
            Self::Bool => "bool",
        })
    }
}

fn block(f: &mut Formatter<'_>, function: &Function, items: &Block, depth: usize) -> fmt::Result {
    for item in &items.items {
        indent(f, depth)?;
        match item {
            Item::Def(value) => {
                let inst = function.inst(*value);
                write!(f, "{value}: {} = ", inst.ty)?;
                op(f, function, &inst.op)?;
                f.write_char('\n')?;
            }
            Item::If(branch) => branches(f, function, branch, depth)?,
            Item::Loop(it) => turns(f, function, it, depth)?,
        }
    }
    Ok(())
}

/// `%5: f64 = %1, %6: bool = %2 while %6 { … %7, %8 }`: the carried values with what they begin as,
/// and what each turn gives.
fn turns(f: &mut Formatter<'_>, function: &Function, it: &Loop, depth: usize) -> fmt::Result {
    list(
        f,
        it.carried.iter().map(|carried| {
            let ty = function.ty(carried.value);
            format!("{}: {ty} = {}", carried.value, carried.first)
        }),
    )?;
    let space = if it.carried.is_empty() { "" } else { " " };
    writeln!(f, "{space}while {} {{", it.cond)?;
    side(
        f,
        function,
        &it.body,
        it.carried.iter().map(|carried| carried.next),
        depth,
    )?;
    indent(f, depth)?;
    f.write_str("}\n")
}

/// `%5: f64 = if %2 { … %3 } else { … %4 }`: the merged values and what each side gives.
fn branches(f: &mut Formatter<'_>, function: &Function, it: &If, depth: usize) -> fmt::Result {
    list(
        f,
        it.merges
            .iter()
            .map(|merge| format!("{}: {}", merge.value, function.ty(merge.value))),
    )?;
    writeln!(
        f,
        "{}if {} {{",
        if it.merges.is_empty() { "" } else { " = " },
        it.cond
    )?;
    side(
        f,
        function,
        &it.then,
        it.merges.iter().map(|merge| merge.then),
        depth,
    )?;
    indent(f, depth)?;
    f.write_str("} else {\n")?;
    side(
        f,
        function,
        &it.other,
        it.merges.iter().map(|merge| merge.other),
        depth,
    )?;
    indent(f, depth)?;
    f.write_str("}\n")
}

fn side(
    f: &mut Formatter<'_>,
    function: &Function,
    items: &Block,
    gives: impl ExactSizeIterator<Item = Value>,
    depth: usize,
) -> fmt::Result {
    block(f, function, items, depth + 1)?;
    if gives.len() > 0 {
        indent(f, depth + 1)?;
        list(f, gives.map(|value| value.to_string()))?;
        f.write_char('\n')?;
    }
    Ok(())
}

fn op(f: &mut Formatter<'_>, function: &Function, op: &Op) -> fmt::Result {
    match op {
        Op::Column(index) => write!(f, "column {index}"),
        Op::Param(index) => match function.params.get(*index as usize) {
            Some(param) => write!(f, "param {}", param.name),
            None => write!(f, "param {index}"),
        },
        Op::Number(number) => write!(f, "{number:?}"),
        Op::Boolean(boolean) => write!(f, "{boolean}"),
        Op::Unary(op, a) => write!(f, "{} {a}", name(op)),
        Op::Binary(op, a, b) => write!(f, "{} {a}, {b}", name(op)),
        Op::Compare(op, a, b) => write!(f, "{} {a}, {b}", name(op)),
        Op::Select { cond, then, other } => write!(f, "select {cond}, {then}, {other}"),
        Op::Math1(math, a) => write!(f, "Math.{} {a}", math.name()),
        Op::Math2(math, a, b) => write!(f, "Math.{} {a}, {b}", math.name()),
        Op::Hypot(values) => {
            f.write_str("Math.hypot ")?;
            list(f, values.iter().map(ToString::to_string))
        }
        Op::Load(table, index) => match function.tables.get(*table as usize) {
            Some(it) => write!(f, "{}[{index}]", it.name),
            None => write!(f, "table {table} [{index}]"),
        },
        Op::Length(table) => match function.tables.get(*table as usize) {
            Some(it) => write!(f, "{}.length", it.name),
            None => write!(f, "table {table} length"),
        },
        Op::Merge => f.write_str("merge"),
        Op::Carried => f.write_str("carried"),
    }
}

/// `BitAnd` → `bitand`.
fn name(op: &impl fmt::Debug) -> String {
    format!("{op:?}").to_ascii_lowercase()
}

fn list(f: &mut Formatter<'_>, parts: impl Iterator<Item = String>) -> fmt::Result {
    for (index, part) in parts.enumerate() {
        write!(f, "{}{part}", if index == 0 { "" } else { ", " })?;
    }
    Ok(())
}

fn indent(f: &mut Formatter<'_>, depth: usize) -> fmt::Result {
    write!(f, "{:width$}", "", width = depth * 2)
}
