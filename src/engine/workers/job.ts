/**
 * One call in the workers engine: what of it is still to be given out, what has come back, and how it ends.
 */
import type { Call, Failure, Outcome } from '../../call'
import type { TypedStore } from './columns'
import type { Member } from './member'
import type { CallMessage } from './protocol'

/** Items `low` to `high` (exclusive) of a job, given to one worker at a time. */
export interface Unit {
  readonly job: Job
  readonly low: number
  readonly high: number
  /** How many of its items have been heard of. */
  reported: number
  /** Where it is; undefined when no worker has it. */
  seat: { readonly member: Member; readonly slot: number; readonly sequence: number } | undefined
}

/** V8 turns a `new Array(n)` above this into a dictionary, several times dearer than one that grows. */
const PREALLOCATED = 3e7

export class Job {
  readonly call: Call
  readonly message: CallMessage
  readonly #store: TypedStore | undefined
  readonly #values: unknown[] | undefined
  readonly #failures = new Map<number, unknown>()
  readonly #chunk: number
  /** The first item that was never given out. */
  #next = 0
  /** Ranges that came back from workers. */
  readonly #returned: { low: number; high: number }[] = []
  /** Items that have neither a result nor a failure. */
  #left: number
  #settled = false
  /** How it ended, once it has. */
  outcome: Outcome | undefined
  error: unknown
  /** Called once, when it has ended. */
  onSettled: () => void = () => {}

  constructor(call: Call, message: CallMessage, store: TypedStore | undefined, chunk: number) {
    const { length } = call.data
    this.call = call
    this.message = message
    this.#store = store
    this.#chunk = chunk
    this.#left = length
    if (store === undefined) this.#values = length > PREALLOCATED ? [] : new Array<unknown>(length)
  }

  get settled(): boolean {
    return this.#settled
  }

  /** How many units are waiting to be given out. */
  get pending(): number {
    if (this.#settled) return 0
    return Math.ceil((this.call.data.length - this.#next) / this.#chunk) + this.#returned.length
  }

  /** Whether its units are single calls, of which a worker may hold many in advance. */
  get single(): boolean {
    return this.#chunk === 1
  }

  /** The next unit to give out. */
  take(): Unit | undefined {
    if (this.#settled) return undefined
    const returned = this.#returned.shift()
    if (returned !== undefined) return this.#unit(returned.low, returned.high)
    const low = this.#next
    const { length } = this.call.data
    if (low >= length) return undefined
    this.#next = Math.min(length, low + this.#chunk)
    return this.#unit(low, this.#next)
  }

  #unit(low: number, high: number): Unit {
    return { job: this, low, high, reported: 0, seat: undefined }
  }

  /** Items that were not run are to be given out again, before others. */
  giveBack(low: number, high: number): void {
    if (low < high) this.#returned.unshift({ low, high })
  }

  /** Results from item `from` on. For typed output they are in place already. */
  accept(from: number, count: number, values: readonly unknown[] | undefined): void {
    if (this.#settled) return
    if (values !== undefined && this.#values !== undefined)
      for (let i = 0; i < count; i++) this.#values[from + i] = values[i]
    else if (this.#values !== undefined)
      for (let i = 0; i < count; i++) this.#values[from + i] = undefined
    this.#settleItems(count)
  }

  /** Item `index` failed. It counts as heard of when `counted` (as part of a reported range). */
  fail(index: number, error: unknown, counted = false): void {
    if (this.#settled) return
    if (this.#values !== undefined) this.#values[index] = undefined
    if (!this.#failures.has(index)) this.#failures.set(index, error)
    if (!counted) this.#settleItems(1)
  }

  #settleItems(count: number): void {
    this.#left -= count
    const { control, data } = this.call
    if (control.watched) control.progress(data.length - this.#left)
    if (this.#left === 0 && !this.#settled) this.#finish()
  }

  #finish(): void {
    try {
      const value = this.#store?.finish() ?? this.#finishArray()
      // Workers finish in any order.
      const failures: Failure[] = [...this.#failures].map(([index, error]) => ({ index, error }))
      failures.sort((a, b) => a.index - b.index)
      this.outcome = { value, failures }
    } catch (error) {
      this.error = error
    }
    this.#settle()
  }

  #finishArray(): unknown[] {
    const values = this.#values as unknown[]
    const out = this.call.output.kind === 'array' ? this.call.output.out : undefined
    if (out === undefined) return values
    // Only now: `out` may be the input, whose items were read while units were given out.
    for (let i = 0; i < values.length; i++) out[i] = values[i]
    return out
  }

  /** Ends the job without a result. */
  abort(error: unknown): void {
    if (this.#settled) return
    this.error = error
    this.#settle()
  }

  #settle(): void {
    this.#settled = true
    this.#returned.length = 0
    this.onSettled()
  }
}
