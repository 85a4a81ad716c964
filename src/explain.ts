/**
 * `explain()`: which engine a call would use, and why. The answer is made by explanation.ts, which is read at the first question.
 */
import type { EngineName } from './call'
import { invalidArgType, type Reason } from './errors'
import { longWay } from './pool/lazy'
import type { Hint } from './watch/truncated'

/** What a call of a function would do. */
export interface Explanation {
  /** The engine that would run it. */
  readonly engine: Exclude<EngineName, 'auto'>
  /** Why it is not native; empty when it is. */
  readonly reasons: readonly Reason[]
  /** Captured variables and functions, with the values a native run would use. */
  readonly captures: Readonly<Record<string, unknown>>
  /** Where the bits of each engine-dependent Math function come from. */
  readonly math: Readonly<Record<string, string>>
  /** The compiled form, one operation a line; empty when not native. */
  readonly ops: string
  /** Who computes it natively: machine code, or blocks of numbers and why; empty when not native. */
  readonly machine: string
  /** Estimated nanoseconds per element on one thread; undefined when not native. */
  readonly nsPerElement: number | undefined
  /** What to change, where the sample is an integer array that would cut the results' fractions; null otherwise. */
  readonly hint: Hint | null
  /** The same in words. */
  toString(): string
}

/**
 * Which engine a pool would run `fn` on, and why: print the answer. The same as `pool.explain` of a pool with default
 * options.
 *
 * @param sample - arguments like those it will get, or the data that it will run over (a typed array, `range`, `zip` or list).
 * @default a number for each parameter
 * @throws {ERR_NUMPOOL_INVALID_ARG} when `fn` is not a function
 * @example
 * ```ts
 * console.log(explain((x: number) => Math.sqrt(x) * 2 + 1).engine) // native
 * ```
 */
export function explain(
  fn: (...args: never[]) => unknown,
  ...sample: readonly unknown[]
): Explanation {
  if (typeof fn !== 'function') throw invalidArgType('fn', 'a function', fn)
  return longWay().explainFunction(fn, sample, 'auto')
}
