/**
 * Single calls on their way to workers. They wait in one line, and leave it in batches: one batch is one unit, whose items
 * are different calls.
 */
import { state } from '../../../codec'
import type { Counters } from '../../../watch/counters'
import { Company, HEAVY, weightOf, weightOfAll } from '../company'
import { Forms } from '../forms'
import { Batch } from './batch'
import type { Single } from './single'
import { Unit } from './unit'

/** Calls in a batch at most: what a worker has in advance, the pool's thread answers for in one turn. */
const BATCH = 1024

/** A batch is to last no longer, as far as is known: milliseconds. */
const LASTS_MS = 20

/** A line that was longer is made anew. */
const LINE = 16_384

/** Calls that took less are short: milliseconds. */
const QUICK_MS = 0.01

/** The line. */
export class Lane {
  /** Calls from `#first` to `#end` wait; those that came back from workers go before. */
  #line: (Single | undefined)[] = []
  #first = 0
  #end = 0
  #returned: Single[] = []
  #returnedFirst = 0
  /** Milliseconds that one took lately. */
  #itemMs = 0
  /** Calls that have not settled, those with workers included. */
  active = 0
  readonly #counters: Counters
  /** Whether calls wait for a worker, as far as the counters know. */
  #waits = false

  constructor(counters: Counters) {
    this.#counters = counters
  }

  /** How many there are, those settled meanwhile included. */
  get length(): number {
    return this.#end - this.#first + this.#returned.length - this.#returnedFirst
  }

