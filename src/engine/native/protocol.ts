/**
 * The mailbox between TypeScript and Rust: a shared Float64Array whose memory both sides know, so that a call need
 * carry only its typed arrays. Mirrors `crates/node/src/mailbox.rs`; a change of either changes the abi number.
 */

/** Doubles in the mailbox. */
export const MAILBOX_LENGTH = 1024

/** In: how many items. */
export const M_LENGTH = 0
/** In: milliseconds until the call times out; 0 = never. */
export const M_TIMEOUT = 1
/** In: most threads to use, the calling one included: the pool's size. */
export const M_PARTICIPANTS = 2
/** In: FLAG_* bits. */
export const M_FLAGS = 3
/** In: bit t set: captured array t is a Float16Array, passed as a Uint16Array over the same bytes. */
export const M_TABLE_FLAGS = 5
/** In: bit r set: output r of several is a Float16Array, passed as a Uint16Array over the same bytes. */
export const M_OUTS_FLOAT16 = 6
/** In: bit r set: output r of several is a Uint8Array that takes 0 and 1 for false and true. */
export const M_OUTS_BOOLEAN = 7
/** In: start and step of range column c at `M_RANGES + 2 * c`. */
export const M_RANGES = 8
/** In: the captured numbers, in the kernel's order; booleans as 0 and 1. */
export const M_PARAMS = 40

/** Columns that a kernel can read, captured arrays included. */
export const MAX_COLUMNS = 16
/** Captured numbers that a kernel can take. */
export const MAX_PARAMS = 512

/** Bit c set: column c is a Float16Array, passed as a Uint16Array over the same bytes. */
export const FLAG_OUT_FLOAT16 = 1 << 16
/** The output is a Uint8Array that takes 0 and 1 for false and true. */
export const FLAG_OUT_BOOLEAN = 1 << 17
/** The output and every column are Float64Arrays: saves Node's 20 ns of finding out for each. */
export const FLAG_ALL_FLOAT64 = 1 << 18

/** What `run`, `submit` and a finished job answer. */
export const Status = {
  ok: 0,
  cancelled: 1,
  timedOut: 2,
  /** The output overlaps a column so that the column must be copied first; nothing was done. */
  overlap: 3,
  /** A view is detached, out of bounds or shorter than the length. */
  detached: 4,
  panic: 5,
  outOfMemory: 6,
  unknownKernel: 7,
  badArgument: 8,
  mathMissing: 9,
  shuttingDown: 10,
  /** The function read a captured array where it has no item. */
  outOfBounds: 11,
} as const

/** The name of a status, for internal errors. */
export function statusName(status: number): string {
  return Object.entries(Status).find(([, value]) => value === status)?.[0] ?? `status ${status}`
}
