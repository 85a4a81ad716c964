/**
 * Arguments of single calls as one flat list of primitives. Clone writes the keys of every object and reads them back: 1.4 µs a
 * side for 100 bytes, where the bare values take 0.1. Calls that come in bursts bring objects of few forms, so a form goes along once
 * and the worker makes the objects from it (entry/forms.ts).
 *
 * Each call's objects are made for it alone, so calls may be given one and the same object; within a call a shared object is no
 * tree, and such a call is not taken. Nor is anything else that would not arrive as itself.
 */
import { types } from 'node:util'
import { isPrimitive } from './company'
import { roomFor } from './room'

const { getOwnPropertyNames, getOwnPropertySymbols, getPrototypeOf, hasOwn, keys } = Object
const { isArray } = Array
const { isProxy } = types
const OBJECT = Object.prototype
const ARRAY = Array.prototype

/** What is larger, or deeper, travels as it is. */
const DEPTH = 6
const LONG = 64
const OBJECTS = 16

/** With more forms than this there is little to be won. */
const FORMS = 16

/** As a worker is told of it: a primitive, a list, an object. In JSON it is the form's text. */
export type Form = 0 | readonly Form[] | { readonly [key: string]: Form }

/** A form as the pool looks for it: undefined stands for a primitive. */
interface Shape {
  /** Undefined for a list. */
  readonly names: readonly string[] | undefined
  readonly members: readonly (Shape | undefined)[]
}

/** The form of a call's arguments. */
interface Kind {
  readonly shape: Shape
  readonly text: string
  /** Its place among the forms of the message. */
  readonly place: number
}

/** What a message says of the arguments, all of them primitive. */
export interface Formed {
  readonly values: readonly unknown[]
  readonly forms: readonly string[]
  /** The form of each call; undefined when all have the same. */
  readonly which: readonly number[] | undefined
}

/** Takes the arguments of one call after another. */
export class Forms {
  /** From `#at` on there is room. */
  #values: unknown[] = []
  #at = 0
  /** Calls that will come, as far as is known. */
  readonly #calls: number
  readonly #kinds: Kind[] = []
  /** How many calls were taken. */
  #taken = 0
  /** For each call, where there are several forms: its form's place, and where its values begin. */
  #which: number[] | undefined
  #starts: number[] | undefined
  #last: Kind | undefined
  readonly #objects: object[] = []
  #count = 0
  /** Characters and values so far. */
  weight = 0

  /** @param calls - how many will come at most */
  constructor(calls: number) {
    this.#calls = calls
  }

