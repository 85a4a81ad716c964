/**
 * The results of the running unit that have not been sent.
 */
import { type Encoded, encode, encodeThrown, formatPath, Refusal } from '../../../codec'
import { NotCloneableError } from '../../../errors'
import type { FromWorker, UnitMessage } from '../protocol'

/** Results are sent when the oldest has waited so long. */
const HOLD_MS = 1

/** An item that took so long is sent at once: the message is nothing beside it. */
const SLOW_MS = 0.1

export class Outbox {
  readonly #unit: UnitMessage
  readonly #post: (message: FromWorker) => void
  /** Undefined when results are stored in shared memory. */
  #values: unknown[] | undefined
  #failures: [number, Encoded][] = []
  /** Items that are done, and those of them that were reported. */
  #done = 0
  #sent = 0
  #oldest = 0

  constructor(unit: UnitMessage, sendsValues: boolean, post: (message: FromWorker) => void) {
    this.#unit = unit
    this.#post = post
    if (sendsValues) this.#values = []
  }

  /** Whether results wait here, so that time matters. Stored numbers are where they belong already. */
  get timed(): boolean {
    return this.#values !== undefined
  }

  /** The next item is done. */
  value(result: unknown): void {
    if (this.#values !== undefined) this.#values[this.#values.length] = result
    this.#done++
  }

  /** The next item has failed; said at once, as nothing else would keep it if the worker died. */
  failure(error: Encoded): void {
    this.#failures[this.#failures.length] = [this.#done, error]
    this.value(undefined)
    this.flush()
  }

  /** Sends what is held if it is worth it: the last item ran from `before` to `now`. */
  maybeFlush(before: number, now: number): void {
    if (this.#done === this.#sent) return
    if (this.#oldest === 0) this.#oldest = now
    if (now - before >= SLOW_MS || now - this.#oldest >= HOLD_MS) this.flush()
  }

  /** Sends what is held. */
  flush(): void {
    if (this.#done > this.#sent && this.#done < this.#unit.high - this.#unit.low) this.#send(false)
  }

  /** Sends the rest: the unit is finished. */
  close(): void {
    this.#send(true)
  }

  #send(done: boolean): void {
    const values = this.#values
    if (values === undefined) this.#post(this.#message(undefined, done))
    else if (!this.#tryToSend(values, done, false)) this.#tryToSend(values, done, true)
    this.#sent = this.#done
    this.#oldest = 0
    this.#failures = []
    if (values !== undefined) this.#values = []
  }

  #message(values: Encoded | undefined, done: boolean): FromWorker {
    const { slot, sequence } = this.#unit
    return {
      type: 'results',
      slot,
      sequence,
      upTo: this.#done,
      values,
      failures: this.#failures,
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
      this.#failures = values.map((_, i) => [this.#sent + i, encodeThrown(error)])
      this.#post(this.#message({ value: values.map(() => undefined) }, done))
      return true
    }
  }

  /** Encodes the values; those that cannot be sent become failures of their items. */
  #encode(values: unknown[], careful: boolean): Encoded {
    try {
      return encode(values, { careful })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
    values.forEach((value, i) => {
      try {
        encode(value, { careful })
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        values[i] = undefined
        this.#refuse(i, error)
      }
    })
    return encode(values, { careful })
  }

  #refuse(i: number, { keys, holds, cause }: Refusal): void {
    const error = new NotCloneableError(
      formatPath('result', keys),
      holds,
      cause === undefined ? undefined : { cause },
    )
    this.#failures.push([this.#sent + i, encodeThrown(error)])
  }
}
