/**
 * Pool: Python's multiprocessing.Pool. Checks what the user gave and hands it on; engines, data and results are the
 * business of route/, sequence/ and pool/.
 */
import { inspect } from 'node:util'
import type { AsyncResult } from './async-result'
import type { UserFunction } from './call'
import type { Dtype, TypedArray } from './dtype'
import type { Explanation } from './explain'
import type { ImapIterator } from './imap'
import { imapOpener } from './imap/lazy'
import { type ModuleTasks, moduleTasks } from './module-tasks'
import {
  anyFunction,
  type Callbacks,
  type CallOptions,
  callDefaults,
  checkPoolOptions,
  type ImapOptions,
  type MapOptions,
  type PoolOptions,
} from './options'
import { submitApply } from './pool/apply'
import { Crew } from './pool/crew'
import { fastOut } from './pool/fast-out'
import { longWay } from './pool/lazy'
import type { PoolSide } from './pool/requests'
import { closeWhenCollected } from './pool/unclosed'
import type {
  Columns,
  DtypeArrays,
  Given,
  MaybePromise,
  PlainIterable,
  SameKind,
  SettledResult,
  StoredIn,
  StoredRow,
  WithCollect,
  WithDtype,
  WithOut,
  WithoutCollect,
  WithoutOutput,
} from './result-types'
import type { PoolReport } from './watch/report'
import type { PoolStats } from './watch/stats'

/**
 * A pool of workers, and the native engine, behind Python's methods. Nothing starts before the first task needs it.
 *
 * Every method gives the same results whichever engine runs it. Items are independent of each other and may run in any order
 * and at the same time; results are in the order of the data.
 *
 * @example
 * ```ts
 * await using pool = new Pool()
 * const roots = await pool.map(Math.sqrt, range(100))
 * ```
 */
export class Pool {
  readonly #crew: Crew
  readonly #side: PoolSide
  readonly #name: string
  /** Whether the native engine may be used without being asked. */
  readonly #native: boolean

