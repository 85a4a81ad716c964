/**
 * What the free variables of a function hold now, or why that cannot be told.
 */
import type { FreeVariable } from './analysis'
import { cannot, type Owner } from './cannot'
import { type FreeValue, resolveFree, UnreadableClosureError } from './closure'
import { HiddenNameError } from './scopes'
import { refuseSelfNames } from './self-names'

/**
 * By name, what was found.
 *
 * @throws {CannotTravelError} when the closure cannot be read
 */
export function readVariables(
  owner: Owner,
  wanted: readonly FreeVariable[],
  captures: Readonly<Record<string, unknown>> | undefined,
): Map<string, FreeValue> {
  const names = wanted.map(({ name }) => name)
  try {
    const found = resolveFree(owner.fn, names, captures)
    refuseSelfNames(owner.fn, names, found)
    return found
  } catch (error) {
    if (!(error instanceof UnreadableClosureError)) throw error
    // Names that may be local variables only are taken for that where nobody can look.
    const certain = wanted.filter((variable) => variable.certain)
    if (certain.length < wanted.length) return readVariables(owner, certain, captures)
    const variable = wanted.find(({ name }) => name === error.variable) ?? wanted[0]
    if (error instanceof HiddenNameError)
      throw cannot(owner, variable, {
        holds: 'the function itself, by the name of a function expression, which V8 does not tell',
        hint: `Write it as a declaration (function ${error.variable}() {}), or give it with the captures option.`,
      })
    throw cannot(owner, variable, {
      holds: `a value that cannot be read: ${error.message}`,
      hint: `Give it with the captures option: { captures: { ${variable?.name} } }.`,
      cause: error,
    })
  }
}
