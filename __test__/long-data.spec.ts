/**
 * Data of more items than an Array can hold. V8 ends the process where one grows beyond its bounds ("invalid array length"), with memory
 * to spare: a range of 130 million numbers was enough, or an array that is all holes.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { type EngineName, Pool, range, zip } from '../src/index'
import { listed } from '../src/long-array'

const pool = new Pool(2)
afterAll(() => pool.terminate())

const tooLong = (message: RegExp): unknown =>
  expect.objectContaining({
    name: 'RangeError',
    code: 'ERR_NUMPOOL_INVALID_ARG',
    message: expect.stringMatching(message),
  })
const refusal = (call: () => unknown): unknown => {
  try {
    return call()
  } catch (error) {
    return error
  }
}
const holes = (): number[] => {
  const array: number[] = []
  array.length = 2 ** 32 - 1
  return array
}
const half = (x: number): number => x / 2

describe.each<EngineName>(['auto', 'native', 'workers', 'inline'])('%s', (engine) => {
  test('an array that is all holes is refused, as items, rows, columns and arguments', async () => {
    const most = tooLong(/110,000,000/)
    await expect(pool.map(half, holes(), { engine })).rejects.toEqual(most)
    await expect(pool.starmap(half, zip(holes()), { engine })).rejects.toEqual(most)
    expect(refusal(() => pool.mapSync(half, holes(), { engine }))).toEqual(most)
    expect(refusal(() => pool.apply(half, holes() as [number], { engine }))).toEqual(most)
    expect(refusal(() => pool.applySync(half, holes() as [number], { engine }))).toEqual(most)
  })

  test('results that would go into an Array are refused, typed arrays are offered', () => {
    const most = tooLong(/110,000,000 .* dtype, out\); got 130000000/)
    for (const options of [{}, { onError: 'collect' } as const]) {
      const call = () => pool.map(half, range(1.3e8), { engine, ...options } as object)
      expect(refusal(call)).toEqual(most)
    }
    expect(refusal(() => pool.mapSync(half, range(1.3e8), { engine }))).toEqual(most)
    const out: number[] = []
    out.length = 1.3e8
    expect(refusal(() => pool.mapSync(half, range(1.3e8), { engine, out }))).toEqual(most)
  })
})

test('the row of a starmap fails, and its place is told', async () => {
  for (const engine of ['workers', 'inline'] as const) {
    const results = await pool.starmap((...args: number[]) => args.length, [[1], holes(), [1, 2]], {
      engine,
      onError: 'collect',
    })
    expect(results).toEqual([
      { status: 'fulfilled', value: 1 },
      { status: 'rejected', reason: tooLong(/item 1 .*110,000,000 arguments/) },
      { status: 'fulfilled', value: 2 },
    ])
  }
})

test('initargs are refused', () => {
  expect(refusal(() => new Pool({ initializer: half, initargs: holes() }))).toEqual(
    tooLong(/^options\.initargs .*110,000,000/),
  )
})

test('an iterable that gives too much is left there, and closed', () => {
  let closed = 0
  function* endless(): Generator<number> {
    try {
      for (let i = 0; ; i++) yield i
    } finally {
      closed++
    }
  }
  const error = new RangeError('too long')
  // Gigabytes with the real bound.
  expect(refusal(() => listed(endless(), () => error, 1000))).toBe(error)
  expect(closed).toBe(1)
  const own = Object.assign([1], { [Symbol.iterator]: endless })
  expect(refusal(() => listed(own, () => error, 1000))).toBe(error)
  expect(closed).toBe(2)
  expect(listed(range(1000), () => error, 1000)).toHaveLength(1000)
})
