/**
 * Typed arrays over shared memory, which workers and native threads use in place.
 */
import {
  type Dtype,
  dtypeOf,
  isGone,
  type TypedArray,
  typedArrayConstructor,
  typedLength,
} from './dtype'
import { detachedInput, invalidArgType, invalidArgValue } from './errors'
import type { DtypeArrays, DtypeOf, SharedDtypeArrays, SharedKind } from './result-types'

export { isShared } from './dtype'

/**
 * A new typed array over shared memory, filled with zeros. Sent to a worker it stays the same memory: what one thread
 * writes, the others see.
 *
 * @param length - how many elements; also as `[length]`, as numpy writes it
 * @param dtype - numpy's name for the element type. @default 'float64'
 * @throws {ERR_NUMPOOL_INVALID_ARG} for lengths that are none, more than one dimension, and unknown dtypes
 * @example
 * ```ts
 * const data = sharedEmpty([1e6])
 * const mask = sharedEmpty(1e6, 'uint8')
 * ```
 */
export function sharedEmpty(
  length: number | readonly [number],
  dtype?: 'float64',
): SharedDtypeArrays['float64']
export function sharedEmpty<D extends Dtype>(
  length: number | readonly [number],
  dtype: D,
): SharedDtypeArrays[D]
export function sharedEmpty(
  length: number | readonly number[],
  dtype: Dtype = 'float64',
): TypedArray {
  if (typeof dtype !== 'string') throw invalidArgType('dtype', "a dtype such as 'float64'", dtype)
  return allocate(elementCount(length), dtype)
}

/**
 * A copy of a typed array, or of an array of numbers (as float64) or bigints (as int64), over shared memory.
 *
 * @throws {ERR_NUMPOOL_INVALID_ARG} for anything else
 * @throws {ERR_NUMPOOL_DETACHED} when the memory of the array is gone
 * @example
 * ```ts
 * const samples = sharedCopy(Float32Array.of(1, 2, 3)) // Float32Array over a SharedArrayBuffer
 * ```
 */
export function sharedCopy<A extends TypedArray>(array: A): SharedKind<A>
export function sharedCopy(array: readonly number[]): SharedDtypeArrays['float64']
export function sharedCopy(array: readonly bigint[]): SharedDtypeArrays['int64']
export function sharedCopy(array: TypedArray | readonly number[] | readonly bigint[]): TypedArray {
  const dtype = dtypeOf(array)
  if (dtype !== undefined) {
    const typed = array as DtypeArrays[DtypeOf<TypedArray>]
    if (isGone(typed)) throw detachedInput('array')
    const copy = allocate(typedLength(typed), dtype)
    copy.set(typed as never)
    return copy
  }
  if (!Array.isArray(array))
    throw invalidArgType('array', 'a typed array or an array of numbers', array)
  const type = typeof array[0] === 'bigint' ? 'bigint' : 'number'
  for (let i = 0; i < array.length; i++)
    if (typeof array[i] !== type) throw invalidArgType(`array[${i}]`, `a ${type}`, array[i])
  const copy = allocate(array.length, type === 'bigint' ? 'int64' : 'float64')
  copy.set(array as never)
  return copy
}

/** The number of elements that `length` or `[length]` says. */
function elementCount(length: number | readonly number[]): number {
  if (Array.isArray(length)) {
    if (length.length !== 1)
      throw invalidArgValue(
        'length',
        'a number or [number] (arrays of several dimensions are not supported: allocate rows * columns and compute the index)',
        length,
      )
    return elementCount(length[0] as number)
  }
  if (typeof length !== 'number')
    throw invalidArgType('length', 'a whole number, 0 or more', length)
  if (!Number.isSafeInteger(length) || length < 0)
    throw invalidArgValue('length', 'a whole number, 0 or more', length)
  return length
}

/** Zeroed, as SharedArrayBuffer promises. */
function allocate(length: number, dtype: Dtype): TypedArray {
  const Constructor = typedArrayConstructor(dtype)
  const bytes = length * Constructor.BYTES_PER_ELEMENT
  let buffer: SharedArrayBuffer
  try {
    buffer = new SharedArrayBuffer(bytes)
  } catch {
    throw invalidArgValue(
      'length',
      `less (${bytes} bytes of shared memory cannot be allocated)`,
      length,
    )
  }
  return new Constructor(buffer)
}
