/**
 * The units that a worker has: each sits in a slot of the ledger, from when it is given until the worker has told of its last item.
 */
import type { Counters } from '../../../watch/counters'
import type { TaskEvent } from '../../../watch/events'
import { taskEnded, taskGiven } from '../../../watch/workers-side'
import type { Seat, Unit } from '../calls/unit'
import { grainOf, SLOT_COUNT } from '../protocol'
import type { Ledger } from './ledger'
import type { Member } from './member'

const all = (left: number): number => left

export class Seats {
  readonly #member: Member
  readonly #ledger: Ledger
  readonly #counters: Counters
  readonly #slots: (Unit | undefined)[] = new Array(SLOT_COUNT).fill(undefined)
  readonly #units: Unit[] = []
  #load = 0
  #items = 0
  /** Units it was ever given. */
  #given = 0

  constructor(member: Member, ledger: Ledger, counters: Counters) {
    this.#member = member
    this.#ledger = ledger
    this.#counters = counters
  }

  /** Units of which something is left to do. */
  get load(): number {
    return this.#load
  }

  /** Items that were given and not told of. */
  get items(): number {
    return this.#items
  }

  /** Whether there is none: not even one that was taken back, and that the worker has not seen yet. */
  get areEmpty(): boolean {
    return this.#units.length === 0
  }

  /** Whether another unit can come: those that were taken back keep their slot until the worker has seen it. */
  get haveRoom(): boolean {
    return this.#units.length < SLOT_COUNT
  }

  /** The unit that a message speaks of; undefined when it is over for the pool. */
  unitAt(slot: number): Unit | undefined {
    return this.#slots[slot]
  }

  /** The units that it has now. */
  units(): Unit[] {
    return this.#units.slice()
  }

  /** Opens a slot for the unit. */
  take(unit: Unit): number {
    const slot = this.#slots.indexOf(undefined)
    const count = unit.high - unit.low
    unit.grain = grainOf(count)
    unit.heard = unit.work.concurrency > 1 ? new Uint8Array(count) : undefined
    this.#ledger.open(slot, Math.ceil(count / unit.grain))
    this.#slots[slot] = unit
    this.#units.push(unit)
    this.#load++
    this.#items += count
    unit.seat = { member: this.#member, slot, turn: this.#given++ }
    this.#counters.tasks += unit.tasks
    unit.event = taskGiven(this.#counters, this.#member, unit)
    return slot
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
    if (seat?.member !== this.#member) return undefined
    const { from, to } = this.#ledger.takeBack(seat.slot, wanted)
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
    return seat?.member === this.#member && !moved ? this.#ledger.left(seat.slot) * unit.grain : 0
  }

  /** So many items of units have ended. */
  heard(count: number): void {
    this.#items -= count
  }

  /** The unit is off this worker. */
  free(unit: Unit): void {
    const { seat } = unit
    if (seat?.member !== this.#member) return
    this.#slots[seat.slot] = undefined
    this.#units.splice(this.#units.indexOf(unit), 1)
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

  /** The thread has gone: tells of the end of all that are left. */
  leave(): void {
    for (const unit of this.units()) if (unit.event !== undefined) this.#ended(unit, unit.event)
  }

  /** Items that the worker has taken and not told of. */
  get running(): number {
    let running = 0
    for (const unit of this.units()) running += this.#takenOf(unit) - unit.reported
    return running
  }

  /** Items of a unit that the worker has taken, as far as they are still the unit's; never fewer than it has told of. */
  #takenOf(unit: Unit): number {
    const taken = this.#ledger.taken((unit.seat as Seat).slot) * unit.grain
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
      const taken = this.#takenOf(unit)
      running += taken - unit.reported
      if (taken > 0) begins(unit, taken - unit.reported)
    }
    if (running >= places) return places
    units.sort((a, b) => (a.seat as Seat).turn - (b.seat as Seat).turn)
    for (const unit of units) {
      const next = Math.min(places - running, unit.high - unit.low - this.#takenOf(unit))
      // It goes on meanwhile.
      if (next <= 0) continue
      running += next
      begins(unit, next)
    }
    return Math.min(places, running)
  }
}
