//! Words of instructions: each has four bytes. What does not fit into one, as a place too far away, is noted, and there is no code.
//!
//! Source: Arm Architecture Reference Manual for A-profile architecture, chapter C6 and C7 ("Instruction Descriptions").

/// A general register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct X(pub(super) u8);

/// A vector register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Vector(pub(super) u8);

/// An operation on two numbers in each of two vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Add,
    Mul,
}

/// A place in the code that jumps lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label(usize);

/// What a distance that is known when all is laid out leads to, and where in a word it stands.
#[derive(Clone, Copy)]
enum Fix {
    /// 19 bits from bit 5 on.
    Short(Label),
    /// 26 bits from bit 0 on.
    Long(Label),
    /// 19 bits from bit 5 on, to a constant.
    Constant(usize),
}

/// Code being written.
#[derive(Default)]
pub(super) struct Assembler {
    words: Vec<u32>,
    labels: Vec<Option<usize>>,
    fixes: Vec<(usize, Fix)>,
    /// Behind the code, each twice: for both lanes.
    constants: Vec<u64>,
    too_far: bool,
}

impl Assembler {
    /// `bti c`: where control flow is enforced, calls lead to such places only.
    pub(super) fn landing(&mut self) {
        self.words.push(0xd503_245f);
    }

    pub(super) fn load(&mut self, to: X, base: X, offset: usize) {
        self.at(0xf940_0000, to.0, base, offset, 8);
    }

    pub(super) fn store(&mut self, from: X, base: X, offset: usize) {
        self.at(0xf900_0000, from.0, base, offset, 8);
    }

    pub(super) fn load_byte(&mut self, to: X, base: X) {
        self.at(0x3940_0000, to.0, base, 0, 1);
    }

    pub(super) fn load_vector(&mut self, to: Vector, base: X, offset: usize) {
        self.at(0x3dc0_0000, to.0, base, offset, 16);
    }

    pub(super) fn store_vector(&mut self, from: Vector, base: X, offset: usize) {
        self.at(0x3d80_0000, from.0, base, offset, 16);
    }

    /// A word with a register, a base and a number of items of `size` bytes from there.
    fn at(&mut self, word: u32, register: u8, base: X, offset: usize, size: usize) {
        let count = offset / size;
        self.too_far |= count >= 1 << 12 || !offset.is_multiple_of(size);
        let count = (count as u32 & 0xfff) << 10;
        self.words
            .push(word | count | u32::from(base.0) << 5 | u32::from(register));
    }

    /// `to = a + 8 * items`
    pub(super) fn add_items(&mut self, to: X, a: X, items: X) {
        let (to, a, items) = (u32::from(to.0), u32::from(a.0), u32::from(items.0));
        self.words
            .push(0x8b00_0000 | items << 16 | 3 << 10 | a << 5 | to);
    }

    /// `to = a + number`, which is below 4096.
    pub(super) fn add_number(&mut self, to: X, a: X, number: u32) {
        self.too_far |= number >= 1 << 12;
        let (to, a) = (u32::from(to.0), u32::from(a.0));
        self.words
            .push(0x9100_0000 | (number & 0xfff) << 10 | a << 5 | to);
    }

    pub(super) fn compare(&mut self, a: X, b: X) {
        self.words
            .push(0xeb00_001f | u32::from(b.0) << 16 | u32::from(a.0) << 5);
    }

    pub(super) fn set(&mut self, to: X, number: u16) {
        self.words
            .push(0x5280_0000 | u32::from(number) << 5 | u32::from(to.0));
    }

    pub(super) fn leave(&mut self) {
        self.words.push(0xd65f_03c0);
    }

    pub(super) fn operate(&mut self, op: Op, to: Vector, a: Vector, b: Vector) {
        let word = match op {
            Op::Add => 0x4e60_d400,
            Op::Mul => 0x6e60_dc00,
        };
        let (to, a, b) = (u32::from(to.0), u32::from(a.0), u32::from(b.0));
        self.words.push(word | b << 16 | a << 5 | to);
    }

    /// The same number in both lanes.
    pub(super) fn load_constant(&mut self, to: Vector, bits: u64) {
        let known = self.constants.iter().position(|constant| *constant == bits);
        let number = known.unwrap_or_else(|| {
            self.constants.push(bits);
            self.constants.len() - 1
        });
        self.fix(Fix::Constant(number), 0x9c00_0000 | u32::from(to.0));
    }

    pub(super) fn label(&mut self) -> Label {
        self.labels.push(None);
        Label(self.labels.len() - 1)
    }

    /// The label stands for the place that is reached now.
    pub(super) fn bind(&mut self, label: Label) {
        self.labels[label.0] = Some(self.words.len());
    }

    pub(super) fn jump(&mut self, to: Label) {
        self.fix(Fix::Long(to), 0x1400_0000);
    }

    /// Unsigned.
    pub(super) fn jump_if_not_below(&mut self, to: Label) {
        self.fix(Fix::Short(to), 0x5400_0002);
    }

    pub(super) fn jump_if_not_zero(&mut self, register: X, to: Label) {
        self.fix(Fix::Short(to), 0x3500_0000 | u32::from(register.0));
    }

    fn fix(&mut self, fix: Fix, word: u32) {
        self.fixes.push((self.words.len(), fix));
        self.words.push(word);
    }

    /// The finished code, with its constants behind it; `None` where something did not fit into a word.
    pub(super) fn finish(mut self) -> Option<Vec<u8>> {
        // Constants are vectors: at places that a vector's size divides.
        while !self.words.len().is_multiple_of(4) {
            self.words.push(0);
        }
        let constants = self.words.len();
        for (at, fix) in self.fixes {
            let (target, bits, shift) = match fix {
                Fix::Short(label) => (self.labels[label.0]?, 19, 5),
                Fix::Long(label) => (self.labels[label.0]?, 26, 0),
                Fix::Constant(number) => (constants + 4 * number, 19, 5),
            };
            let distance = target as i64 - at as i64;
            self.too_far |= distance.abs() >= 1 << (bits - 1);
            let field = distance as u32 & ((1 << bits) - 1);
            self.words[at] |= field << shift;
        }
        if self.too_far {
            return None;
        }
        let words = self.words.iter().flat_map(|word| word.to_le_bytes());
        let constants = self.constants.iter().flat_map(|bits| [*bits; 2]);
        Some(words.chain(constants.flat_map(u64::to_le_bytes)).collect())
    }
}
