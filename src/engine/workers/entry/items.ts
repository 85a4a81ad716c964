/**
 * The items that wait for promises, the oldest first. Where several may wait at a time, each runs in an async context of its
 * own, by which an error that nothing caught finds the item it came from.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { RunningUnit } from './unit'

const now = performance.now.bind(performance)

/** One item that waits. */
export interface Item {
  readonly unit: RunningUnit
  readonly offset: number
  readonly since: number
  /** Ended: what becomes of its promise is nobody's business any more. */
  over: boolean
  before: Item | undefined
  after: Item | undefined
}

/** The async context of an item, made before it is known whether it will wait. */
interface Context {
  item: Item | undefined
}

export class Items {
  #oldest: Item | undefined
  #newest: Item | undefined
  #count = 0
  /** How many may wait, by the strictest of them. */
  #most = Number.POSITIVE_INFINITY
  #storage: AsyncLocalStorage<Context> | undefined
  #context: Context | undefined

  get count(): number {
    return this.#count
  }

  /** Whether an item may begin, of a call that lets so many wait. */
  mayBegin(concurrency: number): boolean {
    return this.#count === 0 || (this.#count < concurrency && this.#count < this.#most)
  }

  /** Runs an item in a context of its own. */
  run(invoke: (offset: number) => unknown, offset: number): unknown {
    this.#storage ??= new AsyncLocalStorage()
    const context: Context = { item: undefined }
    this.#context = context
    return this.#storage.run(context, invoke, offset)
  }

  /** The item that has just begun waits. */
  add(unit: RunningUnit, offset: number): Item {
    const item: Item = {
      unit,
      offset,
      since: now(),
      over: false,
      before: this.#newest,
      after: undefined,
    }
    if (this.#newest === undefined) this.#oldest = item
    else this.#newest.after = item
    this.#newest = item
    this.#count++
    unit.waiting++
    if (unit.concurrency < this.#most) this.#most = unit.concurrency
    if (unit.concurrency > 1 && this.#context !== undefined) this.#context.item = item
    return item
  }

  remove(item: Item): void {
    const { before, after } = item
    if (before === undefined) this.#oldest = after
    else before.after = after
    if (after === undefined) this.#newest = before
    else after.before = before
    item.over = true
    item.unit.waiting--
    if (--this.#count === 0) this.#most = Number.POSITIVE_INFINITY
  }

  find(slot: number, offset: number): Item | undefined {
    for (let item = this.#oldest; item !== undefined; item = item.after)
      if (item.unit.slot === slot && item.offset === offset) return item
    return undefined
  }

  /** The item in whose context this runs; where that is not known, the oldest. */
  culprit(): Item | undefined {
    const item = this.#storage?.getStore()?.item
    return item === undefined || item.over ? this.#oldest : item
  }

  /** Sends what is held back of their units. */
  flush(): void {
    for (let item = this.#oldest; item !== undefined; item = item.after) item.unit.outbox.flush()
  }
}
