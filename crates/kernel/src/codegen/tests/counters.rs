//! Tables that are read at a loop's counter, which code keeps in a general register as well: wherever it begins and however it counts, in loops
//! within loops, in loops that lanes leave one by one, and beyond a table's end.

use super::kernels::{compiled, sets, with_table};
use crate::frontend::{Capture, CaptureKind};
use crate::machine::{Choice, Error, Kind, Table};
use crate::program::Program;

/// A function, and what it is of a table and a number.
type Case = (&'static str, fn(&[f64], f64) -> f64);

const CASES: [Case; 5] = [
    (
        "x => { let s = x; for (let i = 0; i < t.length; i++) s = s * 0.5 + t[i]; return s }",
        |t, x| t.iter().fold(x, |s, item| s * 0.5 + item),
    ),
    (
        "x => { let s = x; for (let i = 3; i < t.length; i += 2) s = s * 0.5 + t[i] * i; return s }",
        |t, x| {
            let odd = (3..t.len()).step_by(2);
            odd.fold(x, |s, i| s * 0.5 + t[i] * i as f64)
        },
    ),
    (
        "x => { let s = x
         for (let j = 0; j < 3; j++) { s = s + t[j]; for (let i = 1; i < t.length; i++) s = s * 0.5 + t[i] }
         return s }",
        |t, x| {
            (0..3).fold(x, |s, j| {
                t[1..].iter().fold(s + t[j], |s, item| s * 0.5 + item)
            })
        },
    ),
    (
        "x => { let s = 0; for (let i = 0; i < t.length; i++) { if (t[i] > x) break; s = i + t[i] } return s }",
        |t, x| {
            let seen = t.iter().take_while(|item| **item <= x).enumerate();
            seen.last().map_or(0.0, |(i, item)| i as f64 + item)
        },
    ),
    (
        "x => { let i = 0; while (i < t.length && t[i] < x) i++; return i }",
        |t, x| t.iter().take_while(|item| **item < x).count() as f64,
    ),
];

/// As many items as a kind holds them, none of which needs a fraction.
fn bytes(kind: Kind, items: &[f64]) -> Vec<u8> {
    let all = items.iter().flat_map(|item| match kind {
        Kind::U8 => vec![*item as u8],
        Kind::I16 => (*item as i16).to_ne_bytes().to_vec(),
        Kind::U32 => (*item as u32).to_ne_bytes().to_vec(),
        Kind::F32 => (*item as f32).to_ne_bytes().to_vec(),
        _ => item.to_ne_bytes().to_vec(),
    });
    all.collect()
}

fn for_each_set(source: &str, mut check: impl FnMut(&Program, &str)) {
    let captures = [Capture {
        name: "t".into(),
        kind: CaptureKind::Table,
    }];
    let function = compiled(source, &captures);
    for isa in sets() {
        let program = Program::with_isa(&function, isa).expect("a small function");
        program.choose(Choice::Generated);
        check(&program, isa.name());
        assert_eq!(program.refusal(), None, "{source} {}", isa.name());
    }
}

#[test]
fn items_at_a_counter_are_those_of_plain_code() {
    let x: Vec<f64> = (0..77).map(|i| f64::from(i * 13 % 61)).collect();
    for (source, wanted) in CASES {
        for_each_set(source, |program, set| {
            for count in [3, 4, 60] {
                let items: Vec<f64> = (0..count).map(|i| f64::from(i * 7 % 60)).collect();
                for kind in [Kind::F64, Kind::F32, Kind::U8, Kind::I16, Kind::U32] {
                    let bytes = bytes(kind, &items);
                    let table = Table {
                        ptr: bytes.as_ptr(),
                        length: items.len(),
                        kind,
                    };
                    let wanted: Vec<f64> = x.iter().map(|x| wanted(&items, *x)).collect();
                    let got = with_table(program, table, &x);
                    assert_eq!(got, Ok(wanted), "{source} {count} {kind:?} {set}");
                }
            }
        });
    }
}

#[test]
fn a_counter_that_leaves_its_table_ends_the_run() {
    let items = [1.0_f64, 2.0, 3.0];
    let table = Table {
        ptr: items.as_ptr().cast(),
        length: items.len(),
        kind: Kind::F64,
    };
    for source in [
        "x => { let s = 0; for (let i = 0; i < 4; i++) s += t[i] * x; return s }",
        "x => { let s = 0; for (let i = 5; i < 6; i++) s += t[i] * x; return s }",
        "x => { let i = 0; while (i < x) { if (t[i] < 0) break; i++ } return i }",
    ] {
        for_each_set(source, |program, set| {
            let got = with_table(program, table, &[9.0; 40]);
            assert_eq!(got, Err(Error::OutOfBounds), "{source} {set}");
        });
    }
}
