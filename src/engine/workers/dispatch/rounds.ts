/**
 * Gives out what can be given out: workers are started and let go as there is work, units placed and sent, in rounds until nothing new has
 * come meanwhile.
 */
import { now } from '../../../platform/clock'
import type { Counters } from '../../../watch/counters'
import type { Lane } from '../calls/lane'
import { sendAgain, sendUnit } from '../calls/sending'
import type { Unit } from '../calls/unit'
import type { Member } from '../crew/member'
import type { Roster } from '../crew/roster'
import type { Assigner } from './assign'

/** A unit of so many items is sent at once: to encode as many again takes longer than a message. */
const MANY = 1024

/** What rounds need of the dispatcher. */
export interface RoundHooks {
  readonly counters: Counters
  /** A unit was given to a worker. */
  readonly placed: (unit: Unit) => void
  /** A unit could not be sent: its call may have been the last. */
  readonly ended: () => void
  /** There are no workers and can be none. */
  readonly broken: () => void
  /** Whether workers may go: the pool is closed and nothing is pending. */
  readonly over: () => boolean
  /** Called when everything was given out that could be: calls may have begun. */
  readonly given: (() => void) | undefined
}

export class Rounds {
  readonly #roster: Roster
  readonly #lane: Lane
  readonly #assigner: Assigner
  readonly #maxTasks: number
  readonly #hooks: RoundHooks
  #running = false
  #again = false

  constructor(roster: Roster, lane: Lane, assigner: Assigner, maxTasks: number, hooks: RoundHooks) {
    this.#roster = roster
    this.#lane = lane
    this.#assigner = assigner
    this.#maxTasks = maxTasks
    this.#hooks = hooks
  }

  /** Whether a round is being made, or none may be. */
  get running(): boolean {
    return this.#running
  }

  /** Gives out what can be given out. May be called while it runs (a getter of an item may use the pool). */
  pump(): void {
    if (this.#running) {
      this.#again = true
      return
    }
    this.#running = true
    try {
      do {
        this.#again = false
        this.#round()
      } while (this.#again)
    } finally {
      this.#running = false
    }
    this.#hooks.given?.()
  }

  /** Does something during which nothing is given out. */
  quietly(body: () => void): void {
    const pumping = this.#running
    this.#running = true
    body()
    this.#running = pumping
    this.pump()
  }

  #round(): void {
    const roster = this.#roster
    this.#retireSpent()
    this.#start()
    if (roster.broken !== undefined) {
      this.#hooks.broken()
      return
    }
    if (this.#assigner.waiting(1) === 0) this.#assign()
    else {
      const before = now()
      this.#assign()
      this.#hooks.counters.copyMs += now() - before
      this.#lane.checkWaiting()
    }
    if (this.#hooks.over()) roster.retireIdle()
  }

  #assign(): void {
    this.#assigner.assign()
    for (const member of this.#roster.members) this.#flush(member)
  }

  #flush(member: Member): void {
    for (const { unit, error } of member.flush()) this.#resend(member, unit, error)
  }

  /** Workers that have run as many tasks as they may go, and make room. */
  #retireSpent(): void {
    if (this.#maxTasks === Number.POSITIVE_INFINITY) return
    for (const member of this.#roster.members)
      if (member.taken >= this.#maxTasks && member.seats.load === 0) {
        this.#hooks.counters.replaced++
        this.#roster.retire(member)
      }
  }

  /** Starts as many workers as there is work for. */
  #start(): void {
    const roster = this.#roster
    if (roster.members.length >= roster.size) return
    let wanted = 0
    // What those that came first were given, others take over when they have come.
    const { lags } = roster
    for (const { seats } of roster.members) wanted += lags ? seats.items : Math.min(1, seats.load)
    roster.grow(wanted + this.#assigner.waiting(roster.size))
  }

  /** A unit has found its worker: it is sent. */
  place(unit: Unit, member: Member): void {
    if (!sendUnit(this.#hooks.counters, unit, member, false)) this.#hooks.ended()
    this.#hooks.placed(unit)
    // The worker begins while the next units are encoded.
    if (unit.high - unit.low >= MANY) this.#flush(member)
  }

  /** Clone has refused a unit's message: looks for the item that did it, and sends the others. */
  #resend(member: Member, unit: Unit, error: unknown): void {
    this.#again = true
    if (!sendAgain(this.#hooks.counters, unit, member, error)) this.#hooks.ended()
  }
}
