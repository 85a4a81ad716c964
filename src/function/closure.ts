/**
 * The variables of a live closure: which a function finds around it, and what they hold now.
 *
 * V8 is asked directly where that is known to work (`v8-scopes.ts`), the inspector elsewhere (`inspector.ts`).
 */
import { builtinValue, isHostGlobal } from './builtins'
import { inspectClosures } from './inspector'
import { type Closure, type FunctionLocation, type Scope, UnreadableClosureError } from './scopes'
import { EVERY_DEPTH, placeOf, SCOPE, scopesOf } from './v8-scopes'

export { type FunctionLocation, UnreadableClosureError } from './scopes'

/** Where a free variable was found, and what it holds. */
export interface FreeValue {
  readonly from: 'captures' | 'closure' | 'global'
  readonly value: unknown
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
  const inspected = inspectClosures(rest)
  return closures.map((closure) => closure ?? (inspected.shift() as Closure))
}

/** The closure as V8 tells it; undefined where it cannot be asked, or has no scopes to show. */
function askV8(fn: unknown): Closure | undefined {
  const flat = scopesOf(fn, EVERY_DEPTH)
  // The last scope is the global object.
  if (flat === undefined || flat.at(-1) !== SCOPE.GLOBAL) return undefined
  const scopes: Scope[] = []
  const withObjects = new Set<Scope>()
  for (let i = 0; i < flat.length - 2; i += 2) {
    scopes.push(flat[i] as Scope)
    if (flat[i + 1] === SCOPE.WITH) withObjects.add(flat[i] as Scope)
  }
  return { scopes, withObjects, global: flat.at(-2) as Scope, location: placeOf(fn) }
}

/**
 * What has been learnt about a function object for good: its free names never move between closure and globals, unless
 * a `with` stands between.
 */
interface Known {
  readonly inClosure: Map<string, boolean>
  location: FunctionLocation | undefined
}

const NO_CLOSURE: Pick<Closure, 'scopes' | 'withObjects' | 'global'> = {
  scopes: [],
  withObjects: new Set(),
  global: globalThis as unknown as Scope,
}

const known = new WeakMap<object, Known>()

/** Where `fn` begins in its script, when that costs little to know. */
export function knownLocation(fn: object): FunctionLocation | undefined {
  return known.get(fn)?.location ?? placeOf(fn)
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
  const { scopes, withObjects, global } = look ? read(fn, wanted, facts) : NO_CLOSURE
  for (const name of wanted) {
    const scope = scopes.find((candidate) =>
      withObjects.has(candidate) ? bindsWith(candidate, name) : Object.hasOwn(candidate, name),
    )
    if (scope !== undefined) {
      inClosure.set(name, true)
      found.set(name, { from: 'closure', value: readVariable(scope, name) })
      continue
    }
    // A function of another vm context has globals of its own; those that every realm has go by their names.
    const foreign = global !== globalThis && !isStandard(name)
    const world = foreign ? global : (globalThis as unknown as Scope)
    if (!(name in world)) continue
    const lasting = !foreign && withObjects.size === 0
    if (lasting) inClosure.set(name, false)
    found.set(name, { from: lasting ? 'global' : 'closure', value: readVariable(world, name) })
  }
  return found
}

function isStandard(name: string): boolean {
  return builtinValue(name) !== undefined || isHostGlobal(name)
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

function readVariable(scope: Readonly<Record<string, unknown>>, name: string): unknown {
  try {
    return scope[name]
  } catch (cause) {
    throw new UnreadableClosureError(
      `\`${name}\` has no value yet: its declaration has not run`,
      name,
      { cause },
    )
  }
}
