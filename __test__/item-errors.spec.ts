/** Items that fail: all run, the lowest index wins and says its place, whatever was thrown. */
import { afterAll, describe, expect, test } from 'vitest'
import { type EngineName, Pool, range, sharedCopy, zip } from '../src/index'

const pool = new Pool(2)
afterAll(() => pool.terminate())
const engines: EngineName[] = ['inline', 'workers']

describe.each(engines)('%s', (engine) => {
  test('the lowest index wins, whatever the timing', async () => {
    const fail = async (x: number): Promise<number> => {
      if (x === 3) await new Promise((go) => setTimeout(go, 50))
      if (x === 3 || x === 7) throw new RangeError(`item ${x}`)
      return x
    }
    await expect(pool.map(fail, range(10), { engine, chunkSize: 1 })).rejects.toMatchObject({
      name: 'RangeError',
      message: 'item 3',
      index: 3,
    })
  })

  test('items after a failing one run', async () => {
    const seen = new Int32Array(new SharedArrayBuffer(40))
    const mark = (i: number, array: Int32Array): void => {
      array[i] = 1
      if (i % 2 === 0) throw new Error(`item ${i}`)
    }
    const rows = [...range(10)].map((i) => [i, seen] as [number, Int32Array])
    await expect(pool.starmap(mark, rows, { engine })).rejects.toMatchObject({ index: 0 })
    expect([...seen]).toEqual(new Array(10).fill(1))
  })

  test('sync calls throw the same', () => {
    const fail = (x: number): number => {
      if (x > 1) throw new Error(`item ${x}`)
      return x
    }
    expect(() => pool.mapSync(fail, range(4), { engine })).toThrow(
      expect.objectContaining({ message: 'item 2', index: 2 }),
    )
  })

  test.each([undefined, null, 0, '', 'text', false])(
    '%j thrown is rejected as it is',
    async (thrown) => {
      const outcome = await pool
        .starmap(
          (value) => {
            throw value
          },
          [[thrown]],
          { engine },
        )
        .then(
          () => 'fulfilled',
          (error: unknown) => ({ error }),
        )
      expect(outcome).toEqual({ error: thrown })
    },
  )

  // An object that was thrown came back with two properties more.
  test('an object that is no error is rejected as it is', async () => {
    const fail = (x: number): never => {
      throw x === 0 ? { code: 1 } : Object.freeze([x])
    }
    const reasons: unknown[] = [
      await pool.map(fail, [0], { engine }).catch((thrown: unknown) => thrown),
      await pool
        .imap(fail, [0], { engine })
        .next()
        .catch((thrown: unknown) => thrown),
      ...(await pool.map(fail, [0, 1], { engine, onError: 'collect' })).map(
        (settled) => settled.status === 'rejected' && settled.reason,
      ),
    ]
    expect(reasons).toStrictEqual([{ code: 1 }, { code: 1 }, { code: 1 }, [1]])
    const foreign = pool.map(
      (): never => {
        throw new DOMException('gone', 'AbortError')
      },
      [1],
      { engine },
    )
    await expect(foreign).rejects.toMatchObject({ name: 'AbortError', index: 0 })
  })

  test('the error of an apply has no index', async () => {
    const error: unknown = await pool
      .apply(
        (): never => {
          throw new Error('single')
        },
        [],
        { engine },
      )
      .catch((e: unknown) => e)
    expect(error).toMatchObject({ message: 'single' })
    expect(error).not.toHaveProperty('index')
  })

  test('a failing iterable rejects with its own error, and the pool goes on', async () => {
    for (const good of [0, 3]) {
      function* source(): Generator<number> {
        yield* range(good)
        throw new SyntaxError('source')
      }
      const error: unknown = await pool.map((x) => x, source(), { engine }).catch((e: unknown) => e)
      expect(error).toBeInstanceOf(SyntaxError)
      expect(error).not.toHaveProperty('index')
      expect(() => pool.mapSync((x) => x, source(), { engine })).toThrow('source')
    }
    expect(await pool.map((x) => x + 1, [1], { engine })).toEqual([2])
  })
})

