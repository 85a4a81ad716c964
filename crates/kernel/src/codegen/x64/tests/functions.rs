//! Whole functions: nothing but instructions of the set that was asked for, that leave the stack alone and call nobody.

use iced_x86::{CpuidFeature, FlowControl, InstructionInfoFactory, Mnemonic, OpAccess, Register};

use super::kernels::{instructions, plan_of};
use crate::codegen::signature::Input;
use crate::machine::{Isa, Kind};

/// Between them, every operation that there is code for.
const SOURCES: [&str; 9] = [
    "x => Math.sqrt(x) * 2 + 1 / x - Math.abs(x)",
    "x => Math.floor(x) + Math.ceil(x) * Math.trunc(x) - Math.round(x) + Math.sign(x) + Math.fround(x)",
    "x => Math.min(x, 3) + Math.max(-x, k) + Math.f16round(x)",
    "x => { let h = x | 0; h = Math.imul(h ^ h >>> 16, 73244475); return (h << 3 | ~h >> k) + Math.clz32(h) + (h >>> 0) }",
    "x => (Number.isNaN(x) || Number.isFinite(x)) !== (Number.isInteger(x) && !(x | 0)) && x > k || x <= 2 && (x | 0) < (k | 0)",
    "x => { for (let i = 0; i < 50; i++) x = 3.7 * x * (1 - x); return x }",
    "x => { let n = 0; while (n < 200 && x * x <= 4) { x = x * x - x; n++ } return n }",
    "x => { let s = 0; for (let i = 0; i < t.length; i++) s += t[i] * x; return s + t[x & 7] }",
    "x => x > 0 ? t[Math.floor(x)] : (x >>> 0) > (k >>> 0) ? k : -x",
];

/// What a CPU needs that [`Isa`] takes for one of this instruction set.
fn has(isa: Isa, feature: CpuidFeature) -> bool {
    use CpuidFeature as F;
    match feature {
        // F16C is asked for where these kinds come in.
        F::INTEL8086
        | F::INTEL386
        | F::INTEL486
        | F::X64
        | F::CET_IBT
        | F::AVX
        | F::AVX2
        | F::F16C => true,
        F::AVX512F | F::AVX512DQ | F::AVX512VL => isa == Isa::Avx512,
        _ => false,
    }
}

#[test]
fn code_asks_for_no_more_than_its_instruction_set() {
    let mut factory = InstructionInfoFactory::new();
    let inputs = Kind::ALL
        .into_iter()
        .map(Input::Memory)
        .chain([Input::Range]);
    let signatures: Vec<_> = inputs
        .flat_map(|input| Kind::ALL.map(|kind| (input, kind)))
        .collect();
    for isa in [Isa::Avx2, Isa::Avx512] {
        for source in SOURCES {
            for &(input, kind) in &signatures {
                let plan = plan_of(source, &[input], &[kind], &[kind], isa);
                let all = instructions(&plan.code);
                assert_eq!(all[0].mnemonic(), Mnemonic::Endbr64);
                let mut before = Mnemonic::Endbr64;
                for instruction in all {
                    assert!(!instruction.is_invalid(), "{source} {kind:?}");
                    let features = instruction.cpuid_features();
                    assert!(
                        features.iter().all(|feature| has(isa, *feature)),
                        "{source}: {instruction:?} {features:?}"
                    );
                    assert!(!instruction.is_stack_instruction() || before == Mnemonic::Vzeroupper);
                    let flow = instruction.flow_control();
                    if matches!(flow, FlowControl::Call | FlowControl::IndirectBranch) {
                        panic!("leaves the function: {source}");
                    }
                    for used in factory.info(&instruction).used_registers() {
                        let register = used.register().full_register();
                        let writes = !matches!(used.access(), OpAccess::Read | OpAccess::CondRead);
                        let kept = [
                            Register::RBX,
                            Register::RBP,
                            Register::R12,
                            Register::R13,
                            Register::R14,
                            Register::R15,
                        ];
                        assert!(
                            !(writes && kept.contains(&register)),
                            "{source}: {register:?}"
                        );
                        let is_return = instruction.mnemonic() == Mnemonic::Ret;
                        assert!(register != Register::RSP || is_return, "{source}");
                    }
                    before = instruction.mnemonic();
                }
            }
        }
    }
}
