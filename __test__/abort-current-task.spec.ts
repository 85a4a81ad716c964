/** `currentTask()`: what a running task sees of itself, and that it hears when nobody wants it any more. */
import { afterEach, describe, expect, test } from 'vitest'
import { currentTask, Pool, type PoolOptions, range } from '../src'

let pool: Pool
const make = (processes: number, options: PoolOptions = {}): Pool => {
  pool = new Pool(processes, options)
  return pool
}
afterEach(() => pool.terminate().catch(() => {}))

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Ends when its signal is aborted, and leaves word of it in shared memory. */
const listens = async (heard: Int32Array): Promise<string> => {
  const signal = currentTask()?.signal as AbortSignal
  Atomics.store(heard, 0, 1)
  Atomics.notify(heard, 0)
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  const { reason } = signal as { reason: Error & { code?: unknown } }
  const told = `${reason.name}: ${reason.message}`
  for (const [i, byte] of new TextEncoder().encode(told).entries())
    Atomics.store(heard, 2 + i, byte)
  // Whoever listens has time to clean up.
  await new Promise((resolve) => setTimeout(resolve, 50))
  Atomics.store(heard, 0, 2)
  Atomics.notify(heard, 0)
  return told
}
const memory = (): Int32Array<SharedArrayBuffer> => new Int32Array(new SharedArrayBuffer(800))
/** Waits until the task has come so far; at most ten seconds. */
const until = async (heard: Int32Array, stage: number): Promise<void> => {
  for (let i = 0; i < 1000 && Atomics.load(heard, 0) < stage; i++) await sleep(10)
  expect(Atomics.load(heard, 0)).toBe(stage)
}
const toldOf = (heard: Int32Array): string =>
  String.fromCharCode(...heard.subarray(2).filter((unit) => unit !== 0))

describe('the index', () => {
  const index = (): number | undefined => currentTask()?.index
  const indexLater = async (): Promise<number | undefined> => {
    await new Promise((resolve) => setTimeout(resolve, 5 * Math.random()))
    return currentTask()?.index
  }

  test.each(['workers', 'inline'] as const)('%s: the place in the input', async (engine) => {
    make(2, { engine })
    const expected = [...range(40)]
    expect(await pool.map(index, range(40))).toEqual(expected)
    expect(await pool.map(indexLater, range(40))).toEqual(expected)
    expect(await pool.map(indexLater, range(40), { concurrency: 10 })).toEqual(expected)
    expect(pool.mapSync(index, range(40))).toEqual(expected)
    expect(await pool.apply(index)).toBe(0)
    const batch = [1, 2, 3, 4].map(() => pool.apply(index))
    expect(await Promise.all(batch)).toEqual([0, 0, 0, 0])
    const several = [1, 2, 3].map(() => pool.apply(indexLater, [], { concurrency: 3 }))
    expect(await Promise.all(several)).toEqual([0, 0, 0])
    const numbers = Float64Array.from(range(40))
    const tight = (x: number): number => (currentTask()?.index === x ? 1 : 0)
    expect(await pool.map(tight, numbers)).toEqual(new Float64Array(40).fill(1))
    const heard: unknown[] = []
    for await (const place of pool.imap(indexLater, range(40), { chunkSize: 3 })) heard.push(place)
    expect(heard).toEqual(expected)
    expect(currentTask()).toBeUndefined()
  })

  test('also in a copy of the package that the task imports', async () => {
    make(1)
    const imports = async (url: string): Promise<unknown> => {
      const copy = (await import(url)) as { currentTask: typeof currentTask }
      return copy.currentTask()?.index
    }
    const url = new URL('../index.mjs', import.meta.url).href
    expect(await pool.map(imports, [url, url])).toEqual([0, 1])
  })

  test('elsewhere there is no task', async () => {
    make(1, {
      initializer: () => {
        ;(globalThis as { before?: unknown }).before = currentTask()
      },
    })
    expect(await pool.apply(() => (globalThis as { before?: unknown }).before)).toBeUndefined()
    const pending = pool.map(() => sleep(50), range(2), { engine: 'inline' })
    await sleep(10)
    expect(currentTask()).toBeUndefined()
    await pending
  })

  test('one task, one object; its own after others have run meanwhile', async () => {
    make(1)
    const same = async (): Promise<boolean> => {
      const task = currentTask()
      const signal = task?.signal
      await new Promise((resolve) => setTimeout(resolve, 10 * Math.random()))
      return currentTask() === task && currentTask()?.signal === signal && signal?.aborted === false
    }
    expect(await pool.map(same, range(20))).toEqual(new Array(20).fill(true))
    expect(await pool.map(same, range(20), { concurrency: 5 })).toEqual(new Array(20).fill(true))
    expect(await pool.map(same, range(20), { engine: 'inline' })).toEqual(new Array(20).fill(true))
  })
})

