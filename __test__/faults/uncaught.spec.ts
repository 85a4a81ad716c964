/**
 * Errors that nobody catches in a worker: they fail the task that runs, and never reach the process around the pool.
 */
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest'
import { LONG, MATRIX, runAll, SIZES, sleep, type Task, withPool } from './support/matrix'
import { fault } from './support/watchdog'

let uncaught = 0
const count = (): void => {
  uncaught++
}
beforeAll(() => {
  process.on('uncaughtExceptionMonitor', count)
})
afterAll(() => {
  process.off('uncaughtExceptionMonitor', count)
})
afterEach(() => {
  expect(uncaught).toBe(0)
})

/** Each goes on for longer than its error needs. */
const troubles: readonly (readonly [string, Task])[] = [
  [
    'a throw in a timer',
    async (x: number) => {
      if (x !== 3) return x
      setTimeout(() => {
        throw new RangeError('trouble')
      }, 2)
      return new Promise(() => {})
    },
  ],
  [
    'a throw in nextTick and in a microtask',
    async (x: number) => {
      if (x !== 3) return x
      process.nextTick(() => {
        queueMicrotask(() => {
          throw new RangeError('trouble')
        })
      })
      return new Promise(() => {})
    },
  ],
  [
    'an unhandled rejection',
    async (x: number) => {
      if (x !== 3) return x
      void Promise.reject(new RangeError('trouble'))
      return new Promise(() => {})
    },
  ],
  [
    "an 'error' that an emitter has no listener for",
    async (x: number) => {
      if (x !== 3) return x
      const { EventEmitter } = process.getBuiltinModule('node:events')
      setImmediate(() => new EventEmitter().emit('error', new RangeError('trouble')))
      return new Promise(() => {})
    },
  ],
]

describe.each(MATRIX)('%i workers, %s', (size, way) => {
  for (const [what, task] of troubles)
    fault(`row 2: ${what}`, 2000, () =>
      withPool(size, async (pool) => {
        const items = [0, 1, 2, 3, 4, 5]
        const { values, errors } = await runAll(pool, way, task, items)
        expect(errors).toHaveLength(1)
        expect(errors[0]?.error).toBeInstanceOf(RangeError)
        expect(errors[0]).toMatchObject({ index: 3, error: { message: 'trouble' } })
        if (way !== 'map')
          expect((values.filter((x) => x !== undefined) as number[]).toSorted()).toEqual([
            0, 1, 2, 4, 5,
          ])
      }),
    )
})

describe.each(SIZES)('%i workers', (size) => {
  fault('row 2: an error that belongs to no task is a warning, the next task goes well', 2000, () =>
    withPool(size, async (pool) => {
      const warnings: Error[] = []
      const hear = (warning: Error): void => {
        warnings.push(warning)
      }
      process.on('warning', hear)
      try {
        const leave = (x: number): number => {
          setTimeout(() => {
            throw new Error('too late')
          }, 5)
          return x
        }
        expect(await pool.apply(leave, [1])).toBe(1)
        for (let i = 0; i < 200 && warnings.length === 0; i++) await sleep(10)
        expect(String(warnings[0])).toMatch(/too late/)
        expect(warnings[0]).toMatchObject({ code: 'NUMPOOL_STRAY_ERROR' })
      } finally {
        process.off('warning', hear)
      }
    }),
  )

  const times = LONG ? 300 : 40

  fault(`row 2: ${times} in a row, of all kinds, and nothing is mixed up`, 4000, () =>
    withPool(size, async (pool) => {
      const calls = Array.from({ length: times }, (_, i) => {
        const task = async (n: number): Promise<number> => {
          if (n % 4 === 1) setImmediate(() => void Promise.reject(new Error(`r${n}`)))
          if (n % 4 === 3)
            setImmediate(() => {
              throw new Error(`t${n}`)
            })
          if (n % 2 === 1) return new Promise(() => {})
          await new Promise((resolve) => setTimeout(resolve, 1))
          return n
        }
        return pool.applyAsync(task, [i])
      })
      for (const [i, end] of (await Promise.allSettled(calls)).entries()) {
        if (i % 2 === 0) expect(end).toEqual({ status: 'fulfilled', value: i })
        else expect(end).toMatchObject({ reason: { message: `${i % 4 === 1 ? 'r' : 't'}${i}` } })
      }
    }),
  )
})
