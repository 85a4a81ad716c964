/**
 * Encoding: the value itself where clone suffices, else a copy with gaps (format.ts), else a Refusal with the path.
 */

import { defineData } from '../define-data'
import { errorType, nameOf, ownFields } from './errors'
import type { Encoded, Patch, Special } from './format'
import { holds, isLost, kindOf } from './kinds'
import { isPlain, isSparse } from './plain'
import { type Key, Refusal } from './refusal'

/** How a value is encoded. */
export interface EncodeOptions {
  /**
   * Asked about every function and object before the codec looks at it: a clone-safe reference makes the codec send
   * that instead; undefined leaves the value to the codec.
   */
  readonly reference?: (value: object, keys: readonly Key[]) => unknown
  /** Looks at everything, because clone has refused what had passed the cheap look. */
  readonly careful?: boolean
}

/**
 * Encodes a value.
 *
 * @throws {Refusal} when something in it cannot cross as itself
 */
export function encode(value: unknown, options: EncodeOptions = {}): Encoded {
  if (options.careful !== true && isPlain(value)) return { value }
  return new Encoder(options).finish(value)
}

/**
 * Encodes what a task threw. Never refuses: an error keeps its nearest built-in class, and a field that cannot cross
 * becomes the words for it; a thrown value that is no error and cannot cross becomes an error that says so.
 */
export function encodeThrown(thrown: unknown): Encoded {
  try {
    return new Encoder({}, true).finish(thrown)
  } catch (error) {
    const what = error instanceof Refusal ? error.holds : holds(thrown)
    const substitute = new Error(`The task threw ${what}, which cannot cross to another thread`)
    return new Encoder({}, true).finish(substitute)
  }
}

type Container = Record<Key, unknown> | unknown[]

class Encoder {
  readonly #options: EncodeOptions
  /** Whether errors are sent as far as they go instead of being refused. */
  readonly #lenient: boolean
  /** What stands for an object already met: its copy, or the number of its special. */
  readonly #met = new Map<object, { readonly copy: object } | { readonly special: number }>()
  readonly #specials: Special[] = []
  readonly #fixes: unknown[] = []
  readonly #patches: Patch[] = []
  readonly #keys: Key[] = []

  constructor(options: EncodeOptions, lenient = false) {
    this.#options = options
    this.#lenient = lenient
  }

  finish(value: unknown): Encoded {
    const holder: unknown[] = [undefined]
    try {
      this.#put(holder, 0, value)
    } catch (error) {
      if (error instanceof RangeError && /call stack/.test(error.message))
        throw new Refusal('data nested too deeply', this.#keys.slice(0, 8))
      throw error
    }
    return {
      value: holder,
      extras: { specials: this.#specials, fixes: this.#fixes, patches: this.#patches },
    }
  }

  #refuse(value: unknown, options?: ErrorOptions): never {
    throw new Refusal(holds(value), [...this.#keys], options)
  }

  /** Puts what stands for `value` at `container[key]`. */
  #put(container: Container, key: Key, value: unknown): void {
    const type = typeof value
    if (type === 'symbol') this.#gap(container, key, this.#symbol(value as symbol))
    else if (type === 'function' || (type === 'object' && value !== null))
      this.#putObject(container, key, value as object)
    else set(container, key, value)
  }

  #putObject(container: Container, key: Key, value: object): void {
    const met = this.#met.get(value)
    if (met !== undefined) {
      if ('copy' in met) set(container, key, met.copy)
      else this.#gap(container, key, met.special)
      return
    }
    const reference = this.#options.reference?.(value, this.#keys)
    if (reference !== undefined) {
      this.#gap(container, key, this.#special(value, { kind: 'reference', reference }))
      return
    }
    if (typeof value === 'function') this.#refuse(value)
    const kind = kindOf(value)
    if ((kind === 'view' || kind === 'memory' || kind === 'buffer') && isLost(value))
      this.#refuse(value)
    switch (kind) {
      case 'array':
        set(container, key, this.#array(value as unknown[]))
        return
      case 'object':
      case 'null-object':
        set(container, key, this.#object(value as Record<string, unknown>, kind === 'null-object'))
        return
      case 'view':
      case 'memory':
        this.#met.set(value, { copy: value })
        set(container, key, value)
        return
      case 'date':
      case 'boxed':
      case 'host':
      case 'regexp':
        set(container, key, this.#whole(value, kind))
        return
      case 'map':
      case 'set':
        this.#gap(
          container,
          key,
          this.#collection(value as Map<unknown, unknown> | Set<unknown>, kind),
        )
        return
      case 'buffer':
        this.#gap(
          container,
          key,
          this.#special(value, { kind, view: bytesOf(value as Uint8Array) }),
        )
        return
      case 'url':
        this.#gap(container, key, this.#special(value, { kind, href: String(value) }))
        return
      case 'params':
        this.#gap(container, key, this.#special(value, { kind, text: String(value) }))
        return
      case 'error':
      case 'dom-exception':
        this.#gap(container, key, this.#error(value as Error, kind))
        return
      case 'refused':
        this.#refuse(value)
    }
  }

  /** Leaves a gap at `container[key]` for special number `special`. */
  #gap(container: Container, key: Key, special: number): void {
    // The key itself is there, so that the order of keys and the holes of arrays stay what they were.
    set(container, key, undefined)
    this.#fixes.push(container, key, special)
  }

  #special(value: object | undefined, special: Special): number {
    const number = this.#specials.push(special) - 1
    if (value !== undefined) this.#met.set(value, { special: number })
    return number
  }

