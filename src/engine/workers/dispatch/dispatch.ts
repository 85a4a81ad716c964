/**
 * The middle of the engine: takes calls on, and sees to it that they and the workers come to an end. What is given out next stands in
 * rounds.ts, who gets it in assign.ts, what workers say in hearing.ts, how calls are stopped in stopping.ts, what becomes of a dead
 * worker's items in aftermath.ts.
 */
import { queueMicrotask } from '../../../platform/timers'
import type { Told } from '../../../watch/events'
import type { Batch } from '../calls/batch'
import { Job } from '../calls/job'
import { Lane } from '../calls/lane'
import type { Single } from '../calls/single'
import type { Unit } from '../calls/unit'
import { Attention } from '../crew/attention'
import { IdleTimer } from '../crew/idle-timer'
import type { Member, MemberEvents, Start } from '../crew/member'
import { Roster, type Spawning } from '../crew/roster'
import { Warming } from '../crew/warming'
import type { FromWorker } from '../protocol'
import { settleAfterDeath } from './aftermath'
import { Assigner } from './assign'
import { AtOnce } from './at-once'
import { backlogOf } from './backlog'
import { abortAll, allEnded, endAll, terminated } from './ending'
import { Hearing } from './hearing'
import { Overdue } from './overdue'
import { Rounds } from './rounds'
import { Stopping } from './stopping'
import { Turn } from './turn'

/** How the work is given out. */
export interface DispatchOptions {
  readonly size: number
  readonly name: string
  readonly spawning: Spawning
  readonly start: Start
  readonly maxTasksPerChild: number | undefined
  readonly idleTimeout: number
  /** Workers that stay when there is nothing to do. */
  readonly minProcesses: number
  /** Called whenever work was given out. */
  readonly onGiven: (() => void) | undefined
}

export class Dispatcher implements MemberEvents {
  readonly roster: Roster
  readonly #lane: Lane
  readonly #assigner: Assigner
  readonly #rounds: Rounds
  readonly #stopping: Stopping
  readonly #overdue: Overdue
  readonly #atOnce: AtOnce
  readonly #attention: Attention
  readonly #hearing: Hearing
  readonly #maxTasks: number
  readonly #idle: IdleTimer
  readonly #minProcesses: number
  /** Calls that have not settled, single ones aside. */
  readonly #jobs = new Set<Job>()
  readonly #warming: Warming
  readonly #turn = new Turn(() => this.pump())
  #scheduled = false
  #restsSoon = false
  #closing = false
  /** Called when everything was given out that could be: calls may have begun. */
  readonly #onGiven: (() => void) | undefined

