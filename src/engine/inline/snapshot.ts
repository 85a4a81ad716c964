/**
 * Typed arrays as they are when the call is made: the function may not change the items to come. Shared memory stays live, as for
 * every engine.
 */
import type { Column, Data } from '../../call'
import { copyOf, isShared } from '../../dtype'

/** The data with private copies of what could change. */
export function snapshot(data: Data): Data {
  if (!data.columns.some((column) => column.kind === 'typed')) return data
  const columns = data.columns.map((column): Column => {
    if (column.kind !== 'typed' || isShared(column.array)) return column
    return { kind: 'typed', array: copyOf(column.array, data.length) }
  })
  return { ...data, columns }
}
