/**
 * The free names of a function and what they hold at one moment, for whoever makes the function anew in this thread.
 */
import type { UserFunction } from '../call'
import { analyze } from './analysis'
import { type FreeValue, resolveFree } from './closure'
import { selfNameCheck } from './lazy'

/**
 * The values of those free names that `isWanted` picks, on an object without prototype.
 *
 * @throws {UnreadableClosureError} when a variable can be in the closure only and the closure cannot be read
 */
export function freeValues(
  fn: UserFunction,
  captures: Readonly<Record<string, unknown>> | undefined,
  isWanted: (name: string, free: FreeValue) => boolean,
): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = Object.create(null)
  const names = analyze(fn).free.map(({ name }) => name)
  if (names.length === 0) return values
  const found = resolveFree(fn, names, captures)
  selfNameCheck()(fn, names, found)
  for (const [name, free] of found) if (isWanted(name, free)) values[name] = free.value
  return values
}
