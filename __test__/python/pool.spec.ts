/**
 * CPython's `_TestPool`, calls: apply, map and starmap in their forms, their errors, and time. Each test has the name of
 * the one it answers; docs/python.md is the table of all of them.
 */
import { types } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import {
  AsyncResult,
  type EngineName,
  NotCloneableError,
  Pool,
  PoolTerminatedError,
  range,
  TimeoutError,
  zip,
} from '../../src/index'
import { sleep } from '../support/workers'

const pool = new Pool(4)
afterAll(() => pool.terminate())

const sqr = (x: number): number => x * x
const mul = (x: number, y: number): number => x * y
const sqrSlowly = (x: number, ms: number): Promise<number> =>
  new Promise((go) => setTimeout(go, ms, x * x))
const squares = (n: number): number[] => Array.from({ length: n }, (_, x) => x * x)

describe.each<EngineName>(['auto', 'workers', 'inline', 'native'])('%s', (engine) => {
  test('test_apply', async () => {
    expect(await pool.apply(sqr, [5], { engine })).toBe(25)
    expect(await pool.applyAsync(sqr, [5], { engine }).get()).toBe(25)
    expect(pool.applySync(sqr, [5], { engine })).toBe(25)
  })

  test('test_map', async () => {
    expect(await pool.map(sqr, range(10), { engine })).toEqual(squares(10))
    expect(await pool.map(sqr, [...range(10)], { engine })).toEqual(squares(10))
    expect(await pool.map(sqr, range(100), { engine, chunkSize: 20 })).toEqual(squares(100))
    expect(pool.mapSync(sqr, range(100), { engine, chunkSize: 20 })).toEqual(squares(100))
  })

  test('test_map_async', async () => {
    expect(await pool.mapAsync(sqr, range(10), { engine }).get()).toEqual(squares(10))
  })

  test('test_starmap', async () => {
    const pairs = (n: number): Iterable<[number, number]> => zip(range(n), range(n))
    expect(await pool.starmap(mul, pairs(10), { engine })).toEqual(squares(10))
    expect(await pool.starmap(mul, pairs(100), { engine, chunkSize: 20 })).toEqual(squares(100))
    expect(pool.starmapSync(mul, [...pairs(100)], { engine })).toEqual(squares(100))
  })

  test('test_starmap_async', async () => {
    const pairs = Array.from(range(100), (x): [number, number] => [x, x + 1])
    const result = pool.starmapAsync(mul, pairs, { engine })
    expect(result).toBeInstanceOf(AsyncResult)
    expect(await result.get(30_000)).toEqual(pairs.map(([x, y]) => x * y))
  })

  test('test_empty_iterable', async () => {
    expect(await pool.map(sqr, [], { engine })).toEqual([])
    expect(await pool.mapAsync(sqr, [], { engine }).get()).toEqual([])
    expect(await pool.starmap(mul, [], { engine })).toEqual([])
    expect(pool.mapSync(sqr, [], { engine })).toEqual([])
    for (const results of [
      pool.imap(sqr, [], { engine }),
      pool.imapUnordered(sqr, [], { engine }),
    ]) {
      expect(await results.next()).toEqual({ done: true, value: undefined })
    }
  })

  // The chunk size of nothing is 0, which once made the result wait for a chunk that never came.
  test('test_map_chunksize', async () => {
    const result = pool.mapAsync(sqr, [], { engine, chunkSize: 1 })
    expect(await result.get(30_000)).toEqual([])
  })
})

