/**
 * What TypeScript says of results, from the contract that users get.
 */
import { describe, expectTypeOf, test } from 'vitest'
import {
  type AsyncResult,
  type CallOptions,
  enumerate,
  kernel,
  Pool,
  range,
  type Settled,
  sharedCopy,
  sharedEmpty,
  zip,
} from '../../index.js'

declare const pool: Pool
declare const doubles: Float64Array
declare const floats: Float32Array
declare const longs: BigInt64Array

describe('map', () => {
  test('an iterable gives an array of what the function returns', () => {
    expectTypeOf(pool.map((x) => x * 2, [1, 2])).toEqualTypeOf<AsyncResult<number[]>>()
    expectTypeOf(pool.map(Math.sqrt, range(100))).toEqualTypeOf<AsyncResult<number[]>>()
    expectTypeOf(pool.map((s) => s.length > 1, new Set(['a']))).toEqualTypeOf<
      AsyncResult<boolean[]>
    >()
    expectTypeOf(pool.map(parseInt, ['1'])).toEqualTypeOf<AsyncResult<number[]>>()
  })

  test('promises of the function are awaited', () => {
    const result = pool.map(async (x) => String(x), [1])
    expectTypeOf(result).toEqualTypeOf<AsyncResult<string[]>>()
  })

  test('a typed array gives the same kind over its own memory', () => {
    expectTypeOf(pool.map((x) => x + 1, doubles)).toEqualTypeOf<
      AsyncResult<Float64Array<ArrayBuffer>>
    >()
    expectTypeOf(pool.map((x) => x > 1, floats)).toEqualTypeOf<
      AsyncResult<Float32Array<ArrayBuffer>>
    >()
    expectTypeOf(pool.map((x) => x + 1n, longs)).toEqualTypeOf<
      AsyncResult<BigInt64Array<ArrayBuffer>>
    >()
    expectTypeOf(pool.map(Math.sqrt, sharedEmpty(8))).toEqualTypeOf<
      AsyncResult<Float64Array<ArrayBuffer>>
    >()
  })

  test('what a typed array cannot hold is refused', () => {
    // @ts-expect-error a string is no number
    pool.map((x) => String(x), doubles)
    // @ts-expect-error a number is no bigint
    pool.map((x) => Number(x), longs)
  })

  test('out and dtype decide', () => {
    expectTypeOf(pool.map((x) => x, doubles, { out: floats })).toEqualTypeOf<
      AsyncResult<Float32Array<ArrayBufferLike>>
    >()
    expectTypeOf(pool.map((x) => `${x}`, doubles, { out: [] as string[] })).toEqualTypeOf<
      AsyncResult<string[]>
    >()
    expectTypeOf(pool.map((x) => x, range(3), { dtype: 'int16' })).toEqualTypeOf<
      AsyncResult<Int16Array<ArrayBuffer>>
    >()
    expectTypeOf(pool.map((x) => BigInt(x), [1], { dtype: 'uint64' })).toEqualTypeOf<
      AsyncResult<BigUint64Array<ArrayBuffer>>
    >()
    // @ts-expect-error strings do not go into numbers
    pool.map((x) => `${x}`, [1], { dtype: 'float64' })
    // @ts-expect-error no such dtype
    pool.map((x) => x, [1], { dtype: 'float65' })
  })

  test('an out of typed arrays takes a value for each of them', () => {
    expectTypeOf(
      pool.map((x) => [x, x > 1], doubles, { out: [doubles, floats] }),
    ).resolves.toEqualTypeOf<[Float64Array<ArrayBufferLike>, Float32Array<ArrayBufferLike>]>()
    expectTypeOf(
      pool.mapSync((x) => ({ a: x, b: -x }), [1], { out: [doubles, floats] }),
    ).toEqualTypeOf<[Float64Array<ArrayBufferLike>, Float32Array<ArrayBufferLike>]>()
    expectTypeOf(
      pool.starmapSync((x, y) => [x + y, BigInt(y)], zip(doubles, doubles), {
        out: [doubles, longs],
      }),
    ).toEqualTypeOf<[Float64Array<ArrayBufferLike>, BigInt64Array<ArrayBufferLike>]>()
    const many: Float64Array[] = [doubles]
    expectTypeOf(pool.mapSync((x) => [x, x], [1], { out: many })).toEqualTypeOf<Float64Array[]>()
    // @ts-expect-error three values for two arrays
    pool.map((x) => [x, x, x], doubles, { out: [doubles, floats] })
    // @ts-expect-error one value for two arrays
    pool.map((x) => x, doubles, { out: [doubles, floats] })
    // @ts-expect-error a string is no number
    pool.map((x) => [x, `${x}`], doubles, { out: [doubles, floats] })
    const anything = [] as never as unknown[]
    expectTypeOf(pool.mapSync((x) => `${x}`, [1], { out: anything })).toEqualTypeOf<unknown[]>()
  })

  test('the sync twin gives the results themselves', () => {
    expectTypeOf(pool.mapSync((x) => x * 2, [1])).toEqualTypeOf<number[]>()
    expectTypeOf(pool.mapSync((x) => x * 2, doubles)).toEqualTypeOf<Float64Array<ArrayBuffer>>()
    expectTypeOf(pool.mapSync((x) => x, doubles, { out: doubles })).toEqualTypeOf<
      Float64Array<ArrayBufferLike>
    >()
    expectTypeOf(pool.mapSync(async (x) => x * 2, [1])).toEqualTypeOf<number[]>()
  })

  test('callbacks hear of the same type', () => {
    pool.mapAsync((x) => x + 1, doubles, {
      callback: (result) => expectTypeOf(result).toEqualTypeOf<Float64Array<ArrayBuffer>>(),
      errorCallback: (error) => expectTypeOf(error).toBeUnknown(),
    })
    pool.mapAsync((x) => `${x}`, [1], {
      callback: (result) => expectTypeOf(result).toEqualTypeOf<string[]>(),
    })
    // @ts-expect-error callbacks belong to mapAsync
    pool.map((x) => x, [1], { callback: () => {} })
  })

  test('unknown options and wrong functions are refused', () => {
    // @ts-expect-error misspelt
    pool.map((x) => x, [1], { chunksize: 2 })
    // @ts-expect-error not a function
    pool.map('Math.sqrt', [1])
    // @ts-expect-error items are strings
    pool.map((x: number) => x, ['a'])
    // @ts-expect-error not iterable
    pool.map((x) => x, 5)
  })
})

