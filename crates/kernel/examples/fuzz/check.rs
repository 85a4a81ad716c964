//! One source through the crate: what must hold of it.

use std::time::Duration;

use numpool_kernel::frontend::{
    Capture, CaptureKind, Captured, Refusal, Request, analyze, compile, read_module,
};
use numpool_kernel::ir;

use crate::clock::{Watch, cpu_time};
use crate::kernel;
use crate::random::Random;
use crate::writer;

/// What became of a source.
#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, each with a name"
)]
pub(crate) struct Outcome {
    pub(crate) native: bool,
    /// There was machine code for it, and it ran.
    pub(crate) code: bool,
    pub(crate) loops: bool,
    /// A loop went on for too long.
    pub(crate) stopped: bool,
    /// A table was read where it has no item.
    pub(crate) beyond: bool,
    /// No JavaScript function.
    pub(crate) unread: bool,
    /// CPU time of the front end.
    pub(crate) took: Duration,
}

pub(crate) fn check(source: &str, random: &mut Random, watch: &Watch) -> Outcome {
    let start = cpu_time();
    let free = match analyze(source) {
        Ok(analysis) => analysis.free.into_iter().map(|it| it.name).collect(),
        Err(_) => Vec::new(),
    };
    let helper = Captured {
        name: "h".into(),
        source: random.chance(90).then(|| match random.below(3) {
            0 => "(a, b = 1) => a * b + k".into(),
            1 => "function h(a) { for (let i = 0; i < 3; i++) a += t[i]; return a }".into(),
            _ => writer::program(random).replacen("(x, y)", "(x, y = 1)", 1),
        }),
        captures: captures(&["k", "t", "u", "flag"].map(String::from), random),
    };
    let compiled = compile(&Request {
        source,
        columns: 2 + u32::from(random.chance(5)),
        tuple: random.chance(5),
        booleans: u32::from(random.chance(5)),
        captures: &captures(&free, random),
        functions: &[helper],
    });
    let _ = read_module(source, random.chance(50));
    let mut outcome = Outcome {
        took: cpu_time().saturating_sub(start),
        ..Outcome::default()
    };
    match compiled {
        Ok(compiled) => {
            outcome.native = true;
            let function = &compiled.function;
            assert_eq!(ir::verify(function), Ok(()), "{source}\n{function}");
            kernel::run(source, function, random, watch, &mut outcome);
        }
        Err(Refusal::Reasons(reasons)) => {
            assert!(!reasons.is_empty(), "no reason");
            for reason in &reasons {
                assert!(reason.line > 0 && reason.column > 0, "{reason:?}");
            }
            outcome.unread = reasons[0].code == "parse-error";
        }
        Err(Refusal::Needs(needs)) => assert_eq!(needs, [0]),
    }
    outcome
}

/// Something for each name: what it is made for, mostly.
fn captures(names: &[String], random: &mut Random) -> Vec<Capture> {
    let globals = [
        "Math",
        "Number",
        "NaN",
        "Infinity",
        "undefined",
        "isFinite",
        "isNaN",
        "Boolean",
    ];
    let mut captures = Vec::new();
    for name in names {
        let usual = match name.as_str() {
            name if globals.contains(&name) => None,
            "flag" => Some(CaptureKind::Boolean),
            "t" | "u" => Some(CaptureKind::Table),
            "h" => Some(CaptureKind::Function(0)),
            "M" => Some(CaptureKind::Builtin("Math".into())),
            "sin" => Some(CaptureKind::Builtin("Math.sin".into())),
            _ => Some(CaptureKind::Number),
        };
        let kind = match random.below(150) {
            0 => Some(CaptureKind::Number),
            1 => Some(CaptureKind::Table),
            2 => Some(CaptureKind::Other("an object".into())),
            _ => usual,
        };
        if let Some(kind) = kind {
            let name = name.clone();
            captures.push(Capture { name, kind });
        }
    }
    captures
}
