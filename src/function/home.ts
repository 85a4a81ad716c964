/**
 * The file that a function stands in, with what that file imports and exports.
 */
import { fileURLToPath } from 'node:url'
import type { UserFunction } from '../call'
import type { FunctionAnalysis } from './analysis'
import { type FunctionLocation, locationOf } from './closure'
import { type ModuleInfo, moduleInfo, offsetOf } from './module-info'
import { resolveImport } from './resolve-import'
import { fileOfScript, fileOfUrl, knownFiles, noteScript } from './script-files'
import { parametersAt } from './source'
import { scriptNameOf } from './v8-scopes'

export interface Home {
  readonly file: string
  /** The file's URL where it has a query; two queries make two modules. */
  readonly url: string | undefined
  readonly info: ModuleInfo | undefined
  /** Where V8 says that the function is, counted from 0. */
  readonly at: FunctionLocation | undefined
  /** Whether the file's text is what runs, at least where the function stands. */
  readonly exact: boolean
}

const homes = new WeakMap<UserFunction, Home>()

/** The home of a function; undefined when its file is not known. */
export function homeOf(fn: UserFunction, analysis: FunctionAnalysis): Home | undefined {
  const known = homes.get(fn)
  if (known !== undefined) return known
  const at = locationOf(fn)
  const script = scriptNameOf(fn)
  const found =
    script === undefined
      ? (fileOfScript(at?.script) ?? importedFile(analysis, at))
      : fileOfUrl(script)
  if (found === undefined) return undefined
  const url = found.startsWith('file:') ? found : undefined
  const file = url === undefined ? found : fileURLToPath(url)
  const info = moduleInfo(file)
  const home = { file, url, info, at, exact: info !== undefined && standsAt(info, analysis, at) }
  homes.set(fn, home)
  return home
}

/** How many files were known when a script was last looked for among those that they import. */
const tried = new Map<number, number>()

/** The file, among those that the files on the stack import, that has the function at this place. */
function importedFile(analysis: FunctionAnalysis, at: Home['at']): string | undefined {
  if (at?.script === undefined) return undefined
  const files = knownFiles()
  if (tried.get(at.script) === files.size) return undefined
  tried.set(at.script, files.size)
  for (const file of files)
    for (const { source } of moduleInfo(file)?.imports ?? []) {
      const target = resolveImport(source, file)
      const info = target === undefined ? undefined : moduleInfo(target)
      if (target === undefined || info === undefined || !standsAt(info, analysis, at)) continue
      noteScript(at.script, target)
      return target
    }
  return undefined
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
