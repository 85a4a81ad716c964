//! Checks a draft behind each pass, in debug and test builds: what everything behind it relies on.
//!
//! Rules: a register is filled before it is read, in the order of the text; what is the same for all items is made of such registers
//! alone, once a run in the prologue; skips go forward, to an instruction or the end; loops nest and have numbers of their own;
//! the last instruction computes the result.

use super::code::Code;
use super::draft::{Draft, Home, Instr};

/// Panics where a rule is broken. `pass` is what has made the draft.
pub(super) fn check(pass: &str, draft: &Draft) {
    if cfg!(any(test, debug_assertions))
        && let Err((at, rule)) = broken(draft)
    {
        let instr = draft.body.get(at);
        panic!("{pass} made an invalid draft: {rule}, at {at}: {instr:?}");
    }
}

fn broken(draft: &Draft) -> Result<(), (usize, &'static str)> {
    let home = |reg| draft.home(reg);
    let is_source =
        |home: &Home| matches!(home, Home::Column(_) | Home::Param(_) | Home::Constant(_));
    let mut filled: Vec<bool> = draft.homes.iter().map(is_source).collect();
    for instr in &draft.prologue {
        let made_once = instr.dst.is_some_and(|dst| home(dst) == Home::Uniform);
        if !made_once || !instr.args.iter().all(|arg| home(*arg).is_uniform()) {
            return Err((0, "the prologue makes what is not the same for all items"));
        }
        fill(instr, &mut filled).map_err(|rule| (0, rule))?;
    }
    let mut open = Vec::new();
    let mut numbers = Vec::new();
    for (at, instr) in draft.body.iter().enumerate() {
        let rule = fill(instr, &mut filled).err().or_else(|| match instr.code {
            Code::SkipNone => {
                let goes_on = instr.extra as usize > at && instr.extra as usize <= draft.body.len();
                (!goes_on).then_some("a skip does not go forward")
            }
            Code::LoopStart => {
                let known = numbers.contains(&instr.extra);
                numbers.push(instr.extra);
                open.push(instr.extra);
                known.then_some("two loops have one number")
            }
            Code::LoopEnd => {
                (open.pop() != Some(instr.extra)).then_some("a loop ends that is not the innermost")
            }
            _ => match instr.dst.map(home) {
                None => Some("a computation fills nothing"),
                Some(Home::Turn) => {
                    let alike = instr.args.iter().all(|arg| home(*arg).is_uniform());
                    (!alike).then_some("what is the same for all items is made of what is not")
                }
                Some(Home::Slot | Home::Result(_)) => None,
                Some(_) => Some("the body fills what is none of its own"),
            },
        });
        if let Some(rule) = rule {
            return Err((at, rule));
        }
    }
    match draft.body.last() {
        _ if !open.is_empty() => Err((draft.body.len(), "a loop does not end")),
        Some(Instr { dst: Some(dst), .. }) if home(*dst) == Home::Slot => Ok(()),
        _ => Err((draft.body.len(), "the last instruction computes no result")),
    }
}

/// What an instruction reads must have been filled before; then it fills.
fn fill(instr: &Instr, filled: &mut [bool]) -> Result<(), &'static str> {
    if !instr.args.iter().all(|arg| filled[arg.index()]) {
        return Err("a register is read before it is filled");
    }
    if let Some(dst) = instr.dst {
        filled[dst.index()] = true;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::draft::Reg;
    use super::*;

    fn draft(body: &[(Code, &[Reg], Option<Reg>)], homes: &[Home]) -> Draft {
        let instr = |(code, args, dst): &(Code, &[Reg], Option<Reg>)| Instr {
            code: *code,
            args: args.to_vec(),
            extra: 0,
            dst: *dst,
        };
        let mut draft = Draft::default();
        draft.body = body.iter().map(instr).collect();
        draft.homes = homes.to_vec();
        draft
    }

    fn rule(body: &[(Code, &[Reg], Option<Reg>)], homes: &[Home]) -> &'static str {
        broken(&draft(body, homes))
            .expect_err("the draft is malformed")
            .1
    }

    const X: Reg = Reg(0);
    const R: Reg = Reg(1);
    const S: Reg = Reg(2);

    #[test]
    fn each_rule() {
        let homes = [Home::Column(0), Home::Slot, Home::Slot];
        let neg: (Code, &[Reg], _) = (Code::Neg, &[X], Some(R));
        assert_eq!(broken(&draft(&[neg], &homes)), Ok(()));
        assert_eq!(
            rule(&[(Code::Neg, &[S], Some(R))], &homes),
            "a register is read before it is filled"
        );
        assert_eq!(
            rule(&[(Code::SkipNone, &[X], None), neg], &homes),
            "a skip does not go forward"
        );
        let start: (Code, &[Reg], _) = (Code::LoopStart, &[X], None);
        let end: (Code, &[Reg], _) = (Code::LoopEnd, &[X], None);
        assert_eq!(broken(&draft(&[start, end, neg], &homes)), Ok(()));
        assert_eq!(rule(&[start, neg], &homes), "a loop does not end");
        assert_eq!(
            rule(&[end, neg], &homes),
            "a loop ends that is not the innermost"
        );
        assert_eq!(
            rule(&[start, end, start, end, neg], &homes),
            "two loops have one number"
        );
        assert_eq!(
            rule(&[(Code::Neg, &[X], None)], &homes),
            "a computation fills nothing"
        );
        assert_eq!(
            rule(&[neg], &[Home::Column(0), Home::Turn]),
            "what is the same for all items is made of what is not"
        );
        assert_eq!(
            rule(&[neg], &[Home::Column(0), Home::Uniform]),
            "the body fills what is none of its own"
        );
        assert_eq!(rule(&[], &homes), "the last instruction computes no result");
    }
}
