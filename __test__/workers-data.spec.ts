import { afterAll, describe, expect, test } from 'vitest'
import { NotCloneableError } from '../src/errors'
import { range, zip } from '../src/sequence'
import { sharedEmpty } from '../src/shared'
import { workersPool } from './support/workers'

const pool = workersPool(2)
afterAll(() => pool.engine.terminate())

describe('typed arrays', () => {
  test('the same kind comes back, unshared, stored as TypedArray.prototype.map stores', async () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i)
    const f = (x: number): number => x * 1.5
    const result = await pool.map(f, bytes)
    expect(result).toBeInstanceOf(Uint8Array)
    expect(result).toEqual(bytes.map(f))
    expect(result.buffer).not.toBeInstanceOf(SharedArrayBuffer)
    expect(pool.mapSync(f, bytes)).toEqual(bytes.map(f))
  })

  test('subarrays, floats, -0 and NaN', async () => {
    const values = new Float64Array([
      1,
      -0,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      5e-324,
      9,
    ]).subarray(1, 5)
    const result = await pool.map((x: number) => x, values)
    expect([...result].every((x, i) => Object.is(x, values[i]))).toBe(true)
  })

  test('bigint arrays hold bigints', async () => {
    const values = BigInt64Array.of(1n, 2n, -3n)
    expect(await pool.map((x: bigint) => x * 2n, values)).toEqual(BigInt64Array.of(2n, 4n, -6n))
    const { failures } = await pool.outcome((x: bigint) => Number(x), values)
    expect(failures[0]).toMatchObject({ index: 0, error: { code: 'ERR_NUMPOOL_NOT_STORABLE' } })
  })

  test('booleans are stored, other results are a TypeError with the index', async () => {
    expect(await pool.map((x: number) => x > 1, Int32Array.of(1, 2))).toEqual(Int32Array.of(0, 1))
    const { value, failures } = await pool.outcome(
      (x: number) => (x === 2 ? 'two' : x * 10),
      Int32Array.of(1, 2, 3),
    )
    expect(value).toEqual(Int32Array.of(10, 0, 30))
    expect(failures).toHaveLength(1)
    expect(failures[0]?.index).toBe(1)
    expect(failures[0]?.error).toBeInstanceOf(TypeError)
    expect(failures[0]?.error).toMatchObject({ code: 'ERR_NUMPOOL_NOT_STORABLE', index: 1 })
  })

  test('they are read when the call is made', async () => {
    const values = Float64Array.of(1, 2)
    const result = pool.map((x: number) => x, values)
    values[0] = 100
    expect(await result).toEqual(Float64Array.of(1, 2))
  })

  test('out: the same array, filled; also when it is the input, or shared', async () => {
    const f = (x: number): number => x + 1
    const values = Float64Array.of(1, 2, 3)
    const own = await pool.map(f, values, {
      output: { kind: 'typed', dtype: 'float64', out: values },
    })
    expect(own).toBe(values)
    expect(values).toEqual(Float64Array.of(2, 3, 4))
    const shared = sharedEmpty(3)
    shared.set([1, 2, 3])
    const output = { kind: 'typed', dtype: 'float64', out: shared } as const
    expect(await pool.map(f, shared, { output })).toBe(shared)
    expect([...shared]).toEqual([2, 3, 4])
    expect(await pool.map(f, [5, 6, 7], { output })).toBe(shared)
    expect([...shared]).toEqual([6, 7, 8])
    const list: unknown[] = [9, 9, 9]
    expect(await pool.map(f, values, { output: { kind: 'array', out: list } })).toBe(list)
    expect(list).toEqual([3, 4, 5])
  })

  test('a dtype of its own', async () => {
    const output = { kind: 'typed', dtype: 'int8' } as const
    expect(await pool.map((x: number) => x * 100, [1, 2, 3], { output })).toEqual(
      Int8Array.of(100, -56, 44),
    )
  })

  test('shared memory is live and by reference', async () => {
    const shared = sharedEmpty(4, 'int32')
    await pool.map((i: number) => Atomics.add(shared, i, i * 10), range(4))
    expect([...shared]).toEqual([0, 10, 20, 30])
  })
})

