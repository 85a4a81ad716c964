/**
 * Objects that a function takes from outside: their own numbers, booleans, arrays and functions are read natively, anew at each call, and
 * whatever would run code or be inherited is left to workers.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import threads from 'node:worker_threads'
import { afterAll, describe, expect, test } from 'vitest'
import { explain, kernel, NotNativeError, Pool } from '../src/index'

const pool = new Pool(2)
afterAll(() => pool.terminate())

const DATA = [0, 1, -2.5, 3]
const C = { a: 1.5, b: 2, on: true, limits: { low: -1, high: 2 } }
const FROZEN = Object.freeze({ factor: 3, names: 'many', list: Object.freeze([1, 2, 3, 4]) })

enum Color {
  Red,
  Green = 5,
}

class Settings {
  scale = 4
}
const settings = new Settings()

const FUNCTIONS: [string, (x: number) => unknown][] = [
  ['a number', (x) => x * C.a],
  ['a boolean', (x) => (C.on ? x : -x)],
  ['a number within', (x) => Math.min(Math.max(x, C.limits.low), C.limits.high)],
  ['of a frozen object', (x) => x * FROZEN.factor],
  ['an array', (x) => (FROZEN.list[Math.abs(x | 0)] as number) + FROZEN.list.length],
  [
    'taken apart',
    (x) => {
      const { a, limits } = C
      const { high = 7 } = limits
      return x * a + high
    },
  ],
  ['under another name', (x) => ((c) => c.a + c.b + x)(C)],
  ['an enum', (x) => (x === Color.Red ? Color.Green : x)],
  ['that it is there', (x) => (C && typeof C === 'object' ? x : 0)],
]

describe.each(FUNCTIONS)('%s', (_name, fn) => {
  test('is what plain JS finds', async () => {
    const expected = DATA.map(fn)
    expect(pool.mapSync(fn, DATA, { engine: 'native' })).toStrictEqual(expected)
    expect(await pool.map(fn, DATA, { engine: 'native' })).toStrictEqual(expected)
    expect(pool.mapSync(fn, DATA, { engine: 'workers' })).toStrictEqual(expected)
  })
})

test('is read anew at each call', () => {
  const box = { k: 1, inner: { flag: true } } as { k: unknown; inner: { flag: unknown } }
  const fn = (x: number): number => (box.inner.flag ? x * (box.k as number) : -x)
  const native = (): unknown => pool.mapSync(fn, Float64Array.of(2), { engine: 'native' })
  expect(native()).toEqual(Float64Array.of(2))
  box.k = 10
  expect(native()).toEqual(Float64Array.of(20))
  box.inner.flag = false
  expect(native()).toEqual(Float64Array.of(-2))
  box.inner = { flag: 1 }
  box.k = true
  expect(native()).toEqual(Float64Array.of(2))
  box.k = 'a string'
  expect(native).toThrow(NotNativeError)
  expect(pool.mapSync(fn, [2])).toEqual([Number.NaN])
  Object.defineProperty(box, 'k', { get: () => 5 })
  expect(native).toThrow(/what a getter gives/)
  expect(pool.mapSync(fn, [2])).toEqual([10])
})

test('the namespace of a module, as it is at each call', () => {
  // As Node runs it: what test runners make of imports has getters.
  const script = fileURLToPath(new URL('./fixtures/namespace.mjs', import.meta.url))
  const printed = execFileSync(process.execPath, [script], { encoding: 'utf8', timeout: 60_000 })
  const { found, expected, captures } = JSON.parse(printed) as Record<string, unknown>
  expect(found).toEqual(expected)
  expect(captures).toEqual(['constants.FACTOR', 'constants.changing', 'constants.TABLE'])
})

test('a kernel follows its objects as it follows its arrays', () => {
  const box = { k: 2 }
  const scaled = kernel((x: number) => x * box.k)
  const data = Float64Array.of(1, 2)
  for (const k of [2, 3, 4]) {
    box.k = k
    expect(pool.mapSync(scaled, data)).toEqual(Float64Array.of(k, 2 * k))
    expect(scaled(1)).toBe(k)
  }
})

test('objects as captures', () => {
  const fn = (x: number): number => x * (config as { k: number }).k
  const captures = { config: { k: 3 } }
  expect(pool.mapSync(fn, [2], { engine: 'native', captures })).toEqual([6])
})
declare const config: unknown

test('of functions that it calls', () => {
  const options = { rate: 0.5, twice: (x: number): number => x * 2 }
  const helper = (x: number): number => x * options.rate
  const fn = (x: number): number => helper(x) + options.twice(x) + options.rate
  expect(pool.mapSync(fn, [4], { engine: 'native' })).toEqual([10.5])
})

test('what a call bails out of is done with what the object held then', async () => {
  const box = { k: 2, table: [1, 2, 3] }
  const fn = (x: number): number => (box.table[x] ?? -1) * box.k
  const expected = Array.from({ length: 100 }, (_, i) => fn(i))
  const result = pool.map(
    fn,
    Float64Array.from({ length: 100 }, (_, i) => i),
  )
  box.k = 100
  box.table[0] = 100
  expect([...(await result)]).toEqual(expected)
})

describe('what is not native says why', () => {
  const inherited = Object.create({ k: 3 }) as { k: number }
  const proxy = new Proxy({ k: 3 }, {})
  const key: string = 'a'
  const wide = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`p${i}`, i]))
  test.each<[string, (x: number) => unknown, RegExp]>([
    ['a property that is not there', (x) => x * (C as never as { c: number }).c, /no property `c`/],
    ['one that is inherited', (x) => x * inherited.k, /`inherited`/],
    ['an instance of a class', (x) => x * settings.scale, /holds a Settings/],
    ['a proxy', (x) => x * proxy.k, /holds a Proxy|holds an object|proxy/i],
    ['a name that is computed', (x) => x * (C as never as Record<string, number>)[key]!, /string/],
    ['a string', (x) => x + FROZEN.names.length, /holds a string/],
    ['the object itself', (x) => (x > 0 ? C : C), /returns an object/],
    ['a change of it', (x) => (C.a = x), /chang|assign/],
    [
      'all of a wide one',
      (x) => {
        const { p1 } = wide
        return x + (p1 as number)
      },
      /`wide`/,
    ],
    ['the number of a thread', (x) => x + threads.threadId, /captured-value|thread/],
    ['the process', (x) => x + process.pid, /`process`/],
  ])('%s', (_name, fn, message) => {
    expect(() => pool.mapSync(fn, DATA, { engine: 'native' })).toThrow(NotNativeError)
    expect(String(explain(fn))).toMatch(message)
  })
})

test('explain() tells the values by their paths', () => {
  const { captures } = explain((x: number) => x * C.a + C.limits.low)
  expect(captures).toEqual({ 'C.a': 1.5, 'C.limits.low': -1 })
})