describe.each(engines)('on %s an error says its item', (engine) => {
  const failed = (items: Iterable<unknown>): Promise<unknown> =>
    pool
      .map(
        (item) => {
          throw new RangeError('no', { cause: typeof item })
        },
        items,
        { engine },
      )
      .get()
      .catch((error: unknown) => error)

  test.each([5, -0, 7n, true, null, 'short', [1, 'a'], { id: 7, name: 'x' }])(
    'where it is small: %o',
    async (item) => {
      expect(await failed([item])).toMatchObject({ name: 'RangeError', index: 0, item })
    },
  )

  // An error that is kept in a log must not keep a megabyte with it.
  test.each([
    ['x'.repeat(201)],
    [new Float64Array(2)],
    [{ deep: { er: 1 } }],
    [new Array(9).fill(1)],
    [{ text: 'y'.repeat(300) }],
    [new Map()],
  ])('but not where it is large or no plain value: %#', async (item) => {
    const error = await failed([item])
    expect(error).toMatchObject({ index: 0 })
    expect(error).not.toHaveProperty('item')
  })

  test('ranges and rows too; of typed arrays that nobody else writes to, the number that was sent', async () => {
    expect(await failed(range(3, 5))).toMatchObject({ index: 0, item: 3 })
    expect(await failed(zip([1], 'a'))).toMatchObject({ index: 0, item: [1, 'a'] })
    const numbers = Float64Array.of(4, 5)
    const error = pool
      .map(
        (): never => {
          throw new Error('no')
        },
        numbers,
        { engine, out: numbers },
      )
      .get()
      .catch((e: unknown) => e)
    numbers.fill(0)
    expect(await error).toMatchObject({ index: 0, item: 4 })
    // Nobody knows what was in shared memory when the item ran.
    expect(await failed(sharedCopy([6]))).not.toHaveProperty('item')
  })

  test('an own field of that name stays', async () => {
    const fail = (): never => {
      throw Object.assign(new Error('no'), { item: 'mine' })
    }
    await expect(pool.map(fail, [1], { engine })).rejects.toMatchObject({ index: 0, item: 'mine' })
  })

  test('a frozen error arrives as a copy that says its place, in its class', async () => {
    const fail = (): never => {
      throw Object.freeze(Object.assign(new RangeError('frozen'), { code: 'E' }))
    }
    for (const error of [
      await pool.map(fail, [1], { engine }).catch((e: unknown) => e),
      await pool
        .imap(fail, [1], { engine })
        .next()
        .catch((e: unknown) => e),
    ]) {
      expect(error).toBeInstanceOf(RangeError)
      expect(error).toMatchObject({ message: 'frozen', code: 'E', index: 0, item: 1 })
      expect((error as Error).stack).toContain('item-errors.spec')
    }
  })
})

describe('wrong arguments are thrown at once', () => {
  const invalid = expect.objectContaining({ code: 'ERR_NUMPOOL_INVALID_ARG' })

  test.each(['Math.sqrt', undefined, null, {}, 5])('%j is no function', (fn) => {
    expect(() => pool.map(fn as never, [1])).toThrow(invalid)
    expect(() => pool.mapSync(fn as never, [1])).toThrow(invalid)
    expect(() => pool.apply(fn as never)).toThrow(invalid)
    expect(() => pool.imap(fn as never, [1])).toThrow(invalid)
  })

  test.each([5, undefined, null, {}, () => [1]])('%s is not iterable', (data) => {
    expect(() => pool.map((x) => x, data as never)).toThrow(invalid)
    expect(() => pool.starmapSync(() => 1, data as never)).toThrow(invalid)
    expect(() => pool.imap((x) => x, data as never)).toThrow(invalid)
  })

  test('an async iterable is for imap', () => {
    async function* source(): AsyncGenerator<number> {
      yield 1
    }
    expect(() => pool.map((x) => x, source() as never)).toThrow(/imap and imapUnordered take async/)
  })

  test('out must fit', () => {
    const f = (x: number): number => x
    expect(() => pool.map(f, [1, 2], { out: new Float64Array(3) })).toThrow(
      /options\.out\.length must be 2, the number of items; got 3/,
    )
    expect(() => pool.map(f, [1, 2], { out: [] as number[] })).toThrow(RangeError)
    expect(() => pool.map(f, [1], { out: new Float64Array(1), dtype: 'int8' } as never)).toThrow(
      invalid,
    )
    expect(() => pool.map(f, [1], { out: [0], dtype: 'int8' } as never)).toThrow(invalid)
  })

  test('arguments of apply are an array', () => {
    expect(() => pool.apply((x: never) => x, 5 as never)).toThrow(
      /args must be an array of arguments/,
    )
  })

  // Of `apply(f, 1, 2)` it said that the options were no object, though the array was what was missing.
  test('the first wrong argument is the one that is told', () => {
    expect(() => pool.apply((x: never) => x, 5 as never, 6 as never)).toThrow(/args must be/)
    expect(() => pool.map((x: never) => x, 5 as never, 6 as never)).toThrow(/iterable must be/)
    expect(() => pool.imap(5 as never, 6 as never, 7 as never)).toThrow(/fn must be/)
  })
})

test.each(engines)(
  '%s: a result of the wrong kind of number says where that kind goes',
  async (engine) => {
    const bigint = pool.map((x) => BigInt(x) as never, new Float64Array(1), { engine })
    await expect(bigint).rejects.toThrow(
      /got 0n\. Bigints are stored with dtype: 'int64' or 'uint64'/,
    )
    const number = pool.map((x) => x as never, [1], { engine, dtype: 'int64' })
    await expect(number).rejects.toThrow(/got 1\. Return a bigint, .*dtype: 'float64'/)
    const text = pool.map(() => 'x' as never, new Float64Array(1), { engine })
    await expect(text).rejects.toThrow(/got the string "x"\. To collect other values pass an array/)
  },
)

test('data whose memory is gone reject asynchronous calls and throw in sync ones', async () => {
  const moved = new Float64Array(4)
  structuredClone(moved.buffer, { transfer: [moved.buffer] })
  const detached = { name: 'TypeError', code: 'ERR_NUMPOOL_DETACHED' }
  await expect(pool.map((x) => x, moved)).rejects.toMatchObject(detached)
  expect(() => pool.mapSync((x) => x, moved)).toThrow(expect.objectContaining(detached))
})
