/** Single calls that travel together: each is still a call of its own. */
import { afterEach, describe, expect, test } from 'vitest'
import { Pool } from '../src/index'
import { sleep } from './support/workers'

let pool: Pool
const open = (...args: ConstructorParameters<typeof Pool>): Pool => {
  pool = new Pool(...args)
  return pool
}
afterEach(() => pool.terminate())

const log = (items: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * items))

const busy = (ms: number): number => {
  const end = performance.now() + ms
  while (performance.now() < end);
  return ms
}

describe('calls of one turn', () => {
  test('keep their functions, arguments and errors apart', async () => {
    open({ processes: 2, engine: 'workers' })
    const results = Array.from({ length: 600 }, (_, i) => {
      if (i % 5 === 0) return pool.applyAsync(() => `closure ${i}`)
      if (i % 5 === 1) return pool.applyAsync((a: string, b: number) => a.repeat(b), ['x', i % 7])
      if (i % 5 === 2) return pool.applyAsync((o: { i: number }) => ({ got: o.i }), [{ i }])
      if (i % 5 === 3) return pool.applyAsync(async (n: number) => n + 1, [i])
      return pool.applyAsync(
        (n: number): never => {
          throw new RangeError(`no ${n}`)
        },
        [i],
      )
    })
    const settled = await Promise.allSettled(results)
    settled.forEach((one, i) => {
      if (i % 5 === 4) expect(one).toMatchObject({ reason: new RangeError(`no ${i}`) })
      else
        expect(one).toMatchObject({
          value: [`closure ${i}`, 'x'.repeat(i % 7), { got: i }, i + 1][i % 5],
        })
    })
  })

  test('share no object, neither that they were given nor that they return', async () => {
    open({ processes: 1, engine: 'workers' })
    const shared = { list: [0], deep: { n: 0 } }
    const change = (
      o: { list: number[]; deep: { n: number } },
      same: unknown,
    ): [number, number, boolean] => [o.list.push(1), ++o.deep.n, o === same]
    const changed = await Promise.all(
      Array.from({ length: 20 }, () => pool.applyAsync(change, [shared, shared])),
    )
    // What one call was given twice is one object there.
    expect(changed).toEqual(Array.from({ length: 20 }, () => [2, 1, true]))
    const kept = (): object => {
      const all = globalThis as { keptForTest?: object }
      all.keptForTest ??= { inner: {} }
      return all.keptForTest
    }
    const returned = (await Promise.all(
      Array.from({ length: 20 }, () => pool.applyAsync(kept)),
    )) as { inner: object }[]
    expect(new Set(returned).size).toBe(20)
    expect(new Set(returned.map(({ inner }) => inner)).size).toBe(20)
  })

  test('one whose arguments cannot be sent fails alone', async () => {
    open({ processes: 1, engine: 'workers' })
    const bad = {
      get now(): never {
        throw new Error('not now')
      },
    }
    const args: unknown[] = [
      1,
      { a: [Symbol.iterator, () => {}] },
      { b: 2 },
      bad,
      new Map([[1, 2]]),
    ]
    const results = args.map((arg) => pool.applyAsync((x: unknown) => typeof x, [arg]))
    const settled = await Promise.allSettled(results)
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    expect((settled[1] as PromiseRejectedResult).reason).toMatchObject({
      code: 'ERR_NUMPOOL_NOT_CLONEABLE',
      message: expect.stringContaining('args[0].a[1]'),
    })
  })

  test('callbacks run in the order of the calls', async () => {
    open({ processes: 1, engine: 'workers' })
    const order: number[] = []
    const calls = Array.from({ length: 300 }, (_, i) =>
      pool.applyAsync((n: number) => n, [i], { callback: (n) => order.push(n) }),
    )
    await Promise.all(calls)
    expect(order).toEqual(calls.map((_, i) => i))
  })

  test('a quick one does not wait for a slow one behind it', async () => {
    open({ processes: 1, engine: 'workers' })
    await pool.applyAsync(busy, [0])
    const quick = pool.applyAsync((n: number) => `${n}`, [1])
    const slow = pool.applyAsync(busy, [2000])
    let slowReady: boolean | undefined
    await quick.then(() => {
      slowReady = slow.ready()
    })
    expect(slowReady).toBe(false)
    await slow
  })
})

