/**
 * Where the results of a call go: the type follows the type of the data, unless `out` or `dtype` says otherwise. Never
 * the engine.
 */
import type { Data, Output } from '../call'
import { describeArray, dtypeOf, isGone, typedLength } from '../dtype'
import { detachedInput, invalidArgType, invalidArgValue } from '../errors'
import type { CheckedCallOptions } from '../options'

/** Results in a new Array, whatever the data. (Own fields, or an `out` on Object.prototype would be taken for one.) */
export const NEW_ARRAY: Output = { kind: 'array', out: undefined }

/**
 * The output of a map.
 *
 * @throws {ERR_NUMPOOL_INVALID_ARG} when `out` has another length than the data, or another dtype than `dtype`
 * @throws {ERR_NUMPOOL_DETACHED} when the memory of `out` is gone
 */
export function outputFor(data: Data, { out, dtype, onError }: CheckedCallOptions): Output {
  // Settled results are no numbers, whatever the data; results go into them as they are.
  if (onError === 'collect') return NEW_ARRAY
  if (out === undefined) return newOutput(data, dtype)
  if (Array.isArray(out)) {
    if (dtype !== undefined)
      throw invalidArgType('options.out', `a ${dtype} array, as options.dtype says`, out)
    sameLength(out.length, data)
    return { kind: 'array', out }
  }
  const own = dtypeOf(out)
  if (own === undefined) throw invalidArgType('options.out', 'an array or a typed array', out)
  if (dtype !== undefined && dtype !== own)
    throw invalidArgType(
      'options.dtype',
      `left out, or the dtype of options.out (${describeArray(out)})`,
      dtype,
    )
  if (isGone(out)) throw detachedInput('options.out')
  sameLength(typedLength(out), data)
  return { kind: 'typed', dtype: own, out }
}

function newOutput(data: Data, dtype: CheckedCallOptions['dtype']): Output {
  if (dtype !== undefined) return { kind: 'typed', dtype, out: undefined }
  const [column] = data.columns
  if (data.tuple || column?.kind !== 'typed') return NEW_ARRAY
  const own = dtypeOf(column.array)
  return own === undefined ? NEW_ARRAY : { kind: 'typed', dtype: own, out: undefined }
}

function sameLength(length: number, data: Data): void {
  if (length !== data.length)
    throw invalidArgValue('options.out.length', `${data.length}, the number of items`, length)
}
