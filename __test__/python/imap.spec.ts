/**
 * CPython's `_TestPool`, imap and imap_unordered: order, laziness, the buffer, and errors at their position.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { type EngineName, Pool, range } from '../../src/index'
import { sleep } from '../support/workers'

const pool = new Pool(2)
afterAll(() => pool.terminate())

const sqr = (x: number): number => x * x
const squares = (n: number): number[] => Array.from({ length: n }, (_, x) => x * x)
const ascending = (a: number, b: number): number => a - b
const METHODS = ['imap', 'imapUnordered'] as const

async function all<T>(results: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const result of results) list.push(result)
  return list
}

/** Numbers up to `end`, where it throws. */
function* failingAt(index: number, end = 10): Generator<number> {
  for (let i = 0; i < end; i++) {
    if (i === index) throw new SyntaxError('source')
    yield i
  }
}

/** Counts for ever, and says how far it was read. */
function counter(): { source: Generator<number>; produced: () => number } {
  let next = 0
  function* count(): Generator<number> {
    for (;;) yield next++
  }
  return { source: count(), produced: () => next }
}

describe.each<EngineName>(['auto', 'workers', 'inline', 'native'])('%s', (engine) => {
  test('test_imap', async () => {
    expect(await all(pool.imap(sqr, range(10), { engine }))).toEqual(squares(10))
    const byHand = pool.imap(sqr, range(10), { engine })
    for (const value of squares(10)) {
      expect(await byHand.next()).toEqual({ done: false, value })
    }
    expect(await byHand.next()).toEqual({ done: true, value: undefined })
    const chunked = pool.imap(sqr, range(1000), { engine, chunkSize: 100 })
    expect(await all(chunked)).toEqual(squares(1000))
  })

  test('test_imap_unordered', async () => {
    for (const chunkSize of [1, 100]) {
      const results = await all(pool.imapUnordered(sqr, range(420), { engine, chunkSize }))
      expect(results.sort(ascending)).toEqual(squares(420))
    }
  })
})

describe.each<EngineName>(['workers', 'inline'])('%s', (engine) => {
  test('test_imap_handle_iterable_exception', async () => {
    // Python loses the good items before the failing one in its chunk (6 and 4 for these); here they come.
    for (const [at, chunkSize] of [
      [0, 1],
      [3, 1],
      [7, 2],
      [7, 4],
    ] as const) {
      const results = pool.imap(sqr, failingAt(at), { engine, chunkSize })
      for (const value of squares(at)) {
        expect(await results.next()).toEqual({ done: false, value })
      }
      await expect(results.next()).rejects.toBeInstanceOf(SyntaxError)
      expect(await results.next()).toEqual({ done: true, value: undefined })
    }
    expect(await all(pool.imap(sqr, range(10), { engine }))).toEqual(squares(10))
  })

  test('test_imap_unordered_handle_iterable_exception', async () => {
    for (const at of [1, 7]) {
      const expected = squares(at)
      const results = pool.imapUnordered(sqr, failingAt(at), { engine })
      const seen: number[] = []
      const reading = (async () => {
        for await (const value of results) seen.push(value)
      })()
      await expect(reading).rejects.toBeInstanceOf(SyntaxError)
      for (const value of seen) expect(expected).toContain(value)
    }
    expect(await all(pool.imap(sqr, [3], { engine }))).toEqual([9])
  })

  test('an item that fails leaves the rest of its chunk, and asking goes on', async () => {
    const odd = (x: number): number => {
      if (x === 5) throw new RangeError('five')
      return x
    }
    for (const chunkSize of [1, 3, 10]) {
      const results = pool.imap(odd, range(8), { engine, chunkSize })
      const got: unknown[] = []
      for (let i = 0; i < 9; i++) {
        got.push(
          await results.next().then(
            ({ value }) => value,
            (e: Error) => e.message,
          ),
        )
      }
      expect(got).toEqual([0, 1, 2, 3, 4, 'five', 6, 7, undefined])
    }
  })

  // Python reads an infinite producer far ahead here; ours is bounded without being asked.
  test('test_imap_and_imap_unordered_when_buffer_is_full', async () => {
    for (const method of METHODS) {
      const { source, produced } = counter()
      const results = pool[method](sqr, source, { engine })
      const first = await results.next()
      expect(first.value).toBeTypeOf('number')
      // Long enough for the workers to have done all they got.
      await sleep(50)
      expect(produced()).toBeLessThanOrEqual(4 * pool.processes + 1)
      await results.return()
    }
  })

  test('test_imap_and_imap_unordered_with_buffersize_when_buffer_is_full', async () => {
    for (const method of METHODS) {
      const { source, produced } = counter()
      const results = pool[method](sqr, source, { engine, bufferSize: 3 })
      const taken: number[] = []
      for (let round = 0; round < 12; round++) {
        // As far ahead as the buffer allows, and no further however long one waits.
        while (produced() < 3 + taken.length) await sleep(1)
        await sleep(3)
        expect(produced()).toBe(3 + taken.length)
        const { value } = await results.next()
        taken.push(value as number)
      }
      expect(taken.sort(ascending).every((value) => Number.isInteger(Math.sqrt(value)))).toBe(true)
      await results.return()
      await sleep(5)
      expect(produced()).toBeLessThanOrEqual(3 + taken.length)
    }
  })

  test('test_imap_and_imap_unordered_with_buffersize', async () => {
    for (const method of METHODS) {
      for (const bufferSize of [1, 2, 10, 1000]) {
        const results = await all(pool[method](sqr, range(40), { engine, bufferSize }))
        expect(results.sort(ascending)).toEqual(squares(40))
      }
    }
  })

  test('test_imap_and_imap_unordered_with_buffersize_and_other_options', async () => {
    for (const method of METHODS) {
      for (const [chunkSize, bufferSize] of [
        [1, 5],
        [4, 8],
        [5, 7],
        [7, 3],
      ]) {
        const results = await all(pool[method](sqr, range(40), { engine, bufferSize, chunkSize }))
        expect(results.sort(ascending)).toEqual(squares(40))
      }
    }
  })

  test('test_imap_and_imap_unordered_with_buffersize_edge_cases', async () => {
    for (const method of METHODS) {
      for (const bufferSize of [0, -1, 1.5, Number.NaN]) {
        expect(() => pool[method](sqr, range(4), { engine, bufferSize })).toThrow(RangeError)
      }
      for (const bufferSize of ['1', null]) {
        const options = { engine, bufferSize: bufferSize as unknown as number }
        expect(() => pool[method](sqr, range(4), options)).toThrow(TypeError)
      }
      expect(await all(pool[method](sqr, [], { engine, bufferSize: 1 }))).toEqual([])
    }
  })

  test('test_imap_with_infinite_iterable', async () => {
    const results = pool.imap(sqr, counter().source, { engine, bufferSize: 4 })
    const first: number[] = []
    for await (const value of results) if (first.push(value) === 100) break
    expect(first).toEqual(squares(100))
  })

  test('test_imap_unordered_with_infinite_iterable', async () => {
    const { source, produced } = counter()
    const first: number[] = []
    for await (const value of pool.imapUnordered(sqr, source, { engine, bufferSize: 4 })) {
      if (first.push(value) === 100) break
    }
    expect(new Set(first).size).toBe(100)
    expect(Math.max(...first)).toBeLessThan(produced() ** 2)
    expect(produced()).toBeLessThanOrEqual(104)
  })
})
