/**
 * The data of a call as columns that Rust can read: typed arrays and ranges as they are, lists of numbers copied
 * with each element checked. What cannot be read is a reason, and nothing is lost: the call runs on workers.
 */
import type { Column, Data } from '../../call'
import { dtypeOf, type NumberArray, type TypedArray } from '../../dtype'
import { describe, type Reason } from '../../errors'
import { MAX_COLUMNS } from './protocol'

/** A column that the addon takes. */
export type NativeColumn =
  | {
      readonly kind: 'memory'
      /** At least as long as the data. */
      readonly array: NumberArray
      readonly float16: boolean
      /** Whether it is scratch of the engine's, to be given back. */
      readonly scratch: boolean
    }
  | { readonly kind: 'range'; readonly start: number; readonly step: number }

/** How many values the function gets for an item, and whether as one array. */
export interface Shape {
  readonly columns: number
  readonly tuple: boolean
}

/** The shape of the data, or the reason why no kernel can take it. */
export function shapeOf(data: Data, spread: boolean): Shape | Reason {
  const count = data.columns.length
  if (count > MAX_COLUMNS)
    return {
      code: 'too-many-columns',
      message: `the items have ${count} values each; a kernel reads at most ${MAX_COLUMNS}`,
    }
  if (!spread || data.tuple) return { columns: count, tuple: data.tuple && !spread }
  const [rows] = data.columns
  if (rows?.kind !== 'list')
    return {
      code: 'not-rows',
      message: 'starmap needs items that can be unpacked; these are numbers',
    }
  const first = rows.items[0]
  if (rows.items.length === 0) return { columns: 1, tuple: false }
  if (!Array.isArray(first) || first.length === 0 || first.length > MAX_COLUMNS)
    return { code: 'not-numeric-data', message: 'the items are not short arrays of numbers' }
  return { columns: first.length, tuple: false }
}

/**
 * The columns of the data in the given shape, or the reason why an element stops it. Lists are copied into scratch from
 * `allocate`, which may be longer.
 */
export function readColumns(
  data: Data,
  spread: boolean,
  shape: Shape,
  allocate: (length: number) => Float64Array,
): NativeColumn[] | Reason {
  if (spread && !data.tuple) return transpose(data, shape.columns, allocate)
  const columns: NativeColumn[] = []
  for (const column of data.columns) {
    const read = readColumn(column, data.length, allocate)
    if ('code' in read) return read
    columns.push(read)
  }
  return columns
}

function readColumn(
  column: Column,
  length: number,
  allocate: (length: number) => Float64Array,
): NativeColumn | Reason {
  switch (column.kind) {
    case 'range':
      return column
    case 'list':
      return readNumbers(column.items, length, allocate(length))
    case 'typed': {
      const { array } = column
      if (holdsBigints(array))
        return {
          code: 'bigint-array',
          message: `a ${array.constructor.name} holds bigints, which kernels do not compute with; use a Float64Array`,
        }
      const float16 = isFloat16(array)
      return {
        kind: 'memory',
        array: float16 ? new Uint16Array(array.buffer, array.byteOffset, array.length) : array,
        float16,
        scratch: false,
      }
    }
  }
}

/** Not by `instanceof`, which does not know arrays of another vm context. */
function holdsBigints(array: TypedArray): array is BigInt64Array | BigUint64Array {
  const dtype = dtypeOf(array)
  return dtype === 'int64' || dtype === 'uint64'
}

/** Whether this is a Float16Array, whatever its own properties say. */
export function isFloat16(array: NumberArray): boolean {
  return dtypeOf(array) === 'float16'
}

function readNumbers(
  items: readonly unknown[],
  length: number,
  array: Float64Array,
): NativeColumn | Reason {
  for (let i = 0; i < length; i++) {
    const item = items[i]
    if (typeof item !== 'number') return notANumber(`item ${i}`, item)
    array[i] = item
  }
  return { kind: 'memory', array, float16: false, scratch: true }
}

function transpose(
  data: Data,
  width: number,
  allocate: (length: number) => Float64Array,
): NativeColumn[] | Reason {
  const rows = (data.columns[0] as Extract<Column, { kind: 'list' }>).items
  const arrays = Array.from({ length: width }, () => allocate(data.length))
  for (let i = 0; i < data.length; i++) {
    const row = rows[i]
    if (!Array.isArray(row) || row.length !== width)
      return {
        code: 'not-numeric-data',
        message: `item ${i} is not an array of ${width} numbers like the first`,
      }
    for (let c = 0; c < width; c++) {
      const value: unknown = row[c]
      if (typeof value !== 'number') return notANumber(`value ${c} of item ${i}`, value)
      ;(arrays[c] as Float64Array)[i] = value
    }
  }
  return arrays.map((array) => ({ kind: 'memory', array, float16: false, scratch: true }))
}

function notANumber(place: string, value: unknown): Reason {
  const what = describe(value)
  return {
    code: 'not-numeric-data',
    message: `${place} is ${what}${value === undefined ? ' (or a hole)' : ''}, and kernels read numbers only`,
  }
}
