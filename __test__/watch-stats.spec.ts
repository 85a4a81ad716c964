/**
 * `pool.stats()`: whatever happens to calls, everything that was counted adds up.
 */
import { describe, expect, test } from 'vitest'
import { Pool, type PoolStats, share, sharedEmpty } from '../src'
import { Counters } from '../src/watch/counters'
import { countValues } from '../src/watch/size'

/** The sums that hold at any moment. */
function addsUp({ calls, items, workers, engines }: PoolStats): void {
  expect(calls.made).toBe(calls.pending + calls.done + calls.failed + calls.cancelled)
  expect(items.taken).toBe(
    items.pending + items.running + items.done + items.failed + items.cancelled,
  )
  for (const count of [...Object.values(calls), ...Object.values(items)])
    expect(count).toBeGreaterThanOrEqual(0)
  expect(workers.alive).toBe(workers.busy + workers.idle)
  expect(workers.alive).toBeLessThanOrEqual(workers.size)
  const { native, inline, workers: threads } = engines
  expect(native.items + inline.items + threads.items).toBeLessThanOrEqual(items.taken)
}

/** The stats, which add up; and with nothing pending any more, when the pool is at rest. */
function restOf(pool: Pool): PoolStats {
  const stats = pool.stats()
  addsUp(stats)
  expect(stats.calls.pending).toBe(0)
  expect(stats.items.pending).toBe(0)
  expect(stats.items.running).toBe(0)
  expect(stats.workers.busy).toBe(0)
  return stats
}

const text = (n: number): string => `<${n}>`

function odd(n: number): number {
  if (n % 2 === 1) throw new RangeError(`${n} is odd`)
  return n
}

test('a new pool has counted nothing, and has a version', () => {
  using pool = new Pool(3, { name: 'fresh' })
  expect(pool.stats()).toEqual({
    version: 1,
    name: 'fresh',
    state: 'RUN',
    calls: { made: 0, pending: 0, done: 0, failed: 0, cancelled: 0 },
    items: { taken: 0, pending: 0, running: 0, done: 0, failed: 0, cancelled: 0 },
    engines: {
      native: { runs: 0, items: 0, ms: 0 },
      workers: { runs: 0, items: 0, ms: 0 },
      inline: { runs: 0, items: 0, ms: 0 },
    },
    workers: { size: 3, alive: 0, busy: 0, idle: 0, started: 0, lost: 0, replaced: 0 },
    tasks: 0,
    bytes: { copied: 0, shared: 0 },
    times: { start: 0, queue: 0, copy: 0, run: 0, merge: 0 },
  })
})

test('is JSON', async () => {
  await using pool = new Pool(1)
  await pool.map(text, [1, 2, 3])
  const stats = pool.stats()
  expect(JSON.parse(JSON.stringify(stats))).toEqual(stats)
})

