/**
 * The life of a pool behind its methods: which calls are pending, when workers start, and what ends them.
 */
import { cpuCount } from '../cpu-count'
import type { Single } from '../engine/workers/calls/single'
import { type Thread, threadStarter } from '../engine/workers/crew/lazy'
import { type WorkersEngine, workersEngine } from '../engine/workers/lazy'
import { PoolClosedError, PoolRunningError, PoolTerminatedError } from '../errors'
import type { CheckedPoolOptions } from '../options'
import { Counters } from '../watch/counters'
import { reporter } from '../watch/lazy'
import type { PoolReport } from '../watch/report'
import { NO_CREW, type PoolStats, statsOf } from '../watch/stats'
import type { CallControl } from './control'
import { Queue } from './queue'

/** As Python prints it. */
export type PoolState = 'RUN' | 'CLOSE' | 'TERMINATE'

export class Crew {
  readonly #options: CheckedPoolOptions
  #state: PoolState = 'RUN'
  #engine: WorkersEngine | undefined
  /** Everything that `terminate()` has to stop: calls, and iterators that were not read to their end. */
  readonly #stoppable = new Set<CallControl>()
  /** Calls that an engine is running. */
  #running = 0
  /** Iterators that may make further calls, also after `close()`. */
  #iterators = 0
  #idle: (() => void)[] = []
  #ended: Promise<void> | undefined
  readonly #queue: Queue
  #counters: Counters | undefined
  /** The first thread, before the engine is there; whether it was ever started so. */
  #first: Thread | undefined
  #cameUp = false

  constructor(options: CheckedPoolOptions) {
    this.#options = options
    this.#queue = new Queue(options.maxQueue, () => this.#backlog())
  }

  /** What every call and every engine of the pool adds to: a dozen objects, made when there is something to count. */
  get counters(): Counters {
    this.#counters ??= new Counters(this.name)
    return this.#counters
  }

  /** What was counted so far. */
  stats(): PoolStats {
    return statsOf(this.counters, {
      name: this.name,
      state: this.#state,
      size: this.size,
      crew: this.#engine?.status() ?? NO_CREW,
    })
  }

  /** Where the time went so far. */
  report(): PoolReport {
    const { slowest, truncated } = this.counters
    return reporter()(this.stats(), slowest, truncated)
  }

  get state(): PoolState {
    return this.#state
  }

  /** How many items may be run at the same time. */
  get size(): number {
    return this.#options.processes ?? cpuCount()
  }

  get name(): string {
    return this.#options.name ?? 'numpool'
  }

  /** Whether workers were ever needed. */
  get hasWorkers(): boolean {
    return this.#engine !== undefined
  }

  /**
   * The workers engine, for one more call; the first that needs it makes it.
   *
   * @throws {ERR_NUMPOOL_QUEUE_FULL} when no more calls may wait for a worker
   */
  readonly workers = (): WorkersEngine => {
    this.#queue.admit()
    return this.#makeEngine()
  }

