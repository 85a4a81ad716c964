/**
 * From units to messages: a unit's items are encoded when it is given to a worker, and those that cannot be sent fail.
 */
import { NotCloneableError } from '../../../errors'
import type { Counters } from '../../../watch/counters'
import { countValues } from '../../../watch/size'
import type { Member } from '../crew/member'
import type { Batch } from './batch'
import { encodeLists } from './columns'
import { carriesObjects } from './functions'
import { Job } from './job'
import type { Single } from './single'
import type { Unit } from './unit'

/**
 * Gives the unit to the worker; false when nothing of it could be sent.
 *
 * @param careful - look at everything, because clone has refused what had passed the cheap look
 */
export function sendUnit(
  counters: Counters,
  unit: Unit,
  member: Member,
  careful: boolean,
): boolean {
  const { work, low, high } = unit
  if (!(work instanceof Job)) {
    const { alone, ...content } = (work as Batch).message(low, high, careful)
    // The arguments of the first stand for those of the others.
    const { args } = (work as Batch).singles[low] as Single
    countValues(counters, args, 0, args.length, high - low)
    if (content.skip?.length === high - low) return false
    member.give(unit, undefined, { lists: undefined, ...content }, alone)
    return true
  }
  for (const column of work.call.data.columns)
    if (column.kind === 'list') countValues(counters, column.items, low, high)
  const lists = encodeLists(work.call, low, high, careful)
  const refused = lists?.refused ?? []
  for (const [offset, error] of refused) work.fail(low + offset, error)
  if (refused.length === high - low) {
    work.accept(low, high - low, undefined)
    return false
  }
  const skip = refused.length === 0 ? undefined : refused.map(([offset]) => offset)
  const alone = lists?.primitive === false || carriesObjects(work.message.fn)
  member.give(unit, work.message, { lists: lists?.encoded, skip, batch: undefined }, alone)
  return true
}

/** Clone has refused the unit's message: looks for the item that did it, and sends the others; false when there are none. */
export function sendAgain(counters: Counters, unit: Unit, member: Member, error: unknown): boolean {
  const { work, low, high, resent } = unit
  const found =
    !(work instanceof Job) || encodeLists(work.call, low, high, true)?.refused.length !== 0
  if (found && !resent) {
    unit.resent = true
    return sendUnit(counters, unit, member, true)
  }
  const why = error instanceof Error ? error.message : String(error)
  const failed = new Map<number, unknown>()
  for (let index = low; index < high; index++)
    failed.set(index, new NotCloneableError('The call', `something (${why})`, { cause: error }))
  work.accept(low, high - low, undefined, failed)
  return false
}
