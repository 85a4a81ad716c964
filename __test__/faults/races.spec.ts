/**
 * Stopping against running: each call has one outcome, and stopping one never harms another. The seed of the random schedules
 * is printed; NUMPOOL_SEED runs one again.
 */
import { getEventListeners } from 'node:events'
import { describe, expect } from 'vitest'
import type { AsyncResult, Pool } from '../../src/index'
import { MATRIX, runAll, SIZES, sleep, withPool } from './support/matrix'
import { fault } from './support/watchdog'

const SEED = Number(process.env.NUMPOOL_SEED ?? Date.now() % 2 ** 31)

/** Mulberry32 (Tommy Ettinger): small, and the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length

describe.each(MATRIX)('%i workers, %s', (size, way) => {
  fault('row 33: abort before, at and after the start, at the end, and twice', 3000, () =>
    withPool(size, async (pool) => {
      await pool.warmup()
      const work = async (x: number): Promise<number> => {
        await new Promise((resolve) => setTimeout(resolve, x))
        return x
      }
      const moments: readonly (readonly [string, () => Promise<void>])[] = [
        ['at once', async () => {}],
        ['a microtask later', () => Promise.resolve()],
        ['a turn later', turn],
        ['when it runs', () => sleep(3)],
        ['about when it ends', () => sleep(8)],
      ]
      for (const [, moment] of moments) {
        const aborter = new AbortController()
        const stopped = runAll(pool, way, work, [8], { signal: aborter.signal })
        const other = runAll(pool, way, work, [5, 6])
        await moment()
        aborter.abort('enough')
        aborter.abort('again')
        const { values, errors } = await stopped
        // One outcome, either its own or the reason.
        if (errors.length > 0) expect(errors.map(({ error }) => error)).toEqual(['enough'])
        else expect(values).toEqual([8])
        const intact = await other
        expect(intact.errors).toEqual([])
        expect((intact.values as number[]).toSorted()).toEqual([5, 6])
        expect(listeners(aborter.signal)).toBe(0)
      }
      const before = AbortSignal.abort('before')
      const { errors } = await runAll(pool, way, work, [1], { signal: before })
      expect(errors.map(({ error }) => error)).toEqual(['before'])
      expect(listeners(before)).toBe(0)
    }),
  )

  fault('row 33: stopping A does not stop B on the same worker', 3000, () =>
    withPool(size, async (pool) => {
      const runs = new Int32Array(new SharedArrayBuffer(4 * 100))
      const count = (x: number): number => {
        Atomics.add(runs, x, 1)
        return x
      }
      const items = Array.from({ length: 100 }, (_, i) => i)
      const stuck = (): never => {
        for (;;);
      }
      const aborter = new AbortController()
      // One for each worker, so that all of B waits behind some of A.
      const a = runAll(pool, way, stuck, items.slice(0, size), { signal: aborter.signal })
      const b = runAll(pool, way, count, items)
      await sleep(30)
      aborter.abort(new Error('A'))
      expect((await a).errors.length).toBeGreaterThan(0)
      const { values, errors } = await b
      expect(errors).toEqual([])
      expect((values as number[]).toSorted((x, y) => x - y)).toEqual(items)
      expect([...runs]).toEqual(items.map(() => 1))
      expect(listeners(aborter.signal)).toBe(0)
    }),
  )
})

/** One task of a random schedule: what became of it. */
interface Entry {
  readonly call: Promise<unknown>
  readonly stopped: boolean
}

