/**
 * The middle of the engine: takes calls on, sends their units, and takes what workers say of them. Who gets what is decided in
 * assign.ts, how calls are stopped in stopping.ts, what becomes of a dead worker's items in aftermath.ts.
 */
import { decode, type Encoded } from '../../codec'
import { NotCloneableError, PoolTerminatedError, WorkerStuckError } from '../../errors'
import type { Counters } from '../../watch/counters'
import { countValues } from '../../watch/size'
import { SLOW_MS } from '../../watch/slowest'
import { taskItemFailed, workerReady } from '../../watch/workers-side'
import { settleAfterDeath } from './aftermath'
import { Assigner } from './assign'
import { encodeLists } from './columns'
import { carriesObjects } from './functions'
import { Job } from './job'
import { type Batch, Lane } from './lane'
import type { Member, MemberEvents, Start } from './member'
import type { FromWorker, ResultMessage } from './protocol'
import { Roster } from './roster'
import type { Single } from './single'
import { Stopping } from './stopping'
import type { Unit } from './unit'

/** Node's timers overflow past this, and then fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1

/** Results taken in one turn of the event loop before others get theirs: so many, and then for so many milliseconds. */
const TURN_ITEMS = 1024
const TURN_MS = 4

/** How the work is given out. */
export interface DispatchOptions {
  readonly size: number
  readonly name: string
  readonly start: Start
  readonly maxTasksPerChild: number | undefined
  readonly idleTimeout: number
  /** Workers that stay when there is nothing to do. */
  readonly minProcesses: number
}

export class Dispatcher implements MemberEvents {
  readonly roster: Roster
  readonly #counters: Counters
  readonly #lane: Lane
  /** Whether single calls wait for a worker. */
  #laneWaits = false
  readonly #assigner: Assigner
  readonly #stopping: Stopping
  readonly #maxTasks: number
  readonly #idleTimeout: number
  readonly #minProcesses: number
  /** Calls that have not settled, single ones aside. */
  readonly #jobs = new Set<Job>()
  readonly #warming = new Set<{ resolve: () => void; reject: (error: unknown) => void }>()
  #idleTimer: NodeJS.Timeout | undefined
  #scheduled = false
  #pumping = false
  #again = false
  #closing = false
  /** Results taken since the event loop was last seen to turn. Nobody looks at the clock for a few. */
  #heardItems = 0
  /** When they became many in this turn; 0 before. */
  #turnBegan = 0

