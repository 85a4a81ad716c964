/** Work that does not end by itself: the call does, and the thread too. */
import { describe, expect } from 'vitest'
import { Pool, PoolTerminatedError, TimeoutError } from '../../src/index'
import {
  expectNoMoreThan,
  footprint,
  MATRIX,
  runAll,
  SIZES,
  sleep,
  type Task,
  withPool,
} from './support/matrix'
import { fault, faultChild } from './support/watchdog'

const endless: readonly (readonly [string, Task])[] = [
  [
    'for (;;)',
    () => {
      for (;;);
    },
  ],
  ['a regular expression', () => /^(a+)+$/.test(`${'a'.repeat(60)}b`)],
  ['Atomics.wait', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)],
]

/** That this process has come to rest: what spun spins no more. */
async function expectRest(): Promise<void> {
  for (let tries = 0; ; tries++) {
    const before = process.cpuUsage()
    const start = performance.now()
    await sleep(100)
    const { user, system } = process.cpuUsage(before)
    // One spinning thread alone is all of the time that has passed.
    const busy = (user + system) / 1000 / (performance.now() - start)
    if (busy < 0.7) return
    if (tries === 50) expect(busy).toBeLessThan(0.7)
  }
}

describe.each(MATRIX)('%i workers, %s', (size, way) => {
  for (const [what, task] of endless) {
    fault(`row 5: ${what} and a timeout`, 2000, () =>
      withPool(size, async (pool) => {
        await pool.warmup()
        const start = performance.now()
        const { errors } = await runAll(pool, way, task, [1, 2], { timeout: 60 })
        expect(errors[0]?.error).toBeInstanceOf(TimeoutError)
        // 100 ms after the time is over, or ten times that on a busy machine.
        expect(performance.now() - start).toBeLessThan(2000)
        await expectRest()
      }),
    )

    fault(`row 5: ${what} and terminate()`, 2000, async () => {
      const before = footprint()
      const pool = new Pool(size, { engine: 'workers' })
      await pool.warmup()
      const outcome = runAll(pool, way, task, [1, 2, 3])
      await sleep(20)
      await pool.terminate()
      const { errors } = await outcome
      expect(errors.length).toBeGreaterThan(0)
      for (const { error } of errors) expect(error).toBeInstanceOf(PoolTerminatedError)
      await expectRest()
      await expectNoMoreThan(before)
    })
  }
})

describe.each(SIZES)('%i workers', (size) => {
  fault(
    'row 6: an uninterruptible builtin: terminate() stops it or names the worker, in time',
    6000,
    async () => {
      const ended = await faultChild(
        `const begun = new Int32Array(new SharedArrayBuffer(4))
      const pool = new numpool.Pool(${size}, { engine: 'workers', name: 'stubborn' })
      const call = pool.applyAsync(() => {
        const array = new Float64Array(3e7)
        for (let i = 0; i < array.length; i++) array[i] = (i * 7919) % 104729
        Atomics.store(begun, 0, 1)
        return array.sort().length
      })
      call.catch(() => {})
      while (Atomics.load(begun, 0) === 0) await sleep(5)
      const start = performance.now()
      const how = await pool.terminate().then(() => 'stopped', (error) => error.code + ' ' + error.workers)
      const took = performance.now() - start
      console.log(how, took < 15_000, await call.catch((error) => error.code))`,
        { expected: 6000 },
      )
      expect(ended.code).toBe(0)
      expect(ended.stdout).toMatch(
        /^(stopped|ERR_NUMPOOL_WORKER_STUCK stubborn-\d) true ERR_NUMPOOL_POOL_TERMINATED\n$/,
      )
    },
  )
})

fault(
  'row 6: a long kernel ends soon after a timeout, a cancel and terminate()',
  4000,
  async () => {
    const ended = await faultChild(`
    const pool = new numpool.Pool(2)
    const spin = (x) => Math.sin(Math.sin(Math.sin(Math.sin(Math.sin(x))))) + Math.exp(Math.cos(Math.cos(Math.cos(x))))
    const tell = (error) => error.code
    const data = numpool.sharedEmpty(5e7)
    console.log(pool.explain(spin).engine)
    const start = performance.now()
    const timed = pool.map(spin, data, { timeout: 50 }).catch(tell)
    const cancelled = pool.map(spin, data)
    setTimeout(() => cancelled.cancel(), 50)
    console.log(await timed, await cancelled.catch(tell))
    try { pool.mapSync(spin, data, { timeout: 50 }) } catch (error) { console.log(tell(error)) }
    const ended = pool.map(spin, data).catch(tell)
    await sleep(20)
    await pool.terminate()
    console.log(await ended, performance.now() - start < 5000)`)
    expect(ended).toMatchObject({
      code: 0,
      stdout:
        'native\nERR_NUMPOOL_TIMEOUT ERR_NUMPOOL_CANCELLED\nERR_NUMPOOL_TIMEOUT\nERR_NUMPOOL_POOL_TERMINATED true\n',
    })
  },
)
