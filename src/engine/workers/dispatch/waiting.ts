/**
 * Waiting for a call with the event loop standing still: the caller sleeps on a word that workers change when they have news.
 *
 * Node says nothing of a worker's death to a blocked thread. The addon's hook does (it sets a word whatever ends the
 * worker); without the addon, an exit handler in the worker and, on Linux, the list of the process's threads are looked at.
 */
import { existsSync } from 'node:fs'
import { now } from '../../../platform/clock'
import type { Job } from '../calls/job'
import type { Member } from '../crew/member'
import { SIGNAL } from '../protocol'
import type { Dispatcher } from './dispatch'

/** The longest sleep: between two looks at deadlines and deaths. */
const SLICE_MS = 50

/** A worker that has not come up after so long never will. */
const START_MS = 60_000

/** Blocks until the job has settled. */
export function waitFor(job: Job, dispatcher: Dispatcher, signal: Int32Array): void {
  const { control } = job.call
  Atomics.add(signal, SIGNAL.WAITING, 1)
  try {
    for (;;) {
      // Read before looking: news that come after it end the sleep at once.
      const news = Atomics.load(signal, SIGNAL.NEWS)
      if (control.stopped) {
        dispatcher.stop(job, control.stopReason, true)
        return
      }
      dispatcher.pump()
      for (const member of dispatcher.roster.members) member.drain()
      for (const member of dispatcher.roster.members) if (hasDied(member)) member.lost()
      for (const member of dispatcher.dying) if (hasDied(member)) dispatcher.ended(member)
      if (job.settled) return
      const time = now()
      // No timer runs meanwhile.
      if (dispatcher.nextLook <= time) {
        dispatcher.look()
        continue
      }
      const left = Math.min(control.deadline, dispatcher.nextLook) - time
      const slept = Atomics.wait(signal, SIGNAL.NEWS, news, Math.max(0, Math.min(SLICE_MS, left)))
      if (slept === 'timed-out') dispatcher.catchUp()
    }
  } finally {
    Atomics.sub(signal, SIGNAL.WAITING, 1)
  }
}

/** Whether a worker's thread has gone, as far as that can be seen from here. */
function hasDied(member: Member): boolean {
  const { ledger } = member
  if (ledger.dead) return true
  if (ledger.watched) return false
  if (!ledger.ready && now() - member.since > START_MS) return true
  const { thread } = ledger
  if (thread !== undefined) return !existsSync(`/proc/self/task/${thread}`)
  return false
}
