/**
 * Several results of each item, written as columns: `out: [a, b]` holds for every engine what plain JS gives, stored as each array stores.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { kernel, NotNativeError, Pool, sharedCopy, sharedEmpty, zip } from '../src/index'

const pool = new Pool(2)
afterAll(() => pool.terminate())

const ENGINES = ['native', 'workers', 'inline', 'auto'] as const
const VALUES = [0, -0, 1, -1, 2.5, -7, 300.75, 1e300, 5e-324, NaN, Infinity, -Infinity]

const pair = (x: number): [number, number] => [x / 3, Math.abs(x) + 1]
const named = (x: number): { low: number; isBig: boolean } => ({ low: x - 1, isBig: x > 2 })

/** What typed arrays hold after plain JS has stored the values. */
function stored<A extends Float64Array | Int16Array>(out: A, values: readonly unknown[]): A {
  for (const [i, value] of values.entries()) out[i] = Number(value)
  return out
}

describe.each(ENGINES)('on %s', (engine) => {
  test('an array of two goes into two arrays, each in its own kind', async () => {
    const expected = VALUES.map(pair)
    for (const make of [
      (): [Float64Array, Int16Array] => [
        new Float64Array(VALUES.length),
        new Int16Array(VALUES.length),
      ],
      (): [Float64Array, Int16Array] => [
        sharedEmpty(VALUES.length),
        sharedEmpty(VALUES.length, 'int16'),
      ],
    ]) {
      const wanted = [
        stored(
          new Float64Array(VALUES.length),
          expected.map(([a]) => a),
        ),
        stored(
          new Int16Array(VALUES.length),
          expected.map(([, b]) => b),
        ),
      ]
      const out = make()
      expect(pool.mapSync(pair, VALUES, { engine, out })).toBe(out)
      expect(out).toEqual(wanted)
      const other = make()
      expect(await pool.map(pair, Float64Array.from(VALUES), { engine, out: other })).toBe(other)
      expect(other).toEqual(wanted)
    }
  })

  test('an object goes in the order of its keys', () => {
    const low = new Float64Array(VALUES.length)
    const isBig = new Uint8Array(VALUES.length)
    pool.mapSync(named, VALUES, { engine, out: [low, isBig] })
    expect([...low]).toEqual(VALUES.map((x) => x - 1))
    expect([...isBig]).toEqual(VALUES.map((x) => Number(x > 2)))
  })

  test('the outputs may be the inputs, in any order', () => {
    const xs = Float64Array.from(VALUES)
    const ys = Float64Array.from(VALUES, (x) => x + 1)
    const turn = (x: number, y: number): [number, number] => [y - x, x]
    const expected = VALUES.map((x, i) => turn(x, ys[i] as number))
    pool.starmapSync(turn, zip(xs, ys), { engine, out: [xs, ys] })
    expect([...xs]).toEqual(expected.map(([a]) => a))
    expect([...ys]).toEqual(expected.map(([, b]) => b))
  })

  test('shared outputs that overlap the input, moved by one item', async () => {
    const all = sharedCopy([...VALUES, 0, 0])
    const items = all.subarray(0, VALUES.length)
    const out = [all.subarray(1, 1 + VALUES.length), new Float64Array(VALUES.length)] as [
      Float64Array,
      Float64Array,
    ]
    const expected = VALUES.map(pair)
    await pool.map(pair, items, { engine, out })
    expect([...out[0]]).toEqual(expected.map(([a]) => a))
    expect([...out[1]]).toEqual(expected.map(([, b]) => b))
  })

  test('for many items, and for none', async () => {
    const many = Float64Array.from({ length: 50_000 }, (_, i) => i - 25_000)
    const out = [new Float64Array(many.length), new Float32Array(many.length)] as const
    await pool.map(pair, many, { engine, out: [...out] })
    expect(out[0]).toEqual(many.map((x) => pair(x)[0]))
    expect(out[1]).toEqual(Float32Array.from(many, (x) => pair(x)[1]))
    const none = [new Float64Array(0), new Int16Array(0)]
    expect(pool.mapSync(pair as never, [], { engine, out: none })).toBe(none)
    expect(await pool.map((x: number) => x as never, [], { engine, out: none })).toBe(none)
  })

  test('a memory that is gone, wrong lengths and shared memory are refused at once', () => {
    const here = new Float64Array(2)
    const gone = new Float64Array(2)
    structuredClone(gone, { transfer: [gone.buffer] })
    const call = (...out: Float64Array[]) => {
      const asked = pool.mapSync((x: number) => [x, x] as never, [1, 2], { engine, out })
      throw new Error(`ran: ${asked}`)
    }
    expect(() => call(here, gone)).toThrow(
      expect.objectContaining({ code: 'ERR_NUMPOOL_DETACHED', name: 'TypeError' }),
    )
    expect(() => call(here, new Float64Array(3))).toThrow(
      expect.objectContaining({
        code: 'ERR_NUMPOOL_INVALID_ARG',
        message: expect.stringContaining('options.out[1].length'),
      }),
    )
    expect(() => call(here, here)).toThrow(/options\.out\[1\].*apart from.*options\.out\[0\]/)
    const wide = new Float64Array(3)
    expect(() => call(wide.subarray(0, 2), wide.subarray(1))).toThrow(/apart/)
    expect(() =>
      pool.mapSync(pair as never, [1, 2], { engine, out: [here], dtype: 'float64' } as never),
    ).toThrow(/dtype/)
  })

  test('neighbours in one buffer are apart', () => {
    const both = new Float64Array(4)
    pool.mapSync((x: number) => [x, -x] as const, [1, 2], {
      engine,
      out: [both.subarray(0, 2), both.subarray(2)],
    })
    expect([...both]).toEqual([1, 2, -1, -2])
  })
})

