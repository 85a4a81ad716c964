/** Python's range, zip and enumerate, and how any iterable becomes the data of a call. */
import { describe, expect, test } from 'vitest'
import { enumerate, range, zip } from '../src/index'
import { argumentsReader, itemReader, read } from '../src/sequence'

describe('range', () => {
  test.each([
    [[5], [0, 1, 2, 3, 4]],
    [
      [2, 5],
      [2, 3, 4],
    ],
    [
      [0, 10, 3],
      [0, 3, 6, 9],
    ],
    [
      [10, 0, -3],
      [10, 7, 4, 1],
    ],
    [[-3], []],
    [[5, 2], []],
    [[0, 5, -1], []],
    [[0], []],
    [
      [-2, 2],
      [-2, -1, 0, 1],
    ],
  ])('range(%j) is %j', (args, expected) => {
    const numbers = range(...(args as [number]))
    expect([...numbers]).toEqual(expected)
    expect(numbers.length).toBe(expected.length)
    expect([...numbers.reversed()]).toEqual(expected.toReversed())
    expect(expected.map((_, i) => numbers.at(i))).toEqual(expected)
    expect(numbers.at(-1)).toBe(expected.at(-1))
    expect(numbers.at(expected.length)).toBeUndefined()
    for (const x of expected) expect(numbers.includes(x)).toBe(true)
    expect(numbers.includes(100)).toBe(false)
  })

  test('is lazy, and exact at the ends of the safe integers', () => {
    const most = Number.MAX_SAFE_INTEGER
    expect(range(most).length).toBe(most)
    expect(range(most).at(-1)).toBe(most - 1)
    expect(range(0, most, 3).length).toBe(Number((BigInt(most) + 2n) / 3n))
    expect(range(0, most, 5).length).toBe(Number((BigInt(most) + 4n) / 5n))
  })

  test('can be read twice', () => {
    const numbers = range(3)
    expect([...numbers, ...numbers]).toEqual([0, 1, 2, 0, 1, 2])
  })

  test('prints as in Python', () => {
    expect(String(range(5))).toBe('range(0, 5)')
    expect(String(range(5, 0, -2))).toBe('range(5, 0, -2)')
  })

  test.each([[1.5], [Number.NaN], [Number.POSITIVE_INFINITY], [2 ** 53], [0, 5, 0], [0, 1, 0.5]])(
    'range(%s, %s, %s) is out of range',
    (...args) => {
      expect(() => range(...(args as [number]))).toThrow(RangeError)
    },
  )

  test('takes numbers only', () => {
    expect(() => range('5' as never)).toThrow(TypeError)
    expect(() => range(undefined as never)).toThrow(TypeError)
    expect(() => range(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)).toThrow(/stop - start/)
  })

  test('never gives -0', () => {
    expect(Object.is(range(-0, 1).at(0), 0)).toBe(true)
    expect(Object.is([...range(1, -1, -1)][1], 0)).toBe(true)
  })
})

describe('zip', () => {
  test('ends with the shortest', () => {
    expect([...zip([1, 2, 3], 'ab')]).toEqual([
      [1, 'a'],
      [2, 'b'],
    ])
    expect([...zip([], [1])]).toEqual([])
    expect([...zip()]).toEqual([])
  })

  test('is lazy and closes what it leaves unfinished', () => {
    const closed: string[] = []
    function* endless(name: string): Generator<string> {
      try {
        while (true) yield name
      } finally {
        closed.push(name)
      }
    }
    const rows = zip(endless('a'), [1, 2], endless('b'))
    expect(closed).toEqual([])
    expect([...rows]).toEqual([
      ['a', 1, 'b'],
      ['a', 2, 'b'],
    ])
    expect(closed).toEqual(['a', 'b'])
  })

  test('closes the others when one throws', () => {
    let closed = 0
    const open = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false as const, value: 1 }),
        return: () => {
          closed++
          return { done: true as const, value: undefined }
        },
      }),
    }
    const bad = {
      [Symbol.iterator]: () => ({
        next(): IteratorResult<number> {
          throw new Error('source')
        },
      }),
    }
    expect(() => [...zip(open, bad)]).toThrow('source')
    expect(closed).toBe(1)
  })

  test('refuses what is not iterable, by its place', () => {
    expect(() => zip([1], 5 as never)).toThrow(/argument 2 of zip must be an iterable/)
  })
})

