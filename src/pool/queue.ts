/**
 * The limit on calls that wait for a worker (`maxQueue`): refuses one more, and tells those who would rather wait when there
 * is room.
 */
import { QueueFullError } from '../errors'
import type { CallControl } from './control'

export class Queue {
  readonly #limit: number
  readonly #waitingCalls: () => number
  /** Those who want to make a call, first come first served. */
  readonly #wanting = new Set<() => void>()

  /** @param waitingCalls - how many calls wait for a worker now */
  constructor(limit: number | undefined, waitingCalls: () => number) {
    this.#limit = limit ?? Number.POSITIVE_INFINITY
    this.#waitingCalls = waitingCalls
  }

  get #hasRoom(): boolean {
    return this.#limit === Number.POSITIVE_INFINITY || this.#waitingCalls() < this.#limit
  }

  /** @throws {ERR_NUMPOOL_QUEUE_FULL} when no more calls may wait */
  admit(): void {
    if (!this.#hasRoom) throw new QueueFullError(this.#limit)
  }

  /** Resolves when a call may be made, or when `control` must stop; undefined where that is now. */
  room(control?: CallControl): Promise<void> | undefined {
    if (this.#hasRoom) return undefined
    return new Promise((resolve) => {
      let forget = (): void => {}
      const go = (): void => {
        forget()
        this.#wanting.delete(go)
        resolve()
      }
      this.#wanting.add(go)
      if (control !== undefined) forget = control.onStop(go)
    })
  }

  /** A call has ended. */
  changed(): void {
    // All of them, who look for themselves: the first may have changed its mind.
    if (this.#wanting.size > 0 && this.#hasRoom) this.open()
  }

  /** Wakes all who want to make a call. */
  open(): void {
    for (const go of this.#wanting) go()
  }
}
