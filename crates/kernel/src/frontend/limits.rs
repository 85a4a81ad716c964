//! How large and how deep a source may be, and the stack that the front end runs on.
//!
//! oxc parses by recursive descent without a guard of its own: measured on x64, a level of nesting
//! costs up to 2 KB of stack in optimised builds and 3.3 KB in debug builds, and 10,000 nested
//! parentheses end a process with a usual 8 MB stack. So the whole front end runs on a stack of its
//! own, sized by an upper bound on the nesting that the text can hold. The pages are
//! committed by the system only when touched: an ordinary function pays for a few of them.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::reasons::Reason;

/// The largest source that is compiled to a kernel, in bytes.
pub(crate) const MAX_KERNEL_SOURCE: usize = 64 * 1024;

/// The largest source that is analysed for the workers engine, in bytes.
pub(crate) const MAX_ANALYSED_SOURCE: usize = 1024 * 1024;

/// The deepest nesting of brackets that is parsed. Safety does not hang on it: it keeps the time
/// short that the parser needs to find out that thousands of unclosed brackets are no program.
const MAX_BRACKETS: usize = 4_000;

/// The largest [`nesting_bound`] that gets a stack: 480 MB of address space.
const MAX_NESTING_BOUND: usize = 80_000;

/// Stack set aside for each possible level of nesting: twice the most that was measured.
const STACK_PER_LEVEL: usize = 6 * 1024;

/// Stack for everything that does not nest.
const STACK_BASE: usize = 512 * 1024;

/// Where [`deep`] takes a new piece of stack, and how large that piece is.
const RED_ZONE: usize = 128 * 1024;
const STACK_PIECE: usize = 2 * 1024 * 1024;

/// Runs `work` on a stack that is large enough to parse each of the sources, or says why that is refused.
pub(crate) fn on_big_stack<R>(
    sources: &[&str],
    max_source: usize,
    work: impl FnOnce() -> R,
) -> Result<R, Reason> {
    let length = sources.iter().map(|source| source.len()).sum::<usize>();
    if length > max_source {
        let (size, most) = (length.div_ceil(1024), max_source / 1024);
        return Err(Reason::whole(
            "too-large",
            format!(
                "the function's source is {size} KiB long and at most {most} KiB are read: \
                 move parts of it into functions of a module"
            ),
        ));
    }
    if sources
        .iter()
        .any(|source| bracket_depth(source) > MAX_BRACKETS)
    {
        return Err(Reason::whole(
            "too-deep",
            format!(
                "the function's source nests too deeply (at most {MAX_BRACKETS} brackets within \
                 each other are read): split it into smaller parts"
            ),
        ));
    }
    let bounds = sources.iter().map(|source| nesting_bound(source));
    let bound = bounds.max().unwrap_or_default();
    let too_large = || {
        Reason::whole(
            "too-large",
            format!(
                "the function's source holds {bound} brackets and operators, too many to be read \
                 safely: move parts of it into functions of a module"
            ),
        )
    };
    if bound > MAX_NESTING_BOUND {
        return Err(too_large());
    }
    // Where the system refuses the address space, stacker panics before `work` has begun.
    let started = Cell::new(false);
    let run = AssertUnwindSafe(|| {
        stacker::grow(STACK_BASE + bound * STACK_PER_LEVEL, || {
            started.set(true);
            work()
        })
    });
    catch_unwind(run).map_err(|panic| {
        if started.get() {
            resume_unwind(panic)
        }
        too_large()
    })
}

/// Runs one level of a recursion over the tree. Chains such as `a.b.c` or `a + b + c` are flat to
/// the parser but deep in the tree, so [`nesting_bound`] does not count them; a walk over the tree
/// takes more stack here when it runs short.
pub(crate) fn deep<R>(work: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(RED_ZONE, STACK_PIECE, work)
}

/// An upper bound on how deep the parser can recurse: the number of tokens that open something.
/// Closing ones are not subtracted, since telling code from strings, comments and regular
/// expressions takes a parser, and an underestimate would end the process.
fn nesting_bound(source: &str) -> usize {
    const OPENERS: &[u8] = b"([{<`?!~+-*=:";
    const WORDS: [&str; 14] = [
        "typeof", "void", "delete", "await", "yield", "new", "else", "do", "class", "extends",
        "keyof", "unique", "readonly", "infer",
    ];
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$' || !c.is_ascii();
    let symbols = source.bytes().filter(|byte| OPENERS.contains(byte)).count();
    let words = source
        .split(|c| !is_word(c))
        .filter(|word| WORDS.contains(word))
        .count();
    // In `namespace a.b.c` a name stands within the one before it.
    let names = ["namespace", "module"].iter().any(|word| {
        let mut behind = source.split(word).skip(1);
        behind.any(|rest| rest.starts_with(|c: char| c.is_whitespace() || c == '/'))
    });
    let dots = if names {
        source.matches('.').count()
    } else {
        0
    };
    symbols + words + dots
}

/// How deep brackets nest if every bracket is code.
fn bracket_depth(source: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in source.bytes() {
        match byte {
            b'(' | b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_count_what_can_nest() {
        assert_eq!(nesting_bound("(a, b) => a.b.c"), 2);
        assert_eq!(nesting_bound("new new newer"), 2);
        assert_eq!(nesting_bound("a ? b : !c"), 3);
        assert_eq!(nesting_bound("let a = f<keyof x>"), 3);
        assert_eq!(nesting_bound("module.exports.a.b"), 0);
        assert_eq!(nesting_bound("declare namespace a.b.c"), 2);
        assert_eq!(bracket_depth("([{}]) ({})"), 3);
    }

    #[test]
    fn a_long_source_is_refused() {
        let reason = on_big_stack(&[&" ".repeat(11)], 10, || ()).unwrap_err();
        assert_eq!(reason.code, "too-large");
    }

    #[test]
    fn unclosed_brackets_are_refused() {
        let reason = on_big_stack(&[&"(".repeat(5000)], 1 << 20, || ()).unwrap_err();
        assert_eq!(reason.code, "too-deep");
    }

    #[test]
    fn runs_from_a_small_stack() {
        fn dive(levels: u32) -> u32 {
            if levels == 0 {
                0
            } else {
                deep(|| 1 + dive(levels - 1))
            }
        }
        let thread = std::thread::Builder::new()
            .stack_size(64 * 1024)
            .spawn(|| on_big_stack(&[""], 10, || dive(50_000)))
            .unwrap();
        assert_eq!(thread.join().unwrap(), Ok(50_000));
    }
}
