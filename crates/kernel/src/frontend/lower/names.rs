//! What a name stands for: a variable of the function, a capture, a built-in, or nothing known.

use oxc_ast::ast::IdentifierReference;

use super::builtins::{self, Builtin, Meaning};
use super::types::{Failed, Lowered, Operand, Undefined};
use super::variables::{Barred, Conflict, Slot, VariableId, VariableKind};
use super::{HomeId, Lowerer};
use crate::frontend::compile::CaptureKind;
use crate::ir::{Op, Param, Span, Type, UnaryOp, Value};

impl<'a, 'r> Lowerer<'a, 'r> {
    /// Reads a variable.
    pub(super) fn read(&mut self, id: &IdentifierReference<'a>) -> Lowered<Operand> {
        let span = self.span_of(id.span);
        match self.variables.find(&id.name) {
            Some(variable) => self.read_variable(variable, &id.name, span),
            None => self.read_outside(&id.name, span),
        }
    }

    pub(super) fn read_variable(
        &mut self,
        variable: VariableId,
        name: &str,
        span: Span,
    ) -> Lowered<Operand> {
        let (code, message) = match self.variables.slot(variable) {
            Slot::Holds(operand) => return Ok(operand.clone()),
            Slot::Failed => return Err(Failed),
            Slot::Uninitialized => (
                "used-before-declaration",
                format!("`{name}` is read before its declaration has run, which throws"),
            ),
            Slot::Barred(Barred::Itself) => (
                "recursion",
                format!(
                    "`{name}` is the function itself: natively nothing calls itself; write it as a loop"
                ),
            ),
            Slot::Barred(Barred::Class) => (
                "nested-class",
                format!("`{name}` is a class inside the function: a class has no native form"),
            ),
            Slot::Barred(Barred::Inner) => (
                "nested-function",
                format!(
                    "`{name}` is declared in an inner block: declare it where the function's body \
                     begins, then the function can run natively"
                ),
            ),
            Slot::Conflict(Conflict::MaybeUndefined) => (
                "mixed-types",
                format!(
                    "`{name}` may still be undefined here: give it a number where it is declared"
                ),
            ),
            Slot::Conflict(Conflict::MaybeUninitialized) => (
                "used-before-declaration",
                format!("`{name}` may be read before its declaration has run"),
            ),
            Slot::Conflict(Conflict::Types) => (
                "mixed-types",
                format!(
                    "`{name}` holds values of different types, depending on the way that leads here: \
                     let it hold numbers only, or booleans only"
                ),
            ),
        };
        Err(self.fail(code, span, message))
    }

    /// Whether nothing is known of a name.
    pub(super) fn is_unknown(&self, name: &str) -> bool {
        self.variables.find(name).is_none()
            && !self.here().captures.contains_key(name)
            && builtins::find_global(name).is_none()
            && !matches!(name, "undefined" | "arguments")
    }

    fn read_outside(&mut self, name: &str, span: Span) -> Lowered<Operand> {
        let Some(&capture) = self.here().captures.get(name) else {
            if name == "undefined" {
                return Ok(Operand::Undefined(Undefined::Literal));
            }
            if name == "arguments" {
                return Err(self.fail(
                    "uses-arguments",
                    span,
                    "`arguments` is not available natively: name the parameters".into(),
                ));
            }
            return match builtins::find_global(name) {
                Some(builtin) => Ok(self.builtin(builtin, span)),
                None => Err(self.fail(
                    "unknown-variable",
                    span,
                    format!(
                        "`{name}` comes from outside and its value is not known: natively a function \
                         can take numbers and booleans from outside, given as `captures: {{ {name} }}`"
                    ),
                )),
            };
        };
        self.captured(self.home, name, &capture.kind, span)
    }

