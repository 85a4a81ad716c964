//! What each pass makes of a function: the listing before it and behind it.

use super::{Request, captures, lowered};
use crate::ir::Function;
use crate::ir::passes::{carry, number, prune, share};

/// The body of a listing.
fn lines(function: &Function) -> Vec<String> {
    let listing = function.to_string();
    let lines: Vec<&str> = listing.lines().collect();
    let body = &lines[1..lines.len() - 1];
    body.iter().map(|line| line[2..].to_owned()).collect()
}

/// Lowers a source, applies the passes in front, and compares what the last one gets and gives.
#[track_caller]
fn makes(source: &str, passes: &[fn(Function) -> Function], before: &[&str], after: &[&str]) {
    let (last, first) = passes.split_last().expect("a pass");
    let request = Request {
        source,
        columns: 2,
        tuple: false,
        booleans: 0,
        captures: &captures(),
        functions: &[],
    };
    let compiled = lowered(&request, |function| {
        let function = first.iter().fold(function, |function, pass| pass(function));
        assert_eq!(lines(&function), before, "before");
        let function = last(function);
        assert_eq!(lines(&function), after, "after");
        function
    });
    assert!(compiled.is_ok(), "{compiled:?}");
}

/// The same where the last pass leaves all as it is.
#[track_caller]
fn keeps(source: &str, passes: &[fn(Function) -> Function], listing: &[&str]) {
    makes(source, passes, listing, listing);
}

#[test]
fn share_leaves_out_what_has_been_computed() {
    makes(
        "x => Math.cos(x) * Math.cos(x)",
        &[share],
        &[
            "%0: f64 = column 0",
            "%1: f64 = Math.cos %0",
            "%2: f64 = Math.cos %0",
            "%3: f64 = mul %1, %2",
            "return %3",
        ],
        &[
            "%0: f64 = column 0",
            "%1: f64 = Math.cos %0",
            "%3: f64 = mul %1, %1",
            "return %3",
        ],
    );
}

#[test]
fn share_sees_what_stands_around_a_branch_and_not_what_stood_in_it() {
    makes(
        "(x, y) => { let r = x * y; if (x > y) r = Math.sin(x * y) + Math.log(x); return r + Math.log(x) }",
        &[share],
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = mul %0, %1",
            "%3: bool = gt %0, %1",
            "%8: f64 = if %3 {",
            "  %4: f64 = mul %0, %1",
            "  %5: f64 = Math.sin %4",
            "  %6: f64 = Math.log %0",
            "  %7: f64 = add %5, %6",
            "  %7",
            "} else {",
            "  %2",
            "}",
            "%9: f64 = Math.log %0",
            "%10: f64 = add %8, %9",
            "return %10",
        ],
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = mul %0, %1",
            "%3: bool = gt %0, %1",
            "%8: f64 = if %3 {",
            "  %5: f64 = Math.sin %2",
            "  %6: f64 = Math.log %0",
            "  %7: f64 = add %5, %6",
            "  %7",
            "} else {",
            "  %2",
            "}",
            "%9: f64 = Math.log %0",
            "%10: f64 = add %8, %9",
            "return %10",
        ],
    );
}

#[test]
fn share_moves_what_every_turn_computes_before_the_loop() {
    makes(
        "(x, y) => { let s = 0; for (let i = 0; i < y; i++) s += x * k; return s }",
        &[share],
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = 0.0",
            "%6: f64 = param k",
            "%9: f64 = 1.0",
            "%3: bool = lt %2, %1",
            "%4: f64 = %2, %5: f64 = %2, %12: bool = %3 while %12 {",
            "  %7: f64 = mul %0, %6",
            "  %8: f64 = add %4, %7",
            "  %10: f64 = add %5, %9",
            "  %11: bool = lt %10, %1",
            "  %8, %10, %11",
            "}",
            "return %4",
        ],
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = 0.0",
            "%6: f64 = param k",
            "%9: f64 = 1.0",
            "%3: bool = lt %2, %1",
            "%7: f64 = mul %0, %6",
            "%4: f64 = %2, %5: f64 = %2, %12: bool = %3 while %12 {",
            "  %8: f64 = add %4, %7",
            "  %10: f64 = add %5, %9",
            "  %11: bool = lt %10, %1",
            "  %8, %10, %11",
            "}",
            "return %4",
        ],
    );
}

#[test]
fn share_keeps_a_table_where_it_is_read() {
    keeps(
        "(x, y) => { let s = 0; while (s < y) s += t[0]; return s }",
        &[share],
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = 0.0",
            "%3: bool = lt %2, %1",
            "%4: f64 = %2, %8: bool = %3 while %8 {",
            "  %5: f64 = t[%2]",
            "  %6: f64 = add %4, %5",
            "  %7: bool = lt %6, %1",
            "  %6, %7",
            "}",
            "return %4",
        ],
    );
}

#[test]
fn share_carries_what_changes_alone() {
    makes(
        "(x, y) => { let a = x; while (y > 0) { a = a; y -= 1 } return a + y }",
        &[share],
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = 0.0",
            "%6: f64 = 1.0",
            "%3: bool = gt %1, %2",
            "%4: f64 = %1, %5: f64 = %0, %9: bool = %3 while %9 {",
            "  %7: f64 = sub %4, %6",
            "  %8: bool = gt %7, %2",
            "  %7, %5, %8",
            "}",
            "%10: f64 = add %0, %4",
            "return %10",
        ],
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = 0.0",
            "%6: f64 = 1.0",
            "%3: bool = gt %1, %2",
            "%4: f64 = %1, %9: bool = %3 while %9 {",
            "  %7: f64 = sub %4, %6",
            "  %8: bool = gt %7, %2",
            "  %7, %8",
            "}",
            "%10: f64 = add %0, %4",
            "return %10",
        ],
    );
}

