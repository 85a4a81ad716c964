/** The life of a pool: sizes, close, terminate, join, disposal. */
import { inspect } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import {
  type EngineName,
  Pool,
  PoolClosedError,
  type PoolOptions,
  PoolRunningError,
  PoolTerminatedError,
  range,
} from '../src/index'
import { runChild } from './support/child'

const pools: Pool[] = []
const make = (options: PoolOptions = {}): Pool => {
  const pool = new Pool(options)
  pools.push(pool)
  return pool
}
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.terminate()
})
const slowly = (ms: number): Promise<number> => new Promise((go) => setTimeout(go, ms, ms))

test('a pool has a size, a name and a look', async () => {
  const pool = make({ processes: 3, name: 'numbers' })
  expect(pool.processes).toBe(3)
  expect(pool.name).toBe('numbers')
  expect(inspect(pool)).toBe('<Pool state=RUN size=3>')
  expect(Object.prototype.toString.call(pool)).toBe('[object Pool]')
  pool.close()
  expect(inspect(pool)).toBe('<Pool state=CLOSE size=3>')
  await pool.terminate()
  expect(inspect(pool)).toBe('<Pool state=TERMINATE size=3>')
  expect(make().processes).toBeGreaterThanOrEqual(1)
})

test.each([0, -1, 1.5])('Pool(%s) is a RangeError', (processes) => {
  expect(() => new Pool(processes)).toThrow(RangeError)
})

test('making a pool costs next to nothing', () => {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 50; round++) {
    const start = performance.now()
    new Pool()
    best = Math.min(best, performance.now() - start)
  }
  expect(best).toBeLessThan(0.2)
})

describe.each<EngineName>(['inline', 'workers'])('%s', (engine) => {
  test('a closed pool finishes its calls and takes no more', async () => {
    const pool = make({ processes: 2, engine })
    const result = pool.map(slowly, [30, 10])
    pool.close()
    pool.close()
    const calls = [
      () => pool.map(slowly, [1]),
      () => pool.mapAsync(slowly, [1]),
      () => pool.mapSync(slowly, [1]),
      () => pool.starmap(slowly, [[1]]),
      () => pool.apply(slowly, [1]),
      () => pool.applySync(slowly, [1]),
      () => pool.imap(slowly, [1]),
      () => pool.imapUnordered(slowly, [1]),
    ]
    for (const call of calls) expect(call).toThrow(PoolClosedError)
    await expect(pool.warmup()).rejects.toBeInstanceOf(PoolClosedError)
    await pool.join()
    expect(result.ready()).toBe(true)
    expect(await result).toEqual([30, 10])
  })

  test('join before close is an error', async () => {
    const pool = make({ processes: 1, engine })
    await expect(pool.join()).rejects.toBeInstanceOf(PoolRunningError)
  })

  test('join waits for what runs, again and again', async () => {
    const pool = make({ processes: 1, engine })
    const result = pool.apply(slowly, [50])
    pool.close()
    await Promise.all([pool.join(), pool.join()])
    expect(result.ready()).toBe(true)
    await pool.join()
  })

  test('terminate rejects what is pending, at once', async () => {
    const pool = make({ processes: 2, engine })
    await pool.map((x) => x, [1])
    const results = Array.from({ length: 200 }, () => pool.apply(slowly, [10_000]))
    const all = Promise.allSettled(results)
    const start = performance.now()
    await pool.terminate()
    for (const outcome of await all)
      expect(outcome).toMatchObject({ reason: expect.any(PoolTerminatedError) })
    await pool.join()
    expect(performance.now() - start).toBeLessThan(5000)
    expect(() => pool.map(slowly, [1])).toThrow(PoolClosedError)
  })

  test('await using closes and joins, using terminates', async () => {
    let result: Promise<unknown>
    {
      await using pool = make({ processes: 1, engine })
      result = pool.map(slowly, [20])
    }
    expect(await result).toEqual([20])
    {
      using pool = make({ processes: 1, engine })
      result = pool.map(slowly, [10_000])
    }
    await expect(result).rejects.toBeInstanceOf(PoolTerminatedError)
  })

  test('a signal, a timeout and cancel stop one call and no other', async () => {
    const pool = make({ processes: 3, engine })
    const good = pool.map(slowly, [150])
    const aborter = new AbortController()
    const aborted = pool.map(slowly, [10_000], { signal: aborter.signal })
    const timed = pool.map(slowly, [10_000], { timeout: 40 })
    const cancelled = pool.map(slowly, [10_000])
    setTimeout(() => aborter.abort(), 20)
    expect(cancelled.cancel('enough')).toBe(true)
    expect(cancelled.cancel()).toBe(false)
    await expect(cancelled).rejects.toMatchObject({ name: 'CancelledError', cause: 'enough' })
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' })
    await expect(timed).rejects.toMatchObject({ name: 'TimeoutError', timeout: 40 })
    expect(await good).toEqual([150])
    expect(good.cancel()).toBe(false)
  })

  test('an aborted signal keeps a call from starting', async () => {
    const pool = make({ processes: 1, engine })
    const signal = AbortSignal.abort(new Error('before'))
    await expect(pool.map(slowly, [1], { signal })).rejects.toThrow('before')
    expect(() => pool.mapSync(slowly, [1], { signal })).toThrow('before')
    await expect(pool.imap(slowly, [1], { signal }).next()).rejects.toThrow('before')
  })
})

