/**
 * Where results go, one by one.
 */
import type { Output } from '../../call'
import { storeNumber, storeRow, type TypedArray, typedArrayConstructor } from '../../dtype'
import { arrayFor } from '../../long-array'

/** The array of results, and how one is stored. */
export interface Collector {
  readonly value: unknown[] | TypedArray
  /** Throws ERR_NUMPOOL_NOT_STORABLE where a typed array cannot hold the result. */
  store(i: number, result: unknown): void
}

export function collector(output: Output, length: number): Collector {
  if (output.kind === 'typed') {
    const array = output.out ?? new (typedArrayConstructor(output.dtype))(length)
    return { value: array, store: (i, result) => storeNumber(array, i, result) }
  }
  if (output.kind === 'columns') {
    const { outs, given } = output
    return { value: given, store: (i, result) => storeRow(outs, i, result) }
  }
  const array = output.out ?? arrayFor<unknown>(length)
  return {
    value: array,
    store: (i, result) => {
      array[i] = result
    },
  }
}
