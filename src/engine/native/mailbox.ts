/**
 * This environment's mailbox and the jobs it waits for.
 */
import { InternalError } from '../../errors'
import type { Addon, Entries } from './addon'
import { MAILBOX_LENGTH } from './protocol'

/** Called once when a job has ended: a status and the number of finished items. */
export type JobListener = (status: number, done: number) => void

/** The addon together with what this environment shares with it. */
export interface Session {
  readonly addon: Addon
  readonly mailbox: Float64Array
  /** Bound to this mailbox: another copy of the package in the process has its own. */
  readonly entries: Entries
  /** Jobs under way, by number. */
  readonly jobs: Map<number, JobListener>
}

let session: Session | undefined

/** Attaches this environment to the addon at the first call. */
export function openSession(addon: Addon): Session {
  if (session === undefined) {
    const mailbox = new Float64Array(
      new SharedArrayBuffer(MAILBOX_LENGTH * Float64Array.BYTES_PER_ELEMENT),
    )
    const jobs = new Map<number, JobListener>()
    const entries = addon.attach(mailbox, (job, status, done) => {
      const listener = jobs.get(job)
      jobs.delete(job)
      listener?.(status, done)
    })
    if (entries === undefined) throw new InternalError('The addon refused its mailbox')
    session = { addon, mailbox, entries, jobs }
  }
  return session
}
