//! The instructions that functions become.

use super::native;

fn listing(source: &str) -> String {
    native(source, 2, false).function.to_string()
}

#[track_caller]
fn becomes(source: &str, lines: &[&str]) {
    let listing = listing(source);
    let body: Vec<&str> = listing.lines().collect();
    let body = &body[1..body.len() - 1];
    let body: Vec<&str> = body.iter().map(|line| &line[2..]).collect();
    assert_eq!(body, lines, "{source}\n{listing}");
}

#[test]
fn the_whole_listing() {
    assert_eq!(
        listing("(x, y) => Math.sqrt(x) * k + y"),
        "kernel (2 columns, k: f64) -> f64 {\n  \
           %0: f64 = column 0\n  \
           %1: f64 = column 1\n  \
           %2: f64 = param k\n  \
           %3: f64 = sqrt %0\n  \
           %4: f64 = mul %3, %2\n  \
           %5: f64 = add %4, %1\n  \
           return %5\n\
         }"
    );
}

#[test]
fn equal_computations_are_done_once_and_dead_ones_not() {
    becomes(
        "(x, y) => { const dead = Math.sin(y); return Math.cos(x) * Math.cos(x) }",
        &[
            "%0: f64 = column 0",
            "%1: f64 = Math.cos %0",
            "%2: f64 = mul %1, %1",
            "return %2",
        ],
    );
}

#[test]
fn constants_are_folded() {
    becomes(
        "x => x * (Math.PI / 180) + (1 << 4 | 1) + (typeof x === 'number' ? -0 : 1)",
        &[
            "%0: f64 = column 0",
            "%1: f64 = 0.017453292519943295",
            "%2: f64 = 17.0",
            "%3: f64 = -0.0",
            "%4: f64 = mul %0, %1",
            "%5: f64 = add %4, %2",
            "%6: f64 = add %5, %3",
            "return %6",
        ],
    );
}

#[test]
fn subnormal_constants_are_not_folded() {
    becomes(
        "x => Number.MIN_VALUE * 2",
        &[
            "%0: f64 = 5e-324",
            "%1: f64 = 2.0",
            "%2: f64 = mul %0, %1",
            "return %2",
        ],
    );
}

#[test]
fn integers_keep_their_type() {
    becomes(
        "x => (x | 0) ^ ~(x >>> 0)",
        &[
            "%0: f64 = column 0",
            "%1: i32 = toi32 %0",
            "%2: i32 = bitnot %1",
            "%3: i32 = bitxor %1, %2",
            "return %3",
        ],
    );
}

#[test]
fn arithmetic_on_integers_is_that_of_numbers() {
    becomes(
        "x => -(x | 0)",
        &[
            "%0: f64 = column 0",
            "%1: i32 = toi32 %0",
            "%2: f64 = tof64 %1",
            "%3: f64 = neg %2",
            "return %3",
        ],
    );
}

#[test]
fn cheap_branches_become_selects() {
    becomes(
        "(x, y) => { let m = x; if (y > x) m = y; return m }",
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: bool = gt %1, %0",
            "%3: f64 = select %2, %1, %0",
            "return %3",
        ],
    );
}

#[test]
fn dear_branches_stay_branches() {
    becomes(
        "x => x > 0 ? Math.log(x) : x | 0",
        &[
            "%0: f64 = column 0",
            "%1: f64 = 0.0",
            "%2: bool = gt %0, %1",
            "%6: f64 = if %2 {",
            "  %3: f64 = Math.log %0",
            "  %3",
            "} else {",
            "  %4: i32 = toi32 %0",
            "  %5: f64 = tof64 %4",
            "  %5",
            "}",
            "return %6",
        ],
    );
}

#[test]
fn early_returns_nest() {
    becomes(
        "x => { if (x < 0) return 0; if (x > k) return Math.exp(x); return Math.log(x) }",
        &[
            "%0: f64 = column 0",
            "%1: f64 = 0.0",
            "%2: f64 = param k",
            "%3: bool = lt %0, %1",
            "%8: f64 = if %3 {",
            "  %1",
            "} else {",
            "  %4: bool = gt %0, %2",
            "  %7: f64 = if %4 {",
            "    %5: f64 = Math.exp %0",
            "    %5",
            "  } else {",
            "    %6: f64 = Math.log %0",
            "    %6",
            "  }",
            "  %7",
            "}",
            "return %8",
        ],
    );
}

