/**
 * Where the results of a call go: the type follows the type of the data, unless `out` or `dtype` says otherwise. Never
 * the engine.
 */
import type { Data, Output } from '../call'
import { areColumns, describeArray, dtypeOf, isGone, type TypedArray, typedLength } from '../dtype'
import { detachedInput, invalidArgType, invalidArgValue } from '../errors'
import { LONGEST } from '../long-array'
import type { CheckedCallOptions } from '../options'

/** Results in a new Array, whatever the data. (Own fields, or an `out` on Object.prototype would be taken for one.) */
export const NEW_ARRAY: Output = { kind: 'array', out: undefined }

/**
 * The output of a map.
 *
 * @throws {ERR_NUMPOOL_INVALID_ARG} when `out` has another length than the data, or another dtype than `dtype`; when arrays in it
 * share memory; when an Array cannot hold the results
 * @throws {ERR_NUMPOOL_DETACHED} when the memory of `out` is gone
 */
export function outputFor(data: Data, options: CheckedCallOptions): Output {
  const output = chosenOutput(data, options)
  if (output.kind === 'array' && data.length > LONGEST)
    throw invalidArgValue(
      'The iterable',
      'one of at most 110,000,000 items where the results go into an Array (typed arrays hold more: dtype, out)',
      data.length,
    )
  return output
}

function chosenOutput(data: Data, { out, dtype, onError }: CheckedCallOptions): Output {
  // Settled results are no numbers, whatever the data; results go into them as they are.
  if (onError === 'collect') return NEW_ARRAY
  if (out === undefined) return newOutput(data, dtype)
  if (Array.isArray(out)) {
    if (dtype !== undefined)
      throw invalidArgType('options.out', `a ${dtype} array, as options.dtype says`, out)
    if (areColumns(out)) return columnsFor(data, out)
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

/** Several results of each item, each in an array of its own. */
function columnsFor(data: Data, given: readonly TypedArray[]): Output {
  const outs = [...given]
  const spans: Span[] = []
  for (const [i, out] of outs.entries()) {
    const name = `options.out[${i}]`
    if (isGone(out)) throw detachedInput(name)
    sameLength(typedLength(out), data, name)
    const span = spanOf(out)
    const other = spans.findIndex((one) => overlap(one, span))
    if (other >= 0)
      throw invalidArgValue(name, `memory apart from that of options.out[${other}]`, out)
    spans.push(span)
  }
  return { kind: 'columns', outs, given: given as TypedArray[] }
}

/** Where an array lies. */
interface Span {
  readonly buffer: ArrayBufferLike
  readonly start: number
  readonly end: number
}

function spanOf(array: TypedArray): Span {
  const { buffer, byteOffset } = array
  return { buffer, start: byteOffset, end: byteOffset + array.byteLength }
}

function overlap(one: Span, other: Span): boolean {
  return one.buffer === other.buffer && one.start < other.end && other.start < one.end
}

function sameLength(length: number, data: Data, name = 'options.out'): void {
  if (length !== data.length)
    throw invalidArgValue(`${name}.length`, `${data.length}, the number of items`, length)
}
