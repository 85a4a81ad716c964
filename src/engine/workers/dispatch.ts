/**
 * Gives units of calls to workers, takes their results, and settles what is left when a worker ends or a call is stopped.
 *
 * A worker gets the next unit before it has finished the one it runs, so that it never waits for the pool's thread; a unit
 * that has not begun can be taken back (ledger.ts), for a call that stops or a worker that has nothing to do.
 */
import { decode, type Encoded } from '../../codec'
import {
  NotCloneableError,
  PoolTerminatedError,
  WorkerLostError,
  WorkerStuckError,
} from '../../errors'
import { encodeLists } from './columns'
import { carriesObjects } from './functions'
import type { Job, Unit } from './job'
import type { Member, MemberEvents, Start } from './member'
import type { FromWorker, ResultMessage } from './protocol'
import { Roster } from './roster'

/**
 * Units that a worker may have at a time: chunks one ahead; single calls in batches, the next when half of the last is done.
 */
const CHUNKS = 2
const SINGLES = 32

/** A worker that runs an item of a stopped call gets so long to finish it before it is replaced. */
const GRACE_MS = 10

/** Node's timers overflow past this, and then fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1

/** How the work is given out. */
export interface DispatchOptions {
  readonly size: number
  readonly name: string
  readonly start: Start
  readonly maxTasksPerChild: number | undefined
  readonly idleTimeout: number
}

export class Dispatcher implements MemberEvents {
  readonly roster: Roster
  readonly #maxTasks: number
  readonly #idleTimeout: number
  /** Calls that have not settled. */
  readonly #active = new Set<Job>()
  /** Calls with units to give out; the first in line gives the next one and goes to the end. */
  readonly #waiting = new Set<Job>()
  /** Units of stopped calls that still run, and until when they may. */
  readonly #doomed = new Map<Unit, number>()
  readonly #warming = new Set<{ resolve: () => void; reject: (error: unknown) => void }>()
  #idleTimer: NodeJS.Timeout | undefined
  #scheduled = false
  #pumping = false
  #again = false
  #closing = false

  constructor({ size, name, start, maxTasksPerChild, idleTimeout }: DispatchOptions) {
    this.roster = new Roster(size, name, start, this)
    this.#maxTasks = maxTasksPerChild ?? Number.POSITIVE_INFINITY
    this.#idleTimeout = idleTimeout
  }

  /** Calls that are pending. */
  get active(): number {
    return this.#active.size
  }