  /** Takes the arguments of a call; false, and nothing is changed, when they cannot travel so. */
  take(args: readonly unknown[]): boolean {
    const start = this.#at
    const { weight } = this
    let kind: Kind | undefined
    try {
      kind = this.#last
      if (kind === undefined || !this.#fits(args, kind.shape, start, weight))
        kind = this.#find(args, start, weight)
    } catch {
      // A getter threw: the longer way says where.
      kind = undefined
    }
    if (kind === undefined) {
      this.#reset(start, weight)
      return false
    }
    this.#last = kind
    if (kind.place > 0) this.#distinguish(start)
    this.#which?.push(kind.place)
    this.#starts?.push(start)
    this.#taken++
    return true
  }

  /** A call has another form than those before, whose values end at `end`. */
  #distinguish(end: number): void {
    if (this.#which !== undefined) return
    const taken = this.#taken
    this.#which = new Array<number>(taken).fill(0)
    this.#starts = Array.from(this.#which, (_, i) => (end / taken) * i)
  }

  /** The message for the calls from `low` to `high`. */
  between(low: number, high: number): Formed {
    const forms = this.#kinds.map(({ text }) => text)
    const taken = this.#taken
    const which = this.#which
    this.#values.length = this.#at
    if (low === 0 && high === taken) return { values: this.#values, forms, which }
    const size = this.#at / taken
    const from = this.#starts?.[low] ?? low * size
    const to = this.#starts === undefined ? high * size : this.#starts[high]
    return { values: this.#values.slice(from, to), forms, which: which?.slice(low, high) }
  }

  #reset(start: number, weight: number): void {
    this.#at = start
    this.weight = weight
  }

  #fits(args: readonly unknown[], shape: Shape, start: number, weight: number): boolean {
    this.#count = 0
    const fits =
      args.length === shape.members.length && this.#takeMembers(args, shape) && this.#isTree()
    if (!fits) this.#reset(start, weight)
    return fits
  }

  /** Another form that the call has: one that is known, or a new one. */
  #find(args: readonly unknown[], start: number, weight: number): Kind | undefined {
    const form = formOf(args, 0)
    if (form === undefined) return undefined
    const text = JSON.stringify(form)
    let kind = this.#kinds.find((known) => known.text === text)
    if (kind === undefined) {
      if (this.#kinds.length === FORMS) return undefined
      kind = { shape: shapeOf(form) as Shape, text, place: this.#kinds.length }
      // A getter may give something else when it is asked again.
      if (!this.#fits(args, kind.shape, start, weight)) return undefined
      if (this.#kinds.push(kind) === 1) this.#makeRoom()
      return kind
    }
    return this.#fits(args, kind.shape, start, weight) ? kind : undefined
  }

  /** The values of the first call are there: others will have as many. */
  #makeRoom(): void {
    const first = this.#values
    const at = this.#at
    this.#values = roomFor(first, at, at * this.#calls)
    for (let i = 0; i < at; i++) this.#values[i] = first[i]
  }

  /** Whether no object stands in two places. */
  #isTree(): boolean {
    const objects = this.#objects
    for (let i = 1; i < this.#count; i++)
      for (let j = 0; j < i; j++) if (objects[i] === objects[j]) return false
    return true
  }

  /** Takes what stands in an object or list of this shape. */
  #takeMembers(value: object, { names, members }: Shape): boolean {
    const { length } = members
    const values = this.#values
    for (let i = 0; i < length; i++) {
      const key = names === undefined ? i : (names[i] as string)
      const member = (value as Record<string, unknown>)[key]
      const shape = members[i]
      if (shape === undefined) {
        if (typeof member === 'string') this.weight += member.length
        else if (!isPrimitive(member)) return false
        values[this.#at++] = member
      } else if (typeof member !== 'object' || member === null || !this.#takeObject(member, shape))
        return false
    }
    this.weight += length
    return true
  }

  #takeObject(value: object, shape: Shape): boolean {
    const { names, members } = shape
    const fits = names === undefined ? isList(value, members.length) : isRecord(value, names)
    if (!fits || this.#count === OBJECTS) return false
    this.#objects[this.#count++] = value
    return this.#takeMembers(value, shape)
  }
}

/** Whether it is a list of so many elements and nothing else. */
function isList(value: object, length: number): boolean {
  if (getPrototypeOf(value) !== ARRAY || !isArray(value) || isProxy(value)) return false
  if (value.length !== length || keys(value).length !== length) return false
  for (let i = 0; i < length; i++) if (value[i] === undefined && !hasOwn(value, i)) return false
  return getOwnPropertySymbols(value).length === 0
}

/** Whether an object has these properties and no others, all of which clone carries. */
function isRecord(value: object, names: readonly string[]): boolean {
  if (getPrototypeOf(value) !== OBJECT) return false
  const { length } = names
  // What is inherited comes after, and is one too many.
  let i = 0
  for (const name in value) if (name !== names[i++]) return false
  return (
    i === length &&
    getOwnPropertyNames(value).length === length &&
    getOwnPropertySymbols(value).length === 0 &&
    !isProxy(value)
  )
}

/** The form of a value; undefined when it has none that is small. */
function formOf(value: unknown, depth: number): Form | undefined {
  if (isPrimitive(value)) return 0
  if (typeof value !== 'object' || value === null || depth > DEPTH) return undefined
  if (isArray(value)) return value.length > LONG ? undefined : listForm(value, depth)
  // What shows nothing may be anything: a Map with another prototype, say.
  const names = keys(value)
  if (names.length === 0 || names.length > LONG || getPrototypeOf(value) !== OBJECT)
    return undefined
  const form: Record<string, Form> = Object.create(null)
  for (const name of names) {
    const member = formOf((value as Record<string, unknown>)[name], depth + 1)
    if (member === undefined) return undefined
    form[name] = member
  }
  return form
}

function listForm(list: readonly unknown[], depth: number): Form | undefined {
  const form: Form[] = []
  for (let i = 0; i < list.length; i++) {
    const member = formOf(list[i], depth + 1)
    if (member === undefined) return undefined
    form.push(member)
  }
  return form
}

function shapeOf(form: Form): Shape | undefined {
  if (form === 0) return undefined
  if (isArray(form)) return { names: undefined, members: form.map(shapeOf) }
  return { names: keys(form), members: Object.values(form as Record<string, Form>).map(shapeOf) }
}
