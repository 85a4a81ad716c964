/**
 * Errors about arguments and data, of the built-in classes that Node core uses for them, with a code.
 */
import type { ErrorCode } from './table'

type Coded<E extends Error> = E & { readonly code: ErrorCode }

function coded<E extends Error>(
  error: E,
  code: ErrorCode,
  helper: (...args: never[]) => unknown,
): Coded<E> {
  Error.captureStackTrace(error, helper)
  return Object.assign(error, { code })
}

/** What came, in a few words. Never runs code of the value (getters, proxies' handlers aside). */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
    case 'boolean':
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'bigint':
      return `${value}n`
    case 'symbol':
      return 'a symbol'
    case 'string': {
      const short = value.length > 40 ? `${value.slice(0, 37)}...` : value
      return `the string ${JSON.stringify(short)}`
    }
    case 'function':
      return value.name === '' ? 'a function' : `the function ${value.name}`
    default:
      return value === null ? 'null' : describeObject(value as object)
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return `an array of ${value.length}`
  try {
    const name: unknown = value.constructor?.name
    if (typeof name === 'string' && name !== '' && name !== 'Object') {
      return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`
    }
  } catch {
    // A proxy or getter that throws: the general word will do.
  }
  return 'an object'
}

/**
 * A value of the wrong type.
 *
 * @param name - the argument or option: `fn`, `options.chunkSize`
 * @param expected - what it must be, and what to do: `a positive integer`
 */
export function invalidArgType(name: string, expected: string, got: unknown): Coded<TypeError> {
  return coded(
    new TypeError(`${name} must be ${expected}; got ${describe(got)}`),
    'ERR_NUMPOOL_INVALID_ARG',
    invalidArgType,
  )
}

/** A value of the right type that is out of range. */
export function invalidArgValue(name: string, expected: string, got: unknown): Coded<RangeError> {
  return coded(
    new RangeError(`${name} must be ${expected}; got ${describe(got)}`),
    'ERR_NUMPOOL_INVALID_ARG',
    invalidArgValue,
  )
}

/** An option nobody knows. `message` says which are known. */
export function unknownOption(message: string): Coded<TypeError> {
  return coded(new TypeError(message), 'ERR_NUMPOOL_INVALID_ARG', unknownOption)
}

/** A typed array without its memory. */
export function detachedInput(name: string): Coded<TypeError> {
  return coded(
    new TypeError(
      `${name} is a typed array whose buffer was transferred or shrunk: its memory is gone. ` +
        'Pass it before transferring the buffer, or pass a copy.',
    ),
    'ERR_NUMPOOL_DETACHED',
    detachedInput,
  )
}

/** A result that a typed array cannot hold. */
export function notStorable(
  index: number,
  value: unknown,
  wanted: 'number or boolean' | 'bigint',
): Coded<TypeError> & { index: number } {
  const error = coded(
    new TypeError(
      `The result at index ${index} must be a ${wanted} to be stored in a typed array; got ${describe(value)}. ` +
        `${storedOtherwise(value, wanted)}To collect other values pass an array instead of a typed array, and no dtype.`,
    ),
    'ERR_NUMPOOL_NOT_STORABLE',
    notStorable,
  )
  return Object.assign(error, { index })
}

/** A result that is not one value for each of the typed arrays that the results go into. */
export function notRow(
  index: number,
  value: unknown,
  count: number,
): Coded<TypeError> & { index: number } {
  const error = coded(
    new TypeError(
      `The result at index ${index} must be an array or object of ${count} value${count === 1 ? '' : 's'}, one for each typed array in options.out; ` +
        `got ${describe(value)}`,
    ),
    'ERR_NUMPOOL_NOT_STORABLE',
    notRow,
  )
  return Object.assign(error, { index })
}

/** The dtype for numbers of the other kind. */
function storedOtherwise(value: unknown, wanted: 'number or boolean' | 'bigint'): string {
  if (typeof value === 'bigint') return "Bigints are stored with dtype: 'int64' or 'uint64'. "
  if (wanted === 'bigint' && typeof value === 'number')
    return "Return a bigint, such as BigInt(x), or store numbers with dtype: 'float64'. "
  return ''
}

/** A promise where nobody can wait for it. */
export function asyncResult(method: string): Coded<TypeError> {
  return coded(
    new TypeError(
      `The function returned a promise, which ${method} cannot wait for in the calling thread. ` +
        `Use ${method.replace(/Sync$/, '')}, or engine: 'workers'.`,
    ),
    'ERR_NUMPOOL_ASYNC_RESULT',
    asyncResult,
  )
}
