/** imap and imapUnordered: lazy, bounded, in order or not, errors at their place. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { type EngineName, Pool, PoolTerminatedError, range, TimeoutError } from '../src/index'

const pool = new Pool(2)
afterAll(() => pool.terminate())

const square = (x: number): number => x * x
const all = async <T>(results: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = []
  for await (const result of results) list.push(result)
  return list
}
/** Counts up for ever; says how far it was read, and whether it was closed. */
function counter(): { source: Generator<number>; read: () => number; closed: () => boolean } {
  let read = 0
  let closed = false
  function* count(): Generator<number> {
    try {
      while (true) yield read++
    } finally {
      closed = true
    }
  }
  return { source: count(), read: () => read, closed: () => closed }
}

describe.each<EngineName>(['inline', 'workers'])('%s', (engine) => {
  test('imap keeps the order, imapUnordered the values', async () => {
    const squares = [...range(50)].map(square)
    for (const chunkSize of [1, 7, 100]) {
      expect(await all(pool.imap(square, range(50), { engine, chunkSize }))).toEqual(squares)
      const unordered = await all(pool.imapUnordered(square, range(50), { engine, chunkSize }))
      expect(unordered.toSorted((a, b) => a - b)).toEqual(squares)
    }
  })

  test('nothing gives nothing', async () => {
    expect(await all(pool.imap(square, [], { engine }))).toEqual([])
    expect(await all(pool.imapUnordered(square, new Float64Array(), { engine }))).toEqual([])
  })

  test('next by hand, and done for ever after the end', async () => {
    const results = pool.imap(square, [1, 2], { engine })
    expect(await results.next()).toEqual({ done: false, value: 1 })
    expect(await results.next()).toEqual({ done: false, value: 4 })
    expect(await results.next()).toEqual({ done: true, value: undefined })
    expect(await results.next()).toEqual({ done: true, value: undefined })
  })

  test('several that ask at once get one each, in order', async () => {
    const results = pool.imap(square, range(3), { engine })
    const asked = [results.next(), results.next(), results.next(), results.next()]
    expect((await Promise.all(asked)).map(({ value }) => value)).toEqual([0, 1, 4, undefined])
  })

  test('an infinite source is read no further than the buffer', async () => {
    for (const method of ['imap', 'imapUnordered'] as const) {
      const { source, read, closed } = counter()
      const results = pool[method](square, source, { engine, bufferSize: 6, chunkSize: 2 })
      await sleep(30)
      expect(read()).toBe(6)
      for (let taken = 1; taken <= 10; taken++) {
        await results.next()
        await sleep(1)
        expect(read()).toBeLessThanOrEqual(6 + taken)
      }
      expect(closed()).toBe(false)
      await results.return()
      expect(closed()).toBe(true)
      expect(await results.next()).toEqual({ done: true, value: undefined })
    }
  })

  test('leaving a loop closes the source', async () => {
    const { source, closed } = counter()
    for await (const x of pool.imap(square, source, { engine })) if (x > 50) break
    expect(closed()).toBe(true)
  })

  test('errors stand at their place, and what follows them comes', async () => {
    const fail = (x: number): number => {
      if (x % 3 === 1) throw new RangeError(`item ${x}`)
      return x
    }
    for (const chunkSize of [1, 2, 4]) {
      const results = pool.imap(fail, range(6), { engine, chunkSize })
      const got: unknown[] = []
      for (let i = 0; i < 6; i++)
        got.push(
          await results.next().then(
            ({ value }) => value,
            (e: { index: number }) => -e.index,
          ),
        )
      expect(got).toEqual([0, -1, 2, 3, -4, 5])
      expect(await results.next()).toEqual({ done: true, value: undefined })
    }
  })

  test('an error of the source stands at its place, as it was thrown', async () => {
    for (const [good, chunkSize] of [
      [0, 1],
      [3, 1],
      [2, 2],
      [5, 4],
    ] as const) {
      function* source(): Generator<number> {
        yield* range(good)
        throw new SyntaxError('source')
      }
      const results = pool.imap(square, source(), { engine, chunkSize })
      for (let i = 0; i < good; i++) expect(await results.next()).toMatchObject({ value: i * i })
      const error: unknown = await results.next().catch((e: unknown) => e)
      expect(error).toBeInstanceOf(SyntaxError)
      expect(error).not.toHaveProperty('index')
      expect(await results.next()).toEqual({ done: true, value: undefined })
      const unordered = pool.imapUnordered(square, source(), { engine, chunkSize })
      await expect(all(unordered)).rejects.toThrow('source')
    }
    expect(await all(pool.imap(square, [2], { engine }))).toEqual([4])
  })

  test('async sources, also slow and infinite ones', async () => {
    let closed = false
    async function* source(): AsyncGenerator<number> {
      try {
        for (let i = 0; ; i++) {
          await sleep(1)
          yield i
        }
      } finally {
        closed = true
      }
    }
    const got: number[] = []
    for await (const x of pool.imap(square, source(), { engine, bufferSize: 4 })) {
      got.push(x)
      if (got.length === 5) break
    }
    expect(got).toEqual([0, 1, 4, 9, 16])
    await sleep(5)
    expect(closed).toBe(true)
  })

  test('next gives up after its time, and the result stays', async () => {
    const slow = (ms: number): Promise<number> => new Promise((go) => setTimeout(go, ms, ms))
    const results = pool.imap(slow, [120, 1], { engine })
    await expect(results.next(20)).rejects.toBeInstanceOf(TimeoutError)
    expect(await results.next(10_000)).toMatchObject({ value: 120 })
    expect(await results.next()).toMatchObject({ value: 1 })
    expect(() => results.next(-1)).toThrow(RangeError)
  })

  test('a signal and a timeout end it with their reason, once', async () => {
    const { source, closed } = counter()
    const aborter = new AbortController()
    const results = pool.imap(square, source, { engine, signal: aborter.signal })
    await results.next()
    aborter.abort('enough')
    await expect(results.next()).rejects.toBe('enough')
    expect(await results.next()).toMatchObject({ done: true })
    expect(closed()).toBe(true)
    const slow = (ms: number): Promise<void> => new Promise((go) => setTimeout(go, ms))
    const timed = pool.imap(slow, [10_000], { engine, timeout: 30 })
    await expect(timed.next()).rejects.toBeInstanceOf(TimeoutError)
  })

  test('throw closes the source and rejects', async () => {
    const { source, closed } = counter()
    const results = pool.imap(square, source, { engine })
    await expect(results.throw(new Error('mine'))).rejects.toThrow('mine')
    expect(closed()).toBe(true)
  })

  test('a closed pool finishes iterators that are read, join does not wait for others', async () => {
    const own = new Pool({ processes: 2, engine })
    const forgotten = own.imap(square, counter().source, { bufferSize: 2 })
    await forgotten.next()
    const read = own.imap(square, range(20), { bufferSize: 2 })
    own.close()
    const reading = all(read)
    await own.join()
    expect(await reading).toEqual([...range(20)].map(square))
    expect(await forgotten.next()).toMatchObject({ value: 1 })
    await own.terminate()
    await expect(forgotten.next()).rejects.toBeInstanceOf(PoolTerminatedError)
  })
})

test('a source that cannot be opened is an error of the source', async () => {
  const source: Iterable<number> = {
    [Symbol.iterator]() {
      throw new Error('closed shop')
    },
  }
  await expect(pool.imap(square, source).next()).rejects.toThrow('closed shop')
})

test('a source may ask for results itself', async () => {
  const results = pool.imap(square, feedback(), { engine: 'inline', bufferSize: 1 })
  const asked: Promise<unknown>[] = []
  function* feedback(): Generator<number> {
    yield 1
    asked.push(results.next())
    yield 2
  }
  expect(await results.next()).toMatchObject({ value: 1 })
  const second = await results.next()
  // Both ask for the second and last result, one gets it.
  expect([second, ...(await Promise.all(asked))]).toEqual(
    expect.arrayContaining([
      { done: false, value: 4 },
      { done: true, value: undefined },
    ]),
  )
})

test('an iterator that nobody can reach is closed', async () => {
  const { source, closed } = counter()
  await (async () => {
    const results = pool.imap(square, source, { engine: 'inline' })
    await results.next()
  })()
  for (let round = 0; round < 50 && !closed(); round++) {
    ;(globalThis as { gc?: () => void }).gc?.()
    await sleep(5)
  }
  expect(closed()).toBe(true)
})
