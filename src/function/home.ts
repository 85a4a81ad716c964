/**
 * The file that a function stands in, with what that file imports and exports.
 */
import { fileURLToPath } from 'node:url'
import type { UserFunction } from '../call'
import type { FunctionAnalysis } from './analysis'
import { knownLocation } from './closure'
import { type ModuleInfo, moduleInfo, offsetOf } from './module-info'
import { fileOfScript, fileOfUrl } from './script-files'
import { parametersAt } from './source'
import { scriptNameOf } from './v8-scopes'

export interface Home {
  readonly file: string
  /** The file's URL where it has a query; two queries make two modules. */
  readonly url: string | undefined
  readonly info: ModuleInfo | undefined
  /** Where V8 says that the function is, counted from 0. */
  readonly at: { readonly line: number; readonly column: number } | undefined
  /** Whether the file's text is what runs, at least where the function stands. */
  readonly exact: boolean
}

const homes = new WeakMap<UserFunction, Home>()

/** The home of a function whose closure has been read; undefined when its file is not known. */
export function homeOf(fn: UserFunction, analysis: FunctionAnalysis): Home | undefined {
  const known = homes.get(fn)
  if (known !== undefined) return known
  const at = knownLocation(fn)
  const script = scriptNameOf(fn)
  const found = script === undefined ? fileOfScript(at?.script) : fileOfUrl(script)
  if (found === undefined) return undefined
  const url = found.startsWith('file:') ? found : undefined
  const file = url === undefined ? found : fileURLToPath(url)
  const info = moduleInfo(file)
  const home = { file, url, info, at, exact: info !== undefined && standsAt(info, analysis, at) }
  homes.set(fn, home)
  return home
}

function standsAt(info: ModuleInfo, analysis: FunctionAnalysis, at: Home['at']): boolean {
  if (at === undefined) return false
  const { text } = info
  const offset = offsetOf(text, at.line, at.column) - parametersAt(analysis)
  // A class is somewhere before its constructor.
  if (analysis.kind === 'class') {
    const begin = text.lastIndexOf(analysis.source, offset)
    return begin !== -1 && offset <= begin + analysis.source.length
  }
  return text.startsWith(analysis.source, offset)
}
