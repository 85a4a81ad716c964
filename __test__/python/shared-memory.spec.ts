/**
 * CPython's tests of shared memory: `_TestValue`, `_TestArray`, `_TestSharedCTypes`, `_TestHeap` and `_TestSharedMemory`,
 * with `sharedEmpty` and `sharedCopy` in the place of all of them.
 */
import { afterAll, describe, expect, test } from 'vitest'
import {
  type Dtype,
  isShared,
  Pool,
  range,
  sharedCopy,
  sharedEmpty,
  type TypedArray,
  WorkerLostError,
} from '../../src/index'
import { sleep } from '../support/workers'

const pool = new Pool(2, { engine: 'workers' })
afterAll(() => pool.terminate())

const DTYPES: readonly Exclude<Dtype, 'float16'>[] = [
  'float64',
  'float32',
  'int8',
  'uint8',
  'uint8clamped',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
]
const collect = (globalThis as unknown as { gc(): void }).gc
/** Number or bigint, as the array takes them. */
const valueFor = (array: TypedArray, value: number): number | bigint =>
  array instanceof BigInt64Array || array instanceof BigUint64Array ? BigInt(value) : value
const write = (array: TypedArray, i: number, value: number | bigint): void => {
  array[i] = value as never
}

describe('Value', () => {
  describe.each(DTYPES)('%s', (dtype) => {
    test('test_value', async () => {
      const value = sharedEmpty(1, dtype) as TypedArray
      write(value, 0, valueFor(value, 7))
      const seen = await pool.apply(
        (array: TypedArray, next: number | bigint) => {
          const before = array[0]
          array[0] = next as never
          return before
        },
        [value, valueFor(value, 42)],
      )
      expect([seen, value[0]]).toEqual([valueFor(value, 7), valueFor(value, 42)])
    })
  })

  // "Raw" means without a lock, which ours always are.
  test('test_rawvalue', async () => {
    const value = sharedCopy([1.5])
    await pool.map(
      (x) => {
        value[0] = x
        return x
      },
      [2.25],
    )
    expect(value[0]).toBe(2.25)
  })

  // What a lock does for a Value, Atomics does: no addition is lost.
  test('test_getobj_getlock', async () => {
    const value = sharedEmpty(1, 'int32')
    const add = (): void => {
      for (let i = 0; i < 1000; i++) Atomics.add(value, 0, 1)
    }
    await pool.map(add, range(8), { chunkSize: 1 })
    expect(Atomics.load(value, 0)).toBe(8000)
  })

  test('test_invalid_typecode', () => {
    for (const dtype of ['x', 'i', '', 'Float64']) {
      expect(() => sharedEmpty(1, dtype as Dtype)).toThrow(RangeError)
    }
    expect(() => sharedEmpty(1, null as unknown as Dtype)).toThrow(TypeError)
    expect(() => sharedCopy('text' as unknown as number[])).toThrow(TypeError)
  })
})

describe('Array', () => {
  const SEQUENCE = [680, 626, 934, 821, 150, 233, 548, 982, 714, 831]
  /** Each element becomes the sum of all up to it. */
  const prefixSum = (array: Int32Array | Float64Array): void => {
    for (let i = 1; i < array.length; i++) array[i]! += array[i - 1]!
  }

  test.each(['int32', 'float64'] as const)('test_array: %s', async (dtype) => {
    const array = sharedEmpty(SEQUENCE.length, dtype)
    array.set(SEQUENCE)
    expect([...array.subarray(2, 7)]).toEqual(SEQUENCE.slice(2, 7))
    const expected = Int32Array.from(SEQUENCE)
    for (const target of [array, expected]) target.set([1, 2, 3, 4], 4)
    expect([...array]).toEqual([...expected])
    prefixSum(expected)
    await pool.apply(prefixSum, [array])
    expect([...array]).toEqual([...expected])
  })

  test('test_rawarray', async () => {
    const array = sharedCopy(Int32Array.from(SEQUENCE))
    expect(isShared(array)).toBe(true)
    // Of a view only the view is seen, over the same memory.
    await pool.apply(prefixSum, [array.subarray(3, 6)])
    const expected = Int32Array.from(SEQUENCE)
    prefixSum(expected.subarray(3, 6))
    expect(array).toEqual(expected)
  })

  // Memory that was used before came back with its old contents once (bpo-11675).
  test('test_array_from_size', () => {
    for (let round = 0; round < 3; round++) {
      const array = sharedEmpty(10_000, 'int32')
      expect(array.length).toBe(10_000)
      expect(array.every((value) => value === 0)).toBe(true)
      array.fill(round + 1)
      collect()
    }
  })

  test('test_getobj_getlock_obj', async () => {
    const array = sharedEmpty(4, 'int32')
    // A lock of one word: what Python's `with array.get_lock()` is.
    const add = (data: Int32Array): void => {
      const LOCK = 3
      for (let i = 0; i < 500; i++) {
        while (Atomics.compareExchange(data, LOCK, 0, 1) !== 0) Atomics.wait(data, LOCK, 1, 100)
        for (let k = 0; k < 3; k++) data[k]! += k + 1
        Atomics.store(data, LOCK, 0)
        Atomics.notify(data, LOCK, 1)
      }
    }
    await pool.starmap(add, [[array], [array]], { chunkSize: 1 })
    expect([...array]).toEqual([1000, 2000, 3000, 0])
  })
})

