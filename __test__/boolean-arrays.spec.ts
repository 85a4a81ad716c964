/**
 * Arrays of booleans as data: booleans to the function, natively as in plain JS. What is mixed runs on workers.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { explain, kernel, NotNativeError, Pool, zip } from '../src/index'

const pool = new Pool(2)
afterAll(() => pool.terminate())

const FLAGS = [true, false, false, true, true]
const NUMBERS = [1, -0, NaN, 2.5, 0]

const FUNCTIONS: [string, (x: boolean) => unknown][] = [
  ['itself', (x) => x],
  ['not', (x) => !x],
  ['as a number', (x) => +x],
  ['a sum', (x) => (x as unknown as number) + 1],
  ['a choice', (x) => (x ? 2.5 : -0)],
  ['typeof', (x) => (typeof x === 'boolean' ? 1 : typeof x === 'number' ? 2 : 3)],
  ['strictly a number', (x) => (x as unknown) === 1],
  ['compared with a number', (x) => (x as unknown as number) >= 1],
  ['bits', (x) => (x as unknown as number) | 4],
  ['Math', (x) => Math.max(x as unknown as number, 0.5)],
  ['a predicate of numbers', (x) => Number.isInteger(x)],
  ['several', (x) => [x, !x]],
]

describe.each(FUNCTIONS)('%s', (_name, fn) => {
  const expected = FLAGS.map(fn)

  test('is what plain JS gives', async () => {
    expect(pool.mapSync(fn, FLAGS, { engine: 'native' })).toStrictEqual(expected)
    expect(await pool.map(fn, FLAGS, { engine: 'native' })).toStrictEqual(expected)
    expect(pool.mapSync(fn, FLAGS, { engine: 'inline' })).toStrictEqual(expected)
  })

  test('for many', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => i % 7 < 3)
    expect(await pool.map(fn, many, { engine: 'native' })).toStrictEqual(many.map(fn))
  })
})

test('beside numbers in a zip, and as rows', () => {
  const fn = (x: number, flag: boolean): number => (flag ? x : -x)
  const expected = NUMBERS.map((x, i) => fn(x, FLAGS[i] as boolean))
  const rows = zip(NUMBERS, FLAGS)
  expect(pool.starmapSync(fn, rows, { engine: 'native' })).toStrictEqual(expected)
  expect(pool.starmapSync(fn, [...rows], { engine: 'native' })).toStrictEqual(expected)
  const tuple = ([x, flag]: [number, boolean]): number => fn(x, flag)
  expect(pool.mapSync(tuple, rows, { engine: 'native' })).toStrictEqual(expected)
})

test('into typed arrays', () => {
  expect(pool.mapSync((x: boolean) => x, FLAGS, { engine: 'native', dtype: 'uint8' })).toEqual(
    Uint8Array.of(1, 0, 0, 1, 1),
  )
})

test('one function for numbers and for booleans, one after the other', () => {
  const fn = (x: unknown): boolean => typeof x === 'number'
  for (let turn = 0; turn < 3; turn++) {
    expect(pool.mapSync(fn, NUMBERS, { engine: 'native' })).toEqual(NUMBERS.map(() => true))
    expect(pool.mapSync(fn, FLAGS, { engine: 'native' })).toEqual(FLAGS.map(() => false))
  }
  const both = kernel((x: number) => (x as unknown) === 1)
  expect(pool.mapSync(both, Float64Array.of(1, 0))).toEqual(Float64Array.of(1, 0))
  expect(pool.mapSync(both as never, [true, false])).toEqual([false, false])
  expect(pool.mapSync(both, Float64Array.of(1, 0))).toEqual(Float64Array.of(1, 0))
})

test.each<[string, unknown[]]>([
  ['booleans, then a number', [true, false, 1]],
  ['numbers, then a boolean', [0, 1, true]],
  ['undefined', [true, undefined, false]],
  ['a string', [true, 'true']],
])('%s: on workers', async (_name, mixed) => {
  const fn = (x: unknown): unknown => [typeof x, x]
  expect(pool.mapSync(fn, mixed)).toStrictEqual(Array.from(mixed, fn))
  expect(await pool.map((x: unknown) => typeof x, mixed)).toStrictEqual(
    Array.from(mixed, (x) => typeof x),
  )
  const native = (): unknown => pool.mapSync((x: unknown) => x === 1, mixed, { engine: 'native' })
  expect(native).toThrow(NotNativeError)
  expect(native).toThrow(/numbers only, or booleans only/)
})

test('explain() takes a boolean as a sample', () => {
  const fn = (x: unknown): boolean => x === true
  expect(explain(fn, true).engine).toBe('native')
  expect(explain(fn, true).ops).toContain('tobool')
})
