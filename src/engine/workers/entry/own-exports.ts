/**
 * numpool's functions for tasks, as the worker has them: no module need be loaded for them.
 */
import { currentTask } from '../../../current-task'
import { registerClass, registerError } from '../../../register'
import { move, share } from '../../../share'

const OWN: Readonly<Record<string, unknown>> = {
  move,
  share,
  registerClass,
  registerError,
  currentTask,
}

/** The function of that name. */
export function ownExport(name: string): unknown {
  if (!Object.hasOwn(OWN, name)) throw new Error(`A worker has no function ${name} of numpool`)
  return OWN[name]
}
