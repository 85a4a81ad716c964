//! What became of the sources.

use core::fmt;
use std::time::Duration;

use crate::check::Outcome;
use crate::clock::cpu_time;

/// How a source was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A program of the kernel language.
    Whole,
    /// One that was spoilt.
    Spoilt,
    /// A function that somebody wrote, spoilt.
    Real,
    /// Tokens in any order.
    Soup,
    /// Something that nests.
    Deep,
}

const SORTS: [(Sort, &str); 5] = [
    (Sort::Whole, "written programs"),
    (Sort::Spoilt, "written programs, spoilt"),
    (Sort::Real, "real functions, spoilt"),
    (Sort::Soup, "soups of tokens"),
    (Sort::Deep, "deep nesting"),
];

#[derive(Default)]
struct Counts {
    sources: u64,
    native: u64,
    code: u64,
    loops: u64,
    stopped: u64,
    beyond: u64,
    unread: u64,
}

/// Of a run.
#[derive(Default)]
pub(crate) struct Tally {
    of: [Counts; SORTS.len()],
    longest: (Duration, String),
}

impl Tally {
    pub(crate) fn add(&mut self, sort: Sort, source: &str, outcome: &Outcome) {
        if outcome.took > self.longest.0 {
            self.longest = (outcome.took, source.to_owned());
        }
        let counts = &mut self.of[sort as usize];
        counts.sources += 1;
        counts.native += u64::from(outcome.native);
        counts.code += u64::from(outcome.code);
        counts.loops += u64::from(outcome.loops);
        counts.stopped += u64::from(outcome.stopped);
        counts.beyond += u64::from(outcome.beyond);
        counts.unread += u64::from(outcome.unread);
    }

    /// All of them in one line.
    pub(crate) fn total(&self) -> String {
        let sum = |count: fn(&Counts) -> u64| self.of.iter().map(count).sum::<u64>();
        format!(
            "{} sources in {} s of CPU time: {} compiled and run on every instruction set, {} of them as machine code too, no panic, no hang, no difference",
            sum(|it| it.sources),
            cpu_time().as_secs(),
            sum(|it| it.native),
            sum(|it| it.code)
        )
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{}", self.total())?;
        for (sort, name) in SORTS {
            let it = &self.of[sort as usize];
            writeln!(
                out,
                "{name}: {} ({} compiled, {} of them with loops; {} without end, {} with an index beyond a table), {} not read",
                it.sources, it.native, it.loops, it.stopped, it.beyond, it.unread
            )?;
        }
        let (took, source) = &self.longest;
        writeln!(
            out,
            "longest answer {took:?}, for {} bytes that begin\n{}",
            source.len(),
            source.chars().take(200).collect::<String>()
        )
    }
}
