/**
 * Where a function stands in the user's files, so that errors in a worker point there.
 *
 * V8 knows the place. Where it can be asked only through the inspector, it tells line and column but not the file, which
 * is looked for among those on the stack of the call: one that holds the function's first line at that place is it.
 */
import { readFileSync } from 'node:fs'
import { forgetOldest } from '../bounded'
import type { UserFunction } from '../call'
import type { FunctionAnalysis } from './analysis'
import { locationOf } from './closure'
import { isOwnFile, stackFiles } from './own-files'
import { parametersAt } from './source'
import { nativeLocation } from './v8-scopes'

/** A place in a file; line and column counted from 0. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

const PLACES = 256
const places = new Map<string, Place | undefined>()

/** The place where the text of `fn` begins; undefined where it is not known for sure enough. */
export function locate(fn: UserFunction, analysis: FunctionAnalysis): Place | undefined {
  const exact = nativeLocation(fn)
  // Where V8 tells the script's name, one that is no file's is the answer, too.
  if (exact !== undefined)
    return exact.file === undefined
      ? undefined
      : { file: nameFor(exact.file), ...beginning(analysis, exact) }
  const { source } = analysis
  if (places.has(source)) return places.get(source)
  const place = find(fn, analysis)
  places.set(source, place)
  forgetOldest(places, PLACES)
  return place
}

function find(fn: UserFunction, analysis: FunctionAnalysis): Place | undefined {
  const location = locationOf(fn)
  if (location === undefined) return undefined
  const { line, column } = beginning(analysis, location)
  const files = callers()
  for (const file of files)
    if (holdsAt(file, analysis.source, line)) return { file: nameFor(file), line, column }
  // A compiled file differs from what runs; then the place is that of the compiled text, as in any stack.
  const file = mostAlike(files, analysis.source)
  return file === undefined ? undefined : { file: nameFor(file), line, column }
}

/**
 * The name under which a worker compiles a text of the file. Coverage and profiles are kept by name, and another text under
 * the same one would corrupt them; relative imports ask for the folder alone.
 */
function nameFor(file: string): string {
  return isMeasured() ? `${file}?numpool` : file
}

function isMeasured(): boolean {
  return (
    process.env.NODE_V8_COVERAGE !== undefined ||
    process.execArgv.some((flag) => /^--(?:cpu-prof|prof|experimental-test-coverage)/.test(flag))
  )
}

/** V8 says where the parameters begin; the text begins before them. */
function beginning(
  analysis: FunctionAnalysis,
  location: { line: number; column: number },
): { line: number; column: number } {
  const before = analysis.source.slice(0, parametersAt(analysis))
  const lines = before.split('\n')
  const line = Math.max(0, location.line - (lines.length - 1))
  return { line, column: lines.length === 1 ? Math.max(0, location.column - before.length) : 0 }
}

/** Files on the stack that are the user's, nearest first. */
function callers(): string[] {
  const files = stackFiles(callers).filter(
    (file) => !isOwnFile(file) && !file.includes('/node_modules/vitest'),
  )
  return [...new Set(files)].slice(0, 6)
}

/** Whether the file has the first line of `source` in its line `line`. */
function holdsAt(file: string, source: string, line: number): boolean {
  const [first = ''] = source.split('\n', 1)
  const text = textOf(file).split('\n', line + 1)[line]
  return text?.includes(first.trim()) === true
}

/** The file to be compiled that has the words of `source`; undefined when none has nearly all of them. */
function mostAlike(files: readonly string[], source: string): string | undefined {
  const words = new Set(source.match(/[A-Za-z$][\w$]{2,}/g))
  let best: { readonly file: string; readonly share: number } | undefined
  for (const file of files) {
    if (!/\.(?:[cm]?tsx?|jsx|vue|svelte)$/.test(file)) continue
    const text = textOf(file)
    let found = 0
    for (const word of words) if (text.includes(word)) found++
    const share = words.size === 0 ? 0 : found / words.size
    if (share > 0.8 && share > (best?.share ?? 0)) best = { file, share }
  }
  return best?.file
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
