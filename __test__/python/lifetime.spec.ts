/**
 * CPython's tests of a pool's life: `_TestPool` (make, terminate, context, enter, resource warning), `_TestPoolWorkerLifetime`,
 * `TestInitializers`, `TestPoolNotLeakOnFailure`, `TestStdinBadfiledescriptor` and `MiscTestCase`.
 */
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import {
  BrokenPoolError,
  type EngineName,
  Pool,
  PoolClosedError,
  type PoolOptions,
  PoolTerminatedError,
  range,
} from '../../src/index'
import { runChild } from '../support/child'
import { sleep } from '../support/workers'

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))

const pools: Pool[] = []
const make = (options: PoolOptions = {}): Pool => {
  const pool = new Pool({ engine: 'workers', ...options })
  pools.push(pool)
  return pool
}
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.terminate()
})

const sqr = (x: number): number => x * x
const squares = (n: number): number[] => Array.from({ length: n }, (_, x) => x * x)
const threadId = (): number => process.getBuiltinModule('node:worker_threads').threadId
const counterOf = (): Int32Array => new Int32Array(new SharedArrayBuffer(4))
const livingWorkers = (): number =>
  (process.report.getReport() as unknown as { workers: unknown[] }).workers.length
const collect = (globalThis as unknown as { gc(): void }).gc

test('test_make_pool', async () => {
  for (const processes of [-1, 0]) expect(() => new Pool(processes)).toThrow(RangeError)
  const pool = make({ processes: 3 })
  expect(pool.processes).toBe(3)
  await pool.warmup()
  expect(livingWorkers()).toBe(3)
  expect(await pool.map(sqr, range(20))).toEqual(squares(20))
})

describe.each<EngineName>(['workers', 'inline'])('%s', (engine) => {
  test('test_terminate', async () => {
    const pool = make({ processes: 2, engine })
    const slowly = (ms: number): Promise<void> => new Promise((go) => setTimeout(go, ms))
    const result = pool.mapAsync(slowly, Array(10_000).fill(1000), { chunkSize: 1 })
    await sleep(20)
    // Done in order they would take more than an hour.
    await pool.terminate()
    await pool.join()
    await expect(result).rejects.toBeInstanceOf(PoolTerminatedError)
  })

  test('test_context', async () => {
    const closed = await (async () => {
      await using pool = make({ processes: 2, engine })
      expect(await pool.mapAsync(sqr, range(10)).get()).toEqual(squares(10))
      return pool
    })()
    expect(() => closed.mapAsync(sqr, range(10))).toThrow(PoolClosedError)
    const terminated = await (async () => {
      using pool = make({ processes: 2, engine })
      expect(await pool.map(sqr, range(10))).toEqual(squares(10))
      return pool
    })()
    expect(() => terminated.mapAsync(sqr, range(10))).toThrow(PoolClosedError)
  })

  // `using` asks nothing when it begins; the first call does, and so does `warmup`.
  test('test_enter', async () => {
    const pool = make({ processes: 1, engine })
    await pool.terminate()
    await pool.join()
    await expect(
      (async () => {
        await using again = pool
        await again.warmup()
      })(),
    ).rejects.toBeInstanceOf(PoolClosedError)
    expect(() => {
      using again = pool
      again.map(sqr, [1])
    }).toThrow(PoolClosedError)
  })
})

describe('test_resource_warning', () => {
  /** The warnings of `body`, once what it left behind was collected. */
  async function warningsOf(body: () => Promise<unknown>): Promise<Error[]> {
    const warnings: Error[] = []
    const hear = (warning: Error): void => void warnings.push(warning)
    process.on('warning', hear)
    try {
      const before = livingWorkers()
      await body()
      for (let round = 0; round < 200 && (round < 10 || livingWorkers() > before); round++) {
        await sleep(10)
        collect()
      }
      expect(livingWorkers()).toBe(before)
    } finally {
      process.off('warning', hear)
    }
    return warnings
  }

  test('a pool with workers that nobody closed is told of when it is collected', async () => {
    const warnings = await warningsOf(async () => {
      await new Pool(1, { engine: 'workers', name: 'left' }).map(sqr, [1])
    })
    expect(warnings).toEqual([
      expect.objectContaining({ name: 'NumpoolWarning', code: 'NUMPOOL_UNCLOSED_POOL' }),
    ])
    expect(warnings[0]?.message).toMatch(/'left'.*close\(\)/s)
  })

  test('one that was closed, terminated or never had a worker is not', async () => {
    const warnings = await warningsOf(async () => {
      const closed = new Pool(1, { engine: 'workers' })
      await closed.map(sqr, [1])
      closed.close()
      const terminated = new Pool(1, { engine: 'workers' })
      await terminated.map(sqr, [1])
      await terminated.terminate()
      const idle = new Pool(1)
      await idle.map(sqr, Float64Array.of(1, 2))
      await idle.map(sqr, [1], { engine: 'inline' })
    })
    expect(warnings).toEqual([])
  })
})

