/** What a failing item does to the others: onError throw, stop and collect, the same on every engine. */
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { type EngineName, NotNativeError, Pool, range, sharedEmpty, zip } from '../src/index'

const pool = new Pool(2)
afterAll(() => pool.terminate())

const oddFails = (x: number): number => {
  if (x % 2 === 1) throw new RangeError(`item ${x}`)
  return x * 10
}
/** What became of the numbers below `n`. */
const settled = (n: number): unknown[] =>
  [...range(n)].map((x) =>
    x % 2 === 1
      ? { status: 'rejected', reason: expect.objectContaining({ message: `item ${x}`, index: x }) }
      : { status: 'fulfilled', value: x * 10 },
  )

describe.each<EngineName>(['inline', 'workers'])('%s', (engine) => {
  describe('collect', () => {
    test('gives what became of each item, like Promise.allSettled', async () => {
      const options = { engine, onError: 'collect' } as const
      for (const chunkSize of [1, 3, 100]) {
        const results = await pool.map(oddFails, range(6), { ...options, chunkSize })
        expect(results).toEqual(settled(6))
        expect(Object.keys(results[0] as object)).toEqual(['status', 'value'])
      }
      expect(pool.mapSync(oddFails, range(6), options)).toEqual(settled(6))
      const add = (x: number, y: number): number => oddFails(x + y)
      expect(await pool.starmap(add, zip(range(4), [0, 0, 0, 0]), options)).toEqual(settled(4))
      expect(pool.starmapSync(add, zip(range(4), [0, 0, 0, 0]), options)).toEqual(settled(4))
      expect(await pool.map(oddFails, [], options)).toEqual([])
    })

    test('into an Array, whatever the data and the results', async () => {
      const results = await pool.map(
        (x): unknown => (x === 1 ? 'text' : x),
        Float64Array.of(0, 1),
        {
          engine,
          onError: 'collect',
        },
      )
      expect(results).toEqual([
        { status: 'fulfilled', value: 0 },
        { status: 'fulfilled', value: 'text' },
      ])
      expect(Array.isArray(results)).toBe(true)
    })

    test('tells the success callback, and what was thrown as it was', async () => {
      const told: unknown[] = []
      const throwIt = (x: unknown): never => {
        throw x
      }
      await pool.mapAsync(throwIt, ['text', undefined], {
        engine,
        onError: 'collect',
        callback: (results) => told.push(results),
        errorCallback: () => told.push('error'),
      })
      const rejected = (reason: unknown): unknown => ({ status: 'rejected', reason })
      expect(told).toEqual([[rejected('text'), rejected(undefined)]])
    })

    test('one error object thrown for several items says the place of each', async () => {
      const text = `const error = new Error('shared')`
      const fail = new Function(`${text}; return () => { throw error }`)() as () => never
      const results = await pool.map(fail, range(3), { engine, onError: 'collect', chunkSize: 3 })
      expect(results.map((r) => (r as { reason: { index: number } }).reason.index)).toEqual([
        0, 1, 2,
      ])
    })

    test('what stops the whole call still rejects it', async () => {
      const aborter = new AbortController()
      const waiting = pool.map(() => sleep(60_000), range(2), {
        engine,
        onError: 'collect',
        signal: aborter.signal,
        captures: { sleep: (ms: number) => new Promise((go) => setTimeout(go, ms)) },
      })
      aborter.abort('enough')
      await expect(waiting).rejects.toBe('enough')
    })

    test('of imap comes one by one', async () => {
      const options = { engine, onError: 'collect', chunkSize: 2 } as const
      const ordered: unknown[] = []
      for await (const result of pool.imap(oddFails, range(5), options)) ordered.push(result)
      expect(ordered).toEqual(settled(5))
      const unordered: unknown[] = []
      for await (const result of pool.imapUnordered(oddFails, range(5), options))
        unordered.push(result)
      expect(unordered).toHaveLength(5)
      expect(unordered).toEqual(expect.arrayContaining(settled(5)))
    })
  })

  describe('stop', () => {
    test('begins nothing more after the first failure', async () => {
      const begun = sharedEmpty(200, 'int32')
      const fail = (i: number, marks: Int32Array): void => {
        marks[i] = 1
        if (i === 3) throw new RangeError('item 3')
        // Long enough for the news of the failure to go round.
        const until = performance.now() + (i < 3 ? 0 : 20)
        while (performance.now() < until);
      }
      const rows = [...range(200)].map((i) => [i, begun] as [number, Int32Array])
      const options = { engine, onError: 'stop', chunkSize: 1 } as const
      await expect(pool.starmap(fail, rows, options)).rejects.toMatchObject({
        message: 'item 3',
        index: 3,
      })
      const count = begun.reduce((sum, mark) => sum + mark, 0)
      expect(count).toBeLessThan(100)
      await sleep(100)
      expect(begun.reduce((sum, mark) => sum + mark, 0)).toBeLessThan(100)
      begun.fill(0)
      expect(() => pool.starmapSync(fail, rows, options)).toThrow('item 3')
      expect(begun.reduce((sum, mark) => sum + mark, 0)).toBeLessThan(100)
      // The workers are there for others.
      expect(await pool.map((x) => x + 1, [1], { engine })).toEqual([2])
    })

    test('without a failure changes nothing', async () => {
      expect(await pool.map((x) => x * 2, range(50), { engine, onError: 'stop' })).toEqual(
        [...range(50)].map((x) => x * 2),
      )
    })

    test('of imap ends the iteration at the failure, and closes the source', async () => {
      for (const method of ['imap', 'imapUnordered'] as const) {
        let closed = 0
        function* source(): Generator<number> {
          try {
            for (let i = 0; ; i += 2) yield i === 10 ? 11 : i
          } finally {
            closed++
          }
        }
        const results = pool[method](oddFails, source(), { engine, onError: 'stop' })
        const seen: number[] = []
        const error: unknown = await (async () => {
          for await (const x of results) seen.push(x)
        })().catch((e: unknown) => e)
        expect(error).toMatchObject({ message: 'item 11', index: 5 })
        if (method === 'imap') expect(seen).toEqual([0, 20, 40, 60, 80])
        expect(await results.next()).toEqual({ done: true, value: undefined })
        expect(closed).toBe(1)
      }
    })
  })
})

