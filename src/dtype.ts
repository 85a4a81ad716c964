/**
 * The element types of typed arrays, under numpy's names, and the rule by which results are stored.
 */
import { describe, detachedInput, invalidArgValue, notRow, notStorable } from './errors'

/** A numpy name for the element type of a typed array. `float16` needs a Node that has `Float16Array` (24 and later). */
export type Dtype =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'int8'
  | 'uint8'
  | 'uint8clamped'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'

/** `Float16Array` where the running TypeScript knows it. */
export type Float16 = typeof globalThis extends { Float16Array: { readonly prototype: infer A } }
  ? A
  : never

/** Any typed array with numbers. (Float16Array where the running Node has it.) */
export type NumberArray =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float16

/** Any typed array with bigints. */
export type BigIntArray = BigInt64Array | BigUint64Array

/** Any typed array. */
export type TypedArray = NumberArray | BigIntArray

/** What all constructors of typed arrays have in common. */
export interface TypedArrayConstructor {
  readonly name: string
  readonly BYTES_PER_ELEMENT: number
  readonly prototype: TypedArray
  new (length: number): TypedArray
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): TypedArray
}

const float16 = (globalThis as { Float16Array?: TypedArrayConstructor }).Float16Array

const CONSTRUCTORS: { readonly [D in Dtype]?: TypedArrayConstructor } = {
  float64: Float64Array,
  float32: Float32Array,
  ...(float16 === undefined ? undefined : { float16 }),
  int8: Int8Array,
  uint8: Uint8Array,
  uint8clamped: Uint8ClampedArray,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
}
Object.setPrototypeOf(CONSTRUCTORS, null)

/** The dtypes of the running Node. */
export const DTYPES = Object.keys(CONSTRUCTORS) as readonly Dtype[]

const BY_TAG = new Map<string, Dtype>()
for (const dtype of DTYPES) BY_TAG.set((CONSTRUCTORS[dtype] as TypedArrayConstructor).name, dtype)

const prototype: object = Object.getPrototypeOf(Uint8Array.prototype)
const getter = (key: PropertyKey): ((this: unknown) => unknown) =>
  Object.getOwnPropertyDescriptor(prototype, key)?.get as (this: unknown) => unknown
// The getters of %TypedArray% read internal slots: own properties and subclasses cannot pretend.
const tagOf = getter(Symbol.toStringTag) as (this: unknown) => string | undefined
const bufferOf = getter('buffer') as (this: unknown) => ArrayBufferLike
const lengthOf = getter('length') as (this: unknown) => number

/**
 * The constructor for `dtype`.
 *
 * @throws {ERR_NUMPOOL_INVALID_ARG} for a name that is none, and for float16 where Node has no Float16Array
 */
export function typedArrayConstructor(dtype: Dtype, name = 'dtype'): TypedArrayConstructor {
  const Constructor = CONSTRUCTORS[dtype]
  if (Constructor !== undefined) return Constructor
  if (dtype === 'float16') {
    throw invalidArgValue(
      name,
      `a dtype of this Node (${process.version} has no Float16Array; use float32)`,
      dtype,
    )
  }
  throw invalidArgValue(name, `one of ${DTYPES.join(', ')}`, dtype)
}

/** The dtype of a typed array; undefined for anything else. */
export function dtypeOf(value: unknown): Dtype | undefined {
  const tag = tagOf.call(value)
  return tag === undefined ? undefined : BY_TAG.get(tag)
}

/** Whether `value` is a typed array of a dtype we know. (A DataView is none.) */
export function isTypedArray(value: unknown): value is TypedArray {
  return dtypeOf(value) !== undefined
}

/** The length of a typed array, also where an own property hides it; 0 when detached or out of bounds. */
export function typedLength(array: TypedArray): number {
  return lengthOf.call(array)
}

/**
 * Whether the array (or buffer) lives in shared memory, which workers and native threads use in place.
 *
 * @example
 * ```ts
 * isShared(sharedEmpty(8)) // true
 * isShared(new Float64Array(8)) // false
 * ```
 */
