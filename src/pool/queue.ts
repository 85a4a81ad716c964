/**
 * The limit on calls that wait for a worker (`maxQueue`): refuses one more, and tells those who would rather wait when there
 * is room.
 *
 * Whoever is told has the place to himself until the microtasks of that moment are over; a place that was not used by then goes
 * to the next. Telling more than there are places for would have all but the first refused.
 */
import { QueueFullError } from '../errors'
import { nextTick, queueMicrotask } from '../platform/timers'
import type { CallControl } from './control'

export class Queue {
  readonly #limit: number
  readonly #backlog: () => number
  /** Those who want to make a call, first come first served. */
  readonly #wanting = new Set<() => void>()
  /** Places of those who were told of room and have not made their calls yet. */
  #reserved = 0
  /** Whether {@link #reserved} will be looked at when the microtasks are over. */
  #looks = false

  /** @param backlog - how many calls wait for a worker now; negative for workers that wait for calls */
  constructor(limit: number | undefined, backlog: () => number) {
    this.#limit = limit ?? Number.POSITIVE_INFINITY
    this.#backlog = backlog
  }

  /** How many more calls may be made. */
  get #places(): number {
    return this.#limit === Number.POSITIVE_INFINITY ? this.#limit : this.#limit - this.#backlog()
  }

  /** Whether a call may be made by one who was told so. */
  get hasPlace(): boolean {
    return this.#places > 0
  }

  /** @throws {ERR_NUMPOOL_QUEUE_FULL} when no more calls may wait */
  admit(): void {
    if (!this.hasPlace) throw new QueueFullError(this.#limit)
    // Nobody can tell who makes the call: one that comes from elsewhere in between takes the place.
    if (this.#reserved > 0) this.#reserved--
  }

  /** Resolves when a call may be made, or when `control` must stop; undefined where that is now. */
  room(control?: CallControl): Promise<void> | undefined {
    if (this.#limit === Number.POSITIVE_INFINITY) return undefined
    if (this.#wanting.size === 0 && this.#places > this.#reserved) {
      this.#reserve()
      return undefined
    }
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

  #reserve(): void {
    this.#reserved++
    if (this.#looks) return
    this.#looks = true
    // A tick that is asked for in a microtask comes when all microtasks are done.
    queueMicrotask(() =>
      nextTick(() => {
        this.#looks = false
        this.#reserved = 0
        this.changed()
      }),
    )
  }

  /** Calls may have begun, or ended: as many as there is room for are told. */
  changed(): void {
    if (this.#wanting.size === 0) return
    let free = this.#places - this.#reserved
    for (const go of this.#wanting) {
      if (free-- <= 0) return
      this.#reserve()
      go()
    }
  }

  /** Wakes all who want to make a call. */
  open(): void {
    for (const go of this.#wanting) go()
  }
}
