/**
 * Who works for the pool: starts workers when there is work for them, replaces those that ended, and gives up when they
 * keep ending.
 */
import { cpuCount } from '../../../cpu-count'
import { BrokenPoolError } from '../../../errors'
import { now } from '../../../platform/clock'
import { makeWarning } from '../../../warning'
import type { CrewStatus } from '../../../watch/stats'
import { workerLost, workerStarted } from '../../../watch/workers-side'
import { KeepAlive } from './keep-alive'
import { threadStarter } from './lazy'
import { Member, type MemberEvents, type Start } from './member'
import type { Thread, WorkerSettings } from './thread'

/** So many deaths within so many milliseconds, and nothing done in between, break the pool. */
const DEATHS = 5
const WINDOW_MS = 10_000

/**
 * Threads that come up at a time, at least, and for each CPU: more of them would only keep each other, and everybody else on the
 * machine, from the CPU. (All thousand of a pool at once hold the calling thread for as long as it takes to make them.)
 */
const COMING = 4
const COMING_PER_CPU = 2

/** The system has refused a thread: it is asked again after so many milliseconds, or when one has ended. */
const ASK_AGAIN_MS = 1000

/** How the threads of a pool are started. */
export interface Spawning {
  readonly settings: WorkerSettings
  readonly signal: SharedArrayBuffer
  /** The first of them, where it was started already, in this turn of the event loop. */
  readonly first: Thread | undefined
}

export class Roster {
  readonly size: number
  readonly #name: string
  readonly #spawning: Spawning
  readonly #start: Start
  readonly #events: MemberEvents
  #members: Member[] = []
  /** Those that were told to go, or are being stopped: until their thread has ended. */
  readonly #leaving = new Set<Member>()
  #started = 0
  #deaths: number[] = []
  readonly #alive = new KeepAlive()
  /** Whether somebody waits until all threads have ended. */
  #awaited = false
  broken: BrokenPoolError | undefined
  #lags = false
  /** When the system has refused a thread, and how many there were. */
  #refusal: { readonly at: number; readonly threads: number } | undefined
  #warned = false

  constructor(size: number, name: string, spawning: Spawning, start: Start, events: MemberEvents) {
    this.size = size
    this.#name = name
    this.#spawning = spawning
    this.#start = start
    this.#events = events
  }

  /** The workers that may get units. */
  get members(): readonly Member[] {
    return this.#members
  }

