/**
 * `kernel()`: a numeric function prepared once. It is made by make-kernel.ts, which is read at the first.
 */
import { invalidArgType } from './errors'
import { longWay } from './pool/lazy'

/** Options of {@link kernel}. */
export interface KernelOptions {
  /** Values for variables that the function does not define itself; names not given are read from its closure. */
  readonly captures?: Readonly<Record<string, unknown>>
}

/** What a kernel gives: a number or a boolean, or several of them in an array or object of fixed shape. */
export type KernelResult =
  | number
  | boolean
  | readonly KernelResult[]
  | { readonly [name: string]: KernelResult }

/**
 * Prepares a numeric function: checked once, with the values that its captured variables have now.
 *
 * The result computes the same as `fn`, called as a plain function or given to a pool, where it is the fastest thing to
 * pass: nothing about it is looked up again. Variables that change later keep their old values in it; to follow them,
 * pass the function itself.
 *
 * @throws {ERR_NUMPOOL_NOT_NATIVE} with the reasons, when the function cannot run natively
 * @throws {ERR_NUMPOOL_INVALID_ARG} when `fn` is not a function or `captures` not an object
 * @example
 * ```ts
 * const scale = 3
 * const f = kernel((x: number) => Math.sqrt(x) * scale)
 * f(4) // 6
 * pool.mapSync(f, new Float64Array([4, 9])) // Float64Array [ 6, 9 ]
 * ```
 */
export function kernel<F extends (...args: never[]) => KernelResult>(
  fn: F,
  options: KernelOptions = {},
): F {
  if (typeof fn !== 'function') throw invalidArgType('fn', 'a function', fn)
  return longWay().makeKernel(fn, options)
}
