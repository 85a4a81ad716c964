//! What happens to a kernel between the front end and the back ends: passes from IR to IR.
//!
//! * [`share`]: equal computations are made once, those that are the same in every turn of a loop before it.
//! * [`carry`]: what a turn of a loop computes of the next one's values goes to that one.
//! * [`prune`]: what no result needs goes.
//! * [`number`]: values get numbers in the order of evaluation.
//!
//! Each takes a function that the verifier accepts and gives one; debug and test builds ask it behind every pass.

mod carry;
mod number;
mod prune;
mod share;

pub(crate) use carry::carry;
pub(crate) use number::number;
pub(crate) use prune::prune;
pub(crate) use share::share;

use super::Function;

type Pass = fn(Function) -> Function;

/// In their order.
const PASSES: [(&str, Pass); 4] = [
    ("share", share),
    ("carry", carry),
    ("prune", prune),
    ("number", number),
];

/// All of them.
pub(crate) fn tidy(mut function: Function) -> Function {
    verified("the front end", &function);
    for (name, pass) in PASSES {
        function = pass(function);
        verified(name, &function);
    }
    function
}

/// Panics where a pass has made something that is no kernel, in debug and test builds.
fn verified(pass: &str, function: &Function) {
    if cfg!(any(test, debug_assertions))
        && let Err(broken) = super::verify(function)
    {
        panic!("{pass} made an invalid kernel: {broken}\n{function}");
    }
}
