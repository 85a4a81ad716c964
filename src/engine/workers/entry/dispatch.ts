/**
 * Runs the units that the pool sends, one item at a time, and says what came of them.
 *
 * Items run in a plain loop; only a promise leaves it, and its settling takes the loop up again. What is finished is held
 * back for at most a millisecond and never while another call's item runs, so that a worker that is stopped or dies takes
 * next to nothing with it.
 */
import { encodeThrown } from '../../../codec'
import { storeNumber, type TypedArray } from '../../../dtype'
import {
  type CallMessage,
  type FromWorker,
  LEDGER,
  SLOT,
  slotWord,
  type ToWorker,
  type UnitMessage,
} from '../protocol'
import { arrayOf, invoker, type PreparedColumns, prepareColumns } from './columns'
import type { AnyFunction, FunctionMaker } from './functions'
import { Outbox } from './outbox'

/** A call as this worker knows it. */
interface KnownCall {
  readonly message: CallMessage
  /** Missing when making it failed: every item of the call fails with the error. */
  readonly fn: AnyFunction | undefined
  readonly error: unknown
  readonly columns: PreparedColumns
  readonly output: TypedArray | undefined
}

/** The unit that is running. */
interface Running {
  readonly unit: UnitMessage
  readonly output: TypedArray | undefined
  readonly invoke: (i: number) => unknown
  readonly skip: ReadonlySet<number>
  readonly outbox: Outbox
  /** The item that is running, or the next one. */
  offset: number
}

// User code may replace globals; the worker keeps what it needs.
const { compareExchange, load, store } = Atomics
const now = performance.now.bind(performance)

export class Dispatch {
  readonly #ledger: Int32Array
  readonly #maker: FunctionMaker
  readonly #post: (message: FromWorker) => void
  readonly #calls = new Map<number, KnownCall>()
  readonly #queue: UnitMessage[] = []
  #running: Running | undefined
  /** The item whose promise is waited for: its settling after something else has ended it is ignored. */
  #waiting: object | undefined

  constructor(ledger: Int32Array, maker: FunctionMaker, post: (message: FromWorker) => void) {
    this.#ledger = ledger
    this.#maker = maker
    this.#post = post
  }

  /** Takes a message from the pool. */
  receive(message: ToWorker): void {
    switch (message.type) {
      case 'work':
        for (const call of message.calls) this.#calls.set(call.id, this.#prepare(call))
        this.#queue.push(...message.units)
        if (this.#running === undefined) this.#next()
        break
      case 'forget':
        for (const call of message.calls) this.#calls.delete(call)
        break
      case 'end':
        process.exit(0)
    }
  }

  #prepare(message: CallMessage): KnownCall {
    const columns = prepareColumns(message.columns)
    const output = message.output === undefined ? undefined : arrayOf(message.output)
    try {
      return { message, columns, output, fn: this.#maker.make(message.fn), error: undefined }
    } catch (error) {
      return { message, columns, output, fn: undefined, error }
    }
  }

  /** Runs units until one waits for a promise or none is left. */
  #next(): void {
    for (;;) {
      const unit = this.#queue.shift()
      if (unit === undefined) return
      const known = this.#calls.get(unit.call)
      if (known?.message.once === true) this.#calls.delete(unit.call)
      if (known === undefined || !this.#begin(unit)) continue
      this.#running = this.#open(unit, known)
      if (!this.#run(this.#running)) return
    }
  }

  /** Takes the unit, unless the pool has taken it back. */
  #begin({ slot, sequence }: UnitMessage): boolean {
    store(this.#ledger, LEDGER.STARTED, 0)
    store(this.#ledger, LEDGER.FINISHED, 0)
    const queued = slotWord(sequence, SLOT.QUEUED)
    const at = LEDGER.SLOTS + slot
    if (load(this.#ledger, at) !== queued) return false
    const running = slotWord(sequence, SLOT.RUNNING)
    return compareExchange(this.#ledger, at, queued, running) === queued
  }

  #open(unit: UnitMessage, { message, fn, error, columns, output }: KnownCall): Running {
    const outbox = new Outbox(unit, output === undefined, this.#post)
    const skip = new Set(unit.skip)
    const fail = (): never => {
      throw error
    }
    const invoke = fn === undefined ? fail : invoker(fn, message, columns, unit)
    return { unit, output, invoke, skip, outbox, offset: 0 }
  }

  /** Runs items until the unit is done (true) or waits for a promise (false). */
  #run(running: Running): boolean {
    const { unit, invoke, skip, outbox } = running
    const { low, high } = unit
    const count = high - low
    const ledger = this.#ledger
    let before = outbox.timed ? now() : 0
    for (; running.offset < count; running.offset++) {
      const { offset } = running
      if (skip.has(offset)) {
        outbox.value(undefined)
        continue
      }
      ledger[LEDGER.STARTED] = offset + 1
      try {
        const result = invoke(low + offset)
        if (isThenable(result)) {
          outbox.flush()
          this.#wait(running, result)
          return false
        }
        this.#store(running, result)
      } catch (error) {
        outbox.failure(encodeThrown(error))
      }
      ledger[LEDGER.FINISHED] = offset + 1
      if (outbox.timed) {
        const after = now()
        outbox.maybeFlush(before, after)
        before = after
      }
    }
    outbox.close()
    this.#running = undefined
    return true
  }

  #store({ unit, output, offset, outbox }: Running, result: unknown): void {
    if (output !== undefined) storeNumber(output, unit.low + offset, result)
    outbox.value(result)
  }

  #wait(running: Running, promise: PromiseLike<unknown>): void {
    const token = {}
    this.#waiting = token
    const settle = (finish: () => void): void => {
      if (this.#waiting !== token) return
      this.#waiting = undefined
      try {
        finish()
      } catch (error) {
        running.outbox.failure(encodeThrown(error))
      }
      this.#resume(running)
    }
    // `await` would do the same, and would also wait for what this continues with.
    Promise.resolve(promise).then(
      (result) => settle(() => this.#store(running, result)),
      (error: unknown) => settle(() => running.outbox.failure(encodeThrown(error))),
    )
  }

  /** The item that was waited for has ended: goes on with the next. */
  #resume(running: Running): void {
    this.#ledger[LEDGER.FINISHED] = running.offset + 1
    running.offset++
    running.outbox.maybeFlush(0, now())
    if (this.#run(running)) this.#next()
  }

  /** An error that nothing caught: the item that is waited for fails with it. */
  uncaught(error: unknown): void {
    const running = this.#running
    if (running === undefined || this.#waiting === undefined) {
      this.#post({ type: 'stray', error: encodeThrown(error) })
      return
    }
    this.#waiting = undefined
    running.outbox.failure(encodeThrown(error))
    this.#resume(running)
  }

  /** Sends what is held back. */
  flush(): void {
    this.#running?.outbox.flush()
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<PromiseLike<unknown>>).then === 'function'
  )
}
