/**
 * Reads closures through `node:inspector`, where V8 cannot be asked directly (`v8-scopes.ts`).
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
import { type Closure, type FunctionLocation, type Scope, UnreadableClosureError } from './scopes'

const REGISTRY = Symbol.for('numpool.closure.registry')
const EXPRESSION =
  "process.getBuiltinModule('node:inspector').Session[Symbol.for('numpool.closure.registry')]"
const HAND_OVER = `function (...lists) {
  const { found } = ${EXPRESSION}
  for (const list of lists) {
    const scopes = []
    const withObjects = new Set()
    let isInFunction = false
    for (let i = 0; i < list.length; i++) {
      scopes.push(list[i].object)
      if (list[i].description.startsWith('With Block')) withObjects.add(list[i].object)
      if (list[i].description.startsWith('Closure')) isInFunction = true
    }
    found.push({ scopes, withObjects, isInFunction })
  }
}`

interface Registry {
  readonly functions: readonly unknown[]
  readonly found: {
    readonly scopes: Scope[]
    readonly withObjects: Set<Scope>
    readonly isInFunction: boolean
  }[]
}

/** What the debugger says of a value. */
interface RemoteObject {
  readonly objectId?: string
  readonly value?: {
    readonly scriptId?: string
    readonly lineNumber: number
    readonly columnNumber: number
  }
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
export function inspectClosures(functions: readonly unknown[]): Closure[] {
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
        place === undefined
          ? undefined
          : {
              script: Number(place.scriptId),
              line: place.lineNumber,
              column: place.columnNumber,
            },
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
    return registry.found.map(({ scopes: chain, withObjects, isInFunction }, i) => ({
      // The last scope is the global object.
      scopes: chain.slice(0, -1),
      withObjects,
      isInFunction,
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
      // Other runtimes have the module and not all of its commands.
      const { message = 'no answer' } = (failure as Error | null) ?? {}
      const why = reply?.exceptionDetails?.text ?? message
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
