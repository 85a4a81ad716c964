/** Typed arrays by numpy's names, and what can be stored in them. */
import { describe, expect, test } from 'vitest'
import { DTYPES, dtypeOf, isGone, isShared, storeNumber, typedArrayConstructor } from '../src/dtype'
import { distribute, sharedCopy, sharedEmpty } from '../src/index'

describe('dtypes', () => {
  test.each(DTYPES)('%s names its typed array and back', (dtype) => {
    const array = new (typedArrayConstructor(dtype))(2)
    expect(dtypeOf(array)).toBe(dtype)
  })

  test('float16 exists where Node has it, and is named otherwise', () => {
    const has = 'Float16Array' in globalThis
    expect(DTYPES.includes('float16')).toBe(has)
    if (!has) expect(() => typedArrayConstructor('float16')).toThrow(/no Float16Array; use float32/)
  })

  test.each(['float65', 'constructor', '__proto__', ''])('%j is none', (name) => {
    expect(() => typedArrayConstructor(name as 'int8')).toThrow(RangeError)
  })

  test.each([new DataView(new ArrayBuffer(8)), [1], null, 5, {}, new ArrayBuffer(8)])(
    'no typed array: %#',
    (value) => {
      expect(dtypeOf(value)).toBeUndefined()
    },
  )

  test('a Buffer holds uint8', () => {
    expect(dtypeOf(Buffer.from([1]))).toBe('uint8')
  })
})

describe('memory that is gone', () => {
  test('is not merely empty', () => {
    expect(isGone(new Float64Array(0))).toBe(false)
    const moved = new Float64Array(4)
    structuredClone(moved.buffer, { transfer: [moved.buffer] })
    expect(isGone(moved)).toBe(true)
  })

  test('is seen for arrays that lie outside of a shrunk buffer', () => {
    const buffer = new ArrayBuffer(16, { maxByteLength: 32 })
    const fixed = new Float64Array(buffer, 8, 1)
    const tracking = new Float64Array(buffer)
    buffer.resize(0)
    expect(isGone(fixed)).toBe(true)
    expect(isGone(tracking)).toBe(false)
  })
})

describe('storing', () => {
  test('follows TypedArray.prototype.map for numbers and booleans', () => {
    const results = [1.9, -1, 300, Number.NaN, true, false, 2 ** 40 + 5]
    for (const dtype of DTYPES.filter((name) => !name.endsWith('64') || name === 'float64')) {
      const array = new (typedArrayConstructor(dtype))(results.length)
      for (const [i, value] of results.entries()) storeNumber(array, i, value)
      expect(array).toEqual((array as Float64Array).map((_, i) => Number(results[i])))
    }
  })

  test.each([undefined, null, '1', {}, 1n, Symbol.iterator])('refuses %s for numbers', (value) => {
    expect(() => storeNumber(new Int8Array(4), 3, value)).toThrow(
      expect.objectContaining({ index: 3, code: 'ERR_NUMPOOL_NOT_STORABLE' }),
    )
  })

  test('takes bigints, and only bigints, for bigint arrays', () => {
    const array = new BigInt64Array(1)
    storeNumber(array, 0, 2n ** 64n + 7n)
    expect(array[0]).toBe(7n)
    expect(() => storeNumber(array, 0, 7)).toThrow(/must be a bigint/)
    expect(() => storeNumber(array, 0, true)).toThrow(TypeError)
  })
})

describe('shared arrays', () => {
  test.each(DTYPES)('%s: zeroed, of the right length, shared', (dtype) => {
    for (let round = 0; round < 3; round++) {
      const array = sharedEmpty(1000, dtype)
      expect(array.length).toBe(1000)
      expect(dtypeOf(array)).toBe(dtype)
      expect(isShared(array)).toBe(true)
      expect([...array].every((x) => x === 0 || x === 0n)).toBe(true)
      if (typeof array[0] === 'number') (array as Float64Array).fill(1)
    }
  })

  test('a length may be written as numpy writes it', () => {
    expect(sharedEmpty([3])).toEqual(sharedEmpty(3))
    expect(sharedEmpty(0).length).toBe(0)
  })

  test('two dimensions are refused with the way out', () => {
    expect(() => sharedEmpty([3, 4] as never)).toThrow(/several dimensions .* rows \* columns/)
  })

  test.each([-1, 1.5, Number.NaN, 2 ** 53, 1e15])('length %s is out of range', (length) => {
    expect(() => sharedEmpty(length)).toThrow(RangeError)
  })

  test.each(['10', undefined, null, {}])('length %s is none', (length) => {
    expect(() => sharedEmpty(length as never)).toThrow(TypeError)
  })

  test('copies are of the same kind and independent', () => {
    for (const dtype of DTYPES) {
      const source = new (typedArrayConstructor(dtype))(3)
      storeNumber(source, 1, dtype.endsWith('int64') ? 5n : 5)
      const copy = sharedCopy(source)
      expect(dtypeOf(copy)).toBe(dtype)
      expect(isShared(copy)).toBe(true)
      expect([...copy]).toEqual([...source])
      storeNumber(source, 1, dtype.endsWith('int64') ? 6n : 6)
      expect(Number(copy[1])).toBe(5)
    }
  })

  test('arrays of numbers and bigints are copied, others refused by index', () => {
    expect([...sharedCopy([1, 2.5])]).toEqual([1, 2.5])
    expect(dtypeOf(sharedCopy([1n]))).toBe('int64')
    expect(sharedCopy([]).length).toBe(0)
    expect(() => sharedCopy([1, '2'] as never)).toThrow(/array\[1\] must be a number/)
    expect(() => sharedCopy(new Array(2) as never)).toThrow(/array\[0\]/)
    expect(() => sharedCopy('12' as never)).toThrow(TypeError)
  })

  test('a copy of memory that is gone is refused', () => {
    const moved = new Float64Array(4)
    structuredClone(moved.buffer, { transfer: [moved.buffer] })
    expect(() => sharedCopy(moved)).toThrow(
      expect.objectContaining({ code: 'ERR_NUMPOOL_DETACHED' }),
    )
  })

  test('isShared', () => {
    expect(isShared(new SharedArrayBuffer(8))).toBe(true)
    expect(isShared(new DataView(new SharedArrayBuffer(8)))).toBe(true)
    expect(isShared(new Float64Array(1))).toBe(false)
    expect(isShared('x')).toBe(false)
    expect(isShared(undefined)).toBe(false)
  })
})

describe('distribute', () => {
  test.each([
    [10, 4, [3, 3, 2, 2]],
    [100, 3, [34, 33, 33]],
    [2, 4, [1, 1, 0, 0]],
    [0, 2, [0, 0]],
    [7, 1, [7]],
  ])('%i in %i parts, as numpy.array_split', (n, parts, sizes) => {
    const ranges = distribute(n, parts)
    expect(ranges.map(([lo, hi]) => hi - lo)).toEqual(sizes)
    expect(ranges[0]?.[0]).toBe(0)
    expect(ranges.at(-1)?.[1]).toBe(n)
    for (const [i, [lo]] of ranges.slice(1).entries()) expect(lo).toBe(ranges[i]?.[1])
  })

  test('refuses what cannot be cut', () => {
    expect(() => distribute(-1)).toThrow(RangeError)
    expect(() => distribute(1.5)).toThrow(RangeError)
    expect(() => distribute('5' as never)).toThrow(TypeError)
    expect(() => distribute(5, 0)).toThrow(RangeError)
  })
})
