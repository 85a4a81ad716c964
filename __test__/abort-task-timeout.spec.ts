/**
 * `taskTimeout`: how long one item may run. The limits are long enough for what is to end in time on a busy machine.
 */
import { afterEach, describe, expect, test } from 'vitest'
import { currentTask, Pool, type PoolOptions, range, TaskTimeoutError } from '../src'

let pool: Pool
const make = (processes: number, options: PoolOptions = {}): Pool => {
  pool = new Pool(processes, options)
  return pool
}
afterEach(() => pool.terminate().catch(() => {}))

const forever = (): never => {
  for (;;);
}
const backtrack = (): boolean => /^(a+)+$/.test(`${'a'.repeat(60)}b`)
const waits = (): string => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
const never = (): Promise<never> => new Promise(() => {})

const BLOCKED: [string, () => unknown][] = [
  ['an endless loop', forever],
  ['a regular expression', backtrack],
  ['Atomics.wait', waits],
]
const STUCK: [string, () => unknown][] = [...BLOCKED, ['a promise that never settles', never]]

describe('an item that runs too long', () => {
  test.each(STUCK)('%s: it fails, and the others have their results', async (_, stuck) => {
    make(2)
    const f = (i: number): unknown => (i === 13 || i === 37 ? stuck() : i * 2)
    const outcomes = await pool.map(f, range(50), { taskTimeout: 500, onError: 'collect' })
    for (const [i, outcome] of outcomes.entries()) {
      if (i !== 13 && i !== 37) {
        expect(outcome).toEqual({ status: 'fulfilled', value: i * 2 })
        continue
      }
      const { reason } = outcome as PromiseRejectedResult
      expect(reason).toBeInstanceOf(TaskTimeoutError)
      expect(reason).toMatchObject({ code: 'ERR_NUMPOOL_TASK_TIMEOUT', index: i, timeout: 500 })
    }
  })

  test.each(STUCK)('%s: apply fails with it, on any pool by default', async (_, stuck) => {
    make(1, { taskTimeout: 500 })
    await expect(pool.apply(stuck)).rejects.toMatchObject({ code: 'ERR_NUMPOOL_TASK_TIMEOUT' })
    expect(await pool.apply((x: number) => x, [1])).toBe(1)
    // A call may say otherwise.
    const slow = async (): Promise<string> => {
      await new Promise((resolve) => setTimeout(resolve, 1000))
      return 'slow'
    }
    expect(await pool.apply(slow, [], { taskTimeout: Number.POSITIVE_INFINITY })).toBe('slow')
  })

  test.each(STUCK)('%s: mapSync goes on', (_, stuck) => {
    make(2)
    const f = (i: number): unknown => (i === 5 ? stuck() : `${i}`)
    const outcomes = pool.mapSync(f, range(10), { taskTimeout: 500, onError: 'collect' })
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(
      [...range(10)].map((i) => i !== 5),
    )
    expect((outcomes[5] as PromiseRejectedResult).reason).toBeInstanceOf(TaskTimeoutError)
    expect(() => pool.applySync(stuck, [], { taskTimeout: 50 })).toThrow(TaskTimeoutError)
  })

  test.each(STUCK)('%s: an iterator goes on after it', async (_, stuck) => {
    make(2)
    const f = (i: number): unknown => (i === 3 ? stuck() : i)
    const values = pool.imap(f, range(8), { taskTimeout: 500, chunkSize: 2 })
    const heard: unknown[] = []
    for (;;) {
      try {
        const { done, value } = await values.next()
        if (done === true) break
        heard.push(value)
      } catch (error) {
        expect(error).toMatchObject({ code: 'ERR_NUMPOOL_TASK_TIMEOUT', index: 3 })
        heard.push('late')
      }
    }
    expect(heard).toEqual([0, 1, 2, 'late', 4, 5, 6, 7])
  })

  test('starmap and typed arrays', async () => {
    make(2)
    const g = (x: number, y: number): number => {
      if (x === 2) for (;;);
      return x + y
    }
    const rows: [number, number][] = [
      [1, 1],
      [2, 2],
      [3, 3],
    ]
    await expect(pool.starmap(g, rows, { taskTimeout: 500 })).rejects.toMatchObject({
      code: 'ERR_NUMPOOL_TASK_TIMEOUT',
      index: 1,
    })
    const out = new Float64Array(100)
    const h = (x: number): number => {
      if (x === 50) for (;;);
      return x * 2
    }
    const call = pool.map(h, Float64Array.from(range(100)), {
      taskTimeout: 500,
      out,
      engine: 'workers',
    })
    await expect(call).rejects.toMatchObject({ index: 50 })
    // The call was not stopped.
    expect(out[99]).toBe(198)
  })

  test('each of many in one chunk, one after the other', async () => {
    make(1)
    const f = (i: number): number => {
      if (i % 5 === 2) for (;;);
      return i
    }
    const outcomes = await pool.map(f, range(20), {
      taskTimeout: 500,
      chunkSize: 20,
      onError: 'collect',
    })
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(
      [...range(20)].map((i) => i % 5 !== 2),
    )
  })

  test('time in the queue does not count', async () => {
    make(1)
    const slow = async (i: number): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, 60))
      return i
    }
    const calls = [...range(15)].map((i) => pool.apply(slow, [i], { taskTimeout: 500 }))
    expect(await Promise.all(calls)).toEqual([...range(15)])
    expect(await pool.map(slow, range(15), { taskTimeout: 500 })).toEqual([...range(15)])
  })

  test('one that ends too late by itself has failed; its worker stays', async () => {
    make(1)
    const busy = (): number => {
      const end = performance.now() + 200
      while (performance.now() < end);
      return process.pid
    }
    const mark = (): number => {
      const { marks = 0 } = globalThis as { marks?: number }
      ;(globalThis as { marks?: number }).marks = marks + 1
      return marks
    }
    await pool.apply(mark)
    const late = pool.apply(busy, [], { taskTimeout: 50, graceMs: 20_000 })
    await expect(late).rejects.toBeInstanceOf(TaskTimeoutError)
    expect(await pool.apply(mark)).toBe(1)
  })

  test('results of the call, however quick, are kept; no item runs twice', async () => {
    make(2)
    const counts = new Int32Array(new SharedArrayBuffer(4 * 2000))
    const f = (i: number): number => {
      Atomics.add(counts, i, 1)
      if (i % 400 === 399) for (;;);
      return i
    }
    const outcomes = await pool.map(f, range(2000), { taskTimeout: 500, onError: 'collect' })
    expect(counts.every((n) => n === 1)).toBe(true)
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(5)
    expect(
      outcomes.every((o, i) => (o.status === 'fulfilled' ? o.value === i : i % 400 === 399)),
    ).toBe(true)
  })

  test('an item that may run again does not, once it was late', async () => {
    make(1)
    const counts = new Int32Array(new SharedArrayBuffer(4))
    const f = (): never => {
      Atomics.add(counts, 0, 1)
      for (;;);
    }
    const call = pool.apply(f, [], { taskTimeout: 500, idempotent: true })
    await expect(call).rejects.toBeInstanceOf(TaskTimeoutError)
    expect(await pool.apply(() => 1)).toBe(1)
    expect(counts[0]).toBe(1)
  })

  test('the first failure ends a call that asks for that', async () => {
    make(1)
    const f = (i: number): number => {
      if (i === 1) for (;;);
      return i
    }
    const call = pool.map(f, range(1000), { taskTimeout: 500, onError: 'stop' })
    await expect(call).rejects.toMatchObject({ code: 'ERR_NUMPOOL_TASK_TIMEOUT', index: 1 })
  })

  test('inline, asynchronous ones fail, and so do others that were too slow', async () => {
    make(1)
    const f = (i: number): unknown => (i === 1 ? new Promise(() => {}) : i)
    const outcomes = await pool.map(f, range(3), {
      engine: 'inline',
      taskTimeout: 500,
      onError: 'collect',
    })
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })
})

