//! Tables that end where memory ends: nothing is read behind them, nor before.

use std::ptr::NonNull;

use super::kernels::{compiled, sets, with_table};
use crate::frontend::{Capture, CaptureKind};
use crate::machine::{Choice, Kind, Table};
use crate::program::Program;

const PAGE: usize = 4096;

/// A page that can be read and written, between two that cannot.
struct Fenced(NonNull<u8>);

impl Fenced {
    fn new() -> Self {
        let (anonymous, none) = (libc::MAP_PRIVATE | libc::MAP_ANONYMOUS, libc::PROT_NONE);
        // SAFETY: a new mapping, of which the middle page is made accessible.
        unsafe {
            let start = libc::mmap(std::ptr::null_mut(), 3 * PAGE, none, anonymous, -1, 0);
            assert_ne!(start, libc::MAP_FAILED);
            let page = start.cast::<u8>().add(PAGE);
            let rights = libc::PROT_READ | libc::PROT_WRITE;
            assert_eq!(libc::mprotect(page.cast(), PAGE, rights), 0);
            Self(NonNull::new(page).expect("an address"))
        }
    }

    /// Puts bytes at the beginning or at the end of the page.
    fn put(&self, bytes: &[u8], at_end: bool) -> *const u8 {
        let at = if at_end { PAGE - bytes.len() } else { 0 };
        // SAFETY: the page holds them, and nobody else has it.
        unsafe {
            let place = self.0.as_ptr().add(at);
            place.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
            place
        }
    }
}

impl Drop for Fenced {
    fn drop(&mut self) {
        // SAFETY: the mapping made in `new`.
        unsafe { libc::munmap(self.0.as_ptr().sub(PAGE).cast(), 3 * PAGE) };
    }
}

/// Items of a kind, and the numbers that they are.
fn items(kind: Kind, count: usize) -> (Vec<u8>, Vec<f64>) {
    let (mut bytes, mut numbers) = (Vec::new(), Vec::new());
    for at in 0..count {
        // Negative, where the kind has negative numbers; every byte differs from its neighbours.
        let word = 0x9183_u16.wrapping_add(0x1525_u16.wrapping_mul(at as u16));
        match kind {
            Kind::I8 => {
                bytes.push(word as u8);
                numbers.push(f64::from(word as i8));
            }
            Kind::U8 | Kind::U8Clamped => {
                bytes.push(word as u8);
                numbers.push(f64::from(word as u8));
            }
            Kind::Bool => {
                bytes.push(word as u8 & 1);
                numbers.push(f64::from(word as u8 & 1));
            }
            Kind::I16 => {
                bytes.extend(word.to_ne_bytes());
                numbers.push(f64::from(word.cast_signed()));
            }
            Kind::U16 => {
                bytes.extend(word.to_ne_bytes());
                numbers.push(f64::from(word));
            }
            Kind::F16 => {
                // All of them numbers.
                let word = word & 0xbfff;
                bytes.extend(word.to_ne_bytes());
                numbers.push(numpool_math::exact::f16_to_f64(word));
            }
            Kind::F32 => {
                bytes.extend((f32::from(word) + 0.5).to_ne_bytes());
                numbers.push(f64::from(word) + 0.5);
            }
            Kind::F64 => {
                bytes.extend((f64::from(word) + 0.1).to_ne_bytes());
                numbers.push(f64::from(word) + 0.1);
            }
            Kind::I32 => {
                bytes.extend((-i32::from(word) * 30_000).to_ne_bytes());
                numbers.push(f64::from(-i32::from(word) * 30_000));
            }
            Kind::U32 => {
                bytes.extend((u32::from(word) * 65_537).to_ne_bytes());
                numbers.push(f64::from(u32::from(word) * 65_537));
            }
        }
    }
    (bytes, numbers)
}

#[test]
fn gathers_stay_within_tables() {
    let fenced = Fenced::new();
    let captures = [Capture {
        name: "t".into(),
        kind: CaptureKind::Table,
    }];
    for source in ["x => t[x]", "x => x >= 0 ? t[x] : x"] {
        let function = compiled(source, &captures);
        for isa in sets() {
            let program = Program::with_isa(&function, isa).expect("a small function");
            program.choose(Choice::Generated);
            for kind in Kind::ALL {
                for (count, at_end) in (1..=11).flat_map(|count| [(count, true), (count, false)]) {
                    let (bytes, numbers) = items(kind, count);
                    let table = Table {
                        ptr: fenced.put(&bytes, at_end),
                        length: count,
                        kind,
                    };
                    let places: Vec<usize> = (0..41).map(|i| i * 7 % count).collect();
                    let x: Vec<f64> = places.iter().map(|at| *at as f64).collect();
                    let wanted: Vec<f64> = places.iter().map(|at| numbers[*at]).collect();
                    let got = with_table(&program, table, &x);
                    assert_eq!(got, Ok(wanted), "{source} {count} {kind:?} {}", isa.name());
                }
            }
            assert_eq!(program.refusal(), None, "{}", isa.name());
        }
    }
}
