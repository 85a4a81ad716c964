/**
 * The machinery behind `imap` and `imapUnordered`: reads the source ahead by no more than the buffer allows, runs what was
 * read, and hands results to those who wait, in order or as they come.
 *
 * What is read in one turn of the event loop is run as one call, whose results come one by one; so the price of a call is
 * paid once for all the items that a quick consumer has made room for.
 */
import type { Outcome, Receiver } from '../call'
import { TimeoutError } from '../errors'
import { now } from '../platform/clock'
import { clearTimeout, LONGEST_TIMER, nextTick, setImmediate, setTimeout } from '../platform/timers'
import { Batch, type BatchOwner } from './batch'
import { type Result, Results } from './results'
import type { Source } from './source'

/** What a stream needs of its pool. */
export interface StreamOptions {
  readonly source: Source
  readonly ordered: boolean
  /** Items are read and run in multiples of this, as far as the source has them. */
  readonly chunkSize: number
  readonly bufferSize: number
  /** The buffer may grow to this while the items are quick. */
  readonly largestBuffer: number
  /** Whether the first failure is the last result. */
  readonly stopOnError: boolean
  /** Whether results are settled objects, and failures results like others. */
  readonly collect: boolean
  /** Runs the source's code. */
  inContext<T>(read: () => T): T
  /** Runs items, of which the first is the `firstIndex`-th of the source. */
  run(items: readonly unknown[], firstIndex: number, receiver: Receiver): Promise<Outcome>
  /** Called once, when no call comes any more. */
  finished(): void
  /** Called with the number of items that have a result or an error. */
  settled(count: number): void
  /** Called when somebody begins or ceases to wait. */
  awaited(waits: boolean): void
}

interface Waiter {
  resolve(result: IteratorResult<unknown, undefined>): void
  reject(error: unknown): void
}

/** A batch that came back sooner had fewer items than its way is worth. */
const QUICK_MS = 5

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined }

export class Stream {
  readonly #options: StreamOptions
  readonly #results: Results
  #waiters: Waiter[] = []
  #bufferSize: number
  /** Items read from the source. */
  #read = 0
  /** Items that have a result or an error. */
  #settled = 0
  /** Items handed out. */
  #taken = 0
  #reading = false
  #sourceEnded = false
  #pumpScheduled = false
  /** What is left to be told at the end: an error of the source, or why the stream was stopped. */
  #last: { readonly error: unknown } | undefined
  #finished = false
  #closed: Promise<void> | undefined