test('engines that need no workers start none', async () => {
  const pool = make({ processes: 2 })
  await pool.map((x) => x, range(3), { engine: 'inline' })
  expect(process.getActiveResourcesInfo().filter((name) => name.includes('Worker'))).toEqual([])
})

describe('in a process', () => {
  test('an idle pool lets it end, a pending call holds it', async () => {
    const ended = await runChild(`
      const pool = new numpool.Pool(2)
      await pool.map((x) => x, [1, 2], { engine: 'workers' })
      pool.apply(() => new Promise((go) => setTimeout(go, 300, 'late'))).then(console.log)
    `)
    expect(ended).toMatchObject({ code: 0, stdout: 'late\n', stderr: '' })
    expect(ended.took).toBeLessThan(5000)
  })

  test('failures that were never read are told when it ends, in one warning', async () => {
    const ended = await runChild(`
      globalThis.kept = [1, 2, 3].map((x) => new numpool.Pool({ engine: 'inline' }).apply(() => { throw new RangeError('no ' + x) }))
    `)
    expect(ended.code).toBe(0)
    expect(ended.stderr).toContain(
      'NumpoolWarning: 3 results failed and were never read; the first, of apply: RangeError: no 1',
    )
  })

  test('what somebody put on Object.prototype changes no result', async () => {
    const ended = await runChild(`
      Object.assign(Object.prototype, { out: 5, extras: 5, dtype: 'int8', toJSON: () => 1 })
      const pool = new numpool.Pool(1)
      const results = []
      for (const engine of ['auto', 'workers', 'inline']) {
        results.push(await pool.map((x) => x + 1, [1], { engine }), pool.mapSync((x) => x / 2, new Float64Array(1).fill(3), { engine }))
        results.push(await pool.map((x) => 'a' + x, [1], { engine }), await pool.map((x) => [x, 'b'], [1], { engine }))
      }
      for (const name of ['out', 'extras', 'dtype', 'toJSON']) delete Object.prototype[name]
      console.log(results.flat(2).map(String).join())
    `)
    const once = '2,1.5,a1,1,b'
    expect(ended).toMatchObject({ code: 0, stdout: `${once},${once},${once}\n`, stderr: '' })
  })

  test('an accessor on Object.prototype does not spoil the error of a task', async () => {
    const ended = await runChild(`
      const pool = new numpool.Pool(1)
      await pool.warmup()
      Object.prototype.get = () => 1
      const error = await pool.map(() => { throw new RangeError('mine') }, [1]).catch((e) => e)
      delete Object.prototype.get
      console.log(error instanceof RangeError, error.message, error.index)`)
    expect(ended).toMatchObject({ code: 0, stdout: 'true mine 0\n', stderr: '' })
  })

  test('calls that the program stopped itself need not be read', async () => {
    const ended = await runChild(`
      const pool = new numpool.Pool(1)
      const slow = () => new Promise((resolve) => setTimeout(resolve, 60_000))
      pool.apply(slow).cancel()
      pool.apply(slow)
      await pool.terminate()`)
    expect(ended).toMatchObject({ code: 0, stderr: '' })
  })

  test("unreadErrors: 'throw' ends it", async () => {
    const ended = await runChild(`
      const pool = new numpool.Pool({ engine: 'inline', unreadErrors: 'throw' })
      pool.apply(() => { throw new RangeError('unread') })
    `)
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain('RangeError: unread')
  })

  test('a pool that nobody can reach ends its workers', async () => {
    const ended = await runChild(`
      const started = () => process.getActiveResourcesInfo().filter((name) => name.includes('Worker')).length
      await (async () => new numpool.Pool(2).map((x) => x, [1, 2], { engine: 'workers' }))()
      const keep = setInterval(() => {}, 10)
      for (let i = 0; i < 100; i++) { gc(); await new Promise((go) => setTimeout(go, 20)) ; if (process.report.getReport().workers.length === 0) break }
      clearInterval(keep)
      console.log(process.report.getReport().workers.length)
    `)
    expect(ended).toMatchObject({ code: 0, stdout: '0\n' })
  })
})
