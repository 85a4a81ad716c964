/**
 * The names of function expressions. In `function g() { return x => g(x) }`, written as an expression, `g` is a variable
 * that only the function itself sees, and the one kind that V8 does not list among a closure's variables: whatever has that
 * name further out would be taken in its place. So the text of the closure's file is asked.
 */
import type { UserFunction } from '../call'
import { analyze } from './analysis'
import type { FreeValue } from './closure'
import { type Home, homeOf } from './home'
import { type ModuleInfo, moduleInfo, offsetOf, type SelfName } from './module-info'
import { HiddenNameError } from './scopes'
import { parametersAt } from './source'
import { nativeLocation, placeWords } from './v8-scopes'

const NONE: ReadonlySet<string> = new Set()

/** Scripts remembered. */
const SCRIPTS = 1024

/** The names of function expressions, by script. */
const scripts = new Map<number, ReadonlySet<string>>()

const toSource = Function.prototype.toString

/**
 * Refuses a free name that means a function expression around `fn` where something else was found under it.
 *
 * @throws {HiddenNameError} which names the variable
 */
export function refuseSelfNames(
  fn: UserFunction,
  names: readonly string[],
  found: ReadonlyMap<string, FreeValue>,
): void {
  if (names.length === 0) return
  const selves = selfNamesAround(fn)
  if (selves.size === 0) return
  for (const name of names) {
    if (!selves.has(name)) continue
    const free = found.get(name)
    if (free?.from === 'captures' || !isHidden(fn, name, free?.value)) continue
    throw new HiddenNameError(name)
  }
}

/** The names of all function expressions in the script of a function. */
function selfNamesAround(fn: UserFunction): ReadonlySet<string> {
  const script = placeWords(fn)?.[0]
  if (script === undefined) return namesIn(homeOf(fn, analyze(fn))?.info)
  let names = scripts.get(script)
  if (names === undefined) {
    const file = nativeLocation(fn)?.file
    names = namesIn(file === undefined ? undefined : moduleInfo(file))
    if (scripts.size >= SCRIPTS) scripts.clear()
    scripts.set(script, names)
  }
  return names
}

function namesIn(info: ModuleInfo | undefined): ReadonlySet<string> {
  if (info === undefined || info.selves.length === 0) return NONE
  return new Set(info.selves.map(({ name }) => name))
}

/** Whether the name means a function expression around `fn`, and the value is not what that expression made. */
function isHidden(fn: UserFunction, name: string, value: unknown): boolean {
  const home = homeOf(fn, analyze(fn))
  if (home?.info === undefined) return false
  const selves = home.info.selves.filter((one) => one.name === name)
  const start = startOf(fn, home)
  if (start === undefined) return isHiddenByText(fn, home.info.text, selves, value)
  const around = selves.filter((one) => one.start < start && start < one.end)
  const own = around.sort((a, b) => b.start - a.start)[0]
  if (own === undefined) return false
  if (own.shadows.some(([from, until]) => from <= start && start < until)) return false
  if (typeof value !== 'function') return true
  const its = homeOf(value as UserFunction, analyze(value as UserFunction))
  return its?.file !== home.file || startOf(value as UserFunction, its) !== own.start
}

/** Where the function's text begins in its file; undefined where the file's text is not what runs. */
function startOf(fn: UserFunction, { info, at, exact }: Home): number | undefined {
  if (info === undefined || at === undefined) return undefined
  const analysis = analyze(fn)
  const start = offsetOf(info.text, at.line, at.column) - parametersAt(analysis)
  return exact || isBlanked(analysis.source, info.text, start) ? start : undefined
}

/** Whether the source is the text with types blanked out, as Node reads TypeScript. */
function isBlanked(source: string, text: string, start: number): boolean {
  for (let i = 0; i < source.length; i++)
    if (source[i] !== text[start + i] && !/[\s;]/.test(source[i] as string)) return false
  return true
}

/** The same by texts alone, for files that are transformed before they run. Where they cannot tell, the name is refused. */
function isHiddenByText(
  fn: UserFunction,
  text: string,
  selves: readonly SelfName[],
  value: unknown,
): boolean {
  const source = essence(toSource.call(fn))
  if (typeof value === 'function' && essence(toSource.call(value)).includes(source)) return false
  let outside = ''
  let end = 0
  let isInside = false
  for (const one of [...selves].sort((a, b) => a.start - b.start)) {
    isInside ||= essence(text.slice(one.start, one.end)).includes(source)
    outside += text.slice(end, Math.max(end, one.start))
    end = Math.max(end, one.end)
  }
  return isInside || !essence(outside + text.slice(end)).includes(source)
}

/** A text without what tools change when they print it anew. */
function essence(text: string): string {
  return text.replace(/[\s;'"`,()]/g, '')
}
