/**
 * The engine's own functions and objects, by name, as they were when numpool was loaded.
 *
 * Two questions are answered from this one snapshot: "which builtin is this value?" (a builtin crosses to a worker or
 * to a kernel by its name, under whatever alias the user holds it) and "is this builtin still the original?" (a kernel
 * may compute `Math.sin` only while `Math.sin` is what V8 made). The second is asked on the native hot path.
 */
import { isObject } from '../is-object'
import { genuine } from '../platform/timers'

/** One builtin: a global, or a member of one. */
interface Entry {
  /** The object it is a member of; undefined for a global. */
  readonly owner: object | undefined
  /** The path of the owner: the owner itself must be the original too. */
  readonly parent: Entry | undefined
  readonly key: string
  readonly value: unknown
}

/** ECMAScript's globals that are functions or namespaces, as far as they can be named in a user's function. */
export const GLOBALS = [
  'Object',
  'Function',
  'Array',
  'Number',
  'parseFloat',
  'parseInt',
  'Boolean',
  'String',
  'Symbol',
  'Date',
  'Promise',
  'RegExp',
  'Error',
  'AggregateError',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
  'JSON',
  'Math',
  'Intl',
  'ArrayBuffer',
  'Atomics',
  'Uint8Array',
  'Int8Array',
  'Uint16Array',
  'Int16Array',
  'Uint32Array',
  'Int32Array',
  'Float16Array',
  'Float32Array',
  'Float64Array',
  'Uint8ClampedArray',
  'BigUint64Array',
  'BigInt64Array',
  'DataView',
  'Map',
  'BigInt',
  'Set',
  'Iterator',
  'WeakMap',
  'WeakSet',
  'WeakRef',
  'Proxy',
  'Reflect',
  'FinalizationRegistry',
  'SharedArrayBuffer',
  'decodeURI',
  'decodeURIComponent',
  'encodeURI',
  'encodeURIComponent',
  'escape',
  'unescape',
  'eval',
  'isFinite',
  'isNaN',
  'WebAssembly',
] as const

/** Those whose static members are looked at too. */
const NAMESPACES: ReadonlySet<string> = new Set([
  'Math',
  'Number',
  'JSON',
  'Object',
  'Array',
  'String',
  'Date',
  'Reflect',
  'BigInt',
  'Symbol',
  'Promise',
  'Atomics',
  'ArrayBuffer',
  'Map',
  'Intl',
])

/** What Node and the web platform add; every worker has them, so a function may use them by name. */
const HOST_GLOBALS =
  'globalThis global process Buffer console URL URLSearchParams TextEncoder TextDecoder AbortController AbortSignal ' +
  'Event EventTarget CustomEvent MessageChannel MessagePort MessageEvent BroadcastChannel Blob File FormData Headers ' +
  'Request Response fetch WebSocket EventSource CloseEvent performance Performance PerformanceEntry ' +
  'PerformanceMark PerformanceMeasure PerformanceObserver PerformanceObserverEntryList ' +
  'PerformanceResourceTiming crypto Crypto CryptoKey SubtleCrypto DOMException structuredClone queueMicrotask ' +
  'setTimeout clearTimeout setInterval clearInterval setImmediate clearImmediate atob btoa navigator Navigator ' +
  'ReadableStream ReadableStreamDefaultReader ReadableStreamBYOBReader ReadableStreamBYOBRequest ' +
  'ReadableByteStreamController ReadableStreamDefaultController WritableStream WritableStreamDefaultWriter ' +
  'WritableStreamDefaultController TransformStream TransformStreamDefaultController ByteLengthQueuingStrategy ' +
  'CountQueuingStrategy TextEncoderStream TextDecoderStream CompressionStream DecompressionStream Storage ' +
  'localStorage sessionStorage DisposableStack AsyncDisposableStack SuppressedError Temporal URLPattern ' +
  'undefined NaN Infinity'

const globals = globalThis as unknown as Record<string, unknown>

/** The static members of one namespace at load. */
interface Inventory {
  readonly owner: Record<string, unknown>
  readonly keys: readonly string[]
  readonly values: readonly unknown[]
}

/** A global, or what it stands for: a test may have put a clock of its own in place of `Date` before. */
function genuineGlobal(key: string): unknown {
  const value = globals[key]
  return isObject(value) ? genuine(value, key) : value
}

