//! What an expression can stand for while a function is lowered.

use std::ops::Deref;
use std::rc::Rc;

use super::builtins::Builtin;
use super::inline::FunctionId;
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
    List(Parts),
    /// An object literal: its names in order, and what stands behind them.
    Record(Rc<[Rc<str>]>, Parts),
    Builtin(Builtin),
    /// A function whose source is known: inside this one, or captured.
    Function(FunctionId),
    /// A captured object: a place in the lowerer's list of them.
    Object(u32),
    /// A captured array of numbers: an index into [`crate::ir::Function::tables`].
    Table(u32),
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
            (Self::List(a), Self::List(b)) | (Self::Record(_, a), Self::Record(_, b)) => {
                Rc::ptr_eq(&a.items, &b.items)
            }
            (Self::Builtin(a), Self::Builtin(b)) => a.path == b.path,
            (Self::Function(a), Self::Function(b)) => a == b,
            (Self::Table(a), Self::Table(b)) | (Self::Object(a), Self::Object(b)) => a == b,
            _ => false,
        }
    }
}

/// The elements of an array, or what an object holds.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    items: Rc<[Operand]>,
    depth: u32,
    leaves: u32,
}

/// How deep arrays and objects may nest.
const MAX_DEPTH: u32 = 64;

/// How many numbers may stand in an array and the arrays in it, those in two places counted twice:
/// whoever walks over them all must come to an end.
const MAX_LEAVES: u32 = 4096;

impl Parts {
    /// None where there are too many of them.
    pub(super) fn new(items: Vec<Operand>) -> Option<Self> {
        let (mut depth, mut leaves) = (1, 0_u32);
        for item in &items {
            let (its_depth, its_leaves) = match item {
                Operand::List(parts) | Operand::Record(_, parts) => (parts.depth, parts.leaves),
                _ => (0, 1),
            };
            depth = depth.max(its_depth + 1);
            leaves = leaves.saturating_add(its_leaves.max(1));
        }
        (depth <= MAX_DEPTH && leaves <= MAX_LEAVES).then(|| Self {
            items: items.into(),
            depth,
            leaves,
        })
    }

    /// Others in their places.
    pub(super) fn with(&self, items: impl Iterator<Item = Operand>) -> Self {
        Self {
            items: items.collect(),
            ..self.clone()
        }
    }

    /// Those from a place on.
    pub(super) fn from(&self, start: usize) -> Self {
        let items = self.items.get(start..).unwrap_or_default();
        Self {
            items: items.into(),
            ..self.clone()
        }
    }
}

impl Deref for Parts {
    type Target = [Operand];

    fn deref(&self) -> &[Operand] {
        &self.items
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
    /// A parameter of a function that is called with fewer arguments.
    Argument(usize),
    /// An element that an array does not have, or the result of a statement.
    Element,
    /// What a function gives that returns nothing.
    Returned,
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
            Self::List(_) | Self::Table(_) => "an array",
            Self::Record(..) | Self::Object(_) => "an object",
            Self::Builtin(_) => "a built-in function or object",
            Self::Function(_) => "a function",
        }
    }
}

/// A reason has been noted; the expression has no meaning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Failed;

pub(super) type Lowered<T> = Result<T, Failed>;
