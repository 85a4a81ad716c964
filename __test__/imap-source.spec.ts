/** What imap does with its source: how far it reads, when it closes it, and what the source may do to it. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { type EngineName, Pool, range, TimeoutError, zip } from '../src/index'
import { runChild } from './support/child'

const pool = new Pool(2)
afterAll(() => pool.terminate())

const square = (x: number): number => x * x
const all = async <T>(results: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = []
  for await (const result of results) list.push(result)
  return list
}
/** A source by hand, which counts what is asked of it. */
function source(next: (i: number) => IteratorResult<number>): Iterable<number> & {
  asked: number
  closed: number
} {
  const own = {
    asked: 0,
    closed: 0,
    [Symbol.iterator]: () => ({
      next: () => next(own.asked++),
      return: () => {
        own.closed++
        return { done: true as const, value: undefined }
      },
    }),
  }
  return own
}
const endless = (): ReturnType<typeof source> => source((i) => ({ done: false, value: i }))
/** An async iterable whose next() is `next`, and whose return() is counted. */
function asyncSource(
  next: (i: number) => Promise<IteratorResult<number>>,
): AsyncIterable<number> & {
  asked: number
  closed: number
} {
  const own = {
    asked: 0,
    closed: 0,
    [Symbol.asyncIterator]: () => ({
      next: () => next(own.asked++),
      return: async () => {
        own.closed++
        return { done: true as const, value: undefined }
      },
    }),
  }
  return own
}

describe('how far it is read', () => {
  test('never further than the buffer, whatever is taken when', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          bufferSize: fc.integer({ min: 1, max: 20 }),
          chunkSize: fc.integer({ min: 1, max: 6 }),
          engine: fc.constantFrom<EngineName>('inline', 'workers'),
          ordered: fc.boolean(),
          steps: fc.array(fc.constantFrom('take', 'take', 'turn', 'two'), { maxLength: 25 }),
        }),
        async ({ bufferSize, chunkSize, engine, ordered, steps }) => {
          const numbers = endless()
          const method = ordered ? 'imap' : 'imapUnordered'
          const results = pool[method](square, numbers, { bufferSize, chunkSize, engine })
          let taken = 0
          const check = (): void => expect(numbers.asked).toBeLessThanOrEqual(bufferSize + taken)
          for (const step of steps) {
            if (step === 'turn') await sleep(1)
            else {
              const asked = step === 'two' ? [results.next(), results.next()] : [results.next()]
              // One that is asked for counts as taken: somebody has a place for it.
              taken += asked.length
              await Promise.all(asked)
            }
            check()
          }
          await sleep(2)
          check()
          await Promise.all([results.return(), results.return()])
          expect(numbers.closed).toBe(1)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('on without waiting for slow results, as far as the buffer goes', async () => {
    const numbers = endless()
    const results = pool.imap(() => new Promise<never>(() => {}), numbers, {
      engine: 'inline',
      bufferSize: 5,
    })
    await sleep(10)
    expect(numbers.asked).toBe(5)
    await results.return()
  })

  test('results come without waiting for a slow async source', async () => {
    const numbers = asyncSource((i) =>
      i < 3 ? Promise.resolve({ done: false, value: i }) : new Promise(() => {}),
    )
    for (const method of ['imap', 'imapUnordered'] as const) {
      numbers.asked = 0
      const results = pool[method](square, numbers, { engine: 'workers', bufferSize: 50 })
      const first = [await results.next(), await results.next(), await results.next()]
      expect(first.map(({ value }) => value).sort()).toEqual([0, 1, 4])
      // The source never settles: that is no reason to hang for those who leave.
      const waiting = results.next()
      await results.return()
      expect(await waiting).toEqual({ done: true, value: undefined })
    }
    expect(numbers.closed).toBe(2)
  })

  test('an async source is asked for one item at a time', async () => {
    let pending = 0
    let most = 0
    const numbers = asyncSource(async (i) => {
      most = Math.max(most, ++pending)
      await sleep(i % 3 === 0 ? 2 : 0)
      pending--
      return i < 20 ? { done: false, value: i } : { done: true, value: undefined }
    })
    const results = await all(pool.imap(square, numbers, { bufferSize: 7, chunkSize: 3 }))
    expect(results).toEqual([...range(20)].map(square))
    expect(most).toBe(1)
    expect(numbers.asked).toBe(21)
    expect(numbers.closed).toBe(0)
  })

  // A generator that takes long for each item once kept the first from being run until the buffer was full.
  test('what a slow generator gave runs before it gives more', async () => {
    const log: string[] = []
    function* slow(): Generator<number> {
      for (let i = 0; i < 40; i++) {
        const until = performance.now() + 2
        while (performance.now() < until);
        log.push('read')
        yield i
      }
    }
    const run = (x: number): number => {
      log.push('run')
      return x
    }
    const results = pool.imap(run, slow(), { engine: 'inline', bufferSize: 40 })
    expect(await all(results)).toHaveLength(40)
    expect(log.indexOf('run')).toBeLessThan(log.lastIndexOf('read'))
  })

  test('arrays and ranges are read ahead while their items are quick', async () => {
    const many = range(100_000)
    let sum = 0
    for await (const x of pool.imap((x) => x % 7, many, { engine: 'workers' })) sum += x
    expect(sum).toBe([...many].reduce((total, x) => total + (x % 7), 0))
  })

  test("chunkSize 'auto' gives the same, in order", async () => {
    function* numbers(): Generator<number> {
      yield* range(5000)
    }
    for (const engine of ['inline', 'workers'] as const)
      expect(await all(pool.imap(square, numbers(), { engine, chunkSize: 'auto' }))).toEqual(
        [...range(5000)].map(square),
      )
  })
})

