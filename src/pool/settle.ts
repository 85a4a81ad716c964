/**
 * From what an engine gives back to what the caller gets: results, or the error of an item, which says its place.
 */
import { types } from 'node:util'
import type { Data, Failure, Outcome } from '../call'
import { defineData } from '../define-data'
import type { Settled } from '../options'
import { itemReader } from '../sequence'
import { isSmall } from './small'

/**
 * The results, or the error of the item with the lowest index.
 *
 * @throws what that item threw, with `index` (and `item`, a small one) on it where it is an error
 */
export function resultOf({ value, failures }: Outcome, data: Data): Outcome['value'] {
  const [first] = failures
  if (first === undefined) return value
  throw located(first.error, first.index, itemOf(first, data))
}

/** What became of each item. */
export function settledOf({ value, failures }: Outcome, data: Data): Settled<unknown>[] {
  const results: Settled<unknown>[] = new Array(value.length)
  for (let i = 0; i < value.length; i++) results[i] = { status: 'fulfilled', value: value[i] }
  const seen = new Set<unknown>()
  for (const failure of failures) {
    const { index, error } = failure
    // One error object that several items threw can tell one place only; across threads it arrives once for each, too.
    const own = seen.has(error) ? copied(error) : error
    seen.add(error)
    results[index] = { status: 'rejected', reason: located(own, index, itemOf(failure, data)) }
  }
  return results
}

/** The one result of a call with one item. Its error has no place among others, so none is put on it. */
export function onlyResult({ value, failures }: Outcome): unknown {
  const [first] = failures
  if (first !== undefined) throw first.error
  return value[0]
}

/** The item behind a failure, as far as it is surely what it was when the call was made. */
function itemOf(failure: Failure, data: Data): unknown {
  if (failure.item !== undefined) return failure.item
  // The caller may have written to the array since, or the results over it: engines that have a copy give the item.
  if (data.columns.some(({ kind }) => kind === 'typed')) return undefined
  return itemReader(data)(failure.index)
}

/**
 * The error, saying which item it belongs to. What is no error stays as it was thrown; an error that cannot be written
 * to is copied, as it is on its way from a worker.
 *
 * @param item - put on the error where it is small: an error that is kept must not keep big data
 */
export function located(error: unknown, index: number, item: unknown): unknown {
  if (!types.isNativeError(error) && !(error instanceof Error)) return error
  const holder = Object.isExtensible(error) ? error : copied(error)
  if (!Object.isExtensible(holder)) return error
  // Not by assignment, which a setter or a read-only property of the user's class would spoil.
  const own = Object.getOwnPropertyDescriptor(holder, 'index')
  if (own === undefined || own.configurable === true) defineData(holder, 'index', index, true)
  if (item !== undefined && isSmall(item) && !Object.hasOwn(holder, 'item'))
    defineData(holder, 'item', item, true)
  return holder
}

/** An error with the same class and properties, which can be written to; other values as they are. */
function copied<E>(error: E): E {
  if (!types.isNativeError(error)) return error
  const copy = new Error()
  for (const key of Reflect.ownKeys(copy))
    delete (copy as unknown as Record<PropertyKey, unknown>)[key]
  Object.setPrototypeOf(copy, Object.getPrototypeOf(error))
  for (const key of Reflect.ownKeys(error)) {
    const { value, get, enumerable = false } = Object.getOwnPropertyDescriptor(error, key) ?? {}
    defineData(copy, key, get === undefined ? value : Reflect.get(error, key), enumerable)
  }
  return copy as E
}
