/**
 * What of a call is still to be given out, and how many of its items at a time.
 */
import type { Call } from '../../../call'
import { RANGE_BASE } from '../protocol'
import { travelsTogether } from './columns'
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

export class Portions {
  readonly #data: Call['data']
  readonly #wide: boolean
  /** Items of a unit, at most. */
  readonly #most: number
  readonly #auto: boolean
  #chunk: number
  #together: boolean | undefined
  /** Milliseconds of one item, by the last that were heard of. */
  #itemMs: number | undefined
  /** The first item that was never given out. */
  #next = 0
  /** Ranges that came back from workers. */
  readonly #returned: { low: number; high: number }[] = []

  /**
   * @param chunk - items of a chunk, where `chunkSize` is not 'auto'
   * @param wide - whether a unit of any length costs the same
   * @param single - whether items are taken one by one: they are counted one by one then
   */
  constructor({ data, chunkSize }: Call, chunk: number, wide: boolean, single: boolean) {
    this.#data = data
    this.#wide = wide
    this.#most = single ? RANGE_BASE - 1 : Number.POSITIVE_INFINITY
    this.#auto = chunkSize === 'auto'
    this.#chunk = this.#auto ? AUTO_FIRST : chunk
  }

  /** Whether chunks may travel together: there are no objects in them that could be shared by accident. */
  get #mayJoin(): boolean {
    this.#together ??= travelsTogether(this.#data)
    return this.#together
  }

  /** How many chunks are waiting to be given out. */
  get pending(): number {
    return Math.ceil((this.#data.length - this.#next) / this.#chunk) + this.#returned.length
  }

  /** Whether chunks are so small that a worker may hold many in advance. */
  get small(): boolean {
    return this.#chunk < SMALL && !this.#mayJoin
  }

  /** The next unit of `work` to give out, of so many chunks at most. */
  take(work: Work, chunks: number): Unit | undefined {
    const most = this.#most
    const returned = this.#returned[0]
    if (returned !== undefined) {
      const high = Math.min(returned.high, returned.low + most)
      if (high === returned.high) this.#returned.shift()
      const { low } = returned
      returned.low = high
      return new Unit(work, low, high)
    }
    const low = this.#next
    const { length } = this.#data
    if (low >= length) return undefined
    const together = this.#wide
      ? chunks
      : Math.min(chunks, Math.floor(this.#fitting() / this.#chunk))
    const several = !this.#auto && together > 1 && this.#mayJoin ? together : 1
    this.#next = Math.min(length, low + Math.min(most, this.#chunk * Math.max(1, several)))
    return new Unit(work, low, this.#next)
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
    if (low < high) this.#returned.unshift({ low, high })
  }

  /** Nothing that came back is wanted any more. */
  clear(): void {
    this.#returned.length = 0
  }
}
