/**
 * `share()` and `move()`: values that are not sent as a copy with every task.
 */
import { encoder } from './codec/lazy'
import { Moved, transferOf } from './codec/moves'
import { formatPath, Refusal } from './codec/refusal'
import { addShare, isSharedValue } from './codec/shares'
import { invalidArgType, NotCloneableError } from './errors'
import { markOwn } from './function/own-exports'

/**
 * Marks a value to be sent to each worker once, however many tasks use it: a dictionary, a parsed configuration, a model. It
 * returns the value itself. Wherever the value then stands, in arguments, items, captured variables or results, workers find their
 * copy of it: one object for all tasks of a worker, with the contents it had when `share` was called. It is released when the
 * value is collected.
 *
 * Not for numbers that tasks write to (`sharedEmpty`), nor for values that a single call uses once.
 *
 * @param value - an object; what it holds must be able to cross
 * @throws {ERR_NUMPOOL_INVALID_ARG} for primitives and functions
 * @throws {ERR_NUMPOOL_NOT_CLONEABLE} when something in it cannot cross
 * @example
 * ```ts
 * const words = share(new Set(dictionary))
 * await pool.map((text) => text.split(' ').filter((word) => !words.has(word)), texts)
 * ```
 */
export function share<T extends object>(value: T): T {
  if (typeof value !== 'object' || value === null)
    throw invalidArgType('value', 'an object (put a long string into one)', value)
  if (isSharedValue(value)) return value
  try {
    // A copy: what is sent later is what was shared now.
    addShare(value, structuredClone(encoder()(value, { careful: true })))
  } catch (error) {
    throw error instanceof Refusal ? refused(error) : error
  }
  return value
}

function refused({ keys, holds, cause }: Refusal): NotCloneableError {
  const options = cause === undefined ? undefined : { cause }
  return new NotCloneableError(formatPath('value', keys), holds, options)
}

/**
 * Marks memory or a stream to be transferred instead of cloned: it is the receiver's afterwards, and the sender's array has length 0. To be
 * written where the value goes, anywhere in an argument or an item, or in what a task returns; a moved value can be sent once.
 * Memory of which an array covers only a part (small Buffers share theirs) is copied and stays, unless it is named in
 * `transfer`. A typed array that is moved may also be the data of a call: it has length 0 when the call returns.
 * In the calling thread (`engine: 'inline'`) nothing is transferred.
 *
 * Not together with `idempotent`: an item whose memory has left cannot run again.
 *
 * @param value - an ArrayBuffer, typed array, Buffer, MessagePort, stream or FileHandle; or any value, with `transfer`
 * @param transfer - what of the value is transferred
 * @throws {ERR_NUMPOOL_INVALID_ARG} when there is nothing to transfer
 * @example
 * ```ts
 * const small = await pool.apply((image) => move(shrink(image)), [move(image)])
 * ```
 */
export function move<T>(value: T, transfer?: readonly object[]): T {
  if (transfer !== undefined && !(Array.isArray(transfer) && transfer.every(isObject)))
    throw invalidArgType('transfer', 'an array of what is to be transferred', transfer)
  const objects = transfer ?? (isObject(value) ? transferOf(value) : undefined)
  if (objects === undefined)
    throw invalidArgType(
      'value',
      'an ArrayBuffer, typed array, MessagePort or stream (for anything else name what is to be transferred: ' +
        'move(value, [value.data.buffer]))',
      value,
    )
  return new Moved(value, [...objects]) as T
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

markOwn({ share, move })
