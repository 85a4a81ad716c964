/**
 * The pool's view of a worker's ledger: which units it has, how far the running one is, whether it lives.
 */
import { LEDGER, LEDGER_WORDS, SEQUENCES, SLOT, slotWord } from './protocol'

export class Ledger {
  readonly buffer = new SharedArrayBuffer(LEDGER_WORDS * Int32Array.BYTES_PER_ELEMENT)
  readonly #words = new Int32Array(this.buffer)
  #sequence = 0

  /** Marks a slot as queued; gives the sequence number to send along. */
  queue(slot: number): number {
    this.#sequence = (this.#sequence + 1) % SEQUENCES
    Atomics.store(this.#words, LEDGER.SLOTS + slot, slotWord(this.#sequence, SLOT.QUEUED))
    return this.#sequence
  }

  /** Takes a queued unit back; false when the worker has begun it. */
  revoke(slot: number, sequence: number): boolean {
    const queued = slotWord(sequence, SLOT.QUEUED)
    const free = slotWord(sequence, SLOT.FREE)
    return Atomics.compareExchange(this.#words, LEDGER.SLOTS + slot, queued, free) === queued
  }

  isRunning(slot: number, sequence: number): boolean {
    return Atomics.load(this.#words, LEDGER.SLOTS + slot) === slotWord(sequence, SLOT.RUNNING)
  }

  get dead(): boolean {
    return Atomics.load(this.#words, LEDGER.DEAD) === 1
  }

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

  /** Items of the running unit that were begun. */
  get started(): number {
    return Atomics.load(this.#words, LEDGER.STARTED)
  }

  /** Items of the running unit that were finished. */
  get finished(): number {
    return Atomics.load(this.#words, LEDGER.FINISHED)
  }
}
