/**
 * Functions that give several numbers for each item, in arrays or objects: what they give natively is what plain JS gives, names in
 * their order.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { explain, NotNativeError, Pool, sharedCopy, zip } from '../src/index'

const pool = new Pool(2)
afterAll(() => pool.terminate())

const VALUES = [0, -0, 1, -1, 2.5, -7, 1e300, 5e-324, NaN, Infinity, -Infinity]

const FUNCTIONS: [string, (x: number) => unknown][] = [
  ['an array', (x) => [x, -x]],
  ['one value in an array', (x) => [x / 3]],
  ['numbers and booleans', (x) => [x > 0, x, !x]],
  ['an object', (x) => ({ b: x + 1, a: x - 1 })],
  ['objects and arrays in each other', (x) => ({ p: [x, { q: -x }], 'a name': x > 1 })],
  ['functions of Math', (x) => [Math.sin(x), Math.cos(x)]],
  ['a value twice, and constants', (x) => [x, x, 1, true]],
  ['one of two arrays', (x) => (x > 0 ? [x, 1] : [0, x])],
  [
    'one of two objects',
    (x) => {
      if (x > 0) return { x, y: 1 }
      return { x: 0, y: x }
    },
  ],
  [
    'an index and a value',
    (x) => {
      let best = 0
      let at = -1
      for (let i = 0; i < 8; i++) {
        const y = Math.abs(((x * 7919 + i * 104729) % 13) - 5)
        if (at < 0 || y < best) {
          best = y
          at = i
        }
      }
      return [at, best]
    },
  ],
]

describe.each(FUNCTIONS)('%s', (_name, fn) => {
  const expected = VALUES.map(fn)

  test('for a list, in place and as a job', async () => {
    expect(pool.mapSync(fn, VALUES, { engine: 'native' })).toStrictEqual(expected)
    expect(await pool.map(fn, VALUES, { engine: 'native' })).toStrictEqual(expected)
    expect(pool.mapSync(fn, VALUES, { engine: 'inline' })).toStrictEqual(expected)
  })

  test('for many items', async () => {
    const many = Array.from({ length: 50_000 }, (_, i) => (VALUES[i % VALUES.length] as number) + i)
    expect(await pool.map(fn, many, { engine: 'native' })).toStrictEqual(many.map(fn))
  })

  test('into the array that is given', () => {
    const out: unknown[] = VALUES.map(() => 0)
    expect(pool.mapSync(fn, VALUES, { engine: 'native', out })).toBe(out)
    expect(out).toStrictEqual(expected)
  })
})

test('names stand in the order in which they are written', () => {
  const [made] = pool.mapSync((x: number) => ({ z: x, a: x, m: x }), [1], { engine: 'native' })
  expect(Object.keys(made as object)).toEqual(['z', 'a', 'm'])
})

test('with columns', () => {
  const fn = ([x, y]: [number, number]): [number, number] => [Math.hypot(x, y), Math.atan2(y, x)]
  const rows = zip([3, 5], [4, 12])
  expect(pool.mapSync(fn, rows, { engine: 'native' })).toStrictEqual(
    [...rows].map((row) => fn(row)),
  )
})

test('typed arrays hold one number for each item', () => {
  const fn = (x: number): number[] => [x, x]
  expect(() => pool.mapSync(fn as never, Float64Array.of(1), { engine: 'native' })).toThrow(
    NotNativeError,
  )
  expect(() => pool.mapSync(fn as never, sharedCopy([1]))).toThrow(TypeError)
  expect(explain(fn).engine).toBe('native')
})

test('a kernel that bails out leaves the whole to the workers', async () => {
  const table = [1, 2, 3]
  const fn = (x: number): unknown[] => [x, table[x]]
  const items = Array.from({ length: 100 }, (_, i) => i)
  expect(pool.mapSync(fn, items)).toStrictEqual(items.map(fn))
  expect(await pool.map(fn, items)).toStrictEqual(items.map(fn))
})
