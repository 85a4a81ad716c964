/**
 * The variables of a live closure: which a function finds around it, and what they hold now.
 *
 * V8 is asked directly where that is known to work (`v8-scopes.ts`), the inspector elsewhere (`inspector.ts`).
 */
import { isObject } from '../is-object'
import { genuine } from '../platform/timers'
import { builtinValue, isHostGlobal } from './builtins'
import { isDead, mayBeDead } from './dead-zone'
import { mayGrow } from './growing'
import { inspectClosures } from './inspector'
import { type Closure, type FunctionLocation, type Scope, UnreadableClosureError } from './scopes'
import { EVERY_DEPTH, placeOf, SCOPE, scopesOf, search } from './v8-scopes'

export { type FunctionLocation, UnreadableClosureError } from './scopes'

/** Where a free variable was found, and what it holds. */
export interface FreeValue {
  readonly from: 'captures' | 'closure' | 'global'
  readonly value: unknown
  /** Of a global: whether a variable of the closure may come to hide it, by a direct `eval` around the function. */
  readonly passing?: true
}

/**
 * Reads the closures of several functions at once.
 *
 * @throws {UnreadableClosureError} where there is no inspector, or it is not permitted
 */
export function readClosure(functions: readonly unknown[]): Closure[] {
  const closures = functions.map(askV8)
  const rest = functions.filter((_, i) => closures[i] === undefined)
  if (rest.length === 0) return closures as Closure[]
  const inspected = inspect(rest)
  return closures.map((closure) => closure ?? (inspected.shift() as Closure))
}

/** What the inspector tells, or V8 after all where there is none, or the permission model refuses it. */
function inspect(functions: readonly unknown[]): Closure[] {
  try {
    return inspectClosures(functions)
  } catch (error) {
    if (!search()) throw error
    const closures = functions.map(askV8)
    if (closures.includes(undefined)) throw error
    return closures as Closure[]
  }
}

/** The closure as V8 tells it; undefined where it cannot be asked, or has no scopes to show. */
function askV8(fn: unknown): Closure | undefined {
  const flat = scopesOf(fn, EVERY_DEPTH)
  // The last scope is the global object.
  if (flat === undefined || flat.at(-1) !== SCOPE.GLOBAL) return undefined
  const scopes: Scope[] = []
  const withObjects = new Set<Scope>()
  let isInFunction = false
  for (let i = 0; i < flat.length - 2; i += 2) {
    scopes.push(flat[i] as Scope)
    if (flat[i + 1] === SCOPE.WITH) withObjects.add(flat[i] as Scope)
    if (flat[i + 1] === SCOPE.FUNCTION) isInFunction = true
  }
  const global = flat.at(-2) as Scope
  return { scopes, withObjects, isInFunction, global, location: placeOf(fn) }
}

/**
 * What has been learnt about a function object for good: its free names never move between closure and globals, unless
 * a `with` stands between, or code that `eval` may have declared variables in.
 */
interface Known {
  readonly inClosure: Map<string, boolean>
  location: FunctionLocation | undefined
}

const NO_CLOSURE: Pick<Closure, 'scopes' | 'withObjects' | 'isInFunction' | 'global'> = {
  scopes: [],
  withObjects: new Set(),
  isInFunction: false,
  global: globalThis as unknown as Scope,
}

const known = new WeakMap<object, Known>()

/** Where `fn` begins in its script, when that costs little to know. */
export function knownLocation(fn: object): FunctionLocation | undefined {
  return known.get(fn)?.location ?? placeOf(fn)
}

/** Where `fn` begins in its script, looked for if need be; undefined where nobody can tell. */
export function locationOf(fn: object): FunctionLocation | undefined {
  const location = knownLocation(fn)
  if (location !== undefined) return location
  try {
    return readClosure([fn])[0]?.location
  } catch {
    return undefined
  }
}

/**
 * The present values of a function's free variables: from `captures`, else from its closure (innermost scope first),
 * else from the globals. A name that is nowhere is missing in the answer.
 *
 * @throws {UnreadableClosureError} when a variable can be in the closure only and the closure cannot be read
 */
