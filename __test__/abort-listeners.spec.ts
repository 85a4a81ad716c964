/** One signal and many calls: before they start, in the queue, while they run; nobody listens afterwards. */
import { getEventListeners } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { Pool, type PoolOptions, range } from '../src'

let pool: Pool
const make = (processes: number, options: PoolOptions = {}): Pool => {
  pool = new Pool(processes, options)
  return pool
}
afterEach(() => pool.terminate().catch(() => {}))

const never = (): Promise<never> => new Promise(() => {})
const double = (x: number): string => `${x * 2}`

test('one listener for a thousand calls, removed with the last, and no warning', async () => {
  make(2)
  const warnings: Error[] = []
  const hear = (warning: Error): void => void warnings.push(warning)
  process.on('warning', hear)
  const { signal } = new AbortController()
  const calls: Promise<unknown>[] = []
  for (let i = 0; i < 250; i++) {
    calls.push(pool.apply(double, [i], { signal }), pool.map(double, range(3), { signal }))
    calls.push(pool.map(Math.sqrt, range(100), { signal }))
    calls.push(pool.map(double, range(3), { signal, engine: 'inline' }))
  }
  expect(getEventListeners(signal, 'abort')).toHaveLength(1)
  await Promise.all(calls)
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  const endless = function* (): Generator<number> {
    for (let i = 0; ; i++) yield i
  }
  let taken = 0
  for await (const _ of pool.imap(double, endless(), { signal })) {
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    if (++taken === 100) break
  }
  for await (const _ of pool.imapUnordered(double, range(20), { signal })) break
  pool.mapSync(double, range(3), { signal })
  const failing = pool.apply(
    () => {
      throw new Error('x')
    },
    [],
    { signal },
  )
  await expect(failing).rejects.toThrow('x')
  await new Promise((resolve) => setImmediate(resolve))
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  expect(warnings).toEqual([])
  process.off('warning', hear)
})

test('one abort ends all its calls, wherever they are, and no other', async () => {
  make(2)
  const abort = new AbortController()
  const { signal } = abort
  const running = [pool.apply(never, [], { signal }), pool.map(never, range(2), { signal })]
  const queued = [...range(20)].map((i) => pool.apply(double, [i], { signal }))
  const others = [...range(20)].map((i) => pool.apply(double, [i]))
  const cancelled = pool.apply(never, [], { signal })
  await new Promise((resolve) => setTimeout(resolve, 100))
  cancelled.cancel()
  abort.abort(new Error('all of them'))
  for (const call of [...running]) await expect(call).rejects.toThrow('all of them')
  await expect(cancelled).rejects.toMatchObject({ code: 'ERR_NUMPOOL_CANCELLED' })
  for (const [i, outcome] of (await Promise.allSettled(queued)).entries())
    if (outcome.status === 'rejected') expect(outcome.reason.message).toBe('all of them')
    else expect(outcome.value).toBe(`${i * 2}`)
  expect(await Promise.all(others)).toEqual([...range(20)].map((i) => `${i * 2}`))
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  // Nothing is sent.
  await expect(pool.apply(double, [1], { signal })).rejects.toThrow('all of them')
  expect(() => pool.mapSync(double, range(3), { signal })).toThrow('all of them')
  await expect(pool.imap(double, range(3), { signal }).next()).rejects.toThrow('all of them')
})

test('signals that end by themselves', async () => {
  make(1)
  const late = AbortSignal.timeout(150)
  const any = AbortSignal.any([late, new AbortController().signal])
  const calls = [
    pool.apply(never, [], { signal: late }),
    pool.map(never, range(3), { signal: any }),
  ]
  globalThis.gc?.()
  for (const call of calls) await expect(call).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(getEventListeners(late, 'abort')).toHaveLength(0)
  expect(getEventListeners(any, 'abort')).toHaveLength(0)
})

test('a call that is made while a signal ends others', async () => {
  make(1)
  const abort = new AbortController()
  const { signal } = abort
  let inside: Promise<unknown> | undefined
  const first = pool.applyAsync(never, [], {
    signal,
    errorCallback: () => {
      inside = pool.apply(never, [], { signal })
      inside.catch(() => {})
    },
  })
  const second = pool.apply(never, [], { signal })
  abort.abort(new Error('now'))
  await expect(first).rejects.toThrow('now')
  await expect(second).rejects.toThrow('now')
  await expect(inside).rejects.toThrow('now')
})
