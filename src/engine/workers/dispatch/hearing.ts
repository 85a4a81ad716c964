/**
 * What workers say: results go to their calls, all else to whom it concerns.
 */
import { decode } from '../../../codec'
import { now } from '../../../platform/clock'
import type { Counters } from '../../../watch/counters'
import { workerReady } from '../../../watch/workers-side'
import { Job } from '../calls/job'
import type { Lane } from '../calls/lane'
import { hand, noteResults, readResults } from '../calls/results'
import type { Attention } from '../crew/attention'
import type { Member } from '../crew/member'
import type { Roster } from '../crew/roster'
import type { FromWorker, ResultMessage } from '../protocol'
import type { Stopping } from './stopping'
import { warnOfStray } from './stray'
import type { Turn } from './turn'

/** Who else is told. */
export interface Listeners {
  readonly counters: Counters
  readonly attention: Attention
  readonly turn: Turn
  /** A worker is up, or takes work. */
  readonly warmed: () => void
  /** The last of the single calls has ended. */
  readonly ended: () => void
}

export class Hearing {
  readonly #roster: Roster
  readonly #lane: Lane
  readonly #stopping: Stopping
  readonly #listeners: Listeners

  constructor(roster: Roster, lane: Lane, stopping: Stopping, listeners: Listeners) {
    this.#roster = roster
    this.#lane = lane
    this.#stopping = stopping
    this.#listeners = listeners
  }

  message(member: Member, message: FromWorker): void {
    switch (message.type) {
      case 'results': {
        const before = now()
        this.#results(member, message)
        this.#listeners.counters.mergeMs += now() - before
        break
      }
      case 'up':
        // One more may be started, now that this one has come: `heard()` does.
        this.#listeners.warmed()
        break
      case 'ready':
        workerReady(this.#listeners.counters, member)
        this.#listeners.warmed()
        break
      case 'failed-start':
        this.#roster.breakDown('the initializer threw', decode(message.error))
        break
      case 'spent':
        this.#stopping.replace(member)
        break
      case 'stray':
        warnOfStray(member.name, message.error)
        break
    }
  }

  #results(member: Member, message: ResultMessage): void {
    const unit = member.seats.unitAt(message.slot)
    if (unit === undefined) return
    const news = readResults(unit, message)
    if (news === undefined) {
      // User code has broken the worker (replaced built-in methods, say): nothing it says can be relied on.
      member.lost()
      return
    }
    const { work } = unit
    const { count } = news
    if (count > 0) this.#roster.noteSuccess()
    unit.reported = message.upTo
    member.heard(count)
    // Numbers in shared memory are where they belong, however many.
    this.#listeners.turn.took(news.values === undefined && news.joined === undefined ? 1 : count)
    noteResults(this.#listeners.counters, unit, message, news)
    work.measured(count, message.took)
    member.seats.tellEnd(unit)
    if (message.done) member.seats.free(unit)
    hand(unit, message, news)
    if (work instanceof Job) {
      if (work.settled) this.#stopping.revoke(work)
    } else if (this.#lane.active === 0) {
      this.#listeners.attention.ended()
      this.#listeners.ended()
    }
  }
}
