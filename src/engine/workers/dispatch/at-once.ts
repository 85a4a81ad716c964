/**
 * The short way for a call that comes alone to a worker with nothing to do, as in a program that awaits one call after another: less code
 * to run, and less for the compiler to optimize before single tasks are quick. It does what the dispatcher's `pump` would do.
 */
import { now } from '../../../platform/clock'
import type { Counters } from '../../../watch/counters'
import { countValues } from '../../../watch/size'
import type { Lane } from '../calls/lane'
import type { Member } from '../crew/member'
import type { Roster } from '../crew/roster'
import type { Assigner } from './assign'

export class AtOnce {
  readonly #roster: Roster
  readonly #lane: Lane
  readonly #assigner: Assigner
  readonly #counters: Counters
  readonly #onGiven: (() => void) | undefined

  constructor(
    roster: Roster,
    lane: Lane,
    assigner: Assigner,
    counters: Counters,
    onGiven: (() => void) | undefined,
  ) {
    this.#roster = roster
    this.#lane = lane
    this.#assigner = assigner
    this.#counters = counters
    this.#onGiven = onGiven
  }

  /** Sends the only call there is; false where it is none of the plain ones, or no worker is free that knows its function. */
  send(): boolean {
    const lane = this.#lane
    const single = lane.plain
    if (single === undefined) return false
    const key = single.fn?.key as number
    for (const member of this.#roster.members) {
      if (!member.isFree || !member.knows(key)) continue
      const before = now()
      const unit = lane.takePlain(single)
      this.#assigner.remove(lane)
      lane.checkWaiting()
      member.taken++
      const { args } = single
      countValues(this.#counters, args, 0, args.length)
      member.giveAtOnce(unit, key, args)
      this.#counters.copyMs += now() - before
      this.#onGiven?.()
      return true
    }
    return false
  }

  /** The worker of the only single call that is pending, when that is a short one that was sent. */
  get busy(): Member | undefined {
    if (this.#lane.active !== 1 || !this.#lane.isQuick) return undefined
    for (const member of this.#roster.members) if (member.seats.items === 1) return member
    return undefined
  }
}
