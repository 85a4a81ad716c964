/**
 * About how many bytes values take on their way to another thread: exact for typed arrays and buffers, an estimate from a few
 * of the others. Looks at data properties only, as a getter or a proxy would notice.
 */
import { types } from 'node:util'
import { type Call, writtenArrays } from '../call'
import { isSharedValue } from '../codec/shares'
import { type Dtype, isShared, typedArrayConstructor } from '../dtype'
import type { Counters } from './counters'

/** Values looked at of a list, properties of an object, levels down. */
const LIST = 4
const KEYS = 16
const DEPTH = 3

/** What an object takes besides its properties, and what takes nobody knows how much. */
const OBJECT = 8
const OTHER = 64

/** Bytes, by whether they are copied or used by both sides. */
interface Bytes {
  copied: number
  shared: number
}

/** Adds what `values` from `low` to before `high` take to `bytes`. */
function addSizes(values: ArrayLike<unknown>, low: number, high: number, bytes: Bytes): void {
  const count = high - low
  if (count <= 0) return
  if (count <= LIST) {
    for (let i = low; i < high; i++) addSize(values[i], bytes, DEPTH)
    return
  }
  const looked: Bytes = { copied: 0, shared: 0 }
  for (let i = 0; i < LIST; i++)
    addSize(values[low + Math.floor((i * (count - 1)) / (LIST - 1))], looked, DEPTH)
  bytes.copied += Math.round((looked.copied / LIST) * count)
  bytes.shared += Math.round((looked.shared / LIST) * count)
}

/** Counts a list's elements from `low` to before `high`, so many times. */
export function countValues(
  counters: Counters,
  values: ArrayLike<unknown>,
  low: number,
  high: number,
  times = 1,
): void {
  const bytes: Bytes = { copied: 0, shared: 0 }
  addSizes(values, low, high, bytes)
  counters.bytesCopied += bytes.copied * times
  counters.bytesShared += bytes.shared * times
}

/** Sizes of shared values: each is looked at once, however many workers get it. */
const shareSizes = new WeakMap<object, Bytes>()

/** Counts a shared value that is sent to one worker, as it was encoded. */
export function countShare(counters: Counters, encoded: { readonly value: unknown }): void {
  let bytes = shareSizes.get(encoded)
  if (bytes === undefined) {
    bytes = { copied: 0, shared: 0 }
    addSize(encoded.value, bytes, DEPTH)
    shareSizes.set(encoded, bytes)
  }
  counters.bytesCopied += bytes.copied
  counters.bytesShared += bytes.shared
}

/** Where results of one dtype are stored. */
interface Store {
  readonly dtype: Dtype
  readonly buffer: SharedArrayBuffer
}

/** Counts the typed arrays of a call for workers, whose results are stored in `stores`. */
export function addCallBytes(
  { data, output, counters }: Call,
  stores: Store | readonly Store[] | undefined,
): void {
  for (const column of data.columns) {
    if (column.kind !== 'typed') continue
    const bytes = data.length * column.array.BYTES_PER_ELEMENT
    if (isShared(column.array)) counters.bytesShared += bytes
    else counters.bytesCopied += bytes
  }
  if (stores === undefined) return
  const outs = writtenArrays(output)
  for (const [k, { dtype, buffer }] of ('dtype' in stores ? [stores] : stores).entries()) {
    const bytes = data.length * typedArrayConstructor(dtype).BYTES_PER_ELEMENT
    if (outs[k]?.buffer === buffer) counters.bytesShared += bytes
    else counters.bytesCopied += bytes
  }
}

function addSize(value: unknown, bytes: Bytes, depth: number): void {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      bytes.copied += 8
      break
    case 'string':
      bytes.copied += value.length
      break
    case 'object':
      if (value === null) bytes.copied += 1
      else addObject(value, bytes, depth)
      break
    default:
      bytes.copied += 1
  }
}

function addObject(value: object, bytes: Bytes, depth: number): void {
  // Its number is sent; the value itself counts where it is (countShare).
  if (isSharedValue(value)) bytes.copied += OBJECT
  else if (ArrayBuffer.isView(value)) {
    if (isShared(value as Uint8Array)) bytes.shared += value.byteLength
    else bytes.copied += value.byteLength
  } else if (types.isSharedArrayBuffer(value)) bytes.shared += value.byteLength
  else if (types.isArrayBuffer(value)) bytes.copied += value.byteLength
  else if (depth === 0 || types.isProxy(value)) bytes.copied += OTHER
  else if (Array.isArray(value)) addArray(value, bytes, depth)
  else if (types.isMap(value) || types.isSet(value)) bytes.copied += OBJECT + value.size * OTHER
  else addProperties(value, bytes, depth)
}

function addArray(values: readonly unknown[], bytes: Bytes, depth: number): void {
  bytes.copied += OBJECT
  const { length } = values
  const looked: Bytes = { copied: 0, shared: 0 }
  const most = Math.min(length, LIST)
  for (let i = 0; i < most; i++) {
    const at = most === length ? i : Math.floor((i * (length - 1)) / (most - 1))
    addSize(Object.getOwnPropertyDescriptor(values, at)?.value, looked, depth - 1)
  }
  if (most === 0) return
  bytes.copied += Math.round((looked.copied / most) * length)
  bytes.shared += Math.round((looked.shared / most) * length)
}

function addProperties(value: object, bytes: Bytes, depth: number): void {
  const keys = Object.keys(value)
  const looked: Bytes = { copied: 0, shared: 0 }
  const most = Math.min(keys.length, KEYS)
  for (let i = 0; i < most; i++) {
    const key = keys[i] as string
    looked.copied += key.length
    addSize(Object.getOwnPropertyDescriptor(value, key)?.value, looked, depth - 1)
  }
  bytes.copied += OBJECT
  if (most === 0) return
  bytes.copied += Math.round((looked.copied / most) * keys.length)
  bytes.shared += Math.round((looked.shared / most) * keys.length)
}
