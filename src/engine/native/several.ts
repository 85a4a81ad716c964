/**
 * Functions that give several numbers, in an array or object of fixed shape: a kernel for each of them, run one after the other over
 * the same data, and the items made of their results.
 */
import type { Outcome, Output } from '../../call'
import {
  copyOf,
  type Dtype,
  dtypeOf,
  isShared,
  type NumberArray,
  type TypedArray,
} from '../../dtype'
import type { Reason } from '../../errors'
import { now } from '../../platform/clock'
import { Counters } from '../../watch/counters'
import type { KernelPart, ResultShape } from './compile'
import type { NativeCall } from './engine'
import type { Prepared } from './prepare'
import { fill } from './result'

type Results = ArrayLike<unknown>

/** Whether there are several results of each item, or places for them. */
export function givesSeveral({ call, prepared }: NativeCall): boolean {
  return prepared.kernel.shape !== null || call.output.kind === 'columns'
}

/** Why what the function gives does not go where it should; undefined where it does. */
export function misfit({ kernel }: Prepared, output: Output): Reason | undefined {
  if (output.kind === 'array') return undefined
  if (output.kind === 'typed') return kernel.shape === null ? undefined : severalIntoOne()
  const wanted = output.outs.length
  if (flat(kernel.shape)?.length === wanted) return undefined
  const each = `each of the ${wanted} typed array${wanted === 1 ? '' : 's'} in \`out\` takes a number of each item`
  return {
    code: 'several-results',
    message: `${each}: return an array or object of as many numbers and booleans`,
  }
}

function severalIntoOne(): Reason {
  return {
    code: 'several-results',
    message:
      'the function gives several values for each item, and a typed array holds one number for each: pass the items as an array, ' +
      'give a typed array for each value (`out: [a, b]`), or return one number',
  }
}

/** The numbers of the results in the order in which JavaScript lists them; undefined where they are not side by side. */
function flat(shape: ResultShape | null): readonly number[] | undefined {
  if (shape === null || typeof shape === 'number') return undefined
  // Names are no whole numbers, which JavaScript would list first.
  const parts = 'record' in shape ? shape.record.map(([, part]) => part) : shape
  return parts.every((part) => typeof part === 'number') ? (parts as number[]) : undefined
}

/** The call of each kernel. All read the same data: what others may change meanwhile is copied first. */
export function partsOf(native: NativeCall): NativeCall[] {
  const { call, prepared } = native
  const { kernel } = prepared
  const columns = native.columns.map((column) => {
    if (column.kind === 'range') return column
    const array = isShared(column.array)
      ? (copyOf(column.array, call.data.length) as NumberArray)
      : column.array
    // Scratch goes back after the last of them only: left to the collector.
    return { ...column, array, scratch: false }
  })
  const targets = targetsOf(native)
  return kernel.parts.map((part, i) => ({
    ...native,
    columns,
    prepared: { ...prepared, kernel: { ...kernel, ...part, shape: null, parts: [] } },
    call: {
      ...call,
      // The items are counted once.
      counters: i === 0 ? call.counters : new Counters(call.counters.pool),
      output: targets?.[i] ?? partOutput(part),
    },
  }))
}

function partOutput({ result }: KernelPart): Output {
  return result === 'number' ? { kind: 'typed', dtype: 'float64' } : { kind: 'array' }
}

/** Where each result goes, by its number; undefined where items are made of them. */
function targetsOf({ call, prepared, columns }: NativeCall): readonly Output[] | undefined {
  const { output } = call
  if (output.kind !== 'columns') return undefined
  const read = new Set<ArrayBufferLike>()
  for (const column of columns) if (column.kind === 'memory') read.add(column.array.buffer)
  for (const { array } of prepared.tables) read.add(array.buffer)
  // What one kernel writes, another may still have to read.
  const apart = output.outs.some(({ buffer }) => read.has(buffer))
  const targets: Output[] = []
  for (const [k, number] of (flat(prepared.kernel.shape) ?? []).entries()) {
    const out = output.outs[k] as TypedArray
    const dtype = dtypeOf(out) as Dtype
    targets[number] = { kind: 'typed', dtype, out: apart ? undefined : out }
  }
  return targets
}

/** The items, made of what the kernels gave. */
export function assembled({ call, prepared }: NativeCall, outcomes: readonly Outcome[]): Outcome {
  const before = now()
  const results = outcomes.map(({ value }) => value as Results)
  if (call.output.kind === 'columns') {
    const { outs, given } = call.output
    for (const [k, number] of (flat(prepared.kernel.shape) ?? []).entries()) {
      const out = outs[k] as Float64Array
      if (results[number] !== out) out.set(results[number] as Float64Array)
    }
    return { value: given, failures: [] }
  }
  const make = maker(prepared.kernel.shape as ResultShape, results)
  const out = call.output.kind === 'array' ? call.output.out : undefined
  const value = fill(out, call.data.length, make)
  call.counters.mergeMs += now() - before
  return { value, failures: [] }
}

function maker(shape: ResultShape, results: readonly Results[]): (i: number) => unknown {
  if (typeof shape === 'number') {
    const column = results[shape] as Results
    return (i) => column[i]
  }
  if ('record' in shape) {
    const makers = shape.record.map(([name, part]) => [name, maker(part, results)] as const)
    return (i) => {
      const made: Record<string, unknown> = {}
      for (const [name, make] of makers) made[name] = make(i)
      return made
    }
  }
  const makers = shape.map((part) => maker(part, results))
  return (i) => makers.map((make) => make(i))
}
