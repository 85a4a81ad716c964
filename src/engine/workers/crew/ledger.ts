/**
 * The pool's view of a worker's ledger: which items of its units are taken, how far it is, whether it lives.
 */
import { look, type Seen } from '../looking'
import { LEDGER, limitOf, nextOf, rangeWord } from '../protocol'

/** An item, and when its time ends. */
export interface Due {
  readonly word: number
  /** -1 for items that were given up. */
  readonly slot: number
  readonly offset: number
}

export class Ledger {
  readonly #words: Int32Array

  constructor(buffer: SharedArrayBuffer) {
    this.#words = new Int32Array(buffer)
  }

  /** Opens a slot with a unit of `grains`, none of them taken. */
  open(slot: number, grains: number): void {
    this.#words[LEDGER.BEGUN + slot] = 0
    this.#words[LEDGER.FINISHED + slot] = 0
    Atomics.store(this.#words, LEDGER.RANGES + slot, rangeWord(0, grains))
  }

  /** Grains that the worker has not taken. */
  left(slot: number): number {
    const word = Atomics.load(this.#words, LEDGER.RANGES + slot)
    return limitOf(word) - nextOf(word)
  }

  /** Grains that the worker has taken. */
  taken(slot: number): number {
    return nextOf(Atomics.load(this.#words, LEDGER.RANGES + slot))
  }

  /**
   * Takes grains back from the end that the worker has not taken, as many as `wanted` says of those left; gives the first of
   * them and the end before, equal when there were none to take.
   */
  takeBack(slot: number, wanted: (left: number) => number): { from: number; to: number } {
    for (;;) {
      const word = Atomics.load(this.#words, LEDGER.RANGES + slot)
      const next = nextOf(word)
      const to = limitOf(word)
      const from = to - wanted(to - next)
      if (from === to) return { from, to }
      const less = rangeWord(next, from)
      if (Atomics.compareExchange(this.#words, LEDGER.RANGES + slot, word, less) === word)
        return { from, to }
    }
  }

  /** Says that a message has been sent. */
  sent(): void {
    Atomics.add(this.#words, LEDGER.INBOX, 1)
  }

  /** Wakes the worker, which waits for its setup. */
  wake(): void {
    Atomics.notify(this.#words, LEDGER.INBOX)
  }

  /** Messages that the worker has sent. */
  get answers(): number {
    return Atomics.load(this.#words, LEDGER.OUTBOX)
  }

  /** Looks for a message more than `answers`, until a time by the clock. */
  lookForAnswer(answers: number, until: number): Seen {
    return look(this.#words, LEDGER.OUTBOX, answers, until)
  }

  /** Whether the worker takes messages, or looks for them. */
  get awake(): boolean {
    return Atomics.load(this.#words, LEDGER.AWAKE) === 1
  }

  /** Lets the worker look for the next message for so many microseconds before it sleeps. */
  letLook(us: number): void {
    Atomics.store(this.#words, LEDGER.LOOK, us)
  }

  get dead(): boolean {
    return Atomics.load(this.#words, LEDGER.DEAD) === 1
  }

  /** Whether the thread runs. */
  get up(): boolean {
    return Atomics.load(this.#words, LEDGER.UP) === 1
  }

  /** Whether it takes units. */
  get ready(): boolean {
    return Atomics.load(this.#words, LEDGER.READY) === 1
  }

  get watched(): boolean {
    return Atomics.load(this.#words, LEDGER.WATCHED) === 1
  }

  /** The operating system's id of the thread, where it is known. */
  get thread(): number | undefined {
    const word = Atomics.load(this.#words, LEDGER.THREAD)
    return word === 0 ? undefined : word - 1
  }

  get exitCode(): number | undefined {
    const word = Atomics.load(this.#words, LEDGER.EXIT)
    return word === 0 ? undefined : word - 1
  }

  /** Milliseconds that sending took the worker so far. */
  get sendMs(): number {
    return (Atomics.load(this.#words, LEDGER.SENDING) >>> 0) / 1000
  }

  /** The item whose time ends first; undefined while none has a limit. */
  get due(): Due | undefined {
    const word = Atomics.load(this.#words, LEDGER.DUE)
    if (word === 0) return undefined
    const slot = Atomics.load(this.#words, LEDGER.DUE_SLOT)
    const offset = Atomics.load(this.#words, LEDGER.DUE_OFFSET)
    // The worker is just writing: it has not stopped.
    return Atomics.load(this.#words, LEDGER.DUE) === word ? { word, slot, offset } : undefined
  }

  /** Whether an item of the unit has asked for its signal. */
  listens(slot: number): boolean {
    return Atomics.load(this.#words, LEDGER.LISTENS) === slot + 1
  }

  /** Items of a unit that were begun, one after another. */
  begun(slot: number): number {
    const tight = Atomics.load(this.#words, LEDGER.TIGHT_SLOT) === slot + 1
    return Atomics.load(this.#words, tight ? LEDGER.TIGHT_BEGUN : LEDGER.BEGUN + slot)
  }

  /** Items of a unit that were finished: all before the last begun are. */
  finished(slot: number): number {
    return Math.max(Atomics.load(this.#words, LEDGER.FINISHED + slot), this.begun(slot) - 1)
  }
}