export function resolveFree(
  fn: (...args: never[]) => unknown,
  names: readonly string[],
  captures?: Readonly<Record<string, unknown>>,
): Map<string, FreeValue> {
  const found = new Map<string, FreeValue>()
  const wanted: string[] = []
  for (const name of names) {
    if (captures !== undefined && Object.hasOwn(captures, name))
      found.set(name, { from: 'captures', value: captures[name] })
    else wanted.push(name)
  }
  let facts = known.get(fn)
  if (facts === undefined) {
    facts = { inClosure: new Map(), location: undefined }
    known.set(fn, facts)
  }
  const { inClosure } = facts
  const look = wanted.some((name) => inClosure.get(name) !== false)
  const { scopes, withObjects, isInFunction, global } = look ? read(fn, wanted, facts) : NO_CLOSURE
  let grows: boolean | undefined
  for (const name of wanted) {
    const scope = scopes.find((candidate) =>
      withObjects.has(candidate) ? bindsWith(candidate, name) : Object.hasOwn(candidate, name),
    )
    if (scope !== undefined) {
      inClosure.set(name, true)
      const value = readVariable(scope, name)
      if (mayBeDead(value) && !withObjects.has(scope)) {
        const at = scopes.indexOf(scope)
        if (isDead(() => readClosure([fn])[0]?.scopes[at], name)) throw undeclared(name, undefined)
      }
      found.set(name, { from: 'closure', value })
      continue
    }
    // A function of another vm context has globals of its own; those that every realm has go by their names.
    const foreign = global !== globalThis && !isStandard(name, global)
    const world = foreign ? global : (globalThis as unknown as Scope)
    if (!(name in world)) continue
    const from = !foreign && withObjects.size === 0 ? 'global' : 'closure'
    const value = globalVariable(world, name)
    grows ??= isInFunction && mayGrow(fn)
    if (from === 'global' && grows) found.set(name, { from, value, passing: true })
    else found.set(name, { from, value })
    if (from === 'global' && !grows) inClosure.set(name, false)
  }
  return found
}

/** Whether a name means in a realm what it means in every other: a global of ECMAScript's or of Node's, not one put in its place. */
function isStandard(name: string, global: Scope): boolean {
  if (!isKnown(name)) return false
  if (!(name in global)) return true
  const value = globalVariable(global, name)
  if (value === global || Object.is(value, (globalThis as unknown as Scope)[name])) return true
  return isOfRealm(name, value)
}

const toSource = Function.prototype.toString

/** Whether a value is what V8 itself has put into a realm under the name. */
function isOfRealm(name: string, value: unknown): boolean {
  if (typeof value === 'function')
    return toSource.call(value).endsWith('{ [native code] }') && value.name === name
  if (typeof value !== 'object' || value === null) return false
  const fields = Object.getOwnPropertyDescriptors(value) as Record<PropertyKey, PropertyDescriptor>
  if (fields[Symbol.toStringTag]?.value !== name) return false
  return Object.entries(fields).every(
    ([, { value: member }]) =>
      typeof member !== 'function' || toSource.call(member).endsWith('{ [native code] }'),
  )
}

/** Whether the object of a `with` stands for the variable: inherited properties count, unless it hides them. */
function bindsWith(object: Scope, name: string): boolean {
  if (!(name in object)) {
    // For a Proxy the debugger shows an empty object without a prototype.
    if (Object.getPrototypeOf(object) === null && Reflect.ownKeys(object).length === 0)
      throw new UnreadableClosureError(
        `\`${name}\` may come from a Proxy that is the object of a \`with\``,
        name,
      )
    return false
  }
  const hidden = (object as { [Symbol.unscopables]?: Record<string, unknown> | null })[
    Symbol.unscopables
  ]
  return !hidden?.[name]
}

function read(fn: unknown, wanted: readonly string[], facts: Known): typeof NO_CLOSURE {
  try {
    const [closure] = readClosure([fn])
    facts.location = closure?.location
    return closure ?? NO_CLOSURE
  } catch (error) {
    // A name that is a global everywhere is, without a closure to look into, taken for that global.
    const variable = wanted.find((name) => !(name in globalThis))
    if (variable === undefined) return NO_CLOSURE
    const why = error instanceof Error ? error.message : String(error)
    throw new UnreadableClosureError(why, variable, { cause: error })
  }
}

/** Whether a name is one of ECMAScript's globals or of Node's. */
function isKnown(name: string): boolean {
  return builtinValue(name) !== undefined || isHostGlobal(name)
}

/** A global; the genuine one where a test's clock stands in its place: a worker has its own, which goes on. */
function globalVariable(world: Scope, name: string): unknown {
  const value = readVariable(world, name)
  return isObject(value) && isKnown(name) ? genuine(value, name) : value
}

function readVariable(scope: Readonly<Record<string, unknown>>, name: string): unknown {
  try {
    return scope[name]
  } catch (cause) {
    throw undeclared(name, cause)
  }
}

function undeclared(name: string, cause: unknown): UnreadableClosureError {
  return new UnreadableClosureError(
    `\`${name}\` has no value yet: its declaration has not run`,
    name,
    cause === undefined ? undefined : { cause },
  )
}
