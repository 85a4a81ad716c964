/**
 * What is known of one function that is to become native, or part of a native one: its source, and the variables that it
 * takes from outside as the compiler hears of them.
 */
import type { UserFunction } from '../../call'
import type { Reason } from '../../errors'
import { describe as describeHeld } from '../../errors'
import { analyze } from '../../function/analysis'
import { builtinName, isHostGlobal } from '../../function/builtins'
import { type FreeValue, resolveFree } from '../../function/closure'
import { selfNameCheck } from '../../function/lazy'
import { isThreadValue } from '../../function/thread-values'
import { making } from '../../watch/making'
import type { CaptureDeclaration } from './compile'
import { DEEPEST, GETTER, isReadable, membersOf } from './objects'
import { isTable } from './tables'

export type Captures = Readonly<Record<string, unknown>>

/** What is known of a function object for good. */
export interface Subject {
  readonly source: string
  /** Stands for the source in keys. */
  readonly text: number
  readonly free: readonly string[]
  /** Of a free name: the members used, where every use is a plain read of one. */
  readonly members: ReadonlyMap<string, readonly string[]>
  /** A builtin that the user passed itself: what it is cannot change by patching the global. */
  readonly direct: boolean
  /** Whether the closure binds none of the free names, so that they are all globals; undefined before a look. */
  global: boolean | undefined
  /** Captured variables by whether each thread has a value of its own for them, as far as this was asked. */
  readonly ofThread: Map<string, boolean>
}

const subjects = new WeakMap<UserFunction, Subject>()

/** What is known of a function; a reason where it cannot be numeric. */
export function subjectOf(fn: UserFunction): Subject | Reason {
  let subject = subjects.get(fn)
  if (subject === undefined) {
    const described = making(() => describe(fn))
    if ('code' in described) return described
    subject = described
    subjects.set(fn, subject)
  }
  return subject
}

/** Texts remembered under their numbers. */
const TEXTS = 1024

const texts = new Map<string, number>()
let lastText = 0

/** A number that no other text has; another one for the same text when many have been seen in between. */
function textNumber(source: string): number {
  let number = texts.get(source)
  if (number === undefined) {
    if (texts.size >= TEXTS) texts.clear()
    number = ++lastText
    texts.set(source, number)
  }
  return number
}

export const NOTHING: ReadonlyMap<string, FreeValue> = new Map()

function describe(fn: UserFunction): Subject | Reason {
  const builtin = builtinName(fn)
  if (builtin !== undefined) {
    if (
      !/^(Math\.|Number\.|Number$|Boolean$|isNaN$|isFinite$|parseFloat$|Object\.is$)/.test(builtin)
    )
      return { code: 'not-numeric', message: `${builtin} is not a numeric function` }
    return {
      source: builtin,
      text: textNumber(builtin),
      free: [],
      members: new Map(),
      direct: true,
      global: true,
      ofThread: new Map(),
    }
  }
  const analysis = analyze(fn)
  return {
    source: analysis.source,
    text: textNumber(analysis.source),
    free: analysis.free.map(({ name }) => name),
    members: new Map(
      analysis.free.flatMap(({ name, members }) =>
        members === undefined ? [] : [[name, members]],
      ),
    ),
    direct: false,
    global: analysis.free.length === 0 ? true : undefined,
    ofThread: new Map(),
  }
}

/** The values of the free names: from the `captures` option, else from the live closure. */
export function readCaptures(
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

type NumberOf = (name: string, fn: UserFunction) => number

/** What the compiler is told of the free names; `numberOf` gives captured functions their numbers. */
export function declare(
  fn: UserFunction,
  subject: Subject,
  values: ReadonlyMap<string, FreeValue>,
  numberOf: NumberOf,
): readonly CaptureDeclaration[] {
  const declarations: CaptureDeclaration[] = []
  for (const name of subject.free) {
    const found = values.get(name)
    if (found === undefined) continue
    const declaration = isOfThread(fn, subject, name, found)
      ? { name, kind: 'other' as const, value: OF_THREAD }
      : declarationOf(name, found, subject.members.get(name), numberOf)
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
function declarationOf(
  name: string,
  { from, value }: FreeValue,
  used: readonly string[] | undefined,
  numberOf: NumberOf,
): CaptureDeclaration | undefined {
  if (from === 'global' && (builtinName(value) === name || CONSTANTS.has(name))) return undefined
  // What Node's own globals hold may be this thread's.
  if (from === 'global' && typeof value === 'object' && isHostGlobal(name))
    return { name, kind: 'other', value: describeKind(value) }
  return declarationFor(name, name, value, used, 0, numberOf)
}

/** The same of any captured value; `path` leads to it. */
function declarationFor(
  name: string,
  path: string,
  value: unknown,
  used: readonly string[] | undefined,
  depth: number,
  numberOf: NumberOf,
): CaptureDeclaration {
  if (typeof value === 'number') return { name, kind: 'number' }
  if (typeof value === 'boolean') return { name, kind: 'boolean' }
  const builtin = builtinName(value)
  if (builtin !== undefined) return { name, kind: 'builtin', value: builtin }
  if (typeof value === 'function')
    return { name, kind: 'function', function: numberOf(path, value as UserFunction) }
  if (isTable(value)) return { name, kind: 'table' }
  const members = isReadable(value) && depth < DEEPEST ? membersOf(value, used) : undefined
  if (members === undefined) return { name, kind: 'other', value: describeKind(value) }
  return {
    name,
    kind: 'object',
    members: members.map(([key, held]) =>
      held === GETTER
        ? { name: key, kind: 'other', value: 'what a getter gives' }
        : declarationFor(key, `${path}.${key}`, held, undefined, depth + 1, numberOf),
    ),
  }
}

/** Globals that are values of their own and cannot be written. */
const CONSTANTS: ReadonlySet<string> = new Set(['NaN', 'Infinity', 'undefined'])

/** In words that are the same for all values of a kind: refusals are remembered under them. */
function describeKind(value: unknown): string {
  if (typeof value === 'string') return 'a string'
  if (typeof value === 'bigint') return 'a bigint'
  return Array.isArray(value) ? 'an array' : describeHeld(value)
}
