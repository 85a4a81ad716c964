/**
 * Pools of far more workers than CPUs: their threads come up a few at a time, no more of them than there is work for, and where
 * the system refuses one the pool goes on with those it has.
 */
import workerThreads, { Worker } from 'node:worker_threads'
import { describe, expect } from 'vitest'
import { cpuCount } from '../../src/cpu-count'
import { BrokenPoolError, Pool, sharedEmpty } from '../../src/index'
import { sleep, withPool } from './support/matrix'
import { fault } from './support/watchdog'

/** How many threads may come up at a time. */
const AT_A_TIME = Math.max(4, 2 * cpuCount())

/** More than that. */
const MANY = AT_A_TIME * 2 + 3

interface Starts {
  total: number
  /** The most that were coming up at a time. */
  coming: number
}

/** Counts the threads that are started while something runs. */
async function counting(run: (starts: Starts) => Promise<void>): Promise<void> {
  const starts: Starts = { total: 0, coming: 0 }
  let coming = 0
  const count = (worker: Worker): void => {
    starts.total++
    starts.coming = Math.max(starts.coming, ++coming)
    worker.once('online', () => coming--)
  }
  process.on('worker', count)
  try {
    await run(starts)
  } finally {
    process.off('worker', count)
  }
}

/** Says that it runs, and waits until as many do. */
const together = async (running: Int32Array, all: number): Promise<number> => {
  Atomics.add(running, 0, 1)
  while (Atomics.load(running, 0) < all) await new Promise((go) => setTimeout(go, 2))
  return all
}

describe('more workers than may come up at a time', () => {
  fault('come up one after the other, all that are asked for', 5000, async () => {
    await counting(async (starts) => {
      await withPool(MANY, async (pool) => {
        await pool.warmup()
        expect(pool.stats().workers.alive).toBe(MANY)
        expect(starts.total).toBe(MANY)
        // A thread is heard of a moment after it has come up.
        expect(starts.coming).toBeLessThanOrEqual(2 * AT_A_TIME)
      })
    })
  })

  fault('come up together while each runs a long initializer', 5000, async () => {
    const running = sharedEmpty(1, 'int32')
    const options = { initializer: together, initargs: [running, MANY] }
    await withPool(MANY, (pool) => pool.warmup(), options)
    expect(running[0]).toBe(MANY)
  })

  fault('each get one of the tasks that the first were given', 5000, async () => {
    // The first that come up are given everything there is; it was for the others.
    await withPool(MANY, async (pool) => {
      const running = sharedEmpty(1, 'int32')
      const calls = Array.from({ length: MANY }, () => pool.apply(together, [running, MANY]))
      expect(await Promise.all(calls)).toEqual(calls.map(() => MANY))
    })
    await withPool(MANY, async (pool) => {
      const running = sharedEmpty(1, 'int32')
      const rows = Array.from({ length: MANY }, () => [running, MANY] as [Int32Array, number])
      expect(await pool.starmap(together, rows)).toEqual(rows.map(() => MANY))
    })
    await withPool(MANY, async (pool) => {
      const running = sharedEmpty(1, 'int32')
      const rows = Array.from({ length: MANY }, () => [running, MANY] as [Int32Array, number])
      expect(pool.starmapSync(together, rows)).toEqual(rows.map(() => MANY))
    })
  })

  fault('are not started for work that the first have done', 5000, async () => {
    // A pool of a million started a thread for each chunk there was at once.
    for (const size of [1000, 1e6])
      await counting(async (starts) => {
        await withPool(size, async (pool) => {
          const items = Array.from({ length: 1e5 }, (_, i) => i)
          const results = await pool.map((x: number) => `${x}`, items)
          expect(results).toEqual(items.map(String))
          expect(starts.total).toBeLessThan(500)
        })
      })
  })
})

describe('the system refuses a thread', () => {
  /** Lets no more than so many threads exist, and counts how often one was asked for. */
  async function limited(most: number, run: (tries: { count: number }) => Promise<void>) {
    const tries = { count: 0 }
    let alive = 0
    // What Node throws when the system gives it no thread.
    class Limited extends Worker {
      constructor(...args: ConstructorParameters<typeof Worker>) {
        tries.count++
        if (alive >= most)
          throw Object.assign(new Error('Worker initialization failure: EAGAIN'), {
            code: 'ERR_WORKER_INIT_FAILED',
          })
        super(...args)
        alive++
        this.once('exit', () => alive--)
      }
    }
    workerThreads.Worker = Limited
    try {
      await run(tries)
    } finally {
      workerThreads.Worker = Worker
    }
  }

  fault('the pool goes on with those it has, and says so once', 3000, async () => {
    const warnings: unknown[] = []
    const hear = (warning: Error & { code?: string }): void => {
      if (warning.code === 'NUMPOOL_FEWER_WORKERS') warnings.push(warning.message)
    }
    process.on('warning', hear)
    try {
      await limited(2, async (tries) => {
        await withPool(8, async (pool) => {
          const items = Array.from({ length: 2000 }, (_, i) => i)
          for (let round = 0; round < 3; round++) {
            const calls = items.map((i) => pool.apply((x: number) => `${x}`, [i]))
            expect(await Promise.all(calls)).toEqual(items.map(String))
            expect(await pool.map((x: number) => `${x}`, items, { chunkSize: 1 })).toHaveLength(
              2000,
            )
          }
          await pool.warmup()
          expect(pool.stats().workers.alive).toBe(2)
          // Not once for each message of a worker: to be refused takes as long as to get one.
          expect(tries.count).toBeLessThan(100)
        })
      })
      await sleep(10)
    } finally {
      process.off('warning', hear)
    }
    expect(warnings).toEqual([
      'Only 2 of 8 workers of numpool could be started: Worker initialization failure: EAGAIN',
    ])
  })

  fault('another is started as soon as one has ended', 3000, async () => {
    // One at a time: the next task's worker cannot come up before the thread of the last one has gone.
    await limited(1, async () => {
      await withPool(
        1,
        async (pool) => {
          const items = Array.from({ length: 8 }, (_, i) => i)
          expect(await pool.map((x: number) => x, items, { chunkSize: 1 })).toEqual(items)
        },
        { maxTasksPerChild: 1 },
      )
    })
  })

  fault('without any the pool is broken', 3000, async () => {
    await limited(0, async () => {
      const pool = new Pool(2, { engine: 'workers' })
      await expect(pool.map((x: number) => x, [1, 2])).rejects.toBeInstanceOf(BrokenPoolError)
      await pool.terminate()
    })
  })
})
