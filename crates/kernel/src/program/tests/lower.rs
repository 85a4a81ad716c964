//! IR to a draft.

use super::{kernel, lowered, reads};

/// The listing of the IR's body, and that of the draft.
#[track_caller]
fn becomes(source: &str, before: &[&str], after: &[&str]) {
    let listing = kernel(source).to_string();
    let body: Vec<&str> = listing.lines().collect();
    let body: Vec<&str> = body[1..body.len() - 1]
        .iter()
        .map(|line| &line[2..])
        .collect();
    reads(&body.join("\n"), before);
    reads(&lowered(source).to_string(), after);
}

#[test]
fn what_no_item_changes_is_computed_once() {
    becomes(
        "(x, y) => (x + k * l) * Math.sin(k)",
        &[
            "%0: f64 = column 0",
            "%1: f64 = param k",
            "%2: f64 = param l",
            "%3: f64 = mul %1, %2",
            "%4: f64 = add %0, %3",
            "%5: f64 = Math.sin %1",
            "%6: f64 = mul %4, %5",
            "return %6",
        ],
        &[
            "once: u3 = Mul p0, p1",
            "once: u5 = Math.sin p0",
            "0: r4 = Add c0, u3",
            "1: r6 = Mul r4, u5",
        ],
    );
}

#[test]
fn a_cheap_branch_is_a_select() {
    becomes(
        "(x, y) => x > 0 ? x * 2 : y",
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = 0.0",
            "%3: f64 = 2.0",
            "%4: bool = gt %0, %2",
            "%5: f64 = mul %0, %3",
            "%6: f64 = select %4, %5, %1",
            "return %6",
        ],
        &[
            "0: r4 = LtF 0.0, c0",
            "1: r5 = Mul c0, 2.0",
            "2: r6 = Select r4, r5, c1",
        ],
    );
}

#[test]
fn a_dear_branch_is_jumped_over() {
    becomes(
        "(x, y) => x > 0 ? Math.log(x) : y",
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = 0.0",
            "%3: bool = gt %0, %2",
            "%5: f64 = if %3 {",
            "  %4: f64 = Math.log %0",
            "  %4",
            "} else {",
            "  %1",
            "}",
            "return %5",
        ],
        &[
            "0: r3 = LtF 0.0, c0",
            "1: to 3 unless any r3",
            "2: r4 = Math.log c0 where r3",
            "3: r5 = Select r3, r4, c1",
        ],
    );
}

#[test]
fn a_loop_with_as_many_turns_for_all() {
    becomes(
        "(x, y) => { let s = x; for (let i = 0; i < k; i++) s = s * s + y; return s }",
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = 0.0",
            "%3: f64 = param k",
            "%4: f64 = 1.0",
            "%5: bool = lt %2, %3",
            "%6: f64 = %0, %7: f64 = %2, %8: bool = %5 while %8 {",
            "  %9: f64 = mul %6, %6",
            "  %10: f64 = add %9, %1",
            "  %11: f64 = add %7, %4",
            "  %12: bool = lt %11, %3",
            "  %10, %11, %12",
            "}",
            "return %6",
        ],
        &[
            "once: u5 = LtF 0.0, p0",
            "0: r6 = Copy c0",
            "1: t7 = Copy 0.0",
            "2: t8 = Copy u5",
            "3: loop 0 while t8",
            "4: r9 = Mul r6, r6",
            "5: r10 = Add r9, c1",
            "6: t11 = Add t7, 1.0",
            "7: t12 = LtF t11, p0",
            "8: r6 = Copy r10",
            "9: t7 = Copy t11",
            "10: t8 = Copy t12",
            "11: again 0 while t8",
            "12: r13 = Copy r6",
        ],
    );
}

#[test]
fn a_loop_that_items_leave_one_by_one() {
    becomes(
        "(x, y) => { let n = 0; while (x > y) { x = x / 2; n++ } return n }",
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = 0.0",
            "%3: f64 = 2.0",
            "%4: f64 = 1.0",
            "%5: bool = gt %0, %1",
            "%6: f64 = %0, %7: f64 = %2, %8: bool = %5 while %8 {",
            "  %9: f64 = div %6, %3",
            "  %10: f64 = add %7, %4",
            "  %11: bool = gt %9, %1",
            "  %9, %10, %11",
            "}",
            "return %7",
        ],
        &[
            "0: r5 = LtF c1, c0",
            "1: r6 = Copy c0",
            "2: r8 = And 0.0, 0.0",
            "3: t7 = Copy 0.0",
            "4: r9 = Copy r5",
            "5: loop 0 while r9",
            "6: r10 = Div r6, 2.0",
            "7: t11 = Add t7, 1.0",
            "8: r12 = LtF c1, r10",
            "9: r6 = Copy r10",
            "10: r8 = Select r9, t11, r8",
            "11: t7 = Copy t11",
            "12: r9 = And r9, r12",
            "13: again 0 while r9",
            "14: r13 = Copy r8",
        ],
    );
}

#[test]
fn a_table_read_by_all_and_by_each() {
    becomes(
        "(x, y) => { let s = 0; for (let i = 0; i < t.length; i++) s += t[i] * t[x]; return s }",
        &[
            "%0: f64 = column 0",
            "%1: f64 = 0.0",
            "%2: f64 = t.length",
            "%3: f64 = 1.0",
            "%4: bool = lt %1, %2",
            "%5: f64 = %1, %6: f64 = %1, %7: bool = %4 while %7 {",
            "  %8: f64 = t[%6]",
            "  %9: f64 = t[%0]",
            "  %10: f64 = mul %8, %9",
            "  %11: f64 = add %5, %10",
            "  %12: f64 = add %6, %3",
            "  %13: bool = lt %12, %2",
            "  %11, %12, %13",
            "}",
            "return %5",
        ],
        &[
            "once: u4 = LtF 0.0, p0",
            "0: r5 = And 0.0, 0.0",
            "1: t6 = Copy 0.0",
            "2: t7 = Copy u4",
            "3: loop 0 while t7",
            "4: t8 = table 0 [t6]",
            "5: r9 = table 0 [c0]",
            "6: r10 = Mul t8, r9",
            "7: r11 = Add r5, r10",
            "8: t12 = Add t6, 1.0",
            "9: t13 = LtF t12, p0",
            "10: r5 = Copy r11",
            "11: t6 = Copy t12",
            "12: t7 = Copy t13",
            "13: again 0 while t7",
            "14: r14 = Copy r5",
        ],
    );
}

#[test]
fn several_results() {
    becomes(
        "(x, y) => [x + y, x > y]",
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = add %0, %1",
            "%3: bool = gt %0, %1",
            "return %2, %3",
        ],
        &[
            "0: r2 = Add c0, c1",
            "1: r3 = LtF c1, c0",
            "2: out1 = Copy r3",
            "3: r5 = Copy r2",
        ],
    );
}
