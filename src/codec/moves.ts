/**
 * Values that are transferred instead of cloned: what `move()` marks, and what of it can be transferred.
 */
import { types } from 'node:util'
import type { Transferable } from 'node:worker_threads'
import { isTypedArray } from '../dtype'
import { state } from './registry'

/** The same in every copy of the package. */
const BRAND = Symbol.for('numpool.move')

/** A value together with what of it is transferred. The codec puts the value in its place. */
export class Moved {
  readonly value: unknown
  readonly transfer: readonly object[]

  constructor(value: unknown, transfer: readonly object[]) {
    this.value = value
    this.transfer = transfer
    state.moving = true
    Object.freeze(this)
  }

  /** Typed arrays are data of calls, moved or not. */
  get [Symbol.iterator](): (() => Iterator<unknown>) | undefined {
    const { value } = this
    return isTypedArray(value) ? () => value[Symbol.iterator]() : undefined
  }
}
Object.defineProperty(Moved.prototype, BRAND, { value: true })

/** Whether a value is what `move()` gave. No proxies. */
export function isMoved(value: object): value is Moved {
  return state.moving && BRAND in value
}

/** What stands behind data that were moved: a typed array. Other data as they are. */
export function unmovedData(data: Iterable<unknown>): Iterable<unknown> {
  return isMovedData(data) ? (data.value as Iterable<unknown>) : data
}

/** Whether data of a call are a typed array that was moved. */
export function isMovedData(data: unknown): data is Moved {
  return typeof data === 'object' && data !== null && isMoved(data) && isTypedArray(data.value)
}

/** Takes memory away from its owner; what cannot be transferred (of a WebAssembly.Memory) stays. */
export function detach(objects: readonly object[]): void {
  for (const object of objects)
    try {
      structuredClone(null, { transfer: [object as ArrayBuffer] })
    } catch {
      // It was read, all the same.
    }
}

/** Objects besides memory that Node transfers. */
const TRANSFERABLE = new Set([
  'MessagePort',
  'ReadableStream',
  'WritableStream',
  'TransformStream',
  'FileHandle',
])

/**
 * What is transferred when a value is moved and nothing was said about it; undefined when it is nothing that can be. Memory
 * of which a view covers only a part is left where it is, and the part is copied: the rest belongs to others.
 */
export function transferOf(value: object): readonly object[] | undefined {
  if (types.isAnyArrayBuffer(value)) return types.isArrayBuffer(value) ? [value] : []
  if (ArrayBuffer.isView(value)) return isWhole(value) ? [value.buffer] : []
  return TRANSFERABLE.has(value.constructor?.name) ? [value] : undefined
}

function isWhole({ buffer, byteLength }: ArrayBufferView): boolean {
  return types.isArrayBuffer(buffer) && buffer.byteLength === byteLength
}

/** A view that covers only a part of its memory, by itself. */
export function ownCopy(view: ArrayBufferView): ArrayBufferView {
  const { buffer, byteOffset, byteLength } = view
  const part = (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength)
  if (Buffer.isBuffer(view)) return Buffer.from(part)
  const Constructor = view.constructor as new (memory: ArrayBuffer) => ArrayBufferView
  return new Constructor(part)
}

const lists = new WeakMap<object, readonly Transferable[]>()

/** What is to be transferred with an encoded value. */
export function transferList(encoded: object | undefined): readonly Transferable[] {
  return (state.moving && encoded !== undefined && lists.get(encoded)) || NOTHING
}
const NOTHING: readonly Transferable[] = []

/** Notes what is to be transferred with an encoded value. Kept apart: what is posted must not hold it twice. */
export function noteTransfer(encoded: object, objects: Iterable<object>): void {
  lists.set(encoded, [...objects] as Transferable[])
}

/**
 * The value with what was moved inside in its place, for a function that runs in the same thread: moving is then nothing. Only the
 * arrays and objects on the way to a moved value are made anew.
 */
export function unmoved(value: unknown): unknown {
  return state.moving ? unmovedIn(value, new Map()) : value
}

function unmovedIn(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return value
  if (isMoved(value)) return value.value
  const known = seen.get(value)
  if (known !== undefined || seen.size > 10_000) return known ?? value
  seen.set(value, value)
  const list = Array.isArray(value)
  if (!list && Object.getPrototypeOf(value) !== Object.prototype) return value
  let copy: Record<PropertyKey, unknown> | undefined
  for (const key of Object.keys(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key)
    const member: unknown = descriptor?.value
    const inner = unmovedIn(member, seen)
    if (inner === member) continue
    if (copy === undefined) {
      copy = (list ? [...value] : { ...value }) as unknown as Record<PropertyKey, unknown>
      seen.set(value, copy)
    }
    copy[key] = inner
  }
  return copy ?? value
}
