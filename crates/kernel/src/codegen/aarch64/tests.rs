//! Words, as GNU `as` writes them, on whichever machine this runs; what they compute is tested where they run, by
//! `codegen/tests/sums.rs`.

use super::encode::{Assembler, Op, Vector, X};
use crate::codegen::signature::{Input, Signature};
use crate::codegen::tape::Tape;
use crate::codegen::{Plan, Refusal, Source};
use crate::frontend::{Request, compile};
use crate::machine::Kind;

fn words(code: &[u8]) -> Vec<u32> {
    let word = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().expect("four bytes"));
    code.chunks_exact(4).map(word).collect()
}

#[test]
fn every_instruction() {
    let mut code = Assembler::default();
    let (top, end) = (code.label(), code.label());
    code.bind(top);
    code.landing();
    code.load(X(8), X(0), 16);
    code.store(X(1), X(9), 32760);
    code.load_byte(X(11), X(8));
    code.load_vector(Vector(31), X(10), 48);
    code.store_vector(Vector(16), X(11), 65520);
    code.add_items(X(11), X(10), X(1));
    code.add_number(X(1), X(1), 8);
    code.compare(X(1), X(2));
    code.set(X(0), 2);
    code.operate(Op::Add, Vector(3), Vector(17), Vector(30));
    code.operate(Op::Mul, Vector(29), Vector(0), Vector(7));
    code.jump_if_not_below(end);
    code.jump_if_not_zero(X(11), end);
    code.jump(top);
    code.bind(end);
    code.load_constant(Vector(30), 1.5_f64.to_bits());
    code.leave();
    let got = words(&code.finish().expect("near places"));
    let wanted = [
        0xd503_245f, //     bti   c
        0xf940_0808, //     ldr   x8, [x0, #16]
        0xf93f_fd21, //     str   x1, [x9, #32760]
        0x3940_010b, //     ldrb  w11, [x8]
        0x3dc0_0d5f, //     ldr   q31, [x10, #48]
        0x3dbf_fd70, //     str   q16, [x11, #65520]
        0x8b01_0d4b, //     add   x11, x10, x1, lsl #3
        0x9100_2021, //     add   x1, x1, #8
        0xeb02_003f, //     cmp   x1, x2
        0x5280_0040, //     mov   w0, #2
        0x4e7e_d623, //     fadd  v3.2d, v17.2d, v30.2d
        0x6e67_dc1d, //     fmul  v29.2d, v0.2d, v7.2d
        0x5400_0062, //     b.hs  . + 12
        0x3500_004b, //     cbnz  w11, . + 8
        0x17ff_fff2, //     b     . - 56
        0x9c00_00be, //     ldr   q30, . + 20
        0xd65f_03c0, //     ret
        0,
        0,
        0, // to the next multiple of 16
        0,
        0x3ff8_0000,
        0,
        0x3ff8_0000,
    ];
    assert_eq!(got, wanted, "{got:08x?}");
}

#[test]
fn places_too_far_away_have_no_code() {
    let mut code = Assembler::default();
    code.load(X(1), X(2), 32768);
    assert_eq!(code.finish(), None);
    let mut code = Assembler::default();
    code.load_vector(Vector(1), X(2), 24);
    assert_eq!(code.finish(), None);
}

fn plan(source: &str, inputs: &[Input], output: Kind) -> Result<Plan, Refusal> {
    let compiled = compile(&Request {
        source,
        columns: inputs.len() as u32,
        tuple: false,
        booleans: 0,
        captures: &[],
        functions: &[],
    });
    let Ok(compiled) = compiled else {
        panic!("not numeric: {source}")
    };
    let signature = Signature {
        inputs: inputs.to_vec(),
        outputs: vec![output],
        tables: Vec::new(),
    };
    let (draft, results) = crate::program::draft_of(&compiled.function);
    let source = Source::of(&draft, &results, &compiled.function);
    super::compile(&Tape::new(&source, &signature)?, &signature, 0)
}

#[test]
fn a_function_of_sums_and_products() {
    let inputs = [Input::Memory(Kind::F64)];
    let plan = plan("x => x * x + 3", &inputs, Kind::F64).expect("code");
    assert_eq!((plan.strip, plan.slots), (8, 0));
    let wanted = include_str!("sum.asm")
        .lines()
        .filter(|line| !line.starts_with('#'));
    let wanted = wanted.filter_map(|line| line.split_whitespace().nth(1));
    let got = words(&plan.code);
    let got: Vec<String> = got.iter().map(|word| format!("{word:08x}")).collect();
    assert_eq!(got, wanted.collect::<Vec<_>>());
}

#[test]
fn everything_else_is_refused() {
    let refused = |source, inputs: &[Input], output| {
        assert_eq!(
            plan(source, inputs, output).err(),
            Some(Refusal::Operation),
            "{source}"
        );
    };
    let numbers = [Input::Memory(Kind::F64)];
    for source in [
        "x => x - 1",
        "x => -x",
        "x => x > 1 ? x : 2",
        "x => x | 0",
        "x => Math.sqrt(x) + 1",
    ] {
        refused(source, &numbers, Kind::F64);
    }
    refused("x => x + 1", &numbers, Kind::F32);
    refused("x => x + 1", &[Input::Memory(Kind::I8)], Kind::F64);
    refused("x => x + 1", &[Input::Range], Kind::F64);
}
