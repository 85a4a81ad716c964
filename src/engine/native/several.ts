/**
 * Functions that give several numbers, in an array or object of fixed shape: a kernel for each of them, run one after the other over
 * the same data, and the items made of their results.
 */
import type { Outcome } from '../../call'
import { copyOf, isShared, type NumberArray } from '../../dtype'
import type { Reason } from '../../errors'
import { Counters } from '../../watch/counters'
import type { ResultShape } from './compile'
import type { NativeCall } from './engine'
import { fill } from './result'

type Results = ArrayLike<unknown>

/** Whether the function gives several values for each item. */
export function givesSeveral({ prepared }: NativeCall): boolean {
  return prepared.kernel.shape !== null
}

/** Why they do not go into a typed array. */
export function severalIntoTyped(): Reason {
  return {
    code: 'several-results',
    message:
      'the function gives several values for each item, and a typed array holds one number for each: pass the items as an array, ' +
      'or return one number',
  }
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
  return kernel.parts.map((part, i) => ({
    ...native,
    columns,
    prepared: { ...prepared, kernel: { ...kernel, ...part, shape: null, parts: [] } },
    call: {
      ...call,
      // The items are counted once.
      counters: i === 0 ? call.counters : new Counters(call.counters.pool),
      output: part.result === 'number' ? { kind: 'typed', dtype: 'float64' } : { kind: 'array' },
    },
  }))
}

/** The items, made of what the kernels gave. */
export function assembled({ call, prepared }: NativeCall, outcomes: readonly Outcome[]): Outcome {
  const before = performance.now()
  const results = outcomes.map(({ value }) => value as Results)
  const make = maker(prepared.kernel.shape as ResultShape, results)
  const out = call.output.kind === 'array' ? call.output.out : undefined
  const value = fill(out, call.data.length, make)
  call.counters.mergeMs += performance.now() - before
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
