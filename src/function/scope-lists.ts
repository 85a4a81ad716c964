/**
 * Scopes as flat lists (object, type, object, type, …), from V8 itself or from the inspector, and what can be told of them: where
 * a name is bound.
 */
import type { UserFunction } from '../call'
import { readClosure } from './closure'
import type { Closure } from './scopes'
import { EVERY_DEPTH, type FlatScopes, SCOPE, scopesOf, showsScopes } from './v8-scopes'

/** Which scope, by its place in the list, has the variable; -1 for none but the global object. */
export function holderOf(flat: FlatScopes, name: string): number {
  for (let i = 0; i < flat.length; i += 2)
    if (flat[i + 1] !== SCOPE.GLOBAL && Object.hasOwn(flat[i] as object, name)) return i / 2
  return -1
}

/** At which depth each name is bound; -1 for globals. Undefined where this cannot be seen, or changes. */
export function depthsOf(
  fn: UserFunction,
  names: readonly string[],
): readonly number[] | undefined {
  if (names.length === 0) return []
  const flat = showsScopes()
    ? scopesOf(fn, EVERY_DEPTH)
    : inspectScopes(new Map([[fn, EVERY_DEPTH]])).get(fn)
  if (flat === undefined || flat.at(-2) !== globalThis) return undefined
  for (let i = 1; i < flat.length; i += 2) if (flat[i] === SCOPE.WITH) return undefined
  return names.map((name) => holderOf(flat, name))
}

/**
 * The scopes of several functions, each at the depths of its mask, by one visit to the inspector. Functions whose scopes
 * cannot be read are missing.
 */
export function inspectScopes(
  masks: ReadonlyMap<UserFunction, number>,
): ReadonlyMap<UserFunction, FlatScopes> {
  const flats = new Map<UserFunction, FlatScopes>()
  const functions = [...masks.keys()]
  if (functions.length === 0) return flats
  try {
    for (const [i, closure] of readClosure(functions).entries()) {
      const fn = functions[i] as UserFunction
      flats.set(fn, flatten(closure, masks.get(fn) as number))
    }
  } catch {
    // Whoever looks closer says what is wrong.
  }
  return flats
}

/** Inspected scopes in the form that V8 itself gives them, at the depths of the mask. */
function flatten({ scopes, withObjects, global }: Closure, mask: number): FlatScopes {
  const flat: unknown[] = []
  const isWanted = (depth: number): boolean => (mask >>> Math.min(depth, 31)) % 2 === 1
  for (const [depth, scope] of scopes.entries())
    if (isWanted(depth)) flat.push(scope, withObjects.has(scope) ? SCOPE.WITH : undefined)
  if (isWanted(scopes.length)) flat.push(global, SCOPE.GLOBAL)
  return flat
}
