/**
 * Small trees of primitives that closures hold: settings, options, a pair of numbers. They travel as a copy made at each call, which
 * takes a microsecond; to describe the function anew, since anything may have changed in them, takes twenty-five.
 *
 * There is no quicker way that misses no change: V8 tells nobody when an object was written to, so that all of it has to be read. To
 * compare it with the copy made before would save nothing, as each call must have an object of its own in the worker.
 */
import { types } from 'node:util'
import { isSharedValue } from '../codec'
import { isObject } from '../is-object'
import { builtinName } from './builtins'
import { nodeModuleOf } from './node-modules'

const { getOwnPropertyNames, getOwnPropertySymbols, getPrototypeOf, hasOwn, keys } = Object
const { isArray } = Array
const OBJECT = Object.prototype
const ARRAY = Array.prototype

/** What is larger, or deeper, is described. */
const DEPTH = 6
const LONG = 64
const OBJECTS = 16

/** Objects that are data, and nothing that a worker would find by itself. */
const data = new WeakSet<object>()

/**
 * A copy of what a variable holds; undefined for anything but a small tree of primitives.
 *
 * @param nodes - gets the objects that the tree is made of. What stands in it already is met twice, and would be two objects in the
 * worker: such a tree is refused.
 */
export function copyOfTree(value: object, nodes: object[]): object | undefined {
  try {
    return copied(value, nodes, 0)
  } catch {
    // A getter threw: who describes it says where.
    return undefined
  }
}

function copied(value: object, nodes: object[], depth: number): object | undefined {
  if (depth > DEPTH || nodes.length === OBJECTS || nodes.includes(value)) return undefined
  if (!isData(value)) return undefined
  const prototype: unknown = getPrototypeOf(value)
  const list = prototype === ARRAY && isArray(value)
  if (!list && prototype !== OBJECT) return undefined
  nodes.push(value)
  const names = keys(value)
  // An object that shows nothing may be anything. Clone drops what is not enumerable.
  const { length } = names
  if (list ? value.length !== length : length === 0 || getOwnPropertyNames(value).length !== length)
    return undefined
  if (length > LONG || getOwnPropertySymbols(value).length > 0) return undefined
  const copy: Record<string, unknown> | unknown[] = list ? [] : {}
  for (let i = 0; i < length; i++) {
    const name = names[i] as string
    if (name === '__proto__' || (list && !hasOwn(value, i))) return undefined
    const member = (value as Record<string, unknown>)[name]
    const inner = isObject(member) ? copied(member, nodes, depth + 1) : member
    if ((inner === undefined && member !== undefined) || typeof inner === 'symbol') return undefined
    ;(copy as Record<string, unknown>)[name] = inner
  }
  return copy
}

/** Whether an object goes by value: it is not shared, no proxy, and nothing of Node's. */
function isData(value: object): boolean {
  if (isSharedValue(value)) return false
  if (data.has(value)) return true
  if (types.isProxy(value) || builtinName(value) !== undefined || nodeModuleOf(value) !== undefined)
    return false
  data.add(value)
  return true
}