test('test_pool_worker_lifetime', async () => {
  const pool = make({ processes: 3, maxTasksPerChild: 10 })
  await pool.warmup()
  const task = async (x: number): Promise<[number, number]> => {
    await new Promise((go) => setTimeout(go, 1))
    return [x * x, process.getBuiltinModule('node:worker_threads').threadId]
  }
  const first = new Set<number>()
  const ids = new Map<number, number>()
  const results = Array.from(range(100), (x) => pool.applyAsync(task, [x]))
  for (const [x, result] of results.entries()) {
    const [value, id] = await result.get()
    expect(value).toBe(x * x)
    if (x < 3) first.add(id)
    ids.set(id, (ids.get(id) ?? 0) + 1)
  }
  expect(Math.max(...ids.values())).toBeLessThanOrEqual(10)
  expect(ids.size).toBeGreaterThanOrEqual(10)
  // Those who began are gone, and others are there.
  const last = new Set(await pool.map(threadId, Array(30).fill(0), { chunkSize: 1 }))
  for (const id of first) expect(last).not.toContain(id)
  pool.close()
  await pool.join()
  expect(livingWorkers()).toBe(0)
})

// A chunk is one task, however many items it has.
test('test_pool_worker_lifetime counts chunks', async () => {
  const pool = make({ processes: 1, maxTasksPerChild: 1 })
  const ids = await pool.map(threadId, range(10), { chunkSize: 4 })
  const [a, b, c] = [ids[0], ids[4], ids[8]]
  expect(ids).toEqual([a, a, a, a, b, b, b, b, c, c])
  expect(new Set(ids).size).toBe(3)
})

test('test_pool_worker_lifetime_early_close', async () => {
  const pool = make({ processes: 3, maxTasksPerChild: 1 })
  const slow = (x: number, ms: number): Promise<number> =>
    new Promise((go) => setTimeout(go, ms, x * x))
  const results = Array.from(range(6), (x) => pool.applyAsync(slow, [x, 100]))
  pool.close()
  await pool.join()
  for (const [x, result] of results.entries()) {
    expect(result.ready()).toBe(true)
    expect(await result.get()).toBe(x * x)
  }
})

test('test_pool_maxtasksperchild_invalid', () => {
  for (const maxTasksPerChild of [0, -1, 0.5]) {
    expect(() => new Pool(3, { maxTasksPerChild })).toThrow(RangeError)
  }
  const options = { maxTasksPerChild: '12' as unknown as number }
  expect(() => new Pool(3, options)).toThrow(TypeError)
})

test('test_worker_finalization_via_atexit_handler_of_multiprocessing', async () => {
  const ended = await runChild(`
    globalThis.pool = new numpool.Pool(2, { engine: 'workers' })
    console.log(await pool.map((x) => x * x, [1, 2, 3]))`)
  expect(ended).toMatchObject({ code: 0, signal: null, stdout: '[ 1, 4, 9 ]\n', stderr: '' })
})

