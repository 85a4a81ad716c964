/**
 * What each kind of option may be. A check gives back the value to use, or throws ERR_NUMPOOL_INVALID_ARG.
 */
import type { EngineName } from '../call'
import { areColumns, DTYPES, type Dtype, isTypedArray, type TypedArray } from '../dtype'
import { invalidArgType, invalidArgValue } from '../errors'
import { listed } from '../long-array'
import { type Plain, plainRecord } from './record'

/** Checks the value of the option or argument called `name`. */
export type Check<T> = (value: unknown, name: string) => T

/** Any function; its parameters are the caller's business. */
export type AnyFunction = (...args: unknown[]) => unknown

const ENGINES: readonly EngineName[] = ['auto', 'native', 'workers', 'inline']

export const positiveInteger: Check<number> = (value, name) => {
  if (typeof value !== 'number') throw invalidArgType(name, 'a whole number of at least 1', value)
  if (!Number.isSafeInteger(value) || value < 1)
    throw invalidArgValue(name, 'a whole number of at least 1', value)
  return value
}

/** Items per chunk. */
export const chunk: Check<number | 'auto'> = (value, name) => {
  if (value === 'auto') return value
  const expected = "a whole number of at least 1, or 'auto'"
  if (typeof value !== 'number') throw invalidArgType(name, expected, value)
  if (!Number.isSafeInteger(value) || value < 1) throw invalidArgValue(name, expected, value)
  return value
}

export const flag: Check<boolean> = (value, name) => {
  if (typeof value !== 'boolean') throw invalidArgType(name, 'true or false', value)
  return value
}

/** How many there may be: 0 is none. */
export const wholeNumber: Check<number> = (value, name) => {
  if (typeof value !== 'number') throw invalidArgType(name, 'a whole number, 0 or more', value)
  if (!Number.isSafeInteger(value) || value < 0)
    throw invalidArgValue(name, 'a whole number, 0 or more', value)
  return value
}

/** A time to wait: 0 is no time. */
export const milliseconds: Check<number> = (value, name) => {
  if (typeof value !== 'number') throw invalidArgType(name, 'a number of milliseconds', value)
  if (!(value >= 0)) throw invalidArgValue(name, 'a number of milliseconds, 0 or more', value)
  return value
}

/** A time to be done in: 0 would be none, or no limit to those who know it so from elsewhere. */
export const timeLimit: Check<number> = (value, name) => {
  if (typeof value !== 'number') throw invalidArgType(name, 'a number of milliseconds', value)
  if (!(value > 0))
    throw invalidArgValue(name, 'more than 0 milliseconds (leave it out for no limit)', value)
  return value
}

export const anyFunction: Check<AnyFunction> = (value, name) => {
  if (typeof value !== 'function') throw invalidArgType(name, 'a function', value)
  return value as AnyFunction
}

/** An AbortSignal of this or another realm, or of a library that is shaped like one. */
export const abortSignal: Check<AbortSignal> = (value, name) => {
  const signal = value as Partial<AbortSignal> | null
  const fits = typeof signal?.aborted === 'boolean' && typeof signal.addEventListener === 'function'
  if (!fits) throw invalidArgType(name, 'an AbortSignal', value)
  return signal as AbortSignal
}

export const engineName: Check<EngineName> = (value, name) => oneOf(ENGINES, value, name)

export const dtypeName: Check<Dtype> = (value, name) => oneOf(DTYPES, value, name)

export const output: Check<unknown[] | TypedArray> = (value, name) => {
  if (Array.isArray(value) && Object.isFrozen(value) && !areColumns(value))
    throw invalidArgType(name, 'an array that can be written to, which a frozen one cannot', value)
  if (Array.isArray(value) || isTypedArray(value)) return value
  throw invalidArgType(name, 'an array or a typed array for the results', value)
}

export const record: Check<Plain<unknown>> = (value, name) => plainRecord(name, value)

export const array: Check<unknown[]> = (value, name) => {
  if (!Array.isArray(value)) throw invalidArgType(name, 'an array', value)
  return listed(value, () => invalidArgValue(name, 'an array of at most 110,000,000', value))
}

export const strings: Check<string[]> = (value, name) => {
  const items = array(value, name)
  for (const [i, item] of items.entries())
    if (typeof item !== 'string') throw invalidArgType(`${name}[${i}]`, 'a string', item)
  return items as string[]
}

export const someText: Check<string> = (value, name) => {
  if (typeof value !== 'string') throw invalidArgType(name, 'a string', value)
  if (value === '') throw invalidArgValue(name, 'a string that is not empty', value)
  return value
}

/** One of a few words. */
export function oneOf<T extends string>(words: readonly T[], value: unknown, name: string): T {
  const expected = `one of ${words.map((word) => `'${word}'`).join(', ')}`
  if (typeof value !== 'string') throw invalidArgType(name, expected, value)
  if (!(words as readonly string[]).includes(value)) throw invalidArgValue(name, expected, value)
  return value as T
}
