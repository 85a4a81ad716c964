/**
 * The workers engine: any function, on a crew of worker threads.
 */
import {
  type Call,
  type Engine,
  type Outcome,
  placeOf,
  type Receiver,
  type UserFunction,
} from '../../call'
import { type Encoded, encode, formatPath, Refusal } from '../../codec'
import { coreShareOf } from '../../cpu-count'
import { NotCloneableError } from '../../errors'
import { now } from '../../platform/clock'
import { Counters } from '../../watch/counters'
import { madeMs, making } from '../../watch/making'
import { addCallBytes } from '../../watch/size'
import { calledAs } from '../../watch/slowest'
import type { CrewStatus } from '../../watch/stats'
import { callTaken } from '../../watch/tally'
import { CallSite } from './calls/call-site'
import { columnMessages, typedStore } from './calls/columns'
import { FunctionDesk, initializerMessage } from './calls/functions'
import { isWide, Job } from './calls/job'
import { isSingle, LoneCall } from './calls/lone-call'
import { Loan, NO_LOAN, Scratch } from './calls/scratch'
import type { Single } from './calls/single'
import { addonPath } from './crew/addon-path'
import type { Thread } from './crew/lazy'
import type { WorkerSettings } from './crew/settings'
import { Dispatcher } from './dispatch/dispatch'
import { waitFor } from './dispatch/waiting'
import type { CallMessage, FunctionMessage, Setup } from './protocol'
import { limitMessage, SIGNAL_WORDS } from './protocol'

/** What a pool says about its workers. */
export interface WorkersOptions extends Partial<WorkerSettings> {
  readonly processes: number
  readonly initializer?: UserFunction | undefined
  readonly initargs?: readonly unknown[] | undefined
  readonly maxTasksPerChild?: number | undefined
  /** Milliseconds. */
  readonly idleTimeout?: number | undefined
  /** Workers that stay, once started, however long they are idle. */
  readonly minProcesses?: number | undefined
  readonly name?: string | undefined
  /** Called whenever work was given out: calls may have begun. */
  readonly onGiven?: (() => void) | undefined
  /** What the pool counts. @default counters of its own */
  readonly counters?: Counters | undefined
  /** A thread that was started for the engine in this turn of the event loop: its first worker. */
  readonly first?: Thread | undefined
}

const IDLE_MS = 30_000

/** `terminate()` gives up after so long. */
const TERMINATE_MS = 5_000

export class WorkersEngine implements Engine {
  readonly #signal: Int32Array
  readonly #dispatcher: Dispatcher
  readonly #desk: FunctionDesk
  readonly #scratch = new Scratch()
  #lastCall = 0