  /** Calls that no worker has begun, less those that free workers could begin. */
  #backlog(): number {
    const { concurrency = 1 } = this.#options
    return this.#engine?.backlog(concurrency) ?? -this.size * concurrency
  }

  /** Resolves when a call may be made at once, or when `control` must stop; undefined where that is now. */
  room(control: CallControl): Promise<void> | undefined {
    return this.#queue.room(control)
  }

  /** Whether the place that {@link room} has promised is still there: others may make calls in between. */
  get hasPlace(): boolean {
    return this.#queue.hasPlace
  }

  /** Resolves when a call may be made. */
  async drain(): Promise<void> {
    for (let wait = this.#queue.room(); wait !== undefined; ) {
      await wait
      wait = this.#queue.hasPlace ? undefined : this.#queue.room()
    }
  }

  #makeEngine(): WorkersEngine {
    if (this.#engine !== undefined) return this.#engine
    const { initializer, initargs, maxTasksPerChild, resourceLimits, env, execArgv } = this.#options
    const { idleTimeout, minProcesses, maxQueue } = this.#options
    // Whoever asks for the engine has work for it. The thread comes up while the engine is read and made.
    this.comeUp()
    const first = this.#first
    this.#first = undefined
    try {
      this.#engine = new (workersEngine())({
        processes: this.size,
        initializer,
        initargs,
        maxTasksPerChild,
        resourceLimits,
        env,
        execArgv,
        idleTimeout,
        minProcesses,
        name: this.name,
        // Nobody waits for room in a queue without a limit.
        onGiven: maxQueue === undefined ? undefined : () => this.#queue.changed(),
        counters: this.counters,
        first,
      })
    } catch (error) {
      stop(first)
      throw error
    }
    return this.#engine
  }

  /** A call is on its way to {@link workers}: starts the first thread before anything else is done for it. */
  comeUp(): void {
    if (this.#cameUp) return
    // Once: where it leads to no engine, the initializer cannot be sent, now or at the next call.
    this.#cameUp = true
    const { resourceLimits, env, execArgv } = this.#options
    try {
      this.#first = threadStarter()(this.name, 1, { resourceLimits, env, execArgv })
    } catch {
      // The system grants no thread: the engine asks again, and tells of it.
    }
  }

  /** @throws {ERR_NUMPOOL_POOL_CLOSED} unless the pool takes calls */
  assertRunning(): void {
    if (this.#state !== 'RUN') throw new PoolClosedError()
  }

  /** An engine begins with a call. */
  begin(control: CallControl): void {
    this.#running++
    this.#stoppable.add(control)
  }

  /** The engine is done with it. */
  end(control: CallControl): void {
    this.#stoppable.delete(control)
    this.#running--
    this.#queue.changed()
    this.#checkIdle()
  }

  /** An iterator begins; it may make calls until it ends. */
  openIterator(control: CallControl): void {
    this.#iterators++
    this.#stoppable.add(control)
  }

  closeIterator(control: CallControl): void {
    if (!this.#stoppable.delete(control)) return
    this.#iterators--
    this.#checkIdle()
  }

  /** A call of an iterator begins or ends. */
  iteratorCall(change: 1 | -1): void {
    this.#running += change
    if (change < 0) this.#queue.changed()
    this.#checkIdle()
  }

  /** Stops a single call; false when it is over already. */
  cancelSingle(single: Single, reason: unknown): boolean {
    return this.#engine?.cancel(single, reason) ?? false
  }

  /** A call that `terminate()` stops by way of the engine begins or ends. */
  singleCall(change: 1 | -1): void {
    this.#running += change
    if (change > 0) return
    this.#queue.changed()
    this.#checkIdle()
  }

  #checkIdle(): void {
    if (this.#running !== 0) return
    if (this.#idle.length === 0 && this.#state === 'RUN') return
    const idle = this.#idle
    this.#idle = []
    for (const go of idle) go()
    // Nothing can come any more: the workers may go, whether or not somebody joins.
    if (this.#state === 'CLOSE' && this.#iterators === 0) this.#engine?.close()
  }

  #whenIdle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve()
    return new Promise((resolve) => this.#idle.push(resolve))
  }

  async warmup(): Promise<void> {
    this.assertRunning()
    await this.#makeEngine().warmup()
  }

  close(): void {
    if (this.#state !== 'RUN') return
    this.#state = 'CLOSE'
    this.#checkIdle()
  }

  terminate(): Promise<void> {
    this.#ended ??= this.#terminate()
    return this.#ended
  }

  async #terminate(): Promise<void> {
    this.#state = 'TERMINATE'
    const stoppable = [...this.#stoppable]
    for (const control of stoppable) control.stop(new PoolTerminatedError(control.name))
    this.#queue.open()
    stop(this.#first)
    await this.#engine?.terminate()
  }

  /**
   * Waits for the calls that run. An iterator that nobody reads on is not waited for, that could take for ever; its workers
   * stay until it ends or they have been idle for long enough.
   */
  async join(): Promise<void> {
    if (this.#state === 'RUN') throw new PoolRunningError()
    if (this.#ended !== undefined) return await this.#ended
    await this.#whenIdle()
    // A worker that is asked to end while an iterator goes on would take its calls with it.
    if (this.#iterators > 0 || this.#engine === undefined) return
    this.#engine.close()
    await this.#engine.join()
  }
}

/** Stops a thread that no engine has. */
function stop(thread: Thread | undefined): void {
  thread?.port.close()
  void thread?.worker.terminate()
}
