/**
 * What Python's documentation and code say beside its tests: the chunk rule, when callbacks run, states and their errors,
 * how a pool looks, and that it does not travel.
 */
import { inspect } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import {
  AsyncResult,
  type EngineName,
  Pool,
  PoolClosedError,
  type PoolOptions,
  PoolRunningError,
  range,
} from '../../src/index'

const pools: Pool[] = []
const make = (options: PoolOptions = {}): Pool => {
  const pool = new Pool({ processes: 2, engine: 'workers', ...options })
  pools.push(pool)
  return pool
}
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.terminate()
})
const threadId = (): number => process.getBuiltinModule('node:worker_threads').threadId

/** The sizes of runs of equal ids: with a worker for each chunk, the sizes of the chunks. */
function runs(ids: readonly number[]): number[] {
  const sizes: number[] = []
  for (const [i, id] of ids.entries()) {
    if (i > 0 && ids[i - 1] === id) sizes[sizes.length - 1]!++
    else sizes.push(1)
  }
  return sizes
}

test.each([
  [10, 1, [3, 3, 3, 1]],
  [4, 1, [1, 1, 1, 1]],
  [9, 1, [3, 3, 3]],
  [1, 3, [1]],
])('chunksize: %i items on %i workers', async (items, processes, sizes) => {
  const pool = make({ processes, maxTasksPerChild: 1 })
  expect(runs(await pool.map(threadId, range(items)))).toEqual(sizes)
})

test('chunksize: as given', async () => {
  const pool = make({ processes: 1, maxTasksPerChild: 1 })
  expect(runs(await pool.map(threadId, range(7), { chunkSize: 3 }))).toEqual([3, 3, 1])
})

test.each<EngineName>(['workers', 'inline'])(
  'callbacks run before get resumes: %s',
  async (engine) => {
    const pool = make({ engine })
    const order: string[] = []
    const result = pool.applyAsync(() => 1, [], {
      callback: () => {
        order.push(`callback, ready: ${result.ready()}`)
      },
    })
    const waiting = [
      result.get().then(() => order.push('get')),
      result.wait().then(() => order.push('wait')),
    ]
    await Promise.all(waiting)
    expect(order[0]).toBe('callback, ready: false')
    expect(order.slice(1).sort()).toEqual(['get', 'wait'])
  },
)

test.each<EngineName>(['workers', 'inline'])(
  'not fail-fast, the first error wins: %s',
  async (engine) => {
    const pool = make({ engine })
    const ran = new Int32Array(new SharedArrayBuffer(4))
    const task = async (x: number): Promise<void> => {
      Atomics.add(ran, 0, 1)
      // The later failure is the quicker one.
      if (x === 3) await new Promise((go) => setTimeout(go, 30))
      if (x === 3 || x === 7) throw new RangeError(`item ${x}`)
    }
    const error: unknown = await pool.map(task, range(20), { chunkSize: 1 }).catch((e) => e)
    expect(error).toMatchObject({ message: 'item 3', index: 3 })
    // In Python the rest of a failing chunk is lost; here nothing is.
    expect(ran[0]).toBe(20)
  },
)

test('the function gets the item alone', async () => {
  const pool = make()
  expect(await pool.map(parseInt, ['10', '10', '10'])).toEqual([10, 10, 10])
})

test('states: join asks for close, a closed pool takes no calls, closing twice is closing', async () => {
  const pool = make()
  await expect(pool.join()).rejects.toBeInstanceOf(PoolRunningError)
  await expect(pool.join()).rejects.toThrow('Pool is still running')
  pool.close()
  pool.close()
  expect(() => pool.apply(() => 1)).toThrow(PoolClosedError)
  expect(() => pool.apply(() => 1)).toThrow('Pool not running')
  await pool.join()
  await pool.terminate()
})

test('repr', async () => {
  const pool = make({ processes: 4 })
  expect(inspect(pool)).toBe('<Pool state=RUN size=4>')
  pool.close()
  expect(inspect(pool)).toBe('<Pool state=CLOSE size=4>')
  await pool.terminate()
  expect(inspect(pool)).toBe('<Pool state=TERMINATE size=4>')
})

test('a pool does not travel: neither as an argument, nor captured, nor as a result', async () => {
  const pool = make()
  await expect(pool.apply((p: object) => typeof p, [pool])).rejects.toMatchObject({
    code: 'ERR_NUMPOOL_NOT_CLONEABLE',
    message: expect.stringContaining('Pool'),
  })
  await expect(pool.apply(() => pool.processes)).rejects.toMatchObject({
    code: 'ERR_NUMPOOL_CANNOT_TRAVEL',
    variable: 'pool',
    message: expect.stringContaining('Pool'),
  })
})

test('every method and option of the Pool of Python has its like', () => {
  const pool = make()
  const methods = [
    ...['apply', 'applyAsync', 'map', 'mapAsync', 'starmap', 'starmapAsync', 'imap'],
    ...['imapUnordered', 'close', 'terminate', 'join'],
  ] as const
  for (const name of methods) expect(pool[name]).toBeTypeOf('function')
  for (const name of ['get', 'wait', 'ready', 'successful'] as const) {
    expect(AsyncResult.prototype[name]).toBeTypeOf('function')
  }
  expect(pool[Symbol.asyncDispose]).toBeTypeOf('function')
  expect(pool[Symbol.dispose]).toBeTypeOf('function')
  make({ processes: 1, initializer: () => {}, initargs: [1], maxTasksPerChild: 1 })
})
