/**
 * The options of calls: what each means to the user, which method takes which, and how they are checked.
 */
import type { EngineName } from '../call'
import type { Dtype, TypedArray } from '../dtype'
import { invalidArgType, invalidArgValue } from '../errors'
import { optionBehind } from './aliases'
import {
  type AnyFunction,
  abortSignal,
  anyFunction,
  type Check,
  chunk,
  dtypeName,
  engineName,
  flag,
  milliseconds,
  oneOf,
  output,
  positiveInteger,
  record,
  timeLimit,
} from './checks'
import { isObject, unknownKey } from './record'

/** How far a call is. */
export interface Progress {
  /** Items that are finished. */
  readonly done: number
  /** Items of the call. */
  readonly total: number
  /** Items a second, since the call began. */
  readonly rate: number
  /** Milliseconds that the rest takes at this rate; Infinity while nothing is done. */
  readonly eta: number
}

/** What every call takes. */
export interface CallOptions {
  /**
   * Stops the call when aborted, before it starts, in the queue or while it runs; the result rejects with the signal's reason at
   * once. Any number of calls may share a signal.
   */
  signal?: AbortSignal | undefined
  /**
   * Milliseconds for the whole call, waiting in the queue included; then it is stopped and fails with ERR_NUMPOOL_TIMEOUT.
   * @default no limit
   */
  timeout?: number | undefined
  /**
   * Milliseconds that one item may run; one that takes longer fails with ERR_NUMPOOL_TASK_TIMEOUT, the others go on. Its
   * `currentTask().signal` is aborted, and unless it ends within `graceMs` its worker is replaced, whatever it does. Time in the
   * queue does not count; the native engine, which runs whole arrays, has no such limit, and inline nothing stops what computes.
   * Not for very small tasks: each costs some microseconds more. @default the pool's, no limit
   */
  taskTimeout?: number | undefined
  /**
   * Milliseconds that a running item gets after the call was stopped, or its `taskTimeout` is over, to end by itself
   * (`currentTask().signal` tells it so); then its worker is replaced. Nobody waits for it: the call has settled.
   * @default the pool's; else 10, and 1000 for a task that has asked for its signal
   */
  graceMs?: number | undefined
  /**
   * Items that may wait for their promises at the same time in one worker: many for functions that fetch or read, which would
   * else take turns; computing ones gain nothing. @default the pool's, 1
   */
  concurrency?: number | undefined
  /** Whether an item may run again when its worker was lost while it ran; it fails otherwise. @default the pool's, false */
  idempotent?: boolean | undefined
  /** Which engine runs it. `native` rejects with the reasons where that is not possible. @default the pool's, `auto` */
  engine?: EngineName | undefined
  /** Values for variables that the function uses and does not define itself, read from its closure otherwise. */
  captures?: Readonly<Record<string, unknown>> | undefined
}

/**
 * What a failing item does to the others: `throw` lets all run and fails with the error of the lowest index; `stop` begins no
 * more after the first failure; `collect` gives what became of each, as `Promise.allSettled` does.
 */
export type OnError = 'throw' | 'stop' | 'collect'

/** What became of one item, with `onError: 'collect'`. */
export type Settled<T> = PromiseSettledResult<T>

/** What `map` and `starmap` take. */
export interface MapOptions extends CallOptions {
  /** Items that go to a worker at once; `auto` measures what pays. @default ⌈items / (4 × workers)⌉, as in Python */
  chunkSize?: number | 'auto' | undefined
  /** What a failing item does to the others. `collect` gives an Array of settled results, whatever the data. @default 'throw' */
  onError?: OnError | undefined
  /** Called as items get finished, at most every 50 ms and once at the end, in the async context of the caller. */
  onProgress?: ((progress: Progress) => void) | undefined
  /** Draws a progress bar on stderr, where that is a terminal. @default false */
  progress?: boolean | undefined
  /**
   * Where the results go: an array as long as the data, which may be the data itself. An array of typed arrays, each as long as the
   * data, takes several results of each item, `[x, y]` or `{ x, y }`, a column each; they share no memory. @default a new one
   */
  out?: unknown[] | TypedArray | undefined
  /** The kind of typed array for the results. @default the kind of the data; an Array for other data */
  dtype?: Dtype | undefined
}

/** What is told of a result without waiting for it. */
export interface Callbacks<T> {
  /** Called with the result, before anyone who waits for it goes on, in the async context of the caller. */
  callback?: ((result: T) => void) | undefined
  /** Called with the error instead, when there is one. The failure then counts as read. */
  errorCallback?: ((error: unknown) => void) | undefined
}

/** What `imap` and `imapUnordered` take. */
export interface ImapOptions extends CallOptions {
  /** Items that go to a worker at once; `auto` measures what pays. @default 1 */
  chunkSize?: number | 'auto' | undefined
  /**
   * Items read from the source and not yet taken from the iterator, at most. @default 4 × workers × chunkSize, or
   * 2 × workers × concurrency where that is more; more while the items are quick, where `chunkSize` is `auto` or the source an
   * array, a typed array or a range
   */
  bufferSize?: number | undefined
  /**
   * What a failing item does: `throw` rejects at its place, and the iteration can go on; `stop` ends it there; `collect` gives
   * what became of each item. @default 'throw'
   */
  onError?: OnError | undefined
  /** Draws a count of the results on stderr, where that is a terminal. @default false */
  progress?: boolean | undefined
}

