/**
 * What goes in the place of a variable's value: a reference to what the worker can find itself, or of an object the members that are used.
 */
import type { FreeVariable } from './analysis'
import { cannot, type Owner } from './cannot'
import { isViteImport } from './captured'
import { locate } from './location'
import { canPick, isNamespace, pickMembers } from './namespace'
import { nodeModuleOf } from './node-modules'
import type { Reference } from './travelled'

/** A value that the codec shall send as a reference. */
export class Stand {
  readonly reference: Reference

  constructor(reference: Reference) {
    this.reference = reference
  }
}

/**
 * What is sent for a variable's value.
 *
 * @throws {CannotTravelError} when a member that is used cannot be read
 */
export function valueToSend(owner: Owner, variable: FreeVariable, value: unknown): unknown {
  const { name, members } = variable
  if (name === '__vite_ssr_dynamic_import__') {
    const file = locate(owner.fn, owner.analysis)?.file
    return new Stand({ is: 'import', file })
  }
  if (typeof value !== 'object' || value === null || nodeModuleOf(value) !== undefined) return value
  if (name === '__vite_ssr_import_meta__') return pickMembers(value, ['url', 'filename', 'dirname'])
  try {
    if (isNamespace(value) || isViteImport(name, value)) return pickMembers(value, members)
    if (members !== undefined && canPick(value, members)) return pickMembers(value, members)
  } catch (cause) {
    throw cannot(owner, variable, {
      holds: `a module with an export that cannot be read (${String(cause)})`,
      cause,
    })
  }
  return value
}
