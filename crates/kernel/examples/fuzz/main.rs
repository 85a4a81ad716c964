//! Random sources through the whole crate: parse, lower, verify, lay out, run.
//!
//! `cargo run --profile fuzz -p numpool-kernel --example fuzz -- [--seconds <n>] [--count <n>] [--seed <n>] [--from <n>] [--show]`
//!
//! Sources are programs of the kernel language (`writer`), real functions with pieces put in and taken out (`real`,
//! `spoil`), text that nests deeply (`deep`) and soups of tokens. Nothing may panic or hang; what the front end makes must
//! pass the verifier (`check`); the block machine and machine code must give the same bits on every instruction set
//! (`kernel`). Profile `fuzz` is optimised and has the checks of debug builds: overflow panics, and the verifier runs
//! after every pass.
//!
//! A run ends after so many seconds of CPU time (10, if nothing is said) or so many sources. The seed is printed; with
//! `--seed` and `--from` any source can be made again, and `--show` prints it.

mod check;
mod clock;
mod deep;
mod kernel;
mod random;
mod real;
mod spoil;
mod tally;
mod writer;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use check::check;
use clock::{Watch, cpu_time};
use random::Random;
use real::Corpus;
use tally::{Sort, Tally};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let given = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let seed = given("--seed").unwrap_or_else(|| now.map_or(1, |now| now.as_millis() as u64));
    let (from, count) = (given("--from").unwrap_or(0), given("--count"));
    let seconds = given("--seconds").or(if count.is_some() { None } else { Some(10) });
    let end = Duration::from_secs(seconds.unwrap_or(u64::from(u32::MAX)));
    let last = count.map_or(u64::MAX, |count| from + count);
    let show = arguments.iter().any(|argument| argument == "--show");

    println!("seed {seed}");
    let corpus = Corpus::gather();
    let watch = Watch::start(seed);
    let mut tally = Tally::default();
    let mut number = from;
    while number < last && cpu_time() < end {
        let mut random = Random::of(seed, number);
        let (sort, source) = make(&corpus, &mut random);
        if show {
            println!("{sort:?}:\n{source}");
        }
        watch.begin(number);
        let checked = catch_unwind(AssertUnwindSafe(|| check(&source, &mut random, &watch)));
        let Ok(outcome) = checked else {
            println!("a panic: --seed {seed} --from {number} --count 1, on\n{source}");
            return ExitCode::FAILURE;
        };
        tally.add(sort, &source, &outcome);
        number += 1;
        // Who ends a long run before its time knows how far it came.
        if number.is_multiple_of(20_000) {
            println!("{}", tally.total());
        }
    }
    print!("{tally}");
    ExitCode::SUCCESS
}

/// The source with this number.
fn make(corpus: &Corpus, random: &mut Random) -> (Sort, String) {
    match random.below(100) {
        0..45 => (Sort::Whole, writer::program(random)),
        45..65 => {
            let source = writer::program(random);
            (Sort::Spoilt, spoil::some(&source, corpus, random))
        }
        65..87 => {
            let source = corpus.pick(random);
            (Sort::Real, spoil::some(source, corpus, random))
        }
        87..95 => (Sort::Soup, spoil::soup(corpus, random)),
        _ => (Sort::Deep, deep::source(random)),
    }
}
