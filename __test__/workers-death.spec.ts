import { threadId } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { BrokenPoolError, WorkerLostError } from '../src/errors'
import { sleep, type TestPool, workersPool } from './support/workers'

let pool: TestPool
const crew = (...args: Parameters<typeof workersPool>): TestPool => {
  pool = workersPool(...args)
  return pool
}
afterEach(() => pool.engine.terminate())

const exitAt =
  (bad: number) =>
  (x: number): number => {
    if (x === bad) process.exit(3)
    return x * 2
  }

describe('a worker that ends', () => {
  test('fails only the item it was running', async () => {
    const { outcome } = crew(2)
    const items = Array.from({ length: 40 }, (_, i) => i)
    const { value, failures } = await outcome(exitAt(17), items, { chunkSize: 10 })
    expect(failures).toHaveLength(1)
    expect(failures[0]?.index).toBe(17)
    expect(failures[0]?.error).toBeInstanceOf(WorkerLostError)
    expect(failures[0]?.error).toMatchObject({ exitCode: 3, index: 17, state: 'lost' })
    expect(value).toEqual(items.map((x) => (x === 17 ? undefined : x * 2)))
  })

  test('also with typed arrays', async () => {
    const { outcome } = crew(2)
    const items = Int32Array.from({ length: 40 }, (_, i) => i)
    const { value, failures } = await outcome(exitAt(17), items, { chunkSize: 20 })
    expect(failures.map(({ index }) => index)).toEqual([17])
    expect(value).toEqual(items.map((x) => (x === 17 ? 0 : x * 2)))
  })

  test('also after an await, and with exit code 0', async () => {
    const { apply } = crew(1)
    const exit = async (code: number): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      process.exit(code)
    }
    await expect(apply(exit, [0])).rejects.toMatchObject({
      exitCode: 0,
      code: 'ERR_NUMPOOL_WORKER_LOST',
    })
    expect(await apply((x: number) => x, [1])).toBe(1)
  })

  test('is replaced, however often', async () => {
    const { apply } = crew(2)
    for (let i = 0; i < 12; i++) {
      await expect(apply(() => process.exit(1))).rejects.toThrow(WorkerLostError)
      expect(await apply((x: number) => x + 1, [i])).toBe(i + 1)
    }
  })

  test('takes no queued calls with it', async () => {
    const { apply } = crew(2)
    const calls = Array.from({ length: 60 }, (_, i) => apply(exitAt(30), [i]))
    const settled = await Promise.allSettled(calls)
    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(1)
    expect(settled[30]?.status).toBe('rejected')
  })

  test('each item runs at most once, each call settles once', async () => {
    const { map } = crew(3)
    const counts = new Int32Array(new SharedArrayBuffer(4 * 200))
    const run = (x: number): number => {
      Atomics.add(counts, x, 1)
      if (x % 50 === 25) process.exit(1)
      return x
    }
    await expect(
      map(
        run,
        Array.from({ length: 200 }, (_, i) => i),
      ),
    ).rejects.toMatchObject({ index: 25 })
    expect([...counts].every((count) => count === 1)).toBe(true)
  })

  test('that runs out of memory rejects with the code', async () => {
    const { apply, map } = crew(1, { resourceLimits: { maxOldGenerationSizeMb: 48 } })
    const fill = (): void => {
      const all: object[] = []
      for (;;) all.push({ some: 'thing', n: all.length })
    }
    const error = (await apply(fill).catch((thrown: unknown) => thrown)) as WorkerLostError
    expect(error).toBeInstanceOf(WorkerLostError)
    expect(error.cause).toMatchObject({ code: 'ERR_WORKER_OUT_OF_MEMORY' })
    expect(await map((x: number) => x, [1, 2])).toEqual([1, 2])
  })
})

describe('while the caller is blocked', () => {
  test('a death is seen, and the rest is done', () => {
    const { engine, call, control } = crew(2)
    const items = Array.from({ length: 20 }, (_, i) => i)
    const data = { length: 20, columns: [{ kind: 'list' as const, items }], tuple: false }
    const start = performance.now()
    const { value, failures } = engine.runSync(call(exitAt(7), data, {}, control()))
    expect(failures).toHaveLength(1)
    expect(failures[0]).toMatchObject({ index: 7, error: { state: 'lost', exitCode: 3 } })
    expect(value[8]).toBe(16)
    expect(performance.now() - start).toBeLessThan(5000)
  })

  test('also by running out of memory', () => {
    const { mapSync } = crew(1, { resourceLimits: { maxOldGenerationSizeMb: 48 } })
    const fill = (): void => {
      const all: object[] = []
      for (;;) all.push({ some: 'thing', n: all.length })
    }
    expect(() => mapSync(fill, [1])).toThrow(WorkerLostError)
    expect(mapSync((x: number) => x, [1])).toEqual([1])
  })

  test('five in a row break the pool', () => {
    const { mapSync } = crew(1)
    expect(() =>
      mapSync(() => process.exit(1), [1, 2, 3, 4, 5, 6, 7, 8], { chunkSize: 1 }),
    ).toThrow(BrokenPoolError)
  })
})