describe.each(['workers', 'inline', 'auto'] as const)('what is no row, on %s', (engine) => {
  test.each([
    ['a number', (x: number) => x, 'got 1'],
    ['too few', (x: number) => [x], 'got an array'],
    ['too many', (x: number) => ({ a: x, b: x, c: x }), 'got an object'],
    ['nothing', () => undefined, 'got undefined'],
    ['null', () => null, 'got null'],
  ])('%s', async (_name, fn, what) => {
    const out = [new Float64Array(2), new Float64Array(2)]
    const error = await pool.map(fn as never, [1, 2], { engine, out }).catch((e: unknown) => e)
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_NUMPOOL_NOT_STORABLE', index: 0 })
    expect((error as Error).message).toContain('2 values, one for each')
    expect((error as Error).message).toContain(what)
  })

  test('values of another kind', async () => {
    const out = [new Float64Array(2), new Float64Array(2)]
    const fn = (x: number) => [x, x > 1 ? `${x}` : x]
    await expect(pool.map(fn as never, [1, 2], { engine, out })).rejects.toMatchObject({
      code: 'ERR_NUMPOOL_NOT_STORABLE',
      index: 1,
    })
  })
})

test('whole numbers come first among the keys of an object', () => {
  const out = [1, 2, 3].map(() => new Float64Array(1))
  pool.mapSync((x: number) => ({ b: x, 2: x + 1, 1: x + 2 }) as never, [10], { out })
  expect(out.map(([value]) => value)).toEqual([12, 11, 10])
})

test('bigints go into bigint arrays, on workers', async () => {
  const out = [new BigInt64Array(2), new Float64Array(2)] as [BigInt64Array, Float64Array]
  await pool.map((x: number) => [BigInt(x), x] as const, [1, 2], { out })
  expect(out).toEqual([BigInt64Array.of(1n, 2n), Float64Array.of(1, 2)])
})

test('the native engine says why it cannot', () => {
  const out = [new Float64Array(1), new Float64Array(1)]
  for (const fn of [(x: number) => x, (x: number) => [x, [x]], (x: number) => [x]])
    expect(() => pool.mapSync(fn as never, [1], { engine: 'native', out })).toThrow(NotNativeError)
})

test('a prepared kernel writes columns', async () => {
  const k = kernel(pair)
  const out = [new Float64Array(2), new Float64Array(2)] as [Float64Array, Float64Array]
  expect(await pool.map(k, Float64Array.of(3, -6), { out })).toBe(out)
  expect(out).toEqual([Float64Array.of(1, -2), Float64Array.of(4, 7)])
})

test('a kernel that bails out leaves inputs that are outputs as they were', async () => {
  const table = [1, 2, 3]
  const fn = (x: number): [number, number] => [x + 1, table[x] ?? -1]
  const expected = Array.from({ length: 100 }, (_, i) => fn(i))
  for (const sync of [true, false]) {
    const items = Float64Array.from({ length: 100 }, (_, i) => i)
    const out: [Float64Array, Float64Array] = [items, new Float64Array(100)]
    if (sync) pool.mapSync(fn, items, { out })
    else await pool.map(fn, items, { out })
    expect(out.map((column) => [...column])).toEqual([
      expected.map(([a]) => a),
      expected.map(([, b]) => b),
    ])
  }
})

test('an async function writes columns', async () => {
  const out: [Float64Array, Uint8Array] = [new Float64Array(3), new Uint8Array(3)]
  await pool.map(async (x: number) => [x * 2, x > 1] as const, [1, 2, 3], { out })
  expect(out).toEqual([Float64Array.of(2, 4, 6), Uint8Array.of(0, 1, 1)])
})
