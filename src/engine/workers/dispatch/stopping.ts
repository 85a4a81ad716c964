/**
 * Ending what is not wanted any more: what has not begun is taken back; an item that runs is told so, gets a moment to end, and its
 * worker is replaced otherwise, after everything else it had was taken back.
 *
 * Where other items wait for promises in the same worker, an item that does the same is given up there: they are not
 * to die with it. The worker is replaced when nothing but such items is left in it.
 */
import { type Encoded, encodeThrown } from '../../../codec'
import { now } from '../../../platform/clock'
import type { Batch } from '../calls/batch'
import type { Job } from '../calls/job'
import type { Single } from '../calls/single'
import type { Unit, Work } from '../calls/unit'
import type { Member } from '../crew/member'
import type { Roster } from '../crew/roster'
import { Alarm } from './alarm'
import { ANSWER_MS, graceOf } from './grace'

/** What stopping needs of the dispatcher. */
export interface Hooks {
  /** Items are to be given out again. */
  giveBack(unit: Unit, low: number, high: number): void
  /** A worker that was stopped has ended: its units are to be settled. */
  buried(member: Member): void
  /** Runs the body, and gives nothing out meanwhile. */
  quietly(body: () => void): void
}

/** An item, or all items of a unit, that may run until `due`. */
interface Doomed {
  readonly unit: Unit
  /** Undefined for the whole unit. */
  readonly offset: number | undefined
  due: number
  /** The worker was told to forget it. */
  told: boolean
}

export class Stopping {
  readonly #roster: Roster
  readonly #hooks: Hooks
  readonly #doomed = new Set<Doomed>()
  readonly #alarm = new Alarm(() => this.replaceDue())
  readonly #dying = new Set<Member>()

  constructor(roster: Roster, hooks: Hooks) {
    this.#roster = roster
    this.#hooks = hooks
  }

  /** Takes back what of the call has not begun. */
  revoke(work: Work): void {
    for (const member of this.#roster.members)
      for (const unit of member.seats.units()) if (unit.work === work) this.#takeBack(member, unit)
  }

  /** The call is over: what of it runs is told why, and gets its grace unless it is to end at once. */
  stop(job: Job, reason: unknown, atOnce: boolean): void {
    const graceMs = atOnce ? 0 : job.graceMs
    const encoded = lazily(reason)
    for (const member of this.#roster.members)
      for (const unit of member.seats.units()) {
        if (unit.work !== job) continue
        this.#takeBack(member, unit)
        if (unit.high - unit.low > unit.reported) this.doom(unit, undefined, graceMs, encoded)
      }
    if (graceMs === 0) this.replaceDue()
  }

  /** One item of a batch is not wanted any more. */
  stopItem(batch: Batch, place: number, { terms }: Single, reason: unknown): void {
    const { graceMs } = terms
    const encoded = lazily(reason)
    for (const member of this.#roster.members)
      for (const unit of member.seats.units()) {
        if (unit.work !== batch || place < unit.low || place >= unit.high) continue
        const range = this.#takeBack(member, unit)
        if (range !== undefined) this.#hooks.giveBack(unit, range.low, range.high)
        if (place < unit.high && !unit.isReported(place - unit.low))
          this.doom(unit, place - unit.low, graceMs, encoded)
      }
    if (graceMs === 0) this.replaceDue()
  }

  #takeBack(member: Member, unit: Unit): { low: number; high: number } | undefined {
    const range = member.seats.takeBack(unit)
    if (range === undefined) return undefined
    if (range.low === unit.low || unit.tasks > 1)
      member.taken -= unit.tasks > 1 ? range.high - range.low : 1
    return range
  }

  /**
   * The running item at `offset`, or all of the unit, must have ended after the grace.
   *
   * @param reason - what its task is told, where it was not told yet
   */
  doom(
    unit: Unit,
    offset: number | undefined,
    given: number | undefined,
    reason?: () => Encoded,
  ): void {
    const { seat } = unit
    if (seat === undefined) return
    const graceMs = graceOf(given, seat.member.ledger.listens(seat.slot))
    if (graceMs > 0 && reason !== undefined) seat.member.abort(unit, offset, reason())
    this.#expect({ unit, offset, due: now() + graceMs, told: false })
  }

  #expect(doomed: Doomed): void {
    this.#doomed.add(doomed)
    this.#alarm.set(doomed.due)
  }

  /** When the next worker is to be replaced, by the clock; Infinity for none. */
  get next(): number {
    return this.#alarm.time
  }

  /** What the worker has not begun goes elsewhere. */
  clear(member: Member, which: (unit: Unit) => boolean = () => true): void {
    for (const unit of member.seats.units()) {
      if (!which(unit)) continue
      const range = this.#takeBack(member, unit)
      if (range !== undefined) this.#hooks.giveBack(unit, range.low, range.high)
    }
  }

  /** The worker does nothing more that anybody waits for. */
  replace(member: Member): void {
    this.#hooks.quietly(() => {
      this.clear(member)
      member.drain()
      if (!member.dead) this.#kill(member)
    })
  }

  #kill(member: Member): void {
    this.#roster.replace(member)
    this.#dying.add(member)
    void member.exited.then(() => this.ended(member))
  }

  /** Replaces the workers that have not finished in time. */
  replaceDue(): void {
    this.#alarm.check()
    for (const doomed of this.#doomed) {
      if (now() < doomed.due) {
        this.#alarm.set(doomed.due)
        continue
      }
      this.#doomed.delete(doomed)
      const member = doomed.unit.seat?.member
      if (member !== undefined && !member.dead) this.#end(member, doomed)
    }
  }

  #end(member: Member, doomed: Doomed): void {
    const { unit } = doomed
    this.#hooks.quietly(() => {
      this.clear(member)
      // With nothing else to begin, the worker is in this item, or has just finished it.
      member.drain()
      if (unit.seat === undefined || member.dead || !isPending(doomed)) return
      if (!doomed.told && unit.heard !== undefined && this.#othersWait(member, doomed)) {
        doomed.told = true
        doomed.due = now() + ANSWER_MS
        this.#expect(doomed)
        for (const offset of pendingOffsets(doomed)) member.drop(unit, offset)
        return
      }
      this.#kill(member)
    })
  }

  /** Whether the worker holds items that somebody still waits for. */
  #othersWait(member: Member, { unit, offset }: Doomed): boolean {
    return member.seats
      .units()
      .some(
        (other) =>
          !other.work.settled &&
          other.high - other.low - other.reported >
            (other === unit && offset !== undefined ? 1 : 0),
      )
  }

  /** Workers that were stopped, until their threads have ended. */
  get dying(): ReadonlySet<Member> {
    return this.#dying
  }

  /** The thread has ended: now its ledger says what it had begun. */
  ended(member: Member): void {
    if (!this.#dying.delete(member)) return
    this.#hooks.quietly(() => this.#hooks.buried(member))
  }
}

/** The reason as it is sent: encoded once, and only if it is. */
function lazily(reason: unknown): () => Encoded {
  let encoded: Encoded | undefined
  return () => {
    encoded ??= encodeThrown(reason)
    return encoded
  }
}

/** Whether something of it still runs, as far as the worker has told. */
function isPending({ unit, offset }: Doomed): boolean {
  return offset === undefined
    ? unit.high - unit.low > unit.reported
    : !unit.isReported(offset) && offset < unit.high - unit.low
}

function pendingOffsets({ unit, offset }: Doomed): number[] {
  if (offset !== undefined) return [offset]
  const offsets: number[] = []
  for (let i = 0; i < unit.high - unit.low; i++) if (!unit.isReported(i)) offsets.push(i)
  return offsets
}