  /** Takes a call on. Calls made in one turn of the event loop are given out together. */
  add(job: Job, settled: () => void): void {
    job.onSettled = () => {
      this.#forget(job)
      settled()
    }
    this.#active.add(job)
    // Nothing to do is done at once.
    if (job.call.data.length === 0) job.accept(0, 0, undefined)
    else this.#waiting.add(job)
    this.#hold()
    if (this.#scheduled) return
    this.#scheduled = true
    queueMicrotask(() => {
      this.#scheduled = false
      this.pump()
    })
  }

  #forget(job: Job): void {
    this.#active.delete(job)
    this.#waiting.delete(job)
    if (!job.message.once) {
      for (const member of this.roster.members) {
        member.forget(job.message.id)
        member.flush()
      }
    }
    this.#hold()
    if (this.#active.size === 0) this.#startIdleTimer()
  }

  #hold(): void {
    this.roster.hold(this.#active.size > 0 || this.#warming.size > 0)
  }

  #startIdleTimer(): void {
    if (this.#idleTimer !== undefined) {
      this.#idleTimer.refresh()
      return
    }
    this.#idleTimer = setTimeout(
      () => {
        if (this.#active.size === 0) this.roster.retireIdle()
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

  #round(): void {
    const { roster } = this
    this.#retireSpent()
    this.#start()
    if (roster.broken !== undefined) {
      this.#abortAll(roster.broken)
      return
    }
    const hungry = roster.members.filter(({ load }) => load <= SINGLES / 2)
    while (this.#assignOne(hungry));
    this.#share()
    for (const member of roster.members)
      for (const { unit, error } of member.flush()) this.#resend(member, unit, error)
    if (this.#closing && this.#active.size === 0) roster.retireIdle()
  }

  /** Workers that have run as many tasks as they may go, and make room. */
  #retireSpent(): void {
    for (const member of this.roster.members)
      if (member.taken >= this.#maxTasks && member.load === 0) this.roster.retire(member)
  }

  /** Starts as many workers as there is work for. */
  #start(): void {
    const { roster } = this
    let wanted = 0
    for (const member of roster.members) if (member.load > 0) wanted++
    for (const job of this.#waiting) {
      wanted += job.pending
      if (wanted >= roster.size) break
    }
    roster.grow(wanted)
  }

  /** Gives one unit to the worker with the least to do; false when there is none to give, or nobody to take it. */
  #assignOne(members: readonly Member[]): boolean {
    let best: Member | undefined
    for (const member of members)
      if (member.taken < this.#maxTasks && member.load < (best?.load ?? SINGLES)) best = member
    if (best === undefined) return false
    for (const job of this.#waiting) {
      if (best.load >= (job.single ? SINGLES : CHUNKS)) continue
      this.#waiting.delete(job)
      const unit = job.take()
      if (job.pending > 0) this.#waiting.add(job)
      if (unit === undefined) continue
      this.#place(unit, best)
      return true
    }
    return false
  }

  /** Sends a unit's items, but for those that cannot be sent. */
  #place(unit: Unit, member: Member, careful = false): void {
    const { job, low, high } = unit
    const lists = encodeLists(job.call, low, high, careful)
    const refused = lists?.refused ?? []
    for (const [offset, error] of refused) job.fail(low + offset, error, true)
    if (refused.length === high - low) {
      job.accept(low, high - low, undefined)
      return
    }
    const skip = refused.length === 0 ? undefined : refused.map(([offset]) => offset)
    const alone = lists?.primitive === false || carriesObjects(job.message.fn)
    member.give(unit, job.message, { lists: lists?.encoded, skip }, alone)
  }

  /** Clone has refused a unit's message: looks for the item that did it, and sends the others. */
  #resend(member: Member, unit: Unit, error: unknown): void {
    member.revoke(unit)
    const { job, low, high } = unit
    const careful = encodeLists(job.call, low, high, true)
    if (careful === undefined || careful.refused.length === 0) {
      const why = error instanceof Error ? error.message : String(error)
      for (let index = low; index < high; index++)
        job.fail(
          index,
          new NotCloneableError('The call', `something (${why})`, { cause: error }),
          true,
        )
      job.accept(low, high - low, undefined)
      return
    }
    this.#place(unit, member, true)
    this.#again = true
  }

  /** Workers with nothing to do take over what waits at others. */
  #share(): void {
    for (const idle of this.roster.members) {
      if (idle.load > 0 || !idle.ledger.ready || idle.taken >= this.#maxTasks) continue
      let busiest: Member | undefined
      for (const member of this.roster.members) {
        const spare = member.ledger.ready ? 1 : 0
        if (member !== idle && member.load > Math.max(spare, busiest?.load ?? 0)) busiest = member
      }
      const unit = busiest?.units().findLast((candidate) => busiest?.revoke(candidate))
      if (unit !== undefined) this.#place(unit, idle)
    }
  }

  message(member: Member, message: FromWorker): void {
    switch (message.type) {
      case 'results':
        this.#results(member, message)
        break
      case 'ready':
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

  drained(): void {
    this.pump()
  }

  #results(member: Member, message: ResultMessage): void {
    const unit = member.unitAt(message.slot, message.sequence)
    if (unit === undefined) return
    const { job, low, reported } = unit
    const values = message.values === undefined ? undefined : (decode(message.values) as unknown[])
    if (values !== undefined && values.length !== message.upTo - reported) {
      // User code has broken the worker (replaced built-in methods, say): nothing it says can be relied on.
      member.lost()
      return
    }
    this.roster.noteSuccess()
    if (message.done) member.free(unit)
    unit.reported = message.upTo
    for (const [offset, error] of message.failures) job.fail(low + offset, decode(error), true)
    const failed = new Set(message.failures.map(([offset]) => offset - reported))
    if (values !== undefined) for (const at of failed) values[at] = undefined
    job.accept(low + reported, message.upTo - reported, values)
  }

  died(member: Member): void {
    for (const unit of member.units()) this.#afterDeath(member, unit)
    this.roster.noteDeath(member)
    if (this.#warming.size > 0) {
      this.roster.grow(this.roster.size)
      this.#checkWarm()
    }
    this.pump()
  }

  /** Only what was running is lost; what was not begun runs elsewhere. */
  #afterDeath(member: Member, unit: Unit): void {
    const { seat, job, low, high, reported } = unit
    const running = seat !== undefined && member.ledger.isRunning(seat.slot, seat.sequence)
    member.free(unit)
    if (job.settled) return
    const { exitCode, error } = member
    const options = error === undefined ? undefined : { cause: error }
    const finished = running ? Math.max(member.ledger.finished, reported) : reported
    const started = running ? Math.max(member.ledger.started, finished) : reported
    if (job.message.output !== undefined) job.accept(low + reported, finished - reported, undefined)
    else
      for (let index = low + reported; index < low + finished; index++)
        job.fail(index, new WorkerLostError({ exitCode, index, state: 'maybe-done' }, options))
    for (let index = low + finished; index < low + started; index++)
      job.fail(index, new WorkerLostError({ exitCode, index, state: 'lost' }, options))
    job.giveBack(low + started, high)
    if (job.pending > 0) this.#waiting.add(job)
  }

  /**
   * Ends a call with `reason`. Its units are taken back; a worker that runs one is replaced unless it finishes soon.
   *
   * @param atOnce - without grace: the caller blocks, and no timer would end it
   */
  stop(job: Job, reason: unknown, atOnce: boolean): void {
    if (job.settled) return
    job.abort(reason)
    for (const member of this.roster.members)
      for (const unit of member.units()) {
        if (unit.job !== job || member.revoke(unit)) continue
        if (atOnce) this.#replace(member, unit)
        else {
          this.#doomed.set(unit, performance.now() + GRACE_MS)
          setTimeout(() => this.replaceDue(), GRACE_MS + 1).unref()
        }
      }
    this.pump()
  }

  /** Replaces the workers that have not finished a stopped call's unit in time. */
  replaceDue(): void {
    for (const [unit, due] of this.#doomed) {
      if (performance.now() < due) continue
      this.#doomed.delete(unit)
      if (unit.seat !== undefined) this.#replace(unit.seat.member, unit)
    }
  }

  /** Does what timers would do if the event loop turned: other calls may be over their time. */
  catchUp(): void {
    // Asking is enough: a control that finds itself late stops its call.
    for (const { call } of this.#active) void call.control.stopped
    this.replaceDue()
  }

  /** Stops the worker if it still runs this unit; what else it had goes back first. */
  #replace(member: Member, unit: Unit): void {
    if (member.dead || unit.seat?.member !== member) return
    // Nothing is given out meanwhile, or this very worker would get it.
    const pumping = this.#pumping
    this.#pumping = true
    for (const other of member.units()) {
      if (other === unit || !member.revoke(other)) continue
      other.job.giveBack(other.low, other.high)
      if (other.job.pending > 0) this.#waiting.add(other.job)
    }
    // With nothing else to begin, the worker is in this unit, or has just finished it.
    member.drain()
    if (unit.seat !== undefined && !member.dead) {
      member.free(unit)
      this.roster.kill(member)
    }
    this.#pumping = pumping
    this.pump()
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
    const { broken, members } = this.roster
    if (broken === undefined && !members.every(({ ledger }) => ledger.ready)) return
    for (const { resolve, reject } of this.#warming) {
      if (broken === undefined) resolve()
      else reject(broken)
    }
    this.#warming.clear()
    this.#hold()
    if (this.#active.size === 0) this.#startIdleTimer()
  }

  /** Lets the workers go once nothing is pending. */
  close(): void {
    this.#closing = true
    if (this.#active.size === 0) this.roster.retireIdle()
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
    for (const job of this.#active) job.abort(reason)
    this.#checkWarm()
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
