//! Operations that code makes of others: `Math.hypot`, and `%` for the quotients that fit.

use std::collections::HashMap;

use super::tape::{Node, Tape, What};
use crate::magic::{LARGEST, SMALLEST, SPLITTER, TWO_53};
use crate::program::Code;
use crate::program::draft::{Home, Instr, Reg};

const SIGN: u64 = 1 << 63;

/// Constants that were made here, by their bits.
pub(super) type Known = HashMap<u64, Reg>;

/// The nodes of an instruction, put into a tape; false where it is one itself. `within`: the lanes that count, if not all do.
pub(super) fn expand(
    tape: &mut Tape,
    known: &mut Known,
    instr: &Instr,
    within: Option<Reg>,
) -> bool {
    let Some(dst) = instr.dst else { return false };
    let once = tape.homes[dst.index()] == Home::Uniform;
    let mut expander = Expander { tape, known, once };
    match (instr.code, &instr.args[..]) {
        (Code::Rem, &[x, y]) => expander.remainder(x, y, dst, within),
        (Code::Hypot, operands) => expander.hypot(operands, dst),
        _ => return false,
    }
    true
}

struct Expander<'a> {
    tape: &'a mut Tape,
    known: &'a mut Known,
    /// Whether all of it is computed once a run.
    once: bool,
}

