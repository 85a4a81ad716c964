//! The opcodes of block programs: what `machine::simd` has a compiled loop for.

/// What a step does. Operand order is that of the names; booleans are masks, `Int` is both int32
/// and uint32 where their bits agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Code {
    // One operand.
    Copy,
    Neg,
    Abs,
    Sqrt,
    Floor,
    Ceil,
    Trunc,
    Round,
    Sign,
    Fround,
    F16round,
    /// `~x` and `!x`.
    Invert,
    BoolToF64,
    F64ToBool,
    IsNan,
    IsFinite,
    IsInteger,
    F64ToInt,
    /// The number stored to a `Uint8ClampedArray`, as an integer.
    F64ToClamped,
    I32ToF64,
    U32ToF64,
    IntToBool,
    Clz32,
    // Two operands.
    Add,
    Sub,
    Mul,
    Div,
    Min,
    Max,
    EqF,
    NeF,
    LtF,
    LeF,
    And,
    Or,
    /// Also `!=` of booleans.
    Xor,
    /// `a & !b`.
    AndNot,
    /// `==` of booleans.
    Same,
    Shl,
    Shr,
    UShr,
    Imul,
    EqI,
    NeI,
    LtI,
    LeI,
    LtU,
    LeU,
    Rem,
    // Three operands.
    /// Condition, then, other.
    Select,
    // Superinstructions: several operations, each rounded by itself, in one pass.
    /// `(a first b) second c`.
    Pair(First, Second),
    /// `a * b + c * d`.
    SumOfProducts,
    /// `a * b - c * d`.
    DifferenceOfProducts,
    /// `(a * b + c) * b + d`.
    Polynomial,
    /// `a * b * c + d`.
    ProductPlus,
    /// `(a - b) * (a - b) + c`.
    SquaredDifference,
    /// `a + (b - a) * c`, between two numbers.
    Between,
    /// `a ^ (a >>> b)`.
    XorUShr,
    /// `a ^ (a << b)`.
    XorShl,
    /// `imul(a ^ (a >>> b), c)`.
    XorUShrImul,
    /// `a < b && c`.
    AndLt,
    /// `a <= b && c`.
    AndLe,
    /// `a == b ? c : d`.
    PickEq,
    /// `a < b ? c : d`.
    PickLt,
    /// `a <= b ? c : d`.
    PickLe,
    // Any number of operands.
    Hypot,
    /// Horner's rule: start, x, and what is added after each multiplication by x, the same for all lanes.
    Horner,
    // Engine functions; the number of the function is the step's extra.
    Call1,
    /// Operand, nothing, and the boolean of the lanes that are needed.
    Call1Where,
    Call2,
    Call2Where,
    // Tables; the number of the table is the step's extra.
    /// The item at an index, a number. Bails out where there is none.
    Load,
    /// The same for the lanes of a boolean; the others get anything.
    LoadWhere,
    /// The items at an index and behind it. The second operand is the second result's place, made by [`Code::Reserve`] before.
    LoadPair,
    /// Between neighbours in a table, with `at` for `a * b` and `i` for its floor: `t[i] + (t[i + 1] - t[i]) * (at - i)`.
    Interpolate,
    /// Makes a place for what a later instruction gives beside its result; does nothing.
    Reserve,
    // Control.
    /// Jumps when the boolean holds in no lane.
    SkipNone,
    /// Goes past the loop's end when the boolean holds in no lane.
    LoopStart,
    /// Goes back to the loop's start while the boolean holds in a lane.
    LoopEnd,
}

/// The inner operation of a [`Code::Pair`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum First {
    Add,
    Sub,
    Mul,
}

/// The outer operation of a [`Code::Pair`], on the inner result and a third operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Second {
    Add,
    Sub,
    /// Takes the inner result away from the third operand.
    From,
    Mul,
}
