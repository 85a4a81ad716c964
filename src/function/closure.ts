/**
 * Reads the variables of a live closure through `node:inspector`.
 *
 * The debugger's `[[Scopes]]` of a function are handed over as live objects by one `Runtime.callFunctionOn`
 * (0.1-0.2 ms for any number of variables; one `getProperties` a variable is several times dearer). The session is
 * connected, used and disconnected in one synchronous stretch: while one is open, everything given to console.log
 * stays reachable.
 *
 * The functions are handed to the debugger on a symbol of `inspector.Session`: the module object is one and the same in
 * the main context, where `Runtime.evaluate` runs, and in vm contexts (Jest), where this code may run.
 */
import type { Session } from 'node:inspector'
import { builtinValue, isHostGlobal } from './builtins'

/** Where a function begins, counted from 0, in the script it was compiled from. */
export interface FunctionLocation {
  readonly line: number
  readonly column: number
}

type Scope = Readonly<Record<string, unknown>>

/** The variables of one function, innermost scope first; the global object is not among them. */
export interface Closure {
  readonly scopes: readonly Scope[]
  /** Those of the scopes that are the object of a `with`, whose properties come and go. */
  readonly withObjects: ReadonlySet<Scope>
  /** The global object of the function's realm. */
  readonly global: Scope
  readonly location: FunctionLocation | undefined
}

/** Where a free variable was found, and what it holds. */
export interface FreeValue {
  readonly from: 'captures' | 'closure' | 'global'
  readonly value: unknown
}

/** Why a variable could not be read. */
export class UnreadableClosureError extends Error {
  override readonly name = 'UnreadableClosureError'
  /** The variable that was asked for. */
  readonly variable: string | undefined

  constructor(why: string, variable: string | undefined, options?: ErrorOptions) {
    super(why, options)
    this.variable = variable
  }
}

const REGISTRY = Symbol.for('numpool.closure.registry')
const EXPRESSION =
  "process.getBuiltinModule('node:inspector').Session[Symbol.for('numpool.closure.registry')]"
const HAND_OVER = `function (...lists) {
  const { found } = ${EXPRESSION}
  for (const list of lists) {
    const scopes = []
    const withObjects = new Set()
    for (let i = 0; i < list.length; i++) {
      scopes.push(list[i].object)
      if (list[i].description === 'With Block') withObjects.add(list[i].object)
    }
    found.push({ scopes, withObjects })
  }
}`

interface Registry {
  readonly functions: readonly unknown[]
  readonly found: { readonly scopes: Scope[]; readonly withObjects: Set<Scope> }[]
}

/** What the debugger says of a value. */
interface RemoteObject {
  readonly objectId?: string
  readonly value?: { readonly lineNumber: number; readonly columnNumber: number }
}

interface Property {
  readonly name: string
  readonly value?: RemoteObject
}

interface Reply {
  readonly result: RemoteObject
  readonly internalProperties?: readonly Property[]
  readonly exceptionDetails?: { readonly text: string }
}

/**
 * Reads the closures of several functions at once.
 *
 * @throws {UnreadableClosureError} where there is no inspector, or it is not permitted
 */
export function readClosure(functions: readonly unknown[]): Closure[] {
  const { session, holder } = openSession()
  const registry: Registry = { functions, found: [] }
  holder[REGISTRY] = registry
  try {
    const post = poster(session)
    const locations: (FunctionLocation | undefined)[] = []
    const scopes: { objectId: string }[] = []
    for (let i = 0; i < functions.length; i++) {
      const expression = `${EXPRESSION}.functions[${i}]`
      const handle = post('Runtime.evaluate', { expression, silent: true })
      const { internalProperties = [] } = post('Runtime.getProperties', {
        objectId: idOf(handle.result),
        ownProperties: true,
      })
      const place = internalProperties.find(({ name }) => name === '[[FunctionLocation]]')?.value
        ?.value
      locations.push(
        place === undefined ? undefined : { line: place.lineNumber, column: place.columnNumber },
      )
      const chain = internalProperties.find(({ name }) => name === '[[Scopes]]')
      scopes.push({ objectId: idOf(chain?.value) })
    }
    const [first] = scopes
    if (first === undefined) return []
    post('Runtime.callFunctionOn', {
      ...first,
      functionDeclaration: HAND_OVER,
      arguments: scopes,
    })
    return registry.found.map(({ scopes: chain, withObjects }, i) => ({
      // The last scope is the global object.
      scopes: chain.slice(0, -1),
      withObjects,
      global: chain.at(-1) as Scope,
      location: locations[i],
    }))
  } finally {
    delete holder[REGISTRY]
    session.disconnect()
  }
}

function openSession(): { session: Session; holder: Record<symbol, unknown> } {
  try {
    const inspector = process.getBuiltinModule('node:inspector')
    const session = new inspector.Session()
    session.connect()
    return { session, holder: inspector.Session as unknown as Record<symbol, unknown> }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new UnreadableClosureError(`node:inspector cannot be used here (${why})`, undefined, {
      cause,
    })
  }
}

/** The debugger answers within the call, so its replies can be returned. */
function poster(session: Session): (method: string, params: object) => Reply {
  return (method, params) => {
    let failure: Error | null = null
    let reply: Reply | undefined
    session.post(method, params, (error, result) => {
      failure = error
      reply = result as Reply
    })
    if (failure !== null || reply === undefined || reply.exceptionDetails !== undefined) {
      const why = reply?.exceptionDetails?.text ?? String((failure as Error | null)?.message)
      throw new UnreadableClosureError(`the inspector refused ${method} (${why})`, undefined)
    }
    return reply
  }
}

function idOf(object: RemoteObject | undefined): string {
  if (object?.objectId === undefined)
    throw new UnreadableClosureError('the inspector gave no handle of the function', undefined)
  return object.objectId
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

/** Where `fn` begins in its script, when its closure has been read before. */
export function knownLocation(fn: object): FunctionLocation | undefined {
  return known.get(fn)?.location
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
