//! Bytes of instructions: VEX for AVX2, EVEX for AVX-512, and the few scalar ones around them.
//!
//! An own encoder, because all vector instructions have one shape: an opcode, up to three operands of which the last may be
//! memory, perhaps a mask and an immediate. One table of opcodes then serves both instruction sets, a kernel is encoded in
//! microseconds, and nothing is added to the library. The tests read everything back with the disassembler of `iced-x86`.
//!
//! Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, chapter 2 ("Instruction Format").

/// A general register, by its number in encodings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gpr(pub(super) u8);

/// How many bytes an operand has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Len {
    L128 = 0,
    L256 = 1,
    L512 = 2,
}

/// An opcode with its prefixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Op {
    /// 1 is 0F, 2 is 0F38, 3 is 0F3A.
    pub(super) map: u8,
    /// 0 is none, 1 is 66, 2 is F3, 3 is F2.
    pub(super) prefix: u8,
    pub(super) wide: bool,
    pub(super) code: u8,
}

/// A place in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mem {
    /// What the register points to, and so many bytes further.
    At(Gpr, i32),
    /// The same, and a number of items further, of 1, 2, 4 or 8 bytes.
    Item(Gpr, Gpr, u8, i32),
    /// An item for each number in a vector register.
    Items(Gpr, u8, u8),
    /// An entry of the pool of constants.
    Pool(u32),
}

/// The last operand of an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rm {
    Reg(u8),
    Mem(Mem),
    /// One number for all lanes (EVEX only).
    Splat(Mem),
}

/// Which lanes an instruction writes: those of a mask register, the others kept or zeroed. 0 is all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mask {
    pub(super) register: u8,
    pub(super) zero: bool,
}

/// All lanes.
pub(super) const ALL: Mask = Mask {
    register: 0,
    zero: false,
};

/// A place in the code that jumps lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label(u32);

/// A condition of a jump, by its number in encodings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    NotBelow = 3,
    Equal = 4,
    NotEqual = 5,
    Parity = 10,
}

/// A displacement that is known when all is laid out: it stands at `at` and counts from `end`.
struct Fix {
    at: usize,
    end: usize,
    to: Target,
}

enum Target {
    Label(Label),
    Pool(u32),
}

/// Code being written.
pub(super) struct Assembler {
    pub(super) bytes: Vec<u8>,
    evex: bool,
    fixes: Vec<Fix>,
    labels: Vec<Option<usize>>,
}

impl Assembler {
    pub(super) fn new(evex: bool) -> Self {
        Self {
            bytes: Vec::with_capacity(4096),
            evex,
            fixes: Vec::new(),
            labels: Vec::new(),
        }
    }

    /// A vector instruction: `reg` and `rm` in `ModRM`, `second` the operand between them (0 where there is none).
    #[expect(clippy::too_many_arguments, reason = "as many as an instruction has")]
    pub(super) fn vector(
        &mut self,
        op: Op,
        len: Len,
        reg: u8,
        second: u8,
        rm: Rm,
        mask: Mask,
        immediate: Option<u8>,
    ) {
        if self.evex {
            self.evex_prefix(op, len, reg, second, rm, mask);
        } else {
            debug_assert!(mask == ALL && !matches!(rm, Rm::Splat(_)));
            self.vex_prefix(op, len, reg, second, rm);
        }
        self.tail(op.code, reg, rm, immediate);
    }

    /// An instruction that exists with a VEX prefix only: on mask registers, and AVX2's blends.
    pub(super) fn vex(
        &mut self,
        op: Op,
        len: Len,
        reg: u8,
        second: u8,
        rm: Rm,
        immediate: Option<u8>,
    ) {
        self.vex_prefix(op, len, reg, second, rm);
        self.tail(op.code, reg, rm, immediate);
    }

    fn vex_prefix(&mut self, op: Op, len: Len, reg: u8, second: u8, rm: Rm) {
        debug_assert!(reg < 16 && second < 16);
        let (x, b, _) = extensions(rm);
        let inverted = |bit: u8| bit ^ 1;
        self.bytes.extend([
            0xc4,
            inverted(reg >> 3) << 7 | inverted(x) << 6 | inverted(b) << 5 | op.map,
            u8::from(op.wide) << 7 | (!second & 15) << 3 | (len as u8) << 2 | op.prefix,
        ]);
    }

    fn evex_prefix(&mut self, op: Op, len: Len, reg: u8, second: u8, rm: Rm, mask: Mask) {
        let (x, b, vector_index) = extensions(rm);
        let inverted = |bit: u8| bit & 1 ^ 1;
        // With an index in a vector register its highest bit stands where the second operand's does.
        let high = second >> 4 | vector_index;
        let splat = matches!(rm, Rm::Splat(_));
        self.bytes.extend([
            0x62,
            inverted(reg >> 3) << 7
                | inverted(x) << 6
                | inverted(b) << 5
                | inverted(reg >> 4) << 4
                | op.map,
            u8::from(op.wide) << 7 | (!second & 15) << 3 | 4 | op.prefix,
            u8::from(mask.zero) << 7
                | (len as u8) << 5
                | u8::from(splat) << 4
                | inverted(high) << 3
                | mask.register,
        ]);
    }