describe.each<EngineName>(['auto', 'workers', 'inline'])('%s', (engine) => {
  // Python's keyword arguments are an options object here.
  test('test_apply with keyword arguments', async () => {
    const power = (x: number, { times = 1, plus = 0 } = {}): number => x * times + plus
    expect(await pool.apply(power, [5, { plus: 1 }], { engine })).toBe(6)
    expect(await pool.apply(power, [5, { times: 3 }], { engine })).toBe(15)
  })

  test('test_map_async_callbacks', async () => {
    const lists: number[][] = []
    const errors: unknown[] = []
    const callbacks = {
      callback: (list: number[]) => void lists.push(list),
      errorCallback: (error: unknown) => void errors.push(error),
    }
    const good = pool.mapAsync((x: number) => x + 1, [1], { engine, ...callbacks })
    await good.wait()
    expect(good.successful()).toBe(true)
    expect([lists, errors]).toEqual([[[2]], []])
    const bad = pool.mapAsync(
      (text: string): number => {
        if (!/^\d+$/.test(text)) throw new SyntaxError(`no number: ${text}`)
        return Number(text)
      },
      ['1', 'a', '2'],
      { engine, ...callbacks },
    )
    await bad.wait()
    expect(bad.successful()).toBe(false)
    expect(lists).toHaveLength(1)
    expect(errors).toEqual([expect.any(SyntaxError)])
    expect(errors[0]).toMatchObject({ message: 'no number: a', index: 1 })
  })

  test('test_map_handle_iterable_exception', async () => {
    function* failingAt(index: number): Generator<number> {
      for (let i = 0; i < 10; i++) {
        if (i === index) throw new RangeError(`source ${index}`)
        yield i
      }
    }
    // An array that says it is longer than it is: what is missing reaches the function as undefined, none is invented.
    const liar = { length: 1000, [Symbol.iterator]: () => failingAt(4) }
    const sources = [failingAt(0), failingAt(3), liar]
    for (const source of sources) {
      const result = pool.map(sqr, source, { engine })
      const error: unknown = await result.get().catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(RangeError)
      expect((error as Error).message).toMatch(/^source \d$/)
      expect(error).not.toHaveProperty('index')
      expect(() => pool.mapSync(sqr, failingAt(2), { engine })).toThrow('source 2')
    }
    expect(await pool.map(sqr, range(10), { engine })).toEqual(squares(10))
  })

  test('test_async', async () => {
    const start = performance.now()
    const result = pool.applyAsync(sqrSlowly, [7, 200], { engine })
    expect(result.ready()).toBe(false)
    expect(() => result.successful()).toThrow(/not ready/)
    expect(await result.get()).toBe(49)
    // Timers may fire a millisecond early.
    expect(performance.now() - start).toBeGreaterThan(195)
    expect([result.ready(), result.successful()]).toEqual([true, true])
  })

  test('test_async_timeout', async () => {
    const own = new Pool({ processes: 2, engine })
    const result = own.applyAsync(sqrSlowly, [6, 60_000])
    await expect(result.get(20)).rejects.toBeInstanceOf(TimeoutError)
    await result.wait(20)
    expect(result.ready()).toBe(false)
    // Only the wait has ended; the task goes on, until the pool is terminated.
    await own.terminate()
    await own.join()
    await expect(result).rejects.toBeInstanceOf(PoolTerminatedError)
  })

  test('test_map_no_failfast', async () => {
    const done = new Int32Array(new SharedArrayBuffer(4))
    const task = async (x: number, counter: Int32Array): Promise<number> => {
      // The failures are large, and there before the rest is done.
      if (x < 2) throw new RangeError(`${x}`.repeat(1e6))
      await new Promise((go) => setTimeout(go, 100))
      return Atomics.add(counter, 0, 1)
    }
    const rows = Array.from(range(5), (x): [number, Int32Array] => [x, done])
    const error: unknown = await pool
      .starmap(task, rows, { engine, chunkSize: 1 })
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(RangeError)
    expect(error).toMatchObject({ message: '0'.repeat(1e6), index: 0 })
    expect(done[0]).toBe(3)
  })
})

test('test_map_unplicklable', async () => {
  class Unclear {
    readonly #secret = 1
    get secret(): number {
      return this.#secret
    }
  }
  const type = (value: unknown): string => typeof value
  for (const item of [new WeakMap(), new Unclear(), Promise.resolve(1)]) {
    const result = pool.map(type, [item], { engine: 'workers' })
    const error: unknown = await result.get(30_000).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(NotCloneableError)
    expect(() => pool.mapSync(type, [item], { engine: 'workers' })).toThrow(NotCloneableError)
  }
  expect(await pool.map(sqr, [3], { engine: 'workers' })).toEqual([9])
})

