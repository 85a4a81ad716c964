//! The Node-API face of the native half: conversions only, no computing.
//!
//! * [`exports`]: what JavaScript sees; registers the functions below that `napi-derive` would make slow.
//! * `environment`, `attach`, `delivery`: one per JS environment: its mailbox, its jobs, its end.
//! * `arguments`, `views`, `mailbox`: what a call brings, read and checked.
//! * `run`, `submit`, `copies`: the two ways to run a kernel, and what the second must copy.
//! * `scopes`, `executable`: what V8 knows of a function, for closures that travel; and how it is asked.
//! * `kernels`, `compile`, `math`, `proofs`: what is shared by all environments of the process.
//!
//! Statuses and JSON cross this border; the text of errors is made in TypeScript.

#![expect(
    clippy::needless_pass_by_value,
    reason = "derived functions own what they are given"
)]
#![cfg_attr(test, expect(dead_code, reason = "tests leave the exports out"))]

mod analysis;
mod apart;
mod api;
mod arguments;
mod attach;
mod compile;
mod copies;
mod death;
mod delivery;
mod environment;
#[cfg(target_os = "linux")]
mod executable;
mod exports;
#[cfg(feature = "test-hooks")]
mod hooks;
mod kernels;
mod mailbox;
mod math;
mod modules;
mod pace;
mod proofs;
mod run;
mod scopes;
mod slice;
mod status;
mod submit;
mod views;
