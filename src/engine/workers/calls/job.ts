/**
 * One call in the workers engine: what has come back, and how it ends. What of it is still to be given out stands in portions.ts.
 */
import { type Call, type Failure, type Outcome, placeOf } from '../../../call'
import { cutStrings, type JoinedStrings } from '../../../codec'
import { TaskTimeoutError, WorkerLostError } from '../../../errors'
import { arrayFor } from '../../../long-array'
import type { Told } from '../../../watch/events'
import { calledAs } from '../../../watch/slowest'
import type { CallMessage, ColumnMessage } from '../protocol'
import { MAX_TRIES } from './batch'
import { sentItems, type TypedStore } from './columns'
import { Portions } from './portions'
import type { Loan } from './scratch'
import type { Unit, Work } from './unit'

/** Whether results go from shared memory, or a range, into shared memory, one after another. */
export function isWide(
  { concurrency = 1 }: Call,
  columns: readonly ColumnMessage[],
  store: TypedStore | undefined,
): boolean {
  return store !== undefined && concurrency === 1 && columns.every(({ kind }) => kind !== 'list')
}

/** How a call is parted, and what its typed arrays lie in. */
export interface Parting {
  /** Items of a chunk; where `call.chunkSize` is 'auto', they are measured. */
  readonly chunk: number
  /** Whether it {@link isWide}. */
  readonly wide: boolean
  readonly loan: Pick<Loan, 'end'>
}

export class Job implements Work {
  readonly call: Call
  readonly message: CallMessage
  readonly concurrency: number
  readonly taskTimeout: number
  readonly graceMs: number | undefined
  readonly #store: TypedStore | undefined
  readonly #loan: Pick<Loan, 'end'>
  /** Whether items were given out a second time: somebody may hold them still. */
  #again = false
  /** Made when the first results are there: the workers have begun by then. */
  #values: unknown[] | undefined
  readonly #failures = new Map<number, unknown>()
  /** Whether a unit of any length costs the same: nothing of its items is in a message, and it is taken over as it runs. */
  readonly wide: boolean
  /** What of it is to be given out. */
  readonly #portions: Portions
  /** How often workers were lost with an item. */
  #tries: Map<number, number> | undefined
  /** Items that have neither a result nor a failure. */
  #left: number
  #settled = false
  /** Failures that were counted. */
  #counted = 0
  /** Whether none of it was given out yet. */
  #waits = false
  /** How it ended, once it has. */
  outcome: Outcome | undefined
  error: unknown
  /** Called once, when it has ended. */
  onSettled: () => void = () => {}

  constructor(
    call: Call,
    message: CallMessage,
    store: TypedStore | undefined,
    { chunk, wide, loan }: Parting,
  ) {
    const { length } = call.data
    this.call = call
    this.message = message
    this.concurrency = call.concurrency ?? 1
    this.taskTimeout = call.taskTimeout
    this.graceMs = call.graceMs
    this.#store = store
    this.#loan = loan
    this.wide = wide
    // Items that are taken one by one are counted one by one.
    const single = this.concurrency > 1 || message.limit !== undefined
    this.#portions = new Portions(call, chunk, wide, single)
    this.#left = length
  }

  get told(): Told {
    return this.call
  }

  get stores(): boolean {
    return this.#store !== undefined
  }

  get settled(): boolean {
    return this.#settled
  }

  /** Whether items have ended. */
  get hasResults(): boolean {
    return this.#left < this.call.data.length
  }

  /** It stands in line. */
  wait(): void {
    this.#waits = true
    this.call.counters.queue.enter()
  }

  #begin(): void {
    if (!this.#waits) return
    this.#waits = false
    this.call.counters.queue.leave()
  }

  /** How many chunks are waiting to be given out. */
  get pending(): number {
    return this.#settled ? 0 : this.#portions.pending
  }

  /** Whether its chunks are so small that a worker may hold many in advance. */
  get small(): boolean {
    return this.#portions.small
  }