describe('calls and items', () => {
  test('by engine', async () => {
    await using pool = new Pool(2)
    await pool.map((x) => x + 1, new Float64Array(1000))
    await pool.map(text, [1, 2, 3, 4])
    await pool.map(text, [1, 2], { engine: 'inline' })
    await pool.applyAsync(text, [1])
    await pool.apply(text, [1], { timeout: 60_000 })
    await pool.map(text, [])
    const { calls, items, engines, tasks, workers, times } = restOf(pool)
    expect(calls).toEqual({ made: 6, pending: 0, done: 6, failed: 0, cancelled: 0 })
    expect(items).toMatchObject({ taken: 1008, done: 1008 })
    expect(engines.native).toMatchObject({ runs: 1, items: 1000 })
    expect(engines.workers).toMatchObject({ runs: 3, items: 6 })
    expect(engines.inline).toMatchObject({ runs: 2, items: 2 })
    expect(tasks).toBeGreaterThanOrEqual(3)
    expect(workers.started).toBe(workers.alive)
    expect(workers.started).toBeGreaterThan(0)
    expect(times.start).toBeGreaterThan(0)
    expect(times.copy).toBeGreaterThan(0)
    expect(times.run).toBeGreaterThan(0)
    expect(times.merge).toBeGreaterThan(0)
  })

  test('of calls that block, the shortest way included', () => {
    using pool = new Pool(1)
    const samples = new Float64Array(100)
    const root = (x: number): number => Math.sqrt(x)
    for (let i = 0; i < 10; i++) pool.mapSync(root, samples, { out: samples })
    expect(pool.mapSync(text, [1, 2])).toEqual(['<1>', '<2>'])
    expect(pool.applySync(text, [3])).toBe('<3>')
    expect(() => pool.mapSync(odd, ['2', 3, 4] as number[])).toThrow('3 is odd')
    const { calls, items, engines } = restOf(pool)
    expect(calls).toMatchObject({ made: 13, done: 12, failed: 1 })
    expect(items).toMatchObject({ taken: 1006, done: 1005, failed: 1 })
    expect(engines.native).toMatchObject({ runs: 10, items: 1000 })
    expect(engines.workers).toMatchObject({ runs: 3, items: 6 })
  })

  test('that fail: items one by one, calls once', async () => {
    await using pool = new Pool(2)
    const failing = [
      pool.map(odd, ['0', 1, 2, 3] as number[]),
      pool.applyAsync(odd, [5]),
      pool.map(odd, [1, 2], { engine: 'inline' }),
      pool.map((x) => x, [1, 2], { captures: { x: Symbol('cannot travel') }, engine: 'native' }),
    ]
    await Promise.allSettled(failing)
    await pool.map(odd, ['0', 1] as number[], { onError: 'collect' })
    const { calls, items } = restOf(pool)
    expect(calls.made).toBe(5)
    expect(calls.failed + calls.done).toBe(5)
    expect(calls.failed).toBeGreaterThanOrEqual(3)
    expect(items.failed).toBe(2 + 1 + 1 + 1)
  })

  test('that cannot be sent are failed items, the others run', async () => {
    await using pool = new Pool(1)
    const result = pool.map(String, ['1', () => {}, '3', () => {}] as unknown[], {
      engine: 'workers',
    })
    await expect(result).rejects.toMatchObject({ code: 'ERR_NUMPOOL_NOT_CLONEABLE' })
    await expect(pool.apply(String, [() => {}])).rejects.toMatchObject({
      code: 'ERR_NUMPOOL_NOT_CLONEABLE',
    })
    const { calls, items } = restOf(pool)
    expect(calls).toMatchObject({ made: 2, failed: 2 })
    expect(items).toMatchObject({ taken: 5, done: 2, failed: 3 })
  })

  test('of an imap: one call', async () => {
    await using pool = new Pool(2)
    for await (const _ of pool.imap(text, [1, 2, 3, 4, 5, 6], { chunkSize: 2 }));
    const { calls, items, engines } = restOf(pool)
    expect(calls).toMatchObject({ made: 1, done: 1 })
    expect(items).toMatchObject({ taken: 6, done: 6 })
    expect(engines.workers.items).toBe(6)
    expect(engines.workers.runs).toBeGreaterThanOrEqual(1)
  })

  test('that are cancelled: what had not ended counts as cancelled', async () => {
    await using pool = new Pool(1)
    const forever = async (): Promise<void> => {
      await new Promise(() => setInterval(() => {}, 1000))
    }
    const results = [
      pool.map(forever, [1, 2, 3]),
      pool.applyAsync(forever, []),
      pool.map(forever, [1, 2], { signal: AbortSignal.abort() }),
    ]
    await new Promise((resolve) => setTimeout(resolve, 20))
    const busy = pool.stats()
    addsUp(busy)
    expect(busy.calls).toMatchObject({ made: 3, pending: 2, cancelled: 1 })
    for (const result of results) result.cancel()
    await Promise.allSettled(results)
    expect(await pool.apply(text, [1])).toBe('<1>')
    const { calls, items } = restOf(pool)
    expect(calls).toMatchObject({ made: 4, done: 1, cancelled: 3 })
    expect(items).toMatchObject({ taken: 5, done: 1, cancelled: 4 })
  })

  test('that were stopped by the end of the pool', async () => {
    const pool = new Pool(1)
    const result = pool.map(() => new Promise(() => {}), [1, 2, 3])
    const single = pool.applyAsync(() => new Promise(() => {}), [])
    await pool.terminate()
    await Promise.allSettled([result, single])
    const stats = pool.stats()
    addsUp(stats)
    expect(stats.state).toBe('TERMINATE')
    expect(stats.calls).toMatchObject({ made: 2, pending: 0, cancelled: 2 })
    expect(stats.items).toMatchObject({ taken: 4, pending: 0, running: 0, cancelled: 4 })
    expect(stats.workers.alive).toBe(0)
  })
})

