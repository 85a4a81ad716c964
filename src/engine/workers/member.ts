/**
 * One worker as the pool sees it: the thread, the port to it, its ledger, and the units it has.
 */
import type { MessagePort, Worker } from 'node:worker_threads'
import code from 'virtual:worker-entry'
import type { Encoded } from '../../codec'
import { workerThreads } from '../../platform/threads'
import { keptNumber, withoutBody } from './functions'
import type { Unit } from './job'
import { Ledger } from './ledger'
import {
  type Boot,
  type CallMessage,
  type FromWorker,
  LEDGER,
  PROTOCOL_VERSION,
  type ToWorker,
  type UnitMessage,
} from './protocol'
import { spawnOptions, type WorkerSettings } from './settings'

/** What every worker of a pool is started with. */
export interface Start {
  readonly settings: WorkerSettings
  readonly signal: SharedArrayBuffer
  readonly initializer: Boot['initializer']
  readonly locals: Encoded
  readonly addon: string | undefined
}

/** Who hears of a worker. */
export interface MemberEvents {
  message(member: Member, message: FromWorker): void
  /** After all messages that were there. */
  drained(): void
  /** Once, when it has ended however it ended. */
  died(member: Member): void
}

export class Member {
  readonly name: string
  readonly ledger = new Ledger()
  readonly #events: MemberEvents
  readonly #worker: Worker
  readonly #port: MessagePort
  readonly #slots: (Unit | undefined)[] = new Array(LEDGER.SLOT_COUNT).fill(undefined)
  /** Calls and functions that the worker has been told of. */
  readonly #calls = new Set<number>()
  readonly #functions = new Set<number>()
  readonly #exited: Promise<void>
  #queue: ToWorker[] = []
  #load = 0
  #holds = false
  #ending = false
  #dead = false
  /** Units given so far, those taken back not counted. */
  taken = 0
  /** When it was started, by `performance.now()`. */
  readonly since = performance.now()
  exitCode: number | undefined
  /** What ended it, where Node says. */
  error: unknown

