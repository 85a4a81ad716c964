/**
 * Looking at a word of shared memory until it has counted on, instead of sleeping until somebody is told. A loop of its own,
 * whatever its callers are about: it is compiled soon, and once.
 *
 * It pays only where a CPU is to spare. A thread that finds itself set aside while it looks has taken the CPU from somebody who needed
 * it, and will be made to wait for that: it had better sleep for a while ({@link Rest}).
 */
import { now } from '../../platform/clock'

// Taken now: tests and user code may replace them.
const { load } = Atomics
const { min } = Math

/** Looks between two glances at the clock. */
const LOOKS = 32

/** It glances no oftener, whatever the clock says. */
const GLANCES = 10_000

/** No thread that has a CPU of its own takes so long from glance to glance: milliseconds. */
const ASIDE_MS = 0.3

/** What came of looking: the word has counted on; it has not in time; or another has had the CPU meanwhile, whatever came. */
export type Seen = 'passed' | 'not passed' | 'set aside'

/** Looks at a word, which counts up, until it is past `seen` or the time has come, both by the clock. */
export function look(words: Int32Array, at: number, seen: number, until: number): Seen {
  let before = now()
  for (let glances = 0; glances < GLANCES; glances++) {
    let passed = false
    for (let looks = 0; looks < LOOKS && !passed; looks++)
      passed = ((load(words, at) - seen) | 0) > 0
    const time = now()
    if (time - before > ASIDE_MS) return 'set aside'
    if (passed) return 'passed'
    if (time >= until) return 'not passed'
    before = time
  }
  return 'not passed'
}

/** The first rest, and the longest: milliseconds. */
const FIRST_MS = 2
const LONGEST_MS = 200

/** After looking with success so often in a row the next rest is short again. */
const TRUSTED = 64

/** How often in a row it may be in vain. */
const TRIES = 3

/** When not to look: for a while after it was in vain a few times, or at once where another needed the CPU; longer each time. */
export class Rest {
  #until = 0
  #next = FIRST_MS
  #hits = 0
  #misses = 0

  /** Whether it is not the time to look. */
  lasts(time: number): boolean {
    return time < this.#until
  }

  /** Learns what came of looking; true when a rest begins. */
  learn(seen: Seen): boolean {
    if (seen === 'passed') {
      this.#misses = 0
      if (++this.#hits === TRUSTED) this.#next = FIRST_MS
      return false
    }
    this.#hits = 0
    if (seen === 'not passed' && ++this.#misses < TRIES) return false
    this.#misses = 0
    this.#until = now() + this.#next
    this.#next = min(LONGEST_MS, this.#next * 2)
    return true
  }
}
