/**
 * Items of a source that run as one call, and what is heard of each: as it ends, or else with the outcome.
 */
import type { Outcome, Receiver } from '../call'
import { located } from '../pool/settle'
import type { Result } from './results'

/** Who waits for the items; indexes are those of the source. */
export interface BatchOwner {
  /** Called once for each item. */
  settled(index: number, result: Result): void
  /** Called after some have settled. */
  heard(): void
}

export class Batch implements Receiver {
  readonly #items: readonly unknown[]
  readonly #first: number
  readonly #owner: BatchOwner
  /** 1 for each item that was heard of. */
  readonly #heard: Uint8Array
  #left: number

  constructor(items: readonly unknown[], first: number, owner: BatchOwner) {
    this.#items = items
    this.#first = first
    this.#owner = owner
    this.#heard = new Uint8Array(items.length)
    this.#left = items.length
  }

  failed(at: number, error: unknown): void {
    // Looked at first: the error is written to.
    if (this.#heard[at] === 1) return
    this.#settle(at, { error: located(error, this.#first + at, this.#items[at]) })
  }

  results(from: number, count: number, values: ArrayLike<unknown> | undefined): void {
    for (let i = 0; i < count; i++) this.#settle(from + i, { value: values?.[i] })
    this.#owner.heard()
  }

  /** The call is over: what was not heard of before is in the outcome. */
  ended({ value, failures }: Outcome): void {
    if (this.#left === 0) return
    for (const { index, error } of failures) this.failed(index, error)
    this.results(0, this.#items.length, value)
  }

  /** The first item without a result, by its place in the source; undefined when all have theirs. */
  get firstLeft(): number | undefined {
    return this.#left === 0 ? undefined : this.#first + this.#heard.indexOf(0)
  }

  #settle(at: number, result: Result): void {
    if (this.#heard[at] === 1) return
    this.#heard[at] = 1
    this.#left--
    this.#owner.settled(this.#first + at, result)
  }
}
