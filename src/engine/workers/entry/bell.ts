/**
 * Wakes a caller that is blocked on the pool.
 */
import { SIGNAL } from '../protocol'

// User code may replace globals; the worker keeps what it needs.
const { add, load, notify } = Atomics

export class Bell {
  readonly #signal: Int32Array

  constructor(buffer: SharedArrayBuffer) {
    this.#signal = new Int32Array(buffer)
  }

  /** Whether the pool's thread sleeps until there is news. */
  get awaited(): boolean {
    return load(this.#signal, SIGNAL.WAITING) !== 0
  }

  /** Says that there is news. Costs nothing worth mentioning while nobody is blocked. */
  ring(): void {
    if (!this.awaited) return
    add(this.#signal, SIGNAL.NEWS, 1)
    notify(this.#signal, SIGNAL.NEWS)
  }
}
