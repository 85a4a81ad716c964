/** Iterators over sources that are infinite, slow or throw, and readers that stop early: bounded, closed, no deadlock. */
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { Pool } from '../../src/index'
import { expectAnswers, LONG, SIZES, sleep, withPool } from './support/matrix'
import { fault } from './support/watchdog'

const COLUMNS = SIZES.flatMap((size) =>
  (['imap', 'imapUnordered'] as const).map((way) => [size, way] as const),
)

/** A source of some numbers: how far it was read, and whether it was closed or came to its end. */
interface Watched {
  readonly source: Iterable<number> | AsyncIterable<number>
  read: number
  over: boolean
}

function watch(kind: 'sync' | 'async' | 'slow', length: number, throwsAt: number): Watched {
  const watched: Watched = { source: [], read: 0, over: false }
  const next = (): number => {
    if (watched.read === throwsAt) throw new SyntaxError('source')
    return watched.read++
  }
  function* sync(): Generator<number> {
    try {
      while (watched.read < length) yield next()
    } finally {
      watched.over = true
    }
  }
  async function* async(): AsyncGenerator<number> {
    try {
      while (watched.read < length) {
        if (kind === 'slow') await sleep(1)
        yield next()
      }
    } finally {
      watched.over = true
    }
  }
  return Object.assign(watched, { source: kind === 'sync' ? sync() : async() })
}

describe.each(COLUMNS)('%i workers, %s', (size, way) => {
  fault('row 32: any source, any reader: bounded, closed, every result once', 6000, () =>
    withPool(size, async (pool) => {
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            kind: fc.constantFrom('sync' as const, 'async' as const, 'slow' as const),
            length: fc.oneof(fc.nat(30), fc.constant(Number.POSITIVE_INFINITY)),
            throwsAt: fc.oneof(fc.constant(-1), fc.nat(30)),
            failsAt: fc.oneof(fc.constant(-1), fc.nat(30)),
            bufferSize: fc.integer({ min: 1, max: 12 }),
            chunkSize: fc.integer({ min: 1, max: 5 }),
            takes: fc.nat(25),
            ahead: fc.integer({ min: 1, max: 4 }),
          }),
          async ({ kind, length, throwsAt, failsAt, bufferSize, chunkSize, takes, ahead }) => {
            const watched = watch(kind, length, throwsAt)
            const task = (x: number): number => {
              if (x === failsAt) throw new RangeError('task')
              return x
            }
            const results = pool[way](task, watched.source, { bufferSize, chunkSize })
            const got: number[] = []
            let taken = 0
            let ended = false
            while (taken < takes && !ended) {
              // Several may ask at once.
              const asked = Array.from({ length: ahead }, () => results.next())
              for (const one of await Promise.allSettled(asked)) {
                if (one.status === 'rejected') {
                  expect(['task', 'source']).toContain((one.reason as Error).message)
                  taken++
                } else if (one.value.done === true) ended = true
                else {
                  got.push(one.value.value)
                  taken++
                }
              }
              expect(watched.read).toBeLessThanOrEqual(taken + Math.max(bufferSize, chunkSize))
            }
            await results.return()
            for (let i = 0; i < 100 && !watched.over && kind === 'slow'; i++) await sleep(1)
            // A generator that never began has nothing to close.
            if (watched.read > 0) expect(watched.over).toBe(true)
            expect(new Set(got).size).toBe(got.length)
            if (way === 'imap') expect(got).toEqual(got.toSorted((a, b) => a - b))
            expect(await results.next()).toEqual({ done: true, value: undefined })
          },
        ),
        { numRuns: LONG ? 500 : 40 },
      )
    }),
  )

  fault('row 32: an infinite source is never read further than the window', 2000, () =>
    withPool(size, async (pool) => {
      for (const kind of ['sync', 'async'] as const) {
        const watched = watch(kind, Number.POSITIVE_INFINITY, -1)
        const results = pool[way]((x: number) => x, watched.source, { bufferSize: 5 })
        await sleep(30)
        expect(watched.read).toBe(5)
        for (let taken = 1; taken <= 20; taken++) {
          await results.next()
          expect(watched.read).toBeLessThanOrEqual(5 + taken)
        }
        await results.return()
        expect(watched.over).toBe(true)
      }
    }),
  )

  fault('row 32: workers that die while it is read', 3000, () =>
    withPool(size, async (pool) => {
      const task = (x: number): number => {
        if (x % 7 === 3) process.exit(1)
        return x
      }
      const watched = watch('async', 40, -1)
      const results = pool[way](task, watched.source, { bufferSize: 6 })
      const got: number[] = []
      let lost = 0
      for (;;) {
        try {
          const { done, value } = await results.next()
          if (done === true) break
          got.push(value)
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_NUMPOOL_WORKER_LOST' })
          lost++
        }
      }
      expect(lost).toBe(6)
      const alive = Array.from({ length: 40 }, (_, i) => i).filter((x) => x % 7 !== 3)
      expect(got.toSorted((a, b) => a - b)).toEqual(alive)
    }),
  )

  fault('row 32: close() and terminate() with a half-read iterator', 3000, async () => {
    for (const end of ['close', 'terminate'] as const) {
      const pool = new Pool(size, { engine: 'workers' })
      const watched = watch('sync', Number.POSITIVE_INFINITY, -1)
      const results = pool[way]((x: number) => x, watched.source, { bufferSize: 3 })
      await results.next()
      if (end === 'close') {
        pool.close()
        // It goes on for whoever reads, and join does not wait for those who do not.
        expect((await results.next()).done).toBe(false)
        await pool.join()
        await results.return()
      }
      await pool.terminate()
      expect(watched.over).toBe(true)
      const last = await results.next().catch((error: { code: string }) => error.code)
      expect([{ done: true, value: undefined }, 'ERR_NUMPOOL_POOL_TERMINATED']).toContainEqual(last)
    }
    const pool = new Pool(size, { engine: 'workers' })
    await expectAnswers(pool)
    await pool.terminate()
  })
})
