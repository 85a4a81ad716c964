/**
 * From what an engine gives back to what the caller gets.
 */
import type { Outcome } from '../call'
import { defineData } from '../define-data'

/**
 * The results, or the error of the item with the lowest index.
 *
 * @throws what that item threw, with `index` on it where it can have one
 */
export function resultOf({ value, failures }: Outcome): Outcome['value'] {
  const [first] = failures
  if (first === undefined) return value
  throw withIndex(first.error, first.index)
}

/** The error, saying which item it belongs to. What is not an object, or is frozen, stays as it was thrown. */
export function withIndex(error: unknown, index: number): unknown {
  if (typeof error === 'object' && error !== null && Object.isExtensible(error)) {
    // Not by assignment, which a setter or a read-only property of the user's class would spoil.
    const own = Object.getOwnPropertyDescriptor(error, 'index')
    if (own === undefined || own.configurable === true) {
      defineData(error, 'index', index, true)
    }
  }
  return error
}

/** The one result of a call with one item. Its error has no place among others, so none is put on it. */
export function itemOf({ value, failures }: Outcome): unknown {
  const [first] = failures
  if (first !== undefined) throw first.error
  return value[0]
}