describe('SharedCTypes', () => {
  test('test_sharedctypes', async () => {
    const int = sharedCopy(Int32Array.of(7))
    const double = sharedCopy([1 / 3])
    const array = sharedCopy([...range(10)])
    const text = sharedCopy(new TextEncoder().encode('hello'))
    const task = (i: Int32Array, d: Float64Array, all: Float64Array, bytes: Uint8Array): void => {
      i[0]! *= 2
      d[0]! *= 2
      for (let k = 0; k < all.length; k++) all[k]! *= 2
      bytes.copyWithin(0, 1)
    }
    await pool.apply(task, [int, double, array, text])
    expect([int[0], double[0]]).toEqual([14, 2 / 3])
    expect([...array]).toEqual([...range(0, 20, 2)])
    expect(Buffer.from(text).toString()).toBe('elloo')
  })

  test('test_synchronize', async () => {
    const counts = sharedEmpty(4, 'int64')
    const count = (k: number): void => void Atomics.add(counts, k % 4, 1n)
    await pool.map(count, range(400), { chunkSize: 10 })
    expect([...counts]).toEqual([100n, 100n, 100n, 100n])
  })

  test('test_copy', () => {
    const original = sharedCopy([2, 3])
    const copy = sharedCopy(original)
    original.fill(0)
    expect([...copy]).toEqual([2, 3])
    expect(isShared(copy)).toBe(true)
    expect(copy.buffer).not.toBe(original.buffer)
  })
})

describe('Heap', () => {
  test('test_heap', async () => {
    // Blocks of random sizes come and go; in the end all are gone, also those that workers have seen.
    let seed = 42
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed % below
    }
    let freed = 0
    const registry = new FinalizationRegistry<undefined>(() => freed++)
    const ROUNDS = 5000
    await (async () => {
      const blocks: Float64Array[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const block = sharedEmpty(1 + random(1000))
        registry.register(block, undefined)
        if (round % 50 === 0) {
          expect(await pool.apply((array: Float64Array) => array.fill(1).length, [block])).toBe(
            block.length,
          )
          expect(block[block.length - 1]).toBe(1)
        }
        blocks.push(block)
        if (blocks.length > 20) blocks.splice(random(blocks.length), 1)
      }
    })()
    for (let round = 0; round < 200 && freed < ROUNDS; round++) {
      await sleep(5)
      collect()
    }
    expect(freed).toBe(ROUNDS)
  })

  // Freeing from a finalizer while another block is made: no lock to wait for, so no deadlock.
  test('test_free_from_gc', async () => {
    let freed = 0
    const registry = new FinalizationRegistry<number>((size) => {
      freed++
      sharedEmpty(size)
    })
    const leave = (): void => {
      const [a, b] = [sharedEmpty(100), sharedEmpty(100)]
      const cycle: { a: unknown; b: unknown; self?: unknown } = { a, b }
      cycle.self = cycle
      registry.register(cycle, 10)
    }
    for (let round = 0; round < 200; round++) {
      leave()
      if (round % 20 === 0) {
        await sleep(1)
        collect()
      }
    }
    for (let round = 0; round < 100 && freed < 200; round++) {
      await sleep(5)
      collect()
    }
    expect(freed).toBe(200)
  })
})

