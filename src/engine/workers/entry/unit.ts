/**
 * A unit in the hands of its worker: takes items from the range that the pool may shorten meanwhile, and sends what came of
 * them.
 */
import { storeNumber, storeRow, type TypedArray } from '../../../dtype'
import {
  type FromWorker,
  grainOf,
  LEDGER,
  type LimitMessage,
  limitOf,
  nextOf,
  rangeWord,
  type UnitMessage,
} from '../protocol'
import { Outbox } from './outbox'
import type { Proof } from './proof'
import type { TightLoop } from './tight'

const { compareExchange, load } = Atomics
const { create } = Object
const { isArray } = Array
const { min } = Math

/** What runs the items of a unit. */
export interface Runner {
  /** Runs the item at this offset. */
  readonly invoke: (offset: number) => unknown
  /** Where results are stored, where each gives several in an array for each; undefined when they are sent back. */
  readonly output: TypedArray | readonly TypedArray[] | undefined
  /** Runs many items at a time, where their data and results are simple enough. */
  readonly tight: TightLoop | undefined
  /** A number for what the item at this offset runs: items of one kind take about as long. */
  readonly kind: ((offset: number) => number) | undefined
  /** For items of one function; undefined for those of many, and where results are stored. */
  readonly proof: Proof | undefined
  /** The place of the unit's first item in the user's data; undefined for calls with one item each. */
  readonly firstIndex: number | undefined
  readonly limit: LimitMessage | undefined
}

/** Items taken at once, at most: what is taken waits for the item before it, however long that takes. */
const BLOCK = 32

/** A block that took less may be larger, one that took more must be smaller: milliseconds. */
const SHORT_MS = 0.02
export const LONG_MS = 0.05

export class RunningUnit {
  readonly slot: number
  readonly low: number
  readonly concurrency: number
  readonly runner: Runner
  readonly outbox: Outbox
  /** Items that wait for their promises. */
  waiting = 0
  /** No more items to begin: the unit ends with those that wait. */
  exhausted = false
  /** Items taken and not begun: from here to `end`. */
  at = 0
  end = 0
  readonly #ledger: Int32Array
  readonly #range: number
  readonly #begun: number
  readonly #finished: number
  readonly #count: number
  readonly #grain: number
  readonly #skip: Readonly<Record<number, true>> | undefined
  #block = 1
  #odd = false

  constructor(
    message: UnitMessage,
    runner: Runner,
    ledger: Int32Array,
    post: (message: FromWorker) => void,
  ) {
    const { slot, low, high, concurrency, skip } = message
    this.slot = slot
    this.low = low
    this.concurrency = concurrency
    this.runner = runner
    const how = {
      scattered: concurrency > 1,
      separate: message.batch !== undefined,
      sendsValues: runner.output === undefined,
    }
    this.outbox = new Outbox(slot, how, post)
    this.#ledger = ledger
    this.#range = LEDGER.RANGES + slot
    this.#begun = LEDGER.BEGUN + slot
    this.#finished = LEDGER.FINISHED + slot
    this.#count = high - low
    this.#grain = grainOf(high - low)
    ledger[LEDGER.LISTENS] = 0
    if (skip !== undefined) {
      const skipped = create(null) as Record<number, true>
      for (let i = 0; i < skip.length; i++) skipped[skip[i] as number] = true
      this.#skip = skipped
    }
  }

  /** Takes the next items; false when none are left. */
  take(): boolean {
    // While one with a time limit runs, all others are to be had elsewhere.
    const wanted = this.concurrency > 1 || this.runner.limit !== undefined ? 1 : this.#block
    for (;;) {
      const word = load(this.#ledger, this.#range)
      const next = nextOf(word)
      const limit = limitOf(word)
      if (next === limit) return false
      const end = min(limit, next + wanted)
      if (compareExchange(this.#ledger, this.#range, word, rangeWord(end, limit)) !== word) continue
      this.at = min(next * this.#grain, this.#count)
      this.end = min(end * this.#grain, this.#count)
      return true
    }
  }

  /** Gives up what was taken and not begun, while an item waits: another worker may want it. */
  untake(): void {
    this.#block = 1
    // Whole grains only; the rest of the present one stays.
    const kept = Math.ceil(this.at / this.#grain)
    for (;;) {
      const word = load(this.#ledger, this.#range)
      if (kept >= nextOf(word)) return
      if (
        compareExchange(this.#ledger, this.#range, word, rangeWord(kept, limitOf(word))) === word
      ) {
        this.end = min(kept * this.#grain, this.#count)
        return
      }
    }
  }

  /** Whether the item was refused before it was sent. */
  skips(offset: number): boolean {
    return this.#skip !== undefined && this.#skip[offset] === true
  }

  /** Whether the next block may run in the tight loop. */
  get tight(): TightLoop | undefined {
    const plain = this.#skip === undefined && this.concurrency === 1 && !this.#odd
    return plain && this.runner.limit === undefined ? this.runner.tight : undefined
  }

  /** The next item begins. */
  begin(): number {
    const offset = this.at++
    this.#ledger[this.#begun] = offset + 1
    return offset
  }

  /** The item begun last; -1 before the first. */
  get last(): number {
    return this.#lastBegun - 1
  }

  get #lastBegun(): number {
    const tight = this.#ledger[LEDGER.TIGHT_SLOT] === this.slot + 1
    return this.#ledger[tight ? LEDGER.TIGHT_BEGUN : this.#begun] as number
  }

  /** The item's place in the user's data. */
  indexOf(offset: number): number {
    const { firstIndex } = this.runner
    return firstIndex === undefined ? 0 : firstIndex + offset
  }

  /** An item has asked for its signal. */
  listens(): void {
    this.#ledger[LEDGER.LISTENS] = this.slot + 1
  }

  /** Items up to `at` have ended. */
  finish(): void {
    this.#ledger[this.#finished] = this.at
  }

  /** Runs what was taken, or up to an item that gives something else than a number. */
  runTight(tight: TightLoop, end: number): void {
    const ledger = this.#ledger
    ledger[LEDGER.TIGHT_BEGUN] = this.at
    ledger[LEDGER.TIGHT_SLOT] = this.slot + 1
    const stopped = tight.run(this.at, end, this.outbox.held)
    this.#leaveTight()
    this.at = stopped
    this.outbox.ended(stopped)
  }

  /** The slot's own word counts again. Whenever the thread ends, one of the two is right. */
  #leaveTight(): number {
    const begun = this.#lastBegun
    this.#ledger[this.#begun] = begun
    this.#ledger[LEDGER.TIGHT_SLOT] = 0
    return begun
  }

  /** The tight loop met a result that it does not know. Where results are sent, more of the kind will come. */
  noteOdd(): void {
    if (this.runner.output === undefined) this.#odd = true
  }

  /** The item begun last, of a tight loop that threw. */
  recover(): number {
    const begun = this.#leaveTight()
    this.outbox.ended(begun - 1)
    this.at = begun
    return begun - 1
  }

  store(offset: number, result: unknown): void {
    const { output } = this.runner
    if (output !== undefined) {
      if (isArray(output)) storeRow(output, this.low + offset, result)
      else storeNumber(output as TypedArray, this.low + offset, result)
    }
    this.outbox.value(offset, result)
  }

  /** Learns from a block that has run. */
  adapt(took: number): void {
    const most = this.tight?.block ?? BLOCK
    if (took < SHORT_MS) this.#block = min(most, this.#block * 2)
    else if (took > LONG_MS) this.#block = this.#block > 4 ? this.#block >> 2 : 1
  }
}
