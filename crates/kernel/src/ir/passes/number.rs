//! Values get numbers in the order of evaluation, and what is not in the body is forgotten.

use crate::ir::{Function, Value};

/// Numbers the values that are left.
pub(crate) fn number(mut function: Function) -> Function {
    let mut order = Vec::with_capacity(function.values.len());
    function.body.definitions(&mut order);
    let mut names = vec![Value(0); function.values.len()];
    for (name, value) in order.iter().enumerate() {
        names[value.0 as usize] = Value(name as u32);
    }
    let kept = order.iter().map(|value| function.inst(*value).clone());
    function.values = kept.collect();
    function.rename(&|value| names[value.0 as usize]);
    function
}