test('imap of any chunks, buffers and failures tells what map tells', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        failing: fc.array(fc.boolean(), { maxLength: 30 }),
        chunkSize: fc.oneof(fc.integer({ min: 1, max: 7 }), fc.constant('auto' as const)),
        bufferSize: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
        engine: fc.constantFrom<EngineName>('inline', 'workers'),
        onError: fc.constantFrom('throw' as const, 'stop' as const, 'collect' as const),
        method: fc.constantFrom('imap' as const, 'imapUnordered' as const),
      }),
      async ({ failing, method, ...options }) => {
        const fail = (bad: boolean): string => {
          if (bad) throw new RangeError('bad')
          return 'good'
        }
        const results = pool[method](fail, failing, options as object)
        const told: string[] = []
        for (let steps = 0; steps <= failing.length; steps++) {
          const step = await results.next().then(
            ({ done, value }) => (done === true ? 'done' : told.push(wordOf(value))),
            (error: { index: number }) => told.push(`failed ${error.index}`),
          )
          if (step === 'done') break
        }
        expect(await results.next()).toEqual({ done: true, value: undefined })
        const all = failing.map((bad, i) => (bad ? `failed ${i}` : 'good'))
        const first = failing.indexOf(true)
        const { onError } = options
        if (onError === 'stop' && first >= 0) {
          if (method === 'imap') expect(told).toEqual(all.slice(0, first + 1))
          else expect(told.filter((word) => word !== 'good')).toHaveLength(1)
        } else if (method === 'imap') expect(told).toEqual(all)
        else expect(told.toSorted()).toEqual(all.toSorted())
      },
    ),
    { numRuns: 150 },
  )
})

/** A result, or a settled one, in a word. */
function wordOf(value: unknown): string {
  if (typeof value === 'string') return value
  const settled = value as PromiseSettledResult<string>
  return settled.status === 'fulfilled' ? settled.value : `failed ${settled.reason.index}`
}

describe('native', () => {
  test('collect gives settled numbers, stop changes nothing', async () => {
    const twice = (x: number): number => x * 2
    const data = Float32Array.of(1, 2.5)
    const collected = [
      { status: 'fulfilled', value: 2 },
      { status: 'fulfilled', value: 5 },
    ]
    const collect = { engine: 'native', onError: 'collect' } as const
    expect(await pool.map(twice, data, collect)).toEqual(collected)
    expect(pool.mapSync(twice, data, collect)).toEqual(collected)
    expect(pool.mapSync(twice, data, { engine: 'native', onError: 'stop' })).toEqual(
      Float32Array.of(2, 5),
    )
    const refused = pool.map((x) => `${x}`, data, collect)
    await expect(refused).rejects.toBeInstanceOf(NotNativeError)
  })
})
