/**
 * Which values may share a message. Clone keeps identity within a message: two calls that were given one and the same object
 * must not find it the same in the worker, nor two callers in their results.
 */
import { isPlain, isSharedValue } from '../../codec'

const { getPrototypeOf, getOwnPropertyNames, getOwnPropertySymbols, keys } = Object
const { isArray } = Array
const OBJECT = Object.prototype
const ARRAY = Array.prototype
// User code in a worker may replace what stands on prototypes.
const call = Function.prototype.call
const get = call.bind(Map.prototype.get) as (map: Map<object, number>, key: object) => unknown
const set = call.bind(Map.prototype.set) as (
  map: Map<object, number>,
  key: object,
  value: number,
) => void

/** Deeper data, and longer arrays, travel alone. */
const DEPTH = 16
const LONG = 64

/** What travels together weighs no more: characters, and so many for each object. */
export const HEAVY = 256 * 1024
const OBJECT_WEIGHS = 64

/**
 * Values of several owners that travel in one message. What is admitted is plain data, so that nobody need look at it
 * again before it is sent.
 */
export class Company {
  #owners: Map<object, number> | undefined
  #owner = 0
  /** What is together weighs so much. */
  weight = 0

  /** Whether the value may come too: primitives, and plain objects that nobody before has brought. */
  admits(value: unknown): boolean {
    this.#owner++
    return this.#admitsAny(value)
  }

  /** Whether all elements may come, as one owner's. */
  admitsAll(values: readonly unknown[]): boolean {
    this.#owner++
    for (let i = 0; i < values.length; i++) if (!this.#admitsAny(values[i])) return false
    return true
  }

  #admitsAny(value: unknown): boolean {
    try {
      return this.#admitsAt(value, 0)
    } catch {
      // A getter threw: alone it is said where.
      return false
    }
  }

  #admitsAt(value: unknown, depth: number): boolean {
    const weighs = weightOf(value)
    if (weighs >= 0) this.weight += weighs
    return weighs >= 0 || (typeof value === 'object' && this.#admitsObject(value as object, depth))
  }

  #admitsObject(value: object, depth: number): boolean {
    // Shared values are the same for all.
    if (isSharedValue(value)) return true
    const prototype: unknown = getPrototypeOf(value)
    if (depth > DEPTH || (prototype !== OBJECT && prototype !== ARRAY)) return false
    this.#owners ??= new Map()
    const owner = get(this.#owners, value)
    if (owner !== undefined) return owner === this.#owner
    set(this.#owners, value, this.#owner)
    this.weight += OBJECT_WEIGHS
    const names = keys(value)
    if (prototype === ARRAY) {
      if (!isArray(value) || value.length > LONG || names.length !== value.length) return false
    } else if (names.length === 0) return isPlain(value)
    // Clone drops what is not enumerable.
    else if (getOwnPropertyNames(value).length !== names.length) return false
    if (getOwnPropertySymbols(value).length > 0) return false
    const members = value as Record<string, unknown>
    for (let i = 0; i < names.length; i++)
      if (!this.#admitsAt(members[names[i] as string], depth + 1)) return false
    return true
  }
}

/** Whether clone carries the value without looking into it. Symbols and functions, which it refuses, are not among them. */
export function isPrimitive(value: unknown): boolean {
  const type = typeof value
  return type === 'object' ? value === null : type !== 'function' && type !== 'symbol'
}

/** Whether all of them are primitives. */
export function arePrimitive(values: readonly unknown[]): boolean {
  for (let i = 0; i < values.length; i++) if (!isPrimitive(values[i])) return false
  return true
}

/** What a value weighs; -1 for one that is not primitive. */
export function weightOf(value: unknown): number {
  return typeof value === 'string' ? value.length : isPrimitive(value) ? 0 : -1
}

/** What the values weigh, all of them primitive; -1 where one is not. */
export function weightOfAll(values: readonly unknown[]): number {
  let weight = 0
  for (let i = 0; i < values.length; i++) {
    const own = weightOf(values[i])
    if (own < 0) return -1
    weight += own
  }
  return weight
}
