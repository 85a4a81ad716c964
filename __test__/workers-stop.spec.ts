import { afterEach, describe, expect, test } from 'vitest'
import { PoolTerminatedError, TimeoutError, WorkerStuckError } from '../src/errors'
import { range } from '../src/sequence'
import { sleep, type TestPool, workersPool } from './support/workers'

let pool: TestPool
const crew = (...args: Parameters<typeof workersPool>): TestPool => {
  pool = workersPool(...args)
  return pool
}
afterEach(() => pool.engine.terminate().catch(() => {}))

const forever = (): never => {
  for (;;);
}
const backtrack = (): boolean => /^(a+)+$/.test(`${'a'.repeat(60)}b`)
const waits = (): string => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
const never = (): Promise<void> => new Promise(() => {})

describe('a call that is stopped', () => {
  test.each([
    ['an endless loop', forever],
    ['a regular expression', backtrack],
    ['Atomics.wait', waits],
    ['a promise that never settles', never],
  ])('%s: rejects at once, and the pool goes on', async (_, fn) => {
    const { apply, engine } = crew(1)
    await engine.warmup()
    const start = performance.now()
    const abort = new AbortController()
    const stopped = apply(fn, [], { signal: abort.signal })
    await sleep(50)
    abort.abort(new Error('enough'))
    await expect(stopped).rejects.toThrow('enough')
    expect(performance.now() - start).toBeLessThan(1000)
    expect(await apply((x: number) => x, [1])).toBe(1)
    await expect(apply(fn, [], { timeout: 50 })).rejects.toThrow(TimeoutError)
    expect(await apply((x: number) => x, [2])).toBe(2)
  })

  test('drops what has not begun', async () => {
    const { map } = crew(1)
    const counter = new Int32Array(new SharedArrayBuffer(4))
    const count = async (): Promise<void> => {
      Atomics.add(counter, 0, 1)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await expect(map(count, range(1000), { timeout: 200, chunkSize: 1 })).rejects.toThrow(
      TimeoutError,
    )
    await sleep(100)
    const begun = Atomics.load(counter, 0)
    expect(begun).toBeLessThan(40)
    await sleep(100)
    expect(Atomics.load(counter, 0)).toBe(begun)
  })

  test('loses nothing of other calls', async () => {
    const { apply, map } = crew(2)
    const counts = new Int32Array(new SharedArrayBuffer(4 * 300))
    const count = (x: number): number => {
      Atomics.add(counts, x, 1)
      return x
    }
    const abort = new AbortController()
    const calls: Promise<number>[] = []
    const stopped: Promise<unknown>[] = []
    for (let i = 0; i < 150; i++) {
      calls.push(apply(count, [i]))
      if (i % 30 === 7) stopped.push(apply(forever, [], { signal: abort.signal }))
    }
    const mapped = map(count, range(150, 300), { chunkSize: 9 })
    setTimeout(() => abort.abort(), 150)
    const outcomes = await Promise.allSettled(stopped)
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true)
    expect(await Promise.all(calls)).toEqual([...range(150)])
    expect(await mapped).toEqual([...range(150, 300)])
    expect([...counts].every((n) => n === 1)).toBe(true)
  })

  test('in a random schedule each call has one outcome', async () => {
    const { apply } = crew(2)
    const work = (ms: number): number => {
      const end = performance.now() + ms
      while (performance.now() < end);
      return ms
    }
    const calls = Array.from({ length: 120 }, async (_, i) => {
      const abort = new AbortController()
      const call = apply(work, [i % 4], { signal: abort.signal })
      if (i % 3 === 0) setTimeout(() => abort.abort(new Error('stop')), (i * 7) % 60)
      return call
    })
    for (const [i, one] of (await Promise.allSettled(calls)).entries()) {
      if (one.status === 'fulfilled') expect(one.value).toBe(i % 4)
      else expect(one.reason).toMatchObject({ message: 'stop' })
      if (i % 3 !== 0) expect(one.status).toBe('fulfilled')
    }
  })

  test('sync: the timeout is obeyed while the caller is blocked', () => {
    const { mapSync } = crew(2)
    const start = performance.now()
    expect(() => mapSync(forever, [1], { timeout: 300 })).toThrow(TimeoutError)
    expect(performance.now() - start).toBeLessThan(1500)
    expect(mapSync((x: number) => x, [1, 2, 3])).toEqual([1, 2, 3])
    expect(() => mapSync(never, [1, 2], { timeout: 100 })).toThrow(TimeoutError)
    expect(mapSync((x: number) => x, [4])).toEqual([4])
  })
})

describe('terminate', () => {
  test('settles everything, soon, whatever runs', async () => {
    const { apply, map, engine } = crew(2)
    const calls = [
      apply(forever),
      apply(backtrack),
      // Of these one waits in each worker behind what never ends, or runs there for ever.
      map(forever, range(10_000), { chunkSize: 1 }),
    ]
    await sleep(100)
    const start = performance.now()
    const ended = engine.terminate()
    for (const call of calls) await expect(call).rejects.toThrow(PoolTerminatedError)
    await ended
    expect(performance.now() - start).toBeLessThan(1000)
    expect(engine.active).toBe(0)
  })

  test('names the worker that cannot be stopped', async () => {
    const { apply, engine } = crew(1, { name: 'stubborn' })
    const sort = (): number => {
      const array = new Float64Array(4e7)
      for (let i = 0; i < array.length; i++) array[i] = (i * 7919) % 104729
      Atomics.store(flag, 0, 1)
      return array.sort().length
    }
    const flag = new Int32Array(new SharedArrayBuffer(4))
    const call = apply(sort).catch((error: unknown) => error)
    while (Atomics.load(flag, 0) === 0) await sleep(20)
    const outcome = await engine.terminate().then(
      () => 'stopped',
      (error: unknown) => error,
    )
    expect(await call).toBeInstanceOf(PoolTerminatedError)
    if (outcome !== 'stopped') {
      expect(outcome).toBeInstanceOf(WorkerStuckError)
      expect(outcome).toMatchObject({ workers: ['stubborn-1'] })
    }
    await engine.join()
  })

  test('twice, and with nothing started', async () => {
    const { engine } = crew(2)
    await engine.terminate()
    await engine.terminate()
    await engine.join()
  })
})

describe('close and join', () => {
  test('let what is pending finish', async () => {
    const { map, engine } = crew(2)
    const result = map((x: number) => x * 2, range(100), { chunkSize: 3 })
    engine.close()
    await engine.join()
    expect(await result).toEqual([...range(0, 200, 2)])
  })

  test('run the exit handlers of the workers', async () => {
    const { apply, engine } = crew(1)
    const flag = new Int32Array(new SharedArrayBuffer(4))
    await apply(() => {
      process.on('exit', () => Atomics.store(flag, 0, 1))
    })
    engine.close()
    await engine.join()
    expect(flag[0]).toBe(1)
  })
})

test('warmup starts all workers, and they take work', async () => {
  const { engine, apply } = crew(2)
  expect(engine.size).toBe(2)
  await engine.warmup()
  const start = performance.now()
  expect(await apply(() => 1)).toBe(1)
  expect(performance.now() - start).toBeLessThan(1000)
})

test('workers end when idle, and come back', async () => {
  const { apply } = crew(1, { idleTimeout: 50 })
  const id = (): number =>
    (process.getBuiltinModule('node:worker_threads') as { threadId: number }).threadId
  const first = await apply(id)
  await sleep(20)
  expect(await apply(id)).toBe(first)
  await sleep(300)
  expect(await apply(id)).not.toBe(first)
})
