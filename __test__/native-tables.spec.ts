/**
 * Captured arrays as tables of native kernels, against plain JS, and what happens where an index has no item.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { explain, NotNativeError, Pool, sharedCopy, type TypedArray } from '../src/index'

const pool = new Pool(2)
afterAll(() => pool.terminate())

const NUMBERS = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4]
const range = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => i)
const indices = Float64Array.from({ length: 1000 }, (_, i) => (i * 7) % NUMBERS.length)

const tables: Record<string, number[] | TypedArray> = {
  array: [...NUMBERS, 0.5, -0, Number.NaN],
  Float64Array: Float64Array.from(NUMBERS, (n) => n / 3),
  Float32Array: Float32Array.from(NUMBERS, (n) => n / 3),
  Int8Array: Int8Array.from(NUMBERS, (n) => -n * 20),
  Uint8Array: Uint8Array.from(NUMBERS, (n) => n * 20),
  Uint8ClampedArray: Uint8ClampedArray.from(NUMBERS, (n) => n * 40),
  Int16Array: Int16Array.from(NUMBERS, (n) => -n * 3000),
  Uint16Array: Uint16Array.from(NUMBERS, (n) => n * 7000),
  Int32Array: Int32Array.from(NUMBERS, (n) => -n * 2e8),
  Uint32Array: Uint32Array.from(NUMBERS, (n) => n * 4e8),
  'a Buffer': Buffer.from(NUMBERS),
  'a shared array': sharedCopy(Float64Array.from(NUMBERS)),
  'part of a buffer': new Float32Array(Float32Array.from([7, ...NUMBERS, 8]).buffer, 4, 20),
}
const { Float16Array } = globalThis as { Float16Array?: { from(n: number[]): TypedArray } }
if (Float16Array !== undefined) tables.Float16Array = Float16Array.from(NUMBERS.map((n) => n / 3))

describe('items of a captured array, by index', () => {
  for (const [name, table] of Object.entries(tables)) {
    test(name, async () => {
      const gather = (i: number): number => (table[i] as number) + table.length
      const fold = (x: number): number => {
        let s = x
        for (let i = 0; i < table.length; i++) s = s * 0.5 + (table[i] as number)
        return s
      }
      const each = (x: number): number => {
        let n = 0
        for (const item of table) if (item > x) n++
        return n
      }
      for (const fn of [gather, fold, each]) {
        expect(explain(fn).engine).toBe('native')
        const want = Array.from(indices, fn)
        expect(Array.from(pool.mapSync(fn, indices, { engine: 'native' }))).toEqual(want)
        expect(Array.from(await pool.map(fn, indices, { engine: 'native' }))).toEqual(want)
      }
    })
  }

  // The answer used to be known beforehand, so that nothing read the item and nobody saw that it was not there.
  test('whether there is an item is asked in plain JavaScript', () => {
    const items = NUMBERS as (number | undefined)[]
    const last = (i: number): number | undefined => (i < 3 ? items[i] : items[99])
    const asked = [
      (i: number) => items[i] === undefined,
      (i: number) => items[i] != null,
      (i: number) => typeof items[i] === 'number',
      (i: number) => Object.is(items[i], undefined),
      (i: number) => {
        const item = i > 1 ? items[i] : 0
        return item === undefined
      },
      (i: number) => last(i) === undefined,
    ]
    for (const fn of asked) {
      const where = [0, 1, 2, 5, 19, 20, 99]
      expect(pool.mapSync(fn, where)).toEqual(where.map((i) => fn(i)))
      expect(explain(fn).engine).toBe('workers')
    }
  })

  // What chose by the item's type alone was compiled as if there were one; the item itself was used by nobody and left out.
  test('an item of which only its being there matters is looked for', () => {
    const sources = [
      'i => { let k = 0; items[i] ?? (k = 5); return k }',
      'i => { let k = 0; if (i > 1) items[i] ?? (k = 5); return k }',
      'i => { let k = 0; for (let j = i; j < i + 3; j++) items[j] ?? k++; return k }',
      'i => { let k = 0, item = items[i]; item ??= k = 5; return k }',
      'i => { let k = 0; const [item = k = 5] = [items[i]]; return k }',
      'i => { let k = 0, item; ({ item = k = 5 } = { item: items[i] }); return k }',
      'i => { let k = 0; const take = (item = k = 5) => k; return take(items[i]) }',
      'i => (items[i] ?? true) === true',
    ]
    for (const source of sources) {
      const fn: (i: number) => unknown = new Function('items', `return ${source}`)(NUMBERS)
      expect(explain(fn).engine).toBe('native')
      for (const where of [
        [...indices],
        [0, 1, 5, 16],
        [0, 1, 17, 18, 19, 20, 99],
        [1, -1],
        [0.5],
      ]) {
        expect(pool.mapSync(fn, where)).toEqual(where.map((i) => fn(i)))
      }
    }
  })

  test('the nearest of a list', () => {
    const nearest = (x: number): number => {
      let best = Infinity
      let at = -1
      for (let i = 0; i < NUMBERS.length; i++) {
        const d = Math.abs((NUMBERS[i] as number) - x)
        if (d < best) {
          best = d
          at = i
        }
      }
      return at
    }
    const xs = Float64Array.from({ length: 2000 }, (_, i) => (i % 113) / 10)
    expect(pool.mapSync(nearest, xs, { engine: 'native' })).toEqual(xs.map(nearest))
  })

  test('a binary search, where each item has turns of its own', () => {
    const sorted = Float64Array.from({ length: 1000 }, (_, i) => i * i)
    const search = (x: number): number => {
      let low = 0
      let high = sorted.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if ((sorted[middle] as number) < x) low = middle + 1
        else high = middle
      }
      return low
    }
    const xs = Float64Array.from({ length: 5000 }, (_, i) => i * 211.5 - 1000)
    expect(pool.mapSync(search, xs, { engine: 'native' })).toEqual(xs.map(search))
  })

  test('read at the moment of the call', async () => {
    const table = [1, 2, 3]
    const fn = (i: number): number => table[i % 3] as number
    const data = range(5000)
    const first = pool.map(fn, data)
    table[0] = 10
    const second = pool.map(fn, data)
    table.length = 0
    expect((await first)[0]).toBe(1)
    expect((await second)[0]).toBe(10)
    table.push(7, 8, 9)
    expect(pool.mapSync(fn, data)[1]).toBe(8)
  })

  test('no wild memory under a buffer that is taken away or shrinks', async () => {
    const table = new Float64Array(1000).fill(2)
    const fn = (i: number): number => table[i % 1000] as number
    const data = range(100_000)
    const result = pool.map(fn, data, { engine: 'native' })
    structuredClone(table.buffer, { transfer: [table.buffer] })
    expect((await result).every((n) => n === 2)).toBe(true)
    expect(() => pool.mapSync(fn, data, { engine: 'native' })).toThrow(NotNativeError)
  })
})

describe('where a table has no item', () => {
  const table = Float64Array.from(NUMBERS)
  const at = (i: number): number => table[i] ?? -1
  const read = (i: number): number => (table[i] as number) * 2

  for (const odd of [-1, 20, 0.5, 2 ** 32, -(2 ** 31), 1e300, Number.NaN, Infinity, -Infinity]) {
    test(`index ${odd}: the workers give what JS gives`, async () => {
      for (const place of [0, 40, 999]) {
        const data = indices.slice()
        data[place] = odd
        const want = data.map(read)
        expect(() => pool.mapSync(read, data, { engine: 'native' })).toThrow(NotNativeError)
        expect(pool.mapSync(read, data)).toEqual(want)
        expect(await pool.map(read, data)).toEqual(want)
      }
    })
  }

  test('-0 is index 0', () => {
    const data = new Float64Array(100).fill(-0)
    expect(pool.mapSync(read, data, { engine: 'native' })[3]).toBe(6)
  })

  test('a guard keeps the call native', () => {
    const guarded = (i: number): number => (i >= 0 && i < table.length ? (table[i] as number) : -1)
    const data = Float64Array.from({ length: 999 }, (_, i) => i - 500)
    expect(pool.mapSync(guarded, data, { engine: 'native' })).toEqual(data.map(guarded))
  })

  test('the input is whole for the workers when the output is the input itself', async () => {
    const data = indices.slice()
    data[999] = -5
    const want = data.map(read)
    const input = data.slice()
    expect(pool.mapSync(read, input, { out: input })).toEqual(want)
    const shared = sharedCopy(data)
    await pool.map(read, shared, { out: shared })
    expect(Array.from(shared)).toEqual(Array.from(want))
  })

  test('an output that is the table gets what the table held before', () => {
    const own = Float64Array.from({ length: 1000 }, (_, i) => (i + 1) % 1000)
    const follow = (i: number): number => own[i] as number
    const data = Float64Array.from({ length: 1000 }, (_, i) => (i * 3) % 1000)
    const want = data.map(follow)
    expect(pool.mapSync(follow, data, { engine: 'native', out: own })).toEqual(want)
  })

  test('what the data was when the call was made counts, though it has changed before the workers run', async () => {
    const data = Float64Array.from({ length: 200_000 }, (_, i) => i % 20)
    data[199_999] = 77
    const want = data.map(read)
    const result = pool.map(read, data)
    data.fill(0)
    const before = table[0] as number
    table[0] = 1000
    try {
      expect(await result).toEqual(want)
    } finally {
      table[0] = before
    }
  })

  test('the error of engine: native names the array', () => {
    expect(() => pool.mapSync(read, [99, 1], { engine: 'native' })).toThrow(/`table`/)
    expect(pool.mapSync(at, [99, 1])).toEqual([-1, 1])
  })
})

describe('arrays that are no tables', () => {
  test('a hole or something else than a number', () => {
    const holes: number[] = [1]
    holes[2] = 3
    const mixed = [1, 'two', 3] as number[]
    const fromHoles = (i: number): number => holes[i] as number
    const fromMixed = (i: number): number => mixed[i] as number
    expect(explain(fromHoles).reasons[0]).toMatchObject({ code: 'captured-value' })
    expect(explain(fromMixed).reasons[0]).toMatchObject({ code: 'captured-value' })
  })

  test('bigints', () => {
    const big = new BigInt64Array(3)
    expect(explain((i: number) => Number(big[i])).engine).toBe('workers')
  })

  test('an array that is written to', () => {
    const target = [0]
    const fn = (x: number): number => {
      target[0] = x
      return x
    }
    expect(explain(fn).reasons[0]).toMatchObject({ code: 'mutation', line: 2 })
  })

  test('an array with an iterator of its own, in for…of', () => {
    const odd = Object.assign([1, 2, 3], {
      *[Symbol.iterator]() {
        yield 42
      },
    })
    const sum = (x: number): number => {
      for (const n of odd) x += n
      return x
    }
    expect(explain(sum).engine).toBe('workers')
  })
})
