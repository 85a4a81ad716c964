/**
 * What is looked at by few programs: in a build it is read when it is asked for (`tsdown.config.ts`).
 */
import { createBar } from './bar'
import { debug } from './debug'
import { reportOf } from './report'

/** Makes the report of a pool. */
export function reporter(): typeof reportOf {
  return reportOf
}

/** Draws a bar. */
export function barMaker(): typeof createBar {
  return createBar
}

/** Prints what the channels tell. */
export function debugging(): typeof debug {
  return debug
}
