/** callback, errorCallback and onProgress: when, in which async context, and what their errors do. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { Pool, type Progress, range } from '../src/index'

const pool = new Pool({ processes: 2, engine: 'inline' })
afterAll(() => pool.terminate())

/** Runs `body` while uncaught exceptions are collected instead of ending the process. */
async function uncaughtIn(body: () => Promise<unknown>): Promise<unknown[]> {
  const others = process.listeners('uncaughtException')
  const uncaught: unknown[] = []
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', (error) => uncaught.push(error))
  try {
    await body()
    await new Promise((go) => setImmediate(go))
  } finally {
    process.removeAllListeners('uncaughtException')
    for (const listener of others) process.on('uncaughtException', listener)
  }
  return uncaught
}

describe('callbacks', () => {
  test('the callback gets the whole result once, before get goes on', async () => {
    const order: unknown[] = []
    const result = pool.mapAsync((x) => x * 2, [1, 2], {
      callback: (value) => order.push(value),
      errorCallback: () => order.push('error'),
    })
    await result.get().then(() => order.push('get'))
    expect(order).toEqual([[2, 4], 'get'])
  })

  test('the error callback gets the error, and the failure counts as read', async () => {
    const order: unknown[] = []
    const error = new Error('no')
    const result = pool.starmapAsync(
      () => {
        throw error
      },
      [[1]],
      { callback: () => order.push('value'), errorCallback: (e) => order.push(e) },
    )
    await result.catch(() => order.push('caught'))
    expect(order).toEqual([error, 'caught'])
    expect(result.successful()).toBe(false)
  })

  test('are told of data that cannot be read, and of calls that never began, after the call has returned', async () => {
    const heard: unknown[] = []
    const errorCallback = (e: unknown): void => void heard.push(e)
    function* bad(): Generator<number> {
      yield 1
      throw new Error('source')
    }
    const results = [
      pool.mapAsync((x) => x, bad(), { errorCallback }),
      pool.applyAsync(() => 1, [], { errorCallback, signal: AbortSignal.abort('before') }),
    ]
    expect(heard).toEqual([])
    await Promise.allSettled(results)
    expect(heard).toEqual([expect.objectContaining({ message: 'source' }), 'before'])
  })

  test('run in the async context of the caller', async () => {
    const storage = new AsyncLocalStorage<string>()
    const seen: unknown[] = []
    const see = (): void => void seen.push(storage.getStore())
    await storage.run('mine', () =>
      Promise.allSettled([
        pool.applyAsync(() => 1, [], { callback: see }),
        pool.applyAsync(
          (): never => {
            throw new Error()
          },
          [],
          { errorCallback: see },
        ),
        pool.map((x) => x, range(3), { onProgress: see }),
      ]),
    )
    expect(seen).toEqual(['mine', 'mine', 'mine'])
  })

  test('what they throw is an uncaught exception and disturbs nothing else', async () => {
    const bad = (what: string) => (): never => {
      throw new Error(what)
    }
    const uncaught = await uncaughtIn(async () => {
      expect(await pool.applyAsync(() => 1, [], { callback: bad('callback') })).toBe(1)
      const failing = pool.applyAsync(bad('item'), [], { errorCallback: bad('errorCallback') })
      await expect(failing).rejects.toThrow('item')
      expect(await pool.map((x) => x, [5], { onProgress: bad('onProgress') })).toEqual([5])
      expect(pool.mapSync((x) => x, [5], { onProgress: bad('sync') })).toEqual([5])
    })
    expect(uncaught.map((error) => (error as Error).message)).toEqual([
      'callback',
      'errorCallback',
      'onProgress',
      'sync',
    ])
  })
})

describe('progress', () => {
  test('ends with everything done, also of a quick call', async () => {
    const told: Progress[] = []
    await pool.map((x) => x, range(7), { onProgress: (progress) => told.push(progress) })
    expect(told).toHaveLength(1)
    expect(told[0]).toMatchObject({ done: 7, total: 7, eta: 0 })
    expect(told[0]?.rate).toBeGreaterThan(0)
  })

  test('is told on the way of a longer one', async () => {
    const onProgress = vi.fn()
    await pool.map(() => new Promise((go) => setTimeout(go, 15)), range(12), { onProgress })
    const counts = onProgress.mock.calls.map(([{ done }]) => done as number)
    expect(counts.length).toBeGreaterThan(1)
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
    expect(counts.at(-1)).toBe(12)
  })
})