describe('SharedMemory', () => {
  test('test_shared_memory_basics', async () => {
    const memory = sharedEmpty(512, 'uint8')
    expect(memory.buffer.byteLength).toBe(512)
    memory[0] = 42
    // Attached twice, here and in a worker, it is the same bytes.
    const twice = new Uint8Array(memory.buffer)
    twice[1] = 43
    expect([memory[0], memory[1]]).toEqual([42, 43])
    const sum = await pool.apply(
      (a: Uint8Array, b: Uint8Array) => {
        a[2] = 100
        return b[0]! + b[1]! + b[2]!
      },
      [memory, twice],
    )
    expect([sum, twice[2]]).toEqual([185, 100])
  })

  test('test_invalid_shared_memory_creation', () => {
    for (const length of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60]) {
      expect(() => sharedEmpty(length)).toThrow(RangeError)
    }
    expect(() => (sharedEmpty as () => unknown)()).toThrow(TypeError)
    expect(() => sharedEmpty([2, 3] as unknown as [number])).toThrow(RangeError)
    // Python refuses blocks of size 0; an empty array is no mistake here.
    expect(sharedEmpty(0)).toHaveLength(0)
  })

  test('test_shared_memory_pickle_unpickle', async () => {
    const memory = sharedEmpty(8, 'uint8')
    const back = await pool.apply(
      (array: Uint8Array) => {
        array[0] = 1
        return { array, view: array.subarray(2, 5) }
      },
      [memory],
    )
    expect(back.array.buffer).toBeInstanceOf(SharedArrayBuffer)
    memory[7] = 9
    back.array[6] = 8
    expect([...back.array]).toEqual([...memory])
    expect([...memory]).toEqual([1, 0, 0, 0, 0, 0, 8, 9])
    expect([back.view.byteOffset, back.view.length]).toEqual([2, 3])
    back.view.fill(5)
    expect([...memory]).toEqual([1, 0, 5, 5, 5, 0, 8, 9])
  })

  // Shared memory cannot be unlinked under somebody; private memory can be taken away, and is refused then.
  test('test_shared_memory_pickle_unpickle_dead_object', async () => {
    const array = new Float64Array(4)
    structuredClone(array.buffer, { transfer: [array.buffer] })
    const length = (a: Float64Array): number => a.length
    await expect(pool.apply(length, [array])).rejects.toMatchObject({ code: /^ERR_NUMPOOL_/ })
    await expect(pool.map((x) => x, array)).rejects.toMatchObject({ code: 'ERR_NUMPOOL_DETACHED' })
    expect(() => sharedCopy(array)).toThrow(
      expect.objectContaining({ code: 'ERR_NUMPOOL_DETACHED' }),
    )
  })

  // Python passes the block by name and as an object; here as a captured variable and as an argument.
  test('test_shared_memory_across_processes', async () => {
    const memory = sharedEmpty(8, 'uint8')
    const asObject = (array: Uint8Array): void => void array.set([1, 2, 3])
    const captured = (value: number): void => {
      memory[5] = value
    }
    await pool.apply(asObject, [memory])
    await pool.apply(captured, [77])
    expect([...memory]).toEqual([1, 2, 3, 0, 0, 77, 0, 0])
  })

  test('test_shared_memory_cleaned_after_process_termination', async () => {
    let freed = 0
    const registry = new FinalizationRegistry<undefined>(() => freed++)
    await (async () => {
      const memory = sharedEmpty(1000)
      registry.register(memory, undefined)
      // The worker keeps a view, and dies with it.
      const keepAndDie = (array: Float64Array): void => {
        ;(globalThis as { kept?: Float64Array }).kept = array
        array[0] = 42
        process.exit(3)
      }
      const died = pool.apply(keepAndDie, [memory])
      await expect(died).rejects.toBeInstanceOf(WorkerLostError)
      expect(memory[0]).toBe(42)
      expect(await pool.apply((array: Float64Array) => array[0], [memory])).toBe(42)
    })()
    for (let round = 0; round < 200 && freed === 0; round++) {
      await sleep(5)
      collect()
    }
    expect(freed).toBe(1)
  })
})
