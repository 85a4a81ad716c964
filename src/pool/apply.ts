/**
 * `apply` without whatever most calls do not ask for: no control, no route to engines that cannot run it, one object. A call
 * that asks for more goes the way of all calls (submit.ts).
 */
import { type AsyncResult, resultSide } from '../async-result'
import type { UserFunction } from '../call'
import { CallSite } from '../engine/workers/calls/call-site'
import { Single, type SingleTerms } from '../engine/workers/calls/single'
import { CancelledError } from '../errors'
import { LONGEST } from '../long-array'
import { type CheckedCallOptions, checkCallOptions } from '../options'
import { queueMicrotask, setImmediate } from '../platform/timers'
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
  if (typeof fn === 'function' && areArguments(args)) {
    const checked = checkCallOptions(method, options)
    const given: readonly unknown[] = args ?? []
    const engine = checked.engine ?? pool.defaults.engine
    if (isLean(checked, pool) && runsOnWorkers(fn as UserFunction, given, engine)) {
      crew.comeUp()
      const terms =
        options === undefined
          ? plainTermsOf(method, pool, crew)
          : termsOf(method, checked, pool, crew)
      return begin(terms, fn as UserFunction, given, extraOf(fn as UserFunction, checked))
    }
  }
  const { submit, applyRequest } = longWay()
  return submit(applyRequest(method, fn, args, options, pool), crew)
}

/** Whether nothing is wrong with them. */
function areArguments(args: unknown): args is readonly unknown[] | undefined {
  return args === undefined || (Array.isArray(args) && args.length <= LONGEST)
}

function isLean(options: CheckedCallOptions, { defaults }: PoolSide): boolean {
  if (defaults.taskTimeout !== Number.POSITIVE_INFINITY || heard(channels().call)) return false
  for (const key in options) if (!LEAN.has(key)) return false
  return true
}

function begin(
  terms: Terms,
  fn: UserFunction,
  given: readonly unknown[],
  extra: Extra | undefined,
): AsyncResult<unknown> {
  const call = new Applied(terms, fn, given, extra)
  try {
    terms.crew.workers().submit(call, fn, undefined)
  } catch (error) {
    failLater(call, error)
  }
  return call.result
}

/** Not in the caller's own turn: no callback comes before the result is in the caller's hands. */
function failLater(call: Applied, error: unknown): void {
  queueMicrotask(() => {
    call.settled = true
    call.fail(call.failure(error))
  })
}

/** What holds of calls alike: of those without options, one object for all that a pool makes by a method. */
interface Terms extends SingleTerms {
  readonly method: Method
  readonly throwUnread: boolean
  readonly crew: Crew
}

function termsOf(
  method: Method,
  { concurrency, idempotent }: CheckedCallOptions,
  { defaults, throwUnread }: PoolSide,
  crew: Crew,
): Terms {
  return {
    method,
    throwUnread,
    crew,
    concurrency: concurrency ?? defaults.concurrency ?? 1,
    idempotent: idempotent ?? defaults.idempotent,
    taskTimeout: Number.POSITIVE_INFINITY,
    graceMs: defaults.graceMs,
  }
}

const plainTerms: Readonly<Record<Method, WeakMap<Crew, Terms>>> = {
  apply: new WeakMap(),
  applyAsync: new WeakMap(),
}

/** The terms of a call without options. */
function plainTermsOf(method: Method, pool: PoolSide, crew: Crew): Terms {
  const known = plainTerms[method].get(crew)
  if (known !== undefined) return known
  const terms = termsOf(method, {}, pool, crew)
  plainTerms[method].set(crew, terms)
  return terms
}

/** What few calls have. */
interface Extra {
  readonly callback: CheckedCallOptions['callback']
  readonly errorCallback: CheckedCallOptions['errorCallback']
  /** Runs a callback. */
  readonly run: RunCallback | undefined
  readonly site: CallSite | undefined
}

function extraOf(
  fn: UserFunction,
  { callback, errorCallback }: CheckedCallOptions,
): Extra | undefined {
  const tells = (callback ?? errorCallback) !== undefined
  const sited = siteWorthTaking(fn)
  if (!tells && !sited) return undefined
  const site = sited ? new CallSite(submitApply, undefined) : undefined
  return { callback, errorCallback, run: tells ? callerContext() : undefined, site }
}

/** One call: what the engine runs, and what its result asks about it. */
class Applied extends Single {
  readonly terms: Terms
  readonly result: AsyncResult<unknown>
  readonly #fn: UserFunction
  readonly #extra: Extra | undefined

  constructor(terms: Terms, fn: UserFunction, args: readonly unknown[], extra: Extra | undefined) {
    super(args)
    this.terms = terms
    this.#fn = fn
    this.#extra = extra
    this.result = resultSide.pending(this)
    const { crew } = terms
    crew.counters.calls.made++
    crew.singleCall(1)
  }

  get method(): Method {
    return this.terms.method
  }

  get throwUnread(): boolean {
    return this.terms.throwUnread
  }

  /** Whether failures are told in another way, so that nobody has to read them. */
  get read(): boolean {
    return this.#extra?.errorCallback !== undefined
  }

  get told(): CallTold {
    return { method: this.terms.method, fn: this.#fn }
  }

  cancel(reason: unknown): boolean {
    const { crew, method } = this.terms
    return crew.cancelSingle(this, new CancelledError(reason, calledAs(method, this.#fn)))
  }

  succeed(value: unknown): void {
    this.terms.crew.counters.calls.done++
    this.terms.crew.singleCall(-1)
    const extra = this.#extra
    if (extra?.callback !== undefined)
      extra.run?.(extra.callback as (value: unknown) => unknown, value)
    resultSide.fulfil(this.result, value)
  }

  fail(error: unknown): void {
    this.#extra?.site?.markError(error)
    noteFailure(this.#fn)
    this.terms.crew.counters.calls.failed++
    this.#reject(error)
  }

  abort(reason: unknown): void {
    this.terms.crew.counters.calls.cancelled++
    this.#reject(this.failure(reason))
  }

  /** What the call fails with, if not by its task. */
  failure(error: unknown): unknown {
    const site = this.#extra?.site
    return site === undefined ? error : site.failure(error)
  }

  #reject(error: unknown): void {
    this.terms.crew.singleCall(-1)
    const extra = this.#extra
    if (extra?.errorCallback !== undefined)
      extra.run?.(extra.errorCallback as (error: unknown) => unknown, error)
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
  if (left === 0) return false
  const before = noted.get(fn) ?? 0
  if (before === FIRST) return false
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