    /// What is captured under a path, a name or `name.property`, by the function of that home.
    pub(super) fn captured(
        &mut self,
        home: HomeId,
        path: &str,
        kind: &'r CaptureKind,
        span: Span,
    ) -> Lowered<Operand> {
        match kind {
            CaptureKind::Number => Ok(Operand::Value(self.param(home, path, Type::F64, span))),
            CaptureKind::Boolean => Ok(Operand::Value(self.param(home, path, Type::Bool, span))),
            CaptureKind::Builtin(path) => {
                let builtin = builtins::find(path);
                Ok(self.builtin(builtin, span))
            }
            CaptureKind::Function(number) => self.captured_function(*number),
            CaptureKind::Table => Ok(Operand::Table(self.table(home, path))),
            CaptureKind::Object(members) => Ok(self.object(home, path, members)),
            CaptureKind::Other(what) => {
                let way_out = if what.contains("function") {
                    "write what it computes in place"
                } else {
                    "natively a function can take numbers and booleans from outside, arrays of numbers, and plain objects of these"
                };
                let message = format!("`{path}` comes from outside and holds {what}: {way_out}");
                Err(self.fail("captured-value", span, message))
            }
        }
    }

    /// A built-in, noted for the run-time check; a constant is its number.
    pub(super) fn builtin(&mut self, builtin: Builtin, span: Span) -> Operand {
        match builtin.meaning {
            // Constants and the globals NaN and Infinity cannot be replaced.
            Meaning::Constant(number) => Operand::Value(self.build.number(number, Type::F64, span)),
            Meaning::Namespace | Meaning::Routine(_) | Meaning::Foreign => {
                self.builtins.insert(builtin.path.clone());
                Operand::Builtin(builtin)
            }
        }
    }

    fn param(&mut self, home: HomeId, path: &str, ty: Type, span: Span) -> Value {
        let key = (home, path.to_owned());
        if let Some(value) = self.param_values.get(&key) {
            return *value;
        }
        let index = self.params.len() as u32;
        self.params.push(Param {
            name: path.to_owned(),
            owner: home.owner(),
            ty,
        });
        let value = self.build.push_first(Op::Param(index), ty, span);
        self.param_values.insert(key, value);
        value
    }

    /// The item's value in a column.
    pub(super) fn column(&mut self, index: u32, span: Span) -> Value {
        if let Some(value) = self.column_values.get(&index) {
            return *value;
        }
        let mut value = self.build.push_first(Op::Column(index), Type::F64, span);
        if self.request.booleans >> index & 1 != 0 {
            let to_bool = Op::Unary(UnaryOp::ToBool, value);
            value = self.build.push_first(to_bool, Type::Bool, span);
        }
        self.column_values.insert(index, value);
        value
    }

    /// Gives a variable a new value.
    pub(super) fn write(
        &mut self,
        id: &IdentifierReference<'a>,
        operand: Lowered<Operand>,
    ) -> Lowered<()> {
        let (name, span) = (id.name.as_str(), self.span_of(id.span));
        let Some(variable) = self.variables.find(name) else {
            return Err(self.fail(
                "assigns-captured",
                span,
                format!(
                    "`{name}` is assigned but belongs to the outside: a kernel changes nothing but \
                     its own variables; return the value instead"
                ),
            ));
        };
        let (code, message) = match (self.variables.kind(variable), self.variables.slot(variable)) {
            (VariableKind::Const, _) => (
                "assigns-constant",
                format!("`{name}` is a const and is assigned, which throws"),
            ),
            (VariableKind::Callable, _) => (
                "nested-function",
                format!("`{name}` is a function and is assigned: use a variable of its own"),
            ),
            (VariableKind::Mutable, Slot::Uninitialized) => (
                "used-before-declaration",
                format!("`{name}` is assigned before its declaration has run, which throws"),
            ),
            (VariableKind::Mutable, _) => {
                let failed = operand.is_err();
                let slot = operand.map_or(Slot::Failed, Slot::Holds);
                self.variables.set(variable, slot);
                return if failed { Err(Failed) } else { Ok(()) };
            }
        };
        Err(self.fail(code, span, message))
    }
}
