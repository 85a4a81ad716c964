//! Code and its memory: who has it, who may write to it, when it goes. What it computes is tested with the block machine, in
//! `machine/tests`, on every machine.

#[cfg(target_arch = "x86_64")]
mod counters;
mod kernels;
mod memory;
#[cfg(target_arch = "x86_64")]
mod narrow;
mod sums;
#[cfg(unix)]
mod tables;
#[cfg(target_arch = "x86_64")]
mod worth;
