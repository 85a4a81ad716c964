//! What an expression can stand for while a function is lowered.

use std::rc::Rc;

use super::builtins::Builtin;
use crate::ir::Value;

/// The meaning of an expression. Only [`Operand::Value`] exists at run time: the others are known
/// now, and must be used in a way that a number or a boolean comes out.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    /// A number or a boolean.
    Value(Value),
    Undefined(Undefined),
    Null,
    Text(Rc<str>),
    /// An array literal, or the item of a map over several columns.
    List(Rc<[Operand]>),
    Builtin(Builtin),
}

/// An array equals itself only, as in JS; comparing contents could also take forever, since arrays of
/// arrays share their parts.
impl PartialEq for Operand {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Value(a), Self::Value(b)) => a == b,
            (Self::Undefined(a), Self::Undefined(b)) => a == b,
            (Self::Null, Self::Null) => true,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::List(a), Self::List(b)) => Rc::ptr_eq(a, b),
            (Self::Builtin(a), Self::Builtin(b)) => a.path == b.path,
            _ => false,
        }
    }
}

/// Where an `undefined` comes from: told to the author where it does harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Undefined {
    /// Written as `undefined` or `void …`.
    Literal,
    /// A variable that has been given no value.
    Variable,
    /// The parameter with this number (from 0), for which there is no value.
    Parameter(usize),
    /// An element that an array does not have, or the result of a statement.
    Element,
}

impl Operand {
    /// `undefined` or `null`.
    pub(super) fn is_nullish(&self) -> bool {
        matches!(self, Self::Undefined(_) | Self::Null)
    }

    /// Whether both mean the same; one undefined is like another.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self == other || matches!((self, other), (Self::Undefined(_), Self::Undefined(_)))
    }

    /// What it is, for messages.
    pub(super) fn describe(&self) -> &'static str {
        match self {
            Self::Value(_) => "a number or a boolean",
            Self::Undefined(_) => "undefined",
            Self::Null => "null",
            Self::Text(_) => "a string",
            Self::List(_) => "an array",
            Self::Builtin(_) => "a built-in function or object",
        }
    }
}

/// A reason has been noted; the expression has no meaning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Failed;

pub(super) type Lowered<T> = Result<T, Failed>;
