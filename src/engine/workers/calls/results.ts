/**
 * From messages to results: reads what a worker says of a unit, counts it, and hands it to the call.
 */
import { decode, type Encoded, type JoinedStrings } from '../../../codec'
import { now } from '../../../platform/clock'
import type { Counters } from '../../../watch/counters'
import { countValues } from '../../../watch/size'
import { SLOW_MS } from '../../../watch/slowest'
import { taskItemFailed } from '../../../watch/workers-side'
import type { ResultMessage } from '../protocol'
import { Job } from './job'
import { failureOf, type Unit } from './unit'

/** What is new about a unit. */
export interface News {
  /** Items that have ended. */
  readonly count: number
  readonly values: readonly unknown[] | undefined
  /** In their place strings that are still joined: the job cuts them where they belong. */
  readonly joined?: JoinedStrings
  /** Errors by index. */
  readonly failed: ReadonlyMap<number, unknown> | undefined
}

/** Reads a message; undefined when it cannot be true. */
export function readResults(unit: Unit, message: ResultMessage): News | undefined {
  const { low, high, reported } = unit
  const { offsets, upTo, failures } = message
  const count = upTo - reported
  if (count < 0 || upTo > high - low || (offsets?.length ?? count) !== count) return undefined
  const joined = joinedFor(unit, message)
  if (joined !== undefined)
    return joined.lengths.length === count
      ? { count, values: undefined, joined, failed: undefined }
      : undefined
  const { values, unreadable } = valuesOf(message)
  if (values !== undefined && values.length !== count) return undefined
  if (failures.length === 0 && unreadable === undefined) return { count, values, failed: undefined }
  const failed = new Map<number, unknown>()
  if (unreadable !== undefined)
    for (let i = 0; i < count; i++) failed.set(low + (offsets?.[i] ?? reported + i), unreadable)
  for (const [offset, error] of failures) failed.set(low + offset, errorOf(error))
  if (unit.event !== undefined)
    for (const [index, error] of failed) taskItemFailed(unit.event, index, error)
  return { count, values, failed }
}

/** Gives the call what is new; `unit.reported` counts it already. */
export function hand(unit: Unit, { offsets }: ResultMessage, news: News): void {
  const { low, reported, heard } = unit
  const { count, values, joined, failed } = news
  if (joined !== undefined) (unit.work as Job).acceptJoined(low + reported - count, joined)
  else if (offsets === undefined) {
    unit.accept(reported - count, count, values, failed)
  } else
    for (let i = 0; i < count; i++) {
      const offset = offsets[i] as number
      if (heard !== undefined) heard[offset] = 1
      unit.accept(offset, 1, values && [values[i]], failureOf(failed, low + offset))
    }
}

/** Counts what a worker has done. */
export function noteResults(
  counters: Counters,
  unit: Unit,
  { took, offsets }: Pick<ResultMessage, 'took' | 'offsets'>,
  { count, values, joined }: News,
): void {
  const { work, low, high, reported } = unit
  const { workers, slowest } = counters
  workers.ms += took
  unit.took += took
  noteBegin(unit, took)
  if (values !== undefined) countValues(counters, values, 0, count)
  else if (joined !== undefined)
    for (const { length } of joined.pieces) counters.bytesCopied += length
  if (count === 1 && took >= SLOW_MS) {
    const { told } = work
    const { firstIndex = 0 } = told
    slowest.item(told, firstIndex + low + (offsets?.[0] ?? reported - 1), took)
  }
  // Single calls that travel together are no chunk to anybody but us.
  if (reported === high - low && unit.took >= SLOW_MS && work instanceof Job)
    slowest.chunk(work.told, work.call.firstIndex + low, reported, lasted(unit))
}

/** Where items wait at the same time, the sum of their times is longer than the time in which they ran. */
function noteBegin(unit: Unit, took: number): void {
  if (unit.work.concurrency > 1)
    unit.began = Math.max(unit.since, Math.min(unit.began, now() - took))
}

function lasted({ work, took, began }: Unit): number {
  return work.concurrency > 1 ? Math.min(took, now() - began) : took
}

/** Joined strings that can be put in their places at once; undefined where somebody else must see them before. */
function joinedFor(
  { work, givenUp }: Unit,
  { values, offsets, failures }: ResultMessage,
): JoinedStrings | undefined {
  if (values === undefined || !Object.hasOwn(values, 'joined')) return undefined
  if (!(work instanceof Job && work.takesJoined) || givenUp !== undefined) return undefined
  return offsets === undefined && failures.length === 0
    ? (values.value as JoinedStrings)
    : undefined
}

/** What came of items. Reading it may run code of the user's: that of a class that crosses by a codec. */
function valuesOf({ values }: ResultMessage): {
  readonly values: readonly unknown[] | undefined
  readonly unreadable: unknown
} {
  try {
    const read = values === undefined ? undefined : (decode(values) as unknown[])
    return { values: read, unreadable: undefined }
  } catch (error) {
    return { values: undefined, unreadable: error ?? new Error('A codec threw nothing') }
  }
}

function errorOf(encoded: Encoded): unknown {
  try {
    return decode(encoded)
  } catch (error) {
    return error
  }
}
