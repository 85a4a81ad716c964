//! Whole functions: nothing but instructions of the set that was asked for. Those that call nobody leave the stack alone; the others keep
//! it aligned and read nothing that a call may have clobbered.

use std::collections::HashSet;

use iced_x86::{
    CpuidFeature, FlowControl, Instruction, InstructionInfoFactory, Mnemonic, OpAccess, Register,
};

use super::kernels::{instructions, plan_of};
use crate::codegen::signature::Input;
use crate::machine::{Isa, Kind};

/// Between them, every operation that there is code for.
const SOURCES: [&str; 13] = [
    "x => Math.sqrt(x) * 2 + 1 / x - Math.abs(x)",
    "x => Math.floor(x) + Math.ceil(x) * Math.trunc(x) - Math.round(x) + Math.sign(x) + Math.fround(x)",
    "x => Math.min(x, 3) + Math.max(-x, k) + Math.f16round(x)",
    "x => { let h = x | 0; h = Math.imul(h ^ h >>> 16, 73244475); return (h << 3 | ~h >> k) + Math.clz32(h) + (h >>> 0) }",
    "x => (Number.isNaN(x) || Number.isFinite(x)) !== (Number.isInteger(x) && !(x | 0)) && x > k || x <= 2 && (x | 0) < (k | 0)",
    "x => { for (let i = 0; i < 50; i++) x = 3.7 * x * (1 - x); return x }",
    "x => { let n = 0; while (n < 200 && x * x <= 4) { x = x * x - x; n++ } return n }",
    "x => { let s = 0; for (let i = 0; i < t.length; i++) s += t[i] * x; return s + t[x & 7] }",
    "x => x > 0 ? t[Math.floor(x)] : (x >>> 0) > (k >>> 0) ? k : -x",
    "x => Math.sin(x) * k + Math.pow(x, k) / Math.exp(k) + Math.hypot(x, k, 3)",
    "x => { let n = 0; for (let i = 0; i < 50; i++) { x = x > 0 ? Math.exp(-x) * k : Math.atan2(x, i); n += x | 0 } return n }",
    "x => { let n = x * k; while (n < 9 && x < 4) { n += x * 2; x = x + 1 } return Math.log(n) > 0 ? n % x : n % 3 }",
    "x => { let n = 0; for (let i = 0; i < x; i++) { n += x % k + i % 3 } return n % 2 < 1 ? Math.cos(x) : n + k }",
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

/// Registers that a callee may use for itself.
fn is_clobbered(register: Register) -> bool {
    use Register as R;
    let general = [
        R::RAX,
        R::RCX,
        R::RDX,
        R::RSI,
        R::RDI,
        R::R8,
        R::R9,
        R::R10,
        R::R11,
    ];
    register.is_zmm() || register.is_k() || general.contains(&register)
}

/// What calls may have clobbered and nobody has written since, in the order of the code.
#[derive(Default)]
struct Clobbered(HashSet<Register>);

impl Clobbered {
    fn call(&mut self) {
        let all = Register::values().map(Register::full_register);
        self.0 = all.filter(|register| is_clobbered(*register)).collect();
    }

    fn follow(&mut self, instruction: &Instruction, factory: &mut InstructionInfoFactory) {
        if instruction.mnemonic() == Mnemonic::Vzeroupper {
            // Keeps the lower parts of whatever is there.
            return;
        }
        let used: Vec<_> = factory.info(instruction).used_registers().to_vec();
        let operands = 0..instruction.op_count();
        let registers: HashSet<_> = operands.map(|at| instruction.op_register(at)).collect();
        // Something and itself: zeros, whatever it was.
        let is_zero = registers.len() == 1 && instruction.op_count() == 3;
        for used in &used {
            let register = used.register().full_register();
            let reads = !matches!(used.access(), OpAccess::Write | OpAccess::CondWrite);
            assert!(
                is_zero || !(reads && self.0.contains(&register)),
                "{register:?} was clobbered: {instruction:?}"
            );
        }
        for used in used {
            if !matches!(used.access(), OpAccess::Read | OpAccess::CondRead) {
                self.0.remove(&used.register().full_register());
            }
        }
    }
}

/// One function: what it begins and ends with, what it uses.
fn inspect(source: &str, all: &[Instruction], isa: Isa) {
    let mut factory = InstructionInfoFactory::new();
    let mut clobbered = Clobbered::default();
    assert_eq!(all[0].mnemonic(), Mnemonic::Endbr64);
    let calls = all
        .iter()
        .any(|it| it.flow_control() == FlowControl::IndirectCall);
    // Pushing eight bytes aligns the stack.
    let pushes = all.iter().position(|it| it.mnemonic() == Mnemonic::Push);
    assert_eq!(pushes, calls.then_some(1), "{source}");
    let mut before = Mnemonic::Endbr64;
    for instruction in all {
        assert!(!instruction.is_invalid(), "{source}");
        let features = instruction.cpuid_features();
        assert!(
            features.iter().all(|feature| has(isa, *feature)),
            "{source}: {instruction:?} {features:?}"
        );
        let mnemonic = instruction.mnemonic();
        match mnemonic {
            Mnemonic::Ret if calls => assert_eq!(before, Mnemonic::Pop, "{source}"),
            Mnemonic::Ret | Mnemonic::Call => assert_eq!(before, Mnemonic::Vzeroupper, "{source}"),
            Mnemonic::Pop => assert!(calls && before == Mnemonic::Vzeroupper, "{source}"),
            Mnemonic::Push => assert_eq!(before, Mnemonic::Endbr64, "{source}"),
            _ => assert!(!instruction.is_stack_instruction(), "{source}"),
        }
        let flow = instruction.flow_control();
        assert!(
            !matches!(flow, FlowControl::Call | FlowControl::IndirectBranch),
            "leaves the function: {source}"
        );
        for used in factory.info(instruction).used_registers() {
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
            let moves_stack = instruction.is_stack_instruction();
            assert!(
                register != Register::RSP || moves_stack || calls && !writes,
                "{source}"
            );
        }
        clobbered.follow(instruction, &mut factory);
        if flow == FlowControl::IndirectCall {
            clobbered.call();
        }
        before = mnemonic;
    }
}

#[test]
fn code_asks_for_no_more_than_its_instruction_set_and_keeps_to_the_convention() {
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
                let plan = plan_of(source, &[input], &[kind], &[Kind::F64], isa);
                inspect(source, &instructions(&plan.code), isa);
            }
        }
    }
}
