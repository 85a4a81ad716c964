//! Code of kernels from source, for instruction sets that this CPU need not have.

use iced_x86::{Decoder, DecoderOptions, Instruction, Mnemonic};

use crate::codegen::signature::Input;
use crate::codegen::{Plan, Signature, Source, plan};
use crate::frontend::{Capture, CaptureKind, Request, compile};
use crate::machine::{Isa, Kind};

/// The code of a function that may read a number `k`, a table `t` and a table `u`.
pub(super) fn plan_of(
    source: &str,
    inputs: &[Input],
    outputs: &[Kind],
    tables: &[Kind],
    isa: Isa,
) -> Plan {
    let capture = |name: &str, kind| Capture {
        name: name.into(),
        kind,
    };
    let compiled = compile(&Request {
        source,
        columns: inputs.len() as u32,
        tuple: false,
        booleans: 0,
        captures: &[
            capture("k", CaptureKind::Number),
            capture("t", CaptureKind::Table),
            capture("u", CaptureKind::Table),
        ],
        functions: &[],
    });
    let Ok(compiled) = compiled else {
        panic!("not numeric: {source}")
    };
    let function = &compiled.function;
    let signature = Signature {
        inputs: inputs.to_vec(),
        outputs: outputs
            .iter()
            .copied()
            .cycle()
            .take(function.results().count())
            .collect(),
        tables: tables
            .iter()
            .copied()
            .cycle()
            .take(function.tables.len())
            .collect(),
    };
    let (draft, results) = crate::program::draft_of(function);
    let source_of = Source::of(&draft, &results, function);
    match plan(&source_of, &signature, isa) {
        Ok(plan) => plan,
        Err(refusal) => panic!("{refusal:?}: {source}"),
    }
}

/// The instructions up to the constants.
pub(super) fn instructions(code: &[u8]) -> Vec<Instruction> {
    let decoder = Decoder::with_ip(64, code, 0, DecoderOptions::NONE);
    // Three ways out, behind everything else.
    let mut returns = 0;
    decoder
        .into_iter()
        .take_while(|instruction| {
            let more = returns < 3;
            returns += u32::from(instruction.mnemonic() == Mnemonic::Ret);
            more
        })
        .collect()
}
