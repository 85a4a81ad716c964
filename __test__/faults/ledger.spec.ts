/**
 * Who ran what when a worker dies: each item ran at most once, what had not begun ran elsewhere, and only what had begun
 * failed. The tasks write down in shared memory what they do, so that nobody's word is taken for it.
 */
import { describe, expect } from 'vitest'
import { expectOnly, MATRIX, type Outcome, runAll, SIZES, withPool } from './support/matrix'
import { fault } from './support/watchdog'

const COUNT = 40
const CHUNK = 10
const items = Array.from({ length: COUNT }, (_, i) => i)

/** How often each item ran. */
const newLog = (): Int32Array => new Int32Array(new SharedArrayBuffer(4 * COUNT))

/** Values of all items that did not fail. */
function others({ errors }: Outcome): number[] {
  const failed = new Set(errors.map(({ index }) => index))
  return items.filter((x) => !failed.has(x))
}

describe.each(MATRIX)('%i workers, %s', (size, way) => {
  for (const [place, bad] of [
    ['first', CHUNK],
    ['middle', CHUNK + 4],
    ['last', 2 * CHUNK - 1],
  ] as const)
    fault(`ledger: killed at the ${place} item of a chunk`, 2000, () =>
      withPool(size, async (pool) => {
        const runs = newLog()
        const task = (x: number): number => {
          Atomics.add(runs, x, 1)
          if (x === bad) process.exit(4)
          return x
        }
        const outcome = await runAll(pool, way, task, items, { chunkSize: CHUNK })
        const lost = expect.objectContaining({
          name: 'WorkerLostError',
          exitCode: 4,
          state: 'lost',
          index: way === 'applyAsync' ? undefined : bad,
        })
        expectOnly(way, outcome, bad, lost, items)
        expect([...runs]).toEqual(items.map(() => 1))
      }),
    )

  fault('ledger: killed while a reply is written', 2000, () =>
    withPool(size, async (pool) => {
      const runs = newLog()
      const task = (x: number): unknown => {
        Atomics.add(runs, x, 1)
        if (x !== 14) return x
        // Read when the result is sent.
        return {
          get trap() {
            return process.exit(6)
          },
        }
      }
      const outcome = await runAll(pool, way, task, items, { chunkSize: CHUNK })
      expect(outcome.errors.length).toBeGreaterThan(0)
      for (const { index = 0, error } of outcome.errors) {
        expect(error).toMatchObject({ name: 'WorkerLostError', exitCode: 6 })
        // Items whose results were to go in the same message share its fate: they had been begun.
        expect(runs[index]).toBe(1)
        // A getter may be read while the item still counts as running, or later.
        expect(['lost', 'maybe-done']).toContain((error as { state: string }).state)
      }
      if (way !== 'map') {
        expect(outcome.errors.map(({ index }) => index)).toContain(14)
        const values = outcome.values.filter((value) => value !== undefined) as number[]
        expect(values.toSorted((a, b) => a - b)).toEqual(others(outcome))
      }
      expect([...runs]).toEqual(items.map(() => 1))
    }),
  )

  fault('ledger: killed by a timer of an earlier item', 3000, () =>
    withPool(size, async (pool) => {
      const runs = newLog()
      const ended = newLog()
      const task = async (x: number): Promise<number> => {
        Atomics.add(runs, x, 1)
        if (x === 12) setTimeout(() => process.exit(5), 10)
        if (x === 12) return x
        await new Promise((resolve) => setTimeout(resolve, 4))
        Atomics.add(ended, x, 1)
        return x
      }
      const outcome = await runAll(pool, way, task, items, { chunkSize: CHUNK })
      // Nothing at all, where the worker had nothing left to do when its time came.
      expect(outcome.errors.length).toBeLessThanOrEqual(1)
      for (const { index = 0, error } of outcome.errors) {
        expect(error).toMatchObject({ name: 'WorkerLostError', exitCode: 5, state: 'lost' })
        expect(index).not.toBe(12)
        expect(ended[index]).toBe(0)
      }
      if (size === 1) expect(outcome.errors).toHaveLength(1)
      expect([...runs]).toEqual(items.map(() => 1))
    }),
  )

  fault('ledger: without a word (out of memory)', 5000, () =>
    withPool(
      size,
      async (pool) => {
        const runs = newLog()
        const task = (x: number): number => {
          Atomics.add(runs, x, 1)
          if (x === 14) {
            const all: object[] = []
            for (;;) all.push({ n: all.length })
          }
          return x
        }
        const outcome = await runAll(pool, way, task, items, { chunkSize: CHUNK })
        for (const { index = 0, error } of outcome.errors) {
          // Done, and perhaps not yet said; or running.
          expect(error).toMatchObject({ state: index < 14 ? 'maybe-done' : 'lost' })
          expect(error).toMatchObject({ cause: { code: 'ERR_WORKER_OUT_OF_MEMORY' } })
          expect(index).toBeLessThanOrEqual(14)
          expect(runs[index]).toBe(1)
        }
        if (way !== 'map') expect(outcome.errors.map(({ index }) => index)).toContain(14)
        expect([...runs]).toEqual(items.map(() => 1))
      },
      { resourceLimits: { maxOldGenerationSizeMb: 32 } },
    ),
  )

  fault('ledger: idempotent items run again', 2000, () =>
    withPool(size, async (pool) => {
      const runs = newLog()
      const task = (x: number): number => {
        if (Atomics.add(runs, x, 1) === 0 && x % CHUNK === 4) process.exit(4)
        return x
      }
      const options = { chunkSize: CHUNK, idempotent: true }
      const { values, errors } = await runAll(pool, way, task, items, options)
      expect(errors).toEqual([])
      expect((values as number[]).toSorted((a, b) => a - b)).toEqual(items)
      for (const [x, count] of runs.entries()) {
        if (x % CHUNK === 4) expect(count).toBe(2)
        else expect([1, 2]).toContain(count)
      }
    }),
  )
})

describe.each(SIZES)('%i workers', (size) => {
  fault('ledger: an idempotent item that kills every worker comes to an end', 3000, () =>
    withPool(size, async (pool) => {
      const { Pool } = await import('../../src/index')
      const doomed = new Pool(size, { engine: 'workers' })
      const runs = newLog()
      const task = (x: number): number => {
        Atomics.add(runs, x, 1)
        return process.exit(4)
      }
      const code = await doomed.map(task, [0], { idempotent: true }).then(
        () => 'done',
        (error: unknown) => (error as { code: string }).code,
      )
      expect(['ERR_NUMPOOL_BROKEN_POOL', 'ERR_NUMPOOL_WORKER_LOST']).toContain(code)
      expect(runs[0]).toBeGreaterThan(1)
      expect(runs[0]).toBeLessThan(20)
      await doomed.terminate()
      expect(await pool.apply(() => 1)).toBe(1)
    }),
  )
})
