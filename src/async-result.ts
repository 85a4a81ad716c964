/**
 * Python's AsyncResult: the promise of a call's result, that can also be asked, waited for with a limit, and cancelled.
 */
import { CancelledError, NotReadyError, PoolTerminatedError, TimeoutError } from './errors'
import { milliseconds } from './options'
import { clearTimeout, LONGEST_TIMER, setTimeout } from './platform/timers'
import { forgetUnread, rememberUnread, type UnreadFailure } from './unread'

/** What a pool adds to the promise. */
export interface ResultOptions {
  /** The method that made the call, for messages. */
  readonly method?: string
  /** Stops the call; false where it was too late. */
  readonly cancel?: (reason: unknown) => boolean
  /** Whether a failure that nobody reads is left to Node as an unhandled rejection. */
  readonly throwUnread?: boolean
  /** Whether failures are told in another way, so that nobody has to read them here. */
  readonly read?: boolean
}

type Settle<T> = (value: T | PromiseLike<T>) => void
type Fail = (error: unknown) => void

const NO_OPTIONS: ResultOptions = Object.freeze({})

/** The executor of a result that {@link resultSide} settles. */
const PENDING = (): void => {}

/** What the executor of the promise under construction was given: one function for all saves one for each. */
const taken: { resolve: Settle<never>; reject: Fail } = { resolve: PENDING, reject: PENDING }

function take(resolve: Settle<never>, reject: Fail): void {
  taken.resolve = resolve
  taken.reject = reject
}

/** While the class itself derives a promise: it asks for the constructor as readers do, and reads nothing. */
let derives = false

/** How a pool makes and settles results without a function for each of them. @internal */
export let resultSide: {
  pending(options: ResultOptions): AsyncResult<unknown>
  fulfil(result: AsyncResult<unknown>, value: unknown): void
  fail(result: AsyncResult<unknown>, error: unknown): void
}

/**
 * The result of a call that may still be running: a promise, and Python's `AsyncResult`.
 *
 * A failure that nobody has read yet is not an unhandled rejection: results may wait in a list. One that was never read
 * becomes a process warning when the result is collected or the process ends. Whatever `then`, `catch`, `finally` and
 * `get` give back is an ordinary promise, under the ordinary rules.
 *
 * @example
 * ```ts
 * const results = files.map((file) => pool.applyAsync(parse, [file]))
 * for (const result of results) console.log(await result.get(5000))
 * ```
 */
export class AsyncResult<T> extends Promise<T> {
  /** Derived promises are plain promises. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  #status: 'pending' | 'fulfilled' | 'rejected' = 'pending'
  /** Whether somebody has seen the failure, or asked to be told of it. */
  #read: boolean
  #failure: UnreadFailure | undefined
  #waiting: (() => void)[] | undefined
  #options: ResultOptions | undefined
  /** What settles the promise; gone once it is settled. (Of `T` it would forbid `AsyncResult<number>` as `AsyncResult<unknown>`.) */
  #resolve: Settle<never> | undefined
  #reject: Fail | undefined

  static {
    resultSide = {
      pending: (options) => new AsyncResult(PENDING, options),
      fulfil: (result, value) => result.#fulfil(value),
      fail: (result, error) => result.#fail(error),
    }
    // `await` and `Promise.all` ask what made a promise. One of `Promise` itself they take as it is; of any other class, they
    // make a promise of that promise, in a job of its own: three ticks in place of one, and twice the memory.
    // Who asks is about to read: without a call of `then`, nothing else would tell.
    Object.defineProperty(AsyncResult.prototype, 'constructor', {
      configurable: true,
      get(this: object) {
        if (!derives && #read in this) this.#nowRead()
        return Promise
      },
    })
    // `util.inspect` asks no getter, and finds the name of the class behind it.
    const named = { constructor: { value: AsyncResult, writable: true, configurable: true } }
    Object.setPrototypeOf(AsyncResult.prototype, Object.create(Promise.prototype, named))
  }

  /** Pools make these. @internal */
  constructor(
    executor: (resolve: Settle<T>, reject: Fail) => void,
    options: ResultOptions = NO_OPTIONS,
  ) {
    super(take as ConstructorParameters<typeof Promise<T>>[0])
    this.#resolve = taken.resolve as Settle<never>
    this.#reject = taken.reject
    // They hold the promise, and with it the last result of the process.
    taken.resolve = PENDING
    taken.reject = PENDING
    this.#options = options
    this.#read = options.read === true
    if (executor !== PENDING) this.#execute(executor)
  }

  /** Apart from the constructor: what a function in it needs would be made for every result. */
  #execute(executor: (resolve: never, reject: Fail) => void): void {
    try {
      const settle: Settle<T> = (value) => this.#fulfil(value)
      executor(settle as never, (error) => this.#fail(error))
    } catch (error) {
      this.#fail(error)
    }
  }

  #fulfil(value: T | PromiseLike<T>): void {
    if (this.#status !== 'pending') return
    if (isThenable(value)) {
      value.then(
        (settled) => this.#fulfil(settled),
        (error) => this.#fail(error),
      )
      return
    }
    ;(this.#resolve as Settle<T> | undefined)?.(value)
    this.#settled('fulfilled')
  }

  #settled(status: 'fulfilled' | 'rejected'): void {
    this.#status = status
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting !== undefined) for (const go of waiting) go()
    this.#options = undefined
    this.#resolve = undefined
    this.#reject = undefined
  }

