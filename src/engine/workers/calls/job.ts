/**
 * One call in the workers engine: what of it is still to be given out, what has come back, and how it ends.
 */
import { type Call, type Failure, type Outcome, placeOf } from '../../../call'
import { cutStrings, type JoinedStrings } from '../../../codec'
import { TaskTimeoutError, WorkerLostError } from '../../../errors'
import { arrayFor } from '../../../long-array'
import type { Told } from '../../../watch/events'
import { calledAs } from '../../../watch/slowest'
import { type CallMessage, type ColumnMessage, RANGE_BASE } from '../protocol'
import { MAX_TRIES } from './batch'
import { sentItems, type TypedStore, travelsTogether } from './columns'
import type { Loan } from './scratch'
import { Unit, type Work } from './unit'

/**
 * Small chunks travel together, as many as last for so long (milliseconds), and never more items than that: a call that comes
 * later waits for them. Until an item's time is known they are few. (With 512 items whatever they take, a short call beside a
 * map of 1,500 items of 1 ms waited for half a second.)
 */
const TOGETHER_MS = 8
const TOGETHER = 512
const TOGETHER_FIRST = 32

/** Chunks of fewer items are small. */
const SMALL = 8

/** With `chunkSize: 'auto'`: how long a chunk is to last, in milliseconds, and how many items the first ones and the largest have. */
const AUTO_MS = 1.5
const AUTO_FIRST = 4
const AUTO_MOST = 32_768

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
  #together: boolean | undefined
  readonly #failures = new Map<number, unknown>()
  readonly #auto: boolean
  /** Whether a unit of any length costs the same: nothing of its items is in a message, and it is taken over as it runs. */
  readonly wide: boolean
  #chunk: number
  /** Milliseconds of one item, by the last that were heard of. */
  #itemMs: number | undefined
  /** The first item that was never given out. */
  #next = 0
  /** Ranges that came back from workers. */
  readonly #returned: { low: number; high: number }[] = []
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
    this.#auto = call.chunkSize === 'auto'
    this.#chunk = this.#auto ? AUTO_FIRST : chunk
    this.wide = wide
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

  /** Whether chunks may travel together: there are no objects in them that could be shared by accident. */
  get #mayJoin(): boolean {
    this.#together ??= travelsTogether(this.call.data)
    return this.#together
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
    if (this.#settled) return 0
    return Math.ceil((this.call.data.length - this.#next) / this.#chunk) + this.#returned.length
  }

  /** Whether its chunks are so small that a worker may hold many in advance. */
  get small(): boolean {
    return this.#chunk < SMALL && !this.#mayJoin
  }

  /** The next unit to give out, of so many chunks at most. */
  take(chunks: number): Unit | undefined {
    if (this.#settled) return undefined
    this.#begin()
    // Items that are taken one by one are counted one by one.
    const single = this.concurrency > 1 || this.message.limit !== undefined
    const most = single ? RANGE_BASE - 1 : Number.POSITIVE_INFINITY
    const returned = this.#returned[0]
    if (returned !== undefined) {
      const high = Math.min(returned.high, returned.low + most)
      if (high === returned.high) this.#returned.shift()
      const { low } = returned
      returned.low = high
      return new Unit(this, low, high)
    }
    const low = this.#next
    const { length } = this.call.data
    if (low >= length) return undefined
    const together = this.wide
      ? chunks
      : Math.min(chunks, Math.floor(this.#fitting() / this.#chunk))
    const several = !this.#auto && together > 1 && this.#mayJoin ? together : 1
    this.#next = Math.min(length, low + Math.min(most, this.#chunk * Math.max(1, several)))
    return new Unit(this, low, this.#next)
  }

  /** Milliseconds of one item, by the last that were heard of; Infinity before. */
  get itemMs(): number {
    return this.#itemMs ?? Number.POSITIVE_INFINITY
  }

  /** How many items may travel together. */
  #fitting(): number {
    const each = this.#itemMs
    return each === undefined
      ? TOGETHER_FIRST
      : Math.min(TOGETHER, TOGETHER_MS / Math.max(each, 1e-6))
  }

  /** Learns how long items take. */
  measured(count: number, took: number): void {
    if (count === 0) return
    this.#itemMs = took / count
    if (!this.#auto) return
    const fitting = Math.max(1, Math.round(AUTO_MS / Math.max(took / count, 1e-6)))
    // By steps: the first items are often the slow ones, and nobody knows the next.
    this.#chunk = Math.min(fitting, this.#chunk * 4, AUTO_MOST)
  }

  /** Items that were not run are to be given out again, before others. */
  giveBack(low: number, high: number): void {
    this.#again = true
    if (low < high) this.#returned.unshift({ low, high })
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
    this.#returned.length = 0
    this.onSettled()
  }
}
