/**
 * Captured arrays as tables of a kernel: typed arrays as they are, arrays of numbers copied with each element checked.
 * Only their items and their length count, which no prototype can change.
 */
import { types } from 'node:util'
import {
  dtypeOf,
  isShared,
  type NumberArray,
  typedArrayConstructor,
  typedLength,
} from '../../dtype'
import { describe, type Reason } from '../../errors'
import { isFloat16 } from './columns'

/** A table that the addon takes. */
export interface NativeTable {
  /** What the user's variable holds. */
  readonly given: unknown
  readonly array: NumberArray
  readonly float16: boolean
}

/** The name in a kernel's builtins for what `for…of` over an array relies on. */
export const ITERATION = 'Array iteration'

const arrayValues: unknown = Array.prototype[Symbol.iterator]
const typedPrototype = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array
const typedValues: unknown = typedPrototype[Symbol.iterator]
const iterators = Object.getPrototypeOf([].values()) as { next: unknown }
const { next } = iterators

/** Whether a captured value may be a table. Looks at the first element of an array only. */
export function isTable(value: unknown): boolean {
  const dtype = dtypeOf(value)
  if (dtype !== undefined)
    return (
      dtype !== 'int64' &&
      dtype !== 'uint64' &&
      (value as NumberArray).length === typedLength(value as NumberArray)
    )
  return (
    Array.isArray(value) &&
    !types.isProxy(value) &&
    (value.length === 0 || typeof value[0] === 'number')
  )
}

/** The table behind a value that {@link isTable} takes, or the element that stops it. */
export function readTable(name: string, value: unknown): NativeTable | Reason {
  if (!Array.isArray(value)) {
    const array = value as NumberArray
    const float16 = isFloat16(array)
    return {
      array: float16 ? new Uint16Array(array.buffer, array.byteOffset, array.length) : array,
      float16,
      given: value,
    }
  }
  const array = new Float64Array(value.length)
  for (let i = 0; i < array.length; i++) {
    const item: unknown = value[i]
    if (typeof item !== 'number')
      return {
        code: 'captured-value',
        message: `\`${name}\` comes from outside and holds ${describe(item)}${item === undefined ? ' (or a hole)' : ''} at index ${i}: natively an array from outside holds numbers only`,
      }
    array[i] = item
  }
  return { array, float16: false, given: value }
}

/** Whether `for…of` over these arrays goes through their items as the engine's own iterator does. */
export function iteratesPlainly(values: readonly unknown[]): boolean {
  return (
    iterators.next === next &&
    values.every((value) => {
      const own: unknown = (value as Iterable<unknown>)[Symbol.iterator]
      return own === (Array.isArray(value) ? arrayValues : typedValues)
    })
  )
}

/** The array in shared memory, so that what a job reads stays as it was when the call was made; itself if it is there. */
export function kept<T extends NumberArray>(array: T, length = array.length): T {
  const dtype = dtypeOf(array)
  if (dtype === undefined || isShared(array)) return array
  const Constructor = typedArrayConstructor(dtype)
  const made = new Constructor(new SharedArrayBuffer(length * Constructor.BYTES_PER_ELEMENT))
  made.set(new Constructor(array.buffer, array.byteOffset, length) as never)
  return made as T
}