  #symbol(value: symbol): number {
    const registered = Symbol.keyFor(value)
    if (registered !== undefined)
      return this.#special(undefined, { kind: 'symbol', key: registered, wellKnown: false })
    const name = value.description?.replace(/^Symbol\./, '') ?? ''
    if ((Symbol as unknown as Record<string, unknown>)[name] === value)
      return this.#special(undefined, { kind: 'symbol', key: name, wellKnown: true })
    return this.#refuse(value)
  }

  /** An object that clone carries, provided that it has no properties of its own. */
  #whole(value: object, kind: 'date' | 'boxed' | 'host' | 'regexp'): object {
    if (kind === 'boxed' && Object.prototype.toString.call(value) === '[object Symbol]')
      this.#refuse(value)
    const own = Object.keys(value).filter((key) => kind !== 'boxed' || !/^\d+$/.test(key))
    if (kind !== 'host' && own.length > 0)
      throw new Refusal(`${holds(value)} with properties of its own`, [
        ...this.#keys,
        own[0] as string,
      ])
    this.#met.set(value, { copy: value })
    if (kind === 'regexp' && (value as RegExp).lastIndex !== 0)
      this.#patches.push({ target: value, lastIndex: (value as RegExp).lastIndex })
    return value
  }

  #array(value: readonly unknown[]): unknown[] {
    const copy: unknown[] = new Array(value.length)
    this.#met.set(value, { copy })
    const sparse = value.length > 64 && isSparse(value)
    if (!sparse)
      for (let i = 0; i < value.length; i++)
        if (Object.hasOwn(value, i)) this.#member(copy, i, value[i])
    if (sparse || value.length <= 1024)
      for (const key of Object.keys(value)) {
        const isIndex = /^(?:0|[1-9]\d{0,9})$/.test(key) && Number(key) < value.length
        if (!isIndex || sparse)
          this.#member(copy, isIndex ? Number(key) : key, this.#read(value as never, key))
      }
    return copy
  }

  #object(value: Record<string, unknown>, nullPrototype: boolean): object {
    const copy: Record<string, unknown> = {}
    this.#met.set(value, { copy })
    if (nullPrototype) this.#patches.push({ target: copy, nullPrototype: true })
    const names = Object.keys(value)
    if (names.length === 0 && Object.getOwnPropertyNames(value).length > 0) this.#refuse(value)
    for (const symbol of Object.getOwnPropertySymbols(value))
      if (Object.prototype.propertyIsEnumerable.call(value, symbol))
        throw new Refusal(`a value under the key ${String(symbol)}`, [
          ...this.#keys,
          `<${String(symbol)}>`,
        ])
    for (const name of names) this.#member(copy, name, this.#read(value, name))
    return copy
  }

  /** Reads a property; a getter may throw. */
  #read(value: Record<string, unknown>, key: string): unknown {
    try {
      return value[key]
    } catch (cause) {
      throw new Refusal('a getter that throws', [...this.#keys, key], { cause })
    }
  }

  #member(container: Container, key: Key, value: unknown): void {
    this.#keys.push(key)
    this.#put(container, key, value)
    this.#keys.pop()
  }

  #collection(value: Map<unknown, unknown> | Set<unknown>, kind: 'map' | 'set'): number {
    if (Object.keys(value).length > 0)
      throw new Refusal(`${holds(value)} with properties of its own`, [...this.#keys])
    const entries: unknown[] = []
    const special = this.#special(value, { kind, entries })
    let i = 0
    if (kind === 'set')
      for (const element of value as Set<unknown>) this.#member(entries, i++, element)
    else
      for (const [key, element] of value as Map<unknown, unknown>) {
        this.#keys.push(`<key ${i / 2}>`)
        this.#put(entries, i++, key)
        this.#keys.pop()
        this.#keys.push(
          typeof key === 'string' ? `.get(${JSON.stringify(key)})` : `<value ${(i - 1) / 2}>`,
        )
        this.#put(entries, i++, element)
        this.#keys.pop()
      }
    return special
  }

  #error(value: Error, kind: 'error' | 'dom-exception'): number {
    const type = kind === 'error' ? errorType(value, this.#lenient) : 'DOMException'
    if (type === undefined) this.#refuse(value)
    const own: unknown[] = []
    const special: Special =
      kind === 'error'
        ? { kind, type, own }
        : { kind, message: value.message, name: nameOf(value), own }
    const number = this.#special(value, special)
    for (const { key, value: field, enumerable } of ownFields(value, type)) {
      const at = own.push(key, undefined, enumerable) - 2
      this.#keys.push(key)
      if (this.#lenient && !this.#crosses(field)) own[at] = `[${holds(field)}]`
      else this.#put(own, at, field)
      this.#keys.pop()
    }
    return number
  }

  /** Whether a field of a thrown error can be sent: tried apart, so that a refusal leaves nothing half done. */
  #crosses(field: unknown): boolean {
    // A cause that leads back to an error on the way would be walked for ever.
    if (typeof field === 'object' && field !== null && this.#met.has(field)) return true
    const trial = new Encoder(this.#options, true)
    for (const [met, as] of this.#met) trial.#met.set(met, as)
    try {
      trial.finish(field)
      return true
    } catch {
      return false
    }
  }
}

function set(container: Container, key: Key, value: unknown): void {
  if (key === '__proto__') defineData(container, key, value, true)
  else (container as Record<Key, unknown>)[key] = value
}

/** A Buffer's bytes: the whole memory where it is the Buffer's own, else a copy of the part (small ones share 8 KiB). */
function bytesOf(value: Uint8Array): Uint8Array {
  const { buffer, byteOffset, byteLength } = value
  if (buffer instanceof SharedArrayBuffer || buffer.byteLength === byteLength)
    return new Uint8Array(buffer, byteOffset, byteLength)
  return Uint8Array.prototype.slice.call(value)
}
