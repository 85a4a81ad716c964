/**
 * Requests of what the user gave to a method: arguments and options are checked here, and thrown back at once.
 */
import type { UserFunction } from '../call'
import { invalidArgType } from '../errors'
import type { ImapRequest } from '../imap'
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
  if (args !== undefined && !Array.isArray(args))
    throw invalidArgType('args', 'an array of arguments', args)
  const checked = checkCallOptions(method, options)
  return {
    method,
    fn: fn as UserFunction,
    spread: true,
    options: checked,
    defaults: pool.defaults,
    throwUnread: pool.throwUnread,
    read: () => single([...(args ?? [])]),
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
