/**
 * Results that wait to be taken: in the order of the items, or in the order in which they came.
 */

/** What became of one item. */
export type Result = { readonly value: unknown } | { readonly error: unknown }

/** Space before the first result is given back when there is more than this of it, and than half. */
const SPARE = 1024

export class Results {
  readonly #ordered: boolean
  /** In order: by item, from `#offset` on, holes for those that run. Else: as they came. */
  #slots: (Result | undefined)[] = []
  /** The item of `#slots[0]`, or how many were dropped from the front. */
  #offset = 0
  /** Results taken. */
  #taken = 0
  /** Items that will have one. */
  #expected = 0
  /** Nothing is taken from this item on. */
  #end = Number.POSITIVE_INFINITY

  constructor(ordered: boolean) {
    this.#ordered = ordered
  }

  /** So many more items run. */
  expect(count: number): void {
    this.#expected += count
    if (this.#ordered) for (let i = 0; i < count; i++) this.#slots.push(undefined)
  }

  settle(index: number, result: Result): void {
    if (index >= this.#end) return
    if (this.#ordered) this.#slots[index - this.#offset] = result
    else if (this.#end === Number.POSITIVE_INFINITY) this.#slots.push(result)
  }

  /** How many are still to be taken. */
  get pending(): number {
    return Math.min(this.#expected, this.#end) - this.#taken
  }

  /** Whether one can be taken. */
  get ready(): boolean {
    return this.pending > 0 && this.#slots[this.#taken - this.#offset] !== undefined
  }

  take(): Result {
    const at = this.#taken++ - this.#offset
    const result = this.#slots[at] as Result
    this.#slots[at] = undefined
    if (at > SPARE && at > this.#slots.length / 2) {
      this.#slots = this.#slots.slice(at + 1)
      this.#offset += at + 1
    }
    return result
  }

  /**
   * No result is taken from item `index` on; where order does not count, none that is not there yet. False where that was
   * settled before.
   */
  endBefore(index: number): boolean {
    const end = this.#ordered ? index : this.#offset + this.#slots.length
    const first = end < this.#end && (this.#ordered || this.#end === Number.POSITIVE_INFINITY)
    if (first) this.#end = end
    return first
  }

  /** Nothing is taken any more. */
  clear(): void {
    this.#slots = []
    this.#end = this.#taken
  }
}