describe('starmap', () => {
  test('rows are arguments', () => {
    const sum = pool.starmap(
      (x, y) => x + y,
      [
        [1, 2],
        [3, 4],
      ],
    )
    expectTypeOf(sum).toEqualTypeOf<AsyncResult<number[]>>()
    const mixed = pool.starmap(
      (n, s) => s.repeat(n),
      [
        [1, 'a'],
        [2, 'b'],
      ],
    )
    expectTypeOf(mixed).toEqualTypeOf<AsyncResult<string[]>>()
    expectTypeOf(pool.starmap(Math.max, [[1, 2]])).toEqualTypeOf<AsyncResult<number[]>>()
    expectTypeOf(pool.starmap(Math.atan2, zip(doubles, floats))).toEqualTypeOf<
      AsyncResult<number[]>
    >()
  })

  test('zip and enumerate give tuples', () => {
    const named = pool.starmap((i, name) => `${i}${name}`, enumerate(['a']))
    expectTypeOf(named).toEqualTypeOf<AsyncResult<string[]>>()
    expectTypeOf(pool.map(([x, s]) => s + x, zip(doubles, ['a']))).toEqualTypeOf<
      AsyncResult<string[]>
    >()
    expectTypeOf(zip([1], 'ab')[Symbol.iterator]().next().value).toEqualTypeOf<
      [number, string] | undefined
    >()
  })

  test('arguments of another type are refused', () => {
    // @ts-expect-error the second is a string
    pool.starmap((x: number, y: number) => x + y, zip([1], ['a']))
    // @ts-expect-error the second is a string
    pool.starmap((x: number, y: number) => x + y, [[1, 'a']])
  })

  test('out and dtype decide', () => {
    expectTypeOf(
      pool.starmap((x, y) => x + y, zip(doubles, doubles), { dtype: 'float32' }),
    ).toEqualTypeOf<AsyncResult<Float32Array<ArrayBuffer>>>()
    expectTypeOf(
      pool.starmapSync((x, y) => x + y, zip(doubles, doubles), { out: doubles }),
    ).toEqualTypeOf<Float64Array<ArrayBufferLike>>()
  })
})

