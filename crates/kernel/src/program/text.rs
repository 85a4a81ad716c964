//! A readable listing of a draft, for tests: one instruction a line.
//!
//! Registers are named by where they live: `c0` a column, `p0` a parameter, `u3` computed once a run, `t3` once a turn, `r3` for
//! each item, `out1` a further result; constants by their value.

use core::fmt;

use super::code::Code;
use super::draft::{Draft, Home, Instr, Reg};

impl fmt::Display for Draft {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for instr in &self.prologue {
            writeln!(out, "once: {}", self.instr(instr))?;
        }
        for (at, instr) in self.body.iter().enumerate() {
            writeln!(out, "{at}: {}", self.instr(instr))?;
        }
        Ok(())
    }
}

impl Draft {
    /// The name of a register.
    pub(super) fn name(&self, reg: Reg) -> String {
        let number = reg.index();
        match self.home(reg) {
            Home::Column(column) => format!("c{column}"),
            Home::Param(param) => format!("p{param}"),
            Home::Constant(constant) => match self.constants[constant as usize] {
                u64::MAX => "true".into(),
                bits @ 1..=0xffff_ffff => format!("int {}", bits as i32),
                bits => format!("{:?}", f64::from_bits(bits)),
            },
            Home::Uniform => format!("u{number}"),
            Home::Turn => format!("t{number}"),
            Home::Slot => format!("r{number}"),
            Home::Result(result) => format!("out{result}"),
        }
    }

    fn instr(&self, instr: &Instr) -> String {
        let args: Vec<String> = instr.args.iter().map(|arg| self.name(*arg)).collect();
        let list = args.join(", ");
        let extra = instr.extra;
        match instr.code {
            Code::SkipNone => return format!("to {extra} unless any {list}"),
            Code::LoopStart => return format!("loop {extra} while {list}"),
            Code::LoopEnd => return format!("again {extra} while {list}"),
            _ => {}
        }
        let operation = match instr.code {
            Code::Call1 => format!("Math.{} {}", self.math[extra as usize].name(), args[0]),
            Code::Call1Where => format!(
                "Math.{} {} where {}",
                self.math[extra as usize].name(),
                args[0],
                args[2]
            ),
            Code::Call2 => format!("Math.{} {list}", self.math[extra as usize].name()),
            Code::Load => format!("table {extra} [{list}]"),
            Code::Interpolate => format!("between items of table {extra} at {}", args.join(" * ")),
            Code::LoadWhere => format!("table {extra} [{}] where {}", args[0], args[1]),
            code => format!("{code:?} {list}"),
        };
        match instr.dst {
            Some(dst) => format!("{} = {operation}", self.name(dst)),
            None => operation,
        }
    }
}