  constructor(options: DispatchOptions) {
    const { size, name, spawning, start, maxTasksPerChild, idleTimeout, minProcesses } = options
    this.#lane = new Lane(start.counters)
    this.roster = new Roster(size, name, spawning, start, this)
    this.#warming = new Warming(this.roster)
    this.#maxTasks = maxTasksPerChild ?? Number.POSITIVE_INFINITY
    this.#idle = new IdleTimer(idleTimeout, () => {
      if (this.active === 0) this.roster.retireIdle(minProcesses)
    })
    this.#minProcesses = minProcesses
    this.#onGiven = options.onGiven
    const place = (unit: Unit, member: Member): void => this.#rounds.place(unit, member)
    this.#assigner = new Assigner(this.roster, this.#lane, this.#maxTasks, place, () => this.pump())
    this.#rounds = new Rounds(this.roster, this.#lane, this.#assigner, this.#maxTasks, {
      counters: start.counters,
      placed: (unit) => this.#overdue.expect(unit.work.taskTimeout),
      ended: () => this.#checkIdle(),
      broken: () => this.#giveUp(),
      over: () => this.#closing && this.active === 0,
      given: options.onGiven,
    })
    this.#atOnce = new AtOnce(
      this.roster,
      this.#lane,
      this.#assigner,
      start.counters,
      options.onGiven,
    )
    this.#attention = new Attention(() => (this.#jobs.size > 0 ? undefined : this.#atOnce.busy))
    this.#stopping = new Stopping(this.roster, {
      giveBack: (unit, low, high) => this.#giveBack(unit, low, high),
      buried: (member) => this.#bury(member),
      quietly: (body) => this.#rounds.quietly(body),
    })
    this.#overdue = new Overdue(this.roster, this.#stopping, (body) => this.#rounds.quietly(body))
    this.#hearing = new Hearing(this.roster, this.#lane, this.#stopping, {
      counters: start.counters,
      attention: this.#attention,
      turn: this.#turn,
      warmed: () => this.#checkWarm(),
      ended: () => this.#checkIdle(),
    })
  }

  /** Calls that are pending. */
  get active(): number {
    return this.#jobs.size + this.#lane.active
  }

  /** Calls that wait beyond the places of workers, `concurrency` in each. */
  backlog(concurrency: number): number {
    return backlogOf(this.roster, this.#lane, this.#jobs, concurrency)
  }

  /**
   * Takes a call on. Calls made in one turn of the event loop are given out together; a wide one, which is a message for each
   * worker whatever else comes, at once where a worker waits for it.
   */
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
    if (job.wide && !this.#scheduled && this.roster.members.some(({ isFree }) => isFree))
      this.pump()
    else this.#schedule()
  }

  /** Takes a single call on. */
  addSingle(single: Single): void {
    this.#lane.push(single)
    if (this.#lane.active === 1) this.#hold()
    // Also when a call of another kind was made in this turn before.
    if (this.#lane.length === 1) this.#assigner.add(this.#lane)
    this.#schedule()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    queueMicrotask(this.#pumpNow)
  }

  /** Whether there is more to think of than the one call that has come. */
  get #isMore(): boolean {
    if (this.#lane.active !== 1 || this.#jobs.size > 0 || this.roster.broken !== undefined)
      return true
    return this.#rounds.running || this.#closing || this.#maxTasks !== Number.POSITIVE_INFINITY
  }

  /** Apart: what a function in {@link #schedule} needs would be made for every call. */
  readonly #pumpNow = (): void => {
    this.#scheduled = false
    try {
      if (this.#isMore || !this.#atOnce.send()) this.pump()
      this.#attention.sent()
    } catch (error) {
      this.failed(error)
    }
  }

  #forget(job: Job): void {
    this.#jobs.delete(job)
    this.#assigner.remove(job)
    if (!job.message.once) for (const member of this.roster.members) member.forget(job.message.id)
    this.#checkIdle()
  }

  /** A call has settled: was it the last? Whoever waits for it goes on first, and makes the next perhaps. */
  #checkIdle(): void {
    if (this.active > 0 || this.#restsSoon) return
    this.#restsSoon = true
    void this.#restSoon()
  }

  async #restSoon(): Promise<void> {
    await undefined
    this.#restsSoon = false
    try {
      this.#rest()
    } catch (error) {
      // Breaking down comes by here again.
      if (this.roster.broken === undefined) this.failed(error)
    }
  }

  #rest(): void {
    if (this.active > 0) return
    this.#lane.checkWaiting()
    this.#hold()
    // The timer would keep all of a pool that has ended for as long as its workers might have been idle.
    if (!this.#closing) this.#idle.begin()
  }

  /** Has a first worker, for a call that is about to come: a thread takes longer to come up than a function to describe. */
  wake(): void {
    const { roster } = this
    if (roster.members.length === 0 && roster.broken === undefined && !this.#closing) roster.grow(1)
  }

  /** The call has not come. */
  rest(): void {
    if (this.active === 0 && !this.#warming.active) this.roster.retireIdle(this.#minProcesses)
  }

  #hold(): void {
    this.roster.hold(this.active > 0 || this.#warming.active)
  }

  /** Gives out what can be given out. */
  pump(): void {
    this.#rounds.pump()
  }

  message(member: Member, message: FromWorker): void {
    this.#hearing.message(member, message)
  }

  /** After messages: gives out more. Workers that get nothing more cease to send, and the event loop turns. */
  heard(): void {
    if (!this.#turn.lasts || this.#waitsForOthers) return
    // Whoever waits for the last result goes on first.
    if (this.#rests) this.#onGiven?.()
    else this.pump()
  }

  /** Whether workers could only take over from one another, and some have said something that is heard in a moment: the end, perhaps. */
  get #waitsForOthers(): boolean {
    return this.#assigner.waiting(1) === 0 && this.roster.members.some(({ hasSpoken }) => hasSpoken)
  }

  /** Whether there is nothing to give out, and nobody to start or to let go. */
  get #rests(): boolean {
    return (
      this.active === 0 &&
      !this.#closing &&
      this.roster.broken === undefined &&
      !this.#warming.active &&
      this.#maxTasks === Number.POSITIVE_INFINITY
    )
  }

  #giveBack(unit: Unit, low: number, high: number): void {
    if (unit.work.settled) return
    unit.work.giveBack(low, high)
    this.#assigner.add(unit.work instanceof Job ? unit.work : this.#lane)
  }

  /** What a worker had when it ended: only what it had begun is lost. */
  #bury(member: Member): void {
    for (const unit of member.seats.units())
      settleAfterDeath(member, unit, (low, high) => this.#giveBack(unit, low, high))
    this.#checkIdle()
  }

  /**
   * The engine itself has failed: somebody has replaced methods of prototypes that it calls, or it is wrong. Nobody is to wait for ever
   * for what it has forgotten.
   */
  failed(error: unknown): void {
    this.roster.breakDown('its own code failed', error)
    this.#giveUp()
  }

  /** No worker does anything any more. */
  #giveUp(): void {
    const { roster } = this
    const { broken } = roster
    this.#abortAll(() => broken)
    // Nothing can come for those that are left, as CPython ends the others when one cannot start (bpo-19675).
    for (const member of roster.members) roster.kill(member)
  }

  died(member: Member): void {
    this.#bury(member)
    this.roster.noteDeath(member)
    this.#checkWarm()
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
    this.#stopping.stop(job, reason, atOnce)
    this.pump()
  }

  /** Ends a single call with `reason`; false when it is over already. */
  stopSingle(single: Single, reason: unknown): boolean {
    if (single.settled) return false
    const { batch, place } = single
    this.#lane.settle(single, 'cancelled')
    single.abort(reason)
    if (batch !== undefined) this.#stopping.stopItem(batch as Batch, place, single, reason)
    this.#checkIdle()
    this.#schedule()
    return true
  }

  /** Does what timers would do if the event loop turned: other calls may be over their time. */
  catchUp(): void {
    // Asking is enough: a control that finds itself late stops its call.
    for (const { call } of this.#jobs) void call.control.stopped
    this.look()
  }

  /** When to {@link look}, by the clock. */
  get nextLook(): number {
    return Math.min(this.#overdue.next, this.#stopping.next, this.#assigner.next)
  }

  /** Looks for items and workers that have had their time. */
  look(): void {
    this.#assigner.look()
    this.#overdue.look()
    this.#stopping.replaceDue()
  }

  /** Workers that were stopped and may still write their ledger, for a caller to whom nobody says that they have ended. */
  get dying(): ReadonlySet<Member> {
    return this.#stopping.dying
  }

  /** A stopped worker has ended. */
  ended(member: Member): void {
    this.#stopping.ended(member)
  }

  /** Starts all workers and waits until they take work. */
  warmup(): Promise<void> {
    const warm = this.#warming.wait()
    this.#hold()
    this.#checkWarm()
    return warm
  }

  #checkWarm(): void {
    if (!this.#warming.check()) return
    this.#hold()
    this.#checkIdle()
  }

  /** Lets the workers go once nothing is pending. */
  close(): void {
    this.#closing = true
    this.#idle.end()
    if (this.active === 0) this.roster.retireIdle()
  }

  /** Waits until all threads have ended. */
  async join(): Promise<void> {
    this.close()
    while (this.roster.threads.length > 0) await this.roster.allExited()
    this.#overdue.end()
  }

  /** Stops everything; rejects when a thread does not end in time. */
  async terminate(withinMs: number): Promise<void> {
    this.#closing = true
    this.#idle.end()
    this.#abortAll(terminated())
    endAll(this.roster)
    await allEnded(this.roster, withinMs)
    this.#overdue.end()
  }

  #abortAll(reason: (call: Told) => unknown): void {
    abortAll(this.#jobs, this.#lane, this.roster, reason)
    this.#checkIdle()
    this.#checkWarm()
  }
}
