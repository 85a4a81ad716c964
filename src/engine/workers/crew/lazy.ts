/**
 * The start of threads, for those who may never need one: in a build it is read with the text of the workers, just before the
 * first thread and so before the engine (`tsdown.config.ts`).
 */
import { startThread } from './thread'

export type { Thread } from './thread'

/** The function. */
export function threadStarter(): typeof startThread {
  return startThread
}
