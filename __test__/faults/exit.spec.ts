/** A worker that ends while it works: only what it had begun is lost, and said so. */
import { describe, expect } from 'vitest'
import { BrokenPoolError, WorkerLostError } from '../../src/index'
import { expectOnly, LONG, MATRIX, runAll, SIZES, type Task, withPool } from './support/matrix'
import { fault } from './support/watchdog'

const items = Array.from({ length: 24 }, (_, i) => i)
const BAD = 13
const doubled = items.map((x) => x * 2)

const exits: readonly (readonly [string, number, Task])[] = [
  [
    'process.exit(0)',
    0,
    (x: number) => {
      if (x === 13) process.exit(0)
      return x * 2
    },
  ],
  [
    'process.exit(3) before an await',
    3,
    async (x: number) => {
      if (x === 13) process.exit(3)
      await undefined
      return x * 2
    },
  ],
  [
    'process.exit(3) after an await',
    3,
    async (x: number) => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      if (x === 13) process.exit(3)
      return x * 2
    },
  ],
]

describe.each(MATRIX)('%i workers, %s', (size, way) => {
  for (const [what, exitCode, task] of exits)
    fault(`row 1: ${what} fails its own item alone`, 2000, () =>
      withPool(size, async (pool) => {
        const outcome = await runAll(pool, way, task, items)
        const lost = expect.objectContaining({
          code: 'ERR_NUMPOOL_WORKER_LOST',
          exitCode,
          state: 'lost',
        })
        expectOnly(way, outcome, BAD, lost, doubled)
        expect(outcome.errors[0]?.error).toBeInstanceOf(WorkerLostError)
      }),
    )
})

describe.each(SIZES)('%i workers', (size) => {
  const times = LONG ? 100 : 15

  fault(`row 1: ${times} deaths, each replaced`, times * 300, () =>
    withPool(size, async (pool) => {
      for (let i = 0; i < times; i++) {
        const died = pool.applyAsync((code: number) => process.exit(code), [i % 5])
        const others = Array.from({ length: 8 }, (_, j) => pool.applyAsync((x: number) => x, [j]))
        await expect(died).rejects.toMatchObject({
          code: 'ERR_NUMPOOL_WORKER_LOST',
          exitCode: i % 5,
        })
        expect(await Promise.all(others)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
      }
    }),
  )

  fault('row 1: nothing but deaths breaks the pool, for every call', 3000, async () => {
    await withPool(size, async (pool) => {
      // The pool that is broken stays so; another is none the worse for it.
      const { Pool } = await import('../../src/index')
      const broken = new Pool(size, { engine: 'workers' })
      const calls = Array.from({ length: 40 }, () => broken.applyAsync(() => process.exit(9)))
      const ends = (await Promise.allSettled(calls)).map(
        (end) => (end as PromiseRejectedResult).reason as Error,
      )
      expect(ends.at(-1)).toBeInstanceOf(BrokenPoolError)
      expect(ends.at(-1)?.message).toMatch(/exit code 9/)
      for (const end of ends)
        expect(end instanceof BrokenPoolError || end instanceof WorkerLostError).toBe(true)
      // Five deaths, and those that were under way when the fifth was seen.
      const lost = ends.filter((end) => end instanceof WorkerLostError)
      expect(lost.length).toBeLessThanOrEqual(5 + size)
      await expect(broken.applyAsync(() => 1)).rejects.toThrow(BrokenPoolError)
      await broken.terminate()
      expect(await pool.apply(() => 1)).toBe(1)
    })
  })
})
