/**
 * `apply` without whatever most calls do not ask for: no control, no route to engines that cannot run it, one object. A call
 * that asks for more goes the way of all calls (submit.ts).
 */
import { type AsyncResult, resultSide } from '../async-result'
import type { UserFunction } from '../call'
import { CallSite } from '../engine/workers/call-site'
import { Single } from '../engine/workers/single'
import { CancelledError } from '../errors'
import { type CheckedCallOptions, checkCallOptions } from '../options'
import { runsOnWorkers } from '../route/single'
import { channels, heard } from '../watch/channels'
import type { Told as CallTold } from '../watch/events'
import { calledAs } from '../watch/slowest'
import { callerContext, type RunCallback } from './context'
import type { Crew } from './crew'
import { longWay } from './lazy'
import type { PoolSide } from './requests'

type Method = 'apply' | 'applyAsync'

/** Options that this way knows. */
const LEAN: ReadonlySet<string> = new Set([
  'callback',
  'errorCallback',
  'engine',
  'concurrency',
  'idempotent',
])

/** Runs `fn(...args)` once. */
export function submitApply(
  method: Method,
  fn: unknown,
  args: unknown,
  options: unknown,
  pool: PoolSide,
  crew: Crew,
): AsyncResult<unknown> {
  if (typeof fn === 'function' && (args === undefined || Array.isArray(args))) {
    const checked = checkCallOptions(method, options)
    const given: readonly unknown[] = args ?? []
    const engine = checked.engine ?? pool.defaults.engine
    if (isLean(checked, pool) && runsOnWorkers(fn as UserFunction, given, engine))
      return begin(method, fn as UserFunction, given, checked, pool, crew)
  }
  const { submit, applyRequest } = longWay()
  return submit(applyRequest(method, fn, args, options, pool), crew)
}

function isLean(options: CheckedCallOptions, { defaults }: PoolSide): boolean {
  if (defaults.taskTimeout !== Number.POSITIVE_INFINITY || heard(channels().call)) return false
  for (const key in options) if (!LEAN.has(key)) return false
  return true
}

function begin(
  method: Method,
  fn: UserFunction,
  given: readonly unknown[],
  options: CheckedCallOptions,
  pool: PoolSide,
  crew: Crew,
): AsyncResult<unknown> {
  const args = copyOf(given)
  const call = new Applied(method, fn, args, options, pool, crew)
  try {
    crew.workers().submit(call, fn, undefined)
  } catch (error) {
    // Not in the caller's own turn: no callback comes before the result is in the caller's hands.
    queueMicrotask(() => {
      call.settled = true
      call.fail(call.failure(error))
    })
  }
  return call.result
}

/** A copy, as the array is the caller's; a hole is `undefined`. (An array that grows takes room for 17 at once.) */
function copyOf(given: readonly unknown[]): readonly unknown[] {
  if (given.length === 0) return NO_ARGUMENTS
  if (given.length === 1) return [given[0]]
  if (given.length === 2) return [given[0], given[1]]
  const args: unknown[] = []
  for (let i = 0; i < given.length; i++) args.push(given[i])
  return args
}

const NO_ARGUMENTS: readonly unknown[] = Object.freeze([])

/** What a callback needs besides itself. */
interface Told {
  readonly callback: CheckedCallOptions['callback']
  readonly errorCallback: CheckedCallOptions['errorCallback']
  readonly run: RunCallback
}

/** One call: what the engine runs, and what its result asks about it. */
class Applied extends Single {
  readonly method: Method
  readonly throwUnread: boolean
  /** Whether failures are told in another way, so that nobody has to read them. */
  readonly read: boolean
  readonly result: AsyncResult<unknown>
  readonly #graceMs: number | undefined
  readonly #fn: UserFunction
  readonly #crew: Crew
  readonly #told: Told | undefined
  readonly #site: CallSite | undefined

  constructor(
    method: Method,
    fn: UserFunction,
    args: readonly unknown[],
    { callback, errorCallback, concurrency, idempotent }: CheckedCallOptions,
    { defaults, throwUnread }: PoolSide,
    crew: Crew,
  ) {
    super(args, concurrency ?? defaults.concurrency ?? 1, idempotent ?? defaults.idempotent)
    this.method = method
    this.throwUnread = throwUnread
    this.read = errorCallback !== undefined
    this.#graceMs = defaults.graceMs
    this.#fn = fn
    this.#crew = crew
    this.#told =
      (callback ?? errorCallback) === undefined
        ? undefined
        : { callback, errorCallback, run: callerContext() }
    this.#site = siteWorthTaking(fn) ? new CallSite(submitApply, undefined) : undefined
    this.result = resultSide.pending(this)
    crew.counters.calls.made++
    crew.singleCall(1)
  }

  override get graceMs(): number | undefined {
    return this.#graceMs
  }

  get told(): CallTold {
    return { method: this.method, fn: this.#fn }
  }

  cancel(reason: unknown): boolean {
    return this.#crew.cancelSingle(
      this,
      new CancelledError(reason, calledAs(this.method, this.#fn)),
    )
  }

  succeed(value: unknown): void {
    this.#crew.counters.calls.done++
    this.#crew.singleCall(-1)
    const told = this.#told
    if (told?.callback !== undefined) told.run(told.callback as (value: unknown) => unknown, value)
    resultSide.fulfil(this.result, value)
  }

  fail(error: unknown): void {
    this.#site?.markError(error)
    noteFailure(this.#fn)
    this.#crew.counters.calls.failed++
    this.#reject(error)
  }

  abort(reason: unknown): void {
    this.#crew.counters.calls.cancelled++
    this.#reject(this.failure(reason))
  }

  /** What the call fails with, if not by its task. */
  failure(error: unknown): unknown {
    return this.#site === undefined ? error : this.#site.failure(error)
  }

  #reject(error: unknown): void {
    this.#crew.singleCall(-1)
    const told = this.#told
    if (told?.errorCallback !== undefined)
      told.run(told.errorCallback as (error: unknown) => unknown, error)
    resultSide.fail(this.result, error)
  }
}

/** Calls of a function whose place in the program is taken down, until one of them fails. */
const FIRST = 3

/** Places taken down in one turn of the event loop. */
const PER_TURN = 16

/** How many calls of a function were noted; Infinity after one has failed. */
const noted = new WeakMap<UserFunction, number>()
let left = PER_TURN

/**
 * Whether to take down where a call was made, for the stack of its error. It costs more than all the rest of a small call, so
 * it is done for the first calls of a function, and for functions that fail.
 */
function siteWorthTaking(fn: UserFunction): boolean {
  const before = noted.get(fn) ?? 0
  if (before === FIRST || left === 0) return false
  if (left === PER_TURN) setImmediate(freshTurn).unref()
  left--
  if (before < FIRST) noted.set(fn, before + 1)
  return true
}

function freshTurn(): void {
  left = PER_TURN
}

function noteFailure(fn: UserFunction): void {
  noted.set(fn, Number.POSITIVE_INFINITY)
}
