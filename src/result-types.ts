/**
 * Which results a call has, as types: the rules of pool/output.ts for TypeScript.
 */
import type { BigIntArray, Dtype, Float16, TypedArray } from './dtype'
import type { MapOptions, OnError, Settled } from './options'

/** A typed array over memory of its own, by the name of its dtype. */
export interface DtypeArrays {
  float64: Float64Array<ArrayBuffer>
  float32: Float32Array<ArrayBuffer>
  float16: Float16
  int8: Int8Array<ArrayBuffer>
  uint8: Uint8Array<ArrayBuffer>
  uint8clamped: Uint8ClampedArray<ArrayBuffer>
  int16: Int16Array<ArrayBuffer>
  uint16: Uint16Array<ArrayBuffer>
  int32: Int32Array<ArrayBuffer>
  uint32: Uint32Array<ArrayBuffer>
  int64: BigInt64Array<ArrayBuffer>
  uint64: BigUint64Array<ArrayBuffer>
}

/** The same over shared memory. */
export interface SharedDtypeArrays {
  float64: Float64Array<SharedArrayBuffer>
  float32: Float32Array<SharedArrayBuffer>
  float16: Float16
  int8: Int8Array<SharedArrayBuffer>
  uint8: Uint8Array<SharedArrayBuffer>
  uint8clamped: Uint8ClampedArray<SharedArrayBuffer>
  int16: Int16Array<SharedArrayBuffer>
  uint16: Uint16Array<SharedArrayBuffer>
  int32: Int32Array<SharedArrayBuffer>
  uint32: Uint32Array<SharedArrayBuffer>
  int64: BigInt64Array<SharedArrayBuffer>
  uint64: BigUint64Array<SharedArrayBuffer>
}

/** The dtype of a typed array. */
export type DtypeOf<A extends TypedArray> = {
  [D in Dtype]: A[typeof Symbol.toStringTag] extends DtypeArrays[D][typeof Symbol.toStringTag]
    ? D
    : never
}[Dtype]

/** The same kind of typed array, over memory of its own. */
export type SameKind<A extends TypedArray> = A extends TypedArray ? DtypeArrays[DtypeOf<A>] : never

/** The same kind of typed array, over shared memory. */
export type SharedKind<A extends TypedArray> = A extends TypedArray
  ? SharedDtypeArrays[DtypeOf<A>]
  : never

/** What a function may return so that it can be stored in `A`. */
export type StoredIn<A> = A extends BigIntArray
  ? bigint
  : A extends TypedArray
    ? number | boolean
    : A extends readonly (infer T)[]
      ? ElementOf<T>
      : never

/** In an Array any value has a place; one of typed arrays takes columns: {@link StoredRow}. */
type ElementOf<T> = unknown extends T
  ? T
  : [T] extends [never]
    ? T
    : [T] extends [TypedArray]
      ? never
      : T

/** Typed arrays for several results of each item. (The empty one makes TypeScript infer how many there are.) */
export type Columns = TypedArray[] | []

/** Values for each of several typed arrays, in order. */
export type StoredRow<A extends readonly unknown[]> =
  | { readonly [K in keyof A]: StoredIn<A[K]> }
  | { readonly [name: string]: StoredIn<A[number]> }

/** A value, or a promise of one. */
export type MaybePromise<T> = T | PromiseLike<T>

/**
 * `A`, which is inferred from the arguments alone. (Inferred from the function too, one that takes fewer arguments than it is
 * given would be refused; `NoInfer` is not seen through in rest parameters.)
 */
export type Given<A> = A extends readonly unknown[] ? A : never

/** Data that are no typed array, whose results go into an Array. */
export type PlainIterable<T> = Iterable<T> & { readonly BYTES_PER_ELEMENT?: never }

/** What becomes of an item of a function that returns `R`, with `onError: 'collect'`. */
export type SettledResult<R> = Settled<Awaited<R>>

/** `options` that collect what became of each item. */
export type WithCollect<Options = MapOptions> = Omit<Options, 'out' | 'dtype' | 'onError'> & {
  onError: 'collect'
  out?: undefined
  dtype?: undefined
}

/** `options` with which a failing item fails the call. */
export type WithoutCollect<Options = MapOptions> = Omit<Options, 'onError'> & {
  onError?: Exclude<OnError, 'collect'> | undefined
}

/** `options` with the caller's own `out`. */
export type WithOut<O> = Omit<WithoutCollect, 'out'> & { out: O }

/** `options` with a `dtype`. */
export type WithDtype<D> = Omit<WithoutCollect, 'out' | 'dtype'> & { dtype: D; out?: undefined }

/** `options` that leave the type of the results to the data. */
export type WithoutOutput = Omit<WithoutCollect, 'out' | 'dtype'> & {
  out?: undefined
  dtype?: undefined
}
