//! Where items live and what they are: columns, outputs, one run of a program.

use numpool_math::Table as Providers;

use crate::ir::Type;
use crate::program::Program;

/// The storage of a column or an output: the typed arrays' kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `Float64Array`.
    F64,
    /// `Float32Array`.
    F32,
    /// `Float16Array`, or its bits in a `Uint16Array`.
    F16,
    /// `Int8Array`.
    I8,
    /// `Uint8Array`.
    U8,
    /// `Uint8ClampedArray`.
    U8Clamped,
    /// `Int16Array`.
    I16,
    /// `Uint16Array`.
    U16,
    /// `Int32Array`.
    I32,
    /// `Uint32Array`.
    U32,
    /// Bytes 0 and 1, outputs only.
    Bool,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::F64,
        Self::F32,
        Self::F16,
        Self::I8,
        Self::U8,
        Self::U8Clamped,
        Self::I16,
        Self::U16,
        Self::I32,
        Self::U32,
        Self::Bool,
    ];

    /// Bytes of one item.
    pub const fn size(self) -> usize {
        match self {
            Self::F64 => 8,
            Self::F32 | Self::I32 | Self::U32 => 4,
            Self::F16 | Self::I16 | Self::U16 => 2,
            Self::I8 | Self::U8 | Self::U8Clamped | Self::Bool => 1,
        }
    }
}

/// Where a column's items come from.
#[derive(Clone, Copy, Debug)]
pub enum Column {
    /// Items in memory.
    Memory {
        /// Item 0.
        ptr: *const u8,
        /// What the items are.
        kind: Kind,
        /// Whether other threads may write to them meanwhile.
        shared: bool,
    },
    /// Item i is `start + i * step`.
    Range {
        /// Item 0.
        start: f64,
        /// From one item to the next.
        step: f64,
    },
}

impl Column {
    /// Numbers that nobody writes to while there are runs with the column, which does not hold them.
    pub const fn numbers(items: &[f64]) -> Self {
        Self::Memory {
            ptr: items.as_ptr().cast(),
            kind: Kind::F64,
            shared: false,
        }
    }
}

/// Where results go.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    /// The result of item 0.
    pub ptr: *mut u8,
    /// What results are stored as.
    pub kind: Kind,
    /// Whether other threads may look at the memory meanwhile.
    pub shared: bool,
}

impl Output {
    /// A place for numbers, which nobody looks at while there are runs with the output, which does not hold it.
    pub const fn numbers(items: &mut [f64]) -> Self {
        Self {
            ptr: items.as_mut_ptr().cast(),
            kind: Kind::F64,
            shared: false,
        }
    }
}

/// A captured array, which items are read from by index. Its memory may be written to meanwhile: each
/// item is read once.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Item 0.
    pub ptr: *const u8,
    /// How many items there are.
    pub length: usize,
    /// What the items are.
    pub kind: Kind,
}

/// A program and everything it works on.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// What to compute.
    pub program: &'a Program,
    /// At least [`Program::columns`].
    pub columns: &'a [Column],
    /// Where to.
    pub output: Output,
    /// Where to with further results: as many as the program has. Apart from each other and from all that is read.
    pub others: &'a [Output],
    /// As many as [`Program::params`], in their order; booleans as 0 and 1.
    pub params: &'a [f64],
    /// The providers admitted for this run.
    pub math: &'a Providers,
    /// As many as [`Program::tables`], in their order.
    pub tables: &'a [Table],
}

impl Run<'_> {
    /// A parameter's lane; behind the parameters come the lengths of the tables.
    pub(crate) fn uniform_bits(&self, index: u32) -> u64 {
        match self.params.get(index as usize) {
            Some(value) => self.program.param_bits(index, *value),
            None => (self.tables[index as usize - self.params.len()].length as f64).to_bits(),
        }
    }
}

/// What a lane must hold before it can be stored: see [`super::simd::StoreFn`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ready {
    Number,
    /// The low half of an integer, modulo the kind's size.
    Integer,
    /// An integer between 0 and 255.
    Clamped,
    Boolean,
}

impl Ready {
    /// Every state, in the order of its discriminant.
    pub(crate) const ALL: [Self; 4] = [Self::Number, Self::Integer, Self::Clamped, Self::Boolean];

    /// What storing to this kind asks for.
    pub(crate) fn to_store(kind: Kind) -> Self {
        match kind {
            Kind::F64 | Kind::F32 | Kind::F16 => Self::Number,
            Kind::I8 | Kind::U8 | Kind::I16 | Kind::U16 | Kind::I32 | Kind::U32 => Self::Integer,
            Kind::U8Clamped => Self::Clamped,
            Kind::Bool => Self::Boolean,
        }
    }

    /// Whether values of this type are ready as they are.
    pub(crate) fn holds(self, ty: Type) -> bool {
        match self {
            Self::Number => ty == Type::F64,
            Self::Integer => matches!(ty, Type::I32 | Type::U32),
            Self::Clamped => false,
            Self::Boolean => ty == Type::Bool,
        }
    }
}