  constructor(options: DispatchOptions) {
    const { size, name, start, maxTasksPerChild, idleTimeout, minProcesses } = options
    this.#counters = start.counters
    this.#lane = new Lane(start.counters)
    this.roster = new Roster(size, name, start, this)
    this.#maxTasks = maxTasksPerChild ?? Number.POSITIVE_INFINITY
    this.#idleTimeout = idleTimeout
    this.#minProcesses = minProcesses
    const place = (unit: Unit, member: Member): void => this.#place(unit, member, false)
    this.#assigner = new Assigner(this.roster, this.#lane, this.#maxTasks, place)
    this.#stopping = new Stopping(this.roster, {
      giveBack: (unit, low, high) => this.#giveBack(unit, low, high),
      buried: (member) => this.#bury(member),
      quietly: (body) => this.#quietly(body),
    })
  }

  /** Calls that are pending. */
  get active(): number {
    return this.#jobs.size + this.#lane.active
  }

  /** Takes a call on. Calls made in one turn of the event loop are given out together. */
  add(job: Job, settled: () => void): void {
    job.onSettled = () => {
      this.#forget(job)
      settled()
    }
    this.#jobs.add(job)
    // Nothing to do is done at once.
    if (job.call.data.length === 0) job.finishEmpty()
    else {
      job.wait()
      this.#assigner.add(job)
    }
    this.#hold()
    this.#schedule()
  }

  /** Takes a single call on. */
  addSingle(single: Single): void {
    this.#lane.push(single)
    if (!this.#laneWaits) {
      this.#laneWaits = true
      this.#counters.queue.enter()
    }
    if (this.#lane.active === 1) this.#hold()
    // Also when a call of another kind was made in this turn before.
    if (this.#lane.length === 1) this.#assigner.add(this.#lane)
    this.#schedule()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    queueMicrotask(() => {
      this.#scheduled = false
      this.pump()
    })
  }

  #forget(job: Job): void {
    this.#jobs.delete(job)
    this.#assigner.remove(job)
    if (!job.message.once) for (const member of this.roster.members) member.forget(job.message.id)
    this.#checkIdle()
  }

  /** A call has settled: was it the last? */
  #checkIdle(): void {
    if (this.active > 0) return
    this.#checkLane()
    this.#hold()
    this.#startIdleTimer()
  }

  #hold(): void {
    this.roster.hold(this.active > 0 || this.#warming.size > 0)
  }

  #startIdleTimer(): void {
    if (this.#idleTimer !== undefined) {
      this.#idleTimer.refresh()
      return
    }
    this.#idleTimer = setTimeout(
      () => {
        if (this.active === 0) this.roster.retireIdle(this.#minProcesses)
      },
      Math.min(this.#idleTimeout, LONGEST_TIMER),
    )
    this.#idleTimer.unref()
  }

  /** Gives out what can be given out. May be called while it runs (a getter of an item may use the pool). */
  pump(): void {
    if (this.#pumping) {
      this.#again = true
      return
    }
    this.#pumping = true
    try {
      do {
        this.#again = false
        this.#round()
      } while (this.#again)
    } finally {
      this.#pumping = false
    }
  }

  /** Does something during which nothing is given out. */
  #quietly(body: () => void): void {
    const pumping = this.#pumping
    this.#pumping = true
    body()
    this.#pumping = pumping
    this.pump()
  }

  #round(): void {
    const { roster } = this
    this.#retireSpent()
    this.#start()
    if (roster.broken !== undefined) {
      this.#abortAll(roster.broken)
      return
    }
    if (this.#assigner.waiting(1) === 0) this.#assign()
    else {
      const before = performance.now()
      this.#assign()
      this.#counters.copyMs += performance.now() - before
      this.#checkLane()
    }
    if (this.#closing && this.active === 0) roster.retireIdle()
  }

  #assign(): void {
    this.#assigner.assign()
    for (const member of this.roster.members)
      for (const { unit, error } of member.flush()) this.#resend(member, unit, error)
  }

  /** Tells the counters when no single call waits any more. */
  #checkLane(): void {
    if (!this.#laneWaits || this.#lane.length > 0) return
    this.#laneWaits = false
    this.#counters.queue.leave()
  }

  /** Workers that have run as many tasks as they may go, and make room. */
  #retireSpent(): void {
    if (this.#maxTasks === Number.POSITIVE_INFINITY) return
    for (const member of this.roster.members)
      if (member.taken >= this.#maxTasks && member.load === 0) {
        this.#counters.replaced++
        this.roster.retire(member)
      }
  }

  /** Starts as many workers as there is work for. */
  #start(): void {
    const { roster } = this
    if (roster.members.length >= roster.size) return
    let wanted = 0
    for (const member of roster.members) wanted += Math.min(1, member.load)
    roster.grow(wanted + this.#assigner.waiting(roster.size))
  }

  /** Sends a unit's items, but for those that cannot be sent. */
  #place(unit: Unit, member: Member, careful: boolean): void {
    const { work, low, high } = unit
    if (!(work instanceof Job)) {
      const { alone, ...content } = (work as Batch).message(low, high, careful)
      // The arguments of the first stand for those of the others.
      const { args } = (work as Batch).singles[low] as Single
      countValues(this.#counters, args, 0, args.length, high - low)
      if (content.skip?.length === high - low) this.#checkIdle()
      else member.give(unit, undefined, { lists: undefined, ...content }, alone)
      return
    }
    for (const column of work.call.data.columns)
      if (column.kind === 'list') countValues(this.#counters, column.items, low, high)
    const lists = encodeLists(work.call, low, high, careful, work.together)
    const refused = lists?.refused ?? []
    for (const [offset, error] of refused) work.fail(low + offset, error)
    if (refused.length === high - low) {
      work.accept(low, high - low, undefined)
      return
    }
    const skip = refused.length === 0 ? undefined : refused.map(([offset]) => offset)
    const alone = lists?.primitive === false || carriesObjects(work.message.fn)
    member.give(unit, work.message, { lists: lists?.encoded, skip, batch: undefined }, alone)
  }

  /** Clone has refused a unit's message: looks for the item that did it, and sends the others. */
  #resend(member: Member, unit: Unit, error: unknown): void {
    this.#again = true
    const { work, low, high } = unit
    const careful =
      work instanceof Job ? encodeLists(work.call, low, high, true)?.refused.length !== 0 : true
    if (!careful || unit.resent) {
      const why = error instanceof Error ? error.message : String(error)
      const failure = (): Error =>
        new NotCloneableError('The call', `something (${why})`, { cause: error })
      const failed = new Map<number, unknown>()
      for (let index = low; index < high; index++) failed.set(index, failure())
      work.accept(low, high - low, undefined, failed)
      this.#checkIdle()
      return
    }
    unit.resent = true
    this.#place(unit, member, true)
  }

  message(member: Member, message: FromWorker): void {
    switch (message.type) {
      case 'results': {
        const before = performance.now()
        this.#results(member, message)
        this.#counters.mergeMs += performance.now() - before
        break
      }
      case 'ready':
        workerReady(this.#counters, member)
        this.#checkWarm()
        break
      case 'failed-start':
        this.roster.breakDown('the initializer threw', decode(message.error))
        break
      case 'stray':
        warnOfStray(member, message.error)
        break
    }
  }

  /** After messages: gives out more, unless this turn of the event loop has lasted long enough. */
  heard(): void {
    if (this.#heardItems < TURN_ITEMS) {
      this.pump()
      return
    }
    const now = performance.now()
    if (this.#turnBegan === 0) {
      this.#turnBegan = now
      setImmediate(() => {
        const late = this.#turnBegan === Number.NEGATIVE_INFINITY
        this.#turnBegan = 0
        this.#heardItems = 0
        if (late) this.pump()
      })
    }
    // Workers that get nothing more cease to send, and the event loop turns.
    if (now - this.#turnBegan > TURN_MS) this.#turnBegan = Number.NEGATIVE_INFINITY
    else this.pump()
  }

  #results(member: Member, message: ResultMessage): void {
    const unit = member.unitAt(message.slot)
    if (unit === undefined) return
    const { work, low, reported, heard } = unit
    const { offsets, upTo, failures } = message
    const { values, unreadable } = valuesOf(message)
    const count = upTo - reported
    const broken = count < 0 || upTo > unit.high - low || (offsets?.length ?? count) !== count
    if (broken || (values !== undefined && values.length !== count)) {
      // User code has broken the worker (replaced built-in methods, say): nothing it says can be relied on.
      member.lost()
      return
    }
    if (count > 0) this.roster.noteSuccess()
    unit.reported = upTo
    member.heard(count)
    this.#heardItems += count
    this.#note(unit, message, count, values)
    work.measured(count, message.took)
    let failed: Map<number, unknown> | undefined
    if (failures.length > 0 || unreadable !== undefined) {
      failed = new Map()
      if (unreadable !== undefined)
        for (let i = 0; i < count; i++) failed.set(low + (offsets?.[i] ?? reported + i), unreadable)
      for (const [offset, error] of failures) failed.set(low + offset, errorOf(error))
      if (unit.event !== undefined)
        for (const [index, error] of failed) taskItemFailed(unit.event, index, error)
    }
    member.tellEnd(unit)
    if (message.done) member.free(unit)
    if (offsets === undefined) work.accept(low + reported, count, values, failed)
    else
      for (let i = 0; i < count; i++) {
        const offset = offsets[i] as number
        if (heard !== undefined) heard[offset] = 1
        const own = failed?.has(low + offset)
          ? new Map([[low + offset, failed.get(low + offset)]])
          : undefined
        work.accept(low + offset, 1, values && [values[i]], own)
      }
    if (work instanceof Job) {
      if (work.settled) this.#stopping.revoke(work)
    } else if (this.#lane.active === 0) this.#checkIdle()
  }

  /** Counts what a worker has done. */
  #note(
    unit: Unit,
    { took, done, offsets }: ResultMessage,
    count: number,
    values: readonly unknown[] | undefined,
  ): void {
    const { work, low, reported } = unit
    const { workers, slowest } = this.#counters
    workers.ms += took
    unit.took += took
    if (values !== undefined) countValues(this.#counters, values, 0, count)
    if (count === 1 && took >= SLOW_MS) {
      const { told } = work
      const { firstIndex = 0 } = told
      slowest.item(told, firstIndex + low + (offsets?.[0] ?? reported - 1), took)
    }
    // Single calls that travel together are no chunk to anybody but us.
    if (done && unit.took >= SLOW_MS && work instanceof Job)
      slowest.chunk(work.told, work.call.firstIndex + low, unit.high - low, unit.took)
  }

  #giveBack(unit: Unit, low: number, high: number): void {
    if (unit.work.settled) return
    unit.work.giveBack(low, high)
    this.#assigner.add(unit.work instanceof Job ? unit.work : this.#lane)
  }

  /** What a worker had when it ended: only what it had begun is lost. */
  #bury(member: Member): void {
    for (const unit of member.units())
      settleAfterDeath(member, unit, (low, high) => this.#giveBack(unit, low, high))
    this.#checkIdle()
  }

  died(member: Member): void {
    this.#bury(member)
    this.roster.noteDeath(member)
    if (this.#warming.size > 0) {
      this.roster.grow(this.roster.size)
      this.#checkWarm()
    }
    this.pump()
  }

  /**
   * Ends a call with `reason`. Its units are taken back; a worker that runs one is replaced unless it finishes soon.
   *
   * @param atOnce - without grace: the caller blocks, and no timer would end it
   */
  stop(job: Job, reason: unknown, atOnce: boolean): void {
    if (job.settled) return
    job.abort(reason)
    this.#stopping.stop(job, job.call.graceMs, atOnce)
    this.pump()
  }

  /** Ends a single call with `reason`; false when it is over already. */
  stopSingle(single: Single, reason: unknown, graceMs?: number): boolean {
    if (single.settled) return false
    const { batch, place } = single
    this.#lane.settle(single, 'cancelled')
    single.abort(reason)
    if (batch !== undefined) this.#stopping.stopItem(batch as Batch, place, graceMs)
    this.#checkIdle()
    this.#schedule()
    return true
  }

  /** Does what timers would do if the event loop turned: other calls may be over their time. */
  catchUp(): void {
    // Asking is enough: a control that finds itself late stops its call.
    for (const { call } of this.#jobs) void call.control.stopped
    this.#stopping.replaceDue()
  }

  /** Workers that were stopped and may still write their ledger, for a caller to whom nobody says that they have ended. */
  get dying(): Iterable<Member> {
    return this.#stopping.dying
  }

  /** A stopped worker has ended. */
  ended(member: Member): void {
    this.#stopping.ended(member)
  }

  /** Starts all workers and waits until they take work. */
  warmup(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#warming.add({ resolve, reject })
      this.#hold()
      this.roster.grow(this.roster.size)
      this.#checkWarm()
    })
  }

  #checkWarm(): void {
    if (this.#warming.size === 0) return
    const { broken, members } = this.roster
    if (broken === undefined && !members.every(({ ledger }) => ledger.ready)) return
    for (const { resolve, reject } of this.#warming) {
      if (broken === undefined) resolve()
      else reject(broken)
    }
    this.#warming.clear()
    this.#hold()
    this.#checkIdle()
  }

  /** Lets the workers go once nothing is pending. */
  close(): void {
    this.#closing = true
    if (this.active === 0) this.roster.retireIdle()
  }

  /** Waits until all threads have ended. */
  async join(): Promise<void> {
    this.close()
    while (this.roster.threads.length > 0) await this.roster.allExited()
  }

  /** Stops everything; rejects when a thread does not end in time. */
  async terminate(withinMs: number): Promise<void> {
    this.#closing = true
    clearTimeout(this.#idleTimer)
    this.#abortAll(new PoolTerminatedError())
    for (const member of this.roster.members) this.roster.kill(member)
    // Retired workers may sit in an exit handler that takes for ever.
    const { threads } = this.roster
    for (const member of threads) member.kill()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), withinMs)
    })
    const ended = Promise.all(threads.map(({ exited }) => exited))
    const first = await Promise.race([ended, late])
    clearTimeout(timer)
    if (first !== 'late') return
    const stuck = this.roster.threads
    for (const member of stuck) member.hold(false)
    throw new WorkerStuckError(
      stuck.map(({ name }) => name),
      withinMs,
    )
  }

  #abortAll(reason: unknown): void {
    for (const job of this.#jobs) job.abort(reason)
    const singles = this.#lane.clear()
    for (const member of this.roster.threads)
      for (const { work, low, high } of member.units())
        if (!(work instanceof Job)) singles.push(...(work as Batch).singles.slice(low, high))
    for (const single of singles) {
      if (single.settled) continue
      this.#lane.settle(single, 'cancelled')
      single.abort(reason)
    }
    this.#checkLane()
    this.#checkIdle()
    this.#checkWarm()
  }
}

/** What came of items. Reading it may run code of the user's: that of a class that crosses by a codec. */
function valuesOf({ values }: ResultMessage): {
  readonly values: readonly unknown[] | undefined
  readonly unreadable: unknown
} {
  try {
    const read = values === undefined ? undefined : (decode(values) as unknown[])
    return { values: read, unreadable: undefined }
  } catch (error) {
    return { values: undefined, unreadable: error ?? new Error('A codec threw nothing') }
  }
}

function errorOf(encoded: Encoded): unknown {
  try {
    return decode(encoded)
  } catch (error) {
    return error
  }
}

/** An error that belongs to no item: nobody waits for it, and it must not pass in silence. */
function warnOfStray(member: Member, encoded: Encoded): void {
  const error = decode(encoded)
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.emitWarning(`An error in worker ${member.name} belongs to no running task: ${text}`, {
    code: 'NUMPOOL_STRAY_ERROR',
  })
}
