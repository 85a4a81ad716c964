/**
 * The data of a call on its way to workers: typed arrays once into shared memory, ranges as two numbers, lists with each unit.
 */
import type { Call, Column, Data, Output } from '../../../call'
import {
  type Encoded,
  encode,
  formatPath,
  isPlain,
  joinStrings,
  type Key,
  Refusal,
} from '../../../codec'
import {
  type Dtype,
  dtypeOf,
  isGone,
  isShared,
  type TypedArray,
  type TypedArrayConstructor,
  typedArrayConstructor,
  typedLength,
  writeResults,
} from '../../../dtype'
import { detachedInput, InternalError, NotCloneableError } from '../../../errors'
import { itemReader } from '../../../sequence'
import { arePrimitive } from '../company'
import type { ColumnMessage, SharedArray } from '../protocol'
import type { Loan } from './scratch'

/** Where a call's memory comes from. */
type Memory = Pick<Loan, 'take'>

/** What workers are told of a call's columns; typed arrays are read now. */
export function columnMessages(call: Call, memory: Memory): ColumnMessage[] {
  return call.data.columns.map((column): ColumnMessage => {
    if (column.kind === 'typed')
      return { kind: 'typed', ...share(column.array, call.data.length, memory) }
    return column.kind === 'range' ? column : { kind: 'list' }
  })
}

/** The array itself where its memory is shared, else a copy of its first `wanted` elements (a zip may need fewer). */
function share(array: TypedArray, wanted: number, memory: Memory): SharedArray {
  const dtype = dtypeOf(array)
  if (dtype === undefined) throw new InternalError('A column is not a typed array')
  if (isGone(array)) throw detachedInput('The input')
  const length = Math.min(typedLength(array), wanted)
  const { buffer } = array
  if (buffer instanceof SharedArrayBuffer)
    return { dtype, buffer, byteOffset: array.byteOffset, length }
  const copy = shareNew(typedArrayConstructor(dtype), length, memory)
  ;(copy as Float64Array).set((array as Float64Array).subarray(0, length))
  return { dtype, buffer: copy.buffer as SharedArrayBuffer, byteOffset: 0, length }
}

function shareNew(Constructor: TypedArrayConstructor, length: number, memory: Memory): TypedArray {
  return new Constructor(memory.take(length * Constructor.BYTES_PER_ELEMENT), 0, length)
}

/**
 * Gives the items of a call with typed arrays as they were sent: the caller may have written to them since. Undefined where
 * they are not private, or no copies at all.
 */
export function sentItems(
  data: Data,
  messages: readonly ColumnMessage[],
): ((i: number) => unknown) | undefined {
  if (data.columns.every(({ kind }) => kind !== 'typed')) return undefined
  const columns: Column[] = []
  for (const [i, column] of data.columns.entries()) {
    const message = messages[i]
    if (column.kind !== 'typed' || message?.kind !== 'typed') columns.push(column)
    else if (isShared(column.array)) return undefined
    else {
      const { dtype, buffer, byteOffset, length } = message
      const array = new (typedArrayConstructor(dtype))(buffer, byteOffset, length)
      columns.push({ kind: 'typed', array })
    }
  }
  return itemReader({ ...data, columns })
}

/** Where workers store the results of a call with typed output, and how they reach the caller. */
export interface TypedStore {
  readonly message: SharedArray | readonly SharedArray[]
  /** Results as they are now, while not all are there. */
  view(from: number, count: number): ArrayLike<unknown>
  /** Item `i` has no result: its place may hold what another call has left there. */
  clear(i: number): void
  /** What the caller gets. */
  finish(): TypedArray | TypedArray[]
}

/** The store for typed output; undefined for results that are sent back. */
export function typedStore(
  output: Output,
  columns: readonly Column[],
  length: number,
  memory: Memory,
): TypedStore | undefined {
  if (output.kind === 'array') return undefined
  if (output.kind === 'typed') {
    const store = storeFor(output, 'options.out', columns, length, memory)
    return { ...store, view: (from, count) => store.array.subarray(from, from + count) }
  }
  const { outs, given } = output
  const stores = outs.map((out, k) => {
    const dtype = dtypeOf(out) as Dtype
    return storeFor({ dtype, out }, `options.out[${k}]`, columns, length, memory)
  })
  return {
    message: stores.map(({ message }) => message),
    view: (from, count) =>
      Array.from({ length: count }, (_, i) => stores.map(({ array }) => array[from + i])),
    clear(i) {
      for (const { clear } of stores) clear(i)
    },
    finish() {
      for (const { finish } of stores) finish()
      return given
    },
  }
}

