/**
 * The workers engine on its own, without a pool around it: makes calls, and hands back values or throws the first failure.
 */
import type { Call, Control, Data, Outcome, Output, UserFunction } from '../../src/call'
import { dtypeOf, isTypedArray } from '../../src/dtype'
import { WorkersEngine, type WorkersOptions } from '../../src/engine/workers/engine'
import { CallControl, type ControlOptions } from '../../src/pool/control'
import { read, single } from '../../src/sequence'
import { Counters } from '../../src/watch/counters'

// biome-ignore lint/suspicious/noExplicitAny: tests give functions of every shape
export type AnyFn = (...args: any[]) => unknown

/** How a test makes a call. */
export interface Options extends Omit<ControlOptions, 'method'> {
  readonly captures?: Record<string, unknown>
  readonly chunkSize?: number | 'auto'
  readonly taskTimeout?: number
  readonly graceMs?: number
  readonly concurrency?: number
  readonly idempotent?: boolean
  readonly stopOnError?: boolean
  readonly output?: Output
  readonly spread?: boolean
  readonly method?: string
}

export interface TestPool {
  readonly engine: WorkersEngine
  outcome(fn: AnyFn, items: Iterable<unknown>, options?: Options): Promise<Outcome>
  // biome-ignore lint/suspicious/noExplicitAny: tests compare results of every shape
  map(fn: AnyFn, items: Iterable<unknown>, options?: Options): Promise<any>
  // biome-ignore lint/suspicious/noExplicitAny: tests compare results of every shape
  apply(fn: AnyFn, args?: readonly unknown[], options?: Options): Promise<any>
  // biome-ignore lint/suspicious/noExplicitAny: tests compare results of every shape
  mapSync(fn: AnyFn, items: Iterable<unknown>, options?: Options): any
  control(options?: Options): CallControl
  call(fn: AnyFn, data: Data, options: Options, control: Control): Call
}

/** A workers engine with the methods of a pool. */
export function workersPool(processes: number, options: Partial<WorkersOptions> = {}): TestPool {
  const counters = new Counters('test')
  const engine = new WorkersEngine({ processes, counters, ...options })
  const control = ({ method = 'map', ...rest }: Options = {}): CallControl =>
    new CallControl({ method, ...rest })
  const call = (fn: AnyFn, data: Data, given: Options, stop: Control): Call => ({
    method: given.method ?? 'map',
    fn: fn as UserFunction,
    spread: given.spread ?? false,
    data,
    output: given.output ?? outputOf(data),
    engine: 'workers',
    captures: given.captures,
    chunkSize: given.chunkSize,
    taskTimeout: given.taskTimeout ?? Number.POSITIVE_INFINITY,
    graceMs: given.graceMs,
    concurrency: given.concurrency,
    idempotent: given.idempotent ?? false,
    stopOnError: given.stopOnError ?? false,
    firstIndex: 0,
    control: stop,
    processes,
    counters,
  })
  const outcome: TestPool['outcome'] = async (fn, items, given = {}) => {
    const stop = control(given)
    stop.listen()
    try {
      return await engine.run(call(fn, read(items), given, stop))
    } finally {
      stop.settle()
    }
  }
  return {
    engine,
    control,
    call,
    outcome,
    map: async (fn, items, given) => resultsOf(await outcome(fn, items, given)),
    async apply(fn, args = [], given = {}) {
      const all = { method: 'apply', spread: true, ...given }
      const stop = control(all)
      stop.listen()
      try {
        return resultsOf(await engine.run(call(fn, single(args), all, stop)))[0]
      } finally {
        stop.settle()
      }
    },
    mapSync: (fn, items, given = {}) =>
      resultsOf(
        engine.runSync(call(fn, read(items), given, control({ method: 'mapSync', ...given }))),
      ),
  }
}

function outputOf({ columns, tuple }: Data): Output {
  const [column] = columns
  if (tuple || column?.kind !== 'typed' || !isTypedArray(column.array)) return { kind: 'array' }
  return { kind: 'typed', dtype: dtypeOf(column.array) ?? 'float64' }
}

function resultsOf({ value, failures }: Outcome): Outcome['value'] {
  const [first] = failures
  if (first !== undefined) throw first.error
  return value
}

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