  /**
   * @param processes - how many workers, and how many threads of the native engine for a call. @default the CPUs that this process may use
   * @throws {ERR_NUMPOOL_INVALID_ARG} for a number below 1, and for wrong or unknown options
   */
  constructor(processes?: number, options?: PoolOptions)
  constructor(options?: PoolOptions)
  constructor(first?: number | PoolOptions, second?: PoolOptions) {
    const options = checkPoolOptions(first, second)
    this.#crew = new Crew(options)
    this.#name = options.name ?? 'numpool'
    const defaults = callDefaults(options)
    this.#side = { defaults, throwUnread: options.unreadErrors === 'throw' }
    const { engine } = defaults
    this.#native = engine === 'auto' || engine === 'native'
    closeWhenCollected(this, this.#crew)
  }

  /** How many workers the pool has when all of them run. */
  get processes(): number {
    return this.#crew.size
  }

  /** The name of the workers. */
  get name(): string {
    return this.#name
  }

  /**
   * Runs `fn` for every item. Typed arrays give the same kind of typed array, other data an Array. Every item runs, also after
   * one has failed; the error of the lowest index wins and carries it as `index`.
   *
   * The function gets the item and nothing else; for its index use {@link starmap} with `enumerate`.
   *
   * @throws {ERR_NUMPOOL_INVALID_ARG} at once, for wrong arguments and options
   * @throws {ERR_NUMPOOL_POOL_CLOSED} at once, after `close()`
   * @throws {ERR_NUMPOOL_QUEUE_FULL} as a rejection, when as many calls wait as the pool's `maxQueue` allows
   * @example
   * ```ts
   * const samples = Float64Array.from(range(1e6))
   * const y = await pool.map((x) => Math.sin(x) * Math.exp(-x / 10), samples) // Float64Array
   * ```
   */
  map<T, R>(
    fn: (item: T) => R,
    iterable: Iterable<T>,
    options: WithCollect,
  ): AsyncResult<SettledResult<R>[]>
  map<T, O extends Columns>(
    fn: (item: T) => MaybePromise<StoredRow<O>>,
    iterable: Iterable<T>,
    options: WithOut<O>,
  ): AsyncResult<O>
  map<T, O extends unknown[] | TypedArray>(
    fn: (item: T) => MaybePromise<StoredIn<O>>,
    iterable: Iterable<T>,
    options: WithOut<O>,
  ): AsyncResult<O>
  map<T, D extends Dtype>(
    fn: (item: T) => MaybePromise<StoredIn<DtypeArrays[D]>>,
    iterable: Iterable<T>,
    options: WithDtype<D>,
  ): AsyncResult<DtypeArrays[D]>
  map<A extends TypedArray>(
    fn: (item: A[number]) => MaybePromise<StoredIn<A>>,
    data: A,
    options?: WithoutOutput,
  ): AsyncResult<SameKind<A>>
  map<T, R>(
    fn: (item: T) => R,
    iterable: PlainIterable<T>,
    options?: WithoutOutput,
  ): AsyncResult<Awaited<R>[]>
  map(fn: UserFunction, iterable: Iterable<unknown>, options?: MapOptions): AsyncResult<unknown> {
    this.#crew.assertRunning()
    const { submit, mapRequest } = longWay()
    return submit(mapRequest('map', fn, iterable, options, this.#side), this.#crew)
  }

  /** As {@link map}, and tells callbacks. */
  mapAsync<T, R>(
    fn: (item: T) => R,
    iterable: Iterable<T>,
    options: WithCollect & Callbacks<SettledResult<R>[]>,
  ): AsyncResult<SettledResult<R>[]>
  mapAsync<T, O extends Columns>(
    fn: (item: T) => MaybePromise<StoredRow<O>>,
    iterable: Iterable<T>,
    options: WithOut<O> & Callbacks<O>,
  ): AsyncResult<O>
  mapAsync<T, O extends unknown[] | TypedArray>(
    fn: (item: T) => MaybePromise<StoredIn<O>>,
    iterable: Iterable<T>,
    options: WithOut<O> & Callbacks<O>,
  ): AsyncResult<O>
  mapAsync<T, D extends Dtype>(
    fn: (item: T) => MaybePromise<StoredIn<DtypeArrays[D]>>,
    iterable: Iterable<T>,
    options: WithDtype<D> & Callbacks<DtypeArrays[D]>,
  ): AsyncResult<DtypeArrays[D]>
  mapAsync<A extends TypedArray>(
    fn: (item: A[number]) => MaybePromise<StoredIn<A>>,
    data: A,
    options?: WithoutOutput & Callbacks<SameKind<A>>,
  ): AsyncResult<SameKind<A>>
  mapAsync<T, R>(
    fn: (item: T) => R,
    iterable: PlainIterable<T>,
    options?: WithoutOutput & Callbacks<Awaited<R>[]>,
  ): AsyncResult<Awaited<R>[]>
  mapAsync(
    fn: UserFunction,
    iterable: Iterable<unknown>,
    options?: MapOptions,
  ): AsyncResult<unknown> {
    this.#crew.assertRunning()
    const { submit, mapRequest } = longWay()
    return submit(mapRequest('mapAsync', fn, iterable, options, this.#side), this.#crew)
  }

  /**
   * As {@link map}, but blocks the calling thread until the results are there. The shortest way for numeric work on
   * typed arrays, above all with `out`. Not for slow functions in a server: nothing else runs meanwhile.
   *
   * @throws what the item with the lowest index failed with
   * @example
   * ```ts
   * pool.mapSync((x) => Math.sqrt(x) * 2 + 1, samples, { out: samples })
   * ```
   */
  mapSync<T, R>(fn: (item: T) => R, iterable: Iterable<T>, options: WithCollect): SettledResult<R>[]
  mapSync<T, O extends Columns>(
    fn: (item: T) => MaybePromise<StoredRow<O>>,
    iterable: Iterable<T>,
    options: WithOut<O>,
  ): O
  mapSync<T, O extends unknown[] | TypedArray>(
    fn: (item: T) => MaybePromise<StoredIn<O>>,
    iterable: Iterable<T>,
    options: WithOut<O>,
  ): O
  mapSync<T, D extends Dtype>(
    fn: (item: T) => MaybePromise<StoredIn<DtypeArrays[D]>>,
    iterable: Iterable<T>,
    options: WithDtype<D>,
  ): DtypeArrays[D]
  mapSync<A extends TypedArray>(
    fn: (item: A[number]) => MaybePromise<StoredIn<A>>,
    data: A,
    options?: WithoutOutput,
  ): SameKind<A>
  mapSync<T, R>(
    fn: (item: T) => R,
    iterable: PlainIterable<T>,
    options?: WithoutOutput,
  ): Awaited<R>[]
  mapSync(fn: UserFunction, iterable: Iterable<unknown>, options?: MapOptions): unknown {
    if (this.#native && this.#crew.state === 'RUN') {
      const out = fastOut(options)
      if (out !== null) {
        const done = longWay().tryFastMap(fn, iterable, out, this.#crew.size, this.#crew.counters)
        if (done !== undefined) return done
      }
    }
    this.#crew.assertRunning()
    const { submitSync, mapRequest } = longWay()
    return submitSync(mapRequest('mapSync', fn, iterable, options, this.#side), this.#crew)
  }

  /**
   * Runs `fn` for every item, whose elements are its arguments. Results go into an Array unless `out` or `dtype` is given.
   *
   * @throws {ERR_NUMPOOL_INVALID_ARG} at once, for wrong arguments and options
   * @throws {ERR_NUMPOOL_POOL_CLOSED} at once, after `close()`
   * @throws {ERR_NUMPOOL_QUEUE_FULL} as a rejection, when as many calls wait as the pool's `maxQueue` allows
   * @example
   * ```ts
   * const distances = await pool.starmap((x, y) => Math.hypot(x, y), zip(xs, ys))
   * ```
   */
  starmap<A extends readonly unknown[] | [], R>(
    fn: (...args: Given<A>) => R,
    rows: Iterable<A>,
    options: WithCollect,
  ): AsyncResult<SettledResult<R>[]>
  starmap<A extends readonly unknown[] | [], O extends Columns>(
    fn: (...args: Given<A>) => MaybePromise<StoredRow<O>>,
    rows: Iterable<A>,
    options: WithOut<O>,
  ): AsyncResult<O>
  starmap<A extends readonly unknown[] | [], O extends unknown[] | TypedArray>(
    fn: (...args: Given<A>) => MaybePromise<StoredIn<O>>,
    rows: Iterable<A>,
    options: WithOut<O>,
  ): AsyncResult<O>
  starmap<A extends readonly unknown[] | [], D extends Dtype>(
    fn: (...args: Given<A>) => MaybePromise<StoredIn<DtypeArrays[D]>>,
    rows: Iterable<A>,
    options: WithDtype<D>,
  ): AsyncResult<DtypeArrays[D]>
  starmap<A extends readonly unknown[] | [], R>(
    fn: (...args: Given<A>) => R,
    rows: Iterable<A>,
    options?: WithoutOutput,
  ): AsyncResult<Awaited<R>[]>
  starmap(fn: UserFunction, rows: Iterable<unknown>, options?: MapOptions): AsyncResult<unknown> {
    this.#crew.assertRunning()
    const { submit, mapRequest } = longWay()
    return submit(mapRequest('starmap', fn, rows, options, this.#side), this.#crew)
  }

  /** As {@link starmap}, and tells callbacks. */
  starmapAsync<A extends readonly unknown[] | [], R>(
    fn: (...args: Given<A>) => R,
    rows: Iterable<A>,
    options: WithCollect & Callbacks<SettledResult<R>[]>,
  ): AsyncResult<SettledResult<R>[]>
  starmapAsync<A extends readonly unknown[] | [], O extends Columns>(
    fn: (...args: Given<A>) => MaybePromise<StoredRow<O>>,
    rows: Iterable<A>,
    options: WithOut<O> & Callbacks<O>,
  ): AsyncResult<O>
  starmapAsync<A extends readonly unknown[] | [], O extends unknown[] | TypedArray>(
    fn: (...args: Given<A>) => MaybePromise<StoredIn<O>>,
    rows: Iterable<A>,
    options: WithOut<O> & Callbacks<O>,
  ): AsyncResult<O>
  starmapAsync<A extends readonly unknown[] | [], D extends Dtype>(
    fn: (...args: Given<A>) => MaybePromise<StoredIn<DtypeArrays[D]>>,
    rows: Iterable<A>,
    options: WithDtype<D> & Callbacks<DtypeArrays[D]>,
  ): AsyncResult<DtypeArrays[D]>
  starmapAsync<A extends readonly unknown[] | [], R>(
    fn: (...args: Given<A>) => R,
    rows: Iterable<A>,
    options?: WithoutOutput & Callbacks<Awaited<R>[]>,
  ): AsyncResult<Awaited<R>[]>
  starmapAsync(
    fn: UserFunction,
    rows: Iterable<unknown>,
    options?: MapOptions,
  ): AsyncResult<unknown> {
    this.#crew.assertRunning()
    const { submit, mapRequest } = longWay()
    return submit(mapRequest('starmapAsync', fn, rows, options, this.#side), this.#crew)
  }

  /**
   * As {@link starmap}, but blocks the calling thread until the results are there.
   *
   * @throws what the item with the lowest index failed with
   */
  starmapSync<A extends readonly unknown[] | [], R>(
    fn: (...args: Given<A>) => R,
    rows: Iterable<A>,
    options: WithCollect,
  ): SettledResult<R>[]
  starmapSync<A extends readonly unknown[] | [], O extends Columns>(
    fn: (...args: Given<A>) => MaybePromise<StoredRow<O>>,
    rows: Iterable<A>,
    options: WithOut<O>,
  ): O
  starmapSync<A extends readonly unknown[] | [], O extends unknown[] | TypedArray>(
    fn: (...args: Given<A>) => MaybePromise<StoredIn<O>>,
    rows: Iterable<A>,
    options: WithOut<O>,
  ): O
  starmapSync<A extends readonly unknown[] | [], D extends Dtype>(
    fn: (...args: Given<A>) => MaybePromise<StoredIn<DtypeArrays[D]>>,
    rows: Iterable<A>,
    options: WithDtype<D>,
  ): DtypeArrays[D]
  starmapSync<A extends readonly unknown[] | [], R>(
    fn: (...args: Given<A>) => R,
    rows: Iterable<A>,
    options?: WithoutOutput,
  ): Awaited<R>[]
  starmapSync(fn: UserFunction, rows: Iterable<unknown>, options?: MapOptions): unknown {
    this.#crew.assertRunning()
    const { submitSync, mapRequest } = longWay()
    return submitSync(mapRequest('starmapSync', fn, rows, options, this.#side), this.#crew)
  }

  /**
   * Runs `fn(...args)` once.
   *
   * @throws {ERR_NUMPOOL_INVALID_ARG} at once, for wrong arguments and options
   * @throws {ERR_NUMPOOL_POOL_CLOSED} at once, after `close()`
   * @throws {ERR_NUMPOOL_QUEUE_FULL} as a rejection, when as many calls wait as the pool's `maxQueue` allows
   * @example
   * ```ts
   * const thumbnail = await pool.apply(resize, [image, 300])
   * ```
   */
  apply<R>(fn: () => R, args?: readonly [], options?: CallOptions): AsyncResult<Awaited<R>>
  apply<A extends readonly unknown[] | [], R>(
    fn: (...args: Given<A>) => R,
    args: A,
    options?: CallOptions,
  ): AsyncResult<Awaited<R>>
  apply(fn: UserFunction, args?: readonly unknown[], options?: CallOptions): AsyncResult<unknown> {
    this.#crew.assertRunning()
    return submitApply('apply', fn, args, options, this.#side, this.#crew)
  }

  /** As {@link apply}, and tells callbacks. */
  applyAsync<R>(
    fn: () => R,
    args?: readonly [],
    options?: CallOptions & Callbacks<Awaited<R>>,
  ): AsyncResult<Awaited<R>>
  applyAsync<A extends readonly unknown[] | [], R>(
    fn: (...args: Given<A>) => R,
    args: A,
    options?: CallOptions & Callbacks<Awaited<R>>,
  ): AsyncResult<Awaited<R>>
  applyAsync(
    fn: UserFunction,
    args?: readonly unknown[],
    options?: CallOptions,
  ): AsyncResult<unknown> {
    this.#crew.assertRunning()
    return submitApply('applyAsync', fn, args, options, this.#side, this.#crew)
  }

  /** As {@link apply}, but blocks the calling thread until the result is there. */
  applySync<R>(fn: () => R, args?: readonly [], options?: CallOptions): Awaited<R>
  applySync<A extends readonly unknown[] | [], R>(
    fn: (...args: Given<A>) => R,
    args: A,
    options?: CallOptions,
  ): Awaited<R>
  applySync(fn: UserFunction, args?: readonly unknown[], options?: CallOptions): unknown {
    this.#crew.assertRunning()
    const { submitSync, applyRequest } = longWay()
    return submitSync(applyRequest('applySync', fn, args, options, this.#side), this.#crew)
  }

  /**
   * Results one by one, in the order of the data, while the data are still being read. For sources that are long,
   * infinite or asynchronous: at most `bufferSize` items are read ahead. Where `maxQueue` calls wait already, it waits too.
   *
   * For data that are there, {@link map} is quicker.
   *
   * @throws {ERR_NUMPOOL_INVALID_ARG} at once, for wrong arguments and options
   * @throws {ERR_NUMPOOL_POOL_CLOSED} at once, after `close()`
   * @example
   * ```ts
   * for await (const page of pool.imap(render, urls, { bufferSize: 8 })) save(page)
   * ```
   */
  imap<T, R>(
    fn: (item: T) => R,
    iterable: Iterable<T> | AsyncIterable<T>,
    options: WithCollect<ImapOptions>,
  ): ImapIterator<SettledResult<R>>
  imap<T, R>(
    fn: (item: T) => R,
    iterable: Iterable<T> | AsyncIterable<T>,
    options?: WithoutCollect<ImapOptions>,
  ): ImapIterator<Awaited<R>>
  imap(
    fn: UserFunction,
    iterable: Iterable<unknown> | AsyncIterable<unknown>,
    options?: ImapOptions,
  ): ImapIterator<unknown> {
    this.#crew.assertRunning()
    return imapOpener()(
      longWay().imapRequest('imap', fn, iterable, options, this.#side),
      this.#crew,
    )
  }

  /** As {@link imap}, but each result as soon as it is there, whatever the order. */
  imapUnordered<T, R>(
    fn: (item: T) => R,
    iterable: Iterable<T> | AsyncIterable<T>,
    options: WithCollect<ImapOptions>,
  ): ImapIterator<SettledResult<R>>
  imapUnordered<T, R>(
    fn: (item: T) => R,
    iterable: Iterable<T> | AsyncIterable<T>,
    options?: WithoutCollect<ImapOptions>,
  ): ImapIterator<Awaited<R>>
  imapUnordered(
    fn: UserFunction,
    iterable: Iterable<unknown> | AsyncIterable<unknown>,
    options?: ImapOptions,
  ): ImapIterator<unknown> {
    this.#crew.assertRunning()
    return imapOpener()(
      longWay().imapRequest('imapUnordered', fn, iterable, options, this.#side),
      this.#crew,
    )
  }

  /**
   * The functions that a module exports, as tasks: each worker imports the module once, the caller never does. For modules
   * that open connections, keep state or are costly to load, and for the fastest way to call a function that is not numeric.
   *
   * The tasks are passed to the pool's methods; they cannot be called here.
   *
   * @param url - a `file:` URL or an absolute path; for a file beside the caller's, `new URL('./tasks.js', import.meta.url)`
   * @throws {ERR_NUMPOOL_INVALID_ARG} for anything else, such as `data:` and relative paths
   * @example
   * ```ts
   * const tasks = pool.module<typeof import('./tasks.js')>(new URL('./tasks.js', import.meta.url))
   * const small = await pool.map(tasks.resize, files)
   * ```
   */
  module<T extends object>(url: URL | string): ModuleTasks<T> {
    return moduleTasks<T>(url)
  }

  /**
   * Which engine would run `fn`, and why: print the answer.
   *
   * @param sample - arguments like those it will get, or the data that it will run over (a typed array, `range`, `zip` or
   * list). @default a number for each parameter
   * @example
   * ```ts
   * console.log(pool.explain((x) => Math.sqrt(x) * 2 + 1))
   * ```
   */
  explain(fn: UserFunction, ...sample: unknown[]): Explanation {
    return longWay().explainFunction(
      anyFunction(fn, 'fn') as UserFunction,
      sample,
      this.#side.defaults.engine,
    )
  }

  /** What the pool has done and is doing, as plain JSON: calls, items, workers, bytes, times. Cheap at any time. */
  stats(): PoolStats {
    return this.#crew.stats()
  }

  /**
   * Where the time went since the pool was made, what was slowest, and the one thing that would help most: print the answer.
   *
   * @example
   * ```ts
   * await pool.map(parse, files)
   * console.log(pool.report())
   * ```
   */
  report(): PoolReport {
    return this.#crew.report()
  }

  /**
   * Starts all workers and runs their initializer now, instead of at the first task.
   *
   * @throws {ERR_NUMPOOL_POOL_CLOSED} after `close()`
   * @throws {ERR_NUMPOOL_BROKEN_POOL} when they cannot start
   */
  warmup(): Promise<void> {
    return this.#crew.warmup()
  }

  /**
   * Resolves when a call may be made again, after as many were waiting as `maxQueue` allows; at once where there is room.
   *
   * @example
   * ```ts
   * for await (const line of lines) {
   *   await pool.drain()
   *   results.push(pool.applyAsync(parse, [line]))
   * }
   * ```
   */
  drain(): Promise<void> {
    return this.#crew.drain()
  }

  /** Takes no more calls. Those that were made go on; the workers end after the last. */
  close(): void {
    this.#crew.close()
  }

  /**
   * Stops everything: pending calls reject, workers end.
   *
   * @throws {ERR_NUMPOOL_WORKER_STUCK} when a worker has not ended after 5 seconds
   */
  terminate(): Promise<void> {
    return this.#crew.terminate()
  }

  /**
   * Waits until every call is done and the workers have ended.
   *
   * @throws {ERR_NUMPOOL_POOL_RUNNING} before `close()` or `terminate()`
   */
  join(): Promise<void> {
    return this.#crew.join()
  }

  /** `close()` and `join()`, as Python's executors do at the end of a `with`. (Python's own Pool terminates.) */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#crew.close()
    await this.#crew.join()
  }

  /** `terminate()`, as Python's Pool does at the end of a `with`. */
  [Symbol.dispose](): void {
    // Nobody waits here; a worker that cannot be stopped is told of like other trouble that nobody asked about.
    this.#crew.terminate().catch((error: Error) => process.emitWarning(error))
  }

  get [Symbol.toStringTag](): string {
    return 'Pool'
  }

  /** As Python prints it. @internal */
  [inspect.custom](): string {
    return `<Pool state=${this.#crew.state} size=${this.processes}>`
  }
}
