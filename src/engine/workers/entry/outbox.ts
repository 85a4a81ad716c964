/**
 * The results of one unit that have not been sent.
 */
import {
  type Encoded,
  encode,
  encodeThrown,
  formatPath,
  joinStrings,
  Refusal,
} from '../../../codec'
import { NotCloneableError } from '../../../errors'
import { Company, isPrimitive } from '../company'
import type { FromWorker } from '../protocol'

/**
 * Results are sent when the oldest has waited so long: milliseconds. Each message wakes the pool's thread on a CPU that a worker
 * needs, for as long as a task of 50 µs; with results held for up to 3 ms, 2,000 such tasks took 1 % less, and a burst as long.
 */
const HOLD_MS = 1

/** Stored numbers are where they belong already: only those who watch the progress wait for the news. */
const STORED_HOLD_MS = 20

export class Outbox {
  readonly #slot: number
  /** Whether items end in any order. */
  readonly #scattered: boolean
  /** Whether each result is for another caller. */
  readonly #separate: boolean
  readonly #post: (message: FromWorker) => void
  readonly #sendsValues: boolean
  #values: unknown[] = []
  #primitive = true
  #company: Company | undefined
  #offsets: number[] = []
  #failures: [number, Encoded][] = []
  /** Items that have ended, and those of them that were told of. */
  #done = 0
  #sent = 0
  #oldest = 0
  #took = 0

  constructor(
    slot: number,
    how: { scattered: boolean; separate: boolean; sendsValues: boolean },
    post: (message: FromWorker) => void,
  ) {
    this.#slot = slot
    this.#scattered = how.scattered
    this.#separate = how.separate
    this.#sendsValues = how.sendsValues
    this.#post = post
  }

  /** Whether anything is held. */
  get holds(): boolean {
    return this.#done > this.#sent
  }

  /** An item has ended with this result. */
  value(offset: number, result: unknown): void {
    let alone = false
    if (this.#sendsValues) {
      if (!isPrimitive(result)) {
        alone = this.#separate && !this.#admits(result)
        this.#primitive = false
      }
      this.#values[this.#values.length] = result
    }
    if (this.#scattered) this.#offsets[this.#offsets.length] = offset
    this.#done++
    if (alone) this.flush()
  }

  /** Makes room for an object; false when none may come after it, as nobody can say what it brings. */
  #admits(result: unknown): boolean {
    this.#company ??= new Company()
    if (this.#company.admits(result)) return true
    this.flush()
    this.#company = new Company()
    return this.#company.admits(result)
  }

  /** Where results are put by who tells of them afterwards. */
  get held(): unknown[] {
    return this.#values
  }

  /** Items up to this one have ended, their results in shared memory or {@link held}. */
  ended(upTo: number): void {
    this.#done = upTo
  }

  /** An item has failed. */
  failure(offset: number, error: Encoded): void {
    this.#failures[this.#failures.length] = [offset, error]
    this.value(offset, undefined)
    // Nothing else would tell of it if the worker died, as the ledger takes it for stored.
    if (!this.#sendsValues) this.flush()
  }

  /**
   * Sends what is held if it is worth it: items ran from `before` to `now`.
   *
   * @param slow - milliseconds; what took as long is sent at once, as the message is nothing beside it
   */
  maybeFlush(before: number, now: number, slow: number): void {
    this.#took += now - before
    if (this.#done === this.#sent) return
    if (this.#oldest === 0) this.#oldest = before
    const hold = this.#sendsValues ? HOLD_MS : STORED_HOLD_MS
    if (now - this.#oldest >= hold || (this.#sendsValues && now - before >= slow)) this.flush()
  }

  /** Sends what is held: also in the middle of a tight loop, when the task ends the worker. */
  flush(): void {
    if (this.#sendsValues && !this.#scattered) this.#done = this.#sent + this.#values.length
    if (this.#done > this.#sent) this.#send(false)
  }

  /** Sends the rest: the unit is finished. */
  close(): void {
    this.#send(true)
  }

  #send(done: boolean): void {
    const values = this.#values
    if (!this.#sendsValues) this.#post(this.#message(undefined, done))
    else if (this.#primitive) this.#post(this.#message(primitives(values), done))
    else if (!this.#tryToSend(values, done, false)) this.#tryToSend(values, done, true)
    this.#sent = this.#done
    this.#oldest = 0
    this.#took = 0
    if (this.#failures.length > 0) this.#failures = []
    if (values.length > 0) this.#values = []
    if (this.#scattered) this.#offsets = []
    this.#primitive = true
    this.#company = undefined
  }

  #message(values: Encoded | undefined, done: boolean): FromWorker {
    return {
      type: 'results',
      slot: this.#slot,
      upTo: this.#done,
      offsets: this.#scattered ? this.#offsets : undefined,
      values,
      failures: this.#failures,
      took: this.#took,
      done,
    }
  }

  /** False when clone refused what had passed the cheap look; then everything is looked at. */
  #tryToSend(values: unknown[], done: boolean, careful: boolean): boolean {
    const encoded = this.#encode(values, careful)
    try {
      this.#post(this.#message(encoded, done))
      return true
    } catch (error) {
      if (!careful) return false
      // Not even now: no value of these can be sent, and the items must not be left without an answer.
      this.#failures = values.map((_, i) => [this.#offsetOf(i), encodeThrown(error)])
      this.#post(this.#message({ value: values.map(() => undefined) }, done))
      return true
    }
  }

  #offsetOf(i: number): number {
    return this.#scattered ? (this.#offsets[i] as number) : this.#sent + i
  }

  /** Encodes the values; those that cannot be sent become failures of their items. */
  #encode(values: unknown[], careful: boolean): Encoded {
    try {
      return encode(values, { careful, moves: true })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
    values.forEach((value, i) => {
      try {
        encode(value, { careful, moves: true })
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        values[i] = undefined
        this.#refuse(i, error)
      }
    })
    return encode(values, { careful, moves: true })
  }

  #refuse(i: number, { keys, holds, cause }: Refusal): void {
    const error = new NotCloneableError(
      formatPath('result', keys),
      holds,
      cause === undefined ? undefined : { cause },
    )
    this.#failures.push([this.#offsetOf(i), encodeThrown(error)])
  }
}

function primitives(values: readonly unknown[]): Encoded {
  const joined = joinStrings(values)
  return joined === undefined ? { value: values } : { value: joined, joined: 'list' }
}
