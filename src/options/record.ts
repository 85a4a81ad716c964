/**
 * Reading an object given by the user: own enumerable properties only, so that nothing a library may have put on
 * Object.prototype counts, and no key that nobody knows.
 */
import { invalidArgType, unknownOption } from '../errors'
import { adviceOn, optionBehind } from './aliases'
import { nearest } from './nearest'

/** An object without prototype: no key of it is inherited. */
export type Plain<T> = { [name: string]: T }

/**
 * A copy of the own properties of `value`.
 *
 * @param known - the keys it may have; any, without
 * @param hint - a sentence on a key that is not known, or nothing
 * @throws {ERR_NUMPOOL_INVALID_ARG} for what is not an object, and for an unknown key
 */
export function plainRecord<K extends string>(
  name: string,
  value: unknown,
  known: readonly K[],
  hint?: (key: string) => string,
): { [P in K]?: unknown }
export function plainRecord(name: string, value: unknown): Plain<unknown>
export function plainRecord(
  name: string,
  value: unknown,
  known?: readonly string[],
  hint?: (key: string) => string,
): Plain<unknown> {
  if (!isObject(value)) throw invalidArgType(name, 'an object', value)
  const copy: Plain<unknown> = Object.create(null)
  for (const key of Object.keys(value)) {
    if (known !== undefined && !known.includes(key)) throw unknownKey(name, key, known, hint?.(key))
    copy[key] = (value as Plain<unknown>)[key]
  }
  return copy
}

/** An object that is no array and no function. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The error for a key that is not known, with the known one that was probably meant. */
export function unknownKey(
  name: string,
  key: string,
  known: Iterable<string>,
  elsewhere = '',
): TypeError {
  const names = [...known]
  const advice = adviceOn(key)
  const meant = elsewhere === '' ? (optionBehind(key, names) ?? nearest(key, names)) : undefined
  const guess = meant === undefined ? '' : ` Did you mean ${meant}?`
  const hint = advice === undefined ? guess : ` ${advice}`
  return unknownOption(
    `${name} has no ${JSON.stringify(key)}.${hint}${elsewhere} Known: ${names.join(', ')}`,
  )
}
