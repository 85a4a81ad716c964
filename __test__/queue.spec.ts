/** maxQueue: one call too many is refused before anything of it has run, imap waits instead, drain() tells of room. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { Pool, QueueFullError, range, sharedEmpty } from '../src/index'

let pool: Pool
afterEach(() => pool.terminate())

/** Gives its argument when the flag is up. */
const whenUp = async (x: number, flag: Int32Array): Promise<number> => {
  while (Atomics.load(flag, 0) === 0) await new Promise((go) => setTimeout(go, 1))
  return x
}

describe('with two workers and room for three', () => {
  test('the sixth call is refused, and nothing of it runs', async () => {
    pool = new Pool({ processes: 2, maxQueue: 3, engine: 'workers' })
    const flag = sharedEmpty(1, 'int32')
    const ran = sharedEmpty(8, 'int32')
    const run = async (i: number, up: Int32Array, marks: Int32Array): Promise<number> => {
      marks[i] = 1
      while (Atomics.load(up, 0) === 0) await new Promise((go) => setTimeout(go, 1))
      return i
    }
    const calls = [...range(8)].map((i) => pool.applyAsync(run, [i, flag, ran]))
    for (const refused of calls.slice(5)) {
      const error: unknown = await refused.get().catch((e: unknown) => e)
      expect(error).toBeInstanceOf(QueueFullError)
      expect(error).toMatchObject({ code: 'ERR_NUMPOOL_QUEUE_FULL', maxQueue: 3 })
      expect((error as Error).message).toMatch(/nothing of this one has run.*pool\.drain\(\)/)
    }
    expect(() => pool.mapSync((x: number) => x, [1])).toThrow(QueueFullError)
    flag[0] = 1
    expect(await Promise.all(calls.slice(0, 5))).toEqual([0, 1, 2, 3, 4])
    expect([...ran]).toEqual([1, 1, 1, 1, 1, 0, 0, 0])
    // There is room again.
    expect(await pool.apply((x: number) => x, [9])).toBe(9)
  })

  test('a map counts as one call; native and inline calls wait for nobody', async () => {
    pool = new Pool({ processes: 2, maxQueue: 3 })
    const flag = sharedEmpty(1, 'int32')
    const rows = [...range(50)].map((i) => [i, flag] as [number, Int32Array])
    const calls = [...range(5)].map(() => pool.starmap(whenUp, rows, { engine: 'workers' }))
    await expect(pool.starmap(whenUp, rows)).rejects.toBeInstanceOf(QueueFullError)
    expect(await pool.map(Math.sqrt, Float64Array.of(4))).toEqual(Float64Array.of(2))
    expect(await pool.map((x) => `${x}`, [1], { engine: 'inline' })).toEqual(['1'])
    expect(await pool.map((x) => `${x}`, [])).toEqual([])
    flag[0] = 1
    for (const results of await Promise.all(calls)) expect(results).toEqual([...range(50)])
  })

  test('a map that has every worker leaves no more calls in than may wait', async () => {
    // It counted as one call on one worker, and one more for each of the others got in.
    pool = new Pool({ processes: 2, maxQueue: 1, engine: 'workers' })
    const flag = sharedEmpty(1, 'int32')
    const begun = sharedEmpty(1, 'int32')
    const work = async (_: number, up: Int32Array, count: Int32Array): Promise<void> => {
      Atomics.add(count, 0, 1)
      while (Atomics.load(up, 0) === 0) await new Promise((go) => setTimeout(go, 1))
    }
    const rows = [...range(8)].map((i) => [i, flag, begun] as [number, Int32Array, Int32Array])
    const map = pool.starmap(work, rows, { chunkSize: 1 })
    while (Atomics.load(begun, 0) < 2) await sleep(1)
    const waits = pool.applyAsync((x: number) => x, [1])
    await expect(pool.applyAsync((x: number) => x, [2])).rejects.toBeInstanceOf(QueueFullError)
    flag[0] = 1
    await map
    expect(await waits).toBe(1)
  })

  test('callbacks hear of the refusal, and a call may be made when others were stopped', async () => {
    pool = new Pool({ processes: 2, maxQueue: 3, engine: 'workers' })
    const flag = sharedEmpty(1, 'int32')
    const calls = [...range(5)].map((i) => pool.applyAsync(whenUp, [i, flag]))
    const told: unknown[] = []
    const errorCallback = (error: unknown): void => void told.push(error)
    const refused = pool.applyAsync(whenUp, [5, flag], { errorCallback })
    await refused.wait()
    expect(told).toEqual([expect.any(QueueFullError)])
    calls[4]?.cancel()
    await calls[4]?.wait()
    const next = pool.applyAsync(whenUp, [6, flag])
    flag[0] = 1
    expect(await next).toBe(6)
  })
})