describe('a pool that cannot work', () => {
  test('five deaths without a success break it, for every call', async () => {
    const { apply } = crew(2)
    const calls = Array.from({ length: 20 }, () => apply(() => process.exit(9)))
    const errors = (await Promise.allSettled(calls)).map(
      (one) => (one as PromiseRejectedResult).reason as Error,
    )
    expect(errors.filter((error) => error instanceof WorkerLostError).length).toBeLessThanOrEqual(6)
    // Which calls were lost depends on who took over what.
    const broken = errors.filter((error) => error instanceof BrokenPoolError)
    expect(broken.length).toBeGreaterThanOrEqual(14)
    expect(broken[0]?.message).toMatch(/exit code 9/)
    await expect(apply(() => 1)).rejects.toThrow(BrokenPoolError)
  })

  test('an initializer that throws breaks it at once', async () => {
    const { apply, mapSync } = crew(2, {
      initializer: () => {
        throw new RangeError('no database')
      },
    })
    const start = performance.now()
    const error = (await apply(() => 1).catch((thrown: unknown) => thrown)) as BrokenPoolError
    expect(error).toBeInstanceOf(BrokenPoolError)
    expect(error.cause).toMatchObject({ message: 'no database' })
    expect(performance.now() - start).toBeLessThan(3000)
    expect(() => mapSync(() => 1, [1])).toThrow(BrokenPoolError)
  })

  test('also while the caller is blocked', () => {
    const { mapSync } = crew(2, { initializer: () => Promise.reject(new Error('no')) })
    expect(() => mapSync(() => 1, [1])).toThrow(BrokenPoolError)
  })

  test('an initializer that ends the process of its worker', async () => {
    const { apply } = crew(1, { initializer: () => process.exit(4) })
    await expect(apply(() => 1)).rejects.toThrow(BrokenPoolError)
  })
})

describe('initializer', () => {
  test('runs once in each worker, with its arguments', async () => {
    const seen = new Int32Array(new SharedArrayBuffer(4))
    const { map } = crew(2, {
      initializer: ((by: number) => Atomics.add(seen, 0, by)) as never,
      initargs: [10],
    })
    await map((x: number) => x, [1, 2, 3, 4, 5, 6, 7, 8])
    await sleep(50)
    expect([10, 20]).toContain(seen[0])
  })

  test('makes variables that functions of the pool see', async () => {
    let connection: { id: number } | undefined
    let used = 0
    const connect = (id: number): void => {
      connection = { id }
    }
    const { apply, mapSync } = crew(1, {
      initializer: ((id: number) => {
        connect(id)
        used = 100
      }) as never,
      initargs: [7],
    })
    const ask = (): unknown => {
      used++
      return [connection?.id, used]
    }
    expect(await apply(ask)).toEqual([7, 101])
    expect(await apply(ask)).toEqual([7, 102])
    expect(mapSync(ask, [1])).toEqual([[7, 103]])
    expect(used).toBe(0)
    expect(connection).toBeUndefined()
  })
})

describe('maxTasksPerChild', () => {
  test('a worker goes after so many chunks', async () => {
    const { map } = crew(2, { maxTasksPerChild: 3 })
    const who = (): number => threadOf()
    const threadOf = (): number =>
      (process.getBuiltinModule('node:worker_threads') as { threadId: number }).threadId
    const ids: number[] = await map(
      who,
      Array.from({ length: 30 }, (_, i) => i),
      { chunkSize: 1 },
    )
    expect(new Set(ids).size).toBeGreaterThanOrEqual(10)
    for (const id of new Set(ids))
      expect(ids.filter((other) => other === id).length).toBeLessThanOrEqual(3)
    expect(ids).not.toContain(threadId)
  })

  test('closing early loses nothing', async () => {
    const { map, engine } = crew(3, { maxTasksPerChild: 1 })
    const slow = async (x: number): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, 30))
      return x
    }
    const result = map(slow, [1, 2, 3, 4, 5, 6], { chunkSize: 1 })
    engine.close()
    await engine.join()
    expect(await result).toEqual([1, 2, 3, 4, 5, 6])
  })
})
