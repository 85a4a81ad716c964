/**
 * The engine's own functions and objects, by name, as they were when numpool was loaded.
 *
 * Two questions are answered from this one snapshot: "which builtin is this value?" (a builtin crosses to a worker or
 * to a kernel by its name, under whatever alias the user holds it) and "is this builtin still the original?" (a kernel
 * may compute `Math.sin` only while `Math.sin` is what V8 made). The second is asked on the native hot path.
 */

interface Entry {
  /** The object it is a member of; undefined for a global. */
  readonly owner: object | undefined
  /** The path of the owner: the owner itself must be the original too. */
  readonly parent: Entry | undefined
  readonly key: string
  readonly value: unknown
}

/** ECMAScript's globals that are functions or namespaces, as far as they can be named in a user's function. */
const GLOBALS = [
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
const HOST_GLOBALS: ReadonlySet<string> = new Set(
  (
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
  ).split(' '),
)

const entries = new Map<string, Entry>()
const names = new Map<unknown, string>()
const globals = globalThis as unknown as Record<string, unknown>

function isNameable(value: unknown): value is object {
  return typeof value === 'function' || (typeof value === 'object' && value !== null)
}

function add(path: string, entry: Entry): void {
  entries.set(path, entry)
  // `Number.parseFloat` is `parseFloat`: the first name, the global one, stays.
  if (isNameable(entry.value) && !names.has(entry.value)) names.set(entry.value, path)
}

for (const key of GLOBALS) {
  const value = globals[key]
  if (value !== undefined) add(key, { owner: undefined, parent: undefined, key, value })
}
for (const name of NAMESPACES) {
  const parent = entries.get(name)
  if (parent === undefined) continue
  const owner = parent.value as object
  for (const key of Object.getOwnPropertyNames(owner)) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, key)
    if (descriptor === undefined || !('value' in descriptor) || key === 'prototype') continue
    if (key === 'name' || key === 'length') continue
    add(`${name}.${key}`, { owner, parent, key, value: descriptor.value })
  }
}

/**
 * The name of a builtin: `Math.sin`, `parseInt`, `JSON.parse`; undefined for anything else.
 *
 * Identity decides, so an alias (`const { sin } = Math`) has the builtin's name and a replacement has none.
 */
export function builtinName(value: unknown): string | undefined {
  return isNameable(value) ? names.get(value) : undefined
}

/**
 * Whether the builtin of this path is still the one that was there when numpool was loaded; `Math.sin` asks for both
 * `Math` and its `sin`. False for a path that never was a builtin.
 */
export function isPristine(path: string): boolean {
  const entry = entries.get(path)
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
  return entries.get(path)?.value
}

/** Whether Node or the web platform gives every worker a global of this name. */
export function isHostGlobal(name: string): boolean {
  return HOST_GLOBALS.has(name)
}

/** What a namespace had when numpool was loaded; made on first need, from the snapshot. */
interface Inventory {
  readonly owner: Record<string, unknown>
  readonly keys: readonly string[]
  readonly values: readonly unknown[]
  /** How many names it had, accessors and constants included. */
  readonly size: number
}

const inventories = new Map<string, Inventory>()
const NONE: ReadonlyMap<string, unknown> = new Map()
/** Names per namespace at load: a name added later is a replacement, too. */
const sizes = new Map<string, number>()
for (const name of NAMESPACES) {
  const owner = entries.get(name)?.value
  if (owner !== undefined) sizes.set(name, Object.getOwnPropertyNames(owner).length)
}

function inventoryOf(namespace: string): Inventory | undefined {
  const known = inventories.get(namespace)
  if (known !== undefined) return known
  const size = sizes.get(namespace)
  if (size === undefined) return undefined
  const members = [...entries.values()].filter(({ parent }) => parent?.key === namespace)
  const made = {
    owner: entries.get(namespace)?.value as Record<string, unknown>,
    keys: members.map(({ key }) => key),
    values: members.map(({ value }) => value),
    size,
  }
  inventories.set(namespace, made)
  return made
}

/** The members of a namespace (`Math`) that are no longer what they were, or new; their present values. */
export function replacedMembers(namespace: string): ReadonlyMap<string, unknown> {
  const inventory = inventoryOf(namespace)
  if (inventory === undefined) return NONE
  const { owner, keys, values, size } = inventory
  let replaced: Map<string, unknown> | undefined
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string
    // `NaN` is not equal to itself, and cannot be replaced.
    if (owner[key] === values[i] || key === 'NaN') continue
    replaced ??= new Map()
    replaced.set(key, owner[key])
  }
  if (Object.getOwnPropertyNames(owner).length > size) {
    replaced ??= new Map()
    for (const key of Object.getOwnPropertyNames(owner))
      if (
        !entries.has(`${namespace}.${key}`) &&
        Object.getOwnPropertyDescriptor(owner, key)?.writable
      )
        replaced.set(key, owner[key])
  }
  return replaced ?? NONE
}

/** Whether this name meant one of ECMAScript's globals at load and means, or holds, something else now. */
export function isReplaced(name: string): boolean {
  if (!entries.has(name)) return false
  return !isPristine(name) || replacedMembers(name).size > 0
}

let prototypeNames: Map<unknown, string> | undefined

/**
 * The names that are looked up only when a function has to travel: methods of prototypes (`Array.prototype.slice`)
 * and what Node puts on its globals (`console.log`, `process.hrtime`). Gathered on first need, so loading stays cheap.
 */
export function lateBuiltinName(value: unknown): string | undefined {
  if (!isNameable(value)) return undefined
  prototypeNames ??= gatherLateNames()
  return prototypeNames.get(value)
}

function gatherLateNames(): Map<unknown, string> {
  const found = new Map<unknown, string>()
  const gather = (owner: unknown, path: string): void => {
    if (!isNameable(owner)) return
    for (const key of Object.getOwnPropertyNames(owner)) {
      const value: unknown = Object.getOwnPropertyDescriptor(owner, key)?.value
      if (
        typeof value === 'function' &&
        key !== 'constructor' &&
        !names.has(value) &&
        !found.has(value)
      )
        found.set(value, `${path}.${key}`)
    }
  }
  for (const key of GLOBALS) {
    const value = entries.get(key)?.value
    if (typeof value === 'function') gather(value.prototype, `${key}.prototype`)
  }
  for (const key of HOST_GLOBALS) {
    // `process` and `Buffer` are accessors that answer with what is there; other accessors load things when read.
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, key)
    if (descriptor === undefined) continue
    const value: unknown =
      key === 'process' || key === 'Buffer' ? globals[key] : (descriptor.value as unknown)
    if (!isNameable(value) || value === globalThis) continue
    if (!found.has(value) && !names.has(value)) found.set(value, key)
    if (key === 'console' || key === 'process' || key === 'Buffer' || key === 'URL')
      gather(value, key)
  }
  found.set(globalThis, 'globalThis')
  return found
}