    /// Opcode, `ModRM` and what follows.
    fn tail(&mut self, code: u8, reg: u8, rm: Rm, immediate: Option<u8>) {
        self.bytes.push(code);
        self.operand(reg, rm, usize::from(immediate.is_some()));
        self.bytes.extend(immediate);
    }

    /// `ModRM`, SIB and displacement; `behind` bytes follow.
    fn operand(&mut self, reg: u8, rm: Rm, behind: usize) {
        let reg = (reg & 7) << 3;
        match rm {
            Rm::Reg(register) => self.bytes.push(0xc0 | reg | register & 7),
            Rm::Mem(mem) | Rm::Splat(mem) => match mem {
                Mem::At(base, offset) => {
                    self.bytes.push(0x80 | reg | base.0 & 7);
                    if base.0 & 7 == 4 {
                        self.bytes.push(0x24);
                    }
                    self.bytes.extend(offset.to_le_bytes());
                }
                Mem::Item(base, index, size, offset) => {
                    self.indexed(reg, base, index.0, size, offset);
                }
                Mem::Items(base, index, size) => self.indexed(reg, base, index, size, 0),
                Mem::Pool(entry) => {
                    self.bytes.push(reg | 5);
                    let at = self.bytes.len();
                    self.bytes.extend([0; 4]);
                    let end = at + 4 + behind;
                    self.fixes.push(Fix {
                        at,
                        end,
                        to: Target::Pool(entry),
                    });
                }
            },
        }
    }

    fn indexed(&mut self, reg: u8, base: Gpr, index: u8, size: u8, offset: i32) {
        let scale = size.trailing_zeros() as u8;
        self.bytes
            .extend([0x84 | reg, scale << 6 | (index & 7) << 3 | base.0 & 7]);
        self.bytes.extend(offset.to_le_bytes());
    }

    /// A legacy instruction on general registers: opcode bytes, `reg` (or the opcode's extension) and `rm`.
    pub(super) fn scalar(&mut self, wide: bool, opcode: &[u8], reg: u8, rm: Rm, immediate: &[u8]) {
        let (x, b, _) = extensions(rm);
        let rex = 0x40 | u8::from(wide) << 3 | (reg >> 3) << 2 | x << 1 | b;
        if rex != 0x40 {
            self.bytes.push(rex);
        }
        self.bytes.extend(opcode);
        self.operand(reg, rm, immediate.len());
        self.bytes.extend(immediate);
    }

    pub(super) fn label(&mut self) -> Label {
        self.labels.push(None);
        Label(self.labels.len() as u32 - 1)
    }

    /// The label stands for the place that is reached now.
    pub(super) fn bind(&mut self, label: Label) {
        self.labels[label.0 as usize] = Some(self.bytes.len());
    }

    pub(super) fn jump(&mut self, to: Label) {
        self.bytes.push(0xe9);
        self.distance(to);
    }

    pub(super) fn jump_if(&mut self, condition: Condition, to: Label) {
        self.bytes.extend([0x0f, 0x80 | condition as u8]);
        self.distance(to);
    }

    fn distance(&mut self, to: Label) {
        let at = self.bytes.len();
        self.bytes.extend([0; 4]);
        let to = Target::Label(to);
        self.fixes.push(Fix {
            at,
            end: at + 4,
            to,
        });
    }

    /// The finished code, with its constants behind it; `None` where a label was never bound.
    pub(super) fn finish(mut self, pool: &super::pool::Pool) -> Option<Vec<u8>> {
        let offsets = pool.lay_out(&mut self.bytes);
        for fix in &self.fixes {
            let target = match fix.to {
                Target::Label(label) => self.labels[label.0 as usize]?,
                Target::Pool(entry) => *offsets.get(entry as usize)?,
            };
            let distance = i32::try_from(target as i64 - fix.end as i64).ok()?;
            self.bytes[fix.at..fix.at + 4].copy_from_slice(&distance.to_le_bytes());
        }
        Some(self.bytes)
    }
}

/// The bits of an operand's registers that stand in a prefix: X, B, and the fifth bit of a vector index.
fn extensions(rm: Rm) -> (u8, u8, u8) {
    match rm {
        Rm::Reg(register) => (register >> 4, register >> 3 & 1, 0),
        Rm::Mem(mem) | Rm::Splat(mem) => match mem {
            Mem::At(base, _) => (0, base.0 >> 3, 0),
            Mem::Item(base, index, ..) => (index.0 >> 3, base.0 >> 3, 0),
            Mem::Items(base, index, _) => (index >> 3 & 1, base.0 >> 3, index >> 4),
            Mem::Pool(_) => (0, 0, 0),
        },
    }
}
