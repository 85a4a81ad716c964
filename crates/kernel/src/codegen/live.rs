//! From where to where each register holds something, and how often it is used; which two can be one.

use super::tape::{Tape, What};
use super::uses::Uses;
use crate::program::Code;
use crate::program::draft::{Home, Reg};

/// The life of a register, as places in the body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Life {
    pub(super) start: usize,
    pub(super) end: usize,
    /// How often it is used, a use in a loop counting for several.
    pub(super) weight: f32,
}

/// By register.
pub(super) struct Lives {
    /// None for what all items share and for what is never touched.
    pub(super) of: Vec<Option<Life>>,
    /// The register whose place it shares.
    pub(super) same_as: Vec<Option<Reg>>,
    /// As [`Life::weight`], for all registers.
    pub(super) weights: Vec<f32>,
    /// The places of calls, ascending.
    pub(super) calls: Vec<usize>,
    /// By place: what it costs to save a register around each call before it.
    before: Vec<f32>,
}

impl Lives {
    pub(super) fn of(tape: &Tape) -> Self {
        let uses = Uses::of(tape);
        let same_as = share(tape, &uses);
        let mut lives = Self {
            of: vec![None; tape.homes.len()],
            weights: vec![0.0; tape.homes.len()],
            same_as,
            calls: Vec::new(),
            before: Vec::with_capacity(tape.body.len() + 1),
        };
        let times = |at: usize| 8_f32.powi(i32::from(uses.depths[at].min(4)));
        let mut cost = 0.0;
        for (at, node) in tape.body.iter().enumerate() {
            lives.before.push(cost);
            if node.calls() {
                lives.calls.push(at);
                if !node.calls_seldom() {
                    cost += SAVE * times(at);
                }
            }
        }
        lives.before.push(cost);
        for reg in 0..tape.homes.len() {
            let touches = uses.touches(Reg(reg as u32));
            let weight = |at: &u32| times(*at as usize);
            lives.weights[reg] = touches.iter().map(weight).sum();
            if !has_place(tape.homes[reg]) {
                continue;
            }
            if let (Some(first), Some(last)) = (touches.first(), touches.last()) {
                lives.of[reg] = Some(Life {
                    start: *first as usize,
                    end: *last as usize,
                    weight: lives.weights[reg],
                });
            }
        }
        // What a turn uses that was made before the loop is there for the next turn.
        for &(start, end) in &uses.loops {
            for reg in 0..tape.homes.len() {
                if let Some(life) = &mut lives.of[reg]
                    && life.start < start
                    && uses.is_touched(Reg(reg as u32), start - 1, end + 1)
                {
                    life.end = life.end.max(end);
                }
            }
        }
        for reg in 0..tape.homes.len() {
            if lives.same_as[reg].is_some() {
                lives.of[reg] = None;
            }
        }
        lives
    }

    /// What it costs to keep a life in a register over the calls in its midst; none where there are no calls but rare ones.
    pub(super) fn saving(&self, life: &Life) -> f32 {
        self.before[life.end] - self.before[(life.start + 1).min(life.end)]
    }

    /// What it costs to keep something in a register all the time.
    pub(super) fn saving_always(&self) -> f32 {
        self.before.last().copied().unwrap_or(0.0)
    }
}

/// A register that lives over a call is written to memory before it and read behind it.
const SAVE: f32 = 2.0;

/// Whether a register of this home holds what differs from item to item or from turn to turn.
pub(super) fn has_place(home: Home) -> bool {
    matches!(home, Home::Slot | Home::Turn | Home::Column(_))
}

/// What a turn makes for the next one is made in the place of what the loop carries, if nobody asks for the old
/// value from there to the turn's end.
fn share(tape: &Tape, uses: &Uses) -> Vec<Option<Reg>> {
    let mut same_as = vec![None; tape.homes.len()];
    for (at, node) in tape.body.iter().enumerate() {
        let (What::Code(Code::Copy), Some(carried)) = (node.what, node.dst) else {
            continue;
        };
        let value = node.args[0];
        let Some(made) = uses.only_write(value) else {
            continue;
        };
        // What the loop begins with is made before the carried value lives, and may be read when that has changed.
        let lives = uses
            .touches(carried)
            .first()
            .is_some_and(|first| (*first as usize) < made);
        let fits = made < at
            && lives
            && tape.homes[value.index()] == tape.homes[carried.index()]
            && tape.classes[value.index()] == tape.classes[carried.index()]
            && uses.same_region(made, at)
            && uses.depths[at] > 0
            && !uses.is_touched(carried, made, at)
            && same_as[value.index()].is_none();
        if fits {
            same_as[value.index()] = Some(carried);
        }
    }
    same_as
}
