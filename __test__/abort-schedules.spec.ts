/** Random schedules of tasks that are late, stopped, or neither: what nobody touches has its right value, once. */
import { expect, test } from 'vitest'
import { Pool, TaskTimeoutError, TimeoutError } from '../src'

/** A small generator, so that a failing schedule can be had again. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const COUNT = 250

/** What item `i` does is drawn from a table; each run is noted. */
const task = (i: number, kinds: Uint8Array, runs: Int32Array): unknown => {
  Atomics.add(runs, i, 1)
  switch (kinds[i]) {
    case 1:
      for (;;);
    case 2:
      return new Promise(() => {})
    case 3:
      return new Promise((resolve) => setTimeout(resolve, i % 7)).then(() => `${i}`)
    default:
      return `${i}`
  }
}

test.each([
  [1, 1],
  [2, 1],
  [2, 1],
  [2, 4],
  [3, 4],
])('%i workers, %i at a time', async (processes, concurrency) => {
  const seed = Math.floor(Math.random() * 2 ** 32)
  const next = random(seed)
  const pool = new Pool(processes, { concurrency })
  await pool.warmup()
  const shared = new SharedArrayBuffer(COUNT)
  const kinds = new Uint8Array(shared)
  const runs = new Int32Array(new SharedArrayBuffer(4 * COUNT))
  // With several at a time, a loop takes those with it that wait in the same worker: not drawn there.
  for (let i = 0; i < COUNT; i++) {
    const draw = next()
    if (draw < 0.02) kinds[i] = concurrency > 1 ? 2 : 1
    else if (draw < 0.04) kinds[i] = 2
    else if (draw < 0.4) kinds[i] = 3
  }
  const untouched: Promise<void>[] = []
  const where = `seed ${seed}`
  const check = (i: number, outcome: PromiseSettledResult<unknown>): void => {
    if (kinds[i] === 1 || kinds[i] === 2) {
      expect(outcome.status, `${where}, item ${i}`).toBe('rejected')
      expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(TaskTimeoutError)
    } else expect(outcome, `${where}, item ${i}`).toEqual({ status: 'fulfilled', value: `${i}` })
    expect(runs[i], `${where}, item ${i}`).toBe(1)
  }
  for (let i = 0; i < COUNT; ) {
    const many = Math.min(COUNT - i, 1 + Math.floor(next() * 30))
    const items = Array.from({ length: many }, (_, k) => i + k)
    const taskTimeout = 1000
    const graceMs = next() < 0.5 ? undefined : Math.floor(next() * 100)
    const options = { taskTimeout, graceMs }
    const draw = next()
    if (draw < 0.3) {
      for (const item of items) {
        const call = pool.apply(task, [item, kinds, runs], options)
        untouched.push(
          Promise.allSettled([call]).then(([outcome]) =>
            check(item, outcome as PromiseSettledResult<unknown>),
          ),
        )
      }
    } else if (draw < 0.8) {
      const rows = items.map((item): [number, Uint8Array, Int32Array] => [item, kinds, runs])
      const chunkSize = 1 + Math.floor(next() * 9)
      const call = pool.starmap(task, rows, { ...options, chunkSize, onError: 'collect' })
      untouched.push(
        call.then((outcomes) =>
          outcomes.forEach((outcome, k) => void check(items[k] as number, outcome)),
        ),
      )
    } else {
      // Stopped at any time, with whatever of it runs.
      const rows = items.map((item): [number, Uint8Array, Int32Array] => [item, kinds, runs])
      const call = pool.starmap(task, rows, { ...options, timeout: 1 + Math.floor(next() * 300) })
      untouched.push(
        call.then(
          () => {},
          (error) => expect(error).toBeInstanceOf(TimeoutError),
        ),
      )
    }
    i += many
    if (next() < 0.3) await new Promise((resolve) => setTimeout(resolve, 20 * next()))
  }
  await Promise.all(untouched)
  for (const count of runs) expect(count, where).toBeLessThanOrEqual(1)
  // And the pool is as good as new.
  expect(await pool.map((x: number) => x, [1, 2, 3])).toEqual([1, 2, 3])
  await pool.terminate()
})
