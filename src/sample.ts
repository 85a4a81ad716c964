/**
 * What a function is explained for: arguments of one call of it, or the data that it would run over.
 */
import { isTypedArray } from './dtype'
import { booleansIn, holdsBigints, type Shape } from './engine/native/columns'
import { describe, type Reason } from './errors'
import { isQuiet, Range, Zip } from './sequence'

/** One way to read a sample: the shape of an item, and what of it no kernel can read. */
export type Reading = Shape & { readonly reasons: readonly Reason[] }

/**
 * The ways to read a sample, the likeliest first. An array alone may be an item, one of many rows, or a list of items.
 *
 * @param parameters - how many the function has
 */
export function readingsOf(sample: readonly unknown[], parameters: number): readonly Reading[] {
  const [first] = sample
  if (sample.length !== 1) return [argumentsLike(sample, parameters)]
  if (first instanceof Zip) return [rowLike(first, parameters)]
  if (!Array.isArray(first) || first.length === 0) return [argumentsLike(sample, parameters)]
  const [item] = first as readonly unknown[]
  if (Array.isArray(item)) return [reading(item, parameters === 1, 'element')]
  return [reading(first, true, 'element'), reading([item], false, 'element')]
}

/** Arguments; a typed array or range stands for its items, which no function with a kernel could take otherwise. */
function argumentsLike(sample: readonly unknown[], parameters: number): Reading {
  if (sample.length === 0) return { columns: parameters, tuple: false, booleans: 0, reasons: [] }
  const odd = sample.findIndex((value) => isTypedArray(value) && holdsBigints(value))
  if (odd === -1) return reading(sample.map(itemOf), false, 'argument')
  const message = `argument ${odd} of the sample is ${describe(sample[odd])}, which holds bigints, and kernels read numbers and booleans only`
  const reasons = [{ code: 'bigint-array', message }]
  return { columns: sample.length, tuple: false, booleans: 0, reasons }
}

function itemOf(value: unknown): unknown {
  return isTypedArray(value) || value instanceof Range ? 0 : value
}

/**
 * A `zip` is no item but data: what counts is one of its rows, as `starmap` unpacks it, or as `map` gives it to a function of
 * one parameter.
 */
function rowLike(rows: Zip<readonly unknown[]>, parameters: number): Reading {
  const columns = rows.parts.length
  const tuple = parameters === 1 && columns > 1
  if (!isQuiet(rows)) {
    const odd = rows.parts.findIndex((part) => !isQuiet(part)) + 1
    const message = `part ${odd} of the zip is no array, typed array or range, so its rows are made before they are read`
    return { columns, tuple, booleans: 0, reasons: [{ code: 'not-columns', message }] }
  }
  const [row = []] = rows
  return { ...reading(row, tuple, 'element'), columns }
}

function reading(
  values: readonly unknown[],
  tuple: boolean,
  what: 'argument' | 'element',
): Reading {
  const reasons = oddReasons(values, what)
  return { columns: values.length, tuple, booleans: booleansIn(values), reasons }
}

function oddReasons(values: readonly unknown[], what: 'argument' | 'element'): Reason[] {
  const odd = values.findIndex((value) => typeof value !== 'number' && typeof value !== 'boolean')
  if (odd === -1) return []
  const message = `${what} ${odd} of the sample is ${describe(values[odd])}, and kernels read numbers and booleans only`
  return [{ code: 'not-numeric-data', message }]
}