  readonly #owner: BatchOwner = {
    settled: (index, result) => {
      this.#options.settled(++this.#settled)
      if (this.#finished) return
      this.#results.settle(index, this.#shown(result))
      if (hasFailed(result) && this.#options.stopOnError) this.#endBefore(index + 1)
    },
    heard: () => this.#deliver(),
  }

  constructor(options: StreamOptions) {
    this.#options = options
    this.#bufferSize = options.bufferSize
    this.#results = new Results(options.ordered)
  }

  /** Begins to read and run. */
  start(): void {
    this.#pump()
  }

  /** The next result; waits for it no longer than `timeout` milliseconds. */
  next(timeout: number | undefined): Promise<IteratorResult<unknown, undefined>> {
    return new Promise((resolve, reject) => {
      const timer =
        timeout === undefined || timeout === Number.POSITIVE_INFINITY
          ? undefined
          : setTimeout(() => this.#giveUp(waiter, timeout), Math.min(timeout, LONGEST_TIMER))
      const waiter: Waiter = {
        resolve: (result) => {
          clearTimeout(timer)
          resolve(result)
        },
        reject: (error) => {
          clearTimeout(timer)
          reject(error)
        },
      }
      this.#waiters.push(waiter)
      if (this.#waiters.length === 1) this.#options.awaited(true)
      this.#deliver()
    })
  }

  /**
   * Ends the stream; resolves when the source is closed, and rejects with what it threw at that.
   *
   * @param told - what the next reader hears; without it the stream is just over
   */
  stop(told: { readonly error: unknown } | undefined): Promise<void> {
    this.#results.clear()
    if (!this.#finished) {
      this.#sourceEnded = true
      this.#last = told
      this.#finish()
      this.#deliver()
    }
    // An error at the end that was not heard yet: whoever stops wants to hear nothing more.
    else if (told === undefined) this.#last = undefined
    return this.#closeSource()
  }

  /** As {@link stop}, where nobody waits for the source to be closed, or hears what it throws at that. */
  abandon(told: { readonly error: unknown } | undefined): void {
    // What is there to be taken when it has come to its end, stays.
    const closed = this.#finished ? this.#closeSource() : this.stop(told)
    closed.catch(() => {})
  }

  #finish(): void {
    if (this.#finished) return
    this.#finished = true
    this.#options.finished()
  }

  #closeSource(): Promise<void> {
    const { source, inContext } = this.#options
    this.#closed ??= inContext(() => source.close())
    return this.#closed
  }

  /** Reads while the buffer has room for whole chunks, and runs what was read. */
  #pump(): void {
    const { source, bufferSize, chunkSize, inContext } = this.#options
    const chunk = Math.min(chunkSize, bufferSize)
    while (!this.#reading && !this.#sourceEnded) {
      const room = this.#bufferSize - (this.#read - this.#taken)
      const wanted = room - (room % chunk)
      if (wanted < chunk) return
      // Also for sources that are read at once: their code may ask this stream for its next result.
      this.#reading = true
      const portion = inContext(() => source.read(wanted, chunk))
      if (portion instanceof Promise) {
        portion.then((later) => {
          this.#accept(later)
          this.#pump()
          this.#deliver()
        })
        return
      }
      this.#accept(portion)
      if (portion.items.length < wanted && !portion.ended) {
        // The source is slow: what it gave begins to run before it gives more.
        this.#schedulePump(setImmediate)
        return
      }
    }
  }

  /** Later, so that those who take results meanwhile make room for all the items of a call. */
  #schedulePump(later: (go: () => void) => unknown): void {
    if (this.#pumpScheduled || this.#sourceEnded) return
    this.#pumpScheduled = true
    later(() => {
      this.#pumpScheduled = false
      this.#pump()
      this.#deliver()
    })
  }

  #accept({ items, ended, thrown }: Awaited<ReturnType<Source['read']>>): void {
    this.#reading = false
    if (this.#sourceEnded) return
    if (ended) this.#sourceEnded = true
    if (thrown !== undefined) this.#last = thrown
    if (items.length > 0) this.#run(items)
  }

  #run(items: readonly unknown[]): void {
    const first = this.#read
    const start = now()
    const batch = new Batch(items, first, this.#owner)
    this.#read += items.length
    this.#results.expect(items.length)
    this.#options
      .run(items, first, batch)
      .then((outcome) => {
        batch.ended(outcome)
        if (now() - start < QUICK_MS) this.#grow()
      })
      .catch((error: unknown) => {
        // Not an item has failed but the call: the next would, too.
        const { firstLeft } = batch
        if (!this.#finished && firstLeft !== undefined) this.#endBefore(firstLeft, { error })
      })
      .then(() => this.#deliver())
  }

  #shown(result: Result): Result {
    if (!this.#options.collect) return result
    return hasFailed(result)
      ? { value: { status: 'rejected', reason: result.error } }
      : { value: { status: 'fulfilled', value: result.value } }
  }

  /** Nothing is told of the items from `index` on, but `last`. */
  #endBefore(index: number, last?: { readonly error: unknown }): void {
    if (!this.#results.endBefore(index)) return
    this.#sourceEnded = true
    this.#last = last
    // What the source throws at that, whoever stops the stream hears.
    this.#closeSource().catch(() => {})
    // In order, what is before that index still runs.
    if (!this.#options.ordered) this.#finish()
  }

  #grow(): void {
    this.#bufferSize = Math.min(2 * this.#bufferSize, this.#options.largestBuffer)
  }

  #deliver(): void {
    const results = this.#results
    while (this.#waiters.length > 0 && results.ready) {
      this.#taken++
      answer(this.#nextWaiter(), results.take())
      this.#schedulePump(nextTick)
    }
    const nothingLeft = this.#sourceEnded && results.pending === 0
    if (!nothingLeft && !this.#finished) return
    // Everything was handed out: the error at the end comes once, to whoever asks next.
    if (this.#waiters.length > 0 && this.#last !== undefined) {
      const { error } = this.#last
      this.#last = undefined
      this.#nextWaiter().reject(error)
    }
    this.#finish()
    while (this.#waiters.length > 0) this.#nextWaiter().resolve(DONE)
  }

  #nextWaiter(): Waiter {
    const waiter = this.#waiters.shift() as Waiter
    if (this.#waiters.length === 0) this.#options.awaited(false)
    return waiter
  }

  /** The result stays for the next who asks. */
  #giveUp(waiter: Waiter, timeout: number): void {
    this.#waiters.splice(this.#waiters.indexOf(waiter), 1)
    if (this.#waiters.length === 0) this.#options.awaited(false)
    waiter.reject(new TimeoutError(timeout, 'The next result', true))
  }
}

function answer(waiter: Waiter, result: Result): void {
  if (hasFailed(result)) waiter.reject(result.error)
  else waiter.resolve({ done: false, value: result.value })
}

/** Not by `in`: anybody may have put an `error` on Object.prototype. */
function hasFailed(result: Result): result is Extract<Result, { readonly error: unknown }> {
  return Object.hasOwn(result, 'error')
}
