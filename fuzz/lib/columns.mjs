// The kinds of input a kernel reads, each with its own edges: how a column of it is made, read back, cut and printed.
import { TYPES } from './dtypes.mjs'
import { anyNumber, isSpecial, literal } from './numbers.mjs'

const TYPED = Object.fromEntries(Object.values(TYPES).map((Type) => [Type.name, Type]))

/** Kinds and how often each is drawn. Floats carry the special values, so they come more often. */
const WEIGHTS = {
  Float64Array: 8,
  Float32Array: 2,
  Float16Array: 1.5,
  range: 1.5,
  'number array': 2,
  'boolean array': 0.7,
}

/** The kinds of columns that this Node has. */
export const KINDS = [...Object.keys(TYPED), 'range', 'number array', 'boolean array']

/** A prime, so that the same value does not always stand at the same place of a block. */
const DISTINCT = 61

/** @typedef {{ kind: string, memory?: 'own' | 'shared' | 'view', data: any, start?: number, step?: number, length: number }} Column */

/** @returns {Column} */
export function anyColumn(random, length, kinds) {
  const kind = random.weighted(kinds, (one) => WEIGHTS[one] ?? 1)
  switch (kind) {
    case 'range':
      return anyRange(random, length)
    case 'boolean array':
      return { kind, length, data: filled([], length, () => random.chance(0.5)) }
    case 'number array':
      return { kind, length, data: filled([], length, () => anyNumber(random)) }
    default: {
      const memory = random.weighted(['own', 'shared', 'view'], (one) => (one === 'own' ? 4 : 1))
      const data = filled(allocate(TYPED[kind], length, memory), length, drawing(random, kind))
      return { kind, memory, length, data }
    }
  }
}

/** Starts and steps such that the numbers cross zero, 2^31, 2^32, or lie far out. */
function anyRange(random, length) {
  const step = random.pick([1, 1, 1, 2, -1, -3, 7, 65537, -(2 ** 31)])
  const middle = random.pick([0, 0, 100, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 52, -(2 ** 50)])
  const start = middle - step * random.below(Math.max(length, 1))
  return { kind: 'range', start, step, length, data: undefined }
}

/** Draws an item of a typed array; those of integers reach the ends of their range. */
function drawing(random, kind) {
  if (kind.startsWith('Float')) return () => anyNumber(random)
  const bytes = TYPED[kind].BYTES_PER_ELEMENT
  const low = kind.startsWith('U') ? 0 : -(2 ** (8 * bytes - 1))
  const high = low + 2 ** (8 * bytes) - 1
  return () => {
    if (random.chance(0.2)) return random.pick([0, low, high, low + 1, high - 1])
    return random.chance(0.5) ? random.between(Math.max(low, -20), 20) : random.between(low, high)
  }
}

function allocate(Type, length, memory) {
  const bytes = length * Type.BYTES_PER_ELEMENT
  if (memory === 'own') return new Type(length)
  if (memory === 'shared') return new Type(new SharedArrayBuffer(bytes))
  return new Type(
    new ArrayBuffer(bytes + 3 * Type.BYTES_PER_ELEMENT),
    Type.BYTES_PER_ELEMENT,
    length,
  )
}

function filled(data, length, draw) {
  const distinct = Math.min(length, DISTINCT)
  for (let i = 0; i < distinct; i++) data[i] = draw()
  for (let i = distinct; i < length; i++) data[i] = data[i - DISTINCT]
  return data
}

/** Whether the data is a typed array. */
export function isTyped({ kind }) {
  return kind in TYPED
}

/** What the function gets for the item. */
export function itemOf(column, i) {
  return column.kind === 'range' ? column.start + i * column.step : column.data[i]
}

/** What is handed to numpool. */
export function inputOf(column, numpool) {
  if (column.kind !== 'range') return column.data
  const { start, step, length } = column
  return numpool.range(start, start + step * length, step)
}

/** Whether an item is special: a special number, or an end of its kind's range. */
export function isSpecialItem(column, value) {
  if (isSpecial(value)) return true
  const Type = TYPED[column.kind]
  if (Type === undefined || column.kind.startsWith('Float')) return false
  const all = 2 ** (8 * Type.BYTES_PER_ELEMENT)
  return column.kind.startsWith('U') ? value === all - 1 : Math.abs(value + 0.5) === all / 2 - 0.5
}

/** The column's items from `from` on, in memory of the same sort. */
export function cut(column, from, length) {
  if (column.kind === 'range') return { ...column, start: itemOf(column, from), length }
  const { kind, memory } = column
  const Type = TYPED[kind]
  const data = Type === undefined ? [] : allocate(Type, length, memory)
  for (let i = 0; i < length; i++) data[i] = column.data[from + i]
  return { ...column, length, data }
}

/** The same numbers in the plainest kind, where it holds them. */
export function plain(column) {
  const data = Float64Array.from({ length: column.length }, (_, i) => Number(itemOf(column, i)))
  return { kind: 'Float64Array', memory: 'own', length: column.length, data }
}

/** The column with one item replaced; undefined where it cannot be. */
export function withItem(column, i, value) {
  if (column.kind === 'range') return undefined
  const copy = cut(column, 0, column.length)
  copy.data[i] = value
  return Object.is(copy.data[i], value) ? copy : undefined
}

/** The expression that makes the input. */
export function columnSource(column) {
  const { kind, memory, data, start, step, length } = column
  if (kind === 'range') return `range(${start}, ${start + step * length}, ${step})`
  const items = Array.from(data, literal).join(', ')
  if (kind.endsWith(' array')) return `[${items}]`
  if (memory === 'own') return `${kind}.of(${items})`
  const bytes = `${length} * ${kind}.BYTES_PER_ELEMENT`
  return memory === 'shared'
    ? `fill(new ${kind}(new SharedArrayBuffer(${bytes})), [${items}])`
    : `fill(new ${kind}(new ArrayBuffer(${bytes} + 32), ${kind}.BYTES_PER_ELEMENT, ${length}), [${items}])`
}
