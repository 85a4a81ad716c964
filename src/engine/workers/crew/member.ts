/**
 * One worker as the pool sees it: the thread, the port to it, its ledger, and the units it has.
 */
import type { MessagePort, Worker } from 'node:worker_threads'
import { code, start as startLine } from 'virtual:worker-entry'
import { type Encoded, isLost, transferList } from '../../../codec'
import { workerThreads } from '../../../platform/threads'
import type { Counters } from '../../../watch/counters'
import type { TaskEvent } from '../../../watch/events'
import { taskEnded, taskGiven, workerExited } from '../../../watch/workers-side'
import { keptNumber, noteSent, withoutBody } from '../calls/functions'
import type { Seat, Unit } from '../calls/unit'
import type { Seen } from '../looking'
import { packSingle, packWork, unpackResult } from '../packing'
import {
  type Boot,
  type CallMessage,
  type FromWorker,
  type FunctionMessage,
  grainOf,
  PROTOCOL_VERSION,
  SLOT_COUNT,
  type ToWorker,
  type UnitMessage,
} from '../protocol'
import { Ledger } from './ledger'
import { spawnOptions, type WorkerSettings } from './settings'
import { partsOf, Supplies, transferIn } from './supplies'

/** What every worker of a pool is started with. */
export interface Start {
  readonly settings: WorkerSettings
  readonly signal: SharedArrayBuffer
  readonly initializer: Boot['initializer']
  readonly locals: Encoded
  readonly addon: string | undefined
  readonly counters: Counters
}

/** Who hears of a worker. */
export interface MemberEvents {
  message(member: Member, message: FromWorker): void
  /** After a message, or several. */
  heard(): void
  /** Once, when it has ended however it ended. */
  died(member: Member): void
}

export class Member {
  readonly name: string
  readonly ledger = new Ledger()
  readonly #events: MemberEvents
  readonly #counters: Counters
  readonly #worker: Worker
  readonly #port: MessagePort
  readonly #slots: (Unit | undefined)[] = new Array(SLOT_COUNT).fill(undefined)
  /** Calls and functions that the worker has been told of. */
  readonly #calls = new Set<number>()
  readonly #functions = new Set<number>()
  readonly #supplies: Supplies
  readonly #exited: Promise<void>
  #queue: ToWorker[] = []
  /** Calls that are over, and whether the worker is told so in a moment. */
  #over: number[] = []
  #forgetsLater = false
  #load = 0
  #items = 0
  #full = 0
  /** Units it was ever given. */
  #given = 0
  /** Messages it has sent, as far as they were taken. */
  #received = 0
  #ending = false
  #dead = false
  /** Tasks given so far, those taken back not counted: chunks, and single calls. */
  taken = 0
  /** Whether it has finished anything. */
  useful = false
  /** When it was started, by `performance.now()`. */
  readonly since = performance.now()
  exitCode: number | undefined
  /** What ended it, where Node says. */
  error: unknown

