/**
 * The options of a pool: what each means to the user, and how they are checked.
 */
import type { ResourceLimits, SHARE_ENV } from 'node:worker_threads'
import type { EngineName } from '../call'
import { invalidArgType, invalidArgValue } from '../errors'
import { callOptionHint } from './call-options'
import {
  type AnyFunction,
  anyFunction,
  array,
  type Check,
  engineName,
  flag,
  milliseconds,
  oneOf,
  positiveInteger,
  someText,
  strings,
  timeLimit,
  wholeNumber,
} from './checks'
import { plainRecord } from './record'

/** What `new Pool()` takes. */
export interface PoolOptions {
  /** How many workers. @default the CPUs that this process may use */
  processes?: number | undefined
  /** Runs once in each worker, before its first task; also in workers that replace others. */
  initializer?: ((...args: never[]) => unknown) | undefined
  /** The arguments of `initializer`. @default [] */
  initargs?: readonly unknown[] | undefined
  /** Tasks (chunks, as in Python) after which a worker is replaced by a new one. @default no limit */
  maxTasksPerChild?: number | undefined
  /** The engine of calls that do not name one. @default 'auto' */
  engine?: EngineName | undefined
  /** Names the workers, for debuggers and `ps`. @default 'numpool' */
  name?: string | undefined
  /** Memory limits of each worker, in MB, as `new Worker()` takes them: at least 8 for the old generation, 0.5 for the stack. */
  resourceLimits?: ResourceLimits | undefined
  /** `process.env` of the workers, as `new Worker()` takes it. @default a copy of the parent's */
  env?: NodeJS.ProcessEnv | typeof SHARE_ENV | undefined
  /** Node options for the workers, as `new Worker()` takes them. @default the parent's */
  execArgv?: readonly string[] | undefined
  /** Milliseconds after which a worker without work ends; the next task starts it again. @default 30_000 */
  idleTimeout?: number | undefined
  /** Workers that stay, once started, however long they have no work. They do not hold the process. @default 0 */
  minProcesses?: number | undefined
  /**
   * Calls that may wait for a worker. One more is refused with ERR_NUMPOOL_QUEUE_FULL, before anything of it has run; `imap`
   * waits instead, and so can you: {@link Pool.drain}. @default no limit
   */
  maxQueue?: number | undefined
  /** Items that may wait for their promises at the same time in one worker, for calls that do not say it. @default 1 */
  concurrency?: number | undefined
  /** Milliseconds that one item may run, for calls that do not say it. @default no limit */
  taskTimeout?: number | undefined
  /**
   * Milliseconds that a running item gets after a stop, for calls that do not say it.
   * @default 10, and 1000 for a task that has asked for its signal
   */
  graceMs?: number | undefined
  /** Whether items may run again when their worker was lost, for calls that do not say it. @default false */
  idempotent?: boolean | undefined
  /**
   * What becomes of a failure that nobody has read: `warn` makes it a process warning when the result is collected or the
   * process ends; `throw` leaves it to Node as an unhandled rejection, at once. @default 'warn'
   */
  unreadErrors?: 'warn' | 'throw' | undefined
}

/** All options of a pool, checked. */
export interface CheckedPoolOptions {
  readonly processes?: number
  readonly initializer?: AnyFunction
  readonly initargs?: readonly unknown[]
  readonly maxTasksPerChild?: number
  readonly engine?: EngineName
  readonly name?: string
  readonly resourceLimits?: ResourceLimits
  readonly env?: NodeJS.ProcessEnv | typeof SHARE_ENV
  readonly execArgv?: readonly string[]
  readonly idleTimeout?: number
  readonly minProcesses?: number
  readonly maxQueue?: number
  readonly concurrency?: number
  readonly taskTimeout?: number
  readonly graceMs?: number
  readonly idempotent?: boolean
  readonly unreadErrors?: 'warn' | 'throw'
}

const LIMITS = [
  'maxYoungGenerationSizeMb',
  'maxOldGenerationSizeMb',
  'codeRangeSizeMb',
  'stackSizeMb',
] as const satisfies readonly (keyof ResourceLimits)[]

