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
import type { Single } from '../calls/single'
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
  jobs: ReadonlySet<Job>,
  lane: Lane,
  roster: Roster,
  reason: (call: Told) => unknown,
): void {
  // Without iterators: this is what is left to do when somebody has broken them.
  jobs.forEach((job) => {
    job.abort(reason(job.told))
  })
  const end = (single: Single): void => {
    if (single.settled) return
    lane.settle(single, 'cancelled')
    single.abort(reason(single.told))
  }
  lane.clear().forEach(end)
  roster.threads.forEach(({ seats }) => {
    seats.units().forEach(({ work, low, high }) => {
      if (!(work instanceof Job)) (work as Batch).singles.slice(low, high).forEach(end)
    })
  })
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
  const late = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(true), withinMs)
    void exits(roster.threads).then(() => {
      clearTimeout(timer)
      resolve(false)
    })
  })
  clearTimeout(leave)
  if (!late) return
  const stuck = roster.threads
  for (const member of stuck) member.hold(false)
  throw new WorkerStuckError(
    stuck.map(({ name }) => name),
    withinMs,
  )
}

/** Resolves when all of them have ended; none of them fails to. */
async function exits(threads: Roster['threads']): Promise<void> {
  for (const { exited } of threads) await exited
}