describe('test_traceback', () => {
  const raising = (x: number): number => {
    if (x === 1) throw Object.assign(new RangeError('some error'), { args: [1, 2] }) // the raising line
    return x
  }

  test('the error is the one that was thrown, with the place in the worker and the place of the call', async () => {
    const error: unknown = await pool.apply(raising, [1], { engine: 'workers' }).catch((e) => e)
    expect(types.isNativeError(error)).toBe(true)
    expect(error).toBeInstanceOf(RangeError)
    expect(error).toMatchObject({ message: 'some error', args: [1, 2] })
    const { stack = '', cause } = error as Error
    // Python's `__cause__ = RemoteTraceback(text)`: here the text is in the stack, `cause` stays the user's own.
    expect(cause).toBeUndefined()
    const [remote = '', local = ''] = stack.split('-- called from --')
    expect(remote).toMatch(/RangeError: some error\n +at raising .*pool\.spec\.ts:\d+/)
    expect(local).toMatch(/pool\.spec\.ts/)
  })

  test('a cause arrives as one', async () => {
    const chain = (): never => {
      throw new TypeError('outer', { cause: new RangeError('inner') })
    }
    const error = await pool.apply(chain, [], { engine: 'workers' }).catch((e) => e)
    expect((error as Error).cause).toBeInstanceOf(RangeError)
    expect((error as Error).cause).toMatchObject({ message: 'inner' })
  })

  test('what the iterable throws has been nowhere', async () => {
    const thrown = new RangeError('of the iterable')
    const source = (function* (): Generator<number> {
      yield 1
      throw thrown
    })()
    const error: unknown = await pool.map(raising, source, { engine: 'workers' }).catch((e) => e)
    expect(error).toBe(thrown)
    expect(thrown.stack).not.toContain('-- called from --')
  })
})

// Python's ThreadPool, which hands on the very object.
test('test_wrapped_exception', async () => {
  const thrown = new RangeError('thrown here')
  const raising = (): never => {
    throw thrown
  }
  const inline = { engine: 'inline' } as const
  expect(await pool.apply(raising, [], inline).catch((error) => error)).toBe(thrown)
  expect(await pool.map(raising, [1], inline).catch((error) => error)).toBe(thrown)
  expect(thrown.stack).not.toContain('-- called from --')
})

describe('test_release_task_refs', () => {
  interface Item {
    readonly id: number
  }
  const collect = (): void => (globalThis as unknown as { gc(): void }).gc()
  const echo = ({ id }: Item): Item => ({ id })
  const items = (): Item[] => Array.from(range(20), (id) => ({ id }))

  const ways: Record<string, (engine: EngineName, data: Item[]) => Promise<Item[]>> = {
    map: async (engine, data) => await pool.map(echo, data, { engine, chunkSize: 1 }),
    apply: (engine, data) => Promise.all(data.map((item) => pool.apply(echo, [item], { engine }))),
    async imap(engine, data) {
      const results: Item[] = []
      for await (const result of pool.imap(echo, data, { engine })) results.push(result)
      return results
    },
  }

  test.each(
    (['workers', 'inline'] as const).flatMap((engine) =>
      Object.entries(ways).map(([name, way]) => ({ engine, name, way })),
    ),
  )('$name, $engine: arguments and results can be collected', async ({ engine, way }) => {
    const refs = await (async () => {
      const data = items()
      const results = await way(engine, data)
      expect(results.map(({ id }) => id)).toEqual([...range(20)])
      return [...data, ...results].map((value) => new WeakRef(value))
    })()
    // No other call in between: nothing of the last one is kept either.
    const alive = (): number => refs.filter((ref) => ref.deref() !== undefined).length
    for (let round = 0; round < 100 && alive() > 0; round++) {
      // What deref() has looked at lives until the end of its turn.
      await sleep(10)
      collect()
    }
    expect(alive()).toBe(0)
  })

  test('in the workers too', async () => {
    const living = new Int32Array(new SharedArrayBuffer(4))
    const watched = (value: Item, counter: Int32Array): Item => {
      Atomics.add(counter, 0, 1)
      const global = globalThis as { numpoolDead?: FinalizationRegistry<Int32Array> }
      global.numpoolDead ??= new FinalizationRegistry((c) => Atomics.sub(c, 0, 1))
      const result = { id: value.id }
      global.numpoolDead.register(value, counter)
      return result
    }
    const rows = items().map((item): [Item, Int32Array] => [item, living])
    await pool.starmap(watched, rows, { engine: 'workers', chunkSize: 1 })
    expect(living[0]).toBeGreaterThan(0)
    for (let round = 0; round < 200 && living[0] !== 0; round++) {
      await pool.map(collect, range(8), { engine: 'workers', chunkSize: 1 })
      await sleep(10)
    }
    expect(living[0]).toBe(0)
  })
})