/** Calls of one turn, some of which are stopped by a signal, by a timeout or by `cancel`, at some time or other. */
function makeCalls(pool: Pool, random: () => number, count: number, ran: Uint8Array): Entry[] {
  const quick = (i: number): number => {
    ran[i] = (ran[i] ?? 0) + 1
    return i
  }
  const slow = async (i: number): Promise<number> => {
    ran[i] = (ran[i] ?? 0) + 1
    await new Promise((resolve) => setTimeout(resolve, i % 4))
    return i
  }
  const shared = new AbortController()
  const entries = Array.from({ length: count }, (_, i): Entry => {
    const stopped = random() < 0.3
    const task: (i: number) => number | Promise<number> = random() < 0.01 ? slow : quick
    if (!stopped) return { call: pool.applyAsync(task, [i]), stopped }
    const how = random()
    if (how < 0.1)
      return { call: pool.applyAsync(task, [i], { timeout: 1 + random() * 5 }), stopped }
    if (how < 0.3) return { call: pool.applyAsync(task, [i], { signal: shared.signal }), stopped }
    if (how < 0.6) {
      const aborter = new AbortController()
      const call = pool.applyAsync(task, [i], { signal: aborter.signal })
      later(random, () => aborter.abort(new Error('stop')))
      return { call, stopped }
    }
    const call: AsyncResult<unknown> = pool.applyAsync(task, [i])
    later(random, () => call.cancel())
    return { call, stopped }
  })
  later(random, () => shared.abort(new Error('stop')))
  return entries
}

/** Now, a microtask, a turn or some milliseconds later. */
function later(random: () => number, run: () => void): void {
  const when = random()
  if (when < 0.3) run()
  else if (when < 0.5) queueMicrotask(run)
  else if (when < 0.85) setImmediate(run)
  else setTimeout(run, random() * 4)
}

describe.each(SIZES)('%i workers', (size) => {
  const total = size === 2 ? 100_000 : 10_000

  fault(`row 33: a random schedule of ${total} tasks, seed ${SEED}`, 15_000, () =>
    withPool(size, async (pool) => {
      const random = randomFrom(SEED + size)
      const wave = 2000
      for (let done = 0; done < total; done += wave) {
        const ran = new Uint8Array(new SharedArrayBuffer(wave))
        const entries = makeCalls(pool, random, wave, ran)
        const ends = await Promise.allSettled(entries.map(({ call }) => call))
        const wrong: unknown[] = []
        for (const [i, end] of ends.entries()) {
          const ok = end.status === 'fulfilled' && end.value === i && ran[i] === 1
          const reason = (end as PromiseRejectedResult).reason as {
            name?: string
            message?: string
          }
          const asked =
            entries[i]?.stopped === true &&
            (ran[i] ?? 0) <= 1 &&
            (reason?.message === 'stop' ||
              /^(CancelledError|TimeoutError)$/.test(reason?.name ?? ''))
          if (!ok && !asked) wrong.push([done + i, end, ran[i], entries[i]?.stopped])
        }
        expect(wrong, `seed ${SEED}`).toEqual([])
      }
    }),
  )
})

describe.each(['map', 'imap', 'imapUnordered'] as const)('%s', (way) => {
  fault(`row 33: random schedules of whole calls, seed ${SEED}`, 8000, () =>
    withPool(2, async (pool) => {
      const random = randomFrom(SEED ^ 7)
      for (let round = 0; round < 40; round++) {
        const calls = Array.from({ length: 10 }, async (_, i) => {
          const items = Array.from(
            { length: 1 + Math.floor(random() * 40) },
            (__, j) => i * 100 + j,
          )
          const stopped = random() < 0.4
          const aborter = new AbortController()
          const chunkSize = 1 + Math.floor(random() * 9)
          const options = { chunkSize, ...(stopped ? { signal: aborter.signal } : undefined) }
          const outcome = runAll(pool, way, (x: number) => x * 2, items, options)
          if (stopped) later(random, () => aborter.abort(new Error('stop')))
          const { values, errors } = await outcome
          expect(listeners(aborter.signal)).toBe(0)
          if (errors.length === 0)
            expect((values as number[]).toSorted((a, b) => a - b)).toEqual(items.map((x) => x * 2))
          else expect([stopped, errors]).toMatchObject([true, [{ error: { message: 'stop' } }]])
        })
        await Promise.all(calls)
      }
    }),
  )
})
