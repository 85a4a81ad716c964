/**
 * Ending what is not wanted any more: what has not begun is taken back; an item that runs gets a moment to finish, and its worker
 * is replaced otherwise, after everything else it had was taken back.
 *
 * Where other items wait for promises in the same worker, an item that does the same is only forgotten: they are not
 * to die with it.
 */
import type { Job } from './job'
import type { Batch } from './lane'
import type { Member } from './member'
import type { Roster } from './roster'
import type { Unit, Work } from './unit'

/** A worker that runs an item of a stopped call gets so long to finish it before it is replaced. */
const GRACE_MS = 10

/** A worker that was told to forget an item answers within this, or it is stuck in one. */
const ANSWER_MS = 100

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
  readonly #dying = new Set<Member>()

  constructor(roster: Roster, hooks: Hooks) {
    this.#roster = roster
    this.#hooks = hooks
  }

  /** Takes back what of the call has not begun. */
  revoke(work: Work): void {
    for (const member of this.#roster.members)
      for (const unit of member.units()) if (unit.work === work) this.#takeBack(member, unit)
  }

  /** The call is over: what of it runs gets so long. */
  stop(job: Job, graceMs: number | undefined, atOnce: boolean): void {
    for (const member of this.#roster.members)
      for (const unit of member.units()) {
        if (unit.work !== job) continue
        this.#takeBack(member, unit)
        if (unit.high - unit.low > unit.reported) this.#doom(unit, undefined, atOnce ? 0 : graceMs)
      }
    if (atOnce) this.replaceDue()
  }

  /** One item of a batch is not wanted any more. */
  stopItem(batch: Batch, place: number, graceMs: number | undefined): void {
    for (const member of this.#roster.members)
      for (const unit of member.units()) {
        if (unit.work !== batch || place < unit.low || place >= unit.high) continue
        const range = this.#takeBack(member, unit)
        if (range !== undefined) this.#hooks.giveBack(unit, range.low, range.high)
        if (place < unit.high && !unit.isReported(place - unit.low))
          this.#doom(unit, place - unit.low, graceMs)
      }
  }

  #takeBack(member: Member, unit: Unit): { low: number; high: number } | undefined {
    const range = member.takeBack(unit)
    if (range === undefined) return undefined
    if (range.low === unit.low || unit.tasks > 1)
      member.taken -= unit.tasks > 1 ? range.high - range.low : 1
    return range
  }

  #doom(unit: Unit, offset: number | undefined, graceMs = GRACE_MS): void {
    this.#doomed.add({ unit, offset, due: performance.now() + graceMs, told: false })
    if (graceMs > 0 && graceMs < 2 ** 31) this.#look(graceMs)
  }

  #look(ms: number): void {
    setTimeout(() => this.replaceDue(), ms + 1).unref()
  }

  /** Replaces the workers that have not finished in time. */
  replaceDue(): void {
    for (const doomed of this.#doomed) {
      if (performance.now() < doomed.due) continue
      this.#doomed.delete(doomed)
      const member = doomed.unit.seat?.member
      if (member !== undefined && !member.dead) this.#end(member, doomed)
    }
  }

  #end(member: Member, doomed: Doomed): void {
    const { unit } = doomed
    this.#hooks.quietly(() => {
      for (const other of member.units()) {
        const range = this.#takeBack(member, other)
        if (range !== undefined) this.#hooks.giveBack(other, range.low, range.high)
      }
      // With nothing else to begin, the worker is in this item, or has just finished it.
      member.drain()
      if (unit.seat === undefined || member.dead || !isPending(doomed)) return
      if (!doomed.told && unit.heard !== undefined && this.#othersWait(member, doomed)) {
        doomed.told = true
        doomed.due = performance.now() + ANSWER_MS
        this.#doomed.add(doomed)
        this.#look(ANSWER_MS)
        for (const offset of pendingOffsets(doomed)) member.drop(unit, offset)
        return
      }
      this.#roster.replace(member)
      this.#dying.add(member)
      void member.exited.then(() => this.ended(member))
    })
  }

  /** Whether the worker holds items that somebody still waits for. */
  #othersWait(member: Member, { unit, offset }: Doomed): boolean {
    return member
      .units()
      .some(
        (other) =>
          !other.work.settled &&
          other.high - other.low - other.reported >
            (other === unit && offset !== undefined ? 1 : 0),
      )
  }

  /** Workers that were stopped, until their threads have ended. */
  get dying(): Iterable<Member> {
    return this.#dying
  }

  /** The thread has ended: now its ledger says what it had begun. */
  ended(member: Member): void {
    if (!this.#dying.delete(member)) return
    this.#hooks.quietly(() => this.#hooks.buried(member))
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
