/**
 * Typed arrays as they are when the call is made: neither the function nor the results that are written may change the
 * items to come. Shared memory stays live, as for every engine.
 */
import type { Column, Data, Output } from '../../call'
import { dtypeOf, isShared, type TypedArray, typedArrayConstructor } from '../../dtype'

/** The data with private copies of what could change. */
export function snapshot(data: Data, output: Output): Data {
  if (!data.columns.some((column) => column.kind === 'typed')) return data
  const out = output.kind === 'typed' ? output.out : undefined
  const columns = data.columns.map((column): Column => {
    if (column.kind !== 'typed') return column
    const { array } = column
    // Results written over shared items: as if these had been copied, too.
    const live = isShared(array) && array.buffer !== out?.buffer
    return live ? column : { kind: 'typed', array: copy(array, data.length) }
  })
  return { ...data, columns }
}

/** The first elements in new private memory. Not by `slice`, which subclasses such as Buffer define anew. */
function copy(array: TypedArray, length: number): TypedArray {
  const dtype = dtypeOf(array)
  if (dtype === undefined) return array
  const made = new (typedArrayConstructor(dtype))(length)
  const { buffer, byteOffset } = array
  const source = new (typedArrayConstructor(dtype))(buffer, byteOffset, length)
  made.set(source as never)
  return made
}
