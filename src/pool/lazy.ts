/**
 * The long way of a call, for those who may never take it: in a build it is read at the first (`tsdown.config.ts`).
 */
import { longWay as way } from './long-way'

/** Its functions. */
export function longWay(): typeof way {
  return way
}