// Taken now, sorted into maps when first asked: most programs ask late or never.
const atLoad: readonly unknown[] = GLOBALS.map(genuineGlobal)
const inventories = new Map<string, Inventory>()
for (const name of NAMESPACES) {
  const owner = genuineGlobal(name) as Record<string, unknown> | undefined
  if (owner === undefined) continue
  const keys = Object.getOwnPropertyNames(owner)
  inventories.set(name, { owner, keys, values: keys.map((key) => owner[key]) })
}

interface Index {
  readonly entries: ReadonlyMap<string, Entry>
  readonly names: ReadonlyMap<unknown, string>
}

let index: Index | undefined

function makeIndex(): Index {
  const entries = new Map<string, Entry>()
  const names = new Map<unknown, string>()
  const add = (path: string, entry: Entry): void => {
    entries.set(path, entry)
    // `Number.parseFloat` is `parseFloat`: the first name, the global one, stays.
    if (isNameable(entry.value) && !names.has(entry.value)) names.set(entry.value, path)
  }
  for (const [i, key] of GLOBALS.entries()) {
    const value = atLoad[i]
    if (value !== undefined) add(key, { owner: undefined, parent: undefined, key, value })
  }
  for (const [name, { owner, keys, values }] of inventories) {
    const parent = entries.get(name)
    for (const [i, key] of keys.entries())
      if (!INHERENT.has(key)) add(`${name}.${key}`, { owner, parent, key, value: values[i] })
  }
  index = { entries, names }
  return index
}

/** What every constructor has. */
const INHERENT: ReadonlySet<string> = new Set(['prototype', 'name', 'length'])

function isNameable(value: unknown): value is object {
  return typeof value === 'function' || (typeof value === 'object' && value !== null)
}

/**
 * The name of a builtin: `Math.sin`, `parseInt`, `JSON.parse`; undefined for anything else.
 *
 * Identity decides, so an alias (`const { sin } = Math`) has the builtin's name and a replacement has none.
 */
export function builtinName(value: unknown): string | undefined {
  return isNameable(value) ? (index ?? makeIndex()).names.get(value) : undefined
}

/**
 * Whether the builtin of this path is still the one that was there when numpool was loaded; `Math.sin` asks for both
 * `Math` and its `sin`. False for a path that never was a builtin.
 */
export function isPristine(path: string): boolean {
  const entry = (index ?? makeIndex()).entries.get(path)
  if (entry === undefined) return false
  const { owner, parent } = entry
  if (owner === undefined || parent === undefined) return globals[entry.key] === entry.value
  return (
    globals[parent.key] === parent.value &&
    (owner as Record<string, unknown>)[entry.key] === entry.value
  )
}

/** The original builtin of this path, whatever has been put in its place since; undefined for no builtin. */
export function builtinValue(path: string): unknown {
  return (index ?? makeIndex()).entries.get(path)?.value
}

let hostGlobals: ReadonlySet<string> | undefined

/** Whether Node or the web platform gives every worker a global of this name. */
export function isHostGlobal(name: string): boolean {
  hostGlobals ??= new Set(HOST_GLOBALS.split(' '))
  return hostGlobals.has(name)
}

const NONE: ReadonlyMap<string, unknown> = new Map()

/** The members of a namespace (`Math`) that are no longer what they were, or new; their present values. */
export function replacedMembers(namespace: string): ReadonlyMap<string, unknown> {
  const inventory = inventories.get(namespace)
  if (inventory === undefined) return NONE
  const { owner, keys, values } = inventory
  let replaced: Map<string, unknown> | undefined
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string
    // Not by `===`: `Number.NaN` is not equal to itself.
    if (Object.is(owner[key], values[i])) continue
    replaced ??= new Map()
    replaced.set(key, owner[key])
  }
  const present = Object.getOwnPropertyNames(owner)
  if (present.length > keys.length) {
    replaced ??= new Map()
    for (const key of present) if (!keys.includes(key)) replaced.set(key, owner[key])
  }
  return replaced ?? NONE
}

/** Whether this name meant one of ECMAScript's globals at load and means, or holds, something else now. */
export function isReplaced(name: string): boolean {
  if (builtinValue(name) === undefined) return false
  return !isPristine(name) || replacedMembers(name).size > 0
}
