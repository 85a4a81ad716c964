/**
 * The names that are looked up only when a function has to travel: methods of prototypes (`Array.prototype.slice`) and
 * what Node puts on its globals (`console.log`, `process.hrtime`). Gathered on first need, so that loading stays cheap.
 */
import { isObject } from '../is-object'
import { builtinName, builtinValue, GLOBALS, isHostGlobal } from './builtins'
import { placeWords, scriptNameOf } from './v8-scopes'

/** Those of Node's globals that are objects. */
const HOST_OBJECTS =
  'globalThis process console performance crypto navigator localStorage sessionStorage Temporal'.split(
    ' ',
  )

/** Those whose members are looked at. */
const HOST_NAMESPACES = ['process', 'Buffer', 'console', 'URL']

let methodNames: ReadonlyMap<unknown, string> | undefined

/** The name of a function or object of Node's globals, or of a method of the language's; undefined for anything else. */
export function lateBuiltinName(value: unknown): string | undefined {
  if (typeof value === 'object')
    return value === null ? undefined : HOST_OBJECTS.find((key) => hostGlobal(key) === value)
  // Most are somebody's own, for which nothing need be gathered.
  if (typeof value !== 'function' || isSomebodys(value) === true) return undefined
  methodNames ??= gatherMethods()
  return methodNames.get(value) ?? hostFunctionName(value)
}

/**
 * A function among Node's globals goes by its own name. (To look through all of them would load some: newer Nodes have
 * globals that look like data and load `fetch` with all it needs, 25 ms, when their descriptor is read.)
 */
function hostFunctionName(value: object): string | undefined {
  const { name } = value as { readonly name?: unknown }
  if (typeof name !== 'string' || !isHostGlobal(name) || hostGlobal(name) !== value)
    return undefined
  return builtinName(value) === undefined && isOriginal(value, name) ? name : undefined
}

/** What a global of Node's holds. `process` and `Buffer` are accessors that answer with what is there; others load things when read. */
function hostGlobal(key: string): unknown {
  if (key === 'process') return process
  if (key === 'Buffer') return Buffer
  return Object.getOwnPropertyDescriptor(globalThis, key)?.value
}

const toSource = Function.prototype.toString

/** Whether a function is neither the engine's nor Node's; undefined where V8 does not tell. */
function isSomebodys(fn: object): boolean | undefined {
  const script = scriptNameOf(fn)
  if (script !== undefined) return !script.startsWith('node:')
  return placeWords(fn) === undefined ? undefined : true
}

/**
 * Whether a function is the engine's or Node's own: anyone may have put theirs in its place by now, or beside it. A
 * native one under another's key (`x.map = x.filter`) has its own name elsewhere.
 */
function isOriginal(fn: object, key: string): boolean {
  const somebodys = isSomebodys(fn)
  if (somebodys !== undefined) return !somebodys
  if (toSource.call(fn).endsWith('{ [native code] }'))
    return (fn as { readonly name?: unknown }).name === key
  // Node's functions have a text, and where V8 tells nothing, no place either.
  return placeWords(isOriginal) === undefined
}

function gatherMethods(): Map<unknown, string> {
  const found = new Map<unknown, string>()
  const gather = (owner: unknown, path: string): void => {
    if (!isObject(owner)) return
    for (const key of Object.getOwnPropertyNames(owner)) {
      const value: unknown = Object.getOwnPropertyDescriptor(owner, key)?.value
      if (typeof value !== 'function' || key === 'constructor' || !isOriginal(value, key)) continue
      if (builtinName(value) === undefined && !found.has(value)) found.set(value, `${path}.${key}`)
    }
  }
  for (const key of GLOBALS) {
    const value = builtinValue(key)
    if (typeof value === 'function') gather(value.prototype, `${key}.prototype`)
  }
  for (const key of HOST_NAMESPACES) {
    const value = hostGlobal(key)
    if (typeof value !== 'function' || isOriginal(value, key)) gather(value, key)
  }
  return found
}