  /** The next unit to give out, of so many chunks at most. */
  take(chunks: number): Unit | undefined {
    if (this.#settled) return undefined
    this.#begin()
    return this.#portions.take(this, chunks)
  }

  /** Milliseconds of one item, by the last that were heard of; Infinity before. */
  get itemMs(): number {
    return this.#portions.itemMs
  }

  /** Learns how long items take. */
  measured(count: number, took: number): void {
    this.#portions.measured(count, took)
  }

  /** Items that were not run are to be given out again, before others. */
  giveBack(low: number, high: number): void {
    this.#again = true
    this.#portions.giveBack(low, high)
  }

  /** Results from item `from` on. For typed output they are in place already. */
  accept(
    from: number,
    count: number,
    values: readonly unknown[] | undefined,
    failed?: ReadonlyMap<number, unknown>,
  ): void {
    if (this.#settled || count === 0) return
    // First, as whoever hears of them may end the call.
    this.#count(count, failed)
    if (failed !== undefined) for (const [index, error] of failed) this.fail(index, error)
    if (this.#store === undefined) {
      const all = this.#results
      for (let i = 0; i < count; i++) all[from + i] = values?.[i]
      if (failed !== undefined) for (const index of failed.keys()) all[index] = undefined
    }
    this.call.receiver?.results(
      from,
      count,
      this.#store === undefined ? values : this.#store.view(from, count),
    )
    this.#checkEnd()
  }

  /** Whether strings may come as they were joined. */
  get takesJoined(): boolean {
    return this.#store === undefined && this.call.receiver === undefined
  }

  /** Results from item `from` on that are strings. */
  acceptJoined(from: number, strings: JoinedStrings): void {
    if (this.#settled) return
    this.#count(strings.lengths.length, undefined)
    cutStrings(strings, this.#results, from)
    this.#checkEnd()
  }

  get #results(): unknown[] {
    this.#values ??= arrayFor<unknown>(this.call.data.length)
    return this.#values
  }

  /** Item `index` has failed; it is counted when it is accepted. */
  fail(index: number, error: unknown): void {
    if (this.#settled || this.#failures.has(index)) return
    this.#failures.set(index, error)
    this.call.receiver?.failed(index, error)
  }

  retries(index: number): boolean {
    if (!this.call.idempotent || this.#settled) return false
    this.#tries ??= new Map()
    const tries = (this.#tries.get(index) ?? 0) + 1
    this.#tries.set(index, tries)
    return tries < MAX_TRIES
  }

  /** The error for an item whose worker is gone. */
  lostError(
    index: number,
    state: 'lost' | 'maybe-done',
    exitCode: number | undefined,
    cause: unknown,
  ): Error {
    const options = cause === undefined ? undefined : { cause }
    const place = placeOf(this.call, index)
    return new WorkerLostError({ exitCode, index: place, state, of: this.#name() }, options)
  }

  timeoutError(index: number): Error {
    return new TaskTimeoutError(this.taskTimeout, placeOf(this.call, index), this.#name())
  }

  #name(): string {
    return calledAs(this.call.method, this.call.fn)
  }

  #checkEnd(): void {
    const { control, data } = this.call
    if (control.watched) control.progress(data.length - this.#left)
    const stopped = this.call.stopOnError && this.#failures.size > 0
    if ((this.#left === 0 || stopped) && !this.#settled) this.#finish()
  }

  #count(ended: number, errors: ReadonlyMap<number, unknown> | undefined): void {
    const { items, workers } = this.call.counters
    let failed = this.#failures.size - this.#counted
    if (errors !== undefined)
      for (const index of errors.keys()) if (!this.#failures.has(index)) failed++
    this.#left -= ended
    this.#counted += failed
    items.failed += failed
    items.done += ended - failed
    workers.items += ended
  }

  #finish(): void {
    try {
      if (this.#store !== undefined)
        for (const index of this.#failures.keys()) this.#store.clear(index)
      const value = this.#store?.finish() ?? this.#finishArray()
      // Each item has ended once, and well: no worker writes a result any more.
      if (this.#failures.size === 0 && !this.#again && this.message.limit === undefined)
        this.#loan.end()
      // Workers finish in any order.
      const item =
        this.#failures.size === 0 ? undefined : sentItems(this.call.data, this.message.columns)
      const failures = [...this.#failures].map(
        ([index, error]): Failure => ({ index, error, item: item?.(index) }),
      )
      failures.sort((a, b) => a.index - b.index)
      this.outcome = { value, failures }
    } catch (error) {
      this.error = error
    }
    this.#settle()
  }

  #finishArray(): unknown[] {
    const values = this.#results
    const out = this.call.output.kind === 'array' ? this.call.output.out : undefined
    if (out === undefined) return values
    // Only now: `out` may be the input, whose items were read while units were given out.
    for (let i = 0; i < values.length; i++) out[i] = values[i]
    return out
  }

  /** There is nothing to do. */
  finishEmpty(): void {
    this.#checkEnd()
  }

  /** Ends the job without a result. */
  abort(error: unknown): void {
    if (this.#settled) return
    this.error = error
    this.#settle()
  }

  #settle(): void {
    this.#settled = true
    this.#begin()
    this.call.counters.items.cancelled += this.#left
    this.#portions.clear()
    this.onSettled()
  }
}
