// A run: one case after the other, until the count is reached or something does not match.
import { anyCase } from './case.mjs'
import { Tally } from './tally.mjs'
import { compiled, tryCall } from './trial.mjs'

/** How often the event loop gets its turn, so that kernels of functions that are gone are released. */
const BREATH = 256

/**
 * @typedef {{ case: import('./case.mjs').Case, call: number, what: string }} Mismatch
 */

/**
 * Runs programs `from` to `from + count`.
 *
 * @param {{ numpool: any, pool: any, constructs: any }} engine
 * @param {{ seed: number, count: number, from?: number, most?: number, progress?: (done: number) => void }} options
 * @returns {Promise<{ tally: Tally, mismatches: Mismatch[] }>}
 */
export async function campaign(engine, { seed, count, from = 0, most = 1, progress }) {
  const tally = new Tally()
  const mismatches = []
  for (let index = from; index < from + count; index++) {
    const one = anyCase(seed, index, engine.constructs)
    tally.program(one.program)
    const mismatch = await tryCase(engine, one, tally)
    if (mismatch !== undefined) mismatches.push(mismatch)
    if (mismatches.length >= most) break
    if (index % BREATH === 0) {
      await new Promise(setImmediate)
      progress?.(index - from)
    }
  }
  return { tally, mismatches }
}

/** Cases that were tried to make one smaller. */
let tries = 0

/**
 * Every call of one case, in order: of a run that counts, or one that stands by itself.
 *
 * @param {Tally} [tally]
 * @returns {Promise<Mismatch | undefined>}
 */
export async function tryCase(engine, one, tally) {
  let subject
  try {
    subject = compiled(one.program, tally === undefined ? `/* ${++tries} */` : '')
  } catch {
    tally?.invalid(one)
    return undefined
  }
  for (let nth = 0; nth < one.calls.length; nth++) {
    const outcome = await tryCall(subject, one.program, one.calls[nth], engine)
    if (outcome.invalid !== undefined) {
      tally?.invalid(one)
      return undefined
    }
    tally?.call(one.calls[nth], nth, outcome)
    if (outcome.mismatch !== undefined) return { case: one, call: nth, what: outcome.mismatch }
  }
  return undefined
}
