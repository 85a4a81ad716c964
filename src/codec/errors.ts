/**
 * What an error is made of, taken apart and put together again.
 */
import '../errors/classes'
import { branded } from '../errors/base'
import { adopt, classNamed } from './classes'
import type { ErrorType } from './format'
import type { Registration } from './registry'

type ErrorMaker = new (message?: string) => Error

/** The classes that arrive as themselves: the language's, and numpool's own (a pool may run in a task). */
const TYPES = new Map<string, { readonly prototype: object; readonly make: ErrorMaker }>()

for (const make of [
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
] as ErrorMaker[])
  TYPES.set(make.name, { prototype: make.prototype, make })
/** Newer engines have it. */
const { SuppressedError } = globalThis as unknown as { SuppressedError?: ErrorMaker }
if (typeof SuppressedError === 'function')
  TYPES.set('SuppressedError', { prototype: SuppressedError.prototype as object, make: Error })
TYPES.set('AggregateError', { prototype: AggregateError.prototype, make: Error })
for (const { prototype } of branded)
  TYPES.set(`numpool:${(prototype as Error).name}`, { prototype: prototype as object, make: Error })

const byPrototype = new Map<object, string>()
for (const [name, { prototype }] of TYPES) byPrototype.set(prototype, name)

/** Node's own subclasses: the nearest class of the language plus a `code` say all there is to them. */
const NODE = new Set([
  'NodeError',
  'SystemError',
  'NodeAggregateError',
  'AbortError',
  'HiddenError',
])

/** Longer stacks and messages are cut: nobody reads them, and they cost more than the task. */
const STACK = 100_000
const MESSAGE = 1_000_000

/**
 * The class under which an error crosses; undefined for a class of the user's, unless the `nearest` will do.
 *
 * @param as - the registration that it is an instance of
 */
export function errorType(
  error: Error,
  nearest: boolean,
  as: Registration | undefined,
): ErrorType | undefined {
  if (as !== undefined) return { registered: as.name }
  let prototype: object | null = Object.getPrototypeOf(error) as object | null
  while (prototype !== null) {
    const known = byPrototype.get(prototype)
    if (known !== undefined) return known
    const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
    const name = typeof maker === 'function' ? maker.name : ''
    // Another realm's TypeError is told by its name.
    if (TYPES.has(name) && /\[native code\]/.test(Function.prototype.toString.call(maker)))
      return name
    if (name === ASSERTION && maker === assertionError()) return ASSERTION
    // What class syntax made has a constructor; Node puts objects without one in between.
    if (!nearest && maker !== undefined && !NODE.has(name)) return undefined
    prototype = Object.getPrototypeOf(prototype) as object | null
  }
  return nearest ? 'Error' : undefined
}

/** The class of `assert`'s errors: asked for only where there is one of them. */
const ASSERTION = 'AssertionError'
function assertionError(): ErrorMaker {
  return process.getBuiltinModule('node:assert').AssertionError as unknown as ErrorMaker
}

/** One field of an error. */
export interface Field {
  readonly key: string
  readonly value: unknown
  readonly enumerable: boolean
}

/** The string-keyed properties that an object owns, getters read. */
export function ownProperties(value: object): Field[] {
  const fields: Field[] = []
  for (const key of Object.getOwnPropertyNames(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key)
    let member: unknown
    try {
      member = (value as Record<string, unknown>)[key]
    } catch (thrown) {
      member = `[a getter that throws: ${wordsFor(thrown)}]`
    }
    fields.push({ key, value: member, enumerable: descriptor?.enumerable === true })
  }
  return fields
}

/** Everything an error owns, and its name where its class would not give it. */
export function ownFields(error: Error, type: ErrorType): Field[] {
  const fields = ownProperties(error)
    .filter(({ key }) => key !== 'stack')
    .map((field) => (field.key === 'message' ? { ...field, value: shortened(field.value) } : field))
  const stack = stackOf(error)
  if (stack !== undefined) fields.push({ key: 'stack', value: stack, enumerable: false })
  if (typeof type !== 'string') return fields
  const name = nameOf(error)
  const usual = TYPES.get(type)?.prototype as { name?: unknown } | undefined
  if (usual !== undefined && name !== usual.name && !Object.hasOwn(error, 'name'))
    fields.push({ key: 'name', value: name, enumerable: false })
  return fields
}

function shortened(message: unknown): unknown {
  return typeof message === 'string' ? cut(message, MESSAGE) : message
}

/** Beginning and end of a text that is too long: the message and the nearest frames, and the farthest. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text
  const left = text.length - length
  return `${text.slice(0, length * 0.75)}\n    … (${left} characters left out) …\n${text.slice(-length / 4)}`
}

function stackOf(error: Error): string | undefined {
  try {
    const { stack } = error
    return typeof stack === 'string' ? cut(stack, STACK) : undefined
  } catch {
    return undefined
  }
}

function wordsFor(thrown: unknown): string {
  try {
    return String(thrown)
  } catch {
    return 'something'
  }
}

/** The `name` an error answers to. */
export function nameOf(error: Error): string {
  try {
    return String(error.name)
  } catch {
    return 'Error'
  }
}

/** An empty error of the class that crossed under `type`. */
export function makeError(type: ErrorType): Error {
  if (typeof type !== 'string') {
    const error = new Error()
    adopt(error, classNamed(type.registered).Class)
    return error
  }
  if (type === 'AggregateError') return new AggregateError([])
  const { make, prototype } =
    type === ASSERTION
      ? { make: Error as ErrorMaker, prototype: assertionError().prototype as object }
      : (TYPES.get(type) ?? { make: Error as ErrorMaker, prototype: Error.prototype })
  const error = new make()
  // Made without a message and with a stack of no interest: both are fields that follow.
  if (Object.getPrototypeOf(error) !== prototype) Object.setPrototypeOf(error, prototype)
  return error
}
