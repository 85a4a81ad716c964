/**
 * Loops over few items: natively a turn costs about as much for one of them as for sixteen, so that only what is short anyway, or dear
 * enough, runs there; the results are the same.
 */
import { afterEach, describe, expect, test } from 'vitest'
import { Pool } from '../src/index'

let pool = new Pool(2)
afterEach(() => {
  void pool.terminate()
  pool = new Pool(2)
})

const TABLE = Float64Array.from({ length: 200 }, (_, i) => i / 7)
const counted = (x: number): number => {
  let sum = 0
  for (let i = 0; i < 20; i++) sum += x * i
  return sum
}
const long = (x: number): number => {
  for (let i = 0; i < 1_000_000; i++) x = 3.7 * x * (1 - x)
  return x
}
const endedByData = (x: number): number => {
  let turns = 0
  while (x > 1) {
    x /= 1.5
    turns++
  }
  return turns
}
const dear = (x: number): number => {
  let sum = 0
  for (let i = 0; i < TABLE.length; i++)
    sum += Math.sin(x + (TABLE[i] as number)) * Math.cos(x) ** 2 + Math.atan(sum)
  return sum
}

function engineOf(fn: (x: number) => number, count: number): 'native' | 'workers' {
  const data = Array.from({ length: count }, (_, i) => (i + 1) / 100)
  expect(pool.mapSync(fn, data)).toStrictEqual(data.map(fn))
  const { native, workers } = pool.stats().engines
  expect(native.runs + workers.items).toBeGreaterThan(0)
  return native.runs > 0 ? 'native' : 'workers'
}

describe('on the engine that the cost speaks for', () => {
  test.each([
    ['a few turns that are counted', counted, 1, 'native'],
    ['the same for some items', counted, 40, 'native'],
    ['very many turns of one item', long, 1, 'workers'],
    ['turns that nobody knows, of one item', endedByData, 1, 'workers'],
    ['the same of many items', endedByData, 300, 'native'],
    ['functions of Math for one item', dear, 1, 'workers'],
    ['functions of Math for some items', dear, 32, 'native'],
  ] as const)('%s', (_name, fn, count, engine) => {
    expect(engineOf(fn, count)).toBe(engine)
  })
})

test('asked for by name, it runs natively all the same', () => {
  expect(pool.mapSync(endedByData, [100], { engine: 'native' })).toEqual([endedByData(100)])
  expect(pool.stats().engines.native.runs).toBe(1)
})