/** A thread that cannot even start within its limits takes the process with it, from 22 on as a crash: measured with Node 20 to 26. */
const LEAST_MB: { readonly [K in keyof ResourceLimits]?: number } = {
  maxOldGenerationSizeMb: 8,
  stackSizeMb: 0.5,
}

const resourceLimits: Check<ResourceLimits> = (value, name) => {
  const limits = plainRecord(name, value, LIMITS)
  for (const key of LIMITS) {
    const limit = limits[key]
    if (limit !== undefined && typeof limit !== 'number')
      throw invalidArgType(`${name}.${key}`, 'a number of megabytes', limit)
    const least = LEAST_MB[key] ?? 0
    if (limit === undefined || (limit >= least && limit < Number.POSITIVE_INFINITY)) continue
    const why = least === 0 ? '' : ' (no thread can start with less)'
    const wanted = `a number of megabytes, ${least} or more${why}; leave it out for no limit`
    throw invalidArgValue(`${name}.${key}`, wanted, limit)
  }
  return limits as ResourceLimits
}

/** `SHARE_ENV` of `node:worker_threads`, which is not loaded for a look at an option. */
const SHARED: typeof SHARE_ENV = Symbol.for('nodejs.worker_threads.SHARE_ENV') as never

const environment: Check<NodeJS.ProcessEnv | typeof SHARE_ENV> = (value, name) =>
  value === SHARED ? SHARED : (plainRecord(name, value) as NodeJS.ProcessEnv)

const CHECKS: { readonly [K in keyof CheckedPoolOptions]-?: Check<unknown> } = {
  processes: positiveInteger,
  initializer: anyFunction,
  initargs: array,
  maxTasksPerChild: positiveInteger,
  engine: engineName,
  name: someText,
  resourceLimits,
  env: environment,
  execArgv: strings,
  idleTimeout: milliseconds,
  minProcesses: wholeNumber,
  maxQueue: positiveInteger,
  concurrency: positiveInteger,
  taskTimeout: timeLimit,
  graceMs: milliseconds,
  idempotent: flag,
  unreadErrors: (value, name) => oneOf(['warn', 'throw'], value, name),
}
const KEYS = Object.keys(CHECKS) as (keyof CheckedPoolOptions)[]

/**
 * The arguments of `new Pool(processes?, options?)` or `new Pool(options?)`, checked.
 *
 * @throws {ERR_NUMPOOL_INVALID_ARG}
 */
export function checkPoolOptions(first: unknown, second: unknown): CheckedPoolOptions {
  const byNumber = typeof first !== 'object' || first === null
  const options = byNumber ? second : first
  const checked: { [key: string]: unknown } =
    options === undefined ? Object.create(null) : checkEach(options)
  if (!byNumber && second !== undefined)
    throw invalidArgType('processes', 'a number when options follow it', first)
  if (byNumber && first !== undefined) {
    if (checked.processes !== undefined)
      throw invalidArgType('options.processes', 'left out when the first argument says it', first)
    checked.processes = positiveInteger(first, 'processes')
  }
  const { processes, minProcesses }: CheckedPoolOptions = checked
  if (processes !== undefined && minProcesses !== undefined && minProcesses > processes)
    throw invalidArgValue(
      'options.minProcesses',
      `at most ${processes}, the number of workers`,
      minProcesses,
    )
  return checked
}

function checkEach(options: unknown): { [key: string]: unknown } {
  const given = plainRecord('options', options, KEYS, callOptionHint)
  const checked: { [key: string]: unknown } = Object.create(null)
  for (const key of KEYS) {
    const value = given[key]
    if (value !== undefined) checked[key] = CHECKS[key](value, `options.${key}`)
  }
  return checked
}

/** What a pool's options say about calls that do not say it themselves. */
export interface CallDefaults {
  readonly engine: EngineName
  readonly concurrency: number | undefined
  readonly taskTimeout: number
  readonly graceMs: number | undefined
  readonly idempotent: boolean
}

export function callDefaults(options: CheckedPoolOptions): CallDefaults {
  const { engine = 'auto', concurrency, graceMs, idempotent = false } = options
  const { taskTimeout = Number.POSITIVE_INFINITY } = options
  return { engine, concurrency, taskTimeout, graceMs, idempotent }
}