export function isShared(value: unknown): boolean {
  if (value instanceof SharedArrayBuffer) return true
  if (tagOf.call(value) !== undefined) return bufferOf.call(value) instanceof SharedArrayBuffer
  return value instanceof DataView && value.buffer instanceof SharedArrayBuffer
}

const setIn = (prototype as { set: (this: unknown, values: ArrayLike<unknown>) => void }).set
const valuesOf = (prototype as { values: (this: unknown) => unknown }).values

/**
 * Whether the memory under the array is gone: its buffer detached, or shrunk so that the array lies outside.
 * Both show as length 0, but so does an array that is merely empty; the array methods refuse the former.
 * (Node 20 has no `buffer.detached`, and `byteOffset` reads 0 for all three.)
 */
export function isGone(array: TypedArray): boolean {
  if (lengthOf.call(array) !== 0) return false
  try {
    valuesOf.call(array)
    return false
  } catch {
    return true
  }
}

/**
 * Stores a result as `TypedArray.prototype.map` does, except that only numbers and booleans (bigints in bigint arrays)
 * are results: anything else would be silently turned into NaN or 0.
 *
 * @throws {ERR_NUMPOOL_NOT_STORABLE} with `error.index`
 */
export function storeNumber(array: TypedArray, i: number, value: unknown): void {
  if (array instanceof BigInt64Array || array instanceof BigUint64Array) {
    if (typeof value !== 'bigint') throw notStorable(i, value, 'bigint')
    array[i] = value
  } else {
    if (typeof value === 'number') array[i] = value
    else if (typeof value === 'boolean') array[i] = value ? 1 : 0
    else throw notStorable(i, value, 'number or boolean')
  }
}

/**
 * Writes results to the caller's array, which may be another by now than when the call was made.
 *
 * @throws {ERR_NUMPOOL_DETACHED} when its buffer was transferred or shrunk meanwhile
 */
export function writeResults(out: TypedArray, results: TypedArray, name: string): void {
  if (typedLength(out) < results.length) throw detachedInput(name)
  // Not by a `set` of its own, which a subclass may have.
  setIn.call(out, results)
}

// Kept: what user code in a worker puts in their place is none of our business.
const { isArray } = Array
const { values: valuesIn } = Object

/**
 * Stores a result of several values, an array or an object, in as many typed arrays: an object's in the order of its keys.
 *
 * @throws {ERR_NUMPOOL_NOT_STORABLE} with `error.index`
 */
export function storeRow(arrays: readonly TypedArray[], i: number, row: unknown): void {
  const count = arrays.length
  if (typeof row !== 'object' || row === null) throw notRow(i, row, count)
  const values: readonly unknown[] = isArray(row) ? row : valuesIn(row)
  if (values.length !== count) throw notRow(i, row, count)
  for (let k = 0; k < count; k++) storeNumber(arrays[k] as TypedArray, i, values[k])
}

/** Whether this is an array of nothing but typed arrays: as `out` it takes several results of each item, a column each. */
export function areColumns(value: readonly unknown[]): value is readonly TypedArray[] {
  if (value.length === 0) return false
  for (let i = 0; i < value.length; i++) if (!isTypedArray(value[i])) return false
  return true
}

/** `a float32 array`, or what else the value is: for messages. */
export function describeArray(value: unknown): string {
  const dtype = dtypeOf(value)
  return dtype === undefined ? describe(value) : `a ${dtype} array`
}

/**
 * The first `length` elements in new private memory. Not by `slice`, which subclasses such as Buffer define anew.
 */
export function copyOf(array: TypedArray, length: number): TypedArray {
  const dtype = dtypeOf(array)
  if (dtype === undefined) return array
  const Constructor = typedArrayConstructor(dtype)
  const made = new Constructor(length)
  const { buffer, byteOffset } = array
  made.set(new Constructor(buffer, byteOffset, length) as never)
  return made
}
