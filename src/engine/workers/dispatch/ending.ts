/**
 * How a pool ends at once: what its pending calls are told, and how long its threads are waited for.
 */
import { PoolTerminatedError, WorkerStuckError } from '../../../errors'
import { clearTimeout, setTimeout } from '../../../platform/timers'
import type { Told } from '../../../watch/events'
import { calledAs } from '../../../watch/slowest'
import type { Batch } from '../calls/batch'
import { Job } from '../calls/job'
import type { Lane } from '../calls/lane'
import type { Roster } from '../crew/roster'

/** The errors of pending calls when the pool is terminated: a million of them may be calls of one function. */
export function terminated(): (call: Told) => PoolTerminatedError {
  const made = new Map<string, PoolTerminatedError>()
  return ({ method, fn }) => {
    const name = calledAs(method, fn)
    const error = made.get(name) ?? new PoolTerminatedError(name)
    made.set(name, error)
    return error
  }
}

/** Ends every call, each with what `reason` says. */
export function abortAll(
  jobs: Iterable<Job>,
  lane: Lane,
  roster: Roster,
  reason: (call: Told) => unknown,
): void {
  for (const job of jobs) job.abort(reason(job.told))
  const singles = lane.clear()
  for (const member of roster.threads)
    for (const { work, low, high } of member.seats.units())
      if (!(work instanceof Job)) singles.push(...(work as Batch).singles.slice(low, high))
  for (const single of singles) {
    if (single.settled) continue
    lane.settle(single, 'cancelled')
    single.abort(reason(single.told))
  }
  lane.checkWaiting()
}

/** So long workers get to end by themselves: milliseconds. */
const LEAVE_MS = 100

/**
 * Stops all workers. One that has nothing to do is asked to go, as Node throws away what a thread that is stopped has written to its
 * standard output and nobody has read yet: a task's last words.
 */
export function endAll(roster: Roster): void {
  // Those that were told to go before may sit in an exit handler that takes for ever.
  for (const member of roster.threads) {
    if (!roster.members.includes(member)) member.kill()
    else if (member.useful && member.seats.load === 0) roster.retire(member)
    else roster.kill(member)
  }
}

/** Waits until all threads, which were told to stop, have ended; rejects when one has not within `withinMs`. */
export async function allEnded(roster: Roster, withinMs: number): Promise<void> {
  const leave = setTimeout(() => {
    for (const member of roster.threads) member.kill()
  }, LEAVE_MS)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), withinMs)
  })
  const ended = Promise.all(roster.threads.map(({ exited }) => exited))
  const first = await Promise.race([ended, late])
  clearTimeout(leave)
  clearTimeout(timer)
  if (first !== 'late') return
  const stuck = roster.threads
  for (const member of stuck) member.hold(false)
  throw new WorkerStuckError(
    stuck.map(({ name }) => name),
    withinMs,
  )
}
