/**
 * Looking for items that run longer than they may (`taskTimeout`), in workers that cannot see to it themselves: a loop without end, a
 * regular expression, `Atomics.wait`. A worker whose event loop turns ends its items on its own (entry/limits.ts).
 *
 * Each worker's ledger says when the time of its running item ends. Whoever finds that time passed lets the item fail; the worker
 * has its grace, as after a stop.
 */
import { now } from '../../../platform/clock'
import { taskItemFailed } from '../../../watch/workers-side'
import type { Due } from '../crew/ledger'
import type { Member } from '../crew/member'
import type { Roster } from '../crew/roster'
import { msUntil } from '../crew/shared-clock'
import { LONGEST_LIMIT_MS } from '../protocol'
import { Alarm } from './alarm'
import type { Stopping } from './stopping'

/** A worker that can fails its item itself within this. */
const SLACK_MS = 5

export class Overdue {
  readonly #roster: Roster
  readonly #stopping: Stopping
  readonly #quietly: (body: () => void) => void
  readonly #alarm = new Alarm(() => this.#lookAround())

  constructor(roster: Roster, stopping: Stopping, quietly: (body: () => void) => void) {
    this.#roster = roster
    this.#stopping = stopping
    this.#quietly = quietly
  }

  /** When to look, by the clock; Infinity while nothing with a limit runs. */
  get next(): number {
    return this.#alarm.time
  }

  /** Items that may run so long were given to a worker. */
  expect(taskTimeout: number): void {
    if (taskTimeout < LONGEST_LIMIT_MS) this.#alarm.set(now() + taskTimeout + SLACK_MS)
  }

  /** No thread is left: the timer would keep the pool for as long as an item might have run. */
  end(): void {
    this.#alarm.end()
  }

  /** Looks, if it is time to. */
  look(): void {
    if (this.#alarm.check()) this.#lookAround()
  }

  #lookAround(): void {
    const time = now()
    for (const member of this.#roster.members) {
      const { due } = member.ledger
      if (due !== undefined) {
        const left = msUntil(due.word, time) + SLACK_MS
        if (left > 0) this.#alarm.set(time + left)
        else this.#stop(member, due)
      }
      // What begins after this ends its time no sooner.
      let limit = LONGEST_LIMIT_MS
      for (const { work } of member.seats.units()) limit = Math.min(limit, work.taskTimeout)
      this.expect(limit)
    }
  }

  #stop(member: Member, due: Due): void {
    this.#quietly(() => {
      // What was moved there runs there, if the item ends in its grace.
      this.#stopping.clear(member, ({ moved }) => !moved)
      member.drain()
      const again = member.ledger.due
      if (member.dead || again?.word !== due.word || again.slot !== due.slot) return
      const { slot, offset } = due
      if (again.offset !== offset) return
      if (slot < 0) {
        // It was to say that only items are left which do not end, and cannot even do that.
        this.#stopping.replace(member)
        return
      }
      const unit = member.seats.unitAt(slot)
      if (unit === undefined || unit.work.settled || unit.isReported(offset)) return
      if (unit.givenUp?.has(offset) === true) return
      const { work, low, event } = unit
      const error = work.timeoutError(low + offset)
      if (event !== undefined) taskItemFailed(event, low + offset, error)
      unit.giveUp(offset, error)
      this.#stopping.doom(unit, offset, work.graceMs)
    })
  }
}
