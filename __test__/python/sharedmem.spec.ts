/**
 * The tests of the `sharedmem` package (github.com/rainwoodman/sharedmem): parallel loops over numpy arrays in shared memory.
 */
import { afterAll, describe, expect, test } from 'vitest'
import {
  distribute,
  isShared,
  NotCloneableError,
  Pool,
  range,
  sharedCopy,
  sharedEmpty,
  WorkerLostError,
} from '../../src/index'
import { sleep } from '../support/workers'

const pool = new Pool(4, { engine: 'workers' })
afterAll(() => pool.terminate())

test('test_create', () => {
  const empty = sharedEmpty(100, 'float32')
  expect([empty.length, empty.BYTES_PER_ELEMENT, isShared(empty)]).toEqual([100, 4, true])
  const full = sharedEmpty([100]).fill(1)
  expect(full.reduce((sum, x) => sum + x, 0)).toBe(100)
  const copy = sharedCopy(Int16Array.of(1, -2))
  expect(copy).toEqual(sharedCopy(Int16Array.of(1, -2)))
  expect(copy).toBeInstanceOf(Int16Array)
})

test('test_scalar', async () => {
  const scalar = sharedEmpty(1)
  scalar[0] = 1
  const increment = (array: Float64Array): void => {
    array[0]! += 1
  }
  await pool.apply(increment, [scalar])
  expect(scalar[0]).toBe(2)
})

// Python looks at the clock (4 tasks of 2 s in less than 3 s); here each of four waits for the other three.
test('test_parallel_process', async () => {
  const meeting = sharedEmpty(1, 'int32')
  const meet = (here: Int32Array): boolean => {
    Atomics.add(here, 0, 1)
    Atomics.notify(here, 0)
    const end = Date.now() + 30_000
    for (let n = Atomics.load(here, 0); n < 4; n = Atomics.load(here, 0)) {
      if (Date.now() > end) return false
      Atomics.wait(here, 0, n, 1000)
    }
    return true
  }
  const rows = Array.from({ length: 4 }, (): [Int32Array] => [meeting])
  expect(await pool.starmap(meet, rows, { chunkSize: 1 })).toEqual([true, true, true, true])
})

test('test_background', async () => {
  const gate = sharedEmpty(1, 'int32')
  const result = pool.applyAsync((lock: Int32Array) => Atomics.wait(lock, 0, 0, 30_000), [gate])
  // The caller goes on meanwhile, and lets the task go on.
  await sleep(20)
  expect(result.ready()).toBe(false)
  Atomics.store(gate, 0, 1)
  Atomics.notify(gate, 0)
  expect(await result.get()).toMatch(/ok|not-equal/)
})

test('test_background_raise', async () => {
  const result = pool.applyAsync((): never => {
    throw new RangeError('in the background')
  })
  await result.wait()
  expect(result.successful()).toBe(false)
  await expect(result.get()).rejects.toThrow('in the background')
})

test('test_killed', async () => {
  const task = (i: number): number => {
    if (i === 10) process.exit(9)
    return i
  }
  const error: unknown = await pool
    .map(task, range(100), { chunkSize: 1 })
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(WorkerLostError)
  expect(error).toMatchObject({ index: 10, exitCode: 9, state: 'lost' })
  expect(await pool.map((i) => i, range(20))).toEqual([...range(20)])
})

test('test_unpicklable_raise', async () => {
  const fail = (): never => {
    throw Object.assign(new RangeError('with a handle'), { handle: new WeakMap(), plain: 1 })
  }
  const error: unknown = await pool.apply(fail).catch((thrown: unknown) => thrown)
  // The error comes all the same; only what cannot be sent is missing.
  expect(error).toBeInstanceOf(RangeError)
  expect(error).toMatchObject({ message: 'with a handle', plain: 1 })
})

test('test_picklable_raise', async () => {
  const fail = (x: number): number => {
    if (x === 3) throw Object.assign(new RangeError('number 3'), { fields: [x] })
    return x
  }
  await expect(pool.map(fail, range(10))).rejects.toMatchObject({
    name: 'RangeError',
    message: 'number 3',
    fields: [3],
    index: 3,
  })
})