  constructor(name: string, start: Start, events: MemberEvents) {
    this.name = name
    this.#events = events
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
    }
    this.#worker = new (workerThreads().Worker)(code, {
      ...spawnOptions(start.settings),
      eval: true,
      name,
      workerData: boot,
      transferList: [port2],
    })
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', (exitCode) => {
        this.exitCode = exitCode
        resolve()
        this.lost()
      })
    })
    this.#worker.on('error', (error) => {
      this.error = error
    })
    this.#port.on('message', (message: FromWorker) => {
      this.#receive(message)
      this.drain()
    })
    this.#port.on('messageerror', (error) => {
      this.error = error
      this.lost()
    })
    this.#worker.unref()
    this.#port.unref()
  }

  /** Units it has, running or queued. */
  get load(): number {
    return this.#load
  }

  get dead(): boolean {
    return this.#dead
  }

  /** Resolves when the thread has gone. */
  get exited(): Promise<void> {
    return this.#exited
  }

  /** Whether the worker keeps the process alive. */
  hold(holds: boolean): void {
    if (holds === this.#holds) return
    this.#holds = holds
    if (holds) {
      this.#worker.ref()
      this.#port.ref()
    } else {
      this.#worker.unref()
      this.#port.unref()
    }
  }

  /** Gives it a unit; the messages go out with {@link flush}. `call` is the call's message, `lists` its items. */
  give(
    unit: Unit,
    call: CallMessage,
    items: Pick<UnitMessage, 'lists' | 'skip'>,
    alone: boolean,
  ): void {
    const slot = this.#slots.indexOf(undefined)
    const sequence = this.ledger.queue(slot)
    this.#slots[slot] = unit
    this.#load++
    this.taken++
    unit.seat = { member: this, slot, sequence }
    const message: UnitMessage = {
      slot,
      sequence,
      call: call.id,
      low: unit.low,
      high: unit.high,
      ...items,
    }
    const calls = this.#calls.has(call.id) ? [] : [this.#introduce(call)]
    const last = this.#queue.at(-1)
    // What shares a message shares objects: clone keeps identity. So objects travel alone.
    if (!alone && last?.type === 'work') {
      ;(last.calls as CallMessage[]).push(...calls)
      ;(last.units as UnitMessage[]).push(message)
    } else this.#queue.push({ type: 'work', calls, units: [message] })
    // The next one must not join a message that holds objects.
    if (alone) this.#queue.push({ type: 'work', calls: [], units: [] })
  }

  /** The call's message, without the function where the worker has it. */
  #introduce(call: CallMessage): CallMessage {
    if (!call.once) this.#calls.add(call.id)
    const kept = keptNumber(call.fn)
    if (kept === undefined) return call
    if (this.#functions.has(kept)) return { ...call, fn: withoutBody(call.fn) }
    this.#functions.add(kept)
    return call
  }

  /** Tells the worker that a call is over. */
  forget(call: number): void {
    if (this.#calls.delete(call)) this.#queue.push({ type: 'forget', calls: [call] })
  }

  /** Sends what has gathered. Units that clone refuses come back, with the refusal. */
  flush(): { readonly unit: Unit; readonly error: unknown }[] {
    const refused: { unit: Unit; error: unknown }[] = []
    const queue = this.#queue
    this.#queue = []
    for (const message of queue) {
      if (message.type === 'work' && message.units.length === 0) continue
      try {
        this.#port.postMessage(message)
      } catch (error) {
        if (message.type !== 'work') throw error
        for (const call of message.calls) {
          this.#calls.delete(call.id)
          const kept = keptNumber(call.fn)
          if (call.fn.body !== undefined && kept !== undefined) this.#functions.delete(kept)
        }
        for (const { slot } of message.units) {
          const unit = this.#slots[slot]
          if (unit !== undefined) refused.push({ unit, error })
        }
      }
    }
    return refused
  }

  /** Takes a unit back that has not begun; false when it is too late. */
  revoke(unit: Unit): boolean {
    const { seat } = unit
    if (seat?.member !== this || !this.ledger.revoke(seat.slot, seat.sequence)) return false
    this.free(unit)
    this.taken--
    return true
  }

  /** The unit is off this worker. */
  free(unit: Unit): void {
    const { seat } = unit
    if (seat?.member !== this) return
    this.#slots[seat.slot] = undefined
    this.#load--
    unit.seat = undefined
  }

  /** The unit that a message speaks of; undefined when it was taken back meanwhile. */
  unitAt(slot: number, sequence: number): Unit | undefined {
    const unit = this.#slots[slot]
    return unit?.seat?.sequence === sequence ? unit : undefined
  }

  /** Its units, in no order. */
  units(): Unit[] {
    return this.#slots.filter((unit) => unit !== undefined)
  }

  /** Hands over every message that is there: also while the event loop stands still. */
  drain(): void {
    for (;;) {
      const next = workerThreads().receiveMessageOnPort(this.#port) as
        | { message: FromWorker }
        | undefined
      if (next === undefined) break
      this.#receive(next.message)
    }
    this.#events.drained()
  }

  #receive(message: FromWorker): void {
    if (!this.#dead || message.type === 'results') this.#events.message(this, message)
  }

  /** The worker has ended, or is to be treated so. */
  lost(): void {
    if (this.#dead) return
    // What it said before it died still counts.
    for (;;) {
      const next = workerThreads().receiveMessageOnPort(this.#port) as
        | { message: FromWorker }
        | undefined
      if (next === undefined) break
      this.#receive(next.message)
    }
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
    this.#port.postMessage({ type: 'end' } satisfies ToWorker)
  }

  /** Stops the thread, whatever it does. Nobody hears of its death. */
  kill(): void {
    this.#dead = true
    this.#port.close()
    void this.#worker.terminate()
  }
}
