/**
 * Time that went into functions before they could run: reading closures, analysing and compiling. Measured where it is spent,
 * so that a call whose function is known pays nothing; each call adds to its pool's start time what was spent during it.
 */
import { now } from '../platform/clock'

let spent = 0
let inside = false

/** Runs `work`, and counts its time. */
export function making<T>(work: () => T): T {
  if (inside) return work()
  inside = true
  const before = now()
  try {
    return work()
  } finally {
    spent += now() - before
    inside = false
  }
}

/** Milliseconds so far, of the whole thread. */
export function madeMs(): number {
  return spent
}
