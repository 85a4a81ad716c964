//! One source through the crate: what must hold of it.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use numpool_kernel::frontend::{
    Capture, CaptureKind, Captured, Compiled, Refusal, Request, analyze, compile, read_module,
};
use numpool_kernel::ir;
use numpool_kernel::machine::{Column, Error, Isa, Kind, Machine, Output, Run, Table};
use numpool_kernel::program::Program;
use numpool_math::Table as Providers;

use crate::clock::{Watch, cpu_time};
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
        Ok(compiled) => run_all(source, &compiled, random, watch, &mut outcome),
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

fn run_all(
    source: &str,
    compiled: &Compiled,
    random: &mut Random,
    watch: &Watch,
    outcome: &mut Outcome,
) {
    outcome.native = true;
    let function = &compiled.function;
    assert_eq!(ir::verify(function), Ok(()), "{source}\n{function}");
    run(source, function, random, watch, outcome);
}

const VALUES: [f64; 20] = [
    0.0,
    -0.0,
    1.0,
    2.0,
    3.0,
    -1.0,
    0.5,
    2.5,
    -7.0,
    31.0,
    2_147_483_648.0,
    4_294_967_296.0,
    -4_294_967_297.5,
    9_007_199_254_740_993.0,
    5e-324,
    1e300,
    1e-300,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
];

const LENGTHS: [usize; 9] = [0, 1, 7, 16, 17, 128, 169, 513, 600];

/// What a kernel runs on: the same on every instruction set.
struct Data {
    length: usize,
    columns: Vec<Vec<f64>>,
    params: Vec<f64>,
    tables: Vec<Vec<f64>>,
    output: Kind,
    in_place: bool,
}

impl Data {
    fn any(function: &ir::Function, random: &mut Random) -> Self {
        let length = *random.pick(&LENGTHS);
        let tame = random.chance(50);
        let numbers = |count: usize, random: &mut Random| -> Vec<f64> {
            let most = if tame { 9 } else { VALUES.len() };
            (0..count).map(|_| VALUES[random.below(most)]).collect()
        };
        let output = *random.pick(&Kind::ALL);
        Self {
            length,
            columns: (0..function.columns)
                .map(|_| numbers(length, random))
                .collect(),
            params: function
                .params
                .iter()
                .map(|param| match param.ty {
                    ir::Type::Bool => f64::from(u8::from(random.chance(50))),
                    _ => *random.pick(&VALUES),
                })
                .collect(),
            tables: function
                .tables
                .iter()
                .map(|_| {
                    let items = random.below(12);
                    numbers(items, random)
                })
                .collect(),
            output,
            in_place: output == Kind::F64 && function.columns > 0 && random.chance(30),
        }
    }
}

/// Runs a kernel on every instruction set.
fn run(
    source: &str,
    function: &ir::Function,
    random: &mut Random,
    watch: &Watch,
    outcome: &mut Outcome,
) {
    let data = Data::any(function, random);
    let mut first = None;
    let mut refused = 0;
    for (tried, isa) in Isa::available().enumerate() {
        let Ok(program) = Program::with_isa(function, isa) else {
            refused += 1;
            assert_eq!(refused, tried + 1, "{source}\ntoo large for some");
            continue;
        };
        assert_eq!(refused, 0, "{source}\ntoo large for some");
        assert!(program.cost_ns() >= 0.0);
        outcome.loops |= program.has_loops();
        match results(&program, &data, watch) {
            Found::Stopped => {
                outcome.stopped = true;
                return;
            }
            found => {
                outcome.beyond |= matches!(found, Found::Beyond);
                let first = first.get_or_insert_with(|| found.clone());
                assert!(
                    same(first, &found, data.output),
                    "{source}\n{function}\n{}: {found:?} instead of {first:?}",
                    isa.name()
                );
            }
        }
    }
}

#[derive(Clone, Debug)]
enum Found {
    Bytes(Vec<u8>),
    Beyond,
    Stopped,
}

fn results(program: &Program, data: &Data, watch: &Watch) -> Found {
    let mut columns = data.columns.clone();
    let mut bytes = vec![0_u8; data.length * data.output.size()];
    let others = program.results().len() - 1;
    let mut more = vec![0_u8; bytes.len() * others];
    let others: Vec<Output> = (0..others)
        .map(|number| Output {
            ptr: more.as_mut_ptr().wrapping_add(number * bytes.len()),
            kind: data.output,
            shared: false,
        })
        .collect();
    let ptr = if data.in_place {
        columns[0].as_mut_ptr().cast()
    } else {
        bytes.as_mut_ptr()
    };
    let inputs: Vec<Column> = columns
        .iter()
        .map(|column| Column::Memory {
            ptr: column.as_ptr().cast(),
            kind: Kind::F64,
            shared: false,
        })
        .collect();
    let tables: Vec<Table> = data
        .tables
        .iter()
        .map(|table| Table {
            ptr: table.as_ptr().cast(),
            length: table.len(),
            kind: Kind::F64,
        })
        .collect();
    let math = Providers::host_libm();
    let run = Run {
        program,
        columns: &inputs,
        output: Output {
            ptr,
            kind: data.output,
            shared: false,
        },
        others: &others,
        params: &data.params,
        math: &math,
        tables: &tables,
    };
    let mut machine = Machine::new().expect("memory");
    // SAFETY: columns and outputs have `length` items (an output in place is a column of its kind), tables as many as
    // they say, and all live until the end of this function.
    let mut go = |stop: &AtomicBool| unsafe { machine.run(&run, 0..data.length, stop) };
    // What has no loop ends by itself, however little CPU time there is.
    let done = if program.has_loops() {
        watch.run(go)
    } else {
        go(&AtomicBool::new(false))
    };
    match done {
        Ok(true) if data.in_place => {
            let first = columns[0].iter().flat_map(|x| x.to_ne_bytes());
            Found::Bytes(first.chain(more).collect())
        }
        Ok(true) => Found::Bytes([bytes, more].concat()),
        Ok(false) => Found::Stopped,
        Err(Error::OutOfBounds) => Found::Beyond,
        Err(error) => panic!("{error}"),
    }
}

/// Whether two results are the same: bit by bit, but one NaN is like another.
fn same(a: &Found, b: &Found, kind: Kind) -> bool {
    match (a, b) {
        (Found::Beyond, Found::Beyond) => true,
        (Found::Bytes(a), Found::Bytes(b)) => {
            let items = a.chunks_exact(kind.size()).zip(b.chunks_exact(kind.size()));
            a.len() == b.len()
                && items
                    .into_iter()
                    .all(|(a, b)| a == b || (is_nan(a, kind) && is_nan(b, kind)))
        }
        _ => false,
    }
}

fn is_nan(item: &[u8], kind: Kind) -> bool {
    match kind {
        Kind::F64 => item
            .try_into()
            .is_ok_and(|item| f64::from_ne_bytes(item).is_nan()),
        Kind::F32 => item
            .try_into()
            .is_ok_and(|item| f32::from_ne_bytes(item).is_nan()),
        Kind::F16 => item
            .try_into()
            .is_ok_and(|item| u16::from_ne_bytes(item) & 0x7fff > 0x7c00),
        _ => false,
    }
}