impl Expander<'_> {
    fn home(&self, reg: Reg) -> Home {
        self.tape.homes[reg.index()]
    }

    fn register(&mut self, home: Home) -> Reg {
        self.tape.homes.push(home);
        Reg(self.tape.homes.len() as u32 - 1)
    }

    fn constant(&mut self, bits: u64) -> Reg {
        if let Some(reg) = self.known.get(&bits) {
            return *reg;
        }
        let reg = self.register(Home::Constant(self.tape.constants.len() as u32));
        self.tape.constants.push(bits);
        self.known.insert(bits, reg);
        reg
    }

    fn number(&mut self, number: f64) -> Reg {
        self.constant(number.to_bits())
    }

    fn push(&mut self, what: What, args: &[Reg], extra: u32, dst: Option<Reg>) {
        // What all items share is computed before them.
        let shared = dst.is_some_and(|dst| self.home(dst) == Home::Uniform);
        let nodes = if self.once || shared {
            &mut self.tape.prologue
        } else {
            &mut self.tape.body
        };
        nodes.push(Node {
            what,
            args: args.to_vec(),
            extra,
            dst,
            mask: None,
        });
    }

    /// The result of an operation.
    fn emit(&mut self, code: Code, args: &[Reg]) -> Reg {
        let home = Home::of_result(args.iter().map(|arg| self.home(*arg)));
        let dst = self.register(home);
        self.push(What::Code(code), args, 0, Some(dst));
        dst
    }

    /// `x % y` as the block machine computes it: see `machine/simd/remainder.rs`, which has the proof. Lanes whose quotient does not fit are left to a call, which no lane needs most
    /// of the time.
    fn remainder(&mut self, x: Reg, y: Reg, dst: Reg, within: Option<Reg>) {
        let (dividend, divisor) = (self.emit(Code::Abs, &[x]), self.emit(Code::Abs, &[y]));
        let (smallest, largest) = (self.number(SMALLEST), self.number(LARGEST));
        let (zero, two_53) = (self.number(0.0), self.number(TWO_53));
        let above = self.emit(Code::LeF, &[smallest, divisor]);
        let below = self.emit(Code::LeF, &[divisor, largest]);
        let bound = self.emit(Code::Mul, &[divisor, two_53]);
        let small = self.emit(Code::LtF, &[dividend, bound]);
        let fits = self.emit(Code::And, &[above, below]);
        let fits = self.emit(Code::And, &[fits, small]);
        // What all lanes share is computed by all.
        let within = within.filter(|_| !self.home(fits).is_uniform());
        let odd = match within {
            Some(lanes) => self.emit(Code::AndNot, &[lanes, fits]),
            None => self.emit(Code::Invert, &[fits]),
        };
        let quotient = self.emit(Code::Div, &[dividend, divisor]);
        let times = self.emit(Code::Trunc, &[quotient]);
        let product = self.emit(Code::Mul, &[times, divisor]);
        let ((a, b), (c, d)) = (self.halves(times), self.halves(divisor));
        let high = self.emit(Code::Mul, &[a, c]);
        let mut error = self.emit(Code::Sub, &[high, product]);
        for (first, second) in [(a, d), (b, c), (b, d)] {
            let part = self.emit(Code::Mul, &[first, second]);
            error = self.emit(Code::Add, &[error, part]);
        }
        let rest = self.emit(Code::Sub, &[dividend, product]);
        let rest = self.emit(Code::Sub, &[rest, error]);
        let negative = self.emit(Code::LtF, &[rest, zero]);
        let back = self.emit(Code::Select, &[negative, divisor, zero]);
        let rest = self.emit(Code::Add, &[rest, back]);
        let sign = self.constant(SIGN);
        let sign = self.emit(Code::And, &[x, sign]);
        let quick = self.emit(Code::Or, &[rest, sign]);
        let skip = self.tape.skips;
        self.tape.skips += 1;
        self.push(What::Code(Code::SkipNone), &[odd], skip, None);
        let slow = self.register(self.home(quick));
        self.push(What::Remainder, &[x, y, odd], 0, Some(slow));
        self.push(What::Land(skip), &[], 0, None);
        let args = [odd, slow, quick];
        self.push(What::Code(Code::Select), &args, 0, Some(dst));
    }

    /// A number as the sum of two with 26 significant bits each.
    fn halves(&mut self, x: Reg) -> (Reg, Reg) {
        let splitter = self.number(SPLITTER);
        let scaled = self.emit(Code::Mul, &[x, splitter]);
        let rest = self.emit(Code::Sub, &[scaled, x]);
        let high = self.emit(Code::Sub, &[scaled, rest]);
        (high, self.emit(Code::Sub, &[x, high]))
    }

    /// V8's way, as `exact::hypot` has it: an infinity wins over NaN; over the largest magnitude; squares summed with Kahan's
    /// compensation, in the operands' order.
    fn hypot(&mut self, operands: &[Reg], dst: Reg) {
        let zero = self.number(0.0);
        let sizes: Vec<Reg> = operands
            .iter()
            .map(|operand| self.emit(Code::Abs, &[*operand]))
            .collect();
        let (mut largest, mut nan) = (zero, None);
        for size in &sizes {
            // False for NaN, which must not hide an infinity behind it.
            let larger = self.emit(Code::LtF, &[largest, *size]);
            largest = self.emit(Code::Select, &[larger, *size, largest]);
            let is_nan = self.emit(Code::IsNan, &[*size]);
            nan = Some(match nan {
                Some(nan) => self.emit(Code::Or, &[nan, is_nan]),
                None => is_nan,
            });
        }
        let (mut sum, mut compensation) = (zero, zero);
        for size in &sizes {
            let scaled = self.emit(Code::Div, &[*size, largest]);
            let square = self.emit(Code::Mul, &[scaled, scaled]);
            let summand = self.emit(Code::Sub, &[square, compensation]);
            let preliminary = self.emit(Code::Add, &[sum, summand]);
            let added = self.emit(Code::Sub, &[preliminary, sum]);
            compensation = self.emit(Code::Sub, &[added, summand]);
            sum = preliminary;
        }
        let root = self.emit(Code::Sqrt, &[sum]);
        let length = self.emit(Code::Mul, &[root, largest]);
        let nothing = self.emit(Code::EqF, &[largest, zero]);
        let length = self.emit(Code::Select, &[nothing, zero, length]);
        let nowhere = self.number(f64::NAN);
        let length = match nan {
            Some(nan) => self.emit(Code::Select, &[nan, nowhere, length]),
            None => length,
        };
        let infinity = self.number(f64::INFINITY);
        let endless = self.emit(Code::EqF, &[largest, infinity]);
        let args = [endless, largest, length];
        self.push(What::Code(Code::Select), &args, 0, Some(dst));
    }
}
