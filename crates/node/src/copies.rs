//! Private copies of columns, for jobs that run while JS may take the originals away.
//!
//! The memory is used again: on a column of 8 MB, the page faults of fresh memory cost several times
//! what the copying does, and the event loop waits for both.

use std::mem;
use std::ptr;
use std::sync::{Mutex, PoisonError};

use crate::status::Status;
use crate::views::View;

/// Memory kept for the next copies, in all.
const KEPT_BYTES: usize = 32 << 20;
/// Memory this many times larger than what is asked for is left to a larger copy.
const MOST_WASTE: usize = 4;

/// Memory that no copy uses at the moment; every vector is empty and has capacity.
static SPARE: Mutex<Vec<Vec<u64>>> = Mutex::new(Vec::new());

/// The elements of a column at the moment of the call, aligned for every kind.
pub(crate) struct Copy(Vec<u64>);

impl Copy {
    /// Copies the first `items` elements, which the view has.
    pub(crate) fn of(view: &View, items: usize) -> Result<Self, Status> {
        let bytes = view.span(items).len();
        let words = bytes.div_ceil(size_of::<u64>());
        let mut copy = spare(words).map_or_else(|| fresh(words), Ok)?;
        if let Some(last) = copy
            .spare_capacity_mut()
            .get_mut(..words)
            .and_then(<[_]>::last_mut)
        {
            // The copy may fill the last word only in part.
            last.write(0);
            // SAFETY: the view has `items` elements and is not shared, and this is its JS thread, so
            // nobody writes it now; our memory has room for them and overlaps nothing.
            unsafe {
                ptr::copy_nonoverlapping(view.data.cast(), copy.as_mut_ptr().cast::<u8>(), bytes);
            }
            // SAFETY: all `words` were written: the last one above, the others (and it) by the copy.
            unsafe { copy.set_len(words) };
        }
        Ok(Self(copy))
    }

    pub(crate) fn ptr(&self) -> *const u8 {
        self.0.as_ptr().cast()
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let mut memory = mem::take(&mut self.0);
        memory.clear();
        let mut spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner);
        let kept: usize = spare.iter().map(Vec::capacity).sum();
        let fits = (kept + memory.capacity()) * size_of::<u64>() <= KEPT_BYTES;
        // Without room for the entry itself, the memory is simply freed.
        if fits && memory.capacity() > 0 && spare.try_reserve(1).is_ok() {
            spare.push(memory);
        }
    }
}

/// The smallest spare memory with room for `words`, unless it is far too large.
fn spare(words: usize) -> Option<Vec<u64>> {
    let mut spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner);
    let fitting =
        |memory: &Vec<u64>| (words..=words.saturating_mul(MOST_WASTE)).contains(&memory.capacity());
    let (index, _) = spare
        .iter()
        .enumerate()
        .filter(|(_, memory)| fitting(memory))
        .min_by_key(|(_, memory)| memory.capacity())?;
    Some(spare.swap_remove(index))
}

fn fresh(words: usize) -> Result<Vec<u64>, Status> {
    let mut memory = Vec::new();
    memory
        .try_reserve_exact(words)
        .map_err(|_| Status::OutOfMemory)?;
    Ok(memory)
}

/// Frees what is kept, as an environment ends.
pub(crate) fn forget() {
    SPARE.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

#[cfg(test)]
mod tests {
    use super::*;
    use numpool_kernel::machine::Kind;

    fn copy(data: &mut [f32]) -> Copy {
        let view = View {
            data: data.as_mut_ptr().cast(),
            length: data.len(),
            kind: Kind::F32,
            shared: false,
        };
        Copy::of(&view, data.len()).unwrap_or_else(|_| panic!("no memory"))
    }

    #[test]
    fn memory_is_used_again_and_holds_what_was_there() {
        let first = copy(&mut [1.0; 1001]);
        let place = first.ptr();
        drop(first);
        let mut data: Vec<f32> = (0..999_u16).map(f32::from).collect();
        let second = copy(&mut data);
        assert_eq!(second.ptr(), place);
        let bytes: Vec<u8> = data.iter().flat_map(|value| value.to_ne_bytes()).collect();
        let copied: Vec<u8> = second
            .0
            .iter()
            .flat_map(|word| word.to_ne_bytes())
            .collect();
        assert_eq!(copied[..bytes.len()], bytes);
        let third = copy(&mut [2.0; 1000]);
        assert_ne!(third.ptr(), place);
        assert!(copy(&mut []).0.is_empty());
    }
}
