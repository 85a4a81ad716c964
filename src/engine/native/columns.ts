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
  /** Bit c set: the values of column c are booleans, which Rust gets as 0 and 1; others are numbers. */
  readonly booleans: number
}

/** The shape of the data, or the reason why no kernel can take it. */
export function shapeOf(data: Data, spread: boolean): Shape | Reason {
  const count = data.columns.length
  if (count > MAX_COLUMNS)
    return {
      code: 'too-many-columns',
      message: `the items have ${count} values each; a kernel reads at most ${MAX_COLUMNS}`,
    }
  if (!spread || data.tuple) {
    const firsts = data.columns.map((it) => (it.kind === 'list' ? it.items[0] : undefined))
    return { columns: count, tuple: data.tuple && !spread, booleans: booleansIn(firsts) }
  }
  const [rows] = data.columns
  if (rows?.kind !== 'list')
    return {
      code: 'not-rows',
      message: 'starmap needs items that can be unpacked; these are numbers',
    }
  const first = rows.items[0]
  if (rows.items.length === 0) return { columns: 1, tuple: false, booleans: 0 }
  if (!Array.isArray(first) || first.length === 0 || first.length > MAX_COLUMNS)
    return { code: 'not-numeric-data', message: 'the items are not short arrays of numbers' }
  return { columns: first.length, tuple: false, booleans: booleansIn(first) }
}

/** Which of the values are booleans, as bits. */
export function booleansIn(values: readonly unknown[]): number {
  let bits = 0
  for (let c = 0; c < values.length; c++) if (typeof values[c] === 'boolean') bits |= 1 << c
  return bits
}

function isBoolean({ booleans }: Shape, column: number): boolean {
  return ((booleans >> column) & 1) !== 0
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
  if (spread && !data.tuple) return transpose(data, shape, allocate)
  const columns: NativeColumn[] = []
  for (const [c, column] of data.columns.entries()) {
    const read = readColumn(column, data.length, isBoolean(shape, c), allocate)
    if ('code' in read) return read
    columns.push(read)
  }
  return columns
}

function readColumn(
  column: Column,
  length: number,
  boolean: boolean,
  allocate: (length: number) => Float64Array,
): NativeColumn | Reason {
  switch (column.kind) {
    case 'range':
      return column
    case 'list':
      return boolean
        ? readBooleans(column.items, length, allocate(length))
        : readNumbers(column.items, length, allocate(length))
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

/** Whether no kernel can read it. Not by `instanceof`, which does not know arrays of another vm context. */
export function holdsBigints(array: TypedArray): array is BigInt64Array | BigUint64Array {
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

function readBooleans(
  items: readonly unknown[],
  length: number,
  array: Float64Array,
): NativeColumn | Reason {
  for (let i = 0; i < length; i++) {
    const item = items[i]
    if (typeof item !== 'boolean') return notABoolean(`item ${i}`, item)
    array[i] = item ? 1 : 0
  }
  return { kind: 'memory', array, float16: false, scratch: true }
}

function transpose(
  data: Data,
  shape: Shape,
  allocate: (length: number) => Float64Array,
): NativeColumn[] | Reason {
  const width = shape.columns
  const rows = (data.columns[0] as Extract<Column, { kind: 'list' }>).items
  const arrays = Array.from({ length: width }, () => allocate(data.length))
  for (let i = 0; i < data.length; i++) {
    const row = rows[i]
    if (!Array.isArray(row) || row.length !== width)
      return {
        code: 'not-numeric-data',
        message: `item ${i} is not an array of ${width} values like the first`,
      }
    for (let c = 0; c < width; c++) {
      const value: unknown = row[c]
      const place = (): string => `value ${c} of item ${i}`
      if (isBoolean(shape, c)) {
        if (typeof value !== 'boolean') return notABoolean(place(), value)
      } else if (typeof value !== 'number') return notANumber(place(), value)
      ;(arrays[c] as Float64Array)[i] = Number(value)
    }
  }
  return arrays.map((array) => ({ kind: 'memory', array, float16: false, scratch: true }))
}

function notABoolean(place: string, value: unknown): Reason {
  return {
    code: 'not-numeric-data',
    message: `${place} is ${describe(value)} where the first is a boolean: natively an array holds numbers only, or booleans only`,
  }
}

function notANumber(place: string, value: unknown): Reason {
  const what = describe(value)
  return {
    code: 'not-numeric-data',
    message: `${place} is ${what}${value === undefined ? ' (or a hole)' : ''}, and natively an array holds numbers only, or booleans only`,
  }
}