describe('apply', () => {
  test('arguments are checked, promises awaited', () => {
    expectTypeOf(pool.apply(() => 1)).toEqualTypeOf<AsyncResult<number>>()
    expectTypeOf(pool.apply((a, b) => `${a}${b}`, [1, 'x'])).toEqualTypeOf<AsyncResult<string>>()
    expectTypeOf(pool.applyAsync(async (s: string) => s.length, ['x'])).toEqualTypeOf<
      AsyncResult<number>
    >()
    expectTypeOf(pool.applySync(Math.hypot, [3, 4])).toEqualTypeOf<number>()
    // @ts-expect-error a string is no number
    pool.apply((x: number) => x, ['a'])
    // @ts-expect-error the argument is missing
    pool.apply((x: number) => x)
  })

  test('the result can be asked', () => {
    const result = pool.applyAsync(Math.sqrt, [2])
    expectTypeOf(result.get(100)).toEqualTypeOf<Promise<number>>()
    expectTypeOf(result.wait()).toEqualTypeOf<Promise<void>>()
    expectTypeOf(result.ready()).toEqualTypeOf<boolean>()
    expectTypeOf(result.then((x) => `${x}`)).toEqualTypeOf<Promise<string>>()
  })
})

describe('imap', () => {
  test('iterates over results of any source', () => {
    async function* source(): AsyncGenerator<string> {
      yield 'a'
    }
    const results = pool.imap((s) => s.length, source(), { bufferSize: 2 })
    expectTypeOf(results.next(10)).toEqualTypeOf<Promise<IteratorResult<number, undefined>>>()
    expectTypeOf(results).toExtend<AsyncIterableIterator<number>>()
    const unordered = pool.imapUnordered(async (x) => [x], [1])
    expectTypeOf(unordered).toExtend<AsyncIterableIterator<number[]>>()
    // @ts-expect-error results come one by one
    pool.imap((x) => x, [1], { out: [] })
  })
})

describe('kernel and shared memory', () => {
  test('a kernel is called as its function', () => {
    expectTypeOf(kernel((x: number) => x * 2)).toEqualTypeOf<(x: number) => number>()
    expectTypeOf(kernel((x: number) => ({ x, is: [x > 1] }))).returns.toEqualTypeOf<{
      x: number
      is: boolean[]
    }>()
    // @ts-expect-error kernels give numbers and booleans
    kernel((x: number) => `${x}`)
  })

  test('shared arrays say so', () => {
    expectTypeOf(sharedEmpty([10])).toEqualTypeOf<Float64Array<SharedArrayBuffer>>()
    expectTypeOf(sharedEmpty(10, 'uint8')).toEqualTypeOf<Uint8Array<SharedArrayBuffer>>()
    expectTypeOf(sharedCopy(floats)).toEqualTypeOf<Float32Array<SharedArrayBuffer>>()
    expectTypeOf(sharedCopy([1, 2])).toEqualTypeOf<Float64Array<SharedArrayBuffer>>()
    // @ts-expect-error one dimension
    sharedEmpty([10, 10])
  })
})

describe('Pool', () => {
  test('options', () => {
    new Pool()
    new Pool(4)
    new Pool(4, { initializer: (url: string) => url.length, initargs: ['x'] })
    new Pool({ processes: 4, engine: 'workers', idleTimeout: 0 })
    // @ts-expect-error misspelt
    new Pool({ process: 4 })
    // @ts-expect-error not an engine
    new Pool({ engine: 'gpu' })
  })

  test('disposal', () => {
    expectTypeOf<Pool>().toExtend<AsyncDisposable>()
    expectTypeOf<Pool>().toExtend<Disposable>()
  })
})

describe('a function that takes fewer arguments than it is given', () => {
  test('is fine, as everywhere in JavaScript', () => {
    expectTypeOf(pool.starmap(() => 1, zip(doubles, floats))).toEqualTypeOf<AsyncResult<number[]>>()
    expectTypeOf(pool.starmap((x: number) => x > 1, [[1, 2]])).toEqualTypeOf<
      AsyncResult<boolean[]>
    >()
    expectTypeOf(pool.apply((x: number) => x, [1, 2])).toEqualTypeOf<AsyncResult<number>>()
  })
})

