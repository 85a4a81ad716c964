//! Arrays and objects as results: a kernel that gives all numbers in them, and what they make up.

use super::native;
use crate::frontend::Shape;
use crate::frontend::compile::evaluate::evaluate_all;

fn all(source: &str, x: f64) -> (Vec<f64>, Shape) {
    let compiled = native(source, 1, false);
    (evaluate_all(&compiled.function, &[x]), compiled.shape)
}

fn record(parts: &[(&str, Shape)]) -> Shape {
    let named = parts
        .iter()
        .map(|(name, part)| ((*name).to_owned(), part.clone()));
    Shape::Record(named.collect())
}

#[test]
fn arrays_and_objects_of_fixed_shape() {
    use Shape::{List, Value};
    assert_eq!(all("x => x + 1", 2.0), (vec![3.0], Value(0)));
    assert_eq!(
        all("x => [x, -x]", 2.0),
        (vec![2.0, -2.0], List(vec![Value(0), Value(1)]))
    );
    assert_eq!(
        all("x => ({ b: x, a: [x * 2, x > 0], c: { d: 1 } })", 2.0),
        (
            vec![2.0, 4.0, 1.0, 1.0],
            record(&[
                ("b", Value(0)),
                ("a", List(vec![Value(1), Value(2)])),
                ("c", record(&[("d", Value(3))])),
            ])
        )
    );
}

#[test]
fn one_of_two_arrays() {
    let expected = |results| (results, Shape::List(vec![Shape::Value(0), Shape::Value(1)]));
    for source in [
        "x => x > 0 ? [x, 1] : [2, x]",
        "x => { if (x > 0) return [x, 1]; return [2, x] }",
        "x => { let r = [2, x]; if (x > 0) r = [x, 1]; return r }",
        "x => { for (let i = 0; i < 3; i++) if (i + 2 < x) return [x, 1]; return [2, x] }",
    ] {
        assert_eq!(all(source, 5.0), expected(vec![5.0, 1.0]), "{source}");
        assert_eq!(all(source, -5.0), expected(vec![2.0, -5.0]), "{source}");
    }
}

#[test]
fn what_several_results_need_is_computed_once() {
    let compiled = native(
        "x => { const s = Math.sin(x); return [s * 2, s + 1, s] }",
        1,
        false,
    );
    assert_eq!(
        compiled.function.to_string(),
        "kernel (1 column) -> f64, f64, f64 {
  %0: f64 = column 0
  %1: f64 = 2.0
  %2: f64 = 1.0
  %3: f64 = Math.sin %0
  %4: f64 = mul %3, %1
  %5: f64 = add %3, %2
  return %4, %5, %3
}"
    );
    assert_eq!(compiled.math.len(), 1);
}
