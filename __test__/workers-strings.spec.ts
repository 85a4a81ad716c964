import { afterAll, describe, expect, test } from 'vitest'
import { decode, joinStrings } from '../src/codec'
import { range, read, zip } from '../src/sequence'
import { workersPool } from './support/workers'

const pool = workersPool(2)
afterAll(() => pool.engine.terminate())

/** Through the border as the engine sends it. */
function across(list: readonly unknown[], low = 0, high = list.length): unknown {
  const joined = joinStrings(list, low, high)
  return joined && decode(structuredClone({ value: joined, joined: 'list' as const }))
}

const LONG = 'x'.repeat(5000)
const HALVES = ['\ud83d', '\ude00', 'a\ud800', '\udc00b']
const lists: Record<string, string[]> = {
  'short ones': Array.from({ length: 300 }, (_, i) => `line ${i}`),
  'ones of every length': Array.from({ length: 700 }, (_, i) => 'y'.repeat(i)),
  'empty ones': new Array(100).fill(''),
  'empty ones around others': Array.from({ length: 200 }, (_, i) => (i % 3 === 0 ? 'abc' : '')),
  'a long one among short ones': Array.from({ length: 200 }, (_, i) => (i === 99 ? LONG : 'abc')),
  'two-byte ones': Array.from({ length: 200 }, (_, i) => `č${i}`),
  'one- and two-byte ones in turn': Array.from({ length: 200 }, (_, i) => (i % 2 ? '日本' : 'é')),
  'halves of surrogate pairs': Array.from({ length: 400 }, (_, i) => HALVES[i % 4] as string),
}

describe('lists of strings arrive as they were', () => {
  test.each(Object.entries(lists))('%s', async (_, list) => {
    expect(across(list)).toEqual(list)
    expect(await pool.map((text: string) => text, list)).toEqual(list)
    expect(pool.mapSync((text: string) => text, list)).toEqual(list)
    const lengths = list.map(({ length }) => length)
    expect(await pool.map((text: string) => text.length, list)).toEqual(lengths)
  })

  test('a part of a list', () => {
    const list = lists['short ones'] as string[]
    expect(across(list, 17, 217)).toEqual(list.slice(17, 217))
  })

  test('strings made of parts', async () => {
    const list = Array.from({ length: 500 }, (_, i) => `a rope that is longer than most, ${i}, `)
    const ropes = await pool.map((text: string) => text + text + text, list)
    expect(ropes).toEqual(list.map((text) => text + text + text))
  })
})

describe('lists of which only some are strings', () => {
  const mixed = Array.from({ length: 300 }, (_, i) => (i === 250 ? undefined : `item ${i}`))

  test('arguments and results arrive as they were', async () => {
    expect(joinStrings(mixed)).toBeUndefined()
    expect(await pool.map((item: unknown) => item, mixed)).toEqual(mixed)
    const objects = mixed.map((text) => ({ text }))
    expect(await pool.map((text: unknown) => ({ text }), mixed)).toEqual(objects)
    expect(await pool.map(({ text }: { text: unknown }) => text, objects)).toEqual(mixed)
  })

  test('beside other columns', async () => {
    const texts = Array.from({ length: 500 }, (_, i) => `text ${i}`)
    const rows = zip(texts, range(500), Float64Array.from(range(500)), texts.slice().reverse())
    expect(await pool.map((row: unknown) => row, rows)).toEqual([...rows])
  })

  test('an item that fails, one that cannot be sent, one that cannot come back', async () => {
    const texts: unknown[] = Array.from({ length: 400 }, (_, i) => `text ${i}`)
    texts[399] = Symbol('no')
    const { value, failures } = await pool.outcome((text: unknown) => {
      if (text === 'text 100') throw new RangeError(text)
      return text === 'text 200' ? () => text : text
    }, texts)
    expect(failures.map(({ index }) => index)).toEqual([100, 200, 399])
    const wanted = texts.map((text, i) => ([100, 200, 399].includes(i) ? undefined : text))
    expect(value).toEqual(wanted)
  })
})

test('whoever keeps one string keeps little else with it', () => {
  const texts = Array.from({ length: 10_000 }, (_, i) => 'z'.repeat(i % 200))
  const joined = joinStrings(texts)
  expect(joined?.pieces.join('')).toBe(texts.join(''))
  expect(joined?.pieces.every(({ length }) => length <= 512)).toBe(true)
})

test('whoever hears of results as they come hears of strings, too', async () => {
  const texts = Array.from({ length: 2000 }, (_, i) => `text ${i}`)
  const heard: unknown[] = []
  const receiver = {
    failed() {},
    results(from: number, count: number, values: ArrayLike<unknown> | undefined) {
      for (let i = 0; i < count; i++) heard[from + i] = values?.[i]
    },
  }
  const stop = pool.control()
  const call = pool.call((text: string) => `${text}!`, read(texts), {}, stop)
  await pool.engine.run({ ...call, receiver })
  stop.settle()
  expect(heard).toEqual(texts.map((text) => `${text}!`))
})
