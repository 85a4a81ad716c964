/**
 * What kind of object a value is, as far as the codec tells kinds apart. Only direct instances count: an instance of a
 * subclass would arrive as something else. Objects of another realm (a vm context) have kinds too, by their brand.
 */
import { types } from 'node:util'

/** How an object crosses. */
export type Kind =
  | 'object'
  | 'null-object'
  | 'array'
  | 'map'
  | 'set'
  | 'date'
  | 'regexp'
  | 'view'
  | 'buffer'
  | 'memory'
  | 'boxed'
  | 'error'
  | 'url'
  | 'params'
  | 'dom-exception'
  /** An object of Node's own that structured clone carries whole. */
  | 'host'
  | 'refused'

const BY_NAME = new Map<string, Kind>([
  ['Object', 'object'],
  ['Array', 'array'],
  ['Map', 'map'],
  ['Set', 'set'],
  ['Date', 'date'],
  ['RegExp', 'regexp'],
  ['ArrayBuffer', 'memory'],
  ['SharedArrayBuffer', 'memory'],
  ['DataView', 'view'],
  ['Int8Array', 'view'],
  ['Uint8Array', 'view'],
  ['Uint8ClampedArray', 'view'],
  ['Int16Array', 'view'],
  ['Uint16Array', 'view'],
  ['Int32Array', 'view'],
  ['Uint32Array', 'view'],
  ['Float16Array', 'view'],
  ['Float32Array', 'view'],
  ['Float64Array', 'view'],
  ['BigInt64Array', 'view'],
  ['BigUint64Array', 'view'],
  ['Boolean', 'boxed'],
  ['Number', 'boxed'],
  ['String', 'boxed'],
  ['BigInt', 'boxed'],
  ['Buffer', 'buffer'],
  ['URL', 'url'],
  ['URLSearchParams', 'params'],
  ['DOMException', 'dom-exception'],
])

/** Node's classes whose instances structured clone carries as themselves. */
const HOST = new Set([
  'KeyObject',
  'SecretKeyObject',
  'PublicKeyObject',
  'PrivateKeyObject',
  'CryptoKey',
  'Blob',
  'BlockList',
  'SocketAddress',
  'X509Certificate',
  'RecordableHistogram',
])

const byPrototype = new Map<object, Kind>()
for (const [name, kind] of BY_NAME) {
  // Lazy globals (`DOMException`) are data on some versions and accessors on others; both are cheap to read here.
  const made: unknown = (globalThis as Record<string, unknown>)[name]
  if (typeof made === 'function') byPrototype.set(made.prototype as object, kind)
}

const { getPrototypeOf } = Object
const sourceOf = Function.prototype.toString

/** The kind of an object. */
export function kindOf(value: object): Kind {
  if (types.isProxy(value)) return 'refused'
  const prototype: unknown = getPrototypeOf(value)
  if (prototype === null) return types.isModuleNamespaceObject(value) ? 'refused' : 'null-object'
  const kind = byPrototype.get(prototype as object) ?? foreignKind(value, prototype as object)
  return branded(value, kind) ? kind : 'refused'
}

function foreignKind(value: object, prototype: object): Kind {
  if (types.isNativeError(value)) return 'error'
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  if (typeof maker !== 'function') return 'refused'
  if (HOST.has(maker.name)) return isCarried(value) ? 'host' : 'refused'
  if (types.isExternal(value)) return 'refused'
  if (maker.name === 'Module' && String(value) === '[object WebAssembly.Module]') return 'host'
  const kind = BY_NAME.get(maker.name)
  if (kind === undefined) return 'refused'
  // Buffer, URL and DOMException are JavaScript classes of Node's; the rest must be the engine's own.
  const hosted =
    kind === 'buffer' || kind === 'url' || kind === 'params' || kind === 'dom-exception'
  if (hosted) return getPrototypeOf(prototype) !== null && isHosted(value, kind) ? kind : 'refused'
  if (!sourceOf.call(maker).includes('[native code]')) return 'refused'
  if (kind === 'object' && getPrototypeOf(prototype) !== null) return 'refused'
  return kind
}

/** Whether clone gives the same kind of object: a class of the user's may have the name of one of Node's. */
function isCarried(value: object): boolean {
  try {
    return getPrototypeOf(structuredClone(value)) === getPrototypeOf(value)
  } catch {
    return false
  }
}