  /**
   * Starts nothing yet, unless it is given a first thread.
   *
   * @throws {CannotTravelError} when the initializer cannot be sent
   * @throws {NotCloneableError} when one of its arguments cannot
   */
  constructor(options: WorkersOptions) {
    const { processes, initializer, initargs = [], maxTasksPerChild } = options
    const { resourceLimits, env, execArgv, idleTimeout = IDLE_MS, name = 'numpool' } = options
    const { minProcesses = 0, counters = new Counters(name), first } = options
    let start: Setup['initializer']
    let locals: ReadonlyMap<string, unknown> = new Map()
    if (initializer !== undefined) {
      const message = initializerMessage(initializer)
      locals = message.locals
      start = { fn: message.fn, args: structuredClone(encodeArguments(initargs)) }
    }
    this.#desk = new FunctionDesk(new Set(locals.keys()))
    const signal =
      first?.signal ?? new SharedArrayBuffer(SIGNAL_WORDS * Int32Array.BYTES_PER_ELEMENT)
    this.#signal = new Int32Array(signal)
    this.#dispatcher = new Dispatcher({
      size: processes,
      name,
      maxTasksPerChild,
      idleTimeout,
      minProcesses,
      onGiven: options.onGiven,
      spawning: { settings: { resourceLimits, env, execArgv }, signal, first },
      start: {
        coreShare: coreShareOf(processes),
        initializer: start,
        locals: encode([...locals]),
        addon: addonPath(),
        counters,
      },
    })
    if (first !== undefined) this.#dispatcher.wake()
  }

  /** How many workers there are at most. */
  get size(): number {
    return this.#dispatcher.roster.size
  }

  /** What there is to know of the workers now. */
  status(): CrewStatus {
    return this.#dispatcher.roster.status()
  }

  /** Calls that are pending. */
  get active(): number {
    return this.#dispatcher.active
  }

  /** Calls of which no worker has begun anything, less the places of workers that are free, `concurrency` in each. */
  backlog(concurrency: number): number {
    return this.#dispatcher.backlog(concurrency)
  }

  /** Runs a call. What it captures and its typed arrays are read before this returns. */
  run(call: Call): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      if (isSingle(call)) {
        const site = new CallSite(this.run, call.calledFrom)
        if (call.event !== undefined) call.event.engine = 'workers'
        const single = new LoneCall(call, site, resolve, reject)
        this.submit(single, call.fn, call.captures)
        single.forget = call.control.onStop(
          (reason) => void this.#dispatcher.stopSingle(single, reason),
        )
        return
      }
      // Taken down after the work was given out: the workers begin meanwhile.
      let taken: CallSite | undefined
      const site = (): CallSite => {
        taken ??= new CallSite(this.run, call.calledFrom)
        return taken
      }
      const job = this.#jobOr(call, site)
      let forget = (): void => {}
      this.#dispatcher.add(job, () => {
        forget()
        if (job.outcome === undefined) reject(site().failure(job.error))
        else resolve(site().mark(job.outcome))
      })
      site()
      forget = call.control.onStop((reason) => this.#dispatcher.stop(job, reason, false))
    })
  }

  /**
   * Runs a single call. What its function captures is read before this returns.
   *
   * @throws {CannotTravelError} when it cannot be sent
   * @throws {BrokenPoolError} when the workers do not stay alive
   */
  submit(single: Single, fn: UserFunction, captures: Call['captures']): void {
    const { broken } = this.#dispatcher.roster
    if (broken !== undefined) throw broken
    single.fn = this.#describe(fn, captures)
    this.#dispatcher.addSingle(single)
  }

  /** Ends a single call with `reason`; false when it is over already. */
  cancel(single: Single, reason: unknown): boolean {
    return this.#dispatcher.stopSingle(single, reason)
  }

  /** Runs a call while the calling thread waits. */
  runSync(call: Call): Outcome {
    const site = new CallSite(this.runSync, call.calledFrom)
    const job = this.#jobFor(call, () => site)
    this.#dispatcher.add(job, () => {})
    waitFor(job, this.#dispatcher, this.#signal)
    if (job.outcome === undefined) throw site.failure(job.error)
    return site.mark(job.outcome)
  }

  /** The message for a function; where there is no worker yet, the first comes up meanwhile. */
  #describe(fn: UserFunction, captures: Call['captures']): FunctionMessage {
    this.#dispatcher.wake()
    try {
      return this.#desk.messageFor(fn, captures)
    } catch (error) {
      this.#dispatcher.rest()
      throw error
    }
  }

  /** The job; where the call cannot be sent, its place is taken down for who tells why. */
  #jobOr(call: Call, site: () => CallSite): Job {
    try {
      return this.#jobFor(call, site)
    } catch (error) {
      site()
      throw error
    }
  }

  #jobFor(call: Call, site: () => CallSite): Job {
    const { broken } = this.#dispatcher.roster
    if (broken !== undefined) throw broken
    const { data, fn, captures, spread } = call
    // CPython's rule: four chunks a worker.
    const asked = call.chunkSize === 'auto' ? undefined : call.chunkSize
    const chunk = asked ?? Math.max(1, Math.ceil(data.length / (4 * this.size)))
    const { counters } = call
    const before = madeMs()
    const described = making(() => this.#describe(fn, captures))
    counters.startMs += madeMs() - before
    const copying = now()
    // Whoever gets results before the end, or a part of them, may keep what they lie in.
    const keeps = call.receiver !== undefined || call.stopOnError
    const loan = keeps ? NO_LOAN : new Loan(this.#scratch)
    const store = typedStore(call.output, data.columns, data.length, loan)
    const columns = columnMessages(call, loan)
    counters.copyMs += now() - copying
    addCallBytes(call, store?.message)
    const wide = isWide(call, columns, store)
    const message: CallMessage = {
      id: ++this.#lastCall,
      fn: described,
      spread,
      tuple: data.tuple,
      columns,
      output: store?.message,
      firstIndex: placeOf(call, 0),
      limit: limitMessage(call.taskTimeout, call.graceMs, () => calledAs(call.method, fn)),
      // One item cannot be parted; of a wide call a worker gets one unit, or two.
      once: data.length === 1 || wide,
    }
    const { receiver } = call
    callTaken(call, 'workers')
    const own = receiver === undefined ? call : { ...call, receiver: marking(receiver, site) }
    return new Job(own, message, store, { chunk, wide, loan })
  }

  /** Starts all workers; resolves when they take work. */
  warmup(): Promise<void> {
    return this.#dispatcher.warmup()
  }

  /** Lets the workers go when the calls that are pending are done. */
  close(): void {
    this.#dispatcher.close()
  }

  /** Closes, and waits until every thread has ended. */
  join(): Promise<void> {
    return this.#dispatcher.join()
  }

  /**
   * Stops everything: pending calls fail, threads end.
   *
   * @throws {WorkerStuckError} when a thread does not end within five seconds
   */
  terminate(): Promise<void> {
    return this.#dispatcher.terminate(TERMINATE_MS)
  }
}

/** A receiver whose errors show where the call was made. */
function marking(receiver: Receiver, site: () => CallSite): Receiver {
  return {
    failed(index, error) {
      site().markError(error)
      receiver.failed(index, error)
    },
    results: (from, count, values) => receiver.results(from, count, values),
  }
}

function encodeArguments(initargs: readonly unknown[]): Encoded {
  try {
    return encode([...initargs])
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new NotCloneableError(formatPath('initargs', error.keys), error.holds)
  }
}
