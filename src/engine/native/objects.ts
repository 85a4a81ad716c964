/**
 * Captured objects: constants, enums, namespaces of modules. Their own data properties are read anew at each call, and nothing of
 * them runs code: proxies are left alone, getters are told apart, what is inherited is not looked at.
 */
import { types } from 'node:util'
import { isThreadModule } from '../../function/thread-values'

/** Objects within each other. */
export const DEEPEST = 4

/** Properties looked at of one object. */
const MOST = 64

/** Stands for the value of a property that has a getter. */
export const GETTER = Symbol('getter')

/** Names that can stand behind a dot: paths are told by it. */
const PLAIN = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

/**
 * Whether this is a plain object or a module's namespace, whose own properties can be read without running code. (Workers take no
 * instances of classes, unless they are registered: the engines agree.)
 */
export function isReadable(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  const isPlain = prototype === Object.prototype || prototype === null
  return isPlain && !isThreadModule(value, ownValue)
}

/** Own properties and what they hold; undefined where there are too many to look at. */
export function membersOf(
  object: object,
  used: readonly string[] | undefined,
): readonly (readonly [string, unknown])[] | undefined {
  const keys = used ?? Object.getOwnPropertyNames(object).filter((key) => PLAIN.test(key))
  if (keys.length > MOST) return undefined
  const members: [string, unknown][] = []
  for (const key of keys) {
    if (!PLAIN.test(key)) continue
    const value = ownValue(object, key)
    if (value !== undefined) members.push([key, value])
  }
  return members
}

/** What an own property holds; undefined where there is none. */
function ownValue(object: object, key: string): unknown {
  try {
    const own = Object.getOwnPropertyDescriptor(object, key)
    return own === undefined || Object.hasOwn(own, 'value') ? own?.value : GETTER
  } catch {
    // A module's variable that is not initialised yet.
    return undefined
  }
}

/** What stands at a path such as `config.limits.low`, whose first name holds `value`. */
export function at(path: string, value: unknown): unknown {
  const [, ...keys] = path.split('.')
  return keys.reduce((held, key) => ownValue(held as object, key), value)
}

/**
 * Captured variables with some of their parts replaced, by path: objects on the way are copied, so that who runs later finds them
 * as they were.
 *
 * @param held - what a variable holds
 */
export function replaced(
  parts: readonly (readonly [path: string, value: unknown])[],
  held: (name: string) => unknown,
): Record<string, unknown> {
  const captures: Record<string, unknown> = Object.create(null)
  for (const [path, value] of parts) {
    const [name, ...keys] = path.split('.') as [string, ...string[]]
    const last = keys.pop()
    if (last === undefined) {
      captures[name] = value
      continue
    }
    captures[name] ??= copied(held(name) as object)
    let object = captures[name] as Record<string, unknown>
    for (const key of keys) {
      // Copied once for each part of it: a copy of a copy holds the same.
      const copy = copied(object[key] as object)
      object[key] = copy
      object = copy
    }
    object[last] = value
  }
  return captures
}

/** An object with the same own values. */
function copied(object: object): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const key of Object.getOwnPropertyNames(object)) {
    const value = ownValue(object, key)
    if (value !== GETTER) Object.defineProperty(copy, key, DATA(value))
  }
  return copy
}

function DATA(value: unknown): PropertyDescriptor {
  return { value, writable: true, enumerable: true, configurable: true }
}
