/**
 * The element types of typed arrays, under numpy's names.
 */

/** A numpy name for the element type of a typed array. */
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

/** Any typed array with bigints. */
export type BigIntArray = BigInt64Array | BigUint64Array

/** Any typed array. */
export type TypedArray = NumberArray | BigIntArray
