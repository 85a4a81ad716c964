/**
 * From a user's function to a kernel with the values of its captures, or the reasons why not.
 *
 * Compiling is cached per function object and by text; what can change between calls (captured values, patched
 * builtins) is looked at each time.
 */
import type { UserFunction } from '../../call'
import type { Reason } from '../../errors'
import { describe as describeHeld } from '../../errors'
import { analyze } from '../../function/analysis'
import { builtinName, isPristine } from '../../function/builtins'
import { type FreeValue, resolveFree } from '../../function/closure'
import { unwrapKernel } from '../../function/kernel-state'
import { selfNameCheck } from '../../function/lazy'
import { isThreadValue } from '../../function/thread-values'
import { making } from '../../watch/making'
import type { Addon } from './addon'
import type { Shape } from './columns'
import { type CaptureDeclaration, compileKernel, type Kernel } from './compile'
import { ensureMath } from './math'
import { MAX_PARAMS } from './protocol'

/** A kernel ready to run. */
export interface Prepared {
  readonly kernel: Kernel
  /** Captured values in the order of `kernel.params`. */
  readonly values: readonly (number | boolean)[]
  /** Whether the same function will always give the same kernel and values, patched builtins aside. */
  readonly fixed: boolean
  /** Whether the user passed a builtin itself, which patching the global does not change. */
  readonly direct: boolean
}

/** A kernel or the reasons why there is none. */
export type Preparation = Prepared | { readonly reasons: readonly Reason[] }

type Captures = Readonly<Record<string, unknown>>

/** What is known of a function object for good. */
interface Subject {
  readonly source: string
  readonly free: readonly string[]
  /** A builtin that the user passed itself: what it is cannot change by patching the global. */
  readonly direct: boolean
  /** Whether the closure binds none of the free names, so that they are all globals; undefined before a look. */
  global: boolean | undefined
  /** Captured variables by whether each thread has a value of its own for them, as far as this was asked. */
  readonly ofThread: Map<string, boolean>
  readonly kernels: Map<string, Kernel | readonly Reason[]>
}

const subjects = new WeakMap<UserFunction, Subject>()

/** Prepares `fn` for items of the given shape. */
export function prepare(
  addon: Addon,
  fn: UserFunction,
  shape: Shape,
  given: Captures | undefined,
): Preparation {
  const { fn: target, captures } = unwrapKernel(fn, given)
  let subject = subjects.get(target)
  if (subject === undefined) {
    const described = making(() => describe(target))
    if ('code' in described) return { reasons: [described] }
    subject = described
    subjects.set(target, subject)
  }
  const values = subject.direct ? NOTHING : readCaptures(target, subject, captures)
  if (isReason(values)) return { reasons: [values] }
  const declarations = declare(target, subject, values)
  const kernel = kernelFor(addon, subject, shape, declarations)
  if (!('id' in kernel)) return { reasons: kernel }
  const obstacle = subject.direct ? undefined : patchedBuiltin(kernel)
  if (obstacle !== undefined) return { reasons: [obstacle] }
  const missing = mathObstacle(addon, kernel)
  if (missing !== undefined) return { reasons: [missing] }
  // A kernel has taken its captures for good. Elsewhere every free name must be a builtin under its own name, which is
  // looked at before each call: any other global may hold something else next time.
  const fixed = target !== fn || (subject.global === true && declarations.length === 0)
  return {
    kernel,
    values: kernel.params.map(({ name }) => values.get(name)?.value as number | boolean),
    fixed: fixed && given === undefined,
    direct: subject.direct,
  }
}

function isReason(values: ReadonlyMap<string, FreeValue> | Reason): values is Reason {
  return 'code' in values
}

const NOTHING: ReadonlyMap<string, FreeValue> = new Map()

function describe(fn: UserFunction): Subject | Reason {
  const builtin = builtinName(fn)
  if (builtin !== undefined) {
    if (!/^(Math\.|Number\.|Number$|Boolean$|isNaN$|isFinite$)/.test(builtin))
      return { code: 'not-numeric', message: `${builtin} is not a numeric function` }
    return {
      source: builtin,
      free: [],
      direct: true,
      global: true,
      ofThread: new Map(),
      kernels: new Map(),
    }
  }
  const analysis = analyze(fn)
  return {
    source: analysis.source,
    free: analysis.free.map(({ name }) => name),
    direct: false,
    global: analysis.free.length === 0 ? true : undefined,
    ofThread: new Map(),
    kernels: new Map(),
  }
}

