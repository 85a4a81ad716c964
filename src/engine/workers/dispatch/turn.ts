/**
 * How much may be taken in one turn of the event loop before others get theirs.
 */
import { now } from '../../../platform/clock'
import { setImmediate } from '../../../platform/timers'

/** Results taken before anybody looks at the clock, and then for so many milliseconds. */
const ITEMS = 1024
const TURN_MS = 2

export class Turn {
  readonly #goOn: () => void
  /** Results taken since the event loop was last seen to turn. Nobody looks at the clock for a few. */
  #items = 0
  /** When they became many in this turn; 0 before. */
  #began = 0

  /** @param goOn - called in the next turn, where {@link lasts} has refused something in this one */
  constructor(goOn: () => void) {
    this.#goOn = goOn
  }

  /** So many results were taken. */
  took(count: number): void {
    this.#items += count
  }

  /** Whether there is time for more. */
  get lasts(): boolean {
    if (this.#items < ITEMS) return true
    const time = now()
    if (this.#began === 0) {
      this.#began = time
      setImmediate(() => this.#next())
    }
    if (time - this.#began <= TURN_MS) return true
    this.#began = Number.NEGATIVE_INFINITY
    return false
  }

  #next(): void {
    const late = this.#began === Number.NEGATIVE_INFINITY
    this.#began = 0
    this.#items = 0
    if (late) this.#goOn()
  }
}
