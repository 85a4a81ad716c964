/** How many workers there are and when, and what they are started with. */
import { setTimeout as sleep } from 'node:timers/promises'
import { SHARE_ENV } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { BrokenPoolError, Pool, range } from '../src/index'
import { runChild } from './support/child'

let pool: Pool
afterEach(() => pool.terminate())

/** The threads of this process that belong to the pool, by asking each for its id. */
const workersOf = async (own: Pool): Promise<Set<number>> => {
  const ids = await own.map(
    async () => {
      await new Promise((go) => setTimeout(go, 30))
      return process.getBuiltinModule('node:worker_threads').threadId
    },
    range(2 * own.processes),
    { engine: 'workers', chunkSize: 1 },
  )
  return new Set(ids)
}

/** Waits until `ok`, for as long as the test may take. */
const until = async (ok: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await ok())) await sleep(10)
}
const alive = (own: Pool): number => own.stats().workers.alive

describe('idleTimeout and minProcesses', () => {
  test('workers above the minimum end, the others stay and serve', async () => {
    pool = new Pool({ processes: 3, minProcesses: 1, idleTimeout: 50, engine: 'workers' })
    await pool.warmup()
    const before = await workersOf(pool)
    expect(before.size).toBe(3)
    await until(() => alive(pool) === 1)
    await sleep(150)
    expect(alive(pool)).toBe(1)
    // The one that stayed is one of them, and the others come back when there is work.
    let after = new Set<number>()
    await until(async () => {
      after = await workersOf(pool)
      return after.size === 3
    })
    expect([...after].filter((id) => before.has(id))).toHaveLength(1)
  })

  test('none stay without a minimum, and nothing starts before there is work', async () => {
    pool = new Pool({ processes: 2, idleTimeout: 30, engine: 'workers' })
    expect(alive(pool)).toBe(0)
    expect(await pool.map((x) => x + 1, [1, 2])).toEqual([2, 3])
    await until(() => alive(pool) === 0)
    expect(await pool.map((x) => x + 1, [3])).toEqual([4])
  })

  test('those that stay hold neither the process nor a CPU', async () => {
    const { code, stdout, stderr } = await runChild(`
      const pool = new numpool.Pool({ processes: 2, minProcesses: 2, idleTimeout: 20 })
      await pool.map((x) => String(x), [1, 2, 3, 4])
      await new Promise((go) => setTimeout(go, 200))
      const before = process.cpuUsage()
      await new Promise((go) => setTimeout(go, 1000))
      const { user, system } = process.cpuUsage(before)
      console.log(pool.stats().workers.alive, (user + system) / 1e6 < 0.5)`)
    expect(stderr).toBe('')
    expect(stdout).toBe('2 true\n')
    expect(code).toBe(0)
  })
})

describe('what workers are started with', () => {
  test('resourceLimits, env and execArgv reach them', async () => {
    pool = new Pool({
      processes: 1,
      engine: 'workers',
      resourceLimits: { maxOldGenerationSizeMb: 77 },
      env: { ...process.env, ONLY_HERE: 'yes' },
      execArgv: ['--no-warnings'],
    })
    const seen = await pool.apply(() => ({
      limit: process.getBuiltinModule('node:worker_threads').resourceLimits.maxOldGenerationSizeMb,
      only: process.env.ONLY_HERE,
      flags: process.execArgv,
    }))
    expect(seen).toEqual({ limit: 77, only: 'yes', flags: ['--no-warnings'] })
    expect(process.env.ONLY_HERE).toBeUndefined()
  })

  test('SHARE_ENV shares the environment', async () => {
    pool = new Pool({ processes: 1, engine: 'workers', env: SHARE_ENV })
    try {
      await pool.apply(() => {
        process.env.FROM_THE_WORKER = 'set'
      })
      expect(process.env.FROM_THE_WORKER).toBe('set')
    } finally {
      delete process.env.FROM_THE_WORKER
    }
  })

  test.each([['--max-old-space-size=50'], ['--no-such-flag']])(
    'execArgv %s, which threads cannot have, is told with the reason',
    async (flag) => {
      pool = new Pool({ processes: 2, engine: 'workers', execArgv: [flag] })
      const calls = [() => pool.map((x) => x, [1]), () => pool.warmup(), () => pool.apply(() => 1)]
      for (const call of calls) {
        const error: unknown = await Promise.resolve(call()).catch((e: unknown) => e)
        expect(error).toBeInstanceOf(BrokenPoolError)
        expect((error as Error).message).toContain(flag)
        expect((error as Error).cause).toBeInstanceOf(Error)
      }
      expect(() => pool.mapSync((x) => x, [1])).toThrow(BrokenPoolError)
    },
  )
})

