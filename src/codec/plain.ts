/**
 * The cheap look that most values pass: is this data that structured clone carries exactly as it is?
 *
 * A false answer costs only the longer way; a true one must be right.
 */
import { types } from 'node:util'
import { isLost } from './kinds'
import { state } from './registry'

const { getPrototypeOf, keys, getOwnPropertySymbols, getOwnPropertyNames } = Object
const OBJECT = Object.prototype
const ARRAY = Array.prototype
const hasOwn = Object.prototype.hasOwnProperty

/** Prototypes whose direct instances clone carries whole (their contents are looked at where they have any). */
const CARRIED: ReadonlySet<object> = new Set<object>(
  [
    ArrayBuffer,
    SharedArrayBuffer,
    DataView,
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  ].map((made) => made.prototype as object),
)

/** Deeper data takes the longer way, which says where it is too deep. */
const DEPTH = 400

/** Arrays longer than this may be sparse; then only what is there is looked at. */
const LONG = 4096

/** Named properties of longer arrays are not looked for. */
export const NAMED = 100_000

/** Most data is neither deep nor met twice: what was seen is remembered from this depth or number of objects on. */
const SHALLOW = 24
const FEW = 4096

/** One look at one value. */
interface Look {
  seen: Set<object> | undefined
  count: number
}

/** Whether clone carries `value` as itself. */
export function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null)
    return typeof value !== 'function' && typeof value !== 'symbol'
  try {
    return isPlainObject(value, { seen: undefined, count: 0 }, 0)
  } catch {
    // A getter threw: the longer way says where.
    return false
  }
}

function isPlainObject(value: object, look: Look, depth: number): boolean {
  const prototype: unknown = getPrototypeOf(value)
  if (state.sharing && state.marks.has(value)) return false
  if (prototype === OBJECT) {
    if (wasSeen(value, look, depth)) return true
    return depth <= DEPTH && arePropertiesPlain(value as Record<string, unknown>, look, depth)
  }
  if (prototype === ARRAY) {
    if (!Array.isArray(value) || depth > DEPTH) return false
    if (value.length > LONG && isSparse(value)) return false
    return areArrayElementsPlain(value, look, depth)
  }
  if (CARRIED.has(prototype as object))
    return (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) && !isLost(value)
  if (prototype === Date.prototype) return types.isDate(value) && keys(value).length === 0
  return false
}

/** Whether the object was looked at before, as far as that is remembered: enough to end every cycle and any maze. */
function wasSeen(value: object, look: Look, depth: number): boolean {
  const { seen } = look
  if (seen === undefined) {
    if (++look.count > FEW || depth > SHALLOW) look.seen = new Set([value])
    return false
  }
  if (seen.has(value)) return true
  seen.add(value)
  return false
}

function areArrayElementsPlain(value: readonly unknown[], look: Look, depth: number): boolean {
  let entered = false
  for (let i = 0; i < value.length; i++) {
    const element = value[i]
    const type = typeof element
    if (type === 'object' && element !== null) {
      if (!entered) {
        if (wasSeen(value, look, depth)) return true
        entered = true
      }
      if (!isPlainObject(element as object, look, depth + 1)) return false
    } else if (type === 'function' || type === 'symbol') return false
  }
  // A short array may carry named properties (`index` of a match); they are worth the longer way.
  return value.length > 64 || keys(value).length <= value.length
}

function arePropertiesPlain(value: Record<string, unknown>, look: Look, depth: number): boolean {
  if (getOwnPropertySymbols(value).length > 0) return false
  let count = 0
  // The fastest loop there is. What is inherited counts, too, and then the numbers differ.
  for (const name in value) {
    count++
    const member = value[name]
    const type = typeof member
    if (type === 'object' && member !== null) {
      if (!isPlainObject(member as object, look, depth + 1)) return false
    } else if (type === 'function' || type === 'symbol') return false
  }
  // Clone drops what is not enumerable.
  if (getOwnPropertyNames(value).length !== count) return false
  return count > 0 || (!types.isProxy(value) && isOrdinary(value))
}

/** Whether an array holds nothing but primitives, so that it can be sent as it is whatever is around it. */
export function isLeaf(value: readonly unknown[]): boolean {
  if (value.length > LONG && isSparse(value)) return false
  for (let i = 0; i < value.length; i++) {
    const element = value[i]
    const type = typeof element
    if ((type === 'object' && element !== null) || type === 'function' || type === 'symbol')
      return false
  }
  return value.length > NAMED || keys(value).length <= value.length
}

/** An empty object may be one with another nature behind `Object.prototype` (an external, an arguments object). */
function isOrdinary(value: object): boolean {
  return !types.isArgumentsObject(value) && !types.isExternal(value) && !types.isNativeError(value)
}

/** Whether a long array is mostly holes, by sixteen places of it. Which ones, no array can be made for. */
export function isSparse(value: readonly unknown[]): boolean {
  const step = Math.max(1, Math.floor(value.length / 16))
  let there = 0
  let looks = 0
  for (let i = Math.floor(Math.random() * step); i < value.length; i += step) {
    looks++
    if (hasOwn.call(value, i)) there++
  }
  return there * 2 < looks
}
