//! The functions whose bits depend on the engine.

/// A `Math` function that engines compute differently. Functions whose result every engine agrees
/// on (`sqrt`, `floor`, `hypot`, …) live in [`crate::exact`].
#[expect(
    missing_docs,
    reason = "the variants are named after the properties of Math"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum MathFn {
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Tanh,
    Asinh,
    Acosh,
    Atanh,
    Exp,
    Expm1,
    Log,
    Log1p,
    Log2,
    Log10,
    Cbrt,
    Atan2,
    Pow,
}

impl MathFn {
    /// Every function, in the order of its discriminant.
    pub const ALL: [Self; 21] = [
        Self::Sin,
        Self::Cos,
        Self::Tan,
        Self::Asin,
        Self::Acos,
        Self::Atan,
        Self::Sinh,
        Self::Cosh,
        Self::Tanh,
        Self::Asinh,
        Self::Acosh,
        Self::Atanh,
        Self::Exp,
        Self::Expm1,
        Self::Log,
        Self::Log1p,
        Self::Log2,
        Self::Log10,
        Self::Cbrt,
        Self::Atan2,
        Self::Pow,
    ];

    /// The name of the property of `Math`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sin => "sin",
            Self::Cos => "cos",
            Self::Tan => "tan",
            Self::Asin => "asin",
            Self::Acos => "acos",
            Self::Atan => "atan",
            Self::Sinh => "sinh",
            Self::Cosh => "cosh",
            Self::Tanh => "tanh",
            Self::Asinh => "asinh",
            Self::Acosh => "acosh",
            Self::Atanh => "atanh",
            Self::Exp => "exp",
            Self::Expm1 => "expm1",
            Self::Log => "log",
            Self::Log1p => "log1p",
            Self::Log2 => "log2",
            Self::Log10 => "log10",
            Self::Cbrt => "cbrt",
            Self::Atan2 => "atan2",
            Self::Pow => "pow",
        }
    }

    /// How many arguments the function takes: 1 or 2.
    pub const fn arity(self) -> usize {
        match self {
            Self::Atan2 | Self::Pow => 2,
            _ => 1,
        }
    }

    /// The function with this name, if it is one of ours.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.name() == name)
    }
}
