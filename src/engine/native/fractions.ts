/**
 * Whether a kernel's results lose a fraction in an integer array: looked at once for each kernel, with the first items of the
 * first call, for the report's hint, or for an explanation's. A kernel is pure and ends, so running it once more does no harm.
 */
import type { Dtype } from '../../dtype'
import type { Kernel } from './compile'

/** Items to look at: more than a value that happens to be whole. */
const LOOKED_AT = 64

const INTEGERS: ReadonlySet<Dtype> = new Set<Dtype>([
  'int8',
  'uint8',
  'uint8clamped',
  'int16',
  'uint16',
  'int32',
  'uint32',
])

const known = new WeakMap<Kernel, boolean>()

/** Whether it can be tried if results stored as `dtype` lose a fraction: what may never end, or have no answer, is not tried. */
export function mayLoseFractions(
  { results, shape, loops, bailsOut }: Kernel,
  dtype: Dtype,
): boolean {
  return INTEGERS.has(dtype) && shape === null && results[0] === 'number' && !loops && !bailsOut
}

/** Whether one of the first results has a fraction. */
export function haveFractions(results: Iterable<unknown>): boolean {
  let left = LOOKED_AT
  for (const result of results) {
    if (Number.isFinite(result) && !Number.isInteger(result)) return true
    if (--left === 0) break
  }
  return false
}

/**
 * Whether results stored as `dtype` lose a fraction.
 *
 * @param run - runs the kernel for the first `length` items; false when it did not end well
 */
export function losesFractions(
  kernel: Kernel,
  dtype: Dtype,
  length: number,
  run: (target: Float64Array, length: number) => boolean,
): boolean {
  if (length === 0 || !mayLoseFractions(kernel, dtype)) return false
  let loses = known.get(kernel)
  if (loses === undefined) {
    const results = new Float64Array(Math.min(length, LOOKED_AT))
    loses = run(results, results.length) && haveFractions(results)
    known.set(kernel, loses)
  }
  return loses
}