describe('one call in the middle of a batch', () => {
  test('that is cancelled does not run, and the others do once', async () => {
    open({ processes: 1, engine: 'workers' })
    const counts = log(200)
    const count = (i: number): number => {
      if (i === 0) while (Atomics.load(counts, 199) === 0);
      return Atomics.add(counts, i, 1)
    }
    const calls = Array.from({ length: 100 }, (_, i) => pool.applyAsync(count, [i]))
    await sleep(300)
    const cancelled = [10, 11, 50, 99]
    for (const i of cancelled) expect(calls[i]?.cancel('not needed')).toBe(true)
    Atomics.store(counts, 199, 1)
    const settled = await Promise.allSettled(calls)
    settled.forEach(({ status }, i) => {
      expect(status).toBe(cancelled.includes(i) ? 'rejected' : 'fulfilled')
      expect(counts[i]).toBe(cancelled.includes(i) ? 0 : 1)
    })
    expect(calls[10]?.cancel()).toBe(false)
  })

  test('that runs for ever is ended, and the others run once', async () => {
    open({ processes: 2, engine: 'workers' })
    const counts = log(100)
    const run = (i: number): number => {
      Atomics.add(counts, i, 1)
      return i
    }
    const forever = (i: number): never => {
      Atomics.add(counts, i, 1)
      for (;;);
    }
    const calls = Array.from({ length: 100 }, (_, i) =>
      pool.applyAsync(i === 20 ? forever : run, [i]),
    )
    while (Atomics.load(counts, 20) === 0) await sleep(5)
    calls[20]?.cancel()
    const settled = await Promise.allSettled(calls)
    settled.forEach(({ status }, i) => {
      expect(status).toBe(i === 20 ? 'rejected' : 'fulfilled')
    })
    expect([...counts].every((n) => n === 1)).toBe(true)
  })

  test('whose function was quick before may take results that were held with it, and says so', async () => {
    open({ processes: 1, engine: 'workers' })
    const counts = log(100)
    const run = (i: number): number => {
      Atomics.add(counts, i, 1)
      if (i === 50) for (;;);
      return i
    }
    const calls = Array.from({ length: 100 }, (_, i) => pool.applyAsync(run, [i]))
    while (Atomics.load(counts, 50) === 0) await sleep(5)
    calls[50]?.cancel()
    const settled = await Promise.allSettled(calls)
    settled.forEach((one, i) => {
      if (i > 50) expect(one.status).toBe('fulfilled')
      else if (i < 50 && one.status === 'rejected')
        expect(one.reason).toMatchObject({ state: 'maybe-done' })
    })
    expect([...counts].every((n) => n === 1)).toBe(true)
  })
})

test('maxTasksPerChild counts each of them', async () => {
  open({ processes: 2, engine: 'workers', maxTasksPerChild: 5 })
  const who = (i: number): string =>
    `${(process.getBuiltinModule('node:worker_threads') as { threadId: number }).threadId}:${i}`
  const all = await Promise.all(Array.from({ length: 40 }, (_, i) => pool.applyAsync(who, [i])))
  const byWorker = new Map<string, number>()
  for (const one of all) {
    const [thread = ''] = one.split(':')
    byWorker.set(thread, (byWorker.get(thread) ?? 0) + 1)
  }
  expect(Math.max(...byWorker.values())).toBeLessThanOrEqual(5)
  expect(byWorker.size).toBeGreaterThanOrEqual(8)
})

test('a hundred thousand calls of one turn settle once each, and the event loop turns meanwhile', async () => {
  open({ processes: 2, engine: 'workers' })
  let settled = 0
  let turns = 0
  const turn = setInterval(() => turns++, 1)
  const calls: Promise<unknown>[] = []
  for (let i = 0; i < 100_000; i++)
    calls.push(pool.applyAsync((n: number) => `${n}`, [i], { callback: () => settled++ }))
  const values = await Promise.all(calls)
  clearInterval(turn)
  expect(values.every((value, i) => value === `${i}`)).toBe(true)
  expect(settled).toBe(100_000)
  expect(turns).toBeGreaterThan(3)
})