describe('concurrency', () => {
  /** Resolves with the most items that waited at the same time in this worker. */
  const meet = async (): Promise<number> => {
    const own = globalThis as { waiting?: number; most?: number }
    own.waiting = (own.waiting ?? 0) + 1
    own.most = Math.max(own.most ?? 0, own.waiting)
    await new Promise((go) => setTimeout(go, 20))
    own.waiting--
    return own.most
  }

  test('so many items wait together in a worker, of a map and of single calls', async () => {
    pool = new Pool({ processes: 1, engine: 'workers', concurrency: 5 })
    expect(Math.max(...(await pool.map(meet, range(20))))).toBe(5)
    await pool.terminate()
    pool = new Pool({ processes: 1, engine: 'workers', concurrency: 5 })
    const calls = [...range(20)].map(() => pool.applyAsync(meet))
    expect(Math.max(...(await Promise.all(calls)))).toBe(5)
  })

  test('one at a time where nobody says more; what the call says counts', async () => {
    pool = new Pool({ processes: 1, engine: 'workers' })
    expect(Math.max(...(await pool.map(meet, range(5))))).toBe(1)
    expect(Math.max(...(await pool.map(meet, range(12), { concurrency: 4 })))).toBe(4)
    const each: number[] = []
    // The buffer has room for them, too.
    function* source(): Generator<number> {
      yield* range(30)
    }
    for await (const x of pool.imap(meet, source(), { concurrency: 8 })) each.push(x)
    expect(Math.max(...each)).toBe(8)
    const inline = await pool.map(meet, range(10), { engine: 'inline', concurrency: 3 })
    expect(Math.max(...inline)).toBe(3)
  })

  test('a thousand that wait do not take turns on two workers', async () => {
    pool = new Pool({ processes: 2, engine: 'workers' })
    await pool.warmup()
    const wait = (ms: number): Promise<number> => new Promise((go) => setTimeout(go, ms, ms))
    const start = performance.now()
    await pool.map(wait, new Array<number>(1000).fill(100), { concurrency: 500 })
    // One after another it would be 50 seconds.
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})

describe('taskTimeout, of the pool and of the call', () => {
  test.each(['inline', 'workers'] as const)(
    '%s: only what takes too long fails',
    async (engine) => {
      pool = new Pool({ processes: 2, engine, taskTimeout: 1500 })
      const wait = (ms: number): Promise<number> => new Promise((go) => setTimeout(go, ms, ms))
      const results = await pool.map(wait, [1, 60_000, 2], { onError: 'collect', chunkSize: 1 })
      expect(results).toEqual([
        { status: 'fulfilled', value: 1 },
        {
          status: 'rejected',
          reason: expect.objectContaining({
            name: 'TaskTimeoutError',
            code: 'ERR_NUMPOOL_TASK_TIMEOUT',
            timeout: 1500,
            index: 1,
          }),
        },
        { status: 'fulfilled', value: 2 },
      ])
      expect(await pool.map(wait, [300], { taskTimeout: 30_000 })).toEqual([300])
      const each = pool.imap(wait, [1, 60_000, 2], { taskTimeout: 1500 })
      expect(await each.next()).toMatchObject({ value: 1 })
      await expect(each.next()).rejects.toMatchObject({
        code: 'ERR_NUMPOOL_TASK_TIMEOUT',
        index: 1,
      })
      expect(await each.next()).toMatchObject({ value: 2 })
    },
  )
})
