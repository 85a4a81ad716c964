/**
 * The items that wait for promises, the oldest first. Where several may wait at a time, each runs in an async context of its
 * own, by which an error that nothing caught finds the item it came from, and the item itself.
 *
 * An item that was given up, because its time is over or nobody wants it, has its answer already; it keeps its place until its
 * promise settles.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { type CurrentTask, RunningTask } from '../../../current-task'
import { now } from '../../../platform/clock'
import type { RunningUnit } from './unit'

/** One item that waits. */
export interface Item {
  readonly unit: RunningUnit
  readonly offset: number
  readonly since: number
  /** When its time ends, by the clock; Infinity without a limit. */
  due: number
  /** Ends its time, and then its grace. */
  timer: NodeJS.Timeout | undefined
  /** Has its answer: what becomes of its promise is nobody's business any more. */
  over: boolean
  /** Waits still, though it has its answer. */
  givenUp: boolean
  /** Given up, and its grace is over, too. */
  hopeless: boolean
  context: Context | undefined
  before: Item | undefined
  after: Item | undefined
}

/** What is known of an item whether it waits or not. */
interface Context {
  readonly unit: RunningUnit
  readonly offset: number
  item: Item | undefined
  /** Made when somebody asks for it. */
  task: RunningTask | undefined
}

export class Items {
  #oldest: Item | undefined
  #newest: Item | undefined
  #count = 0
  #givenUp = 0
  /** How many may wait, by the strictest of them. */
  #most = Number.POSITIVE_INFINITY
  #storage: AsyncLocalStorage<Context> | undefined
  /** Of the item that was begun last in a context of its own. */
  #context: Context | undefined
  /** Of the item that has asked for its task and did not wait yet. */
  #asked: Context | undefined

  /** How many there are, those given up among them. */
  get count(): number {
    return this.#count
  }

  /** How many somebody waits for. */
  get wanted(): number {
    return this.#count - this.#givenUp
  }

  /** Whether an item may begin, of a call that lets so many wait. */
  mayBegin(concurrency: number): boolean {
    return this.#count === 0 || (this.#count < concurrency && this.#count < this.#most)
  }

  /** Runs an item in a context of its own. */
  run(unit: RunningUnit, offset: number): unknown {
    this.#storage ??= new AsyncLocalStorage()
    const context: Context = { unit, offset, item: undefined, task: undefined }
    this.#context = context
    return this.#storage.run(context, unit.runner.invoke, offset)
  }

  /** The item that has just begun waits. */
  add(unit: RunningUnit, offset: number, due: number): Item {
    const context = unit.concurrency > 1 ? this.#context : this.#contextAsked(unit, offset)
    const item: Item = {
      unit,
      offset,
      since: now(),
      due,
      timer: undefined,
      over: false,
      givenUp: false,
      hopeless: false,
      context,
      before: this.#newest,
      after: undefined,
    }
    if (this.#newest === undefined) this.#oldest = item
    else this.#newest.after = item
    this.#newest = item
    this.#count++
    unit.waiting++
    if (unit.concurrency < this.#most) this.#most = unit.concurrency
    if (context !== undefined) context.item = item
    return item
  }

  #contextAsked(unit: RunningUnit, offset: number): Context | undefined {
    const asked = this.#asked
    return asked !== undefined && asked.unit === unit && asked.offset === offset ? asked : undefined
  }

  /** The item has its answer. */
  end(item: Item): void {
    item.over = true
    item.unit.waiting--
    this.leave(item)
  }

  /** The item has its answer, and waits still. */
  giveUp(item: Item): void {
    item.over = true
    item.unit.waiting--
    item.givenUp = true
    item.due = Number.POSITIVE_INFINITY
    this.#givenUp++
  }

  /** The item waits no more. */
  leave(item: Item): void {
    const { before, after } = item
    if (before === undefined) this.#oldest = after
    else before.after = after
    if (after === undefined) this.#newest = before
    else after.before = before
    if (item.givenUp) {
      item.givenUp = false
      this.#givenUp--
    }
    if (--this.#count === 0) this.#most = Number.POSITIVE_INFINITY
  }

  find(slot: number, offset: number): Item | undefined {
    for (let item = this.#oldest; item !== undefined; item = item.after)
      if (item.unit.slot === slot && item.offset === offset && !item.over) return item
    return undefined
  }

  /** Tells the items at a slot, or the one of them at `offset`, that nobody wants them. */
  abort(slot: number, offset: number | undefined, reason: () => unknown): void {
    for (let item = this.#oldest; item !== undefined; item = item.after)
      if (item.unit.slot === slot && !item.over && (offset ?? item.offset) === item.offset)
        this.taskOf(item).abort(reason())
  }

  /** The item whose time ends first. */
  firstDue(): Item | undefined {
    let first: Item | undefined
    for (let item = this.#oldest; item !== undefined; item = item.after)
      if (item.due < (first?.due ?? Number.POSITIVE_INFINITY)) first = item
    return first
  }

  /** Whether one of them is to be waited for, given up or not. */
  get hope(): boolean {
    for (let item = this.#oldest; item !== undefined; item = item.after)
      if (!item.hopeless) return true
    return false
  }

  /** The item in whose context this runs; where that is not known, the oldest. */
  culprit(): Item | undefined {
    const item = this.#storage?.getStore()?.item
    if (item !== undefined && (item.givenUp || !item.over)) return item
    for (let each = this.#oldest; each !== undefined; each = each.after)
      if (!each.givenUp) return each
    return this.#oldest
  }

  /** What the item sees of itself. */
  taskOf(item: Item): RunningTask {
    item.context ??= { unit: item.unit, offset: item.offset, item, task: undefined }
    return taskIn(item.context)
  }

  /**
   * The task in which this runs.
   *
   * @param current - the unit whose items are begun in this moment; undefined when none are
   */
  current(current: RunningUnit | undefined): CurrentTask | undefined {
    if (current !== undefined && current.concurrency === 1) {
      const offset = current.last
      if (offset < 0) return undefined
      this.#asked = this.#contextAsked(current, offset) ?? {
        unit: current,
        offset,
        item: undefined,
        task: undefined,
      }
      return taskIn(this.#asked).shown
    }
    const context = this.#storage?.getStore()
    if (context !== undefined) return taskIn(context).shown
    // One that waits alone needs no context to be found.
    const only = this.#oldest
    return only?.unit.concurrency === 1 ? this.taskOf(only).shown : undefined
  }

  /** No item of the unit begins any more. */
  forget(unit: RunningUnit): void {
    if (this.#asked?.unit === unit) this.#asked = undefined
    if (this.#context?.unit === unit) this.#context = undefined
  }

  /** Sends what is held back of their units. */
  flush(): void {
    for (let item = this.#oldest; item !== undefined; item = item.after) item.unit.outbox.flush()
  }
}

function taskIn(context: Context): RunningTask {
  const { unit, offset } = context
  context.task ??= new RunningTask(unit.indexOf(offset), () => unit.listens())
  return context.task
}