  #fail(error: unknown): void {
    if (this.#status !== 'pending') return
    const { method = 'a call', throwUnread = false, read = false } = this.#options ?? NO_OPTIONS
    const reject = this.#reject
    this.#failure = { method, error }
    this.#settled('rejected')
    // Whoever reads it handles it, or leaves it to Node, as with any promise.
    if (read || !(this.#read || throwUnread)) this.#handle()
    if (!this.#read && !throwUnread && !isAskedFor(error)) rememberUnread(this, this.#failure)
    reject?.(error)
  }

  /** Adds a handler of our own, which keeps the rejection from being an unhandled one. */
  #handle(): void {
    derives = true
    super.then(undefined, () => {})
    derives = false
  }

  #nowRead(): void {
    if (this.#read) return
    this.#read = true
    if (this.#failure !== undefined) forgetUnread(this.#failure)
  }

  // biome-ignore lint/suspicious/noThenProperty: this is a promise, and has to know who reads it
  override then<A = T, B = never>(
    onfulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#nowRead()
    return super.then(onfulfilled, onrejected)
  }

  /**
   * The result as a plain promise.
   *
   * @param timeoutMs - how long to wait for it; the task goes on afterwards. @default no limit
   * @throws {ERR_NUMPOOL_TIMEOUT} when it took longer
   * @throws whatever the call failed with
   */
  get(timeoutMs?: number): Promise<T> {
    if (timeoutMs === undefined) return this.then()
    const limit = milliseconds(timeoutMs, 'timeoutMs')
    return new Promise((resolve, reject) => {
      this.#within(limit, (inTime) => {
        if (inTime) this.then(resolve, reject)
        else reject(new TimeoutError(limit, 'The result', true))
      })
    })
  }

  /**
   * Waits until the result is there, whether it is one or a failure, or until `timeoutMs` milliseconds have passed. Never
   * rejects, and does not count as reading a failure.
   *
   * @param timeoutMs - @default no limit
   */
  wait(timeoutMs?: number): Promise<void> {
    const limit =
      timeoutMs === undefined ? Number.POSITIVE_INFINITY : milliseconds(timeoutMs, 'timeoutMs')
    return new Promise((resolve) => this.#within(limit, () => resolve()))
  }

  /** Calls `go` once: when settled, or when the time is over. */
  #within(limit: number, go: (inTime: boolean) => void): void {
    if (this.#status !== 'pending') {
      go(true)
      return
    }
    const settled = (): void => {
      clearTimeout(timer)
      go(true)
    }
    const late = (): void => {
      const waiting = this.#waiting
      waiting?.splice(waiting.indexOf(settled), 1)
      go(false)
    }
    const timer =
      limit === Number.POSITIVE_INFINITY
        ? undefined
        : setTimeout(late, Math.min(limit, LONGEST_TIMER))
    this.#waiting ??= []
    this.#waiting.push(settled)
  }

  /** Whether the call is over. */
  ready(): boolean {
    return this.#status !== 'pending'
  }

  /**
   * Whether the call is over without a failure.
   *
   * @throws {ERR_NUMPOOL_NOT_READY} while it is not over
   */
  successful(): boolean {
    if (this.#status === 'pending') throw new NotReadyError()
    this.#nowRead()
    return this.#status === 'fulfilled'
  }

  /**
   * Stops the call: it rejects with a CancelledError. Items that run natively stop within milliseconds; a worker that is
   * running an item of the call is stopped and replaced.
   *
   * @param reason - becomes the error's `cause`
   * @returns whether there was still something to stop
   */
  cancel(reason?: unknown): boolean {
    return this.#options?.cancel?.(reason) ?? false
  }
}

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as Partial<PromiseLike<T>> | null | undefined)?.then === 'function'
}

/** Whether the program itself stopped the call: nobody has to be told of what they did. */
function isAskedFor(error: unknown): boolean {
  return error instanceof CancelledError || error instanceof PoolTerminatedError
}
