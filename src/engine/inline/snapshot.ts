/**
 * Typed arrays as they are when the call is made: neither the function nor the results that are written may change the
 * items to come. Shared memory stays live, as for every engine.
 */
import { type Column, type Data, type Output, writtenArrays } from '../../call'
import { copyOf, isShared } from '../../dtype'

/** The data with private copies of what could change. */
export function snapshot(data: Data, output: Output): Data {
  if (!data.columns.some((column) => column.kind === 'typed')) return data
  const written = writtenArrays(output)
  const columns = data.columns.map((column): Column => {
    if (column.kind !== 'typed') return column
    const { array } = column
    // Results written over shared items: as if these had been copied, too.
    const live = isShared(array) && written.every(({ buffer }) => buffer !== array.buffer)
    return live ? column : { kind: 'typed', array: copyOf(array, data.length) }
  })
  return { ...data, columns }
}
