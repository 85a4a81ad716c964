/**
 * The realm of this package. Under Jest, and in other vm contexts, it is loaded where `Object`, `Array` and their like are not those of
 * Node's own realm. What clone makes of a message has the prototypes of Node's, whose arrays and dates are `instanceof` nothing that
 * the program knows. There, and only there, a value that arrives is walked, and its objects get the prototypes of this realm.
 */
import { isObject } from '../is-object'

/** Whether Node's own functions are of another realm than this code. */
export const isForeign: boolean =
  Object.getPrototypeOf(process.getBuiltinModule) !== Function.prototype

/** The classes whose instances clone makes. */
const CLONED =
  'Object Array Map Set Date RegExp Boolean Number String BigInt ArrayBuffer SharedArrayBuffer DataView Int8Array Uint8Array ' +
  'Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array Float32Array Float64Array BigInt64Array ' +
  'BigUint64Array Error EvalError RangeError ReferenceError SyntaxError TypeError URIError AggregateError'

let found: ReadonlyMap<object, object> | undefined

/** The prototypes of this realm, by those of Node's. */
function homes(): ReadonlyMap<object, object> {
  found ??= findHomes()
  return found
}

function findHomes(): ReadonlyMap<object, object> {
  type Classes = Readonly<Record<string, { readonly prototype: object } | undefined>>
  const { runInThisContext } = process.getBuiltinModule('node:vm')
  const theirs = runInThisContext('globalThis') as Classes
  const ours = globalThis as unknown as Classes
  const all = new Map<object, object>()
  for (const name of CLONED.split(' ')) {
    const from = theirs[name]?.prototype
    const to = ours[name]?.prototype
    if (from !== undefined && to !== undefined) all.set(from, to)
  }
  return all
}

/** Gives all that a message has brought the prototypes of this realm, where it {@link isForeign}. */
export function bringHome(arrived: unknown): void {
  const byTheirs = homes()
  const seen = new Set<object>()
  const left: unknown[] = [arrived]
  while (left.length > 0) {
    const value = left.pop()
    if (!isObject(value) || seen.has(value)) continue
    seen.add(value)
    const prototype = Object.getPrototypeOf(value) as object | null
    const home = prototype === null ? undefined : byTheirs.get(prototype)
    // Of no class that clone makes: a key, a blob.
    if (home === undefined) continue
    if (home !== prototype) Object.setPrototypeOf(value, home)
    if (ArrayBuffer.isView(value)) left.push(value.buffer)
    else if (value instanceof Map) for (const [key, member] of value) left.push(key, member)
    else if (value instanceof Set) for (const member of value) left.push(member)
    else for (const key in value) left.push((value as Record<string, unknown>)[key])
  }
}

/** What Node itself has thrown, as an instance of this realm's class. */
export function errorAtHome<T>(error: T): T {
  if (!isForeign || !isObject(error) || error instanceof Error) return error
  const byTheirs = homes()
  let prototype = Object.getPrototypeOf(error) as object | null
  while (prototype !== null) {
    const home = byTheirs.get(prototype)
    if (home !== undefined && home !== Object.prototype) {
      Object.setPrototypeOf(error, home)
      return error
    }
    prototype = Object.getPrototypeOf(prototype) as object | null
  }
  return error
}