  /** Threads that exist, those on their way out included. */
  get threads(): readonly Member[] {
    const all = this.#members.slice()
    this.#leaving.forEach((member) => {
      all.push(member)
    })
    return all
  }

  /** Whether more workers were wanted than may come up at a time; asked again when some have, {@link grow} starts others. */
  get lags(): boolean {
    return this.#lags
  }

  /** Starts workers until there are `count`, at most the size of the pool; only so many at a time. */
  grow(count: number): void {
    this.#lags = false
    const missing = Math.min(count, this.size) - this.#members.length
    if (missing <= 0 || this.broken !== undefined || this.#isRefused) return
    let coming = 0
    for (const { ledger } of this.#members) if (!ledger.up) coming++
    const may = Math.max(COMING, COMING_PER_CPU * cpuCount()) - coming
    this.#lags = missing > may
    for (let i = 0; i < Math.min(missing, may); i++) if (!this.#startOne()) return
  }

  #startOne(): boolean {
    const { first, settings, signal } = this.#spawning
    const count = ++this.#started
    let member: Member
    try {
      const thread =
        count === 1 && first !== undefined
          ? first
          : threadStarter()(this.#name, count, settings, signal)
      member = new Member(thread, this.#start, this.#events)
    } catch (cause) {
      this.#refused(cause)
      return false
    }
    this.#refusal = undefined
    this.#members.push(member)
    workerStarted(this.#start.counters, member)
    return true
  }

  /** No thread could be started: the pool works with those there are. */
  #refused(cause: unknown): void {
    const why = cause instanceof Error ? `: ${cause.message}` : ''
    const count = this.#members.length
    this.#lags = false
    this.#refusal = { at: now(), threads: this.threads.length }
    if (this.threads.length === 0) this.breakDown(`no worker thread can be started${why}`, cause)
    else if (count > 0 && !this.#warned) {
      this.#warned = true
      const text = `Only ${count} of ${this.size} workers of ${this.#name} could be started${why}`
      process.emitWarning(makeWarning('NUMPOOL_FEWER_WORKERS', text))
    }
  }

  /** Whether there is no use in asking for another thread now: to ask costs as much as to get one. */
  get #isRefused(): boolean {
    const refusal = this.#refusal
    if (refusal === undefined || this.threads.length < refusal.threads) return false
    return now() - refusal.at < ASK_AGAIN_MS
  }

  /** What there is to know of the workers now. */
  status(): CrewStatus {
    const members = this.#members
    return {
      alive: members.length,
      busy: members.filter(({ seats }) => seats.items > 0).length,
      running: members.reduce((sum, { seats }) => sum + seats.running, 0),
      sendMs: this.threads.reduce((sum, { ledger }) => sum + ledger.sendMs, 0),
    }
  }

  /** Whether the process is kept alive: while something is pending. */
  hold(holds: boolean): void {
    this.#alive.hold(holds)
  }

  /** A worker has ended by itself. */
  noteDeath(member: Member): void {
    // One that was asked to end is no loss.
    const expected = this.#leaving.delete(member)
    this.#members = this.#members.filter((other) => other !== member)
    if (expected) return
    workerLost(this.#start.counters, member)
    // Workers that can work may all die at once, idle or at the same trouble: others like them can be started.
    if (member.useful) return
    const time = now()
    this.#deaths = [...this.#deaths.filter((before) => time - before < WINDOW_MS), time]
    if (this.#deaths.length < DEATHS) return
    const code =
      member.exitCode === undefined ? '' : ` (the last with exit code ${member.exitCode})`
    this.breakDown(
      `${DEATHS} workers ended within ${WINDOW_MS / 1000} seconds without finishing anything${code}`,
      member.error,
    )
  }

  /** Something was done: the deaths so far are forgiven. */
  noteSuccess(): void {
    if (this.#deaths.length > 0) this.#deaths = []
  }

  /** No more work: every call is refused with the reason. */
  breakDown(why: string, cause: unknown): void {
    this.broken ??= new BrokenPoolError(why, cause === undefined ? undefined : { cause })
  }

  /** Stops a worker at once; nothing more is heard of it. */
  kill(member: Member): void {
    this.#leave(member)
    member.kill()
  }

  /** Stops a worker so that another takes its place. */
  replace(member: Member): void {
    this.#start.counters.replaced++
    this.kill(member)
  }

  /** Lets a worker that has nothing to do go. */
  retire(member: Member): void {
    this.#leave(member)
    member.end()
  }

  #leave(member: Member): void {
    this.#members = this.#members.filter((other) => other !== member)
    this.#leaving.add(member)
    // It may go only now, while somebody waits for the last one already.
    member.hold(this.#awaited)
    void member.exited.then(() => {
      this.#leaving.delete(member)
      // Its thread is to be had again, and may be all that the work waits for.
      if (this.#refusal !== undefined) this.#events.heard()
    })
  }

  /** Lets workers go that have nothing to do, until `kept` are left. */
  retireIdle(kept = 0): void {
    for (const member of this.#members)
      if (member.seats.load === 0 && this.#members.length > kept) this.retire(member)
  }

  /** Resolves when all threads have ended. */
  async allExited(): Promise<void> {
    this.#awaited = true
    const threads = this.threads
    for (const member of threads) member.hold(true)
    for (const { exited } of threads) await exited
  }
}
