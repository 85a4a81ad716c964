/**
 * The machinery behind `imap` and `imapUnordered`: reads the source ahead by no more than the buffer allows, runs chunks,
 * and hands results to those who wait, in order or as they come.
 */
import type { Outcome } from '../call'
import { TimeoutError } from '../errors'
import { withIndex } from '../pool/settle'
import type { Portion, Source } from './source'

/** What a stream needs of its pool. */
export interface StreamOptions {
  readonly source: Source
  readonly ordered: boolean
  readonly chunkSize: number
  readonly bufferSize: number
  /** Runs one chunk. */
  run(items: readonly unknown[]): Promise<Outcome>
  /** Called once, when no call comes any more. */
  finished(): void
  /** Called when somebody begins or ceases to wait. */
  awaited(waits: boolean): void
}

/** The outcome of one item. */
type Settled = { readonly value: unknown } | { readonly error: unknown }

interface Chunk {
  results: readonly Settled[] | undefined
}

interface Waiter {
  resolve(result: IteratorResult<unknown, undefined>): void
  reject(error: unknown): void
}

/** setTimeout takes no more. */
const LONGEST_TIMER = 2 ** 31 - 1

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined }

export class Stream {
  readonly #options: StreamOptions
  /** Chunks that run, or wait for those before them. */
  #chunks: Chunk[] = []
  #ready: Settled[] = []
  #waiters: Waiter[] = []
  /** Items read from the source. */
  #read = 0
  /** Items handed out. */
  #taken = 0
  #reading = false
  #sourceEnded = false
  /** What is left to be told at the end: an error of the source, or why the stream was stopped. */
  #last: { readonly error: unknown } | undefined
  #finished = false

  constructor(options: StreamOptions) {
    this.#options = options
  }

  /** Begins to read and run. */
  start(): void {
    if (!this.#finished) this.#pump()
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

  /** Ends the stream. `told` is what the next reader hears; without it the stream is just over. */
  stop(told: { readonly error: unknown } | undefined): Promise<void> {
    if (this.#finished) return Promise.resolve()
    this.#sourceEnded = true
    this.#chunks = []
    this.#ready = []
    this.#last = told
    this.#finish()
    this.#deliver()
    return this.#options.source.close()
  }

  #finish(): void {
    if (this.#finished) return
    this.#finished = true
    this.#options.finished()
  }

  /** Reads and runs whole chunks while the buffer has room for one. */
  #pump(): void {
    const { source, bufferSize } = this.#options
    const chunkSize = Math.min(this.#options.chunkSize, bufferSize)
    while (!this.#reading && !this.#sourceEnded) {
      if (this.#read - this.#taken + chunkSize > bufferSize) return
      // Also for sources that are read at once: their code may ask this stream for its next result.
      this.#reading = true
      const portion = source.read(chunkSize)
      if (portion instanceof Promise) {
        portion.then((later) => {
          this.#accept(later)
          this.#pump()
          this.#deliver()
        })
        return
      }
      this.#accept(portion)
    }
  }

  #accept({ items, ended, thrown }: Portion): void {
    this.#reading = false
    if (this.#finished) return
    if (items.length > 0) this.#run(items)
    if (ended) this.#sourceEnded = true
    if (thrown !== undefined) this.#last = thrown
  }

  #run(items: readonly unknown[]): void {
    const start = this.#read
    const chunk: Chunk = { results: undefined }
    this.#read += items.length
    this.#chunks.push(chunk)
    this.#options
      .run(items)
      .then(
        (outcome) => settledItems(outcome, start),
        (error: unknown) => items.map(() => ({ error })),
      )
      .then((results) => {
        chunk.results = results
        if (!this.#finished) this.#deliver()
      })
  }

  #deliver(): void {
    this.#collect()
    while (this.#waiters.length > 0 && this.#ready.length > 0) {
      this.#taken++
      answer(this.#nextWaiter(), this.#ready.shift() as Settled)
    }
    this.#pump()
    const nothingLeft = this.#sourceEnded && this.#chunks.length === 0 && this.#ready.length === 0
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

  /** Moves what is done to the results that are ready. */
  #collect(): void {
    const { ordered } = this.#options
    const left: Chunk[] = []
    for (const chunk of this.#chunks) {
      // In order, a chunk that still runs holds back all after it.
      if (chunk.results === undefined || (ordered && left.length > 0)) left.push(chunk)
      else for (const settled of chunk.results) this.#ready.push(settled)
    }
    this.#chunks = left
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

function answer(waiter: Waiter, settled: Settled): void {
  if ('error' in settled) waiter.reject(settled.error)
  else waiter.resolve({ done: false, value: settled.value })
}

/** The items of a chunk, one by one; errors say their place in the whole source. */
function settledItems({ value, failures }: Outcome, start: number): Settled[] {
  const settled = Array.from(value as ArrayLike<unknown>, (item): Settled => ({ value: item }))
  for (const { index, error } of failures)
    settled[index] = { error: withIndex(error, start + index) }
  return settled
}
