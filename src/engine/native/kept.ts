/**
 * A call that may have to begin again: a job that bails out leaves everything to workers, with what there was when the call was made.
 */
import { type NumberArray, typedArrayConstructor } from '../../dtype'
import type { NativeCall } from './enter'
import { replaced } from './objects'
import { kept, type NativeTable } from './tables'

/**
 * The call over data that nobody changes while it runs: should the kernel bail out, the workers get what there was when the
 * call was made. In shared memory, so that it is copied once.
 */
export function keptForLater(native: NativeCall): NativeCall {
  const { call, prepared, columns } = native
  const { length } = call.data
  const own = columns.map((column) =>
    column.kind === 'memory'
      ? { ...column, array: kept(column.array, length), scratch: false }
      : column,
  )
  const tables = prepared.tables.map((table) => ({ ...table, array: kept(table.array) }))
  const captured = [
    ...prepared.kernel.params.map((it, i) => [it, prepared.values[i]] as const),
    ...prepared.kernel.tables.map((it, i) => [it, asGiven(tables[i] as NativeTable)] as const),
  ].flatMap(([{ name, owner }, value]) => (owner === null ? [[name, value] as const] : []))
  const captures = replaced(captured, (name) => prepared.held(name))
  const typed = call.data.columns.map((column, i) => {
    const read = own[i]
    return column.kind === 'typed' && read?.kind === 'memory'
      ? { kind: column.kind, array: asGiven(read) }
      : column
  })
  return {
    ...native,
    columns: own,
    prepared: { ...prepared, tables },
    call: {
      ...call,
      data: { ...call.data, columns: typed },
      captures: { ...call.captures, ...captures },
    },
  }
}

/** A Float16Array is one again for JS. */
function asGiven({ array, float16 }: Pick<NativeTable, 'array' | 'float16'>): NumberArray {
  if (!float16) return array
  const Float16 = typedArrayConstructor('float16')
  return new Float16(array.buffer, array.byteOffset, array.length) as NumberArray
}
