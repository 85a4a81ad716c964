/** What must hold for any input: sequences, cutting, and results written over their own data. */
import fc from 'fast-check'
import { afterAll, test } from 'vitest'
import { distribute, enumerate, Pool, range, zip } from '../src/index'

const pool = new Pool({ engine: 'inline' })
afterAll(() => pool.terminate())

const same = (a: Iterable<unknown>, b: Iterable<unknown>): boolean => {
  const [x, y] = [[...a], [...b]]
  return x.length === y.length && x.every((value, i) => Object.is(value, y[i]))
}

test('range counts as a loop does', () => {
  const small = fc.integer({ min: -50, max: 50 })
  fc.assert(
    fc.property(small, small, small.filter(Boolean), (start, stop, step) => {
      const counted: number[] = []
      for (let x = start; step > 0 ? x < stop : x > stop; x += step) counted.push(x)
      const numbers = range(start, stop, step)
      return (
        same(numbers, counted) &&
        numbers.length === counted.length &&
        same(numbers.reversed(), counted.toReversed()) &&
        counted.every((x, i) => numbers.at(i) === x && numbers.includes(x))
      )
    }),
  )
})

test('zip and enumerate pair elements up to the shortest', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.array(fc.string()), (numbers, words) => {
      const length = Math.min(numbers.length, words.length)
      const rows = [...zip(numbers, new Set(words).size === words.length ? new Set(words) : words)]
      const pairs = pool.mapSync(([i, x]) => [i, x], enumerate(numbers, 5))
      return (
        rows.length === length &&
        rows.every(([x, s], i) => x === numbers[i] && s === words[i]) &&
        pairs.every(([i, x], at) => i === at + 5 && x === numbers[at])
      )
    }),
  )
})

test('distribute covers everything once, in sizes that differ by at most 1', () => {
  fc.assert(
    fc.property(fc.nat(1e9), fc.integer({ min: 1, max: 300 }), (n, parts) => {
      const ranges = distribute(n, parts)
      const sizes = ranges.map(([lo, hi]) => hi - lo)
      return (
        ranges.length === parts &&
        ranges.every(([lo], i) => lo === (i === 0 ? 0 : ranges[i - 1]?.[1])) &&
        ranges.at(-1)?.[1] === n &&
        Math.max(...sizes) - Math.min(...sizes) <= 1
      )
    }),
  )
})

test('results written anywhere over their data are as if these had been copied', async () => {
  const view = fc.record({
    values: fc.array(fc.double(), { minLength: 1, maxLength: 12 }),
    from: fc.nat(11),
    to: fc.nat(11),
    length: fc.nat(12),
    sync: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(view, async ({ values, from, to, length, sync }) => {
      const memory = Float64Array.from(values)
      const most = Math.max(0, Math.min(length, memory.length - Math.max(from, to)))
      const source = memory.subarray(Math.min(from, memory.length)).subarray(0, most)
      const out = memory.subarray(Math.min(to, memory.length)).subarray(0, most)
      const expected = memory.slice()
      expected.set(
        source.slice().map((x) => x * 2 + 1),
        Math.min(to, memory.length),
      )
      const f = (x: number): number => x * 2 + 1
      if (sync) pool.mapSync(f, source, { out })
      else await pool.map(f, source, { out })
      return same(memory, expected)
    }),
  )
})
