/**
 * Runs the units that the pool sends, one item at a time, and says what came of them.
 *
 * Items run in a plain loop; only a promise leaves it, and its settling takes the loop up again. What is finished is held
 * back for at most a millisecond and never while another call's item runs, so that a worker that is stopped or dies takes
 * next to nothing with it.
 *
 * User code in the same thread may replace globals and methods of prototypes. What keeps the worker answering (queue, calls,
 * ledger, port) is written so that it needs none of them: index writes, objects without prototype, functions taken at load.
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
  /** Offsets not to run, as keys. */
  readonly skip: Readonly<Record<number, true>>
  readonly outbox: Outbox
  /** The item that is running, or the next one. */
  offset: number
}

const { compareExchange, load, store } = Atomics
const now = performance.now.bind(performance)
const exit = process.exit.bind(process)
const { create } = Object

/** What a worker ends with when user code has broken it. */
const BROKEN = 70

export class Dispatch {
  readonly #ledger: Int32Array
  readonly #maker: FunctionMaker
  readonly #post: (message: FromWorker) => void
  readonly #calls: Record<number, KnownCall> = create(null)
  /** Units from `#first` on wait. */
  #queue: UnitMessage[] = []
  #first = 0
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
      case 'work': {
        const { calls, units } = message
        for (let i = 0; i < calls.length; i++) this.#know(calls[i] as CallMessage)
        for (let i = 0; i < units.length; i++)
          this.#queue[this.#queue.length] = units[i] as UnitMessage
        if (this.#running === undefined) this.#next()
        break
      }
      case 'forget': {
        const { calls } = message
        for (let i = 0; i < calls.length; i++) delete this.#calls[calls[i] as number]
        break
      }
      case 'end':
        exit(0)
    }
  }

  #know(message: CallMessage): void {
    const columns = prepareColumns(message.columns)
    const output = message.output === undefined ? undefined : arrayOf(message.output)
    let fn: AnyFunction | undefined
    let error: unknown
    try {
      fn = this.#maker.make(message.fn)
    } catch (thrown) {
      error = thrown
    }
    this.#calls[message.id] = { message, columns, output, fn, error }
  }

  #take(): UnitMessage | undefined {
    const unit = this.#queue[this.#first]
    if (unit === undefined) {
      this.#queue = []
      this.#first = 0
    } else this.#first++
    return unit
  }

  /** Runs units until one waits for a promise or none is left. */
  #next(): void {
    for (;;) {
      const unit = this.#take()
      if (unit === undefined) return
      const known = this.#calls[unit.call]
      if (known?.message.once === true) delete this.#calls[unit.call]
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
    const skip = create(null) as Record<number, true>
    const { skip: offsets = [] } = unit
    for (let i = 0; i < offsets.length; i++) skip[offsets[i] as number] = true
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
      if (skip[offset] === true) {
        outbox.value(undefined)
        continue
      }
      ledger[LEDGER.STARTED] = offset + 1
      try {
        const result = invoke(low + offset)
        if (isThenable(result)) {
          outbox.flush()
          void this.#wait(running, result)
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

  /** `await` uses the engine's own promises, whatever has become of `Promise`. */
  async #wait(running: Running, promise: PromiseLike<unknown>): Promise<void> {
    const token = {}
    this.#waiting = token
    let failure: { readonly error: unknown } | undefined
    let result: unknown
    try {
      result = await promise
    } catch (error) {
      failure = { error }
    }
    // Something else has ended the item meanwhile.
    if (this.#waiting !== token) return
    this.#waiting = undefined
    try {
      if (failure === undefined) this.#store(running, result)
    } catch (error) {
      failure = { error }
    }
    if (failure !== undefined) running.outbox.failure(encodeThrown(failure.error))
    this.#resume(running)
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
    if (running === undefined) {
      this.#post({ type: 'stray', error: encodeThrown(error) })
      return
    }
    // Out of the loop itself: this worker cannot be relied on any more.
    if (this.#waiting === undefined) exit(BROKEN)
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