#[test]
fn the_rest_runs_where_nothing_has_been_returned() {
    becomes(
        "x => { if (x > 1) { if (flag) return Math.sin(x); x = Math.cos(x) } return x * 2 }",
        &[
            "%0: f64 = column 0",
            "%1: f64 = 1.0",
            "%2: bool = param flag",
            "%3: bool = false",
            "%4: f64 = 0.0",
            "%5: f64 = 2.0",
            "%6: bool = gt %0, %1",
            "%11: f64, %12: bool, %13: f64 = if %6 {",
            "  %9: f64, %10: f64 = if %2 {",
            "    %7: f64 = Math.sin %0",
            "    %0, %7",
            "  } else {",
            "    %8: f64 = Math.cos %0",
            "    %8, %4",
            "  }",
            "  %9, %2, %10",
            "} else {",
            "  %0, %3, %4",
            "}",
            "%14: bool = not %12",
            "%15: f64 = mul %11, %5",
            "%16: f64 = select %14, %15, %13",
            "return %16",
        ],
    );
}

#[test]
fn squares_are_products_and_other_powers_calls() {
    becomes(
        "(x, y) => x ** 2 + Math.pow(y, 2) + x ** 0.5 + Math.pow(x)",
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = 0.5",
            "%3: f64 = NaN",
            "%4: f64 = mul %0, %0",
            "%5: f64 = mul %1, %1",
            "%6: f64 = add %4, %5",
            "%7: f64 = Math.pow %0, %2",
            "%8: f64 = add %6, %7",
            "%9: f64 = Math.pow %0, %3",
            "%10: f64 = add %8, %9",
            "return %10",
        ],
    );
}

#[test]
fn what_a_kernel_relies_on() {
    let compiled = native(
        "x => Math['sin'](x) + sin(x) + M.cos(x) + Number.isNaN(x) + isFinite(x) + NaN + Math.PI \
         + Number.EPSILON + x ** 3",
        1,
        false,
    );
    let names: Vec<&str> = compiled.math.iter().map(|math| math.name()).collect();
    assert_eq!(names, ["sin", "cos", "pow"]);
    let builtins = [
        "Math",
        "Math.cos",
        "Math.sin",
        "Number",
        "Number.isNaN",
        "isFinite",
    ];
    assert_eq!(compiled.builtins, builtins);
    assert!(
        native("x => x + NaN + Infinity", 1, false)
            .builtins
            .is_empty()
    );
}

#[test]
fn params_are_the_captures_in_use() {
    let compiled = native("x => (flag ? x : k) + k", 1, false);
    let params: Vec<String> = compiled
        .function
        .params
        .iter()
        .map(|param| format!("{}: {}", param.name, param.ty))
        .collect();
    assert_eq!(params, ["flag: bool", "k: f64"]);
}

#[test]
fn a_loop_carries_what_it_changes_and_computes_the_rest_before() {
    becomes(
        "(x, y) => { let s = 0; for (let i = 0; i < y; i++) s += x * k; return s }",
        &[
            "%0: f64 = column 0",
            "%1: f64 = column 1",
            "%2: f64 = 0.0",
            "%3: f64 = param k",
            "%4: f64 = 1.0",
            "%5: bool = lt %2, %1",
            "%6: f64 = mul %0, %3",
            "%7: f64 = %2, %8: f64 = %2, %9: bool = %5 while %9 {",
            "  %10: f64 = add %7, %6",
            "  %11: f64 = add %8, %4",
            "  %12: bool = lt %11, %1",
            "  %10, %11, %12",
            "}",
            "return %7",
        ],
    );
}

#[test]
fn an_integer_stays_one_from_turn_to_turn() {
    becomes(
        "(x, y) => { let h = 0; while (x > 0) { h = (h + x) | 0; x -= 1 } return h }",
        &[
            "%0: f64 = column 0",
            "%1: f64 = 0.0",
            "%2: i32 = 0.0",
            "%3: f64 = 1.0",
            "%4: bool = gt %0, %1",
            "%5: f64 = %0, %6: i32 = %2, %7: bool = %4 while %7 {",
            "  %8: f64 = tof64 %6",
            "  %9: f64 = add %8, %5",
            "  %10: i32 = toi32 %9",
            "  %11: f64 = sub %5, %3",
            "  %12: bool = gt %11, %1",
            "  %11, %10, %12",
            "}",
            "return %6",
        ],
    );
}
