//! Neighbours merged into superinstructions.

use super::{fused, lowered, reads};

#[track_caller]
fn becomes(source: &str, before: &[&str], after: &[&str]) {
    reads(&lowered(source).to_string(), before);
    reads(&fused(source).to_string(), after);
}

#[test]
fn pairs() {
    becomes(
        "(x, y) => 2 * x - y * (x + y)",
        &[
            "0: r3 = Mul 2.0, c0",
            "1: r4 = Add c0, c1",
            "2: r5 = Mul c1, r4",
            "3: r6 = Sub r3, r5",
        ],
        &[
            "0: r5 = Pair(Add, Mul) c0, c1, c1",
            "1: r6 = Pair(Mul, Sub) c0, 2.0, r5",
        ],
    );
}

#[test]
fn products() {
    becomes(
        "(x, y) => x * y + x * k",
        &[
            "0: r3 = Mul c0, c1",
            "1: r4 = Mul c0, p0",
            "2: r5 = Add r3, r4",
        ],
        &["0: r5 = SumOfProducts c0, c1, c0, p0"],
    );
}

#[test]
fn a_polynomial() {
    becomes(
        "(x, y) => ((x * 3 + 2) * x + y) * x + k",
        &[
            "0: r5 = Mul c0, 3.0",
            "1: r6 = Add r5, 2.0",
            "2: r7 = Mul r6, c0",
            "3: r8 = Add r7, c1",
            "4: r9 = Mul r8, c0",
            "5: r10 = Add r9, p0",
        ],
        &[
            "0: r8 = Polynomial 3.0, c0, 2.0, c1",
            "1: r10 = Pair(Mul, Add) r8, c0, p0",
        ],
    );
}

#[test]
fn a_comparison_with_its_select() {
    becomes(
        "(x, y) => x !== y ? x : 1",
        &["0: r3 = NeF c0, c1", "1: r4 = Select r3, c0, 1.0"],
        &["0: r4 = PickEq c0, c1, 1.0, c0"],
    );
}

#[test]
fn a_distance() {
    becomes(
        "(x, y) => (x - k) ** 2 + (y - l) ** 2",
        &[
            "0: r4 = Sub c0, p0",
            "1: r5 = Mul r4, r4",
            "2: r6 = Sub c1, p1",
            "3: r7 = Mul r6, r6",
            "4: r8 = Add r5, r7",
        ],
        &[
            "0: r4 = Sub c0, p0",
            "1: r6 = Sub c1, p1",
            "2: r8 = SumOfProducts r4, r4, r6, r6",
        ],
    );
}

#[test]
fn a_hash() {
    becomes(
        "(x, y) => { let h = x | 0; h ^= h >>> 15; return Math.imul(h, 73244475) }",
        &[
            "0: r3 = F64ToInt c0",
            "1: r4 = UShr r3, int 15",
            "2: r5 = Xor r3, r4",
            "3: r6 = Imul r5, int 73244475",
        ],
        &[
            "0: r3 = F64ToInt c0",
            "1: r6 = XorUShrImul r3, int 15, int 73244475",
        ],
    );
}

#[test]
fn a_result_that_two_read_stays() {
    becomes(
        "(x, y) => { const p = x * y; return (p + x) / p }",
        &[
            "0: r2 = Mul c0, c1",
            "1: r3 = Add r2, c0",
            "2: r4 = Div r3, r2",
        ],
        &[
            "0: r2 = Mul c0, c1",
            "1: r3 = Add r2, c0",
            "2: r4 = Div r3, r2",
        ],
    );
}

#[test]
fn nothing_moves_into_a_loop() {
    becomes(
        "(x, y) => { let s = 0; const p = x * y; while (s < y) s += p; return s }",
        &[
            "0: r3 = Mul c0, c1",
            "1: r4 = LtF 0.0, c1",
            "2: r5 = And 0.0, 0.0",
            "3: r6 = Copy r4",
            "4: loop 0 while r6",
            "5: r7 = Add r5, r3",
            "6: r8 = LtF r7, c1",
            "7: r5 = Select r6, r7, r5",
            "8: r6 = And r6, r8",
            "9: again 0 while r6",
            "10: r9 = Copy r5",
        ],
        &[
            "0: r3 = Mul c0, c1",
            "1: r6 = LtF 0.0, c1",
            "2: r5 = And 0.0, 0.0",
            "3: loop 0 while r6",
            "4: r7 = Add r5, r3",
            "5: r5 = Select r6, r7, r5",
            "6: r6 = AndLt r7, c1, r6",
            "7: again 0 while r6",
            "8: r9 = Copy r5",
        ],
    );
}

#[test]
fn what_a_turn_computes_goes_where_it_is_carried() {
    becomes(
        "(x, y) => { let s = x; for (let i = 0; i < k; i++) s = s / y; return s }",
        &[
            "once: u5 = LtF 0.0, p0",
            "0: r6 = Copy c0",
            "1: t7 = Copy 0.0",
            "2: t8 = Copy u5",
            "3: loop 0 while t8",
            "4: r9 = Div r6, c1",
            "5: t10 = Add t7, 1.0",
            "6: t11 = LtF t10, p0",
            "7: r6 = Copy r9",
            "8: t7 = Copy t10",
            "9: t8 = Copy t11",
            "10: again 0 while t8",
            "11: r12 = Copy r6",
        ],
        &[
            "once: u5 = LtF 0.0, p0",
            "0: r6 = Copy c0",
            "1: t7 = Copy 0.0",
            "2: t8 = Copy u5",
            "3: loop 0 while t8",
            "4: r6 = Div r6, c1",
            "5: t7 = Add 1.0, t7",
            "6: t8 = LtF t7, p0",
            "7: again 0 while t8",
            "8: r12 = Copy r6",
        ],
    );
}

#[test]
fn an_interpolation_in_a_table_is_one_step() {
    becomes(
        "(x, y) => { const at = x * y; const i = Math.floor(at); return t[i] + (t[i + 1] - t[i]) * (at - i) }",
        &[
            "0: r3 = Mul c0, c1",
            "1: r4 = Floor r3",
            "2: r5 = table 0 [r4]",
            "3: r6 = Add r4, 1.0",
            "4: r7 = table 0 [r6]",
            "5: r8 = Sub r7, r5",
            "6: r9 = Sub r3, r4",
            "7: r10 = Mul r8, r9",
            "8: r11 = Add r5, r10",
        ],
        &["0: r11 = between items of table 0 at c0 * c1"],
    );
}
