/**
 * `NUMPOOL_CHECK=1`: some elements of every native call are computed again in JavaScript, and a call whose results differ fails.
 *
 * For those who want to see with their own data that the engines agree. The expected values are computed before the run:
 * its output may be its input, and what a function captures may change before a job has ended. Shared memory that somebody
 * writes meanwhile makes false alarms.
 */
import { inspect, isDeepStrictEqual } from 'node:util'
import type { Call, Output, UserFunction } from '../../call'
import { type Dtype, dtypeOf, storeRow, typedArrayConstructor } from '../../dtype'
import { InternalError } from '../../errors'
import { analyze } from '../../function/analysis'
import { compileFunction } from '../../function/compile'
import { freeValues } from '../../function/free-values'
import { argumentsReader, itemReader } from '../../sequence'

/** Whether calls are checked: asked when numpool is loaded. */
export const checking: boolean = process.env.NUMPOOL_CHECK === '1'

/** Elements of a call that are computed twice. */
const SAMPLES = 64

/** What JavaScript makes of one item. */
interface Sample {
  readonly index: number
  readonly expected: unknown
}

/** Computes some of the call's elements in JavaScript: all of few, the first, the last and random ones of many. */
export function sampleOf(call: Call): readonly Sample[] {
  const { data, spread, output } = call
  const fn = plainFunction(call) as (...args: unknown[]) => unknown
  const values = argumentsOf(call, spread)
  const stored = storing(output)
  return indices(data.length).map((index) => ({ index, expected: stored(fn(...values(index))) }))
}

/** @throws {ERR_NUMPOOL_INTERNAL} when a result is another than JavaScript's */
export function verify(
  { method, spread, data, output }: Call,
  samples: readonly Sample[],
  value: ArrayLike<unknown>,
): void {
  for (const { index, expected } of samples) {
    const found = output.kind === 'columns' ? output.outs.map((out) => out[index]) : value[index]
    if (isDeepStrictEqual(found, expected)) continue
    const given = argumentsOf({ data }, spread)(index).map(String).join(', ')
    throw new InternalError(
      `${method}: for item ${index} (${given}) the native engine gave ${inspect(found)} where JavaScript gives ${inspect(expected)}`,
    )
  }
}

/** The function to call: for the `captures` option compiled anew with them. */
function plainFunction({ fn, captures }: Call): UserFunction {
  if (captures === undefined) return fn
  if (!analyze(fn).free.some(({ name }) => Object.hasOwn(captures, name))) return fn
  return compileFunction(
    fn,
    freeValues(fn, captures, (_, { from }) => from !== 'global'),
  )
}

function argumentsOf({ data }: Pick<Call, 'data'>, spread: boolean): (i: number) => unknown[] {
  if (spread) return argumentsReader(data)
  const item = itemReader(data)
  return (i) => [item(i)]
}

/** What a result becomes where it is stored: a number, or each of several, in an array of its own kind. */
function storing(output: Output): (value: unknown) => unknown {
  if (output.kind === 'array') return (value) => value
  const typed = output.kind === 'typed'
  const dtypes = typed ? [output.dtype] : output.outs.map((out) => dtypeOf(out) as Dtype)
  const cells = dtypes.map((dtype) => new (typedArrayConstructor(dtype))(1))
  return (value) => {
    storeRow(cells, 0, typed ? [value] : value)
    const stored = cells.map(([element]) => element)
    return typed ? stored[0] : stored
  }
}

function indices(length: number): readonly number[] {
  if (length <= SAMPLES) return Array.from({ length }, (_, i) => i)
  const random = Array.from({ length: SAMPLES - 2 }, () => Math.floor(Math.random() * length))
  return [0, ...random, length - 1]
}
