//! Captured arrays of numbers: `table[i]` and `table.length`.

use super::types::{Lowered, Operand, Parts};
use super::{HomeId, Lowerer};
use crate::ir::{Op, Span, Table, Type, Value};

/// What must be the engine's own where a loop goes over an array's items.
const ITERATION: &str = "Array iteration";

impl Lowerer<'_, '_> {
    /// The table of this name in the source of that home, noted when it is first used.
    pub(super) fn table(&mut self, home: HomeId, name: &str) -> u32 {
        let owner = home.owner();
        let is_it = |table: &Table| table.owner == owner && table.name == name;
        let at = self.tables.iter().position(is_it).unwrap_or_else(|| {
            let name = name.to_owned();
            self.tables.push(Table { name, owner });
            self.table_lengths.push(None);
            self.tables.len() - 1
        });
        at as u32
    }

    /// `table[index]`.
    pub(super) fn table_item(&mut self, table: u32, index: Value, span: Span) -> Lowered<Value> {
        if self.build.ty(index) == Type::Bool {
            let message = "this reads a property that is named by a boolean: use a number";
            return Err(self.fail("not-numeric", span, message.into()));
        }
        Ok(self.load(table, index, span))
    }

    /// The item at an index that is a number.
    pub(super) fn load(&mut self, table: u32, index: Value, span: Span) -> Value {
        self.build.push(Op::Load(table, index), Type::F64, span)
    }

    /// `table.length`.
    pub(super) fn length(&mut self, table: u32, span: Span) -> Value {
        if let Some(value) = self.table_lengths[table as usize] {
            return value;
        }
        let value = self.build.push_first(Op::Length(table), Type::F64, span);
        self.table_lengths[table as usize] = Some(value);
        value
    }

    /// So many items from the first on, as an array pattern takes them: where the table has fewer, the run is given up.
    pub(super) fn first_items(&mut self, table: u32, count: usize, span: Span) -> Lowered<Parts> {
        self.iterates(table);
        let items = (0..count).map(|index| {
            let index = self.build.number(index as f64, Type::F64, span);
            Operand::Value(self.load(table, index, span))
        });
        let items = items.collect();
        match Parts::new(items) {
            Some(parts) => Ok(parts),
            None => Err(self.too_large(span)),
        }
    }

    /// Notes that the items of a table are gone through by `for…of`, or taken by a pattern.
    pub(super) fn iterates(&mut self, _table: u32) {
        self.builtins.insert(ITERATION.to_owned());
    }
}
