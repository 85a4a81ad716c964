//! Executable memory: never writable, no more than the budget, and there for as long as somebody runs in it.

use std::fs::{File, read_to_string};
use std::io::{Read, Seek, SeekFrom};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::kernels::{program, run, sets};
use crate::codegen::cache;

/// Tests that take code away from each other's programs, and those that count it.
pub(super) static ALONE: Mutex<()> = Mutex::new(());

/// What the system says of the mapping that an address is in.
fn rights(address: usize) -> Option<String> {
    let maps = read_to_string("/proc/self/maps").expect("a table of mappings");
    maps.lines().find_map(|line| {
        let (range, rest) = line.split_once(' ')?;
        let (start, end) = range.split_once('-')?;
        let number = |text| usize::from_str_radix(text, 16).ok();
        let within = number(start)? <= address && address < number(end)?;
        within.then(|| rest[..4].to_owned())
    })
}

/// Bytes of a function: more than what all functions begin with.
const LOOKED_AT: usize = 128;

/// What is at an address, if anything is.
fn bytes(address: usize, count: usize) -> Option<Vec<u8>> {
    let mut memory = File::open("/proc/self/mem").ok()?;
    let mut bytes = vec![0; count];
    memory.seek(SeekFrom::Start(address as u64)).ok()?;
    memory.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

#[test]
fn code_is_executable_and_not_writable() {
    let _alone = ALONE
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    for isa in sets() {
        let program = program("x => x * 2 + 1", isa);
        let (_, out) = run(&program, &[1.0, 2.0], &AtomicBool::new(false)).expect("a run");
        assert_eq!(out, [3.0, 5.0]);
        let code = program.any_code().expect("code");
        let (start, length) = code.mapping();
        for address in [start, start + length - 1] {
            assert_eq!(rights(address).as_deref(), Some("r-xp"));
        }
        // Nothing of the process may be written and executed.
        let maps = read_to_string("/proc/self/maps").expect("a table of mappings");
        assert!(!maps.lines().any(|line| line.contains(" rwx")));
    }
}

#[test]
fn code_stays_within_the_budget_and_the_least_used_leaves_first() {
    let _alone = ALONE
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let Some(isa) = sets().last() else { return };
    let never = AtomicBool::new(false);
    let often = program("x => x + 0.5", isa);
    let mut programs = Vec::new();
    for number in 0..4400 {
        let program = program(&format!("x => x + {number}"), isa);
        let (_, out) = run(&program, &[1.0], &never).expect("a run");
        assert_eq!(out, [f64::from(number) + 1.0]);
        assert!(cache::mapped() <= cache::MOST);
        run(&often, &[1.0], &never).expect("a run");
        programs.push(program);
    }
    assert!(often.is_generated());
    assert!(
        programs
            .last()
            .is_some_and(crate::program::Program::is_generated)
    );
    assert!(!programs[0].is_generated());
    // It comes back when it is run again.
    run(&programs[0], &[1.0], &never).expect("a run");
    assert!(programs[0].is_generated());
    assert!(cache::mapped() <= cache::MOST);
}

#[test]
fn code_that_runs_stays_until_the_run_is_over() {
    let _alone = ALONE
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    for isa in sets() {
        let source = "x => { while (x === x) x = -x; return x }";
        let program = program(source, isa);
        run(&program, &[f64::NAN], &AtomicBool::new(false)).expect("a run");
        let code = program.any_code().expect("code");
        let (start, _) = code.mapping();
        let before = bytes(start, LOOKED_AT).expect("the code's bytes");
        let weak = Arc::downgrade(&code);
        drop(code);
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let running = scope.spawn(|| run(&program, &[1.0; 100], &stop));
            // The program has one reference, a run another.
            while weak.strong_count() < 2 {
                assert!(!running.is_finished(), "it turns until it is stopped");
                std::thread::sleep(Duration::from_millis(1));
            }
            cache::evict(0);
            assert!(!program.is_generated());
            // Only the run holds it, and goes on in it.
            assert_eq!(weak.strong_count(), 1);
            std::thread::sleep(Duration::from_millis(20));
            assert_eq!(rights(start).as_deref(), Some("r-xp"));
            assert!(!running.is_finished());
            stop.store(true, Ordering::Relaxed);
            let (whole, _) = running.join().expect("a run").expect("a run");
            assert!(!whole);
        });
        assert_eq!(weak.strong_count(), 0);
        // Another mapping may be there by now, but not this code.
        assert_ne!(bytes(start, LOOKED_AT), Some(before));
    }
}

#[test]
fn a_program_that_goes_takes_its_code_along() {
    let _alone = ALONE
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let Some(isa) = sets().last() else { return };
    let program = program("x => x - 0.25", isa);
    run(&program, &[1.0], &AtomicBool::new(false)).expect("a run");
    let code = program.any_code().expect("code");
    let weak = std::sync::Arc::downgrade(&code);
    drop(code);
    assert!(weak.upgrade().is_some());
    drop(program);
    assert!(weak.upgrade().is_none());
}
