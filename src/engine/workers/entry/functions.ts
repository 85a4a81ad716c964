/**
 * Makes the functions that were sent: theirs, and those that they capture.
 */
import { forgetOldest } from '../../../bounded'
import { classNamed, decode, type Encoded, LATER, type Pending } from '../../../codec'
import type { NodeModule } from '../../../function/node-modules'
import type { FunctionRecord, Parts, Reference } from '../../../function/travel'
import { createRequire } from '../../../platform/modules'
import { type FunctionBody, type FunctionMessage, KEPT_FUNCTIONS } from '../protocol'
import { type Factory, factoryOf, importFrom, type Made } from './compile'
import { exportOf, loadModules } from './modules'
import { ownExport } from './own-exports'

export type AnyFunction = (...args: unknown[]) => unknown

// User code may replace it.
const { hasOwn } = Object

export class FunctionMaker {
  /** Functions that are the same for every call, by the pool's number. */
  readonly #kept = new Map<number, AnyFunction>()
  /** Texts of those that are made anew for each call. */
  readonly #templates = new Map<number, Texts>()

  /** The function of a message. */
  make(message: FunctionMessage): AnyFunction {
    const { key, template, values } = message
    // What was left out must not be found on Object.prototype, where anybody may have put anything.
    const body = hasOwn(message, 'body') ? message.body : undefined
    if (template !== undefined) {
      let texts = this.#templates.get(template)
      if (texts === undefined || body !== undefined) {
        texts = textsOf(body)
        keepLatest(this.#templates, template, texts)
      }
      return this.#fill(texts, values as Encoded)
    }
    const known = key === undefined ? undefined : this.#kept.get(key)
    if (known !== undefined) {
      if (key !== undefined && body !== undefined) keepLatest(this.#kept, key, known)
      return known
    }
    const keep = (fn: AnyFunction): void => {
      if (key !== undefined) keepLatest(this.#kept, key, fn)
    }
    const texts = textsOf(body)
    if (texts.slots !== undefined) return this.#fill(texts, values as Encoded)
    const fn = this.#unpack(texts, texts.parts as Encoded, keep)
    keep(fn)
    return fn
  }

  /** A function made of texts and of the values that its variables have at this call. */
  #fill(texts: Texts, values: Encoded): AnyFunction {
    const { parts, slots, ready } = texts
    if (parts === undefined || slots === undefined) return this.#unpack(texts, values)
    if (ready !== undefined) return ready(values.value as readonly unknown[])
    const loading = loadModules(parts)
    const make = (): AnyFunction => {
      texts.ready ??= new Unpacker(texts).unpackFor(parts, slots)
      return texts.ready(values.value as readonly unknown[])
    }
    return loading === undefined ? make() : whenReady(loading.then(make))
  }

  /** Until the modules that it refers to are there, a function is one that waits for them. */
  #unpack(texts: Texts, encoded: Encoded, keep?: (fn: AnyFunction) => void): AnyFunction {
    const loading = loadModules(encoded)
    if (loading === undefined) return new Unpacker(texts).unpack(encoded)
    return whenReady(
      loading.then(() => {
        const made = new Unpacker(texts).unpack(encoded)
        keep?.(made)
        return made
      }),
    )
  }
}

/** Puts an entry at the end; the oldest goes when there are too many. */
function keepLatest<Kept>(map: Map<number, Kept>, number: number, kept: Kept): void {
  map.delete(number)
  map.set(number, kept)
  forgetOldest(map, 2 * KEPT_FUNCTIONS)
}

/** A function that stands for one to come. */
function whenReady(coming: Promise<AnyFunction>): AnyFunction {
  let made: AnyFunction | undefined
  const ready = coming.then((fn) => {
    made = fn
    return fn
  })
  // Calls that wait say what went wrong.
  ready.catch(() => {})
  return (...args) => (made === undefined ? ready.then((fn) => fn(...args)) : made(...args))
}

/** Records and what was compiled of them. */
interface Texts extends FunctionBody {
  readonly factories: readonly Factory[]
  /** Makes the function for given primitives, everything else being the same at every call. */
  ready?: (values: readonly unknown[]) => AnyFunction
}

function textsOf(body: FunctionBody | undefined): Texts {
  if (body === undefined) throw new Error('A function was not sent')
  return { ...body, factories: body.records.map(factoryOf) }
}

/** Puts the functions of one message together. Classes come last: evaluating one needs its parent and its values. */
class Unpacker {
  readonly #records: readonly FunctionRecord[]
  readonly #factories: readonly Factory[]
  readonly #made: readonly Made[]
  readonly #functions: (AnyFunction | undefined)[]

  constructor({ records, factories }: Texts) {
    this.#records = records
    this.#factories = factories
    this.#made = factories.map((factory) => factory())
    this.#functions = records.map((record, i) => (record.isClass ? undefined : this.#evaluate(i)))
  }