  constructor(name: string, start: Start, events: MemberEvents) {
    this.name = name
    this.#events = events
    this.#counters = start.counters
    this.#supplies = new Supplies(start.counters)
    const { port1, port2 } = new (workerThreads().MessageChannel)()
    this.#port = port1
    const boot: Boot = {
      version: PROTOCOL_VERSION,
      port: port2,
      signal: start.signal,
      ledger: this.ledger.buffer,
      addon: start.addon,
      initializer: start.initializer,
      locals: start.locals,
      supply: this.#supplies.before([
        start.initializer?.args,
        start.locals,
        ...partsOf(start.initializer?.fn),
      ]),
    }
    this.#worker = new (workerThreads().Worker)(startLine, {
      ...spawnOptions(start.settings),
      eval: true,
      name,
      workerData: { code, boot },
      transferList: [port2],
    })
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', (exitCode) => {
        this.exitCode = exitCode
        resolve()
        this.lost()
        this.#leave()
      })
    })
    this.#worker.on('error', (error) => {
      this.error = error
    })
    this.#port.on('message', (sent: unknown) => {
      this.#receive(sent)
      this.#events.heard()
    })
    this.#port.on('messageerror', (error) => {
      this.error = error
      this.lost()
    })
    this.#worker.unref()
    this.#port.unref()
  }

  /** Units it has of which something is left to do. */
  get load(): number {
    return this.#load
  }

  /** Items that it was given and has not told of. */
  get items(): number {
    return this.#items
  }

  /** Whether it can take another unit: those that were taken back keep their slot until the worker has seen it. */
  get hasRoom(): boolean {
    return this.#full < SLOT_COUNT
  }

  get dead(): boolean {
    return this.#dead
  }

  /** Resolves when the thread has gone. */
  get exited(): Promise<void> {
    return this.#exited
  }

  /** Whether the thread itself keeps the process alive. (While calls are pending, something cheaper does: roster.ts.) */
  hold(holds: boolean): void {
    if (holds) this.#worker.ref()
    else this.#worker.unref()
  }

  /**
   * Gives it a unit; the messages go out with {@link flush}.
   *
   * @param call - the message of the unit's call; undefined for single calls, whose functions are in `content`
   * @param alone - whether objects travel with it: clone keeps identity within a message
   */
  give(
    unit: Unit,
    call: CallMessage | undefined,
    content: Pick<UnitMessage, 'lists' | 'skip' | 'batch'>,
    alone: boolean,
  ): void {
    const slot = this.#seat(unit)
    const { concurrency } = unit.work
    const { batch, lists, skip } = content
    unit.moved = transferList(lists).length > 0 || transferList(batch?.args).length > 0
    const message: UnitMessage = {
      slot,
      call: call?.id ?? 0,
      low: unit.low,
      high: unit.high,
      concurrency,
      lists,
      skip,
      batch: batch && { ...batch, fns: this.#introduceAll(batch.fns) },
    }
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

  /** Opens a slot for the unit. */
  #seat(unit: Unit): number {
    const slot = this.#slots.indexOf(undefined)
    const count = unit.high - unit.low
    unit.grain = grainOf(count)
    unit.heard = unit.work.concurrency > 1 ? new Uint8Array(count) : undefined
    this.ledger.open(slot, Math.ceil(count / unit.grain))
    this.#slots[slot] = unit
    this.#full++
    this.#load++
    this.#items += count
    unit.seat = { member: this, slot, turn: this.#given++ }
    this.#counters.tasks += unit.tasks
    unit.event = taskGiven(this.#counters, this, unit)
    return slot
  }

  /** Whether it has nothing to do, and nothing needs to go before a message. */
  get isFree(): boolean {
    return this.#full === 0 && this.#queue.length === 0 && this.#supplies.upToDate
  }

  /** Whether it was sent the function that is kept under this number. */
  knows(kept: number): boolean {
    return this.#functions.has(kept)
  }

  /**
   * Gives it a single call at once, of a function that it {@link knows}.
   *
   * @param args - primitives, so that clone refuses none
   */
  giveAtOnce(unit: Unit, key: number, args: readonly unknown[]): void {
    const slot = this.#seat(unit)
    this.#port.postMessage(packSingle(slot, unit.work.concurrency, key, args))
    this.ledger.sent()
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

  /** Tells the worker that a call is over. */
  forget(call: number): void {
    if (this.#calls.delete(call)) this.#over.push(call)
  }

  /** Whoever waited for the call goes on first, and the next call is sent. */
  #forgetLater(): void {
    if (this.#forgetsLater) return
    this.#forgetsLater = true
    setImmediate(() => {
      this.#forgetsLater = false
      if (!this.#dead) this.#forgetOver()
    })
  }

  #forgetOver(): void {
    if (this.#over.length === 0) return
    this.#post({ type: 'forget', calls: this.#over })
    this.#over = []
  }

  /** Sends what has gathered. Units that clone refuses come back, with the refusal. */
  flush(): readonly { readonly unit: Unit; readonly error: unknown }[] {
    if (this.#queue.length === 0) {
      if (this.#over.length > 0) this.#forgetLater()
      return NONE
    }
    const refused: { unit: Unit; error: unknown }[] = []
    const queue = this.#queue
    this.#queue = []
    for (const message of queue) {
      if (message.type === 'work' && message.units.length === 0) continue
      try {
        this.#post(message)
      } catch (error) {
        if (message.type !== 'work') throw error
        this.#disown(message, refused, error)
      }
    }
    this.#forgetOver()
    return refused
  }

  #post(message: ToWorker): void {
    const supply = this.#supplies.beforeMessage(message)
    if (supply !== undefined) this.#post(supply)
    const transfer = transferIn(message)
    // Node 20 would send it, and the worker would never get it.
    if (transfer.some(isLost)) throw new TypeError('An ArrayBuffer has been transferred already')
    // A list, even an empty one, doubles what sending a small message costs.
    if (transfer.length === 0) this.#port.postMessage(packWork(message))
    else this.#port.postMessage(message, transfer)
    this.ledger.sent()
  }

  /** The worker has got nothing of the message. */
  #disown(
    { calls, units }: ToWorker & { type: 'work' },
    refused: { unit: Unit; error: unknown }[],
    error: unknown,
  ): void {
    const forget = (fn: FunctionMessage): void => {
      const kept = keptNumber(fn)
      if (fn.body !== undefined && kept !== undefined) this.#functions.delete(kept)
    }
    for (const call of calls) {
      this.#calls.delete(call.id)
      forget(call.fn)
    }
    for (const { slot, batch } of units) {
      batch?.fns.forEach(forget)
      const unit = this.#slots[slot]
      if (unit === undefined) continue
      refused.push({ unit, error })
      this.#drop(unit, slot)
    }
  }

  /**
   * Takes items of the unit back that the worker has not taken, as many grains as `wanted` says; undefined when there
   * are none.
   */
  takeBack(
    unit: Unit,
    wanted: (left: number) => number = all,
  ): { readonly low: number; readonly high: number } | undefined {
    const { seat } = unit
    if (seat?.member !== this) return undefined
    const { from, to } = this.ledger.takeBack(seat.slot, wanted)
    if (from === to) return undefined
    const high = Math.min(unit.high, unit.low + to * unit.grain)
    const low = unit.low + from * unit.grain
    this.#items -= high - low
    unit.high = low
    if (low === unit.low) this.#load--
    this.tellEnd(unit)
    return { low, high }
  }

  /** Items of the unit that the worker has not taken, and another one could. */
  leftOf(unit: Unit): number {
    const { seat, moved } = unit
    return seat?.member === this && !moved ? this.ledger.left(seat.slot) * unit.grain : 0
  }

  /** Items of the unit have ended. */
  heard(count: number): void {
    this.#items -= count
    if (count > 0) this.useful = true
  }

  /** The unit is off this worker. */
  free(unit: Unit): void {
    const { seat } = unit
    if (seat?.member !== this) return
    this.#drop(unit, seat.slot)
  }

  #drop(unit: Unit, slot: number): void {
    this.#slots[slot] = undefined
    this.#full--
    if (unit.event !== undefined) this.#ended(unit, unit.event)
    if (unit.high > unit.low) this.#load--
    this.#items -= unit.high - unit.low - unit.reported
    unit.seat = undefined
  }

  /** Tells of the end of a unit of which nothing is left here, though its slot may be taken for a moment more. */
  tellEnd(unit: Unit): void {
    const { low, high, reported, event } = unit
    if (event !== undefined && reported >= high - low) this.#ended(unit, event)
  }

  #ended(unit: Unit, event: TaskEvent): void {
    const { low, high, reported } = unit
    unit.event = undefined
    taskEnded(event, reported < high - low ? 'lost' : low === high ? 'returned' : 'done', reported)
  }

  /** The thread has gone. */
  #leave(): void {
    this.#counters.copyMs += this.ledger.sendMs
    for (const unit of this.units()) if (unit.event !== undefined) this.#ended(unit, unit.event)
    workerExited(this.#counters, this)
  }

  /** Items that it has taken and not told of. */
  get running(): number {
    let running = 0
    for (const unit of this.units()) running += this.takenOf(unit) - unit.reported
    return running
  }

  /** Items of a unit of its own that it has taken, as far as they are still the unit's; never fewer than it has told of. */
  takenOf(unit: Unit): number {
    const taken = this.ledger.taken((unit.seat as Seat).slot) * unit.grain
    return Math.max(unit.reported, Math.min(taken, unit.high - unit.low))
  }

  /**
   * Tells of the items that run, and of those that begin by themselves as soon as the worker comes to it, where so many may run
   * at a time; gives how many places they have.
   */
  occupied(places: number, begins: (unit: Unit, items: number) => void): number {
    const units = this.units()
    let running = 0
    for (const unit of units) {
      const taken = this.takenOf(unit)
      running += taken - unit.reported
      if (taken > 0) begins(unit, taken - unit.reported)
    }
    if (running >= places) return places
    units.sort((a, b) => (a.seat as Seat).turn - (b.seat as Seat).turn)
    for (const unit of units) {
      const next = Math.min(places - running, unit.high - unit.low - this.takenOf(unit))
      // It goes on meanwhile.
      if (next <= 0) continue
      running += next
      begins(unit, next)
    }
    return Math.min(places, running)
  }

  /** The unit that a message speaks of; undefined when it is over for the pool. */
  unitAt(slot: number): Unit | undefined {
    return this.#slots[slot]
  }

  /** Its units, in no order. */
  units(): Unit[] {
    return this.#slots.filter((unit) => unit !== undefined)
  }

  /** Tells what runs of the unit, or the one item at `offset`, that it is to end. */
  abort(unit: Unit, offset: number | undefined, reason: Encoded): void {
    if (unit.seat?.member === this)
      this.#post({ type: 'abort', slot: unit.seat.slot, offset, reason })
  }

  /** Tells the worker that nobody wants an item that waits there. */
  drop(unit: Unit, offset: number): void {
    if (unit.seat?.member === this) this.#post({ type: 'drop', slot: unit.seat.slot, offset })
  }

  /** Hands over every message that is there: also while the event loop stands still. */
  drain(): void {
    this.#receiveAll()
    this.#events.heard()
  }

  #receiveAll(): void {
    const { receiveMessageOnPort } = workerThreads()
    for (;;) {
      const next = receiveMessageOnPort(this.#port) as { message: unknown } | undefined
      if (next === undefined) return
      this.#receive(next.message)
    }
  }

  /** Looks for a message until a time by `performance.now()`, and takes what has come. */
  listen(until: number): Seen {
    const seen = this.ledger.lookForAnswer(this.#received, until)
    if (seen !== 'not passed') this.drain()
    return seen
  }

  #receive(sent: unknown): void {
    this.#received++
    const message = unpackResult(sent)
    if (!this.#dead || message.type === 'results') this.#events.message(this, message)
  }

  /** The worker has ended, or is to be treated so. */
  lost(): void {
    if (this.#dead) return
    // What it said before it died still counts.
    this.#receiveAll()
    this.#dead = true
    this.exitCode ??= this.ledger.exitCode
    this.#port.close()
    // Mostly it has ended already; if not, it is of no use.
    void this.#worker.terminate()
    this.#events.died(this)
  }

  /** Asks it to run its exit handlers and go. */
  end(): void {
    if (this.#ending) return
    this.#ending = true
    this.#post({ type: 'end' })
  }

  /** Stops the thread, whatever it does. Nobody hears of its death. */
  kill(): void {
    this.#dead = true
    this.#port.close()
    void this.#worker.terminate()
  }
}

const NONE: readonly never[] = []
const all = (left: number): number => left
