/**
 * The walk of one encoding: copies what holds something that clone would lose, and notes what belongs into the gaps.
 */
import { types } from 'node:util'
import { defineData } from '../define-data'
import { classObstacle, registrationOf } from './classes'
import type { EncodeOptions } from './encode'
import { errorType, nameOf, ownFields, ownProperties } from './errors'
import type { Encoded, Patch, Special } from './format'
import { baseKindOf, holds, isLost, type Kind, kindOf } from './kinds'
import { isMoved, type Moved, noteTransfer, ownCopy } from './moves'
import { bytesOf, DEPTH, hiddenName, isOverflow, isPrimitive, TOO_DEEP, wordsFor } from './parts'
import { isLeaf, isSparse, NAMED } from './plain'
import { type Key, Refusal } from './refusal'
import type { Registration } from './registry'
import { sharedEntry } from './shares'

type Container = Record<Key, unknown> | unknown[]

/** What was thrown is cut there: causes of causes. It may have been thrown for want of stack. */
const LENIENT_DEPTH = 250

const { keys: namesOf, getOwnPropertyNames, getOwnPropertySymbols } = Object
// Code that runs in a worker may replace `Function.prototype.call`.
const { apply } = Reflect
const mapEntries = Map.prototype.entries
const setValues = Set.prototype.values
const isEnumerable = Object.prototype.propertyIsEnumerable

export class Encoder {
  readonly #options: EncodeOptions
  /** Whether errors are sent as far as they go instead of being refused. */
  readonly #lenient: boolean
  /** What stands for an object already met: its copy, or the number of its special. */
  readonly #met = new Map<object, { readonly copy: object } | { readonly special: number }>()
  /** The objects of `#met` in order, where some may have to be taken back. */
  readonly #journal: object[] = []
  readonly #specials: Special[] = []
  readonly #fixes: unknown[] = []
  readonly #patches: Patch[] = []
  readonly #keys: Key[] = []
  readonly #needs = new Set<string>()
  /** What is moved; and objects that cross only because they are. */
  readonly #moved = new Set<object>()
  /** Instances whose codec's data is being walked. */
  readonly #open = new Set<object>()

  constructor(options: EncodeOptions, lenient = false) {
    this.#options = options
    this.#lenient = lenient
  }

