/**
 * How long calls waited for a worker: time in which at least one waited, however many did. The sum over all calls would say
 * a thousand seconds of a burst that was over in one.
 */
import { now } from '../platform/clock'

export class QueueClock {
  #waiting = 0
  #since = 0
  #ms = 0

  /** A call begins to wait. */
  enter(): void {
    if (this.#waiting++ === 0) this.#since = now()
  }

  /** A worker has the first of it, or it waits for nothing any more. */
  leave(): void {
    if (--this.#waiting === 0) this.#ms += now() - this.#since
  }

  /** Milliseconds so far. */
  get ms(): number {
    return this.#waiting === 0 ? this.#ms : this.#ms + now() - this.#since
  }
}
