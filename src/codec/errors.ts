/**
 * What an error is made of, taken apart and put together again.
 */
import * as poolErrors from '../errors'

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
TYPES.set('AggregateError', { prototype: AggregateError.prototype, make: Error })
for (const made of Object.values(poolErrors))
  if (typeof made === 'function' && made.prototype instanceof Error)
    TYPES.set(`numpool:${made.prototype.name}`, {
      prototype: made.prototype as object,
      make: Error,
    })

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

/** Longer stacks are cut: nobody reads them, and they cost more than the task. */
const STACK = 100_000

/** The name under which an error's class crosses; undefined for a class of the user's, unless `nearest` will do. */
export function errorType(error: Error, nearest: boolean): string | undefined {
  let prototype: object | null = Object.getPrototypeOf(error) as object | null
  while (prototype !== null) {
    const known = byPrototype.get(prototype)
    if (known !== undefined) return known
    const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
    const name = typeof maker === 'function' ? maker.name : ''
    // Another realm's TypeError is told by its name.
    if (TYPES.has(name) && /\[native code\]/.test(Function.prototype.toString.call(maker)))
      return name
    // What class syntax made has a constructor; Node puts objects without one in between.
    if (!nearest && maker !== undefined && !NODE.has(name)) return undefined
    prototype = Object.getPrototypeOf(prototype) as object | null
  }
  return nearest ? 'Error' : undefined
}

/** One field of an error. */
export interface Field {
  readonly key: string
  readonly value: unknown
  readonly enumerable: boolean
}

/** Everything an error owns, and its name where its class would not give it. */
export function ownFields(error: Error, type: string): Field[] {
  const fields: Field[] = []
  for (const key of Object.getOwnPropertyNames(error)) {
    if (key === 'stack') continue
    const descriptor = Object.getOwnPropertyDescriptor(error, key)
    let value: unknown
    try {
      value = (error as unknown as Record<string, unknown>)[key]
    } catch (thrown) {
      value = `[a getter that throws: ${String(thrown)}]`
    }
    fields.push({ key, value, enumerable: descriptor?.enumerable === true })
  }
  const stack = stackOf(error)
  if (stack !== undefined) fields.push({ key: 'stack', value: stack, enumerable: false })
  const name = nameOf(error)
  const usual = TYPES.get(type)?.prototype as { name?: unknown } | undefined
  if (usual !== undefined && name !== usual.name && !Object.hasOwn(error, 'name'))
    fields.push({ key: 'name', value: name, enumerable: false })
  return fields
}

function stackOf(error: Error): string | undefined {
  try {
    const { stack } = error
    if (typeof stack !== 'string') return undefined
    return stack.length > STACK ? `${stack.slice(0, STACK)}\n    … (cut)` : stack
  } catch {
    return undefined
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
export function makeError(type: string): Error {
  if (type === 'AggregateError') return new AggregateError([])
  const { make, prototype } = TYPES.get(type) ?? { make: Error, prototype: Error.prototype }
  const error = new make()
  // Made without a message and with a stack of no interest: both are fields that follow.
  if (Object.getPrototypeOf(error) !== prototype) Object.setPrototypeOf(error, prototype)
  return error
}
