/**
 * Whether a kernel's results lose a fraction in an integer array: looked at once for each kernel, with the first items of the
 * first call, for the report's hint. A kernel is pure and ends, so running it once more does no harm.
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
  if (!INTEGERS.has(dtype) || kernel.results[0] !== 'number' || length === 0) return false
  let loses = known.get(kernel)
  if (loses === undefined) {
    const results = new Float64Array(Math.min(length, LOOKED_AT))
    loses =
      run(results, results.length) &&
      results.some((value) => Number.isFinite(value) && !Number.isInteger(value))
    known.set(kernel, loses)
  }
  return loses
}
