/**
 * The cheap look that most values pass: is this data that structured clone carries exactly as it is?
 *
 * A false answer costs only the longer way; a true one must be right.
 */
import { types } from 'node:util'
import { isLost } from './kinds'

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

/** Whether clone carries `value` as itself. */
export function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null)
    return typeof value !== 'function' && typeof value !== 'symbol'
  try {
    return isPlainObject(value, new Set(), 0)
  } catch {
    // A getter threw: the longer way says where.
    return false
  }
}

function isPlainObject(value: object, seen: Set<object>, depth: number): boolean {
  const prototype: unknown = getPrototypeOf(value)
  if (prototype === ARRAY) {
    if (!Array.isArray(value) || depth > DEPTH) return false
    if (value.length > LONG && isSparse(value)) return false
    return areArrayElementsPlain(value, seen, depth)
  }
  if (prototype === OBJECT) {
    if (depth > DEPTH) return false
    return arePropertiesPlain(value as Record<string, unknown>, seen, depth)
  }
  if (CARRIED.has(prototype as object))
    return (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) && !isLost(value)
  if (prototype === Date.prototype) return types.isDate(value) && keys(value).length === 0
  return false
}

function areArrayElementsPlain(
  value: readonly unknown[],
  seen: Set<object>,
  depth: number,
): boolean {
  let entered = false
  for (let i = 0; i < value.length; i++) {
    const element = value[i]
    const type = typeof element
    if (type === 'object' && element !== null) {
      if (!entered) {
        if (seen.has(value)) return true
        seen.add(value)
        entered = true
      }
      if (!isPlainObject(element as object, seen, depth + 1)) return false
    } else if (type === 'function' || type === 'symbol') return false
  }
  // A short array may carry named properties (`index` of a match); they are worth the longer way.
  return value.length > 64 || keys(value).length <= value.length
}

function arePropertiesPlain(
  value: Record<string, unknown>,
  seen: Set<object>,
  depth: number,
): boolean {
  if (getOwnPropertySymbols(value).length > 0) return false
  const names = keys(value)
  if (names.length === 0)
    return getOwnPropertyNames(value).length === 0 && !types.isProxy(value) && isOrdinary(value)
  let entered = false
  for (const name of names) {
    const member = value[name]
    const type = typeof member
    if (type === 'object' && member !== null) {
      if (!entered) {
        if (seen.has(value)) return true
        seen.add(value)
        entered = true
      }
      if (!isPlainObject(member as object, seen, depth + 1)) return false
    } else if (type === 'function' || type === 'symbol') return false
  }
  return true
}

/** An empty object may be one with another nature behind `Object.prototype` (an external, an arguments object). */
function isOrdinary(value: object): boolean {
  return !types.isArgumentsObject(value) && !types.isExternal(value) && !types.isNativeError(value)
}

/** Whether a long array looks sparse: sixteen places, none of them there. */
export function isSparse(value: readonly unknown[]): boolean {
  const step = Math.max(1, Math.floor(value.length / 16))
  for (let i = 0; i < value.length; i += step) if (hasOwn.call(value, i)) return false
  return true
}
