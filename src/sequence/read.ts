/**
 * What the user gave as data, as the engines take it: columns and a length.
 */
import type { Column, Data, Moves } from '../call'
import { isMovedData, unmovedData } from '../codec/moves'
import { isGone, isTypedArray, typedLength } from '../dtype'
import { detachedInput, invalidArgType, invalidArgValue } from '../errors'
import { listed } from '../long-array'
import { Range } from './range'
import { isIterable, Zip } from './zip'

/**
 * Reads the items of a call. Arrays and other iterables are read now, to their end; typed arrays, ranges and a `zip` of
 * such stay what they are.
 *
 * Whatever this throws concerns the data, so it rejects the call: what the iterable itself threw, or
 * ERR_NUMPOOL_DETACHED.
 */
export function read(iterable: Iterable<unknown>): Data {
  if (iterable instanceof Zip) return readZip(iterable)
  const column = columnOf(iterable, 'The iterable')
  if (column !== undefined) {
    const { length } = column
    return { length, columns: [column.column], tuple: false, moves: movesOf([iterable]) }
  }
  return listOf(listedItems(iterable, 'The iterable'))
}

/**
 * The items, all of them.
 *
 * @throws {ERR_NUMPOOL_INVALID_ARG} for more than an Array holds
 */
function listedItems(iterable: Iterable<unknown>, name: string): unknown[] {
  const wanted =
    'one of at most 110,000,000 items, as they are all read before the call begins (imap reads as it goes)'
  return listed(iterable, () => invalidArgValue(name, wanted, iterable))
}

/** One argument list, as `apply` has it: the single item of a call that unpacks. */
export function single(args: readonly unknown[]): Data {
  return listOf([args])
}

/** Items that were read already. */
export function listOf(items: readonly unknown[]): Data {
  return { length: items.length, columns: [{ kind: 'list', items }], tuple: false }
}

interface Sized {
  readonly length: number
  readonly column: Column
}

/** The column and length of what can be indexed; undefined for other iterables. */
function columnOf(given: Iterable<unknown>, name: string): Sized | undefined {
  const part = unmovedData(given)
  if (part instanceof Range) {
    const { start, step, length } = part
    return { length, column: { kind: 'range', start, step } }
  }
  if (Array.isArray(part)) {
    const items = listedItems(part, name)
    return { length: items.length, column: { kind: 'list', items } }
  }
  if (!isTypedArray(part)) return undefined
  if (isGone(part)) throw detachedInput(name)
  return { length: typedLength(part), column: { kind: 'typed', array: part } }
}

function readZip(rows: Zip<readonly unknown[]>): Data {
  const indexable = rows.parts.length > 0 && rows.parts.every(isIndexable)
  // An iterator among the parts: the rows have to be made to see where they end.
  if (!indexable) return listOf(listedItems(rows, 'The zip'))
  const columns: Column[] = []
  let length = Number.POSITIVE_INFINITY
  rows.parts.forEach((part, i) => {
    const sized = columnOf(part, `Part ${i + 1} of the zip`) as Sized
    columns.push(sized.column)
    length = Math.min(length, sized.length)
  })
  return { length, columns, tuple: true, moves: movesOf(rows.parts) }
}

function movesOf(parts: readonly unknown[]): Moves | undefined {
  const moved = parts.filter(isMovedData)
  if (moved.length === 0) return undefined
  return { objects: moved.flatMap(({ transfer }) => transfer), taken: false }
}

/** Whether `part` gives its items without running code of the user. */
function isIndexable(given: unknown): boolean {
  const part = isMovedData(given) ? given.value : given
  return part instanceof Range || Array.isArray(part) || isTypedArray(part)
}

/** Whether nobody can see how far `iterable` has been read. */
export function isQuiet(iterable: unknown): boolean {
  return isIndexable(iterable) || (iterable instanceof Zip && iterable.parts.every(isIndexable))
}

/** Gives the `i`-th item of the data: what a function gets as its one argument. */
export function itemReader(data: Data): (i: number) => unknown {
  const readers = data.columns.map(columnReader)
  const [first] = readers
  if (data.tuple || first === undefined) return (i) => readers.map((element) => element(i))
  return first
}

/** Gives the arguments for the `i`-th item of a call that unpacks its items. */
export function argumentsReader(data: Data): (i: number) => unknown[] {
  const item = itemReader(data)
  if (data.tuple) return item as (i: number) => unknown[]
  return (i) => unpack(item(i), i)
}

/**
 * The arguments that an item holds.
 *
 * @throws {ERR_NUMPOOL_INVALID_ARG} for an item that holds none
 */
export function unpack(item: unknown, index: number): unknown[] {
  if (!isIterable(item)) throw invalidArgType(`item ${index}`, 'an iterable of arguments', item)
  const most = 'an iterable of at most 110,000,000 arguments'
  return listed(item, () => invalidArgValue(`item ${index}`, most, item))
}

function columnReader(column: Column): (i: number) => unknown {
  switch (column.kind) {
    case 'typed': {
      const { array } = column
      return (i) => array[i]
    }
    case 'list': {
      const { items } = column
      return (i) => items[i]
    }
    case 'range': {
      const { start, step } = column
      return (i) => start + i * step
    }
  }
}
