/**
 * One worker as the pool sees it: the thread, the port to it, its ledger, and the units it has.
 */
import type { MessagePort, Worker } from 'node:worker_threads'
import { type Encoded, errorAtHome, transferList } from '../../../codec'
import { workerThreads } from '../../../platform/threads'
import type { Counters } from '../../../watch/counters'
import { workerExited } from '../../../watch/workers-side'
import type { Unit } from '../calls/unit'
import type { Seen } from '../looking'
import { unpackResult } from '../packing'
import type { CallMessage, FromWorker, Setup, UnitMessage } from '../protocol'
import { Ledger } from './ledger'
import { Outgoing } from './outgoing'
import { Seats } from './seats'
import { Supplies } from './supplies'
import type { Thread } from './thread'

/** What every worker of a pool begins with. */
export interface Start extends Omit<Setup, 'supply'> {
  readonly counters: Counters
}

/** Who hears of a worker. */
export interface MemberEvents {
  message(member: Member, message: FromWorker): void
  /** After a message, or several. */
  heard(): void
  /** Once, when it has ended however it ended. */
  died(member: Member): void
  /** One of these has thrown, which none should. */
  failed(error: unknown): void
}

const NONE: readonly never[] = []

export class Member {
  readonly name: string
  readonly ledger: Ledger
  readonly seats: Seats
  readonly #events: MemberEvents
  readonly #counters: Counters
  readonly #worker: Worker
  readonly #port: MessagePort
  readonly #outgoing: Outgoing
  readonly #exited: Promise<void>
  /** Messages it has sent, as far as they were taken. */
  #received = 0
  #ending = false
  #dead = false
  /** Tasks given so far, those taken back not counted: chunks, and single calls. */
  taken = 0
  /** Whether it has finished anything. */
  useful = false
  /** When it was started, by the clock. */
  readonly since: number
  exitCode: number | undefined
  /** What ended it, where Node says. */
  error: unknown

  /** @param thread - one that was started in this turn of the event loop */
  constructor(thread: Thread, start: Start, events: MemberEvents) {
    const { ledger, name, port, since, worker } = thread
    this.name = name
    this.since = since
    this.ledger = new Ledger(ledger)
    this.#events = events
    this.#counters = start.counters
    this.seats = new Seats(this, this.ledger, start.counters)
    this.#port = port
    this.#worker = worker
    this.#outgoing = new Outgoing(port, this.ledger, new Supplies(start.counters))
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', (exitCode) => {
        this.exitCode = exitCode
        resolve()
        this.#guarded(() => {
          this.lost()
          this.#leave()
        })
      })
    })
    this.#worker.on('error', (error) => {
      this.error = errorAtHome(error)
    })
    this.#port.on('message', (sent: unknown) => {
      try {
        this.#receive(sent)
        this.#events.heard()
      } catch (error) {
        this.#events.failed(error)
      }
    })
    this.#port.on('messageerror', (error) => {
      this.error = error
      this.#guarded(() => this.lost())
    })
    this.#port.unref()
    this.#outgoing.setUp(start)
  }

  #guarded(body: () => void): void {
    try {
      body()
    } catch (error) {
      this.#events.failed(error)
    }
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
    const slot = this.seats.take(unit)
    const { lists, batch } = content
    unit.moved = transferList(lists).length > 0 || transferList(batch?.args).length > 0
    const { low, high, work } = unit
    const { concurrency } = work
    const message = { slot, call: call?.id ?? 0, low, high, concurrency, ...content }
    this.#outgoing.add(message, call, alone)
  }

  /** Whether it has nothing to do. */
  get isFree(): boolean {
    return this.seats.areEmpty && this.#outgoing.isEmpty
  }

  /** Whether it was sent the function that is kept under this number. */
  knows(kept: number): boolean {
    return this.#outgoing.knows(kept)
  }

  /**
   * Gives it a single call at once, of a function that it {@link knows}.
   *
   * @param args - primitives, so that clone refuses none
   */
  giveAtOnce(unit: Unit, key: number, args: readonly unknown[]): void {
    this.#outgoing.sendSingle(this.seats.take(unit), unit.work.concurrency, key, args)
  }

  /** Sends what has gathered. Units that clone refuses come back, with the refusal. */
  flush(): readonly { readonly unit: Unit; readonly error: unknown }[] {
    const refused = this.#outgoing.flush()
    if (refused.length === 0) return NONE
    return refused.flatMap(({ slot, error }) => {
      const unit = this.seats.unitAt(slot)
      if (unit === undefined) return []
      this.seats.free(unit)
      return [{ unit, error }]
    })
  }

  /** Tells the worker that a call is over. */
  forget(call: number): void {
    this.#outgoing.forget(call)
  }

  /** Items of its units have ended. */
  heard(count: number): void {
    this.seats.heard(count)
    if (count > 0) this.useful = true
  }

  /** The thread has gone. */
  #leave(): void {
    this.#counters.copyMs += this.ledger.sendMs
    this.seats.leave()
    workerExited(this.#counters, this)
  }

  /** Tells what runs of the unit, or the one item at `offset`, that it is to end. */
  abort(unit: Unit, offset: number | undefined, reason: Encoded): void {
    if (unit.seat?.member === this)
      this.#outgoing.post({ type: 'abort', slot: unit.seat.slot, offset, reason })
  }

  /** Tells the worker that nobody wants an item that waits there. */
  drop(unit: Unit, offset: number): void {
    if (unit.seat?.member === this)
      this.#outgoing.post({ type: 'drop', slot: unit.seat.slot, offset })
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

  /** Whether a message has come that nobody has heard. */
  get hasSpoken(): boolean {
    return !this.#dead && ((this.ledger.answers - this.#received) | 0) > 0
  }

  /** Looks for a message until a time by the clock, and takes what has come. */
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
    this.#outgoing.close()
    // Mostly it has ended already; if not, it is of no use.
    void this.#worker.terminate()
    this.#events.died(this)
  }

  /** Asks it to run its exit handlers and go. */
  end(): void {
    if (this.#ending) return
    this.#ending = true
    this.#outgoing.post({ type: 'end' })
  }

  /** Stops the thread, whatever it does. Nobody hears of its death. */
  kill(): void {
    this.#dead = true
    this.#outgoing.close()
    void this.#worker.terminate()
  }
}