/** The values of the free names: from the `captures` option, else from the live closure. */
function readCaptures(
  fn: UserFunction,
  subject: Subject,
  captures: Captures | undefined,
): ReadonlyMap<string, FreeValue> | Reason {
  if (subject.free.length === 0) return NOTHING
  try {
    if (subject.global === true && captures === undefined) return globals(subject)
    const values = making(() => {
      const found = resolveFree(fn, subject.free, captures)
      selfNameCheck()(fn, subject.free, found)
      return found
    })
    if (captures === undefined)
      subject.global = subject.free.every((name) => {
        const free = values.get(name)
        return free?.from === 'global' && free.passing !== true
      })
    return values
  } catch (error) {
    return {
      code: 'unreadable-closure',
      message: `${error instanceof Error ? error.message : String(error)}`,
    }
  }
}

function globals(subject: Subject): ReadonlyMap<string, FreeValue> {
  const values = new Map<string, FreeValue>()
  for (const name of subject.free)
    if (name in globalThis)
      values.set(name, { from: 'global', value: (globalThis as Record<string, unknown>)[name] })
  return values
}

function declare(
  fn: UserFunction,
  subject: Subject,
  values: ReadonlyMap<string, FreeValue>,
): readonly CaptureDeclaration[] {
  const declarations: CaptureDeclaration[] = []
  for (const name of subject.free) {
    const found = values.get(name)
    if (found === undefined) continue
    const declaration = isOfThread(fn, subject, name, found)
      ? { name, kind: 'other' as const, value: OF_THREAD }
      : declarationOf(name, found)
    if (declaration !== undefined) declarations.push(declaration)
  }
  return declarations
}

const OF_THREAD = 'a value of node:worker_threads, of which each thread has its own'

/** Whether a variable is imported, and holds something else in each thread. Asked once of each. */
function isOfThread(
  fn: UserFunction,
  { ofThread }: Subject,
  name: string,
  { from, value }: FreeValue,
): boolean {
  if (from !== 'closure' || (typeof value !== 'number' && typeof value !== 'boolean')) return false
  let known = ofThread.get(name)
  if (known === undefined) {
    known = making(() => isThreadValue(fn, name, value))
    ofThread.set(name, known)
  }
  return known
}

/** What the compiler is told of a free name; nothing of a global that it knows under this name. */
function declarationOf(name: string, { from, value }: FreeValue): CaptureDeclaration | undefined {
  const builtin = builtinName(value)
  if (from === 'global' && (builtin === name || CONSTANTS.has(name))) return undefined
  if (typeof value === 'number') return { name, kind: 'number' }
  if (typeof value === 'boolean') return { name, kind: 'boolean' }
  if (builtin !== undefined) return { name, kind: 'builtin', value: builtin }
  return { name, kind: 'other', value: describeKind(value) }
}

/** Globals that are values of their own and cannot be written. */
const CONSTANTS: ReadonlySet<string> = new Set(['NaN', 'Infinity', 'undefined'])

/** In words that are the same for all values of a kind: refusals are remembered under them. */
function describeKind(value: unknown): string {
  if (typeof value === 'string') return 'a string'
  if (typeof value === 'bigint') return 'a bigint'
  return Array.isArray(value) ? 'an array' : describeHeld(value)
}

/** Kernels and refusals remembered of one function; the oldest goes first. */
const KERNELS = 32

function kernelFor(
  addon: Addon,
  subject: Subject,
  shape: Shape,
  captures: readonly CaptureDeclaration[],
): Kernel | readonly Reason[] {
  const key = `${shape.columns}${shape.tuple ? 't' : ''}${captures.map((c) => `,${c.name}:${c.kind}:${c.value}`)}`
  let kernel = subject.kernels.get(key)
  if (kernel === undefined) {
    const source = subject.direct ? wrapBuiltin(subject.source, shape) : subject.source
    const reply = making(() => compileKernel(addon, { source, ...shape, captures }))
    kernel = 'ok' in reply ? reply.ok : reply.reasons
    if ('ok' in reply && reply.ok.params.length > MAX_PARAMS)
      kernel = [
        { code: 'too-large', message: `the function captures more than ${MAX_PARAMS} numbers` },
      ]
    subject.kernels.set(key, kernel)
    if (subject.kernels.size > KERNELS)
      subject.kernels.delete(subject.kernels.keys().next().value as string)
  }
  return kernel
}

/** `Math.max` for two columns becomes `(a0, a1) => Math.max(a0, a1)`. */
function wrapBuiltin(name: string, shape: Shape): string {
  if (shape.tuple) return `(a0) => ${name}(a0)`
  const args = Array.from({ length: shape.columns }, (_, i) => `a${i}`).join(', ')
  return `(${args}) => ${name}(${args})`
}

/** The first builtin of the kernel that somebody has replaced. */
export function patchedBuiltin(kernel: Kernel): Reason | undefined {
  for (const path of kernel.builtins)
    if (!isPristine(path))
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
