/** The inline engine: plain JS in the calling thread, by the rules that hold for every engine. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { enumerate, Pool, range, sharedCopy, zip } from '../src/index'

const pool = new Pool({ engine: 'inline' })
afterAll(() => pool.terminate())

describe('the function', () => {
  test('gets the item and nothing else', async () => {
    const seen: unknown[][] = []
    const fn = (...args: unknown[]): number => seen.push(args)
    await pool.map(fn, ['a', 'b'])
    pool.mapSync(fn, ['c'])
    expect(seen).toEqual([['a'], ['b'], ['c']])
    expect(await pool.map(parseInt, ['1', '2'])).toEqual([1, 2])
  })

  test('gets no this', () => {
    expect(
      pool.mapSync(
        function (this: unknown) {
          return this
        },
        [1],
      ),
    ).toEqual([undefined])
  })

  test('gets rows unpacked by starmap, as an array by map', async () => {
    expect(await pool.starmap((...args: unknown[]) => args, zip([1, 2], 'ab'))).toEqual([
      [1, 'a'],
      [2, 'b'],
    ])
    expect(await pool.map((row) => row, zip([1], range(5)))).toEqual([[1, 0]])
    expect(pool.starmapSync((i, s: string) => s + i, enumerate(['x']))).toEqual(['x0'])
    expect(
      pool.starmapSync((a: number, b: number) => a + b, [new Set([1, 2])] as unknown as [
        number,
        number,
      ][]),
    ).toEqual([3])
  })

  test('works on the data and the variables of the call', async () => {
    let offset = 10
    const data = Float64Array.of(1, 2)
    const list = [1, 2]
    const add = (x: number) => x + offset
    const results = [pool.map(add, data), pool.map(add, list)]
    offset = 20
    data.fill(0)
    list.fill(0)
    expect(await Promise.all(results)).toEqual([Float64Array.of(11, 12), [11, 12]])
  })

  test('sees shared memory live', async () => {
    const data = sharedCopy([1, 2])
    const first = pool.map(async (x) => x, data)
    data[1] = 50
    expect([...(await first)]).toEqual([1, 50])
  })

  test('is awaited by asynchronous methods', async () => {
    const result = await pool.map(
      async (x) => {
        await sleep(1)
        return x * 2
      },
      Int32Array.of(1, 2),
    )
    expect(result).toEqual(Int32Array.of(2, 4))
  })

  test('may not give a promise in sync methods', () => {
    expect(() => pool.mapSync(async (x) => x, [1, 2])).toThrow(
      expect.objectContaining({ code: 'ERR_NUMPOOL_ASYNC_RESULT', index: 0 }),
    )
  })

  test('sees the captures given for its variables', async () => {
    const k = 2
    const scaled = (x: number): number => x * k
    expect(pool.mapSync(scaled, [1, 2])).toEqual([2, 4])
    expect(pool.mapSync(scaled, [1, 2], { captures: { k: 10 } })).toEqual([10, 20])
    expect(await pool.map(scaled, [1], { captures: { other: 1 } })).toEqual([2])
  })
})

describe('results', () => {
  const identity = (x: unknown): never => x as never

  test('are of the type of the data', async () => {
    const buffer = Buffer.from([1, 2])
    for (const data of [Float32Array.of(1.5), BigInt64Array.of(5n), Uint8ClampedArray.of(300)]) {
      const result: unknown = await pool.map(identity, data as Float32Array)
      expect(result).toEqual(data)
      expect(Object.getPrototypeOf(result)).toBe(Object.getPrototypeOf(data))
      expect(result).not.toBe(data)
    }
    expect(Object.getPrototypeOf(pool.mapSync(identity, buffer))).toBe(Uint8Array.prototype)
    expect(pool.mapSync(identity, sharedCopy([1])).buffer).toBeInstanceOf(ArrayBuffer)
    expect(pool.mapSync(identity, range(2))).toEqual([0, 1])
    expect(pool.mapSync(identity, new Set(['a']))).toEqual(['a'])
    expect(pool.starmapSync(identity, zip(Float64Array.of(1)))).toEqual([1])
  })

  test('are stored as TypedArray.prototype.map stores them', () => {
    const data = Uint8Array.of(1, 2, 3)
    expect(pool.mapSync((x) => x * 100.7 - 101, data)).toEqual(data.map((x) => x * 100.7 - 101))
    expect(pool.mapSync((x) => x > 1, data)).toEqual(Uint8Array.of(0, 1, 1))
  })

  test('that a typed array cannot hold are a TypeError with the index', async () => {
    const bad = (x: number): never => (x === 2 ? 'two' : x) as never
    await expect(pool.map(bad, Float64Array.of(1, 2))).rejects.toMatchObject({
      code: 'ERR_NUMPOOL_NOT_STORABLE',
      index: 1,
    })
    expect(() => pool.mapSync(bad, [1, 2], { dtype: 'int8' })).toThrow(TypeError)
  })

  test('go where out says', () => {
    const out = new Float32Array(2)
    expect(pool.mapSync((x) => x / 3, [1, 2], { out })).toBe(out)
    expect(out[0]).toBe(Math.fround(1 / 3))
    const list: string[] = ['', '']
    expect(pool.mapSync((x) => `${x}`, Float64Array.of(1, 2), { out: list })).toBe(list)
    expect(list).toEqual(['1', '2'])
  })

  test('may go over the data, as if these had been copied', async () => {
    const data = Float64Array.of(1, 2, 3, 4)
    pool.mapSync((x) => x * 10, data.subarray(0, 3), { out: data.subarray(1) })
    expect(data).toEqual(Float64Array.of(1, 10, 20, 30))
    await pool.map((x) => x + 1, data.subarray(1), { out: data.subarray(0, 3) })
    expect(data).toEqual(Float64Array.of(11, 21, 31, 30))
    const shared = sharedCopy([1, 2, 3])
    pool.mapSync((x) => x * 10, shared.subarray(0, 2), { out: shared.subarray(1) })
    expect([...shared]).toEqual([1, 10, 20])
  })

  test('of no items are empty', async () => {
    expect(await pool.map(identity, [])).toEqual([])
    expect(await pool.map(identity, new Int8Array())).toEqual(new Int8Array())
  })
})

describe('a long call', () => {
  const busy = (x: number): number => {
    const end = performance.now() + 2
    while (performance.now() < end);
    return x
  }

  test('lets the event loop turn', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 5)
    await pool.map(busy, range(50))
    clearInterval(timer)
    expect(turns).toBeGreaterThan(3)
  })

  test('is stopped by its timeout, sync too', async () => {
    const timedOut = { name: 'TimeoutError', timeout: 20 }
    await expect(pool.map(busy, range(1e6), { timeout: 20 })).rejects.toMatchObject(timedOut)
    expect(() => pool.mapSync(busy, range(1e6), { timeout: 20 })).toThrow(
      expect.objectContaining(timedOut),
    )
  })

  test('is stopped while it waits for a promise', async () => {
    const never = (): Promise<never> => new Promise(() => {})
    await expect(pool.map(never, [1], { timeout: 20 })).rejects.toMatchObject({ timeout: 20 })
    const result = pool.apply(never)
    result.cancel('enough')
    await expect(result).rejects.toMatchObject({ name: 'CancelledError', cause: 'enough' })
  })
})