describe('test_pool_initializer', () => {
  test('must be a function', () => {
    const options = { initializer: 1 as unknown as () => void }
    expect(() => new Pool(options)).toThrow(TypeError)
  })

  test('runs once in a pool of one worker, whatever it has to do', async () => {
    const counter = counterOf()
    const initializer = (count: Int32Array): void => void Atomics.add(count, 0, 1)
    const pool = make({ processes: 1, initializer, initargs: [counter] })
    await pool.map(sqr, range(10), { chunkSize: 1 })
    await pool.apply(sqr, [1])
    pool.close()
    await pool.join()
    expect(counter[0]).toBe(1)
  })

  test('runs once in each worker, and in each that replaces another', async () => {
    const counter = counterOf()
    const initializer = (count: Int32Array): void => void Atomics.add(count, 0, 1)
    const options = { processes: 2, maxTasksPerChild: 2, initializer, initargs: [counter] }
    const pool = make(options)
    const ids = await pool.map(threadId, range(12), { chunkSize: 1 })
    const workers = new Set(ids).size
    expect(workers).toBeGreaterThanOrEqual(6)
    expect(counter[0]).toBeGreaterThanOrEqual(workers)
    // No more than those that worked, and their replacements that had nothing left to do.
    expect(counter[0]).toBeLessThanOrEqual(workers + 2)
  })

  // Python's way to keep a connection per worker: a global of the module, set by the initializer.
  test('leaves variables that the tasks of its file see', async () => {
    let connection: { name: string; uses: number } | undefined
    const pool = make({
      processes: 2,
      initializer: (name: string) => {
        connection = { name, uses: 0 }
      },
      initargs: ['database'],
    })
    const use = (): [string, number] => {
      if (connection === undefined) throw new Error('not connected')
      connection.uses++
      return [connection.name, connection.uses]
    }
    const uses = await pool.map(use, range(10), { chunkSize: 1 })
    expect(uses.every(([name]) => name === 'database')).toBe(true)
    // Each worker counted its own.
    const counts = uses.map(([, count]) => count)
    expect(Math.max(...counts)).toBeGreaterThanOrEqual(5)
    expect(counts.filter((count) => count === 1).length).toBeLessThanOrEqual(2)
    expect(connection).toBeUndefined()
  })
})

describe('test_release_unused_processes', () => {
  test('a worker that fails to start fails the pool, and none is left', async () => {
    const counter = counterOf()
    const initializer = (count: Int32Array): void => {
      if (Atomics.add(count, 0, 1) === 3) throw new RangeError('the fourth')
    }
    const pool = make({ processes: 4, initializer, initargs: [counter] })
    const error: unknown = await pool.warmup().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(BrokenPoolError)
    expect((error as Error).cause).toMatchObject({ name: 'RangeError', message: 'the fourth' })
    await expect(pool.map(sqr, [1])).rejects.toBeInstanceOf(BrokenPoolError)
    while (livingWorkers() > 0) await sleep(5)
  })

  test('options that no worker can start with fail the call', async () => {
    const pool = make({ processes: 2, execArgv: ['--no-such-option-of-node'] })
    await expect(pool.map(sqr, [1])).rejects.toBeInstanceOf(BrokenPoolError)
    while (livingWorkers() > 0) await sleep(5)
  })
})

// Python: a pool in a child process. Here: in a worker of another pool.
test('test_pool_in_process', async () => {
  const pool = make({ processes: 1 })
  const inner = async (path: string): Promise<number[]> => {
    const { createRequire } = await import('node:module')
    const numpool: { Pool: typeof Pool } = createRequire(`${path}/`)(path)
    const own = new numpool.Pool(2, { engine: 'workers' })
    const results = await own.map((x) => x * x, [1, 2, 3, 4])
    own.close()
    await own.join()
    return results
  }
  expect(await pool.apply(inner, [PACKAGE])).toEqual([1, 4, 9, 16])
  pool.close()
  await pool.join()
})

// Python's has 200 processes; threads of one process share its memory, 64 are many.
test('test_large_pool', async () => {
  const ended = await runChild(
    `const pool = new numpool.Pool(64, { engine: 'workers' })
    await pool.warmup()
    console.log(process.report.getReport().workers.length)
    const results = await pool.map((x) => x * x, numpool.range(1000))
    console.log(results.reduce((sum, x) => sum + x, 0))
    pool.close()
    await pool.join()`,
    { limit: 120_000 },
  )
  expect(ended).toMatchObject({ code: 0, stdout: '64\n332833500\n', stderr: '' })
})