describe('workers', () => {
  test('that die are lost, others started', async () => {
    await using pool = new Pool(1)
    await expect(pool.apply(() => process.exit(7))).rejects.toMatchObject({
      code: 'ERR_NUMPOOL_WORKER_LOST',
    })
    const die = (n: number): number => (n === 2 ? process.exit(7) : n)
    await expect(pool.map(die, [1, 2, 3], { chunkSize: 3 })).rejects.toThrow()
    expect(await pool.apply(text, [1])).toBe('<1>')
    const { calls, items, workers } = restOf(pool)
    expect(calls).toMatchObject({ made: 3, done: 1, failed: 2 })
    expect(items.taken).toBe(5)
    expect(items.done + items.failed).toBe(5)
    expect(items.failed).toBeGreaterThanOrEqual(2)
    expect(workers).toMatchObject({ started: 3, lost: 2, replaced: 0, alive: 1 })
  })

  test('that have done enough are replaced', async () => {
    await using pool = new Pool(1, { maxTasksPerChild: 1 })
    for (let i = 0; i < 3; i++) await pool.apply(text, [i])
    // The last has no successor before there is work for one.
    await pool.apply(text, [3])
    const { workers } = restOf(pool)
    expect(workers.lost).toBe(0)
    expect(workers.started).toBeGreaterThanOrEqual(4)
    expect(workers.replaced).toBeGreaterThanOrEqual(3)
  })

  test('are busy while they run something', async () => {
    await using pool = new Pool(2)
    await pool.warmup()
    expect(pool.stats().workers).toMatchObject({ alive: 2, busy: 0, idle: 2, started: 2 })
    const gate = new Int32Array(new SharedArrayBuffer(8))
    const hold = (_: number): void => {
      Atomics.add(gate, 1, 1)
      Atomics.wait(gate, 0, 0)
    }
    const result = pool.map(hold, [1, 2, 3], { chunkSize: 1, captures: { gate } })
    while (Atomics.load(gate, 1) < 2) await new Promise((resolve) => setTimeout(resolve, 5))
    const stats = pool.stats()
    addsUp(stats)
    expect(stats.workers).toMatchObject({ busy: 2, idle: 0 })
    expect(stats.items.running).toBeGreaterThanOrEqual(2)
    expect(stats.items.done).toBe(0)
    Atomics.store(gate, 0, 1)
    Atomics.notify(gate, 0)
    await result
    restOf(pool)
  })
})

describe('bytes', () => {
  test('a shared value counts once for each worker that it is sent to', async () => {
    // It did not count at all, and a pool that had sent hundreds of megabytes said that nothing was copied.
    await using pool = new Pool(1)
    const table = share({ numbers: new Float64Array(125_000) })
    for (let i = 0; i < 3; i++)
      expect(await pool.apply((from: typeof table) => from.numbers.length, [table])).toBe(125_000)
    const { copied } = pool.stats().bytes
    expect(copied).toBeGreaterThan(1_000_000)
    expect(copied).toBeLessThan(2_000_000)
  })

  test('of typed arrays are exact', async () => {
    await using pool = new Pool(1)
    await pool.map((x) => x, new Float64Array(1000), { engine: 'workers' })
    // In: 8000 into shared memory; out: 8000 from there.
    expect(pool.stats().bytes).toEqual({ copied: 16_000, shared: 0 })
    const shared = sharedEmpty(1000)
    await pool.map((x) => x, shared, { engine: 'workers', out: sharedEmpty(1000) })
    expect(pool.stats().bytes).toEqual({ copied: 16_000, shared: 16_000 })
    pool.mapSync((x) => x * 2, new Float64Array(1000))
    expect(pool.stats().bytes).toEqual({ copied: 16_000, shared: 32_000 })
  })

  test('of buffers among other values count too, and no getter runs for it', async () => {
    await using pool = new Pool(1)
    const buffers = Array.from({ length: 10 }, () => new Uint8Array(1000))
    await pool.map((bytes: Uint8Array) => bytes.length, buffers)
    const { copied } = pool.stats().bytes
    expect(copied).toBe(10 * 1000 + 10 * 8)
  })

  test('are looked for without running a getter or a proxy', () => {
    const counters = new Counters('test')
    const never = (): never => {
      throw new Error('somebody has looked')
    }
    const getter = Object.defineProperty({}, 'value', { enumerable: true, get: never })
    const proxy = new Proxy({}, { ownKeys: never, get: never, getPrototypeOf: never })
    countValues(counters, [getter, proxy, [proxy], { getter }], 0, 4)
    expect(counters.bytesCopied).toBeGreaterThan(0)
  })
})
