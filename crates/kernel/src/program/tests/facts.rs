//! What lowering knows beforehand: which values are needed, and which differ from item to item.

use super::{kernel, reads};
use crate::program::facts::Facts;

/// The listing of a kernel with what is known of each value that a line defines.
fn known(source: &str) -> String {
    let function = kernel(source);
    let facts = Facts::of(&function).expect("it is small");
    let listing = function.to_string();
    let lines = listing.lines().map(|line| {
        let Some((defined, _)) = line
            .split_once(": ")
            .filter(|_| line.trim_start().starts_with('%'))
        else {
            return line.to_owned();
        };
        let value: usize = defined
            .trim()
            .trim_start_matches('%')
            .parse()
            .expect("a number");
        let needed = if facts.needed[value] {
            ""
        } else {
            ", for nothing"
        };
        let varying = if facts.varying[value] { "each" } else { "all" };
        format!("{line} // for {varying}{needed}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_comes_from_a_column_differs() {
    reads(
        &known("(x, y) => { const a = k * 2; return a + x }"),
        &[
            "kernel (2 columns, k: f64) -> f64 {",
            "  %0: f64 = column 0 // for each",
            "  %1: f64 = param k // for all",
            "  %2: f64 = 2.0 // for all",
            "  %3: f64 = mul %1, %2 // for all",
            "  %4: f64 = add %3, %0 // for each",
            "  return %4",
            "}",
        ],
    );
}

#[test]
fn what_a_differing_branch_merges_differs() {
    reads(
        &known("(x, y) => { let a = 1; if (x > y) { a = Math.sin(k) } return a }"),
        &[
            "kernel (2 columns, k: f64) -> f64 {",
            "  %0: f64 = column 0 // for each",
            "  %1: f64 = column 1 // for each",
            "  %2: f64 = 1.0 // for all",
            "  %3: f64 = param k // for all",
            "  %4: bool = gt %0, %1 // for each",
            "  %6: f64 = if %4 { // for each",
            "    %5: f64 = Math.sin %3 // for all",
            "    %5",
            "  } else {",
            "    %2",
            "  }",
            "  return %6",
            "}",
        ],
    );
}

#[test]
fn what_a_loop_of_differing_turns_carries_differs() {
    reads(
        &known(
            "(x, y) => { let a = 1, b = 1; for (let i = 0; i < x; i++) a = a + k; for (let i = 0; i < k; i++) b = b * k; return a + b }",
        ),
        &[
            "kernel (2 columns, k: f64) -> f64 {",
            "  %0: f64 = column 0 // for each",
            "  %1: f64 = 1.0 // for all",
            "  %2: f64 = 0.0 // for all",
            "  %3: f64 = param k // for all",
            "  %4: bool = lt %2, %0 // for each",
            "  %5: f64 = %1, %6: f64 = %2, %7: bool = %4 while %7 { // for each",
            "    %8: f64 = add %5, %3 // for each",
            "    %9: f64 = add %6, %1 // for each",
            "    %10: bool = lt %9, %0 // for each",
            "    %8, %9, %10",
            "  }",
            "  %11: bool = lt %2, %3 // for all",
            "  %12: f64 = %1, %13: f64 = %2, %14: bool = %11 while %14 { // for all",
            "    %15: f64 = mul %12, %3 // for all",
            "    %16: f64 = add %13, %1 // for all",
            "    %17: bool = lt %16, %3 // for all",
            "    %15, %16, %17",
            "  }",
            "  %18: f64 = add %5, %12 // for each",
            "  return %18",
            "}",
        ],
    );
}
