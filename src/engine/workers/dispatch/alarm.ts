/**
 * A timer by the clock. Node's count whole milliseconds and may come up to one too soon: whoever then looks whether it is time finds that
 * it is not, and nobody would look again.
 *
 * It is set far oftener than it rings. So a timer once started goes on, and starts again, rather than be ended and made anew.
 */
import { now } from '../../../platform/clock'
import { clearTimeout, LONGEST_TIMER, setTimeout } from '../../../platform/timers'

export class Alarm {
  readonly #ring: () => void
  #timer: NodeJS.Timeout | undefined
  /** What the timer counts, and when that is over, by the clock; Infinity while it does not run. */
  #ms = 0
  #over = Number.POSITIVE_INFINITY
  /** When it rings, by the clock; Infinity while it is not set. */
  time: number = Number.POSITIVE_INFINITY

  /** @param ring - is called once it is time, and the alarm not set any more */
  constructor(ring: () => void) {
    this.#ring = ring
  }

  get isSet(): boolean {
    return this.time !== Number.POSITIVE_INFINITY
  }

  /** Rings at this time, unless it rings sooner anyway. Does not hold the process: calls that are pending do. */
  set(time: number): void {
    if (time >= this.time) return
    this.time = time
    if (time < this.#over) this.#wait()
  }

  clear(): void {
    this.time = Number.POSITIVE_INFINITY
  }

  /** Clears it, and keeps nothing that a timer would keep. */
  end(): void {
    this.clear()
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#over = Number.POSITIVE_INFINITY
  }

  /** Whether it is time: then it is not set any more, and does not ring by itself. */
  check(): boolean {
    if (!this.isSet || now() < this.time) return false
    this.clear()
    return true
  }

  #wait(): void {
    const time = now()
    const ms = Math.min(Math.max(Math.ceil(this.time - time), 1), LONGEST_TIMER)
    this.#over = time + ms
    if (this.#timer !== undefined && ms === this.#ms) {
      this.#timer.refresh()
      return
    }
    clearTimeout(this.#timer)
    this.#ms = ms
    this.#timer = setTimeout(this.#look, ms)
    this.#timer.unref()
  }

  readonly #look = (): void => {
    this.#over = Number.POSITIVE_INFINITY
    if (this.check()) this.#ring()
    else if (this.isSet) this.#wait()
  }
}
