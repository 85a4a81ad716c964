/**
 * From a user's function to a kernel with the values of its captures, or the reasons why not.
 *
 * Compiling is cached per function object and by text; what can change between calls (captured values and functions, patched
 * builtins) is looked at each time.
 */
import { forgetOldest } from '../../bounded'
import type { UserFunction } from '../../call'
import type { Reason } from '../../errors'
import { isPristine } from '../../function/builtins'
import { unwrapKernel } from '../../function/kernel-state'
import { making } from '../../watch/making'
import type { Addon } from './addon'
import { Captured, type Member } from './captured'
import type { Shape } from './columns'
import { type CaptureDeclaration, compileKernel, type Kernel } from './compile'
import { ensureMath } from './math'
import { at } from './objects'
import { MAX_PARAMS } from './protocol'
import type { Captures, Subject } from './subject'
import { ITERATION, iteratesPlainly, type NativeTable, readTable } from './tables'

/** A kernel ready to run. */
export interface Prepared {
  readonly kernel: Kernel
  /** Captured values in the order of `kernel.params`. */
  readonly values: readonly (number | boolean)[]
  /** Captured arrays in the order of `kernel.tables`. */
  readonly tables: readonly NativeTable[]
  /** What a variable of the function itself holds now. */
  held(name: string): unknown
  /** Whether the same function will always give the same kernel and values, patched builtins aside. */
  readonly fixed: boolean
  /** Whether the user passed a builtin itself, which patching the global does not change. */
  readonly direct: boolean
  /** Captured functions that the kernel is made of as well, by their number there. */
  readonly helpers: ReadonlyMap<number, { readonly name: string; readonly fn: UserFunction }>
}

/** A kernel or the reasons why there is none. */
export type Preparation = Prepared | { readonly reasons: readonly Reason[] }

/** What has been found out about a function: a kernel, why there is none, or which captured functions must be read first. */
type Plan = Kernel | readonly Reason[] | { readonly needs: readonly number[] }

const plans = new WeakMap<UserFunction, Map<string, Plan>>()

/** Prepares `fn` for items of the given shape. */
export function prepare(
  addon: Addon,
  fn: UserFunction,
  shape: Shape,
  given: Captures | undefined,
): Preparation {
  const { fn: target, captures } = unwrapKernel(fn, given)
  const captured = new Captured()
  const root = captured.root(target, captures)
  if ('code' in root) return { reasons: [root] }
  const kernel = kernelFor(addon, target, shape, root, captured)
  if (!('id' in kernel)) return { reasons: kernel }
  const { subject } = root
  const obstacle = subject.direct ? undefined : patchedBuiltin(kernel)
  if (obstacle !== undefined) return { reasons: [obstacle] }
  const missing = mathObstacle(addon, kernel)
  if (missing !== undefined) return { reasons: [missing] }
  const heldBy = (name: string, owner: number | null): unknown => {
    const member = owner === null ? root : captured.entries[owner]?.member
    // Of an object's property the name is a path.
    const end = name.indexOf('.')
    if (end < 0) return member?.values.get(name)?.value
    return at(name, member?.values.get(name.slice(0, end))?.value)
  }
  const tables = readTables(kernel, heldBy)
  if ('code' in tables) return { reasons: [tables] }
  const helpers = new Map<number, { name: string; fn: UserFunction }>()
  let closed = true
  for (const [number, { name, fn: helper, member }] of captured.entries.entries()) {
    if (member === undefined) continue
    helpers.set(number, { name, fn: helper })
    closed &&= isClosed(member)
  }
  // A kernel has taken its captures for good. Elsewhere every free name must be a builtin under its own name, which is
  // looked at before each call: any other global may hold something else next time.
  const fixed = closed && (target !== fn || isClosed(root))
  return {
    kernel,
    values: kernel.params.map(({ name, owner }) => heldBy(name, owner) as number | boolean),
    tables,
    fixed: fixed && given === undefined && tables.length === 0 && !readsObjects(kernel),
    held: (name) => heldBy(name, null),
    direct: subject.direct,
    helpers,
  }
}

