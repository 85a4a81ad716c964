//! Where control has gone: returns and jumps, by lane.
//!
//! A jump sets a flag for its target; the statements behind it run only where no flag is set. At
//! the end of the statement that the jump leads out of (or of the function, or of a loop's turn) the
//! flag is taken back: the lanes have landed and go on together with the others.

use super::Lowerer;
use super::flow::Joined;
use super::merging::{Merging, Pair, pair};
use super::types::{Lowered, Operand};
use crate::ir::{BinaryOp, Span, Type, Value};
use crate::wrong::wrong;

/// Where a `return`, `break` or `continue` leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Target(u32);

impl Target {
    /// No place: of lanes in a loop that never ends.
    pub(super) const NOWHERE: Self = Self(0);
    /// Out of the function that is compiled.
    pub(super) const RETURN: Self = Self(1);
    /// The first that is free for others.
    pub(super) const FIRST: Self = Self(2);

    /// This one, and the next that is free.
    pub(super) fn take(&mut self) -> Self {
        let taken = *self;
        self.0 += 1;
        taken
    }
}

/// A statement that surrounds the place that lowering has reached, and that jumps can lead out of.
pub(super) struct Enclosing<'a> {
    pub(super) labels: Vec<&'a str>,
    /// Behind it.
    pub(super) breaks: Target,
    /// To its next turn, of a loop.
    pub(super) continues: Option<Target>,
    /// Whether a `break` without a label leads here: loops and `switch`.
    pub(super) unlabelled: bool,
}

/// In which lanes something holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Done {
    #[default]
    No,
    /// Where this Bool holds.
    Where(Value),
    Yes,
}

/// What has been returned, and where.
#[derive(Clone, Debug)]
pub(super) struct Returned {
    pub(super) operand: Operand,
    pub(super) span: Span,
}

/// How far control has come.
#[derive(Clone, Debug, Default)]
pub(super) struct Exit {
    /// Where control has jumped: where any of `jumps` holds.
    pub(super) done: Done,
    /// Where it is on its way to which target; none that holds nowhere.
    pub(super) jumps: Vec<(Target, Done)>,
    /// What has been returned, in lanes that have returned.
    pub(super) returned: Option<Returned>,
}

impl Exit {
    /// Everybody is on the way to one target.
    pub(super) fn all(target: Target) -> Self {
        Self {
            done: Done::Yes,
            jumps: vec![(target, Done::Yes)],
            returned: None,
        }
    }

    pub(super) fn jump(&self, target: Target) -> Done {
        let found = self.jumps.iter().find(|(to, _)| *to == target);
        found.map_or(Done::No, |(_, done)| *done)
    }

    /// The same, seen from where all have jumped.
    pub(super) fn where_done(&self) -> Self {
        let jumps = match self.jumps.as_slice() {
            [(only, _)] => vec![(*only, Done::Yes)],
            jumps => jumps.to_vec(),
        };
        Self {
            done: Done::Yes,
            jumps,
            returned: self.returned.clone(),
        }
    }
}

/// What becomes of two sides' exits behind a branch, once the pairs are merged.
pub(super) struct JoinedExit {
    done: Joined<Done>,
    jumps: Vec<(Target, Joined<Done>)>,
    returned: Option<(Merging, Span)>,
}

impl Lowerer<'_, '_> {
    /// Lanes on their way to `target` have come there.
    pub(super) fn land(&mut self, target: Target, span: Span) {
        let exit = &mut self.exit;
        let before = exit.jumps.len();
        exit.jumps.retain(|(to, _)| *to != target);
        if exit.jumps.len() == before {
            return;
        }
        let left: Vec<Done> = exit.jumps.iter().map(|(_, done)| *done).collect();
        let mut done = Done::No;
        for other in left {
            done = match (done, other) {
                (Done::No, done) | (done, Done::No) => done,
                (Done::Yes, _) | (_, Done::Yes) => Done::Yes,
                (Done::Where(a), Done::Where(b)) => {
                    Done::Where(self.build.binary(BinaryOp::Or, a, b, span))
                }
            };
        }
        self.exit.done = done;
    }

    pub(super) fn pair_exits(
        &mut self,
        a: &Exit,
        b: &Exit,
        pairs: &mut Vec<Pair>,
        span: Span,
    ) -> Lowered<JoinedExit> {
        let done = self.pair_done(a.done, b.done, pairs, span);
        let mut targets: Vec<Target> = a.jumps.iter().map(|(target, _)| *target).collect();
        for (target, _) in &b.jumps {
            if !targets.contains(target) {
                targets.push(*target);
            }
        }
        let jumps = match targets.as_slice() {
            // Of a single target all that jump are on the way to it.
            [only] => vec![(*only, done)],
            _ => targets
                .into_iter()
                .map(|target| {
                    let (a, b) = (a.jump(target), b.jump(target));
                    (target, self.pair_done(a, b, pairs, span))
                })
                .collect(),
        };
        let returned = self.pair_returned(a.returned.clone(), b.returned.clone(), pairs)?;
        Ok(JoinedExit {
            done,
            jumps,
            returned,
        })
    }

    /// The exit behind a branch, from the merged values of its pairs.
    pub(super) fn joined_exit(&self, joined: JoinedExit, merged: &[Value]) -> Exit {
        let of = |joined: Joined<Done>| match joined {
            Joined::Known(done) => done,
            Joined::Pair(at) => self.done_of(merged[at]),
        };
        let jumps = joined.jumps.into_iter();
        Exit {
            done: of(joined.done),
            jumps: jumps
                .map(|(target, done)| (target, of(done)))
                .filter(|(_, done)| *done != Done::No)
                .collect(),
            returned: joined.returned.map(|(merging, span)| Returned {
                operand: merging.operand(merged),
                span,
            }),
        }
    }

    fn pair_done(&mut self, a: Done, b: Done, pairs: &mut Vec<Pair>, span: Span) -> Joined<Done> {
        if a == b {
            return Joined::Known(a);
        }
        let (a, b) = (self.done_value(a, span), self.done_value(b, span));
        Joined::Pair(pair(pairs, a, b, Type::Bool))
    }

    /// Where a Bool holds.
    pub(super) fn done_of(&self, value: Value) -> Done {
        match self.build.known_boolean(value) {
            Some(true) => Done::Yes,
            Some(false) => Done::No,
            None => Done::Where(value),
        }
    }

    /// The value of a `Where`, or a constant.
    pub(super) fn done_value(&mut self, done: Done, span: Span) -> Value {
        match done {
            Done::No => self.build.boolean(false, span),
            Done::Yes => self.build.boolean(true, span),
            Done::Where(value) => value,
        }
    }

    /// Pairs what the two sides return; a side that does not return gives anything of the type.
    fn pair_returned(
        &mut self,
        a: Option<Returned>,
        b: Option<Returned>,
        pairs: &mut Vec<Pair>,
    ) -> Lowered<Option<(Merging, Span)>> {
        // What one side returns stands for the other side's too.
        let b = if wrong("first-return") && a.is_some() {
            a.clone()
        } else {
            b
        };
        let (then, other, span) = match (a, b) {
            (None, None) => return Ok(None),
            (Some(a), Some(b)) => (a.operand, b.operand, b.span),
            (Some(a), None) => {
                let other = self.anything_like(&a.operand, a.span);
                (a.operand, other, a.span)
            }
            (None, Some(b)) => (self.anything_like(&b.operand, b.span), b.operand, b.span),
        };
        match self.pair_operands(&then, &other, pairs) {
            Some(merging) => Ok(Some((merging, span))),
            None => Err(self.mixed_returns(&then, &other, span)),
        }
    }
}
