/**
 * The beginning of an `imap`, for those who may never make one: in a build it is read at the first (`tsdown.config.ts`).
 */
import { openImap } from './index'

/** The function. */
export function imapOpener(): typeof openImap {
  return openImap
}
