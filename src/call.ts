/**
 * One call as the engines see it: the function, the data, where results go, and how it may be stopped.
 * The pool builds it from checked arguments; the route picks an engine; the engine gives an Outcome.
 */
import type { Dtype, TypedArray } from './dtype'
import type { Counters } from './watch/counters'
import type { CallEvent } from './watch/events'

/** The engine asked for, or `auto` for the router's choice. */
export type EngineName = 'auto' | 'native' | 'workers' | 'inline'

/** A function as the user gave it. */
export type UserFunction = (...args: never[]) => unknown

/** One column of the data: item `i` of the call takes element `i` of each column. */
export type Column =
  | { readonly kind: 'typed'; readonly array: TypedArray }
  /** Element `i` is `start + i * step`. */
  | { readonly kind: 'range'; readonly start: number; readonly step: number }
  /** Read when the call was made; a hole is `undefined`. */
  | { readonly kind: 'list'; readonly items: readonly unknown[] }

/** The items of a call, by column. */
export interface Data {
  readonly length: number
  readonly columns: readonly Column[]
  /** Whether an item is an array of the columns' elements (`zip`, `starmap` rows) or the one column's element. */
  readonly tuple: boolean
  /** What leaves its owner with the call, by `move()`; undefined where nothing does. */
  readonly moves?: Moves | undefined
}

/** Memory that leaves its owner once the call has been taken, and not with one that is refused. */
export interface Moves {
  readonly objects: readonly object[]
  /** Whether an engine that does not run in the caller's own code has taken the call. */
  taken: boolean
}

/** Where results go and as what. */
export type Output =
  /** A new array, or the caller's. */
  | { readonly kind: 'array'; readonly out?: unknown[] | undefined }
  /** A new typed array of this dtype, or the caller's; stored as `TypedArray.prototype.map` stores. */
  | { readonly kind: 'typed'; readonly dtype: Dtype; readonly out?: TypedArray | undefined }
  /** Several results of each item, each in its place of a typed array of the caller's; `given` is what they came in. */
  | {
      readonly kind: 'columns'
      readonly outs: readonly TypedArray[]
      readonly given: TypedArray[]
    }

/** The caller's typed arrays that results are written to. */
export function writtenArrays(output: Output): readonly TypedArray[] {
  if (output.kind === 'columns') return output.outs
  return output.kind === 'typed' && output.out !== undefined ? [output.out] : []
}

/** How a running call is stopped and watched. */
export interface Control {
  /** The reason, once the call must stop. */
  readonly stopReason: unknown
  readonly stopped: boolean
  /** Runs `listener` when the call must stop (at once if it already must); returns the way to forget it. */
  onStop(listener: (reason: unknown) => void): () => void
  /** Finished items so far. Cheap: engines call it once a chunk. */
  progress(done: number): void
  /** Whether anybody listens to progress. */
  readonly watched: boolean
  /** The time by the clock at which the call times out, or Infinity. Sync calls poll it. */
  readonly deadline: number
  /** The `timeout` option in milliseconds, Infinity without one: for messages. */
  readonly timeout: number
}

/** A checked call. */
export interface Call {
  /** `map`, `starmapSync` …: for messages. */
  readonly method: string
  readonly fn: UserFunction
  /** Whether a tuple item is unpacked into arguments (starmap, apply). */
  readonly spread: boolean
  readonly data: Data
  readonly output: Output
  readonly engine: EngineName
  /** Values for the function's free variables, from the `captures` option. */
  readonly captures: Readonly<Record<string, unknown>> | undefined
  /** Items per chunk; undefined = CPython's rule, `auto` = by measured time. */
  readonly chunkSize: number | 'auto' | undefined
  /** Milliseconds that one item may run; Infinity without a limit. */
  readonly taskTimeout: number
  /** Milliseconds that a running item gets after a stop before its worker is replaced; undefined = the engine's default. */
  readonly graceMs: number | undefined
  /** Items that wait for promises at the same time in one worker; undefined = 1. */
  readonly concurrency: number | undefined
  /** Whether items that a lost worker had begun may run again. */
  readonly idempotent: boolean
  /** Whether the first failure ends the call: what has not begun then does not run. */
  readonly stopOnError: boolean
  /** Hears of items as they end, for calls whose results are handed on before the outcome. */
  readonly receiver?: Receiver | undefined
  /** The place of the first item in the user's data, of which this call may be a part. */
  readonly firstIndex: number
  /** Holds the stack of the user's call, or gets it from the engine that takes it down. */
  readonly calledFrom?: { stack?: string } | undefined
  readonly control: Control
  /** How many items may be run at the same time: the pool's size. */
  readonly processes: number
  /** The pool's; engines add to it once a call or a chunk. */
  readonly counters: Counters
  /** What channels are told of the call; undefined when nobody listens. */
  readonly event?: CallEvent | undefined
}

/** An item's place in the user's data, as its error tells it; the one task of `apply` has none. */
export function placeOf(
  { data, spread, firstIndex, method }: Call,
  index: number,
): number | undefined {
  const only = spread && !data.tuple && data.length === 1 && method.startsWith('apply')
  return only ? undefined : firstIndex + index
}

/** Takes items of a call as they end, in any order, each once. */
export interface Receiver {
  /** Item `index` has failed. */
  failed(index: number, error: unknown): void
  /** `count` items from `from` on have ended; those that failed were told of before. No `values`: all are `undefined`. */
  results(from: number, count: number, values: ArrayLike<unknown> | undefined): void
}

/** One item that failed. */
export interface Failure {
  readonly index: number
  readonly error: unknown
  /** The item, where the engine has it at hand and the data may have changed since. */
  readonly item?: unknown
}

/** What an engine gives back when it has run everything. */
export interface Outcome {
  /** The filled array or typed array of {@link Output}. Failed items hold `undefined` or 0. */
  readonly value: unknown[] | TypedArray
  /** In ascending order of index. */
  readonly failures: readonly Failure[]
}

/**
 * An engine. `run` rejects (and `runSync` throws) only for what concerns the whole call: not native, a function that
 * cannot travel, a stop (with `control.stopReason`), a broken pool. What single items threw is in the outcome.
 */
export interface Engine {
  run(call: Call): Promise<Outcome>
  runSync(call: Call): Outcome
}
