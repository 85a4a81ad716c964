//! A kernel on every instruction set, by the block machine and as machine code, on the same data.

use std::sync::atomic::AtomicBool;

use numpool_kernel::ir;
use numpool_kernel::machine::{Choice, Column, Error, Isa, Kind, Machine, Output, Run, Table};
use numpool_kernel::program::Program;
use numpool_math::Table as Providers;

use crate::check::Outcome;
use crate::clock::Watch;
use crate::random::Random;

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

/// What a kernel runs on: the same on every machine.
struct Data {
    length: usize,
    columns: Vec<Items>,
    params: Vec<f64>,
    tables: Vec<Items>,
    output: Kind,
    in_place: bool,
}

/// A typed array.
#[derive(Clone)]
struct Items {
    kind: Kind,
    /// Its bytes; words, for their alignment.
    words: Vec<u64>,
    length: usize,
}

impl Items {
    fn any(length: usize, most: usize, random: &mut Random) -> Self {
        let kind = if random.chance(60) {
            Kind::F64
        } else {
            *random.pick(&Kind::ALL)
        };
        let mut bytes = Vec::new();
        for _ in 0..length {
            let number = VALUES[random.below(most)];
            // What an array of another kind makes of it does not matter: some item.
            match kind {
                Kind::F64 => bytes.extend(number.to_ne_bytes()),
                Kind::F32 => bytes.extend((number as f32).to_ne_bytes()),
                Kind::F16 => bytes.extend(((number.to_bits() >> 42) as u16).to_ne_bytes()),
                Kind::Bool => bytes.push(u8::from(number > 1.0)),
                _ => bytes.extend(&(number as i64).to_ne_bytes()[..kind.size()]),
            }
        }
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        let words = bytes.chunks_exact(8).map(|word| {
            let word = word.try_into().expect("eight bytes");
            u64::from_ne_bytes(word)
        });
        Self {
            kind,
            words: words.collect(),
            length,
        }
    }

    fn bytes(&self) -> impl Iterator<Item = u8> {
        let bytes = self.words.iter().flat_map(|word| word.to_ne_bytes());
        bytes.take(self.length * self.kind.size())
    }
}

impl Data {
    fn any(function: &ir::Function, random: &mut Random) -> Self {
        let length = *random.pick(&LENGTHS);
        let tame = random.chance(50);
        let most = if tame { 9 } else { VALUES.len() };
        let output = *random.pick(&Kind::ALL);
        let columns: Vec<Items> = (0..function.columns)
            .map(|_| Items::any(length, most, random))
            .collect();
        let alike = columns.first().is_some_and(|column| column.kind == output);
        Self {
            length,
            columns,
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
                    Items::any(items, most, random)
                })
                .collect(),
            output,
            in_place: alike && random.chance(30),
        }
    }
}

/// Runs a kernel on every machine of every instruction set.
pub(crate) fn run(
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
        for choice in [Choice::Interpreter, Choice::Generated] {
            program.choose(choice);
            let found = results(&program, &data, watch);
            let code = program.is_generated();
            outcome.code |= code;
            if matches!(found, Found::Stopped) {
                outcome.stopped = true;
                return;
            }
            outcome.beyond |= matches!(found, Found::Beyond);
            let first = first.get_or_insert_with(|| found.clone());
            assert!(
                same(first, &found, data.output),
                "{source}\n{function}\n{}, machine code {code}: {found:?} instead of {first:?}",
                isa.name()
            );
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
        columns[0].words.as_mut_ptr().cast()
    } else {
        bytes.as_mut_ptr()
    };
    let inputs: Vec<Column> = columns
        .iter()
        .map(|column| Column::Memory {
            ptr: column.words.as_ptr().cast(),
            kind: column.kind,
            shared: false,
        })
        .collect();
    let tables: Vec<Table> = data
        .tables
        .iter()
        .map(|table| Table {
            ptr: table.words.as_ptr().cast(),
            length: table.length,
            kind: table.kind,
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
        Ok(true) if data.in_place => Found::Bytes(columns[0].bytes().chain(more).collect()),
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