/** All options of calls, checked. */
export interface CheckedCallOptions {
  readonly signal?: AbortSignal
  readonly timeout?: number
  readonly taskTimeout?: number
  readonly graceMs?: number
  readonly concurrency?: number
  readonly idempotent?: boolean
  readonly engine?: EngineName
  readonly captures?: Readonly<Record<string, unknown>>
  readonly chunkSize?: number | 'auto'
  readonly onError?: OnError
  readonly onProgress?: AnyFunction
  readonly progress?: boolean
  readonly out?: unknown[] | TypedArray
  readonly dtype?: Dtype
  readonly callback?: AnyFunction
  readonly errorCallback?: AnyFunction
  readonly bufferSize?: number
}

type Key = keyof CheckedCallOptions

const CHECKS: { readonly [K in Key]-?: Check<unknown> } = {
  signal: abortSignal,
  timeout: timeLimit,
  taskTimeout: timeLimit,
  graceMs: milliseconds,
  concurrency: positiveInteger,
  idempotent: flag,
  engine: engineName,
  captures: record,
  chunkSize: chunk,
  onError: (value, name) => oneOf(['throw', 'stop', 'collect'], value, name),
  onProgress: anyFunction,
  progress: flag,
  out: output,
  dtype: dtypeName,
  callback: anyFunction,
  errorCallback: anyFunction,
  bufferSize: positiveInteger,
}

const APPLY: readonly Key[] = [
  'signal',
  'timeout',
  'taskTimeout',
  'graceMs',
  'concurrency',
  'idempotent',
  'engine',
  'captures',
]
const MAP: readonly Key[] = [
  ...APPLY,
  'chunkSize',
  'onError',
  'onProgress',
  'progress',
  'out',
  'dtype',
]
const CALLBACKS: readonly Key[] = ['callback', 'errorCallback']
const IMAP: readonly Key[] = [...APPLY, 'chunkSize', 'bufferSize', 'onError', 'progress']

const KNOWN = {
  map: new Set(MAP),
  mapSync: new Set(MAP),
  mapAsync: new Set([...MAP, ...CALLBACKS]),
  starmap: new Set(MAP),
  starmapSync: new Set(MAP),
  starmapAsync: new Set([...MAP, ...CALLBACKS]),
  apply: new Set(APPLY),
  applySync: new Set(APPLY),
  applyAsync: new Set([...APPLY, ...CALLBACKS]),
  imap: new Set(IMAP),
  imapUnordered: new Set(IMAP),
} as const satisfies Record<string, ReadonlySet<Key>>

/** A method of a pool that takes options. */
export type Method = keyof typeof KNOWN

const NONE: CheckedCallOptions = Object.freeze(Object.create(null))

/**
 * The options of one call, checked. Options that are `undefined` count as not given.
 *
 * @throws {ERR_NUMPOOL_INVALID_ARG} before anything of the call has happened
 */
export function checkCallOptions(method: Method, options: unknown): CheckedCallOptions {
  if (options === undefined) return NONE
  const known: ReadonlySet<string> = KNOWN[method]
  if (!isObject(options)) throw invalidArgType('options', insteadOf(options, known), options)
  const checked: { [key: string]: unknown } = Object.create(null)
  for (const key of Object.keys(options)) {
    if (!known.has(key)) throw notOf(method, key)
    const value = (options as { [key: string]: unknown })[key]
    if (value !== undefined) checked[key] = CHECKS[key as Key](value, `options.${key}`)
  }
  if (checked.onError === 'collect') refuseOutput(checked)
  return checked
}

/** Settled results go into an Array of their own. */
function refuseOutput(checked: { readonly [key: string]: unknown }): void {
  for (const key of ['out', 'dtype'] as const)
    if (checked[key] !== undefined)
      throw invalidArgValue(`options.${key}`, "left out with onError: 'collect'", checked[key])
}

/** What options must be; for what Python takes in their place, the object to write. */
function insteadOf(options: unknown, known: ReadonlySet<string>): string {
  if (typeof options === 'number' && known.has('chunkSize'))
    return `an object, such as { chunkSize: ${options} }`
  if (typeof options === 'function' && known.has('callback'))
    return 'an object, such as { callback: (result) => ... }'
  return 'an object'
}

/** The error for an unknown option; one of other methods says of which. */
function notOf(method: Method, key: string): TypeError {
  const known: ReadonlySet<string> = KNOWN[method]
  const option = optionBehind(key, Object.keys(CHECKS))
  if (option === undefined || known.has(option))
    return unknownKey(`The options object of ${method}`, key, known)
  const subject = option === key ? 'It' : option
  return unknownKey(
    `The options object of ${method}`,
    key,
    known,
    ` ${subject} is an option of ${methodsWith(option).join(', ')}.`,
  )
}

function methodsWith(option: string): Method[] {
  const methods = Object.keys(KNOWN) as Method[]
  return methods.filter((method) => (KNOWN[method] as ReadonlySet<string>).has(option))
}

/** A sentence on an option of calls that was given to a pool; empty for what is none. */
export function callOptionHint(key: string): string {
  return Object.hasOwn(CHECKS, key) ? ' It is an option of calls, not of pools.' : ''
}
