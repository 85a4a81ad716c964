/**
 * How long items may run (`taskTimeout`), as far as the worker can see to it: an item that waits for a promise fails by a timer, and
 * its task is told. What computes runs no timer: for that case the ledger says when the time of the running item ends, and the
 * pool looks (overdue.ts).
 */
import { TaskTimeoutError } from '../../../errors'
import { now } from '../../../platform/clock'
import { clearTimeout, setTimeout } from '../../../platform/timers'
import { clockWord } from '../crew/shared-clock'
import { ANSWER_MS, graceOf } from '../dispatch/grace'
import { LEDGER, LONGEST_LIMIT_MS } from '../protocol'
import type { Item, Items } from './items'
import type { RunningUnit } from './unit'

// User code may replace globals; the worker keeps what it needs.
const { store } = Atomics
const { ceil } = Math

/** What limits ask of the dispatch. */
export interface Hooks {
  /** The time of an item is over. */
  readonly fail: (item: Item, error: unknown) => void
  /** An item that was given up has not ended in its grace. */
  readonly hopeless: () => void
}

export class Limits {
  readonly #ledger: Int32Array
  readonly #items: Items
  readonly #hooks: Hooks
  /** What the ledger says: the item whose time ends first. */
  #unit: RunningUnit | undefined
  #offset = -1
  #due = Number.POSITIVE_INFINITY
  /** Until when the items that were given up have grace, those with nobody else around. */
  #grace = 0

  constructor(ledger: Int32Array, items: Items, hooks: Hooks) {
    this.#ledger = ledger
    this.#items = items
    this.#hooks = hooks
  }

  /** An item begins; gives the time it has, by the clock. */
  begin(unit: RunningUnit, offset: number, time: number): number {
    const due = time + (unit.runner.limit?.ms ?? Number.POSITIVE_INFINITY)
    if (due < this.#due) this.#write(unit, offset, due)
    return due
  }

  /** The item has its answer. */
  end(unit: RunningUnit, offset: number): void {
    if (this.#unit === unit && this.#offset === offset) this.#writeNext()
  }

  /** An item that was given up waits no more. */
  left(): void {
    if (this.#unit === undefined) this.#writeNext()
  }

  #writeNext(): void {
    const first = this.#items.firstDue()
    if (first !== undefined) this.#write(first.unit, first.offset, first.due)
    // Given up, it may begin to compute: the pool is to see that nothing goes on here.
    else if (this.#items.count > 0 && this.#items.wanted === 0 && this.#grace > now())
      this.#write(undefined, -1, this.#grace + ANSWER_MS)
    else this.#write(undefined, -1, Number.POSITIVE_INFINITY)
  }

  #write(unit: RunningUnit | undefined, offset: number, due: number): void {
    const ledger = this.#ledger
    this.#unit = unit
    this.#offset = offset
    // Items that were given up stand behind any other.
    this.#due = unit === undefined ? Number.POSITIVE_INFINITY : due
    store(ledger, LEDGER.DUE, 0)
    if (due === Number.POSITIVE_INFINITY) return
    store(ledger, LEDGER.DUE_SLOT, unit === undefined ? -1 : unit.slot)
    store(ledger, LEDGER.DUE_OFFSET, offset)
    store(ledger, LEDGER.DUE, clockWord(due))
  }

  /** The item waits: it fails when its time is over. */
  watch(item: Item): void {
    item.timer = setTimeout(() => this.#tooLong(item), ceil(item.due - now()))
  }

  #tooLong(item: Item): void {
    if (item.over) return
    // A timer of Node's may come a moment too soon.
    if (now() < item.due) {
      this.watch(item)
      return
    }
    const { unit, offset, context } = item
    const graceMs = graceOf(unit.runner.limit?.graceMs, context?.task !== undefined)
    const limited = graceMs < LONGEST_LIMIT_MS
    this.#grace = limited ? now() + graceMs : Number.POSITIVE_INFINITY
    item.timer = limited
      ? setTimeout(() => {
          item.hopeless = true
          this.#hooks.hopeless()
        }, graceMs)
      : undefined
    this.#hooks.fail(item, this.error(unit, offset))
  }

  /** Nothing is to be done for the item any more. */
  forget(item: Item): void {
    if (item.timer === undefined) return
    clearTimeout(item.timer)
    item.timer = undefined
  }

  /** The error of an item that took too long. */
  error(unit: RunningUnit, offset: number): TaskTimeoutError {
    const { firstIndex, limit } = unit.runner
    const index = firstIndex === undefined ? undefined : unit.indexOf(offset)
    const of = typeof limit?.of === 'string' ? limit.of : limit?.of[offset]
    return new TaskTimeoutError(limit?.ms ?? 0, index, of)
  }
}