  push(single: Single): void {
    const { items, queue, workers } = this.#counters
    workers.runs++
    items.taken++
    this.active++
    this.#line[this.#end++] = single
    if (this.#waits) return
    this.#waits = true
    queue.enter()
  }

  /** The call is over; it is told by the caller. */
  settle(single: Single, how: 'done' | 'failed' | 'cancelled'): void {
    const { items, workers } = this.#counters
    if (how === 'done') items.done++
    else items[how]++
    if (how !== 'cancelled') workers.items++
    single.settled = true
    single.batch = undefined
    this.active--
  }

  /** Tells the counters when no call waits any more. */
  checkWaiting(): void {
    if (!this.#waits || this.length > 0) return
    this.#waits = false
    this.#counters.queue.leave()
  }

  /** Calls that did not run come first. */
  giveBack(singles: readonly Single[]): void {
    const rest = this.#returned.slice(this.#returnedFirst)
    this.#returned = [...singles, ...rest]
    this.#returnedFirst = 0
  }

  /** Learns how long calls take. */
  measured(count: number, took: number): void {
    if (count > 0) this.#itemMs = this.#itemMs * 0.75 + (took / count) * 0.25
  }

  /** Whether calls were short lately. */
  get isQuick(): boolean {
    return this.#itemMs < QUICK_MS
  }

  /** Calls of the next batch that may wait for promises at the same time. */
  get concurrency(): number {
    return this.#peek()?.terms.concurrency ?? 1
  }

  /** The first call in line that is wanted. */
  #peek(): Single | undefined {
    for (;;) {
      if (this.#returnedFirst < this.#returned.length) {
        const single = this.#returned[this.#returnedFirst] as Single
        if (!single.settled) return single
      } else {
        if (this.#first === this.#end) return undefined
        const single = this.#line[this.#first] as Single
        if (!single.settled) return single
      }
      this.#shift()
    }
  }

  #shift(): void {
    if (this.#returnedFirst < this.#returned.length) {
      if (++this.#returnedFirst < this.#returned.length) return
      this.#returned = []
      this.#returnedFirst = 0
      return
    }
    this.#line[this.#first++] = undefined
    // Above it, where a getter among the arguments has stopped everything.
    if (this.#first >= this.#end) {
      // The next burst is about as long, and has room.
      if (this.#end > LINE) this.#line = []
      this.#first = 0
      this.#end = 0
    } else if (this.#first >= LINE && this.#first * 2 > this.#end) {
      this.#line = this.#line.slice(this.#first, this.#end)
      this.#end -= this.#first
      this.#first = 0
    }
  }

  /** The next batch, of at most so many calls; undefined when no call waits. */
  cut(most: number): Unit | undefined {
    const first = this.#peek()
    if (first === undefined) return undefined
    const lasts = this.#itemMs > 0 ? Math.max(1, Math.ceil(LASTS_MS / this.#itemMs)) : BATCH
    let limit = Math.min(most, BATCH, lasts)
    let company: Company | undefined
    const singles = new Array<Single>(Math.min(limit, this.length))
    let count = 0
    let admitted = true
    // Lists of primitives need no form: what is not one is looked for first.
    let forms: Forms | undefined
    let formed = !state.moving && !state.sharing && this.length > 1
    let weight = 0
    for (let next: Single | undefined = first; next !== undefined; next = this.#peek()) {
      if (count >= limit || !areAlike(next, first)) break
      if (weight + (company?.weight ?? 0) + (forms?.weight ?? 0) > HEAVY) break
      const weighs = next.count === 1 ? weightOf(next.given) : weightOfAll(next.args)
      if (formed && (forms !== undefined || weighs < 0)) {
        forms ??= formsOf(singles, count)
        if (forms?.take(next.args) === true) {
          this.#take(singles, count++, next)
          continue
        }
        // The next batch begins with it.
        if (count > 0) break
        forms = undefined
        formed = false
      }
      if (weighs >= 0) weight += weighs
      else {
        // What is not plain data travels alone: nobody looks for what it shares with others.
        company ??= new Company()
        if (!company.admitsAll(next.args)) {
          if (count > 0) break
          limit = 1
          admitted = false
        }
      }
      this.#take(singles, count++, next)
    }
    singles.length = count
    const plain = admitted && !state.moving && !state.sharing
    return this.#unitOf(singles, plain, company !== undefined, forms)
  }

  /** The call that waits, where it is the only one, of a kept function, without a limit, its arguments primitives; it stays in line. */
  get plain(): Single | undefined {
    if (this.length !== 1) return undefined
    const single = this.#peek()
    if (single?.fn?.key === undefined || single.terms.taskTimeout !== Number.POSITIVE_INFINITY)
      return undefined
    return weightOfAll(single.args) >= 0 ? single : undefined
  }

  /** Takes the call that {@link plain} gave out of the line, as a unit. */
  takePlain(single: Single): Unit {
    const singles: Single[] = []
    this.#take(singles, 0, single)
    return this.#unitOf(singles, true, false, undefined)
  }

  /** The next call in line goes with these. */
  #take(singles: Single[], place: number, single: Single): void {
    this.#shift()
    single.place = place
    singles[place] = single
  }

  #unitOf(singles: Single[], plain: boolean, objects: boolean, forms: Forms | undefined): Unit {
    const batch = new Batch(this, singles, plain, objects, forms)
    for (let i = 0; i < singles.length; i++) (singles[i] as Single).batch = batch
    const unit = new Unit(batch, 0, singles.length)
    unit.tasks = singles.length
    return unit
  }

  /** Everything that waits, in order; the lane is empty then. */
  clear(): Single[] {
    const all: Single[] = []
    for (let single = this.#peek(); single !== undefined; single = this.#peek()) {
      all.push(single)
      this.#shift()
    }
    return all
  }
}

/** The arguments of these calls, all of them primitive, so that those of others may follow. */
function formsOf(singles: readonly Single[], count: number): Forms | undefined {
  const forms = new Forms(singles.length)
  for (let i = 0; i < count; i++) if (!forms.take((singles[i] as Single).args)) return undefined
  return forms
}

/** Whether what holds for one of the calls holds for the other, so that one batch can say it. */
function areAlike({ terms: one }: Single, { terms: other }: Single): boolean {
  return (
    one === other ||
    (one.concurrency === other.concurrency &&
      one.taskTimeout === other.taskTimeout &&
      one.graceMs === other.graceMs)
  )
}
