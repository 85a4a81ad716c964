/**
 * How many calls wait, for `maxQueue`.
 */
import { Job } from '../calls/job'
import type { Lane } from '../calls/lane'
import type { Roster } from '../crew/roster'

/**
 * Calls of which no worker has begun anything, less the places of workers that are free, `concurrency` in each. What was given to
 * a worker with a free place counts as begun: it will say nothing when it begins.
 */
export function backlogOf(
  roster: Roster,
  lane: Lane,
  jobs: ReadonlySet<Job>,
  concurrency: number,
): number {
  const begun = new Set<unknown>()
  let singles = lane.active
  let busy = 0
  for (const member of roster.members)
    busy += member.seats.occupied(concurrency, ({ work }, items) => {
      if (work instanceof Job) begun.add(work)
      else singles -= items
    })
  let waiting = Math.max(0, singles)
  for (const job of jobs) if (!job.hasResults && !begun.has(job)) waiting++
  // Calls that have ended and were not heard of count as well: in a loop that never waits they would grow without end.
  return Math.max(waiting + busy, jobs.size + lane.active) - roster.size * concurrency
}
