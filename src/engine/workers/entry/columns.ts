/**
 * The worker's view of a call's data: reads item `i`, and calls the function with it.
 */
import { decode } from '../../../codec'
import { type TypedArray, typedArrayConstructor } from '../../../dtype'
import { unpack } from '../../../sequence'
import type { CallMessage, ColumnMessage, SharedArray, UnitMessage } from '../protocol'
import type { AnyFunction } from './functions'
import type { Runner } from './unit'

/** A typed array over the memory that was shared. */
export function arrayOf({ dtype, buffer, byteOffset, length }: SharedArray): TypedArray {
  return new (typedArrayConstructor(dtype))(buffer, byteOffset, length)
}

/** Where results are stored: one array, one for each of several, or none. */
export function outputOf(message: CallMessage['output']): Runner['output'] {
  if (message === undefined) return undefined
  return 'dtype' in message ? arrayOf(message) : message.map(arrayOf)
}

type Reader = (i: number) => unknown

/** What stays the same for all units of a call. */
export type PreparedColumns = readonly (TypedArray | ColumnMessage)[]

export function prepareColumns(columns: readonly ColumnMessage[]): PreparedColumns {
  return columns.map((column) => (column.kind === 'typed' ? arrayOf(column) : column))
}

/** The lists of a unit. */
export function listsOf(unit: UnitMessage): readonly (readonly unknown[])[] {
  return unit.lists === undefined ? [] : (decode(unit.lists) as unknown[][])
}

/** Calls `fn` for item `i` of the call, `i` in the unit's range. */
export function invoker(
  fn: AnyFunction,
  call: CallMessage,
  columns: PreparedColumns,
  lists: readonly (readonly unknown[])[],
  low: number,
): (i: number) => unknown {
  let list = 0
  const readers = columns.map((column): Reader => {
    if (ArrayBuffer.isView(column)) return (i) => column[i]
    if (column.kind === 'range') {
      const { start, step } = column
      return (i) => start + i * step
    }
    const items = lists[list++] as readonly unknown[]
    return (i) => items[i - low]
  })
  const first = readers[0] as Reader
  if (!call.tuple) {
    if (!call.spread) return (i) => fn(first(i))
    return (i) => fn(...unpack(first(i), i))
  }
  if (!call.spread) return (i) => fn(readers.map((read) => read(i)))
  const second = readers[1] as Reader
  if (readers.length === 2) return (i) => fn(first(i), second(i))
  return (i) => fn(...readers.map((read) => read(i)))
}
