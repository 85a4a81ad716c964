/**
 * The workers engine, for those who may never need it. Run from source it is simply there; the build puts it into a file
 * of its own (`tsdown.config.ts`), half of the package, which is read when the first task goes to a worker.
 */
import { WorkersEngine } from './engine'

export type { WorkersEngine } from './engine'

/** The class. */
export function workersEngine(): typeof WorkersEngine {
  return WorkersEngine
}