describe('enumerate', () => {
  test('counts from 0, or from start', () => {
    expect([...enumerate(['a', 'b'])]).toEqual([
      [0, 'a'],
      [1, 'b'],
    ])
    expect([...enumerate('ab', 5)].map(([i]) => i)).toEqual([5, 6])
    expect([...enumerate('ab', -1)].map(([i]) => i)).toEqual([-1, 0])
  })

  test('wants a whole start', () => {
    expect(() => enumerate([], 0.5)).toThrow(RangeError)
    expect(() => enumerate(5 as never)).toThrow(TypeError)
  })
})

describe('reading data', () => {
  test('typed arrays and ranges become columns as they are', () => {
    const array = Float64Array.of(1, 2)
    expect(read(array)).toEqual({ length: 2, columns: [{ kind: 'typed', array }], tuple: false })
    expect(read(array).columns[0]).toHaveProperty('array', array)
    expect(read(range(5, 0, -2))).toEqual({
      length: 3,
      columns: [{ kind: 'range', start: 5, step: -2 }],
      tuple: false,
    })
  })

  test('arrays are read at once; holes are undefined', () => {
    // biome-ignore lint/suspicious/noSparseArray: that is the point
    const source = [1, , 3]
    const data = read(source)
    source[0] = 100
    const [column] = data.columns
    expect(column).toEqual({ kind: 'list', items: [1, undefined, 3] })
    expect(column?.kind === 'list' && 1 in column.items).toBe(true)
  })

  test('other iterables are read to their end', () => {
    const source = new Set(['a', 'b'])
    expect(read(source)).toMatchObject({ length: 2, columns: [{ items: ['a', 'b'] }] })
    expect(read('añ😀')).toMatchObject({ length: 3, columns: [{ items: ['a', 'ñ', '😀'] }] })
  })

  test('a zip of what can be indexed becomes columns, cut to the shortest', () => {
    const data = read(zip(Float64Array.of(1, 2, 3), range(10), ['a', 'b']))
    expect(data).toMatchObject({
      length: 2,
      tuple: true,
      columns: [{ kind: 'typed' }, { kind: 'range' }, { kind: 'list' }],
    })
    expect(itemReader(data)(1)).toEqual([2, 1, 'b'])
  })

  test('enumerate becomes columns too', () => {
    expect(read(enumerate(Float64Array.of(7), 3))).toMatchObject({
      length: 1,
      columns: [{ kind: 'range', start: 3, step: 1 }, { kind: 'typed' }],
    })
  })

  test('a zip with an iterator becomes rows', () => {
    const data = read(zip([1, 2], new Set([3, 4, 5])))
    expect(data).toMatchObject({ length: 2, tuple: false })
    expect(argumentsReader(data)(1)).toEqual([2, 4])
  })

  test('arguments are unpacked from any iterable', () => {
    const data = read([[1, 2], 'ab', new Set([3])])
    expect([0, 1, 2].map(argumentsReader(data))).toEqual([[1, 2], ['a', 'b'], [3]])
    expect(() => argumentsReader(read([5]))(0)).toThrow(/item 0 must be an iterable of arguments/)
  })

  test('memory that is gone is refused', () => {
    const moved = new Float64Array(4)
    structuredClone(moved.buffer, { transfer: [moved.buffer] })
    const detached = expect.objectContaining({ code: 'ERR_NUMPOOL_DETACHED' })
    expect(() => read(moved)).toThrow(detached)
    expect(() => read(zip([1], moved))).toThrow(detached)
  })
})