describe('several at a time in a worker', () => {
  test('the others that wait there are not harmed by one that never ends', async () => {
    make(1)
    const f = async (i: number): Promise<number> => {
      if (i === 3) await new Promise(() => {})
      await new Promise((resolve) => setTimeout(resolve, 400 * Math.random()))
      return i
    }
    const options = { taskTimeout: 2000, concurrency: 10, onError: 'collect' } as const
    const outcomes = await pool.map(f, range(30), options)
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(
      [...range(30)].map((i) => i !== 3),
    )
    // Whatever has become of the worker.
    expect(await pool.apply(() => 1)).toBe(1)
  })

  test('nor by one that is stopped while another computes', async () => {
    // The worker was given 100 ms to say that it has forgotten the item, and replaced with all that waited there.
    make(1, { concurrency: 4 })
    const begun = new Int32Array(new SharedArrayBuffer(4))
    const waiting = async (up: Int32Array, ms: number): Promise<string> => {
      Atomics.add(up, 0, 1)
      await new Promise((resolve) => setTimeout(resolve, ms))
      return 'whole'
    }
    const stopped = pool.apply(waiting, [begun, 60_000])
    const kept = pool.apply(waiting, [begun, 600])
    await expect.poll(() => begun[0], { timeout: 20_000 }).toBe(2)
    const computing = pool.apply(() => {
      const end = performance.now() + 400
      while (performance.now() < end);
      return 'computed'
    })
    await new Promise((resolve) => setTimeout(resolve, 20))
    stopped.cancel('enough')
    await expect(stopped).rejects.toThrow(/enough/)
    expect(await Promise.all([kept, computing])).toEqual(['whole', 'computed'])
    expect(pool.stats().workers).toMatchObject({ started: 1, replaced: 0 })
  })

  test('where one blocks them all it fails in time, and those that may run again do', async () => {
    make(1)
    const f = async (i: number): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      if (i === 3) for (;;);
      return i
    }
    const options = {
      taskTimeout: 1000,
      concurrency: 4,
      idempotent: true,
      onError: 'collect',
    } as const
    const outcomes = await pool.map(f, range(12), options)
    expect(outcomes[3]).toMatchObject({
      status: 'rejected',
      reason: { code: 'ERR_NUMPOOL_TASK_TIMEOUT' },
    })
    const others = outcomes.filter((_, i) => i !== 3)
    for (const { status, reason } of others as PromiseRejectedResult[])
      if (status === 'rejected') expect(reason.code).toMatch(/TASK_TIMEOUT|WORKER_LOST/)
    expect(others.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(8)
  })
})

