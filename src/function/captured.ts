/**
 * Questions about what a function has captured: whether it goes by name, and which of its members count.
 */
import { types } from 'node:util'
import type { UserFunction } from '../call'
import { isPlain } from '../codec'
import { analyze, type FreeVariable, type FunctionAnalysis } from './analysis'
import { builtinName, replacedMembers } from './builtins'
import type { FreeValue } from './closure'
import { pickMembers } from './namespace'
import { nodeModuleOf } from './node-modules'
import { obstacle } from './obstacle'
import { type Token, tokenize } from './tokenizer'
import type { FunctionParts } from './travelled'

/** Whether a free variable is an original global, under its own name. */
export function isBuiltin({ name }: FreeVariable, { from, value }: FreeValue): boolean {
  return from === 'global' && builtinName(value) === name
}

export function changedMembers({ name, members }: FreeVariable): ReadonlyMap<string, unknown> {
  const replaced = replacedMembers(name)
  if (members === undefined || replaced.size === 0) return replaced
  return new Map([...replaced].filter(([member]) => members.includes(member)))
}

/** Whether a name that may not even be a variable is worth sending along. */
export function maySend(value: unknown): boolean {
  if (typeof value === 'function')
    return (
      builtinName(value) !== undefined ||
      obstacle(value as UserFunction, analyze(value as UserFunction)) === undefined
    )
  return (
    isPlain(value) ||
    (typeof value === 'object' && value !== null && nodeModuleOf(value) !== undefined)
  )
}

/** What vite makes of a CommonJS package's exports for `import`. */
export function isViteImport(name: string, value: object): boolean {
  return name.startsWith('__vite_ssr_import_') && types.isProxy(value)
}

const { getPrototypeOf, hasOwn } = Object

/** What the functions of this realm inherit from. */
const PROTOTYPES: ReadonlySet<unknown> = new Set(
  [() => {}, async () => {}, function* () {}, async function* () {}].map((fn) =>
    getPrototypeOf(fn),
  ),
)

/**
 * Whether a function is its text and its variables and no more, so that what was made of it before may stand for it: without
 * properties or a parent, and of this realm, whose globals are known.
 */
export function isBare(fn: UserFunction, kind: FunctionAnalysis['kind']): boolean {
  if (hasProperties(fn)) return false
  const prototype: unknown = getPrototypeOf(fn)
  if (prototype !== Function.prototype && !PROTOTYPES.has(prototype)) return false
  if (kind !== 'function') return true
  const own = fn.prototype as object | undefined
  return (own === undefined || !hasProperties(own)) && parentOf(fn) === undefined
}

/** Whether an object has enumerable properties of its own. (`Object.keys` would make a list, for each of a million functions.) */
function hasProperties(object: object): boolean {
  for (const name in object) if (hasOwn(object, name)) return true
  return false
}

/** The parent of a class that is written as a function (`util.inherits`, TypeScript's `__extends`). */
export function parentOf(fn: UserFunction): FunctionParts['parent'] {
  const own: unknown = fn.prototype
  if (typeof own !== 'object' || own === null) return undefined
  const proto = getPrototypeOf(own) as object | null
  if (proto === null || getPrototypeOf(proto) === null) return undefined
  const maker: unknown = Object.getOwnPropertyDescriptor(proto, 'constructor')?.value
  if (typeof maker !== 'function' || maker.prototype !== proto) return undefined
  return { fn: maker, isStatic: getPrototypeOf(fn) === maker }
}

/** The parent of a class under the variable that stands for it, and the text of the class that uses it. */
export interface LostParent {
  readonly variable: FreeVariable
  readonly value: unknown
  readonly source: string
}

/**
 * The parent of a class of which the text cannot be evaluated as it is: V8 keeps no variable that only the head of a class uses
 * (`class B extends A`, `extends mixin(A)`, `extends base.A`). Undefined where all of them were found.
 */
