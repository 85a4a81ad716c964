/**
 * How long a task that is not wanted any more may take to end by itself, before its worker is replaced.
 */

/** Without `graceMs`. A worker that waits for nothing in vain is away for this long and the start of another. */
const GRACE_MS = 10

/** The same of a task that has asked for its signal: it is about to end, and may have files to close. */
const LISTENING_MS = 1000

/**
 * A worker that was told to forget an item answers within this, or it is stuck in one; then the others that wait there are lost with
 * it. (100 ms cost them all where one of them parsed a large text, or where the machine was busy.)
 */
export const ANSWER_MS = 1000

export function graceOf(graceMs: number | undefined, listens: boolean): number {
  return graceMs ?? (listens ? LISTENING_MS : GRACE_MS)
}
