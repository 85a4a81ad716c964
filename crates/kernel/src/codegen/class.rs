//! What a register holds: numbers, integers or booleans. Lowering keeps no types, but its opcodes tell.

use super::Refusal;
use super::tape::{Node, What};
use crate::program::Code;
use crate::program::draft::{Home, Reg};

/// How the lanes of a register are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Class {
    /// 8 bytes a lane: numbers.
    Wide,
    /// int32 and uint32.
    Int,
    /// Booleans.
    Mask,
}

/// The classes of an operation's operands and of its result; `None` stands for one and the same class.
pub(super) struct Shape {
    pub(super) args: &'static [Option<Class>],
    pub(super) result: Option<Class>,
}

const W: Option<Class> = Some(Class::Wide);
const I: Option<Class> = Some(Class::Int);
const M: Option<Class> = Some(Class::Mask);
const SAME: Option<Class> = None;

/// The classes of an opcode; none for superinstructions, which come later, and for what has no code.
#[expect(clippy::match_same_arms, reason = "one operand or two")]
pub(super) fn shape(code: Code) -> Option<Shape> {
    let (args, result): (&'static [Option<Class>], Option<Class>) = match code {
        Code::Neg
        | Code::Abs
        | Code::Sqrt
        | Code::Floor
        | Code::Ceil
        | Code::Trunc
        | Code::Round
        | Code::Sign
        | Code::Fround
        | Code::F16round => (&[W], W),
        Code::Add | Code::Sub | Code::Mul | Code::Div | Code::Min | Code::Max => (&[W, W], W),
        Code::Call1 | Code::Call2 => (&[W, W], W),
        Code::Call1Where | Code::Call2Where => (&[W, W, M], W),
        Code::F64ToBool | Code::IsNan | Code::IsFinite | Code::IsInteger => (&[W], M),
        Code::EqF | Code::NeF | Code::LtF | Code::LeF => (&[W, W], M),
        Code::F64ToInt | Code::F64ToClamped => (&[W], I),
        Code::BoolToF64 => (&[M], W),
        Code::I32ToF64 | Code::U32ToF64 => (&[I], W),
        Code::IntToBool => (&[I], M),
        Code::Clz32 => (&[I], I),
        Code::Shl | Code::Shr | Code::UShr | Code::Imul => (&[I, I], I),
        Code::EqI | Code::NeI | Code::LtI | Code::LeI | Code::LtU | Code::LeU => (&[I, I], M),
        Code::Copy | Code::Invert => (&[SAME], SAME),
        Code::And | Code::Or | Code::Xor | Code::AndNot => (&[SAME, SAME], SAME),
        Code::Same => (&[M, M], M),
        Code::Select => (&[M, SAME, SAME], SAME),
        Code::Load => (&[W], W),
        Code::LoadWhere => (&[W, M], W),
        Code::SkipNone | Code::LoopStart | Code::LoopEnd => (&[M], SAME),
        _ => return None,
    };
    Some(Shape { args, result })
}

/// Operations on numbers that are an instruction or two, with nothing kept in between.
pub(super) fn is_plain(code: Code) -> bool {
    matches!(
        code,
        Code::Add
            | Code::Sub
            | Code::Mul
            | Code::Div
            | Code::Sqrt
            | Code::Neg
            | Code::Abs
            | Code::Floor
            | Code::Ceil
            | Code::Trunc
    )
}

/// Comparisons of two numbers or of two integers.
pub(super) fn is_comparison(code: Code) -> bool {
    matches!(
        code,
        Code::EqF
            | Code::NeF
            | Code::LtF
            | Code::LeF
            | Code::EqI
            | Code::NeI
            | Code::LtI
            | Code::LeI
            | Code::LtU
            | Code::LeU
    )
}

/// The class of each register. A constant has that of its use, so its own says nothing.
pub(super) fn infer(
    homes: &[Home],
    seeds: &[(Reg, Class)],
    nodes: &[&[Node]],
) -> Result<Vec<Class>, Refusal> {
    let mut groups = Groups {
        parents: (0..homes.len() as u32).collect(),
        classes: vec![None; homes.len()],
        homes,
    };
    for (reg, class) in seeds {
        groups.seed(*reg, *class)?;
    }
    for node in nodes.iter().flat_map(|nodes| nodes.iter()) {
        let What::Code(code) = node.what else {
            continue;
        };
        let shape = shape(code).ok_or(Refusal::Operation)?;
        let mut one: Option<Reg> = None;
        let results = node.dst.iter().map(|dst| (*dst, shape.result));
        let args = node.args.iter().copied().zip(shape.args.iter().copied());
        for (reg, class) in args.chain(results) {
            if groups.is_constant(reg) {
                continue;
            }
            match (class, one) {
                (Some(class), _) => groups.seed(reg, class)?,
                (None, Some(other)) => groups.unite(reg, other)?,
                (None, None) => one = Some(reg),
            }
        }
    }
    let all = 0..homes.len() as u32;
    Ok(all
        .map(|reg| {
            let root = groups.root(Reg(reg));
            groups.classes[root.index()].unwrap_or(Class::Wide)
        })
        .collect())
}

/// Registers known to have one class, as a forest.
struct Groups<'a> {
    parents: Vec<u32>,
    classes: Vec<Option<Class>>,
    homes: &'a [Home],
}

impl Groups<'_> {
    fn is_constant(&self, reg: Reg) -> bool {
        matches!(self.homes[reg.index()], Home::Constant(_))
    }

    fn root(&mut self, reg: Reg) -> Reg {
        let mut at = reg.0;
        while self.parents[at as usize] != at {
            let parent = self.parents[at as usize];
            self.parents[at as usize] = self.parents[parent as usize];
            at = parent;
        }
        Reg(at)
    }

    fn seed(&mut self, reg: Reg, class: Class) -> Result<(), Refusal> {
        if self.is_constant(reg) {
            return Ok(());
        }
        let root = self.root(reg);
        match self.classes[root.index()].replace(class) {
            Some(other) if other != class => Err(Refusal::Classes),
            _ => Ok(()),
        }
    }

    fn unite(&mut self, a: Reg, b: Reg) -> Result<(), Refusal> {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.parents[a.index()] = b.0;
            if let Some(class) = self.classes[a.index()] {
                self.seed(b, class)?;
            }
        }
        Ok(())
    }
}