#[test]
fn prune_leaves_out_what_no_result_needs() {
    makes(
        "(x, y) => { const dead = Math.sin(y); let r = x; if (y > 0) { r = Math.cos(x) } else { let d = Math.exp(x) } return r }",
        &[share, prune],
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%3: f64 = 0.0",
            "%2: f64 = Math.sin %1",
            "%4: bool = gt %1, %3",
            "%7: f64 = if %4 {",
            "  %5: f64 = Math.cos %0",
            "  %5",
            "} else {",
            "  %6: f64 = Math.exp %0",
            "  %0",
            "}",
            "return %7",
        ],
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%3: f64 = 0.0",
            "%4: bool = gt %1, %3",
            "%7: f64 = if %4 {",
            "  %5: f64 = Math.cos %0",
            "  %5",
            "} else {",
            "  %0",
            "}",
            "return %7",
        ],
    );
}

#[test]
fn prune_keeps_loops() {
    makes(
        "(x, y) => { let s = 0; while (y > 0) { y -= 1; s += Math.sin(y) } return x }",
        &[share, prune],
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = 0.0",
            "%6: f64 = 1.0",
            "%3: bool = gt %1, %2",
            "%4: f64 = %1, %5: f64 = %2, %11: bool = %3 while %11 {",
            "  %7: f64 = sub %4, %6",
            "  %8: f64 = Math.sin %7",
            "  %9: f64 = add %5, %8",
            "  %10: bool = gt %7, %2",
            "  %7, %9, %10",
            "}",
            "return %0",
        ],
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = 0.0",
            "%6: f64 = 1.0",
            "%3: bool = gt %1, %2",
            "%4: f64 = %1, %11: bool = %3 while %11 {",
            "  %7: f64 = sub %4, %6",
            "  %10: bool = gt %7, %2",
            "  %7, %10",
            "}",
            "return %0",
        ],
    );
}

#[test]
fn prune_keeps_loads_and_the_branches_around_them() {
    keeps(
        "(x, y) => { let k = x; if (y > 0) t[y] ?? (k = 5); return k }",
        &[share, prune],
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = 0.0",
            "%3: bool = gt %1, %2",
            "if %3 {",
            "  %4: f64 = t[%1]",
            "} else {",
            "}",
            "return %0",
        ],
    );
}

#[test]
fn number_counts_in_the_order_of_evaluation() {
    makes(
        "(x, y) => { const dead = Math.sin(y); return x * x - x * x * y }",
        &[share, prune, number],
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%3: f64 = mul %0, %0",
            "%5: f64 = mul %3, %1",
            "%6: f64 = sub %3, %5",
            "return %6",
        ],
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = mul %0, %0",
            "%3: f64 = mul %2, %1",
            "%4: f64 = sub %2, %3",
            "return %4",
        ],
    );
}

#[test]
fn carry_computes_once_what_a_turn_and_the_condition_before_it_ask_for() {
    makes(
        "(x, y) => { while (x * x < y) { const square = x * x; x = square + square * y } return x }",
        &[share, carry],
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = mul %0, %0",
            "%3: bool = lt %2, %1",
            "%4: f64 = %0, %10: bool = %3 while %10 {",
            "  %5: f64 = mul %4, %4",
            "  %6: f64 = mul %5, %1",
            "  %7: f64 = add %5, %6",
            "  %8: f64 = mul %7, %7",
            "  %9: bool = lt %8, %1",
            "  %7, %9",
            "}",
            "return %4",
        ],
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = mul %0, %0",
            "%3: bool = lt %2, %1",
            "%11: f64 = mul %0, %0",
            "%4: f64 = %0, %10: bool = %3, %12: f64 = %11 while %10 {",
            "  %6: f64 = mul %12, %1",
            "  %7: f64 = add %12, %6",
            "  %8: f64 = mul %7, %7",
            "  %9: bool = lt %8, %1",
            "  %7, %9, %8",
            "}",
            "return %4",
        ],
    );
}

#[test]
fn carry_follows_values_that_change_places() {
    makes(
        "(x, y) => { while (x > 0) { const r = Math.abs(x) - Math.abs(y); const t = x; x = y; y = t; x -= r - r } return y }",
        &[share, carry],
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = 0.0",
            "%3: bool = gt %0, %2",
            "%4: f64 = %0, %5: f64 = %1, %12: bool = %3 while %12 {",
            "  %6: f64 = abs %4",
            "  %7: f64 = abs %5",
            "  %8: f64 = sub %6, %7",
            "  %9: f64 = sub %8, %8",
            "  %10: f64 = sub %5, %9",
            "  %11: bool = gt %10, %2",
            "  %10, %4, %11",
            "}",
            "return %5",
        ],
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = 0.0",
            "%3: bool = gt %0, %2",
            "%13: f64 = abs %1",
            "%4: f64 = %0, %5: f64 = %1, %12: bool = %3, %14: f64 = %13 while %12 {",
            "  %6: f64 = abs %4",
            "  %8: f64 = sub %6, %14",
            "  %9: f64 = sub %8, %8",
            "  %10: f64 = sub %5, %9",
            "  %11: bool = gt %10, %2",
            "  %10, %4, %11, %6",
            "}",
            "return %5",
        ],
    );
}