describe('when it is closed', () => {
  const leave = {
    'a break': async (results: AsyncIterableIterator<number>) => {
      for await (const x of results) if (x >= 4) break
    },
    'an error in the loop': async (results: AsyncIterableIterator<number>) => {
      const loop = async (): Promise<void> => {
        for await (const x of results) if (x >= 4) throw new Error('mine')
      }
      await expect(loop()).rejects.toThrow('mine')
    },
    'return()': async (results: AsyncIterableIterator<number>) => void (await results.return?.()),
    'throw()': async (results: AsyncIterableIterator<number>) => {
      await expect(results.throw?.(new Error('mine'))).rejects.toThrow('mine')
    },
    dispose: async (results: AsyncIterableIterator<number>) => {
      await (results as unknown as AsyncDisposable)[Symbol.asyncDispose]()
    },
  }
  test.each(Object.entries(leave))('by %s: once, and before the caller goes on', async (_, go) => {
    for (const numbers of [
      endless(),
      asyncSource((i) => Promise.resolve({ done: false, value: i })),
    ]) {
      await go(pool.imap(square, numbers, { engine: 'inline' }))
      expect(numbers.closed).toBe(1)
      const { asked } = numbers
      await sleep(5)
      expect(numbers.asked).toBe(asked)
    }
  })

  test('not when it has ended by itself, or has thrown', async () => {
    const ending = source((i) => (i < 2 ? { done: false, value: i } : { done: true, value: 0 }))
    const results = pool.imap(square, ending)
    expect(await all(results)).toEqual([0, 1])
    await results.return()
    expect(ending.closed).toBe(0)
    const failing = source((i) => {
      if (i === 2) throw new Error('source')
      return { done: false, value: i }
    })
    await expect(all(pool.imap(square, failing))).rejects.toThrow('source')
    expect(failing.closed).toBe(0)
  })

  test('its cleaning up is waited for, and what it throws then is told', async () => {
    let cleaned = false
    async function* tidy(): AsyncGenerator<number> {
      try {
        yield 1
        yield 2
      } finally {
        await sleep(20)
        cleaned = true
      }
    }
    for await (const _ of pool.imap(square, tidy(), { engine: 'inline', bufferSize: 1 })) break
    expect(cleaned).toBe(true)
    function* broken(): Generator<number> {
      try {
        while (true) yield 1
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: sources may do so
        throw new Error('while closing')
      }
    }
    const results = pool.imap(square, broken(), { engine: 'inline' })
    await results.next()
    await expect(results.return()).rejects.toThrow('while closing')
    expect(await results.next()).toEqual({ done: true, value: undefined })
    // As with generators: an error that is on its way is not replaced.
    const other = pool.imap(square, broken(), { engine: 'inline' })
    await expect(other.throw(new Error('mine'))).rejects.toThrow('mine')
  })

  test('when the pool is terminated, and nobody hears of its trouble', async () => {
    const own = new Pool({ processes: 1, engine: 'inline' })
    const numbers = endless()
    const results = own.imap(square, numbers, { bufferSize: 3 })
    await own.terminate()
    await expect(results.next()).rejects.toMatchObject({ code: 'ERR_NUMPOOL_POOL_TERMINATED' })
    expect(await results.next()).toMatchObject({ done: true })
    expect(numbers.closed).toBe(1)
  })
})