describe('other data', () => {
  test('ranges, zips, rows, holes, nothing', async () => {
    expect(await pool.map((x: number) => x * x, range(5))).toEqual([0, 1, 4, 9, 16])
    expect(await pool.map((x: number) => x, range(10, 0, -3))).toEqual([10, 7, 4, 1])
    const rows = zip([1, 2], Float64Array.of(3, 4), range(5, 9))
    expect(await pool.map((row: number[]) => row.length + (row[0] ?? 0), rows)).toEqual([4, 5])
    expect(
      await pool.map((a: number, b: number, c: number) => [a, b, c], rows, { spread: true }),
    ).toEqual([
      [1, 3, 5],
      [2, 4, 6],
    ])
    expect(
      await pool.map((a: number, b: number) => a * b, zip([1, 2], [3, 4]), { spread: true }),
    ).toEqual([3, 8])
    expect(await pool.map((a: number, b = 10) => a * b, [[1, 2], [3]], { spread: true })).toEqual([
      2, 30,
    ])
    // biome-ignore lint/suspicious/noSparseArray: a hole is the point
    expect(await pool.map((x: unknown) => x === undefined, [1, , 2])).toEqual([false, true, false])
    expect(await pool.map((x: number) => x, [])).toEqual([])
  })

  test('a function gets the item and nothing else', async () => {
    expect(await pool.map((...args: unknown[]) => args.length, ['a', 'b'])).toEqual([1, 1])
  })

  test('order, whatever the chunks', async () => {
    const items = Array.from({ length: 257 }, (_, i) => i)
    for (const chunkSize of [1, 2, 7, 64, 1000])
      expect(await pool.map((x: number) => x + 1, items, { chunkSize })).toEqual(
        items.map((x) => x + 1),
      )
  })

  test("chunks by CPython's rule: ceil(n / (4 * workers))", async () => {
    const one = workersPool(1)
    try {
      // Items of one chunk share objects, items of two do not.
      const item = { n: 0 }
      const items = new Array(10).fill(item)
      const counts = await one.map((o: { n: number }) => ++o.n, items)
      expect(counts).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3, 1])
    } finally {
      await one.engine.terminate()
    }
  })

  test('what arrives is what was sent, both ways', async () => {
    const value = {
      buffer: Buffer.from('a'),
      url: new URL('a:b'),
      map: new Map([[1, new Set([2])]]),
    }
    const back = await pool.apply(
      (v: typeof value) => ({ ...v, ok: Buffer.isBuffer(v.buffer) }),
      [value],
    )
    expect(back).toEqual({ ...value, ok: true })
    expect(Buffer.isBuffer(back.buffer)).toBe(true)
  })

  test('tasks of different calls share no objects', async () => {
    const item = { n: 0 }
    const bump = (o: { n: number }): number => ++o.n
    expect(await Promise.all([1, 2, 3, 4].map(() => pool.apply(bump, [item])))).toEqual([
      1, 1, 1, 1,
    ])
  })

  test('__proto__ keys do no harm', async () => {
    const evil = JSON.parse('{"__proto__": {"polluted": true}}') as object
    const back = await pool.apply((o: object) => o, [evil])
    expect(Object.hasOwn(back, '__proto__')).toBe(true)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

describe('what cannot be sent', () => {
  test('an item: refused with its path; the others run', async () => {
    const items = [1, 2, 3, { user: { socket: new WeakMap() } }, 5]
    const { value, failures } = await pool.outcome((x: unknown) => x, items, { chunkSize: 5 })
    expect(value).toEqual([1, 2, 3, undefined, 5])
    expect(failures).toHaveLength(1)
    expect(failures[0]).toMatchObject({ index: 3, error: { path: 'items[3].user.socket' } })
    expect(failures[0]?.error).toBeInstanceOf(NotCloneableError)
  })

  test('memory that is gone: the others of its chunk run', async () => {
    const gone = new Float64Array(2)
    structuredClone(gone.buffer, { transfer: [gone.buffer] })
    const { value, failures } = await pool.outcome((x: unknown) => x, [1, { gone }, 3], {
      chunkSize: 3,
    })
    expect(value).toEqual([1, undefined, 3])
    expect(failures).toMatchObject([{ index: 1, error: { path: 'items[1].gone' } }])
    await expect(pool.map((x: number) => [x, gone], [1])).rejects.toMatchObject({
      code: 'ERR_NUMPOOL_CANNOT_TRAVEL',
      variable: 'gone',
    })
  })

  test('an argument, a row, a proxy', async () => {
    await expect(
      pool.apply((a: unknown, b: unknown) => [a, b], [1, { f() {} }]),
    ).rejects.toMatchObject({
      path: 'args[1].f',
      code: 'ERR_NUMPOOL_NOT_CLONEABLE',
    })
    await expect(
      pool.map((a: unknown) => a, zip([1, 2], [3, Symbol('x')]), { spread: true }),
    ).rejects.toMatchObject({ path: 'items[1][1]' })
    await expect(
      pool.map((x: unknown) => x, [{}, { p: new Proxy({ a: 1 }, {}) }]),
    ).rejects.toMatchObject({
      path: 'items[1].p',
    })
    expect(await pool.map((x: number) => x, [1])).toEqual([1])
  })

  test('a getter that throws, or uses the pool again', async () => {
    const cause = new Error('mine')
    const bad = {
      get value() {
        throw cause
      },
    }
    await expect(pool.map((x: unknown) => x, [bad])).rejects.toMatchObject({
      path: 'items[0].value',
      cause,
    })
    let inner: Promise<unknown> | undefined
    const again = {
      get value() {
        inner ??= pool.apply(() => 'inner')
        return 1
      },
    }
    expect(await pool.map((x: unknown) => x, [again])).toEqual([{ value: 1 }])
    expect(await inner).toBe('inner')
  })

  test('a result: refused with its path; the worker and the other items live', async () => {
    const make = (x: number): unknown => {
      if (x === 1) return { deep: [() => 1] }
      if (x === 2) return new Proxy({ a: 1 }, {})
      if (x === 3) return new (class Point {})()
      if (x === 4) return Symbol('s')
      return x
    }
    const { value, failures } = await pool.outcome(make, [0, 1, 2, 3, 4, 5], { chunkSize: 6 })
    expect(value).toEqual([0, undefined, undefined, undefined, undefined, 5])
    expect(failures.map(({ index }) => index)).toEqual([1, 2, 3, 4])
    for (const { error } of failures) expect(error).toBeInstanceOf(NotCloneableError)
    expect(failures[0]?.error).toMatchObject({ path: 'result.deep[0]' })
    for (let i = 0; i < 20; i++)
      await expect(pool.apply(() => () => 1)).rejects.toThrow(NotCloneableError)
  })
})

describe('many small calls', () => {
  test('calls of one turn all get their own result', async () => {
    const results = await Promise.all(
      Array.from({ length: 2000 }, (_, i) => pool.apply((x: number) => x * 2, [i])),
    )
    expect(results).toEqual(Array.from({ length: 2000 }, (_, i) => i * 2))
  })

  test('a long call does not hold up short ones', async () => {
    const words = new Int32Array(new SharedArrayBuffer(4))
    const long = pool.apply(() => Atomics.wait(words, 0, 0, 30_000))
    const shorts = Array.from({ length: 40 }, (_, i) => pool.apply((x: number) => x, [i]))
    await Promise.all(shorts)
    Atomics.store(words, 0, 1)
    Atomics.notify(words, 0)
    expect(await long).not.toBe('timed-out')
  })
})
