/**
 * A worker that dies when it is in nobody's hands: idle, between two items, before its first, while it takes a call up.
 */
import { describe, expect } from 'vitest'
import { LONG, MATRIX, runAll, SIZES, sleep, withPool } from './support/matrix'
import { fault } from './support/watchdog'

describe.each(MATRIX)('%i workers, %s', (size, way) => {
  fault('row 3: a worker that dies while idle costs nothing', 2000, () =>
    withPool(size, async (pool) => {
      for (let round = 0; round < 4; round++) {
        // Each worker leaves a timer behind.
        const leave = async (x: number): Promise<number> => {
          await new Promise((resolve) => setTimeout(resolve, 2))
          setTimeout(() => process.exit(1), 15)
          return x
        }
        expect(await pool.apply(leave, [1])).toBe(1)
        await sleep(round * 12)
        const items = [1, 2, 3, 4, 5, 6]
        const { values, errors } = await runAll(pool, way, (x: number) => x, items)
        expect(errors).toEqual([])
        expect((values as number[]).toSorted((a, b) => a - b)).toEqual(items)
        // Its time comes while nobody asks for anything, or it came before.
        await sleep(30)
      }
    }),
  )
})

describe.each(SIZES)('%i workers', (size) => {
  const turns = LONG ? 60 : 16

  fault(
    `row 3: death at the N-th turn of the worker's event loop, N = 0..${turns - 1}`,
    turns * 300,
    () =>
      withPool(size, async (pool) => {
        const runs = new Int32Array(new SharedArrayBuffer(4 * 64))
        const bomb = (after: number): number => {
          const tick = (left: number): void => {
            if (left === 0) process.exit(7)
            setImmediate(tick, left - 1)
          }
          setImmediate(tick, after)
          return after
        }
        const count = (x: number): number => {
          Atomics.add(runs, x, 1)
          return x
        }
        for (let turn = 0; turn < turns; turn++) {
          runs.fill(0)
          const armed = pool.applyAsync(bomb, [turn])
          const calls: Promise<number>[] = []
          for (let i = 0; i < 64; i++) {
            // Some at once, some in later turns: sent while the worker dies.
            if (i % 16 === 15) await new Promise((resolve) => setImmediate(resolve))
            calls.push(pool.applyAsync(count, [i]))
          }
          expect(await armed).toBe(turn)
          // Sync items end before anything of the event loop can kill them.
          expect(await Promise.all(calls)).toEqual(Array.from({ length: 64 }, (_, i) => i))
          expect([...runs].every((n) => n === 1)).toBe(true)
        }
      }),
  )

  fault('row 3: a worker that dies while it takes a call up has not begun it', 2000, () =>
    withPool(size, async (pool) => {
      const deaths = new Int32Array(new SharedArrayBuffer(8))
      // Evaluated when the function is made in the worker: after the unit has come, before it begins.
      class Trap {
        readonly held = true
        static {
          const { isMainThread } = process.getBuiltinModule('node:worker_threads')
          if (!isMainThread && Atomics.add(deaths, 0, 1) < 2) process.exit(8)
        }
      }
      const task = (x: number): number => {
        Atomics.add(deaths, 1, 1)
        return new Trap().held ? x : -1
      }
      expect(await pool.map(task, [1, 2, 3], { chunkSize: 1 })).toEqual([1, 2, 3])
      expect(deaths[1]).toBe(3)
    }),
  )

  fault('row 3: workers that all die while idle are started anew', 2000, () =>
    withPool(size, async (pool) => {
      await pool.warmup()
      const leave = async (x: number): Promise<number> => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        setTimeout(() => process.exit(1), 20)
        return x
      }
      const items = Array.from({ length: size }, (_, i) => i)
      expect(await pool.map(leave, items, { chunkSize: 1 })).toEqual(items)
      await sleep(150)
      expect(await pool.map((x: number) => x * 2, items)).toEqual(items.map((x) => x * 2))
    }),
  )
})
