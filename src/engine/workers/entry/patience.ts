/**
 * How long results wait for others that they are sent with. Each message wakes the pool's thread on a CPU that a worker needs, and takes
 * 30 µs there and 20 here: of 2,000 tasks of 50 µs, with one a millisecond from each worker, 5 %. Who has been waiting for
 * long anyway can wait a little longer; who has not gets results within a millisecond.
 */

/** At first, and at most: milliseconds. */
const LEAST_MS = 1
const MOST_MS = 4

/** The part of the time since the worker had nothing to do that a result may wait. */
const PART = 1 / 8

/** Who has had nothing to do for so long has begun anew: milliseconds. */
const REST_MS = 0.5

const { min, max } = Math

export class Patience {
  #since = 0
  #last = 0

  /** Items ran from one time to another: so many milliseconds may the oldest result be held. */
  after(from: number, to: number): number {
    if (from - this.#last > REST_MS) this.#since = from
    this.#last = to
    return max(LEAST_MS, min(MOST_MS, (to - this.#since) * PART))
  }
}
