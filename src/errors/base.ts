/**
 * The class behind all numpool errors that are not a TypeError or RangeError.
 */
import type { ErrorCode } from './table'

type ErrorClass = abstract new (...args: never[]) => Error

const classes: ErrorClass[] = []

/** Every class that was branded: with `classes.ts`, all of numpool's. */
export const branded: readonly ErrorClass[] = classes

/**
 * Names a class, and makes `instanceof Class` true for errors of another copy of the package too (npm may install
 * several): its prototype carries a mark that is the same symbol in every copy. A user's own subclass inherits the
 * check but not the mark of its own, so it keeps the ordinary rule.
 */
export function brand(Class: ErrorClass, name: string): void {
  classes.push(Class)
  const mark = Symbol.for(`numpool.error.${name}`)
  Object.defineProperty(Class.prototype, mark, { value: true })
  Object.defineProperty(Class.prototype, 'name', {
    value: name,
    writable: true,
    configurable: true,
  })
  Object.defineProperty(Class, Symbol.hasInstance, {
    configurable: true,
    value(this: unknown, value: unknown): boolean {
      if (this !== Class) return Function.prototype[Symbol.hasInstance].call(this, value)
      return typeof value === 'object' && value !== null && mark in value
    },
  })
}

/**
 * Any failure that numpool reports as an error of its own. `code` tells them apart.
 *
 * @example
 * ```ts
 * try {
 *   await pool.map(f, xs, { timeout: 100 })
 * } catch (error) {
 *   if (error instanceof PoolError && error.code === 'ERR_NUMPOOL_TIMEOUT') retryLater()
 *   else throw error
 * }
 * ```
 */
export abstract class PoolError extends Error {
  /** Which failure it is; stable between versions. */
  abstract readonly code: ErrorCode
}
brand(PoolError, 'PoolError')
