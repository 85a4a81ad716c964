/**
 * Numbers from shared memory through a function into shared memory: the one case where the loop around the function costs
 * as much as the function.
 *
 * A loop that many functions have gone through calls them through a pointer; one of its own for each function is compiled
 * with the function's body in it. So each function gets its own copy of the loop.
 */
import { compileFunction } from 'node:vm'
import type { TypedArray } from '../../../dtype'
import type { CallMessage } from '../protocol'
import type { PreparedColumns } from './columns'
import type { AnyFunction } from './functions'

/** Runs the items from `from` to `to`; gives the first whose result is not a number, which it has run, or `to`. */
export interface TightLoop {
  run(from: number, to: number, ledger: Int32Array, begun: number): number
  /** What the item gave that {@link run} stopped at. */
  readonly odd: { value: unknown }
}

type Loop = (
  fn: AnyFunction,
  input: TypedArray | number,
  output: TypedArray | number,
  ledger: Int32Array | number,
  from: number,
  to: number,
  low: number,
  begun: number,
  odd: { value: unknown },
) => number

const TEXT = `return function (fn, input, output, ledger, from, to, low, begun, odd) {
  const end = low + to
  const shift = 1 - low
  for (let i = low + from; i < end; i++) {
    ledger[begun] = i + shift
    const result = fn(input[i])
    if (typeof result !== 'number') { odd.value = result; return i - low }
    output[i] = result
  }
  return to
} // `

/** Functions with a loop, the latest; user code may have replaced the methods of Map. */
const KEPT = 64
const functions: AnyFunction[] = []
const loops: Loop[] = []
let made = 0

function loopFor(fn: AnyFunction): Loop {
  for (let i = 0; i < functions.length; i++) if (functions[i] === fn) return loops[i] as Loop
  const at = made % KEPT
  functions[at] = fn
  // The number makes it another text: equal ones share what the compiler learns.
  const loop = compileFunction(TEXT + made++)() as Loop
  loops[at] = loop
  return loop
}

/** The tight loop for items `low` and on of a call; undefined where it has other data. */
export function tightLoop(
  fn: AnyFunction,
  call: CallMessage,
  columns: PreparedColumns,
  output: TypedArray | undefined,
  low: number,
): TightLoop | undefined {
  const column = columns[0]
  if (output === undefined || columns.length !== 1 || call.tuple || call.spread) return undefined
  // Bigints are stored elsewhere.
  if (call.output?.dtype === 'int64' || call.output?.dtype === 'uint64') return undefined
  if (!ArrayBuffer.isView(column)) return undefined
  const loop = loopFor(fn)
  const odd = { value: undefined as unknown }
  return {
    odd,
    run: (from, to, ledger, begun) =>
      loop(fn, column as TypedArray, output, ledger, from, to, low, begun, odd),
  }
}
