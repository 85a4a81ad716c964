/**
 * This environment's mailbox and the jobs it waits for.
 */
import type { Addon } from './addon'
import { MAILBOX_LENGTH } from './protocol'

/** Called once when a job has ended: a status and the number of finished items. */
export type JobListener = (status: number, done: number) => void

/** The addon together with what this environment shares with it. */
export interface Session {
  readonly addon: Addon
  readonly mailbox: Float64Array
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
    addon.attach(mailbox, (job, status, done) => {
      const listener = jobs.get(job)
      jobs.delete(job)
      listener?.(status, done)
    })
    session = { addon, mailbox, jobs }
  }
  return session
}
