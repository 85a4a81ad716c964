//! Constants that code reads: laid out behind it, read-only like it.

use std::collections::HashMap;

/// A constant operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Entry {
    /// One number of 8 bytes, which the instruction spreads.
    One(u64),
    /// The same 8 bytes in every lane of a vector of so many.
    Splat(u64, u8),
    /// A vector of its own.
    Lanes([u64; 8]),
}

/// The entries, each once.
#[derive(Default)]
pub(super) struct Pool {
    entries: Vec<Entry>,
    numbers: HashMap<Entry, u32>,
}

impl Pool {
    /// The number of an entry.
    pub(super) fn entry(&mut self, entry: Entry) -> u32 {
        let next = self.entries.len() as u32;
        let number = *self.numbers.entry(entry).or_insert(next);
        if number == next {
            self.entries.push(entry);
        }
        number
    }

    /// Puts the entries behind the code, vectors first so that all are aligned; the place of each.
    pub(super) fn lay_out(&self, bytes: &mut Vec<u8>) -> Vec<usize> {
        bytes.resize(bytes.len().next_multiple_of(64), 0xcc);
        let mut offsets = vec![0; self.entries.len()];
        for size in [64, 32, 8] {
            for (offset, entry) in offsets.iter_mut().zip(&self.entries) {
                let lanes = match *entry {
                    Entry::One(bits) => vec![bits],
                    Entry::Splat(bits, lanes) => vec![bits; usize::from(lanes)],
                    Entry::Lanes(lanes) => lanes.to_vec(),
                };
                if lanes.len() * 8 == size {
                    *offset = bytes.len();
                    bytes.extend(lanes.iter().flat_map(|lane| lane.to_le_bytes()));
                }
            }
        }
        offsets
    }
}
