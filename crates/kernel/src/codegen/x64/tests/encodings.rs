//! Every shape of an instruction: registers above 15, masks, memory, spread numbers.

use iced_x86::{Decoder, DecoderOptions, Instruction, Mnemonic, OpKind, Register};

use super::super::encode::{ALL, Assembler, Gpr, Len, Mask, Mem, Op, Rm};
use super::super::opcodes as op;
use super::super::pool::{Entry, Pool};

fn decode(bytes: &[u8]) -> Instruction {
    let mut decoder = Decoder::new(64, bytes, DecoderOptions::NONE);
    let instruction = decoder.decode();
    assert!(!instruction.is_invalid(), "{bytes:x?}");
    assert_eq!(instruction.len(), bytes.len(), "{bytes:x?}");
    instruction
}

fn vector_register(len: Len, number: u8) -> Register {
    let first = match len {
        Len::L128 => Register::XMM0,
        Len::L256 => Register::YMM0,
        Len::L512 => Register::ZMM0,
    };
    first + u32::from(number)
}

/// Instructions with three operands of one length.
const THREE: [(Op, Mnemonic, Mnemonic); 12] = [
    (op::ADD_PD, Mnemonic::Vaddpd, Mnemonic::Vaddpd),
    (op::MUL_PD, Mnemonic::Vmulpd, Mnemonic::Vmulpd),
    (op::SUB_PD, Mnemonic::Vsubpd, Mnemonic::Vsubpd),
    (op::DIV_PD, Mnemonic::Vdivpd, Mnemonic::Vdivpd),
    (op::MIN_PD, Mnemonic::Vminpd, Mnemonic::Vminpd),
    (op::MAX_PD, Mnemonic::Vmaxpd, Mnemonic::Vmaxpd),
    (op::AND_PD, Mnemonic::Vandpd, Mnemonic::Vandpd),
    (op::OR_PD, Mnemonic::Vorpd, Mnemonic::Vorpd),
    (op::XOR_PD, Mnemonic::Vxorpd, Mnemonic::Vxorpd),
    (op::AND_D, Mnemonic::Vpandd, Mnemonic::Vpand),
    (op::SHL_D, Mnemonic::Vpsllvd, Mnemonic::Vpsllvd),
    (op::MUL_D, Mnemonic::Vpmulld, Mnemonic::Vpmulld),
];

/// Registers of which each has other bits in a prefix.
const REGISTERS: [u8; 8] = [0, 5, 8, 13, 16, 21, 24, 31];
const BASES: [(Gpr, Register); 6] = [
    (Gpr(0), Register::RAX),
    (Gpr(4), Register::RSP),
    (Gpr(5), Register::RBP),
    (Gpr(7), Register::RDI),
    (Gpr(9), Register::R9),
    (Gpr(12), Register::R12),
];

#[test]
fn registers_and_masks() {
    for (evex, lens) in [
        (true, &[Len::L256, Len::L512][..]),
        (false, &[Len::L128, Len::L256]),
    ] {
        for (op, with_evex, with_vex) in THREE {
            for len in lens {
                for a in REGISTERS.into_iter().filter(|a| evex || *a < 16) {
                    for b in REGISTERS.into_iter().filter(|b| evex || *b < 16) {
                        let c = a ^ b ^ 6;
                        let mask = Mask {
                            register: if evex { a & 7 } else { 0 },
                            zero: evex && a & 7 > 0 && b > 8,
                        };
                        let mut code = Assembler::new(evex);
                        code.vector(op, *len, a, b, Rm::Reg(c), mask, None);
                        let got = decode(&code.bytes);
                        assert_eq!(got.mnemonic(), if evex { with_evex } else { with_vex });
                        for (index, register) in [a, b, c].into_iter().enumerate() {
                            let index = index as u32;
                            assert_eq!(got.op_register(index), vector_register(*len, register));
                        }
                        let k = match mask.register {
                            0 => Register::None,
                            register => Register::K0 + u32::from(register),
                        };
                        assert_eq!(got.op_mask(), k);
                        assert_eq!(got.zeroing_masking(), mask.zero);
                    }
                }
            }
        }
    }
}

