/**
 * What a worker must have before the next message makes sense: registered classes, and shared values that the message refers to.
 * Each is sent to it once.
 */
import type { Transferable } from 'node:worker_threads'
import type { UserFunction } from '../../../call'
import {
  type AnyClass,
  addClass,
  type Encoded,
  encode,
  encodedShare,
  encodeThrown,
  isReleased,
  type Registration,
  setClassBorder,
  state,
  transferList,
} from '../../../codec'
import { analyze } from '../../../function/analysis'
import { exportedAs } from '../../../function/module-references'
import { hidesFields } from '../../../register'
import type { Counters } from '../../../watch/counters'
import { countShare } from '../../../watch/size'
import { definitionMessage } from '../calls/functions'
import type { ClassMessage, FunctionMessage, SupplyMessage, ToWorker } from '../protocol'

/** What one worker has been given. */
export class Supplies {
  readonly #counters: Counters
  readonly #shares = new Set<string>()
  #version = 0
  #released = state.released

  constructor(counters: Counters) {
    this.#counters = counters
  }

  /** What to send before a message that holds these; undefined for nothing. */
  before(encoded: Iterable<Encoded | undefined>): SupplyMessage | undefined {
    if (state.version === this.#version && !state.sharing) return undefined
    const classes = this.#newClasses()
    const shares: [string, Encoded][] = []
    for (const { fn } of classes) for (const part of partsOf(fn)) this.#add(part, shares)
    for (const part of encoded) this.#add(part, shares)
    const forget = this.#forgotten()
    if (classes.length === 0 && shares.length === 0 && forget.length === 0) return undefined
    return { type: 'supply', classes, shares, forget }
  }

  /** What to send before a message of the pool. */
  beforeMessage(message: ToWorker): SupplyMessage | undefined {
    if (message.type === 'abort') return this.before([message.reason])
    return message.type === 'work' ? this.before(encodedIn(message)) : undefined
  }

  #add(part: Encoded | undefined, shares: [string, Encoded][]): void {
    // Not what somebody may have put on Object.prototype.
    if (part === undefined || !Object.hasOwn(part, 'needs')) return
    for (const id of part.needs as readonly string[]) {
      if (this.#shares.has(id)) continue
      const encoded = encodedShare(id, encode)
      if (encoded === undefined) continue
      this.#shares.add(id)
      countShare(this.#counters, encoded)
      // What it needs itself comes first.
      this.#add(encoded, shares)
      shares.push([id, encoded])
    }
  }

  #newClasses(): ClassMessage[] {
    if (state.version === this.#version) return []
    this.#version = state.version
    // All of them: a worker keeps the first that it hears of a name.
    const classes = [...state.classes.values()].map((of) => describe(of).message)
    const passedOn = [...state.parcels].filter(([name]) => !state.classes.has(name))
    return [...classes, ...passedOn.map(([, parcel]) => parcel as ClassMessage)]
  }

  /** Shared values that the worker has and nobody here any more. */
  #forgotten(): string[] {
    if (state.released === this.#released) return []
    this.#released = state.released
    const gone = [...this.#shares].filter(isReleased)
    for (const id of gone) this.#shares.delete(id)
    return gone
  }
}

/** Everything encoded in a message with work. */
function* encodedIn(message: ToWorker & { readonly type: 'work' }): Generator<Encoded | undefined> {
  for (const { fn } of message.calls) yield* partsOf(fn)
  for (const { lists, batch } of message.units) {
    yield lists
    if (batch === undefined) continue
    yield batch.args
    for (const fn of batch.fns) yield* partsOf(fn)
  }
}

/** What a message transfers. */
export function transferIn(message: ToWorker): readonly Transferable[] {
  if (message.type !== 'work' || !state.moving) return NOTHING
  return message.units.flatMap(({ lists, batch }) => [
    ...transferList(lists),
    ...transferList(batch?.args),
  ])
}
const NOTHING: readonly Transferable[] = []

/** Everything encoded in a function. */
export function partsOf(fn: FunctionMessage | undefined): (Encoded | undefined)[] {
  return [fn?.body?.parts, fn?.values]
}

/** A class on its way, or why it cannot go. */
interface Described {
  readonly message: ClassMessage
  readonly obstacle: Error | undefined
}

const described = new WeakMap<Registration, Described>()

function describe(registration: Registration): Described {
  let known = described.get(registration)
  if (known === undefined) {
    known = describeAnew(registration)
    described.set(registration, known)
  }
  return known
}

/** The class with its codec, as functions travel. */
function describeAnew({ name, Class, codec }: Registration): Described {
  const functions = codec === undefined ? undefined : { encode: codec.encode, decode: codec.decode }
  const define = (): unknown => ({ Class, functions })
  try {
    const fn = definitionMessage(define, { Class, functions }, Class)
    return { message: { name, fn, error: undefined }, obstacle: undefined }
  } catch (thrown) {
    const obstacle = thrown instanceof Error ? thrown : new TypeError(String(thrown))
    return { message: { name, fn: undefined, error: encodeThrown(thrown) }, obstacle }
  }
}

setClassBorder({
  obstacle: (registration) => describe(registration).obstacle,
  find: (_, Class) => (Class === undefined ? undefined : exported(Class)),
})

/** A class that a loaded module exports needs no registration: workers import it, as Python's pickle does. */
function exported(Class: AnyClass): Registration | undefined {
  if (!isOpen(Class)) return undefined
  const fn = Class as unknown as UserFunction
  const reference = exportedAs(fn, analyze(fn))
  if (reference === undefined) return undefined
  // Another module may export a class of the same name, and the user may register one.
  const name = `${reference.specifier}#${Class.name}`
  const registration: Registration = { name, Class, codec: undefined }
  addClass(registration)
  return registration
}

/** Whether fields and prototype are all there is to instances: the class and its parents are class syntax, or the language's. */
function isOpen(Class: AnyClass): boolean {
  if (hidesFields(Class) !== undefined) return false
  for (let of: unknown = Class; typeof of === 'function'; of = Object.getPrototypeOf(of)) {
    if (of === Function.prototype) return true
    const isGlobal = (globalThis as Record<string, unknown>)[of.name] === of
    if (!isGlobal && !/^class\b/.test(Function.prototype.toString.call(of))) return false
  }
  return true
}
