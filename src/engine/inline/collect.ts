/**
 * Where results go, one by one: into new arrays, and from these into the caller's `out` at the end. The function may read `out` as a
 * variable of its own, and finds it as it was, on every engine.
 */
import type { Output } from '../../call'
import {
  type Dtype,
  dtypeOf,
  storeNumber,
  storeRow,
  type TypedArray,
  typedArrayConstructor,
  writeResults,
} from '../../dtype'
import { arrayFor } from '../../long-array'

/** How a result is stored, and what holds them all. */
export interface Collector {
  /** Throws ERR_NUMPOOL_NOT_STORABLE where a typed array cannot hold the result. */
  store(i: number, result: unknown): void
  /**
   * The results, where the caller wants them.
   *
   * @throws {ERR_NUMPOOL_DETACHED} when `out` has lost its memory meanwhile
   */
  finish(): unknown[] | TypedArray
}

export function collector(output: Output, length: number): Collector {
  if (output.kind === 'typed') {
    const { dtype, out } = output
    const array = new (typedArrayConstructor(dtype))(length)
    return {
      store: (i, result) => storeNumber(array, i, result),
      finish() {
        if (out === undefined) return array
        writeResults(out, array, 'options.out')
        return out
      },
    }
  }
  if (output.kind === 'columns') {
    const { outs, given } = output
    const arrays = outs.map((out) => new (typedArrayConstructor(dtypeOf(out) as Dtype))(length))
    return {
      store: (i, result) => storeRow(arrays, i, result),
      finish() {
        for (const [k, out] of outs.entries())
          writeResults(out, arrays[k] as TypedArray, `options.out[${k}]`)
        return given
      },
    }
  }
  const { out } = output
  const array = arrayFor<unknown>(length)
  return {
    store: (i, result) => {
      array[i] = result
    },
    finish() {
      if (out === undefined) return array
      for (let i = 0; i < array.length; i++) out[i] = array[i]
      return out
    },
  }
}
