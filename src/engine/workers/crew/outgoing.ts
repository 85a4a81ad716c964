/**
 * What goes to a worker: messages gather here until they are sent, without what the worker has been told before.
 */
import type { MessagePort } from 'node:worker_threads'
import { isLost } from '../../../codec'
import { setImmediate } from '../../../platform/timers'
import { keptNumber, noteSent, withoutBody } from '../calls/functions'
import { packSingle, packWork } from '../packing'
import type { CallMessage, FunctionMessage, Setup, ToWorker, UnitMessage } from '../protocol'
import type { Ledger } from './ledger'
import { partsOf, type Supplies, transferIn } from './supplies'

/** A unit that clone has refused, by its slot. */
export interface RefusedUnit {
  readonly slot: number
  readonly error: unknown
}

const NONE: readonly never[] = []

export class Outgoing {
  readonly #port: MessagePort
  readonly #ledger: Ledger
  readonly #supplies: Supplies
  /** Calls and functions that the worker has been told of. */
  readonly #calls = new Set<number>()
  readonly #functions = new Set<number>()
  #queue: ToWorker[] = []
  /** Calls that are over, and whether the worker is told so in a moment. */
  #over: number[] = []
  #forgetsLater = false
  #closed = false

  constructor(port: MessagePort, ledger: Ledger, supplies: Supplies) {
    this.#port = port
    this.#ledger = ledger
    this.#supplies = supplies
  }

  /** Tells the worker, which sleeps until it hears it, what it begins with. */
  setUp({ addon, coreShare, initializer, locals }: Omit<Setup, 'supply'>): void {
    const supply = this.#supplies.before([initializer?.args, locals, ...partsOf(initializer?.fn)])
    const setup: Setup = { coreShare, addon, initializer, locals, supply }
    this.#port.postMessage(setup)
    this.#ledger.sent()
    this.#ledger.wake()
  }

  /** Whether nothing waits for {@link flush}. */
  get isEmpty(): boolean {
    return this.#queue.length === 0
  }

  /** Whether the worker was sent the function that is kept under this number. */
  knows(kept: number): boolean {
    return this.#functions.has(kept)
  }

  /**
   * Queues a unit.
   *
   * @param call - what the unit is of; undefined for single calls
   * @param alone - whether objects travel with it: clone keeps identity within a message
   */
  add(unit: UnitMessage, call: CallMessage | undefined, alone: boolean): void {
    const { batch } = unit
    const message =
      batch === undefined
        ? unit
        : { ...unit, batch: { ...batch, fns: this.#introduceAll(batch.fns) } }
    const calls = call === undefined || this.#calls.has(call.id) ? [] : [this.#introduce(call)]
    const last = this.#queue.at(-1)
    // A worker makes the functions of calls first: what a batch has brought, a new call must not be without.
    const after = calls.length > 0 && last?.type === 'work' && last.units.some(({ batch }) => batch)
    if (!alone && !after && last?.type === 'work') {
      ;(last.calls as CallMessage[]).push(...calls)
      ;(last.units as UnitMessage[]).push(message)
    } else this.#queue.push({ type: 'work', calls, units: [message] })
    // The next one must not join a message that holds objects.
    if (alone) this.#queue.push({ type: 'work', calls: [], units: [] })
  }

  #introduce(call: CallMessage): CallMessage {
    if (!call.once) this.#calls.add(call.id)
    const fn = this.#lighten(call.fn)
    return fn === call.fn ? call : { ...call, fn }
  }

  #introduceAll(fns: readonly FunctionMessage[]): readonly FunctionMessage[] {
    const [only] = fns
    if (fns.length > 1 || only === undefined) return fns.map((fn) => this.#lighten(fn))
    const light = this.#lighten(only)
    return light === only ? fns : [light]
  }

  /** The function without what the worker has of it already. */
  #lighten(fn: FunctionMessage): FunctionMessage {
    const kept = keptNumber(fn)
    if (kept === undefined) return fn
    if (this.#functions.has(kept)) return withoutBody(fn)
    noteSent(this.#functions, kept)
    return fn
  }

  /**
   * Sends a single call of a function that the worker {@link knows} at once.
   *
   * @param args - primitives, so that clone refuses none
   */
  sendSingle(slot: number, concurrency: number, key: number, args: readonly unknown[]): void {
    const supply = this.#supplies.before(NONE)
    if (supply !== undefined) this.post(supply)
    this.#port.postMessage(packSingle(slot, 0, concurrency, key, args))
    this.#ledger.sent()
  }

  /** Sends a message now. */
  post(message: ToWorker): void {
    const supply = this.#supplies.beforeMessage(message)
    if (supply !== undefined) this.post(supply)
    const transfer = transferIn(message)
    // Node 20 would send it, and the worker would never get it.
    if (transfer.some(isLost)) throw new TypeError('An ArrayBuffer has been transferred already')
    // A list, even an empty one, doubles what sending a small message costs.
    if (transfer.length === 0) this.#port.postMessage(packWork(message))
    else this.#port.postMessage(message, transfer)
    this.#ledger.sent()
  }

  /** Sends what has gathered; gives the units that clone refuses. */
  flush(): readonly RefusedUnit[] {
    if (this.#queue.length === 0) return NONE
    const refused: RefusedUnit[] = []
    const queue = this.#queue
    this.#queue = []
    for (const message of queue) {
      if (message.type === 'work' && message.units.length === 0) continue
      try {
        this.post(message)
      } catch (error) {
        if (message.type !== 'work') throw error
        this.#disown(message)
        for (const { slot } of message.units) refused.push({ slot, error })
      }
    }
    this.#forgetOver()
    return refused
  }

  /** The worker has got nothing of the message. */
  #disown({ calls, units }: ToWorker & { type: 'work' }): void {
    const forget = (fn: FunctionMessage): void => {
      const kept = keptNumber(fn)
      if (fn.body !== undefined && kept !== undefined) this.#functions.delete(kept)
    }
    for (const call of calls) {
      this.#calls.delete(call.id)
      forget(call.fn)
    }
    for (const { batch } of units) batch?.fns.forEach(forget)
  }

  /** Tells the worker that a call is over. */
  forget(call: number): void {
    if (!this.#calls.delete(call)) return
    this.#over.push(call)
    this.#forgetLater()
  }

  /** Whoever waited for the call goes on first, and the next call is sent. */
  #forgetLater(): void {
    if (this.#forgetsLater) return
    this.#forgetsLater = true
    setImmediate(() => {
      this.#forgetsLater = false
      if (!this.#closed) this.#forgetOver()
    })
  }

  #forgetOver(): void {
    if (this.#over.length === 0) return
    this.post({ type: 'forget', calls: this.#over })
    this.#over = []
  }

  /** Nothing goes out any more. */
  close(): void {
    this.#closed = true
    this.#port.close()
  }
}
