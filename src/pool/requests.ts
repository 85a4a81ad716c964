/**
 * Requests of what the user gave to a method: arguments and options are checked here, and thrown back at once.
 */
import type { UserFunction } from '../call'
import { invalidArgType, invalidArgValue } from '../errors'
import type { ImapRequest } from '../imap'
import { LONGEST, listed } from '../long-array'
import { anyFunction, type CallDefaults, checkCallOptions, type Method } from '../options'
import { assertIterable, read, single } from '../sequence'
import { NEW_ARRAY, outputFor } from './output'
import { onlyResult, resultOf, settledOf } from './settle'
import type { Request } from './submit'

/** What the pool says about all its calls. */
export interface PoolSide {
  readonly defaults: CallDefaults
  readonly throwUnread: boolean
}

/** @throws {ERR_NUMPOOL_INVALID_ARG} */
export function mapRequest(
  method: Method,
  fn: unknown,
  iterable: unknown,
  options: unknown,
  pool: PoolSide,
): Request<unknown> {
  anyFunction(fn, 'fn')
  assertIterable('iterable', iterable)
  const checked = checkCallOptions(method, options)
  return {
    method,
    fn: fn as UserFunction,
    spread: method.startsWith('starmap'),
    options: checked,
    defaults: pool.defaults,
    throwUnread: pool.throwUnread,
    read: () => read(iterable),
    output: (data) => outputFor(data, checked),
    result: checked.onError === 'collect' ? settledOf : resultOf,
  }
}

/** @throws {ERR_NUMPOOL_INVALID_ARG} */
export function applyRequest(
  method: Method,
  fn: unknown,
  args: unknown,
  options: unknown,
  pool: PoolSide,
): Request<unknown> {
  anyFunction(fn, 'fn')
  const given = args === undefined ? [] : args
  if (!Array.isArray(given)) throw invalidArgType('args', 'an array of arguments', args)
  const tooLong = (): Error =>
    invalidArgValue('args', 'an array of at most 110,000,000 arguments', args)
  if (given.length > LONGEST) throw tooLong()
  const checked = checkCallOptions(method, options)
  return {
    method,
    fn: fn as UserFunction,
    spread: true,
    options: checked,
    defaults: pool.defaults,
    throwUnread: pool.throwUnread,
    read: () => single(listed(given, tooLong)),
    output: () => NEW_ARRAY,
    result: onlyResult,
  }
}

/** @throws {ERR_NUMPOOL_INVALID_ARG} */
export function imapRequest(
  method: ImapRequest['method'],
  fn: unknown,
  iterable: unknown,
  options: unknown,
  pool: PoolSide,
): ImapRequest {
  anyFunction(fn, 'fn')
  if (typeof (iterable as AsyncIterable<unknown> | null)?.[Symbol.asyncIterator] !== 'function')
    assertIterable('iterable', iterable)
  const checked = checkCallOptions(method, options)
  return {
    method,
    fn: fn as UserFunction,
    iterable: iterable as Iterable<unknown>,
    options: checked,
    defaults: pool.defaults,
  }
}