describe('what it may do', () => {
  test('throw at any place: the results before it come first', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(12),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        async (good, chunkSize, bufferSize, isAsync) => {
          const step = (i: number): IteratorResult<number> => {
            if (i === good) throw new SyntaxError('source')
            return { done: false, value: i }
          }
          const numbers = isAsync ? asyncSource(async (i) => step(i)) : source(step)
          const results = pool.imap(square, numbers, { engine: 'inline', chunkSize, bufferSize })
          const got: number[] = []
          const loop = async (): Promise<void> => {
            for await (const x of results) got.push(x)
          }
          await expect(loop()).rejects.toThrow(SyntaxError)
          expect(got).toEqual([...range(good)].map(square))
          expect(await results.next()).toEqual({ done: true, value: undefined })
        },
      ),
      { numRuns: 30 },
    )
  })

  test('take long: next gives up after its time, and goes on later', async () => {
    let release = (): void => {}
    const gate = new Promise<void>((go) => {
      release = go
    })
    const numbers = asyncSource(async (i) => {
      await gate
      return i < 2 ? { done: false, value: i + 1 } : { done: true, value: 0 }
    })
    const results = pool.imap(square, numbers)
    await expect(results.next(10)).rejects.toBeInstanceOf(TimeoutError)
    release()
    expect(await all(results)).toEqual([1, 4])
  })

  test('run in the context of the call, whoever makes room for its items', async () => {
    const storage = new AsyncLocalStorage<string>()
    const seen = new Set<unknown>()
    function* numbers(): Generator<number> {
      try {
        for (let i = 0; ; i++) {
          seen.add(storage.getStore())
          yield i
        }
      } finally {
        seen.add(storage.getStore())
      }
    }
    const results = storage.run('call', () => pool.imap(square, numbers(), { bufferSize: 2 }))
    await storage.run('loop', async () => {
      for await (const x of results) if (x > 60) break
    })
    expect([...seen]).toEqual(['call'])
  })

  // A detached array once threw the engine's own error, without a code.
  test('lose its memory, before or while it is read', async () => {
    const take = (array: Float64Array<ArrayBuffer>): void => {
      structuredClone(array.buffer, { transfer: [array.buffer] })
    }
    const detached = { name: 'TypeError', code: 'ERR_NUMPOOL_DETACHED' }
    const gone = new Float64Array(4)
    take(gone)
    await expect(all(pool.imap(square, gone))).rejects.toMatchObject(detached)
    await expect(all(pool.imap(([x]) => x, zip(gone, [1])))).rejects.toMatchObject(detached)
    expect(() => [...zip([1], gone)]).toThrow(expect.objectContaining(detached))
    const going = new Float64Array(4)
    const results = pool.imap(square, going, { engine: 'inline', bufferSize: 1 })
    expect(await results.next()).toMatchObject({ value: 0 })
    take(going)
    await expect(all(results)).rejects.toMatchObject(detached)
  })
})

describe('the process', () => {
  // Within reach to the end: a pool that is collected before is told of.
  const start = `
    const pool = (globalThis.kept = new numpool.Pool(2))
    function* source() { for (let i = 0; ; i++) yield i }
    const results = pool.imap((x) => String(x), source())
    console.log((await results.next()).value)`

  test('ends with an iterator that was not read to its end, whether or not it was left', async () => {
    for (const rest of ['', 'await results.return()', 'pool.close()', 'void results.next(60_000)'])
      expect(await runChild(`${start}; ${rest}`)).toMatchObject({
        code: 0,
        stdout: '0\n',
        stderr: '',
      })
  })

  test('goes on while somebody waits for a result', async () => {
    const program = `
      const pool = (globalThis.kept = new numpool.Pool(1))
      const slow = (x) => new Promise((go) => setTimeout(go, 300, x))
      for await (const x of pool.imap(slow, [1, 2], { engine: 'workers' })) console.log(x)`
    expect(await runChild(program)).toMatchObject({ code: 0, stdout: '1\n2\n', stderr: '' })
  })
})

test('a function that cannot be sent ends the iteration, once and for all', async () => {
  const map = new WeakMap()
  const results = pool.imap((x: number) => map.get({ x }), endless(), { engine: 'workers' })
  await expect(results.next()).rejects.toMatchObject({ code: 'ERR_NUMPOOL_CANNOT_TRAVEL' })
  expect(await results.next()).toEqual({ done: true, value: undefined })
})

test('an error shows the line that called imap', async () => {
  const fail = (): never => {
    throw new Error('no')
  }
  const results = pool.imap(fail, endless(), { engine: 'workers', bufferSize: 1 })
  for (let i = 0; i < 3; i++) {
    const error: unknown = await results.next().catch((e: unknown) => e)
    expect(error).toMatchObject({ index: i, item: i })
    expect((error as Error).stack).toMatch(/called from --\n.*imap-source\.spec/)
  }
  await results.return()
})

test('a source whose next() gives no object fails as it would in a loop', async () => {
  for (const engine of ['workers', 'inline'] as const)
    for (const wrong of [5, undefined, null]) {
      const sync = { [Symbol.iterator]: () => ({ next: () => wrong as never }) }
      const async = { [Symbol.asyncIterator]: () => ({ next: async () => wrong as never }) }
      for (const given of [sync, async])
        for (const method of ['imap', 'imapUnordered'] as const) {
          const results = pool[method](square, given, { engine })
          const error: unknown = await results.next().catch((e: unknown) => e)
          expect(error).toBeInstanceOf(TypeError)
          expect(String(error)).toContain(`Iterator result ${wrong} is not an object`)
          expect(await results.next()).toEqual({ done: true, value: undefined })
        }
    }
})