/** The kind of an instance of a subclass: what it is by its inner nature. */
export function baseKindOf(value: object): Kind {
  if (Array.isArray(value)) return 'array'
  if (types.isMap(value)) return 'map'
  if (types.isSet(value)) return 'set'
  if (types.isDate(value)) return 'date'
  if (types.isRegExp(value)) return 'regexp'
  if (ArrayBuffer.isView(value)) return 'view'
  if (types.isAnyArrayBuffer(value)) return 'memory'
  if (types.isBoxedPrimitive(value)) return 'boxed'
  if (types.isNativeError(value)) return 'error'
  const hidden =
    types.isPromise(value) ||
    types.isWeakMap(value) ||
    types.isWeakSet(value) ||
    types.isGeneratorObject(value) ||
    types.isMapIterator(value) ||
    types.isSetIterator(value) ||
    types.isExternal(value)
  return hidden ? 'refused' : 'object'
}

/** Whether an object of another realm's `URL` … class really is one. */
function isHosted(value: object, kind: Kind): boolean {
  if (kind === 'buffer') return Buffer.isBuffer(value) || types.isUint8Array(value)
  const main: unknown =
    kind === 'url'
      ? process.getBuiltinModule('node:url').URL
      : kind === 'params'
        ? process.getBuiltinModule('node:url').URLSearchParams
        : undefined
  return typeof main === 'function'
    ? value instanceof (main as unknown as new () => object)
    : Object.prototype.toString.call(value) === '[object DOMException]'
}

/** Whether the object has the inner nature its prototype promises (`Object.create(Map.prototype)` has not). */
function branded(value: object, kind: Kind): boolean {
  switch (kind) {
    case 'array':
      return Array.isArray(value)
    case 'map':
      return types.isMap(value)
    case 'set':
      return types.isSet(value)
    case 'date':
      return types.isDate(value)
    case 'regexp':
      return types.isRegExp(value)
    case 'view':
    case 'buffer':
      return ArrayBuffer.isView(value)
    case 'memory':
      return types.isAnyArrayBuffer(value)
    case 'boxed':
      return types.isBoxedPrimitive(value)
    case 'object':
      return !types.isArgumentsObject(value) && !types.isNativeError(value)
    default:
      return true
  }
}

const lengthOf = (name: string, of: object): ((this: unknown) => number) =>
  Object.getOwnPropertyDescriptor(of, name)?.get as never
const typedArrays = getPrototypeOf(Uint8Array.prototype) as object
const typedLength = lengthOf('length', typedArrays)
const typedValues = (typedArrays as { values: (this: unknown) => unknown }).values
const viewLength = lengthOf('byteLength', DataView.prototype)
const bufferLength = lengthOf('byteLength', ArrayBuffer.prototype)

/** Whether the memory of a buffer or view is gone: transferred, or shrunk from under the view. Clone refuses it then. */
export function isLost(value: object): boolean {
  try {
    if (types.isTypedArray(value)) {
      if (typedLength.call(value) === 0) typedValues.call(value)
    } else if (types.isDataView(value)) {
      viewLength.call(value)
    } else if (types.isArrayBuffer(value) && bufferLength.call(value) === 0) {
      // Node 20 has no `buffer.detached`.
      new Uint8Array(value)
    }
    return false
  } catch {
    return true
  }
}

/** What stands there, in words for an error. Never throws, whatever the value does. */
export function holds(value: unknown): string {
  try {
    return words(value)
  } catch {
    return typeof value === 'function' ? 'a function' : 'an object'
  }
}

function words(value: unknown): string {
  if (typeof value === 'symbol') return `the symbol ${String(value)}`
  if (typeof value === 'function') {
    if (/^class\b/.test(sourceOf.call(value))) return `the class ${value.name || '(anonymous)'}`
    return value.name === '' ? 'a function' : `the function ${value.name}`
  }
  if (typeof value !== 'object' || value === null) return String(value)
  if (types.isProxy(value)) return 'a Proxy'
  if (types.isModuleNamespaceObject(value)) return 'a module namespace'
  if (types.isGeneratorObject(value)) return 'a running generator'
  let name: unknown
  try {
    name = value.constructor?.name
  } catch {
    // A getter that throws: the tag will do.
  }
  if (typeof name !== 'string' || name === '' || name === 'Object')
    name = Object.prototype.toString.call(value).slice(8, -1)
  if (name === 'Object') return 'an object with hidden properties'
  const article = /^[AEIOU](?!RL)/.test(name as string) ? 'an' : 'a'
  const own =
    byPrototype.has(getPrototypeOf(value) as object) || /^(Weak|Promise)/.test(name as string)
  if (isLost(value)) return `${article} ${name} whose memory was transferred or shrunk`
  return own ? `${article} ${name}` : `${article} ${name} (an instance of a class)`
}
