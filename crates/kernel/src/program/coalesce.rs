//! What a turn computes for the next one, put where it is carried at once, instead of copied there at
//! the turn's end.
//!
//! That may be done where nobody reads, in between, what was carried so far. Who does is made to read before,
//! or the computation is put off until they have, where the order allows it. The computation must be
//! made in every turn: not in a branch that may be skipped, nor in a loop within.

use super::code::Code;
use super::draft::{Draft, Instr, Reg};

/// Bodies with more work to do than this (instructions times copies) are left as they are: a kernel must
/// be ready in milliseconds.
const MOST_WORK: usize = 1 << 17;

/// Rewrites a body; instructions that are not needed any more become `None`.
pub(super) fn coalesce(body: &mut [Option<Instr>], draft: &Draft) {
    let copies = body.iter().flatten().filter(|it| it.code == Code::Copy);
    if copies.count() * body.len() > MOST_WORK {
        return;
    }
    for at in 0..body.len() {
        if let Some(copy) = Copy::find(body, at, draft)
            && copy.make_room(body)
        {
            copy.remove(body);
        }
    }
}

/// A copy to what is carried, and what it copies.
struct Copy {
    /// Where the value is computed.
    from: usize,
    at: usize,
    carried: Reg,
    next: Reg,
}

impl Copy {
    /// The copy at a place, if what it copies is computed in the same straight line of instructions and read by nobody
    /// later.
    fn find(body: &[Option<Instr>], at: usize, draft: &Draft) -> Option<Self> {
        let (carried, next) = match &body[at] {
            Some(Instr {
                code: Code::Copy,
                args,
                dst: Some(carried),
                ..
            }) => (*carried, args[0]),
            _ => return None,
        };
        let made = |reg: Reg| {
            let body = body.iter().enumerate();
            body.filter(move |(_, it)| it.as_ref().is_some_and(|it| it.dst == Some(reg)))
        };
        let mut makes = made(next);
        let (from, _) = makes.next()?;
        let fits = makes.next().is_none()
            && made(carried).count() > 1
            && draft.home(carried) == draft.home(next)
            && from < at
            && !body[at + 1..]
                .iter()
                .flatten()
                .any(|it| it.args.contains(&next))
            && is_straight(body, from, at);
        fits.then_some(Self {
            from,
            at,
            carried,
            next,
        })
    }

    /// Sees to it that nobody reads what was carried so far after the new value is computed; whether that could be done.
    fn make_room(&self, body: &mut [Option<Instr>]) -> bool {
        let between = self.from + 1..self.at;
        if body[between.clone()]
            .iter()
            .flatten()
            .any(|it| it.dst == Some(self.carried))
        {
            return false;
        }
        let (mut from, mut moved) = (self.from, Vec::new());
        for reader in between {
            let reads = |it: &Instr| it.args.contains(&self.carried);
            if !body[reader].as_ref().is_some_and(reads) {
                continue;
            }
            if !moves_over(body, reader, from) {
                // All as it was.
                for reader in moved.into_iter().rev() {
                    from -= 1;
                    body[from..=reader].rotate_left(1);
                }
                return self.put_off(body);
            }
            body[from..=reader].rotate_right(1);
            moved.push(reader);
            from += 1;
        }
        true
    }

    /// Has the new value computed behind all who read what was carried so far; whether that could be done.
    fn put_off(&self, body: &mut [Option<Instr>]) -> bool {
        let late = !body[self.from + 1..self.at]
            .iter()
            .flatten()
            .any(|it| it.args.contains(&self.next))
            && keeps_operands(body, self.from, self.at);
        if late {
            body[self.from..self.at].rotate_left(1);
        }
        late
    }

    /// Drops the copy: its value is computed where it was copied to.
    fn remove(&self, body: &mut [Option<Instr>]) {
        body[self.at] = None;
        for instr in body.iter_mut().flatten() {
            if instr.dst == Some(self.next) {
                instr.dst = Some(self.carried);
            }
            for arg in &mut instr.args {
                if *arg == self.next {
                    *arg = self.carried;
                }
            }
        }
    }
}

/// Whether control always goes from one instruction to the other, one after the other.
fn is_straight(body: &[Option<Instr>], from: usize, to: usize) -> bool {
    let control = |it: &Instr| {
        matches!(
            it.code,
            Code::SkipNone | Code::LoopStart | Code::LoopEnd | Code::LoadPair
        )
    };
    let lands =
        |it: &Instr| it.code == Code::SkipNone && (from + 1..=to).contains(&(it.extra as usize));
    !body[from..=to].iter().flatten().any(control) && !body.iter().flatten().any(lands)
}

/// Whether the instruction at `reader` could as well stand before the one at `from`.
fn moves_over(body: &[Option<Instr>], reader: usize, from: usize) -> bool {
    let Some(instr) = &body[reader] else {
        return false;
    };
    let plain = !matches!(instr.code, Code::Load | Code::LoadWhere | Code::Interpolate);
    let mut over = body[from..reader].iter().flatten();
    plain
        && over.all(|it| {
            let meets = |reg: Reg| it.dst == Some(reg) || it.args.contains(&reg);
            it.dst.is_none_or(|dst| !instr.args.contains(&dst)) && !instr.dst.is_some_and(meets)
        })
}

/// Whether what an instruction reads stays what it is until `until`.
fn keeps_operands(body: &[Option<Instr>], at: usize, until: usize) -> bool {
    let Some(instr) = &body[at] else {
        return false;
    };
    let mut after = body[at + 1..until].iter().flatten();
    after.all(|it| it.dst.is_none_or(|dst| !instr.args.contains(&dst)))
}