test('as many calls as may wait together in a worker do not count', async () => {
  pool = new Pool({ processes: 1, maxQueue: 1, concurrency: 4, engine: 'workers' })
  const flag = sharedEmpty(1, 'int32')
  const calls = [...range(5)].map((i) => pool.applyAsync(whenUp, [i, flag]))
  await expect(pool.applyAsync(whenUp, [5, flag])).rejects.toBeInstanceOf(QueueFullError)
  flag[0] = 1
  expect(await Promise.all(calls)).toEqual([...range(5)])
})

describe('drain()', () => {
  test('resolves at once while there is room, and without a limit', async () => {
    pool = new Pool(1)
    await pool.drain()
    const limited = new Pool({ processes: 1, maxQueue: 1 })
    await limited.drain()
    await limited.terminate()
  })

  test('lets a long loop make calls without a refusal, with few waiting at any time', async () => {
    pool = new Pool({ processes: 2, maxQueue: 4, engine: 'workers' })
    let pending = 0
    let most = 0
    const results: Promise<number>[] = []
    for (const i of range(300)) {
      await pool.drain()
      most = Math.max(most, ++pending)
      results.push(pool.applyAsync((x: number) => x * 2, [i]).finally(() => pending--))
    }
    expect(await Promise.all(results)).toEqual([...range(300)].map((i) => i * 2))
    expect(most).toBeLessThanOrEqual(2 + 4)
  })

  test('several who wait each get their turn', async () => {
    pool = new Pool({ processes: 1, maxQueue: 1, engine: 'workers' })
    const one = async (i: number): Promise<number> => {
      for (;;) {
        await pool.drain()
        try {
          return await pool.applyAsync((x: number) => x, [i])
        } catch (error) {
          if (!(error instanceof QueueFullError)) throw error
        }
      }
    }
    expect(await Promise.all([...range(40)].map(one))).toEqual([...range(40)])
  })

  test('tells one who waits for each free place, in the order of asking', async () => {
    // All were told at once, so that of ten handlers with `await pool.drain(); await pool.apply(…)` nine were refused.
    pool = new Pool({ processes: 1, maxQueue: 2, engine: 'workers' })
    const flag = sharedEmpty(1, 'int32')
    const calls = [0, 1, 2].map((i) => pool.applyAsync(whenUp, [i, flag]))
    const order: number[] = []
    const one = async (i: number): Promise<number> => {
      await pool.drain()
      order.push(i)
      // Every third does not make its call in its turn: the place is the next one's.
      return i % 3 === 0 ? -i : pool.apply((x: number) => x, [i])
    }
    const handlers = [...range(12)].map(one)
    flag[0] = 1
    expect(await Promise.all(handlers)).toEqual([...range(12)].map((i) => (i % 3 === 0 ? -i : i)))
    expect(order).toEqual([...range(12)])
    expect(await Promise.all(calls)).toEqual([0, 1, 2])
    // With room from the beginning, too.
    expect(await Promise.all([1, 2, 4, 5, 7].map(one))).toEqual([1, 2, 4, 5, 7])
  })

  test('resolves when a call begins, though none has ended', async () => {
    // It waited until one ended: with a map that is long and single calls that are, nobody was let in for as long.
    pool = new Pool({ processes: 2, maxQueue: 2, engine: 'workers' })
    const [first, second, single] = [0, 1, 2].map(() => sharedEmpty(1, 'int32'))
    const map = pool.starmap(whenUp, [
      [0, first],
      [1, second],
    ] as [number, Int32Array][])
    // Until its items are given out it is one call that waits; then it has both workers.
    await sleep(1)
    const calls = [2, 3].map((i) => pool.applyAsync(whenUp, [i, single as Int32Array]))
    const order: string[] = []
    const drained = pool.drain().then(() => order.push('drained'))
    const others = [map, ...calls].map((call) => call.wait().then(() => order.push('ended')))
    await sleep(100)
    expect(order).toEqual([])
    // One of the map's two items ends, and the worker begins the first of the calls.
    ;(second as Int32Array)[0] = 1
    await drained
    expect(order).toEqual(['drained'])
    const last = pool.applyAsync((x: number) => x, [4])
    // One place, and no more.
    await expect(pool.applyAsync((x: number) => x, [5])).rejects.toBeInstanceOf(QueueFullError)
    for (const flag of [first, single]) (flag as Int32Array)[0] = 1
    await Promise.all(others)
    expect(await Promise.all([map, ...calls, last])).toEqual([[0, 1], 2, 3, 4])
  })

  test('lets nobody in between two chunks of a map', async () => {
    // A worker that has reported a chunk and not yet begun the next one looks free.
    pool = new Pool({ processes: 2, maxQueue: 1, engine: 'workers' })
    const up = sharedEmpty(1, 'int32')
    const item = async (flag: Int32Array): Promise<void> => {
      await new Promise((go) => setTimeout(go, 2))
      if (Atomics.load(flag, 0) === 0) return
    }
    const map = pool.map(
      item,
      Array.from({ length: 100 }, () => up),
      { chunkSize: 1 },
    )
    const waits = pool.applyAsync((x: number) => x, [1])
    let pending = 1
    let most = 0
    void waits.then(() => pending--)
    const made: Promise<number>[] = []
    let over = false
    void map.then(() => {
      over = true
    })
    while (!over) {
      await pool.drain()
      most = Math.max(most, ++pending)
      made.push(pool.applyAsync((x: number) => x, [made.length]).finally(() => pending--))
    }
    // One that waits, and as many as run.
    expect(most).toBeLessThanOrEqual(1 + 2)
    expect(await Promise.all(made)).toEqual(made.map((_, i) => i))
    expect(await waits).toBe(1)
  })

  test('resolves when the pool is terminated', async () => {
    pool = new Pool({ processes: 1, maxQueue: 1, engine: 'workers' })
    const flag = sharedEmpty(1, 'int32')
    const calls = [0, 1].map((i) => pool.applyAsync(whenUp, [i, flag]))
    const drained = pool.drain()
    await pool.terminate()
    await drained
    for (const call of calls) await call.wait()
  })
})

test('imap waits for its turn, reads no further meanwhile, and can be left', async () => {
  pool = new Pool({ processes: 1, maxQueue: 1, engine: 'workers' })
  const flag = sharedEmpty(1, 'int32')
  const calls = [0, 1].map((i) => pool.applyAsync(whenUp, [i, flag]))
  let read = 0
  function* source(): Generator<number> {
    while (true) yield read++
  }
  const results = pool.imap((x) => x + 1, source(), { bufferSize: 3 })
  const other = pool.imap((x) => x + 1, source(), { bufferSize: 3 })
  const first = results.next()
  await sleep(20)
  expect(read).toBe(6)
  await other.return()
  flag[0] = 1
  expect(await Promise.all(calls)).toEqual([0, 1])
  expect(await first).toEqual({ done: false, value: 1 })
  const got: number[] = []
  for await (const x of results) if (got.push(x) === 30) break
  expect(got).toHaveLength(30)
  expect(await other.next()).toMatchObject({ done: true })
})
