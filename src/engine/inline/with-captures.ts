/**
 * The `captures` option for a function that runs where it was made: its variables cannot be changed from outside, so it is
 * compiled anew, with the given values in their place and its own for the rest.
 */
import type { UserFunction } from '../../call'
import { analyze } from '../../function/analysis'
import { compileFunction } from '../../function/compile'
import { freeValues } from '../../function/free-values'
import { moduleTaskOf } from '../../module-tasks'
import { inCaller } from '../../module-tasks/in-caller'

/** The function to run: the export of a module task; `fn` itself where none of the captures is a variable of it. */
export function withCaptures(
  fn: UserFunction,
  captures: Readonly<Record<string, unknown>> | undefined,
): UserFunction {
  const task = moduleTaskOf(fn)
  if (task !== undefined) return inCaller(task)
  if (captures === undefined) return fn
  if (!analyze(fn).free.some(({ name }) => Object.hasOwn(captures, name))) return fn
  const values = freeValues(fn, captures, (_, { from }) => from !== 'global')
  return compileFunction(fn, values)
}