describe('memory', () => {
  test('test_memory_pickle', async () => {
    const array = sharedCopy([...range(16)])
    const same = await pool.apply(
      (a: Float64Array) => {
        a[0] = -1
        return a
      },
      [array],
    )
    same[1] = -2
    expect([...array.subarray(0, 3)]).toEqual([-1, -2, 2])
  })

  // A view with a stride has no like in JavaScript; one with an offset has, also of another type.
  test('test_memory_reshaped', async () => {
    const array = sharedCopy([...range(16)])
    const part = array.subarray(4, 8)
    const bytes = new Uint8Array(array.buffer, 8, 8)
    const back = await pool.apply(
      (a: Float64Array, b: Uint8Array) => {
        a.fill(-1)
        b.fill(0)
        return [a, b] as const
      },
      [part, bytes],
    )
    expect(back.map((view) => [view.byteOffset, view.length])).toEqual([
      [32, 4],
      [8, 8],
    ])
    expect([...array.subarray(0, 9)]).toEqual([0, 0, 2, 3, -1, -1, -1, -1, 8])
  })

  test('test_memory_zero', async () => {
    const views = [sharedEmpty(0), sharedEmpty(4).subarray(2, 2)]
    for (const view of views) {
      const back = await pool.apply((a: Float64Array) => a, [view])
      expect([back.length, isShared(back)]).toEqual([0, true])
      expect(await pool.map((x) => x, view)).toEqual(new Float64Array())
    }
  })

  test('test_memory_type', async () => {
    const array = sharedCopy([1, 2, 3])
    for (const engine of ['workers', 'inline', 'native'] as const) {
      const result = await pool.map((x) => x * 2, array, { engine })
      expect(result).toEqual(Float64Array.of(2, 4, 6))
      expect(isShared(result)).toBe(false)
    }
    expect(isShared(array.map((x) => x))).toBe(false)
  })
})

test('test_local', async () => {
  // Python's rank: each worker has a number of its own, taken once, and its tasks see it.
  const ranks = sharedEmpty(1, 'int32')
  let rank = -1
  const own = new Pool(2, {
    engine: 'workers',
    initializer: (next: Int32Array) => {
      rank = Atomics.add(next, 0, 1)
    },
    initargs: [ranks],
  })
  const ids = await own.map(
    (): [number, number] => [rank, process.getBuiltinModule('node:worker_threads').threadId],
    Array(40).fill(0),
    { chunkSize: 1 },
  )
  const pairs = new Map(ids)
  for (const [number, thread] of ids) expect(pairs.get(number)).toBe(thread)
  for (const number of pairs.keys()) expect([0, 1]).toContain(number)
  expect(rank).toBe(-1)
  await own.terminate()
})

// Python's tasks wait for their turn inside; here they are done in any order, and told in theirs.
test('test_ordered', async () => {
  const uneven = (x: number): Promise<number> =>
    new Promise((go) => setTimeout(go, x % 4 === 0 ? 20 : 0, x))
  const order: number[] = []
  for await (const x of pool.imap(uneven, range(24))) order.push(x)
  expect(order).toEqual([...range(24)])
})

test('test_critical', async () => {
  const lock = sharedEmpty(1, 'int32')
  const counter = sharedEmpty(1)
  const add = (_: number): void => {
    for (let i = 0; i < 100; i++) {
      while (Atomics.compareExchange(lock, 0, 0, 1) !== 0) Atomics.wait(lock, 0, 1, 100)
      counter[0]! += 1
      Atomics.store(lock, 0, 0)
      Atomics.notify(lock, 0, 1)
    }
  }
  await pool.map(add, range(10), { chunkSize: 1 })
  expect(counter[0]).toBe(1000)
})

test('test_sum', async () => {
  const data = sharedCopy([...range(10_000)])
  const sum = (array: Float64Array, lo: number, hi: number): number =>
    array.subarray(lo, hi).reduce((all, x) => all + x, 0)
  const rows = distribute(data.length, 7).map(([lo, hi]): [Float64Array, number, number] => [
    data,
    lo,
    hi,
  ])
  const sums = await pool.starmap(sum, rows)
  expect(sums.reduce((all, x) => all + x, 0)).toBe(49_995_000)
})

test('test_wordcount', async () => {
  const text = 'the fox and the hound and the moon '.repeat(50).trim()
  const lines = text.match(/(?:\S+\s*){1,9}/g) ?? []
  const count = (line: string): Map<string, number> => {
    const words = new Map<string, number>()
    for (const word of line.trim().split(/\s+/)) words.set(word, (words.get(word) ?? 0) + 1)
    return words
  }
  const total = new Map<string, number>()
  for await (const words of pool.imapUnordered(count, lines, { chunkSize: 3 })) {
    for (const [word, n] of words) total.set(word, (total.get(word) ?? 0) + n)
  }
  expect(Object.fromEntries(total)).toEqual({ the: 150, fox: 50, and: 100, hound: 50, moon: 50 })
})

test('what cannot be sent as an argument is refused before anything runs', async () => {
  const type = (value: object): string => typeof value
  await expect(pool.apply(type, [new WeakMap()])).rejects.toBeInstanceOf(NotCloneableError)
})
