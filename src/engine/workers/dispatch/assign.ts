/**
 * Who gets what: units for workers with room, and for workers with nothing to do a part of what waits at others.
 *
 * A worker gets the next unit before it has finished the one it runs, so that it never waits for the pool's thread. What it
 * has not taken of a unit can be had back at any time (ledger.ts), so that giving it too much costs nothing.
 */
import { now } from '../../../platform/clock'
import { Job } from '../calls/job'
import type { Lane } from '../calls/lane'
import { Unit } from '../calls/unit'
import type { Member } from '../crew/member'
import type { Roster } from '../crew/roster'
import { Alarm } from './alarm'

/** Units that a worker may have at a time: the one that it runs, and the next. */
const UNITS = 2

/** The same of small chunks. */
const SMALL_UNITS = 32

/**
 * What lasts no longer than this, as far as is known, stays where it is: to send it to another worker takes half as long, and that
 * one's rest would be taken over in turn. Nobody knows the next item, so that after a while it is taken all the same: milliseconds.
 */
const LITTLE_MS = 0.25
const LEFT_ALONE_MS = 2

type Source = Job | Lane

export class Assigner {
  readonly #roster: Roster
  readonly #lane: Lane
  readonly #maxTasks: number
  readonly #place: (unit: Unit, member: Member) => void
  /** When what little waits is taken over all the same. */
  readonly #alarm: Alarm
  #takesLittle = false
  /** Whether something was left alone now. */
  #little = false
  /** Calls with units to give out; the first in line gives the next one and goes to the end. */
  readonly #sources = new Set<Source>()

  /** @param assignAgain - lets the work be given out again */
  constructor(
    roster: Roster,
    lane: Lane,
    maxTasks: number,
    place: (unit: Unit, member: Member) => void,
    assignAgain: () => void,
  ) {
    this.#roster = roster
    this.#lane = lane
    this.#maxTasks = maxTasks
    this.#place = place
    this.#alarm = new Alarm(() => {
      this.#takesLittle = true
      assignAgain()
    })
  }

  /** When to {@link look}, by the clock; Infinity when there is nothing such. */
  get next(): number {
    return this.#alarm.time
  }

  /** What little waits at workers has been left alone for long enough. */
  look(): void {
    if (this.#alarm.check()) this.#takesLittle = true
  }

  /** There may be something to give out. */
  add(source: Source): void {
    this.#sources.add(source)
  }

  remove(source: Source): void {
    this.#sources.delete(source)
  }

  /** How much there is to give out, in chunks and single calls; counts no further than `enough`. */
  waiting(enough: number): number {
    let count = 0
    for (const source of this.#sources) {
      count += source instanceof Job ? source.pending : source.length
      if (count >= enough) break
    }
    return count
  }

  /** Gives out what can be given out. */
  assign(): void {
    if (this.#sources.size > 0) while (this.#assignOne());
    this.#share()
  }

  /** Gives one unit to the worker with the least to do; false when there is none to give, or nobody to take it. */
  #assignOne(): boolean {
    let best: Member | undefined
    for (const member of this.#roster.members)
      if (this.#mayHave(member) && (best === undefined || hasLess(member, best))) best = member
    if (best === undefined) return false
    for (const source of this.#sources) {
      if (!hasRoom(best, source, this.#lane)) continue
      const unit = this.#cut(source, best)
      this.#sources.delete(source)
      if (unit === undefined) continue
      if (source instanceof Job ? source.pending > 0 : source.length > 0) this.#sources.add(source)
      best.taken += unit.tasks
      this.#place(unit, best)
      return true
    }
    return false
  }

  #mayHave(member: Member): boolean {
    return member.taken < this.#maxTasks && member.seats.haveRoom
  }

  /** A unit for this worker: its share of what is there, so that the others get theirs. */
  #cut(source: Source, member: Member): Unit | undefined {
    const limited = this.#maxTasks !== Number.POSITIVE_INFINITY
    // A wide unit is no burden to a worker, and to one without any the whole of its share.
    const most = source instanceof Job && source.wide ? 1 : UNITS
    let takers = 0
    for (const other of this.#roster.members)
      if (other.seats.load < most && this.#mayHave(other)) takers++
    const share = (there: number): number => Math.ceil(there / Math.max(1, takers))
    if (source instanceof Job) return source.take(limited ? 1 : share(source.pending))
    return source.cut(Math.min(share(source.length), this.#maxTasks - member.taken))
  }

  /** Workers with nothing to do take over half of what waits at the one with the most. */
  #share(): void {
    this.#little = false
    for (const idle of this.#roster.members) {
      if (idle.seats.load > 0 || !idle.ledger.ready || !this.#mayHave(idle)) continue
      let there = true
      for (let tries = 0; there && tries < 4 && idle.seats.load === 0; tries++)
        there = this.#stealFor(idle)
      if (!there) break
    }
    this.#takesLittle = false
    if (!this.#little) this.#alarm.clear()
    else if (!this.#alarm.isSet) this.#alarm.set(now() + LEFT_ALONE_MS)
  }

  /** False when nothing waits anywhere, or too little. */
  #stealFor(idle: Member): boolean {
    let victim: Member | undefined
    let most = 0
    for (const member of this.#roster.members) {
      // One that runs its only item has nothing to give.
      if (member === idle || member.seats.items <= (member.ledger.ready ? 1 : 0)) continue
      const left = leftAt(member)
      if (left <= most) continue
      victim = member
      most = left
    }
    if (victim === undefined) return false
    if (!this.#takesLittle && lastsLittle(victim)) {
      this.#little = true
      return false
    }
    let unit: Unit | undefined
    for (const candidate of victim.seats.units())
      if (unit === undefined || victim.seats.leftOf(candidate) > victim.seats.leftOf(unit))
        unit = candidate
    if (unit === undefined) return false
    const single = !(unit.work instanceof Job)
    // Where little has not moved for so long, its worker is held up.
    const half = this.#takesLittle ? most : Math.ceil(most / 2)
    const wanted = single ? Math.min(half, this.#maxTasks - idle.taken) : half
    const { grain } = unit
    const range = victim.seats.takeBack(unit, (left) => Math.min(left, Math.ceil(wanted / grain)))
    // The worker was quicker.
    if (range === undefined) return true
    const { low, high } = range
    const taken = new Unit(unit.work, low, high)
    if (single) taken.tasks = high - low
    if (single || low === unit.low) victim.taken -= taken.tasks
    idle.taken += taken.tasks
    if (!unit.work.settled) this.#place(taken, idle)
    return true
  }
}

function hasLess({ seats: one }: Member, { seats: other }: Member): boolean {
  return one.load < other.load || (one.load === other.load && one.items < other.items)
}

/** Whether the worker may have a unit of this source too. */
function hasRoom(member: Member, source: Source, lane: Lane): boolean {
  const { concurrency } = source
  if (member.seats.load < UNITS) return true
  if (concurrency > 1) return member.seats.items < 2 * concurrency
  return source !== lane && (source as Job).small && member.seats.load < SMALL_UNITS
}

function leftAt(member: Member): number {
  let left = 0
  for (const unit of member.seats.units()) left += member.seats.leftOf(unit)
  return left
}

/** Whether what waits there is done in a moment, as far as is known. */
function lastsLittle(member: Member): boolean {
  let ms = 0
  for (const unit of member.seats.units()) {
    const left = member.seats.leftOf(unit)
    if (left > 0) ms += unit.work instanceof Job ? left * unit.work.itemMs : LITTLE_MS
  }
  return ms < LITTLE_MS
}
