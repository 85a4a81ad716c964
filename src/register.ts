/**
 * `registerClass()` and `registerError()`: classes whose instances cross as themselves.
 */
import { addClass } from './codec/classes'
import { type AnyClass, type Registration, state } from './codec/registry'
import { invalidArgType, invalidArgValue } from './errors'
import { markOwn } from './function/own-exports'
import { tokenize } from './function/tokenizer'

/** How instances of a class are taken apart and made again. */
export interface Codec<T, D = unknown> {
  /** What is sent of an instance: anything that can cross. */
  encode(instance: T): D
  /** The instance again; `Class` is the class as the other thread knows it. */
  decode(data: D, Class: new (...args: never[]) => T): T
}

/**
 * Lets instances of a class cross to workers and back as instances: `instanceof` holds on both sides, and functions that use the class
 * see the same one. Without a codec an instance is its own fields and its prototype; no constructor runs. A subclass of Map, Set, Array,
 * a typed array, Date or Error keeps its contents, too. Subclasses are registered each for itself.
 *
 * The class travels to workers as functions do. A module that both sides import may register its classes itself.
 *
 * @param Class - a class with a name; no two registered classes may have the same
 * @param codec - needed for classes with private fields (`#x`)
 * @throws {ERR_NUMPOOL_INVALID_ARG}
 * @example
 * ```ts
 * registerClass(Vector)
 * registerClass(Money, { encode: (money) => money.toString(), decode: (text, Class) => Class.parse(text) })
 * ```
 */
export function registerClass<T extends object, D = unknown>(
  Class: abstract new (...args: never[]) => T,
  codec?: Codec<T, D>,
): void {
  register('Class', Class as AnyClass, codec as Codec<object> | undefined)
}

/**
 * Lets errors of a class arrive as such: what a task throws is an instance of the class, with its own fields, cause and stack.
 *
 * @throws {ERR_NUMPOOL_INVALID_ARG}
 * @example
 * ```ts
 * class HttpError extends Error { status = 500 }
 * registerError(HttpError)
 * ```
 */
export function registerError(Class: abstract new (...args: never[]) => Error): void {
  if (typeof Class !== 'function' || !(Class.prototype instanceof Error))
    throw invalidArgType('Class', 'a class that extends Error', Class)
  register('Class', Class as AnyClass, undefined)
}

function register(argument: string, Class: AnyClass, codec: Codec<object> | undefined): void {
  if (typeof Class !== 'function' || typeof Class.prototype !== 'object')
    throw invalidArgType(argument, 'a class', Class)
  const { name } = Class
  if (typeof name !== 'string' || name === '')
    throw invalidArgValue(argument, 'a class with a name', Class)
  if (Function.prototype.toString.call(Class).includes('[native code]'))
    throw invalidArgValue(
      argument,
      'a class of your own (built-in ones need no registration)',
      Class,
    )
  checkCodec(Class, codec)
  const known = state.classes.get(name)
  if (known !== undefined && !isSame(known, Class, codec))
    throw invalidArgValue(
      argument,
      `the class that is registered as ${name} already, or have another name (and one codec)`,
      Class,
    )
  if (known?.Class === Class) return
  addClass({ name, Class, codec: codec as unknown as Registration['codec'] })
}

function checkCodec(Class: AnyClass, codec: Codec<object> | undefined): void {
  if (codec !== undefined) {
    if (typeof codec !== 'object' || codec === null)
      throw invalidArgType('codec', 'an object with the functions encode and decode', codec)
    for (const part of ['encode', 'decode'] as const)
      if (typeof codec[part] !== 'function')
        throw invalidArgType(`codec.${part}`, 'a function', codec[part])
    return
  }
  const field = hidesFields(Class)
  if (field !== undefined)
    throw invalidArgValue(
      'codec',
      `given for ${Class.name}: nobody outside can read ${field}`,
      codec,
    )
}

/** Which private field instances of a class have, its parents' included; undefined when they have none. */
export function hidesFields(Class: AnyClass): string | undefined {
  for (let of: unknown = Class; typeof of === 'function'; of = Object.getPrototypeOf(of)) {
    const field = privateField(of as AnyClass)
    if (field !== undefined) return `${field} of ${of.name}`
  }
  return undefined
}

/** What compilers make of private fields, for engines that have none. */
const COMPILED = /\b__(?:privateAdd|privateGet|classPrivateFieldGet|classPrivateFieldSet)\b/

/** A private field of a class, as its text says; undefined when it has none. */
function privateField(Class: AnyClass): string | undefined {
  const source = Function.prototype.toString.call(Class)
  if (source.includes('[native code]')) return undefined
  if (COMPILED.test(source)) return 'the private fields'
  if (!source.includes('#')) return undefined
  return tokenize(source).find(({ kind }) => kind === 'private')?.text
}

/** Whether two classes of one text are one that a file loaded twice defines; the worker's half cannot tell. */
type ReloadCheck = (one: AnyClass, other: AnyClass) => boolean
let isReload: ReloadCheck = () => false

/** Tells this copy of the package how to know a class that was loaded once more. */
export function setReloadCheck(check: ReloadCheck): void {
  isReload = check
}

/**
 * Whether a class is registered already: the very one, or the same text loaded once more (by a module that is reloaded; a
 * worker has its copy of a class that the pool's thread has announced, and may load the module, too).
 */
function isSame(known: Registration, Class: AnyClass, codec: Codec<object> | undefined): boolean {
  if (known.Class === Class)
    return (
      codec === (known.codec as unknown) ||
      (codec !== undefined && known.codec !== undefined && sameText(codec, known.codec))
    )
  return (
    String(known.Class) === String(Class) &&
    (known.codec === undefined) === (codec === undefined) &&
    (state.parcels.has(known.name) || isReload(known.Class, Class))
  )
}

function sameText(a: object, b: object): boolean {
  const [one, other] = [a, b] as { encode: unknown; decode: unknown }[]
  return (
    String(one?.encode) === String(other?.encode) && String(one?.decode) === String(other?.decode)
  )
}

markOwn({ registerClass, registerError })