  unpack(encoded: Encoded): AnyFunction {
    return this.#parts(encoded).root as AnyFunction
  }

  /** What makes the first function for given primitives; the others are made once. */
  unpackFor(
    encoded: Encoded,
    slots: readonly number[],
  ): (values: readonly unknown[]) => AnyFunction {
    const fixed = this.#parts(encoded).functions[0]?.values as readonly unknown[]
    const factory = this.#factories[0] as Factory
    const { name } = this.#records[0] as FunctionRecord
    return (values) => {
      const given = fixed.slice()
      for (let i = 0; i < slots.length; i++) given[slots[i] as number] = values[i]
      const { set, make } = factory()
      set(given)
      return named(make() as AnyFunction, name)
    }
  }

  #parts(encoded: Encoded): Parts {
    const parts = decode(encoded, {
      reference: (reference) => this.#find(reference as Reference),
      later: (pending, value) => this.#makeClasses(pending, value as Parts),
    }) as Parts
    for (const i of this.#records.keys()) this.#equip(i, parts)
    return parts
  }

  #evaluate(index: number): AnyFunction {
    const { name } = this.#records[index] as FunctionRecord
    return named((this.#made[index] as Made).make() as AnyFunction, name)
  }

  #find(reference: Reference): unknown {
    switch (reference.is) {
      case 'function':
        return this.#functions[reference.index] ?? LATER
      case 'builtin':
        return builtinAt(reference.path)
      case 'module':
        return nodeModule(reference)
      case 'export':
        return exportOf(reference)
      case 'numpool':
        return ownExport(reference.name)
      case 'class':
        return classNamed(reference.name).Class
      case 'require':
        return createRequire(reference.file ?? `${process.cwd()}/`)
      case 'import':
        return importFrom(reference.file)
    }
  }

  /** Evaluates the classes, each after those that it uses itself, and puts them where they are wanted. */
  #makeClasses(pending: readonly Pending[], parts: Parts): void {
    const begun = new Set<number>()
    const make = (index: number): void => {
      if (begun.has(index)) return
      begun.add(index)
      const own = parts.functions[index]?.values
      for (const { reference, container, put } of pending) {
        if (container !== own) continue
        const { index: other } = reference as { readonly index: number }
        make(other)
        put(this.#functions[other])
      }
      this.#give(index, parts)
      this.#functions[index] = this.#evaluate(index)
    }
    // Static blocks and fields may call any function: these have their values by then, classes aside.
    for (const [i, { isClass }] of this.#records.entries()) if (!isClass) this.#give(i, parts)
    for (const [i, { isClass }] of this.#records.entries()) if (isClass) make(i)
    for (const { reference, put } of pending)
      put(this.#functions[(reference as { readonly index: number }).index])
  }

  /** Gives a function the values of its variables. */
  #give(index: number, parts: Parts): void {
    const { names, replaced } = this.#records[index] as FunctionRecord
    const { values } = parts.functions[index] as Parts['functions'][number]
    const given = values.map((value, i) => {
      const name = names[i] as string
      return replaced.includes(name) ? namespaceWith(name, value as object) : value
    })
    ;(this.#made[index] as Made).set(given)
  }

  #equip(index: number, parts: Parts): void {
    this.#give(index, parts)
    const { own, prototype, parent } = parts.functions[index] as Parts['functions'][number]
    const fn = this.#functions[index] as AnyFunction
    if (own !== undefined) Object.assign(fn, own)
    if (prototype !== undefined) Object.assign(fn.prototype as object, prototype)
    if (parent === undefined) return
    const above = parent.fn as AnyFunction
    Object.setPrototypeOf(fn.prototype, above.prototype as object)
    if (parent.isStatic) Object.setPrototypeOf(fn, above)
  }
}

function named(fn: AnyFunction, name: string): AnyFunction {
  // A class may have a static method of that name.
  const own: unknown = fn.name
  return own === name || typeof own !== 'string'
    ? fn
    : Object.defineProperty(fn, 'name', { value: name, configurable: true })
}

/** `Math` as it was patched by the user: the original behind the new members. */
function namespaceWith(name: string, members: object): object {
  const original = builtinAt(name) as object
  return Object.create(original, Object.getOwnPropertyDescriptors(members)) as object
}

const namespaces = new Map<string, object>()

/** A module of Node's, a member of it, or its namespace. */
function nodeModule({ module, member, namespace }: NodeModule): unknown {
  const exported = process.getBuiltinModule(module) as unknown as Record<string, unknown>
  if (member !== undefined) return exported[member]
  if (!namespace) return exported
  let made = namespaces.get(module)
  if (made === undefined) {
    made = Object.assign(Object.create(null) as object, exported, { default: exported })
    namespaces.set(module, made)
  }
  return made
}

/** `Array.prototype.slice` → the function. */
function builtinAt(path: string): unknown {
  let value: unknown = globalThis
  for (const key of path.split('.')) value = (value as Record<string, unknown>)[key]
  return value
}
