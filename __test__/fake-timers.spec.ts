/**
 * Clocks that stand still in the place of Node's, as test runners put them there (`vi.useFakeTimers()`, Jest's, sinon's): the pool waits for
 * threads, which know nothing of them, and its limits are real milliseconds.
 *
 * A pool used to hang under them: it gave work out, replaced workers and told of timeouts by the timers that it found.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { runChild } from './support/child'

/** All that may be faked in a child process; what Jest fakes besides is in tools/jest.spec.ts. */
const ALL = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'Date',
  'performance',
  'hrtime',
  'queueMicrotask',
] as const

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code

describe.each(['before', 'after'] as const)('faked %s the package is loaded', (when) => {
  let numpool: typeof import('../src/index')

  beforeAll(async () => {
    vi.resetModules()
    if (when === 'before') vi.useFakeTimers({ toFake: [...ALL] })
    numpool = await import('../src/index')
    vi.useFakeTimers({ toFake: [...ALL] })
  })
  afterAll(() => void vi.useRealTimers())

  describe.each(['workers', 'inline', 'native'] as const)('%s', (engine) => {
    let pool: InstanceType<typeof numpool.Pool>
    beforeAll(() => {
      pool = new numpool.Pool(2, { engine })
    })
    afterAll(() => pool.terminate())

    test('maps, and tells how far it is', async () => {
      const told: number[] = []
      const items = new Float64Array(20_000).fill(3)
      const onProgress = ({ done }: { done: number }): void => void told.push(done)
      const out = await pool.map((x: number) => x * 2 + 1, items, { onProgress })
      expect(out.every((x) => x === 7)).toBe(true)
      expect(told.at(-1)).toBe(20_000)
    })

    if (engine === 'native') return

    test('gives out single calls by the thousand', async () => {
      const calls = Array.from({ length: 3000 }, (_, i) =>
        pool.applyAsync((x: number) => x + 1, [i]),
      )
      expect((await Promise.all(calls)).at(-1)).toBe(3000)
    })

    test('reads ahead of an iterator', async () => {
      const squares: number[] = []
      const items = (async function* () {
        for (let i = 0; i < 30; i++) yield i
      })()
      for await (const x of pool.imap((x: number) => x * x, items, { chunkSize: 4 }))
        squares.push(x)
      expect(squares).toHaveLength(30)
    })

    test('ends what takes too long', async () => {
      const never = (): Promise<void> => new Promise(() => {})
      await expect(pool.apply(never, [], { timeout: 30 })).rejects.toSatisfy(
        (error) => codeOf(error) === 'ERR_NUMPOOL_TIMEOUT',
      )
      await expect(pool.apply(never, [], { taskTimeout: 30 })).rejects.toSatisfy(
        (error) => codeOf(error) === 'ERR_NUMPOOL_TASK_TIMEOUT',
      )
      const call = pool.applyAsync(never)
      await expect(call.get(30)).rejects.toSatisfy(
        (error) => codeOf(error) === 'ERR_NUMPOOL_TIMEOUT',
      )
      await call.wait(30)
      expect(call.ready()).toBe(false)
      expect(call.cancel()).toBe(true)
    })
  })

  test('workers that die, loop or are idle are replaced', async () => {
    const pool = new numpool.Pool(1, { engine: 'workers', idleTimeout: 20 })
    await expect(pool.apply(() => process.exit(3))).rejects.toMatchObject({ exitCode: 3 })
    const loop = (): never => {
      for (;;);
    }
    await expect(pool.apply(loop, [], { taskTimeout: 30 })).rejects.toThrow(/30 ms/)
    expect(await pool.apply(() => 'again')).toBe('again')
    await vi.waitUntil(() => pool.stats().workers.alive === 0, { timeout: 20_000 })
    expect(pool.applySync(() => 'and again')).toBe('and again')
    pool.close()
    await pool.join()
  })

  test('a task has the clock of its worker', async () => {
    await using pool = new numpool.Pool(1, { engine: 'workers' })
    const year = (): number => new Date(Date.now()).getFullYear()
    vi.setSystemTime(0)
    expect(await pool.apply(year)).toBeGreaterThan(2020)
    const passes = (): Promise<boolean> => {
      const before = performance.now()
      return new Promise((go) => setTimeout(() => go(performance.now() > before), 5))
    }
    expect(await pool.apply(passes)).toBe(true)
  })
})

describe("Node's own mocks", () => {
  afterEach(() => void vi.useRealTimers())

  test('leave a pool its timers', async () => {
    const ended = await runChild(`
      const { mock } = require('node:test')
      mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'setImmediate', 'Date'] })
      const pool = new numpool.Pool(2, { engine: 'workers' })
      console.log(await pool.map((x) => x + 1, [1, 2]))
      const late = await pool.apply(() => new Promise(() => {}), [], { timeout: 30 }).catch((error) => error)
      console.log(late.code)
      await pool.terminate()`)
    expect(ended).toMatchObject({ code: 0, stdout: '[ 2, 3 ]\nERR_NUMPOOL_TIMEOUT\n' })
  })
})
