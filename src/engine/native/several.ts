/**
 * Functions that give several numbers for each item, in an array or object of fixed shape: one kernel that writes a column for
 * each, and what becomes of them: items, or the caller's own columns.
 */
import type { Output } from '../../call'
import { type Dtype, dtypeOf, type NumberArray } from '../../dtype'
import type { Reason } from '../../errors'
import type { Kernel, ResultShape } from './compile'
import { allocateOutput, borrowScratch, recycle } from './memory'
import { FLAG_OUT_BOOLEAN, FLAG_OUT_FLOAT16 } from './protocol'
import { fill, type OneTarget, targetFor } from './result'

/** The arrays that Rust writes, one for each result, what they hold, and the way from there to the caller's result. */
export interface Target {
  readonly arrays: readonly NumberArray[]
  /** Bit r set: array r is a Float16Array, passed as a Uint16Array. */
  readonly float16: number
  /** Bit r set: array r takes 0 and 1 for false and true. */
  readonly boolean: number
  finish(): unknown[] | NumberArray
}

/** Why what the function gives does not go where it should; undefined where it does. */
export function misfit({ shape }: Kernel, output: Output): Reason | undefined {
  if (output.kind === 'array') return undefined
  if (output.kind === 'typed') return shape === null ? undefined : severalIntoOne()
  const wanted = output.outs.length
  if (columnsOf(shape)?.length === wanted) return undefined
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

/** The numbers of the results, in the order in which JavaScript lists them; undefined where they are not side by side. */
function columnsOf(shape: ResultShape | null): readonly number[] | undefined {
  if (shape === null || typeof shape === 'number') return undefined
  // Names are no whole numbers, which JavaScript would list first.
  const parts = 'record' in shape ? shape.record.map(([, part]) => part) : shape
  return parts.every((part) => typeof part === 'number') ? (parts as number[]) : undefined
}

/**
 * Chooses where a kernel writes. `direct` says whether it may be into memory that the caller sees while it runs: in sync
 * calls always, otherwise only where it is shared; `apart` forbids both.
 */
export function chooseTarget(
  output: Output,
  kernel: Kernel,
  length: number,
  direct: boolean,
  apart = false,
): Target {
  const { shape } = kernel
  if (shape === null && output.kind !== 'columns')
    return alone(targetFor(output, kernel, length, direct, apart))
  if (misfit(kernel, output) !== undefined) return nothing(output, kernel)
  if (output.kind !== 'columns') return items(output, kernel, length, direct)
  const { outs, given } = output
  const targets: OneTarget[] = []
  for (const [k, result] of (columnsOf(shape) ?? []).entries()) {
    const out = outs[k] as NumberArray
    const one: Output = { kind: 'typed', dtype: dtypeOf(out) as Dtype, out }
    targets[result] = targetFor(one, kernel, length, direct, apart)
  }
  return together(targets, given)
}

function alone({ array, flags, finish }: OneTarget): Target {
  const float16 = flags === FLAG_OUT_FLOAT16 ? 1 : 0
  return { arrays: [array], float16, boolean: flags === FLAG_OUT_BOOLEAN ? 1 : 0, finish }
}

/** The targets of several results, for what the caller gets in the end. */
function together(targets: readonly OneTarget[], given: unknown): Target {
  const bits = (flag: number): number =>
    targets.reduce((bits, { flags }, r) => ((flags & flag) === 0 ? bits : bits | (1 << r)), 0)
  return {
    arrays: targets.map(({ array }) => array),
    float16: bits(FLAG_OUT_FLOAT16),
    boolean: bits(FLAG_OUT_BOOLEAN),
    finish: () => {
      for (const { finish } of targets) finish()
      return given as unknown[]
    },
  }
}

/** Of no items every kernel gives the same, also where it could not of one. */
function nothing(output: Output, { results }: Kernel): Target {
  const empty = output.kind === 'typed' ? allocateOutput(output.dtype, 0) : []
  const value = output.kind === 'columns' ? output.given : (output.out ?? empty)
  return {
    arrays: results.map(() => new Float64Array(0)),
    float16: 0,
    boolean: 0,
    finish: () => value as unknown[] | NumberArray,
  }
}

/** Items made of the results. */
function items(
  output: Exclude<Output, { readonly kind: 'columns' }>,
  { shape, results }: Kernel,
  length: number,
  direct: boolean,
): Target {
  const arrays = results.map((result) => {
    if (result === 'boolean') return allocateOutput('uint8', length)
    // A job's output must be its own until it has ended.
    return direct ? borrowScratch(length) : allocateOutput('float64', length)
  })
  return {
    arrays,
    float16: 0,
    boolean: results.reduce(
      (bits, result, r) => (result === 'boolean' ? bits | (1 << r) : bits),
      0,
    ),
    finish() {
      const make = maker(shape as ResultShape, (r) => {
        const array = arrays[r] as NumberArray
        return results[r] === 'boolean' ? (i) => array[i] === 1 : (i) => array[i]
      })
      const out = output.kind === 'array' ? output.out : undefined
      const made = fill(out, length, make)
      if (direct)
        for (const [r, array] of arrays.entries())
          if (results[r] === 'number') recycle(array as Float64Array)
      return made
    },
  }
}

type Make = (i: number) => unknown

function maker(shape: ResultShape, column: (result: number) => Make): Make {
  if (typeof shape === 'number') return column(shape)
  if ('record' in shape) {
    const makers = shape.record.map(([name, part]) => [name, maker(part, column)] as const)
    return (i) => {
      const made: Record<string, unknown> = {}
      for (const [name, make] of makers) made[name] = make(i)
      return made
    }
  }
  const makers = shape.map((part) => maker(part, column))
  return (i) => makers.map((make) => make(i))
}
