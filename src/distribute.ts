/**
 * Cutting an index space into parts, as numpy's `array_split` does.
 */
import { cpuCount } from './cpu-count'
import { invalidArgType, invalidArgValue } from './errors'
import { positiveInteger } from './options'

/**
 * Half-open ranges `[lo, hi]` that cover 0 … n in order. Their sizes differ by at most 1, larger ones first.
 *
 * @param n - how many items
 * @param parts - how many ranges, some of them empty where there are fewer items. @default the size of `new Pool()`
 * @throws {ERR_NUMPOOL_INVALID_ARG}
 * @example
 * ```ts
 * distribute(10, 4) // [[0, 3], [3, 6], [6, 8], [8, 10]]
 * ```
 */
export function distribute(n: number, parts?: number): [lo: number, hi: number][] {
  if (typeof n !== 'number') throw invalidArgType('n', 'a whole number, 0 or more', n)
  if (!Number.isSafeInteger(n) || n < 0) throw invalidArgValue('n', 'a whole number, 0 or more', n)
  const count = parts === undefined ? cpuCount() : positiveInteger(parts, 'parts')
  const larger = n % count
  const size = (n - larger) / count
  const ranges: [number, number][] = []
  let lo = 0
  for (let part = 0; part < count; part++) {
    const hi = lo + size + (part < larger ? 1 : 0)
    ranges.push([lo, hi])
    lo = hi
  }
  return ranges
}
