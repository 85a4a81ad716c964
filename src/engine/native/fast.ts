/**
 * The shortest way for `mapSync` over a Float64Array: a hundred elements take less than `TypedArray.prototype.map`.
 *
 * Only functions that were prepared before come here, and only while nothing about them can have changed: kernels, and
 * functions whose free names are all globals. Everything else takes the long way, which also makes the errors.
 */
import type { UserFunction } from '../../call'
import { now } from '../../platform/clock'
import { channels, heard } from '../../watch/channels'
import type { Counters } from '../../watch/counters'
import { checking } from './check'
import type { Kernel } from './compile'
import type { Session } from './mailbox'
import { allocateOutput } from './memory'
import { type Prepared, patchedBuiltin } from './prepare'
import {
  FLAG_ALL_FLOAT64,
  M_FLAGS,
  M_LENGTH,
  M_PARAMS,
  M_PARTICIPANTS,
  M_TIMEOUT,
  Status,
} from './protocol'

interface FastEntry {
  readonly session: Session
  readonly kernel: Kernel
  readonly values: Float64Array
  /** A builtin that the user passed itself stays what it is when the global is patched. */
  readonly direct: boolean
}

const entries = new WeakMap<UserFunction, FastEntry>()

const typedArrayTag = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  Symbol.toStringTag,
)?.get as (this: unknown) => string | undefined

/** Looking at the clock twice takes as long as a short array: those are counted, and not timed. */
const TIMED_LENGTH = 4096

/** Remembers a function that is prepared for good for items of one column. */
export function rememberFast(fn: UserFunction, session: Session, prepared: Prepared): void {
  // The long way checks.
  if (checking) return
  if (
    prepared.fixed &&
    prepared.kernel.results[0] === 'number' &&
    prepared.kernel.shape === null &&
    !entries.has(fn)
  )
    entries.set(fn, {
      session,
      kernel: prepared.kernel,
      values: Float64Array.from(prepared.values, Number),
      direct: prepared.direct,
    })
}

/**
 * Maps if it can be done this way.
 *
 * @param out - where the results go; undefined for a new Float64Array
 * @param processes - how many items may be run at the same time
 * @param counters - the pool's
 * @returns the results, or undefined when the call must take the long way (nothing was done then)
 */
export function tryFastMap(
  fn: UserFunction,
  input: unknown,
  out: unknown,
  processes: number,
  counters: Counters,
): Float64Array | undefined {
  const entry = entries.get(fn)
  if (entry === undefined || typedArrayTag.call(input) !== 'Float64Array') return undefined
  const { call, native } = channels()
  // The long way tells them.
  if (heard(call) || heard(native)) return undefined
  const { session, kernel, values } = entry
  if (!entry.direct && patchedBuiltin(kernel) !== undefined) return undefined
  const array = input as Float64Array
  const { length } = array
  // Nothing to do, or detached: the long way knows which.
  if (length === 0) return undefined
  if (out !== undefined) {
    if (typedArrayTag.call(out) !== 'Float64Array' || (out as Float64Array).length !== length)
      return undefined
  }
  const target =
    out === undefined ? (allocateOutput('float64', length) as Float64Array) : (out as Float64Array)
  const { mailbox } = session
  mailbox[M_LENGTH] = length
  mailbox[M_TIMEOUT] = 0
  mailbox[M_PARTICIPANTS] = processes
  mailbox[M_FLAGS] = FLAG_ALL_FLOAT64
  for (let i = 0; i < values.length; i++) mailbox[M_PARAMS + i] = values[i] as number
  const timed = length >= TIMED_LENGTH
  const before = timed ? now() : 0
  if (session.entries.run(kernel.id, target, array) !== Status.ok) return undefined
  if (timed) counters.native.ms += now() - before
  counters.calls.made++
  counters.calls.done++
  counters.items.taken += length
  counters.items.done += length
  counters.native.runs++
  counters.native.items += length
  counters.bytesShared += 2 * length * Float64Array.BYTES_PER_ELEMENT
  return target
}