  finish(value: unknown): Encoded {
    const holder: unknown[] = [undefined]
    try {
      this.#put(holder, 0, value)
    } catch (error) {
      // On a stack that was nearly full already.
      if (isOverflow(error)) this.#refuseDepth()
      throw error
    }
    const extras = { specials: this.#specials, fixes: this.#fixes, patches: this.#patches }
    const encoded: Encoded =
      this.#needs.size === 0
        ? { value: holder, extras }
        : { value: holder, extras, needs: [...this.#needs] }
    if (this.#moved.size > 0) noteTransfer(encoded, this.#moved)
    return encoded
  }

  #refuse(value: unknown, options?: ErrorOptions): never {
    throw new Refusal(holds(value), [...this.#keys], options)
  }

  #refuseAs(what: string, options?: ErrorOptions): never {
    throw new Refusal(what, [...this.#keys], options)
  }

  #refuseDepth(): never {
    throw new Refusal(TOO_DEEP, this.#keys.slice(0, 8))
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
    if (this.#keys.length > (this.#lenient ? LENIENT_DEPTH : DEPTH)) this.#refuseDepth()
    const shared = sharedEntry(value)
    // A result may refer only to what came from the pool's thread.
    if (
      shared !== undefined &&
      value !== this.#options.contentsOf &&
      (shared.received || !onlyReceived)
    ) {
      this.#needs.add(shared.id)
      this.#gap(container, key, this.#special(value, { kind: 'shared', id: shared.id }))
      return
    }
    const reference = this.#options.reference?.(value, this.#keys)
    if (reference !== undefined) {
      this.#gap(container, key, this.#special(value, { kind: 'reference', reference }))
      return
    }
    if (typeof value === 'function') this.#refuse(value)
    const kind = kindOf(value)
    if (kind === 'refused' || kind === 'error') {
      // Nothing is asked of a proxy.
      if (types.isProxy(value)) this.#refuse(value)
      if (kind === 'refused' && this.#putUnusual(container, key, value)) return
      const registration = registrationOf(value)
      if (registration !== undefined) {
        this.#instance(container, key, value, registration)
        return
      }
    }
    this.#putKind(container, key, value, kind, undefined)
  }

  /** What `move()` gave, and what it lets through. */
  #putUnusual(container: Container, key: Key, value: object): boolean {
    if (this.#moved.has(value)) {
      this.#note(value, { copy: value })
      set(container, key, value)
      return true
    }
    if (!isMoved(value)) return false
    this.#move(container, key, value)
    return true
  }

  #move(container: Container, key: Key, { value, transfer }: Moved): void {
    if (this.#options.moves !== true)
      this.#refuseAs('a moved value, which can only be an argument, an item or a result')
    for (const object of transfer) {
      if (this.#moved.has(object)) this.#refuseAs(`${holds(object)} that is moved twice`)
      if (isLost(object)) this.#refuseAs('memory that has been moved or transferred already')
      this.#moved.add(object)
    }
    const part =
      transfer.length === 0 && ArrayBuffer.isView(value) && types.isArrayBuffer(value.buffer)
    this.#put(container, key, part && !isLost(value) ? ownCopy(value) : value)
  }

  #putKind(
    container: Container,
    key: Key,
    value: object,
    kind: Kind,
    as: Registration | undefined,
  ): void {
    if ((kind === 'view' || kind === 'memory' || kind === 'buffer') && isLost(value))
      this.#refuse(value)
    switch (kind) {
      case 'array':
        set(container, key, this.#array(value as unknown[], as))
        return
      case 'object':
      case 'null-object':
        set(container, key, this.#object(value as Record<string, unknown>, kind, as))
        return
      case 'view':
      case 'memory':
      case 'date':
      case 'boxed':
      case 'host':
      case 'regexp':
        set(container, key, this.#whole(value, kind, as))
        return
      case 'map':
      case 'set':
        this.#gap(container, key, this.#collection(value, kind, as))
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
        this.#gap(container, key, this.#error(value as Error, kind, as))
        return
      case 'refused':
        this.#refuse(value)
    }
  }

  /** An instance of a registered class: by its codec, or as what it is inside with its class put back on. */
  #instance(container: Container, key: Key, value: object, as: Registration): void {
    const obstacle = classObstacle(as)
    if (obstacle !== undefined)
      this.#refuseAs(
        `an instance of ${as.Class.name}, whose class cannot be sent: ${obstacle.message}`,
        {
          cause: obstacle,
        },
      )
    if (as.codec === undefined) {
      this.#putKind(container, key, value, baseKindOf(value), as)
      return
    }
    if (this.#open.has(value)) this.#refuseAs(`a ${as.name} that its codec's data leads back to`)
    this.#open.add(value)
    const data: unknown[] = [undefined]
    let encoded: unknown
    try {
      encoded = as.codec.encode(value as never)
    } catch (cause) {
      this.#refuseAs(`a ${as.name} whose codec threw`, { cause })
    }
    this.#put(data, 0, encoded)
    this.#open.delete(value)
    this.#gap(container, key, this.#special(value, { kind: 'instance', name: as.name, data }))
  }

  #note(value: object, as: { readonly copy: object } | { readonly special: number }): void {
    this.#met.set(value, as)
    if (this.#lenient) this.#journal.push(value)
  }

  /** Leaves a gap at `container[key]` for special number `special`. */
  #gap(container: Container, key: Key, special: number): void {
    // The key itself is there, so that the order of keys and the holes of arrays stay what they were.
    set(container, key, undefined)
    this.#fixes.push(container, key, special)
  }

  #special(value: object | undefined, special: Special): number {
    const number = this.#specials.push(special) - 1
    if (value !== undefined) this.#note(value, { special: number })
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
  #whole(value: object, kind: Kind, as: Registration | undefined): object {
    if (kind === 'boxed' && Object.prototype.toString.call(value) === '[object Symbol]')
      this.#refuse(value)
    this.#note(value, { copy: value })
    if (kind === 'regexp' && (value as RegExp).lastIndex !== 0)
      this.#patches.push({ target: value, lastIndex: (value as RegExp).lastIndex })
    if (as !== undefined) {
      this.#adopt(value, value, as, () => true)
      return value
    }
    if (kind === 'host' || kind === 'view' || kind === 'memory') return value
    const own = namesOf(value).find((key) => kind !== 'boxed' || !/^\d+$/.test(key))
    if (own !== undefined)
      throw new Refusal(`${holds(value)} with properties of its own`, [...this.#keys, own])
    return value
  }

  /** Makes `copy` an instance of `as` on arrival, with those properties of its own that are not in it already. */
  #adopt(value: object, copy: object, as: Registration, wanted: (key: string) => boolean): void {
    const own: unknown[] = []
    this.#patches.push({ target: copy, as: as.name, own })
    this.#own(value, own, wanted)
  }

  #own(value: object, own: unknown[], wanted: (key: string) => boolean): void {
    this.#refuseSymbols(value)
    for (const { key, value: member, enumerable } of ownProperties(value)) {
      if (!wanted(key)) continue
      this.#member(own, own.push(key, undefined, enumerable) - 2, member, key)
    }
  }

  #array(value: readonly unknown[], as: Registration | undefined): unknown[] {
    if (as === undefined && isLeaf(value)) {
      this.#note(value, { copy: value as unknown[] })
      return value as unknown[]
    }
    const copy: unknown[] = new Array(value.length)
    this.#note(value, { copy })
    const sparse = value.length > 64 && isSparse(value)
    if (!sparse)
      for (let i = 0; i < value.length; i++)
        if (Object.hasOwn(value, i)) this.#member(copy, i, value[i])
    if (sparse || value.length <= NAMED)
      for (const key of namesOf(value)) {
        const isIndex = /^(?:0|[1-9]\d{0,9})$/.test(key) && Number(key) < value.length
        if (!isIndex || sparse)
          this.#member(copy, isIndex ? Number(key) : key, this.#read(value as never, key))
      }
    if (as !== undefined) this.#adopt(value, copy, as, () => false)
    return copy
  }

  #object(
    value: Record<string, unknown>,
    kind: 'object' | 'null-object',
    as: Registration | undefined,
  ): object {
    const names = namesOf(value)
    const hidden = getOwnPropertyNames(value).length > names.length
    if (hidden && names.length === 0 && as === undefined) this.#refuse(value)
    if (hidden && as === undefined)
      throw new Refusal('a property that is not enumerable', [...this.#keys, hiddenName(value)])
    this.#refuseSymbols(value)
    // What holds only primitives needs no copy.
    const copy =
      as === undefined && names.every((name) => isPrimitive(this.#read(value, name))) ? value : {}
    this.#note(value, { copy })
    if (kind === 'null-object') this.#patches.push({ target: copy, nullPrototype: true })
    if (copy === value) return copy
    for (const name of names) this.#member(copy, name, this.#read(value, name))
    if (as !== undefined) this.#adopt(value, copy, as, (key) => !names.includes(key))
    return copy
  }

  #refuseSymbols(value: object): void {
    for (const symbol of getOwnPropertySymbols(value))
      if (apply(isEnumerable, value, [symbol]))
        throw new Refusal(`a value under the key ${String(symbol)}`, [
          ...this.#keys,
          `<${String(symbol)}>`,
        ])
  }

  /** Reads a property; a getter may throw. */
  #read(value: Record<string, unknown>, key: string): unknown {
    try {
      return value[key]
    } catch (cause) {
      throw new Refusal('a getter that throws', [...this.#keys, key], { cause })
    }
  }

  /** Puts a member; `name` is what it is called on the way, where that is not the key. */
  #member(container: Container, key: Key, value: unknown, name = key): void {
    this.#keys.push(name)
    this.#put(container, key, value)
    this.#keys.pop()
  }

  #collection(value: object, kind: 'map' | 'set', as: Registration | undefined): number {
    if (as === undefined && namesOf(value).length > 0)
      this.#refuseAs(`${holds(value)} with properties of its own`)
    const entries: unknown[] = []
    const own: unknown[] = []
    const base = { kind, entries } as const
    const number = this.#special(value, as === undefined ? base : { ...base, as: as.name, own })
    let i = 0
    // A subclass may iterate in its own way; its contents are what counts.
    if (kind === 'set')
      for (const element of apply(setValues, value, []) as Iterable<unknown>)
        this.#member(entries, i++, element)
    else
      for (const [key, element] of apply(mapEntries, value, []) as Iterable<[unknown, unknown]>) {
        this.#member(entries, i++, key, `<key ${(i - 1) / 2}>`)
        const name = typeof key === 'string' ? `.get(${JSON.stringify(key)})` : `<value ${i >> 1}>`
        this.#member(entries, i++, element, name)
      }
    if (as !== undefined) this.#own(value, own, () => true)
    return number
  }

  #error(value: Error, kind: 'error' | 'dom-exception', as: Registration | undefined): number {
    const type = kind === 'error' ? errorType(value, this.#lenient, as) : 'DOMException'
    if (type === undefined) this.#refuse(value)
    const own: unknown[] = []
    const special: Special =
      kind === 'error'
        ? { kind, type, own }
        : { kind, message: value.message, name: nameOf(value), own }
    const number = this.#special(value, special)
    for (const { key, value: field, enumerable } of ownFields(value, type)) {
      const at = own.push(key, undefined, enumerable) - 2
      if (this.#lenient) this.#tryMember(own, at, field, key)
      else this.#member(own, at, field, key)
    }
    return number
  }

  /** Puts a field of a thrown error, or the words for it: what was noted of it on the way is taken back then. */
  #tryMember(own: unknown[], at: number, field: unknown, name: string): void {
    const specials = this.#specials.length
    const fixes = this.#fixes.length
    const patches = this.#patches.length
    const journal = this.#journal.length
    const open = this.#open.size
    const depth = this.#keys.length
    try {
      this.#member(own, at, field, name)
    } catch (error) {
      if (!(error instanceof Refusal || isOverflow(error))) throw error
      own[at] = wordsFor(error, depth + 1)
      this.#specials.length = specials
      this.#fixes.length = fixes
      this.#patches.length = patches
      for (const object of this.#journal.splice(journal)) this.#met.delete(object)
      for (const object of [...this.#open].slice(open)) this.#open.delete(object)
      this.#keys.length = depth
    }
  }
}

let onlyReceived = false

/** Makes this copy of the codec a worker's: what it sends goes to the pool's thread. */
export function sendToPool(): void {
  onlyReceived = true
}

function set(container: Container, key: Key, value: unknown): void {
  if (key === '__proto__') defineData(container, key, value, true)
  else (container as Record<Key, unknown>)[key] = value
}