#[test]
fn memory() {
    for evex in [true, false] {
        for (base, base_register) in BASES {
            for (index, index_register) in BASES.into_iter().filter(|(index, _)| index.0 != 4) {
                for size in [1, 2, 4, 8] {
                    let mut code = Assembler::new(evex);
                    let item = Rm::Mem(Mem::Item(base, index, size, 0x1234));
                    code.vector(op::ADD_PD, Len::L256, 11, 2, item, ALL, None);
                    let got = decode(&code.bytes);
                    assert_eq!(got.memory_base(), base_register);
                    assert_eq!(got.memory_index(), index_register);
                    assert_eq!(got.memory_index_scale(), u32::from(size));
                    assert_eq!(got.memory_displacement64(), 0x1234);
                }
            }
            let mut code = Assembler::new(evex);
            let place = Rm::Mem(Mem::At(base, -64));
            code.vector(op::COMPARE_PD, Len::L256, 3, 4, place, ALL, Some(17));
            let got = decode(&code.bytes);
            assert_eq!(got.memory_base(), base_register);
            assert_eq!(got.memory_index(), Register::None);
            assert_eq!(got.memory_displacement64(), -64_i64 as u64);
            assert_eq!(got.immediate8(), 17);
            let mut code = Assembler::new(evex);
            code.scalar(true, &[0x8b], 10, place, &[]);
            let got = decode(&code.bytes);
            assert_eq!(got.mnemonic(), Mnemonic::Mov);
            assert_eq!(
                (got.op0_register(), got.memory_base()),
                (Register::R10, base_register)
            );
        }
    }
}

#[test]
fn gathers() {
    for vector in REGISTERS {
        let mut code = Assembler::new(true);
        let items = Rm::Mem(Mem::Items(Gpr(1), vector, 8));
        let mask = Mask {
            register: 7,
            zero: false,
        };
        code.vector(
            op::GATHER_PD,
            Len::L512,
            30 - vector / 2,
            0,
            items,
            mask,
            None,
        );
        let got = decode(&code.bytes);
        assert_eq!(got.mnemonic(), Mnemonic::Vgatherqpd);
        assert_eq!(got.memory_index(), vector_register(Len::L512, vector));
        assert_eq!(
            got.op0_register(),
            vector_register(Len::L512, 30 - vector / 2)
        );
        assert_eq!(got.op_mask(), Register::K7);
    }
    for vector in [2, 12] {
        let mut code = Assembler::new(false);
        let items = Rm::Mem(Mem::Items(Gpr(1), vector, 8));
        code.vex(op::GATHER_PD, Len::L256, 9, 14, items, None);
        let got = decode(&code.bytes);
        assert_eq!(got.mnemonic(), Mnemonic::Vgatherqpd);
        assert_eq!(got.memory_index(), vector_register(Len::L256, vector));
        assert_eq!(got.op2_register(), Register::YMM14);
    }
}

#[test]
fn constants_stand_behind_the_code() {
    for evex in [true, false] {
        let mut pool = Pool::default();
        let mut code = Assembler::new(evex);
        let one = pool.entry(Entry::One(1));
        let lanes = pool.entry(Entry::Lanes([7; 8]));
        assert_eq!(one, pool.entry(Entry::One(1)));
        let (first, second) = (Rm::Mem(Mem::Pool(one)), Rm::Mem(Mem::Pool(lanes)));
        code.vector(op::ROUND_PD, Len::L256, 3, 0, first, ALL, Some(9));
        code.vector(op::ADD_PD, Len::L256, 3, 4, second, ALL, None);
        let bytes = code.finish(&pool).expect("no jumps");
        let mut decoder = Decoder::with_ip(64, &bytes, 0, DecoderOptions::NONE);
        let (first, second) = (decoder.decode(), decoder.decode());
        let word = |at: u64| u64::from_le_bytes(bytes[at as usize..][..8].try_into().expect("8"));
        assert_eq!(word(first.ip_rel_memory_address()), 1);
        assert_eq!(word(second.ip_rel_memory_address()), 7);
        assert!(second.ip_rel_memory_address().is_multiple_of(64));
    }
}

#[test]
fn one_number_for_all_lanes() {
    let mut code = Assembler::new(true);
    let splat = Rm::Splat(Mem::At(Gpr(9), 8));
    code.vector(op::MUL_PD, Len::L512, 17, 18, splat, ALL, None);
    let got = decode(&code.bytes);
    assert!(got.is_broadcast());
    assert_eq!(got.op2_kind(), OpKind::Memory);
}