test('a task that was late and then blocks its worker does not block the pool', async () => {
  make(1)
  const f = async (): Promise<void> => {
    const signal = currentTask()?.signal as AbortSignal
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    for (;;);
  }
  const call = pool.apply(f, [], { taskTimeout: 50, graceMs: 50 })
  await expect(call).rejects.toBeInstanceOf(TaskTimeoutError)
  expect(await pool.apply(() => 1)).toBe(1)
})

test('nor does it hold up a pool that is closed', async () => {
  make(1)
  const f = async (): Promise<void> => {
    const signal = currentTask()?.signal as AbortSignal
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    for (;;);
  }
  const call = pool.apply(f, [], { taskTimeout: 50, graceMs: 50 })
  pool.close()
  await expect(call).rejects.toBeInstanceOf(TaskTimeoutError)
  await pool.join()
})

test('a grace that is no whole number of milliseconds ends as well, whenever Node’s timers come', async () => {
  make(1)
  for (let i = 0; i < 20; i++) {
    const call = pool.apply(
      () => {
        for (;;);
      },
      [],
      { timeout: 5.5, graceMs: 10.9 },
    )
    await expect(call).rejects.toMatchObject({ code: 'ERR_NUMPOOL_TIMEOUT' })
    expect(await pool.apply((x: number) => x + 1, [i])).toBe(i + 1)
  }
}, 60_000)
