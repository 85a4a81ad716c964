/**
 * Which items an error may hold: those that cost nothing to keep.
 */
import { types } from 'node:util'

/** Characters of a string, and of all strings of an object. */
const CHARACTERS = 200

/** Elements of an array, properties of an object. */
const PARTS = 8

/** Whether `value` is a primitive or a flat, plain object of few primitives. Runs no code of it. */
export function isSmall(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return charactersOf(value) <= CHARACTERS
  if (types.isProxy(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  const plain =
    prototype === null || prototype === Object.prototype || prototype === Array.prototype
  if (!plain) return false
  // Asked first: the keys of a large array are many.
  if (Array.isArray(value) && value.length > PARTS) return false
  const keys = Reflect.ownKeys(value)
  if (keys.length > PARTS + (Array.isArray(value) ? 1 : 0)) return false
  let characters = 0
  for (const key of keys) {
    const part = Object.getOwnPropertyDescriptor(value, key)
    if (part === undefined || !('value' in part)) return false
    characters += charactersOf(part.value) + charactersOf(key)
  }
  return characters <= CHARACTERS
}

/** What a primitive adds; Infinity for what is not one. */
function charactersOf(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return value.length
    case 'object':
      return value === null ? 0 : Number.POSITIVE_INFINITY
    case 'function':
      return Number.POSITIVE_INFINITY
    default:
      return 0
  }
}