/** The store for one column of results. */
function storeFor(
  { dtype, out }: { readonly dtype: Dtype; readonly out?: TypedArray | undefined },
  name: string,
  columns: readonly Column[],
  length: number,
  memory: Memory,
): {
  message: SharedArray
  array: TypedArray
  clear: (i: number) => void
  finish: () => TypedArray
} {
  const Constructor = typedArrayConstructor(dtype)
  const { BYTES_PER_ELEMENT } = Constructor
  if (out !== undefined && writesInPlace(out, columns)) {
    const buffer = out.buffer as SharedArrayBuffer
    const message = { dtype, buffer, byteOffset: out.byteOffset, length }
    return { message, array: out, clear() {}, finish: () => out }
  }
  const array = shareNew(Constructor, length, memory) as Float64Array
  return {
    message: { dtype, buffer: array.buffer as SharedArrayBuffer, byteOffset: 0, length },
    array,
    clear(i) {
      new Uint8Array(array.buffer).fill(0, i * BYTES_PER_ELEMENT, (i + 1) * BYTES_PER_ELEMENT)
    },
    finish() {
      const target = out ?? new Constructor(length)
      writeResults(target, array, name)
      return target
    },
  }
}

/** Whether chunks of the data may travel together: columns that are shared or computed, and lists of primitives. */
export function travelsTogether({ columns }: Call['data']): boolean {
  return columns.every((column) => column.kind !== 'list' || arePrimitive(column.items))
}

/** Shared memory that no column lies in is written to directly. */
function writesInPlace({ buffer }: TypedArray, columns: readonly Column[]): boolean {
  return (
    buffer instanceof SharedArrayBuffer &&
    columns.every((column) => column.kind !== 'typed' || column.array.buffer !== buffer)
  )
}

type ListColumn = Extract<Column, { readonly kind: 'list' }>

/** The list elements of a unit, ready to be sent. */
export interface Lists {
  readonly encoded: Encoded
  /** Whether they are primitives only: then units may share a message without sharing objects. */
  readonly primitive: boolean
  /** Items that cannot be sent: offset and error. */
  readonly refused: readonly (readonly [number, NotCloneableError])[]
}

/**
 * Encodes the elements of items `low` to `high` of all list columns; undefined when there is no list.
 *
 * @param careful - look at everything, because clone has refused what had passed the cheap look
 */
export function encodeLists(
  call: Call,
  low: number,
  high: number,
  careful = false,
): Lists | undefined {
  const lists = call.data.columns.filter((column) => column.kind === 'list')
  if (lists.length === 0) return undefined
  if (!careful) {
    const encoded = encodePrimitives(lists, low, high)
    if (encoded !== undefined) return { encoded, primitive: true, refused: [] }
  }
  const slices = lists.map(({ items }) => items.slice(low, high))
  const primitive = slices.every(arePrimitive)
  try {
    return { encoded: encode(slices, { careful, moves: true }), primitive, refused: [] }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
  const refused: [number, NotCloneableError][] = []
  for (let offset = 0; offset < high - low; offset++) {
    const item = slices.map((slice) => slice[offset])
    const error = refusalOf(call, low + offset, item, careful)
    if (error === undefined) continue
    refused.push([offset, error])
    for (const slice of slices) slice[offset] = undefined
  }
  for (;;)
    try {
      return { encoded: encode(slices, { careful, moves: true }), primitive: false, refused }
    } catch (error) {
      // Each can be sent, and not together: one moves what another moves as well.
      const [list, offset, ...rest] = error instanceof Refusal ? error.keys : []
      if (typeof offset !== 'number') throw error
      const path = pathOf(call, low + offset, Number(list), rest)
      refused.push([offset, new NotCloneableError(path, (error as Refusal).holds)])
      refused.sort(([one], [other]) => one - other)
      for (const slice of slices) slice[offset] = undefined
    }
}

/** The same for lists of nothing but primitives; undefined for others. Those of strings are joined. */
function encodePrimitives(
  lists: readonly ListColumn[],
  low: number,
  high: number,
): Encoded | undefined {
  const value: unknown[] = []
  let joined = false
  for (const { items } of lists) {
    const strings = joinStrings(items, low, high)
    const sent = strings ?? items.slice(low, high)
    if (strings === undefined && !arePrimitive(sent as unknown[])) return undefined
    joined ||= strings !== undefined
    value.push(sent)
  }
  return joined ? { value, joined: 'lists' } : { value }
}

/** Why one item cannot be sent; undefined when it can. */
function refusalOf(
  call: Call,
  index: number,
  item: readonly unknown[],
  careful: boolean,
): NotCloneableError | undefined {
  if (!careful && isPlain(item)) return undefined
  try {
    encode(item, { careful, moves: true })
    return undefined
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const [column = 0, ...rest] = error.keys
    const options = error.cause === undefined ? undefined : { cause: error.cause }
    return new NotCloneableError(pathOf(call, index, Number(column), rest), error.holds, options)
  }
}

/** `items[3].user.socket`, `items[3][1]`, `args[0]`: the place in what the caller gave. */
function pathOf(call: Call, index: number, list: number, rest: readonly Key[]): string {
  // The one item of `apply` is its list of arguments.
  if (call.method.startsWith('apply')) return formatPath('args', rest)
  if (!call.data.tuple) return formatPath('items', [index, ...rest])
  const lists = call.data.columns.flatMap(({ kind }, i) => (kind === 'list' ? [i] : []))
  return formatPath('items', [index, lists[list] ?? list, ...rest])
}