export function lostParent(
  fn: UserFunction,
  { source }: FunctionAnalysis,
  lost: readonly FreeVariable[],
): LostParent | undefined {
  if (lost.length === 0) return undefined
  const tokens = tokenize(source)
  const at = extendsAt(tokens)
  if (at === -1) return undefined
  const body = bodyAt(tokens, at)
  const head = tokens.slice(at + 1, body)
  const variable = lost.find(({ name }) => head.some(({ text }) => text === name))
  // A class or function written out there has a body of its own.
  if (variable === undefined || /^(?:class|function|async)$/.test(head[0]?.text ?? ''))
    return undefined
  const parent = getPrototypeOf(fn) as unknown
  const value =
    parent === Function.prototype && getPrototypeOf(fn.prototype) === null ? null : parent
  if (head.length === 1) return { variable, value, source }
  let name = '$P'
  while (source.includes(name)) name += '_'
  const from = head[0]?.start ?? 0
  const until = tokens[body]?.start ?? from
  // What follows on the line, and the lines after it, stay where they are.
  const rest = source.slice(from + name.length, until).replace(/[^\r\n]/g, ' ')
  const text = `${source.slice(0, from)}${name}${rest}${source.slice(until)}`
  return { variable: { ...variable, name, members: undefined }, value, source: text }
}

/** Where the head of a class names its parent; -1 where it names none. */
function extendsAt(tokens: readonly Token[]): number {
  const at = tokens.findIndex(({ text }) => text === 'extends')
  return at === 1 || at === 2 ? at : -1
}

/** The brace that opens the body of a class whose head goes on after `at`. */
function bodyAt(tokens: readonly Token[], at: number): number {
  let depth = 0
  return tokens.findIndex(({ kind, text }, i) => {
    if (i <= at || kind !== 'punctuator') return false
    if (text === '(' || text === '[' || (text === '{' && depth > 0)) depth++
    if (text === ')' || text === ']' || (text === '}' && depth > 0)) depth--
    return text === '{' && depth === 0
  })
}

/** What stands before the name of a member. */
const BEFORE_KEY: ReadonlySet<string> = new Set('{ } ; * static get set async accessor'.split(' '))

/**
 * A variable that a computed key of a class uses (`class { [key]() {} }`) and nothing else: the class was made with it, and V8
 * keeps it no longer. Undefined where there is none among those that were not found.
 */
export function lostKey(source: string, lost: readonly FreeVariable[]): FreeVariable | undefined {
  if (lost.length === 0 || !source.includes('[')) return undefined
  const tokens = tokenize(source)
  // Brackets around the token, from the body's own brace on.
  let depth = 0
  let inKey = 0
  for (let i = bodyAt(tokens, extendsAt(tokens)); i < tokens.length; i++) {
    const { kind, text } = tokens[i] as Token
    const before = tokens[i - 1]?.text ?? ''
    if (kind === 'punctuator' && (text === '(' || text === '[' || text === '{')) {
      depth++
      if (inKey === 0 && depth === 2 && text === '[' && BEFORE_KEY.has(before)) inKey = depth
    } else if (kind === 'punctuator' && (text === ')' || text === ']' || text === '}')) {
      if (depth === inKey) inKey = 0
      depth--
    } else if (inKey > 0 && kind === 'name' && before !== '.' && before !== '?.') {
      const variable = lost.find(({ name }) => name === text)
      if (variable !== undefined) return variable
    }
  }
  return undefined
}

/**
 * Enumerable properties that a function (or its prototype) owns; undefined for none. Of a class, those that its text does
 * not make (older compilers assign static fields after it), and plain data, which may have changed since.
 */
export function ownProperties(value: unknown, classText?: string): object | undefined {
  if ((typeof value !== 'function' && typeof value !== 'object') || value === null) return undefined
  let names = Object.keys(value)
  if (classText !== undefined && names.length > 0) {
    const all = /\bstatic\s*\{/.test(classText)
    const made = new Set(Array.from(classText.matchAll(/\bstatic\s+([\w$]+)/g), ([, name]) => name))
    names = names.filter((name) => (!all && !made.has(name)) || isPlainField(value, name))
  }
  return names.length === 0 ? undefined : pickMembers(value, names)
}

/** What was added to the prototype of a class (mixins): data and functions, as accessors would have to be asked. */
export function addedMembers(prototype: object): object | undefined {
  const fields = Object.entries(Object.getOwnPropertyDescriptors(prototype))
  const names = fields.filter(([, { enumerable, get, set }]) => enumerable && !(get ?? set))
  if (names.length === 0) return undefined
  return pickMembers(
    prototype,
    names.map(([name]) => name),
  )
}

/** Whether a property can be given its present value once more. */
function isPlainField(owner: object, name: string): boolean {
  const field = Object.getOwnPropertyDescriptor(owner, name)
  return field?.writable === true && isPlain(field.value)
}