describe('the signal of a running task', () => {
  test.each(['workers', 'inline'] as const)('%s: tells why', async (engine) => {
    make(1, { engine })
    const abort = new AbortController()
    await pool.apply(() => 1)
    const either = AbortSignal.any([new AbortController().signal, abort.signal])
    const ways: [RegExp, () => object, (call: { cancel(reason?: unknown): boolean }) => void][] = [
      [/^RangeError: mine$/, () => ({ signal: either }), () => abort.abort(new RangeError('mine'))],
      [
        /^TimeoutError: The operation was aborted/,
        () => ({ signal: AbortSignal.timeout(1000) }),
        () => {},
      ],
      [
        /^TimeoutError: apply(?:\(\w+\))? took longer than 1000 ms/,
        () => ({ timeout: 1000 }),
        () => {},
      ],
      [
        /^TaskTimeoutError: The task of apply(?:\(\w+\))? took longer than 1000 ms/,
        () => ({ taskTimeout: 1000 }),
        () => {},
      ],
      [/^CancelledError: .*no more/, () => ({}), (call) => call.cancel('no more')],
    ]
    for (const [expected, options, act] of ways) {
      const heard = memory()
      const call = pool.apply(listens, [heard], options())
      const start = performance.now()
      call.then(undefined, () => {})
      await until(heard, 1)
      act(call)
      await expect(call).rejects.toThrow()
      // The caller waits for no cleaning up.
      expect(performance.now() - start).toBeLessThan(10_000)
      await until(heard, 2)
      expect(toldOf(heard)).toMatch(expected)
    }
    const heard = memory()
    const call = pool.map(listens, [heard])
    await until(heard, 1)
    call.cancel()
    await expect(call).rejects.toThrow('cancelled')
    await until(heard, 2)
  })

  test('iterators that are left tell their items, too', async () => {
    make(1)
    const heard = memory()
    const values = pool.imap(listens, [heard])
    const first = values.next()
    first.catch(() => {})
    await until(heard, 1)
    await values.return?.()
    await until(heard, 2)
  })

  test('a task that ends in time keeps its worker, one that does not loses it', async () => {
    make(1)
    const mark = (): number => {
      const global = globalThis as { marks?: number }
      global.marks = (global.marks ?? 0) + 1
      return global.marks
    }
    expect(await pool.apply(mark)).toBe(1)
    const heard = memory()
    const first = pool.apply(listens, [heard])
    await until(heard, 1)
    first.cancel()
    await expect(first).rejects.toThrow()
    expect(await pool.apply(mark)).toBe(2)
    const deaf = async (words: Int32Array): Promise<void> => {
      Atomics.store(words, 0, 1)
      await new Promise(() => {})
    }
    for (const graceMs of [undefined, 0, 50]) {
      const words = memory()
      const call = pool.apply(deaf, [words], { graceMs })
      await until(words, 1)
      call.cancel()
      await expect(call).rejects.toThrow()
      // A new worker counts anew.
      expect(await pool.apply(mark)).toBe(1)
    }
    const words = memory()
    const call = pool.apply(listens, [words], { graceMs: 0 })
    await until(words, 1)
    call.cancel()
    await expect(call).rejects.toThrow()
    expect(await pool.apply(mark)).toBe(1)
    expect(words[0]).toBe(1)
  })

  test('a computing task is left the time that it was promised', async () => {
    make(1)
    const busy = (words: Int32Array): void => {
      Atomics.store(words, 0, 1)
      const end = performance.now() + 300
      while (performance.now() < end);
      Atomics.store(words, 0, 2)
    }
    const words = memory()
    const call = pool.apply(busy, [words], { graceMs: 30_000 })
    await until(words, 1)
    call.cancel()
    await expect(call).rejects.toThrow()
    await until(words, 2)
    expect(await pool.apply(() => 1)).toBe(1)
  })

  test('is aborted for one of several in a worker, and for no other', async () => {
    make(1, { concurrency: 4 })
    const heard = memory()
    const others = [0, 1, 2].map((i) =>
      pool.apply(
        async (x) => {
          await new Promise((resolve) => setTimeout(resolve, 400))
          return currentTask()?.signal.aborted === false ? x : 'harmed'
        },
        [i],
      ),
    )
    const one = pool.apply(listens, [heard])
    await until(heard, 1)
    one.cancel('alone')
    await expect(one).rejects.toThrow()
    await until(heard, 2)
    expect(toldOf(heard)).toContain('alone')
    expect(await Promise.all(others)).toEqual([0, 1, 2])
  })

  test('is aborted already for a task that asks too late', async () => {
    make(1)
    const words = memory()
    const asksLater = async (heard: Int32Array): Promise<void> => {
      Atomics.store(heard, 0, 1)
      await new Promise((resolve) => setTimeout(resolve, 300))
      Atomics.store(heard, 0, currentTask()?.signal.aborted === true ? 2 : 3)
    }
    const call = pool.apply(asksLater, [words], { graceMs: 20_000 })
    await until(words, 1)
    call.cancel()
    await expect(call).rejects.toThrow()
    await until(words, 2)
  })
})