/** Whether something that a kernel reads is a property of an object, which may hold something else next time. */
function readsObjects({ params }: Kernel): boolean {
  return params.some(({ name }) => name.includes('.'))
}

/** Whether a function takes nothing from outside but builtins under their own names. */
function isClosed({ subject, declarations }: Member): boolean {
  return subject.global === true && declarations.length === 0
}

function readTables(
  kernel: Kernel,
  heldBy: (name: string, owner: number | null) => unknown,
): readonly NativeTable[] | Reason {
  const tables: NativeTable[] = []
  for (const { name, owner } of kernel.tables) {
    const table = readTable(name, heldBy(name, owner))
    if ('code' in table) return table
    tables.push(table)
  }
  if (kernel.builtins.includes(ITERATION) && !iteratesPlainly(tables.map(({ given }) => given)))
    return {
      code: 'patched-builtin',
      message:
        'going through an array has been redefined, so the loop no longer does what the compiler knows',
    }
  return tables
}

/** Plans remembered of one function; the oldest goes first. */
const PLANS = 64

function kernelFor(
  addon: Addon,
  fn: UserFunction,
  shape: Shape,
  root: Member,
  captured: Captured,
): Kernel | readonly Reason[] {
  let known = plans.get(fn)
  if (known === undefined) {
    known = new Map()
    plans.set(fn, known)
  }
  let key = `${shape.columns}${shape.tuple ? 't' : ''}${shape.booleans}${keyOf(root.declarations)}`
  for (;;) {
    let plan = known.get(key)
    if (plan === undefined) {
      plan = planFor(addon, shape, root, captured)
      known.set(key, plan)
      forgetOldest(known, PLANS)
    }
    if (!('needs' in plan)) return plan
    for (const number of plan.needs) {
      const member = captured.read(number)
      if ('code' in member) return [member]
      key += `|${number}=${member.subject.text}${keyOf(member.declarations)}`
    }
  }
}

function keyOf(declarations: readonly CaptureDeclaration[]): string {
  const key = ({ name, kind, value, function: number, members }: CaptureDeclaration): string =>
    `,${name}:${kind}:${value ?? number ?? (members === undefined ? '' : `{${keyOf(members)}}`)}`
  return declarations.map(key).join('')
}

function planFor(addon: Addon, shape: Shape, root: Member, captured: Captured): Plan {
  const { subject, declarations: captures } = root
  const source = subject.direct ? wrapBuiltin(subject, shape) : subject.source
  const functions = captured.functions()
  const reply = making(() => compileKernel(addon, { source, ...shape, captures, functions }))
  if ('needs' in reply) return reply
  if ('reasons' in reply) return reply.reasons
  if (reply.ok.params.length > MAX_PARAMS)
    return [{ code: 'too-large', message: `the function captures more than ${MAX_PARAMS} numbers` }]
  return reply.ok
}

/** `Math.max` for two columns becomes `(a0, a1) => Math.max(a0, a1)`. */
function wrapBuiltin({ source: name }: Subject, shape: Shape): string {
  if (shape.tuple) return `(a0) => ${name}(a0)`
  const args = Array.from({ length: shape.columns }, (_, i) => `a${i}`).join(', ')
  return `(${args}) => ${name}(${args})`
}

/** The first builtin of the kernel that somebody has replaced. */
export function patchedBuiltin(kernel: Kernel): Reason | undefined {
  for (const path of kernel.builtins)
    if (path !== ITERATION && !isPristine(path))
      return {
        code: 'patched-builtin',
        message: `${path} has been replaced, so the function no longer computes what the compiler knows`,
      }
  return undefined
}

const ready = new WeakSet<Kernel>()

function mathObstacle(addon: Addon, kernel: Kernel): Reason | undefined {
  if (ready.has(kernel)) return undefined
  const missing = making(() => ensureMath(addon, kernel.math))
  if (missing === undefined) {
    ready.add(kernel)
    return undefined
  }
  return {
    code: 'math-provider',
    message: `no native function gives the bits of this engine's Math.${missing}`,
  }
}