describe('onError', () => {
  test('collect gives what became of each item', () => {
    const collect = { onError: 'collect' } as const
    expectTypeOf(pool.map((x) => `${x}`, [1], { onError: 'collect' })).toEqualTypeOf<
      AsyncResult<Settled<string>[]>
    >()
    expectTypeOf(pool.map((x) => x > 1, doubles, collect)).toEqualTypeOf<
      AsyncResult<PromiseSettledResult<boolean>[]>
    >()
    expectTypeOf(pool.map(async (x) => x, longs, collect)).toEqualTypeOf<
      AsyncResult<Settled<bigint>[]>
    >()
    expectTypeOf(pool.mapSync((x) => x * 2, range(3), collect)).toEqualTypeOf<Settled<number>[]>()
    expectTypeOf(pool.starmap((x, y) => x + y, zip(doubles, floats), collect)).toEqualTypeOf<
      AsyncResult<Settled<number>[]>
    >()
    expectTypeOf(pool.starmapSync((i, s) => s + i, enumerate(['a']), collect)).toEqualTypeOf<
      Settled<string>[]
    >()
    pool.mapAsync((x) => x * 2, [1], {
      onError: 'collect',
      callback: (results) => expectTypeOf(results).toEqualTypeOf<Settled<number>[]>(),
    })
    pool.starmapAsync((x, y) => x + y, [[1, 2]], {
      onError: 'collect',
      callback: (results) => expectTypeOf(results).toEqualTypeOf<Settled<number>[]>(),
    })
    const each = pool.imap((x) => x * 2, [1], collect)
    expectTypeOf(each.next()).toEqualTypeOf<Promise<IteratorResult<Settled<number>, undefined>>>()
    expectTypeOf(pool.imapUnordered(async (x) => [x], [1], collect)).toExtend<
      AsyncIterableIterator<Settled<number[]>>
    >()
  })

  test('throw and stop change nothing about the results', () => {
    expectTypeOf(pool.map((x) => x, doubles, { onError: 'stop' })).toEqualTypeOf<
      AsyncResult<Float64Array<ArrayBuffer>>
    >()
    expectTypeOf(pool.map((x) => x, [1], { onError: 'throw', dtype: 'int8' })).toEqualTypeOf<
      AsyncResult<Int8Array<ArrayBuffer>>
    >()
    expectTypeOf(pool.imap((x) => x, [1], { onError: 'stop' }).next()).toEqualTypeOf<
      Promise<IteratorResult<number, undefined>>
    >()
  })

  test('what does not go together is refused', () => {
    // @ts-expect-error settled results are stored nowhere else
    pool.map((x) => x, doubles, { onError: 'collect', out: doubles })
    // @ts-expect-error settled results are no numbers
    pool.map((x) => x, doubles, { onError: 'collect', dtype: 'int8' })
    // @ts-expect-error one task has nothing to collect
    pool.apply((x: number) => x, [1], { onError: 'collect' })
    // @ts-expect-error no such choice
    pool.map((x) => x, [1], { onError: 'ignore' })
  })
})

describe('options of time, retries and queue', () => {
  test('are taken by every call', () => {
    const { signal } = new AbortController()
    const options: CallOptions = {
      signal,
      timeout: 5,
      taskTimeout: 5,
      graceMs: 0,
      concurrency: 4,
      idempotent: true,
    }
    expectTypeOf(pool.apply((x: number) => x, [1], options)).toEqualTypeOf<AsyncResult<number>>()
    expectTypeOf(pool.applySync((x: number) => x, [1], options)).toEqualTypeOf<number>()
    expectTypeOf(pool.map((x) => x, [1], { ...options, chunkSize: 'auto' })).toEqualTypeOf<
      AsyncResult<number[]>
    >()
    pool.imap((x) => x, [1], { ...options, chunkSize: 'auto', bufferSize: 3, progress: true })
    pool.starmapSync((x: number) => x, [[1]], { ...options, progress: true, onError: 'stop' })
    // @ts-expect-error not a size
    pool.map((x) => x, [1], { chunkSize: 'big' })
    // @ts-expect-error milliseconds are a number
    pool.map((x) => x, [1], { taskTimeout: '5s' })
  })

  test('of pools', () => {
    new Pool(2, { minProcesses: 1, maxQueue: 100, concurrency: 50, taskTimeout: 10, graceMs: 5 })
    new Pool({ idempotent: true, idleTimeout: 0 })
    expectTypeOf(pool.drain()).toEqualTypeOf<Promise<void>>()
    // @ts-expect-error a number
    new Pool({ maxQueue: 'none' })
  })
})

test('a result of something is a result of unknown, too', () => {
  expectTypeOf<AsyncResult<Settled<number>[]>>().toExtend<AsyncResult<unknown>>()
})
