/**
 * Which values may share a message. Clone keeps identity within a message: two calls that were given one and the same object
 * must not find it the same in the worker, nor two callers in their results.
 */

const { getPrototypeOf, keys } = Object
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

/** Deeper data travels alone. */
const DEPTH = 16

/** Values of several owners that travel in one message. */
export class Company {
  #owners: Map<object, number> | undefined
  #owner = 0

  /** Whether the value may come too: primitives, and plain objects that nobody before has brought. */
  admits(value: unknown): boolean {
    if (isPrimitive(value)) return true
    this.#owners ??= new Map()
    this.#owner++
    return this.#admits(value as object, this.#owners, 0)
  }

  /** Whether all elements may come, as one owner's. */
  admitsAll(values: readonly unknown[]): boolean {
    for (let i = 0; i < values.length; i++) if (!isPrimitive(values[i])) return this.admits(values)
    return true
  }

  #admits(value: object, owners: Map<object, number>, depth: number): boolean {
    const owner = get(owners, value)
    if (owner !== undefined) return owner === this.#owner
    const prototype: unknown = getPrototypeOf(value)
    if (depth > DEPTH || (prototype !== OBJECT && prototype !== ARRAY)) return false
    set(owners, value, this.#owner)
    if (prototype === ARRAY) {
      const array = value as readonly unknown[]
      for (let i = 0; i < array.length; i++)
        if (!isPrimitive(array[i]) && !this.#admits(array[i] as object, owners, depth + 1))
          return false
      return true
    }
    const names = keys(value)
    for (let i = 0; i < names.length; i++) {
      const member = (value as Record<string, unknown>)[names[i] as string]
      if (!isPrimitive(member) && !this.#admits(member as object, owners, depth + 1)) return false
    }
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
