//! CPUs that lower their clock for wide vectors: short work gets narrower ones.

use std::sync::atomic::AtomicBool;

use super::kernels::{program, run_as, sets};
use super::memory::ALONE;
use crate::machine::Isa;

/// Items that the program's code takes at a time, by the order in which it was made.
fn strips(program: &crate::program::Program) -> Vec<usize> {
    let codes = program.all_code();
    codes.iter().map(|code| code.strip).collect()
}

#[test]
fn short_work_has_code_of_its_own_there() {
    let _alone = ALONE
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if !sets().any(|isa| isa == Isa::Avx512) {
        // Nothing is wider than what short work gets.
        assert!(sets().all(|isa| isa == Isa::Avx2));
        return;
    }
    let mut program = program("x => x * 2 + 1", Isa::Avx512);
    program.narrow_short_work(Isa::Avx2);
    let never = AtomicBool::new(false);
    let x: Vec<f64> = (0..100).map(f64::from).collect();
    let wanted: Vec<f64> = x.iter().map(|x| x * 2.0 + 1.0).collect();
    for (is_short, made) in [(true, 1), (true, 1), (false, 2), (true, 2)] {
        let (_, out) = run_as(&program, &x, &never, is_short).expect("a run");
        assert_eq!(out, wanted);
        assert_eq!(strips(&program).len(), made);
    }
    let [short, long] = strips(&program)[..] else {
        panic!("two codes")
    };
    assert_eq!(long, 2 * short, "lanes are half as many");
}

#[test]
fn elsewhere_all_work_has_the_same_code() {
    let _alone = ALONE
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    for isa in sets() {
        let mut program = program("x => x * 2 + 1", isa);
        program.narrow_short_work(isa);
        let never = AtomicBool::new(false);
        for is_short in [true, false] {
            run_as(&program, &[1.0], &never, is_short).expect("a run");
        }
        assert_eq!(strips(&program).len(), 1);
    }
}
