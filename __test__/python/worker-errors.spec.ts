/**
 * CPython's `_TestPoolWorkerErrors`: what a task throws, and results that cannot be sent back.
 */
import { afterEach, describe, expect, test } from 'vitest'
import { NotCloneableError, Pool, type PoolOptions } from '../../src/index'

const pools: Pool[] = []
const make = (processes: number, options: PoolOptions = {}): Pool => {
  const pool = new Pool(processes, { engine: 'workers', ...options })
  pools.push(pool)
  return pool
}
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.terminate()
})

const threadId = (): number => process.getBuiltinModule('node:worker_threads').threadId

test('test_async_error_callback', async () => {
  const pool = make(2)
  const heard: unknown[] = []
  const result = pool.applyAsync(
    (): never => {
      throw new RangeError('no such key')
    },
    [],
    { errorCallback: (error) => void heard.push(error) },
  )
  const error: unknown = await result.get().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(RangeError)
  expect(heard).toEqual([error])
  expect(heard[0]).toBe(error)
})

describe('test_unpickleable_result', () => {
  test('is an error that says what cannot be sent, twenty times, and no worker is lost', async () => {
    const pool = make(2)
    await pool.warmup()
    const workers = new Set(await pool.map(threadId, Array(50).fill(0), { chunkSize: 1 }))
    for (let round = 0; round < 20; round++) {
      const heard: unknown[] = []
      const result = pool.applyAsync((): unknown => ({ handlers: [() => 42] }), [], {
        errorCallback: (error) => void heard.push(error),
      })
      const error: unknown = await result.get(30_000).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(NotCloneableError)
      // Python's `exc` and `value` are texts of what was wrong; here the path leads there.
      expect((error as NotCloneableError).path).toMatch(/handlers\[0\]$/)
      expect((error as NotCloneableError).message).toMatch(/a function/)
      expect(heard).toEqual([error])
    }
    const left = await pool.map(threadId, Array(50).fill(0), { chunkSize: 1 })
    for (const id of left) expect(workers).toContain(id)
  })

  test('fails its own item of a map', async () => {
    const pool = make(1)
    const item = (x: number): unknown => (x === 3 ? new WeakSet() : x)
    const error: unknown = await pool
      .map(item, [1, 2, 3, 4], { chunkSize: 4 })
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(NotCloneableError)
    expect(error).toMatchObject({ index: 2 })
  })
})
