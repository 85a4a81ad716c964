/**
 * Which values travel as an export of a module, to be imported by the worker, as Python's pickle names functions: so that
 * a module's state, native addons, private classes and whatever its functions capture are simply there.
 *
 * Two ways to know the export. A variable that a file's import declarations bind is that export by the rules of the
 * language. A function whose text stands at the top level of a loaded module and is exported there is that export as well;
 * for CommonJS the module cache answers by identity. The main module is never imported: it is the program.
 *
 * Data go by value, as everywhere: what arrives is what the caller had, and shared memory stays shared.
 */
import { isAbsolute } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { UserFunction } from '../call'
import { encode } from '../codec'
import { moduleTaskOf, tasksModuleOf } from '../module-tasks'
import type { FunctionAnalysis } from './analysis'
import { commonJsExportOf } from './commonjs-exports'
import { type Home, homeOf } from './home'
import { lastingMark } from './lasting-mark'
import { isMainFile } from './main-module'
import { isTypeScript, type ModuleImport, moduleInfo, offsetOf } from './module-info'
import type { NodeModule } from './node-modules'
import { ownName } from './own-exports'
import { isOwnFile } from './own-files'
import { resolveImport } from './resolve-import'
import { nativeLocation } from './v8-scopes'

/** An export of a module that the worker imports. */
export interface ModuleExport {
  readonly is: 'export'
  readonly how: 'import' | 'require'
  /** A specifier; with `require`, an absolute path. */
  readonly specifier: string
  /** The file that the specifier stands in; undefined for one that stands for itself. */
  readonly from: string | undefined
  /** The member of the module's namespace, the member of that, …; empty for the whole of it. */
  readonly path: readonly string[]
  /** Whether it is a module task: only functions that the module itself exports count. */
  readonly task?: true
  /** Of a function: the mark of its text, which the worker's must have as well. */
  readonly mark?: string
}

export type ModuleReference = ModuleExport | ({ readonly is: 'module' } & NodeModule)

/** Set by the worker's half: what this thread imports, and has imported, for functions that came by reference. */
interface Importing {
  /** The module whose top-level code is running. */
  current(): string | undefined
  /** Specifiers of all, as in {@link ModuleExport.specifier}. */
  readonly all: ReadonlySet<string>
}

/** What this thread, as a worker, has imported for tasks; undefined in any other thread. */
function importing(): Importing | undefined {
  return (globalThis as { [IMPORTING]?: Importing })[IMPORTING]
}
const IMPORTING: unique symbol = Symbol.for('numpool.importing') as never

/** The module whose evaluation is going on in this worker: a call made meanwhile would be made again by its own workers. */
export function moduleBeingImported(): string | undefined {
  return importing()?.current()
}

/**
 * The export that a variable of `fn` stands for, by the import declarations of its file. `value` is what it holds now.
 */
export function importedAs(
  fn: UserFunction,
  analysis: FunctionAnalysis,
  name: string,
  value: unknown,
  locals?: ReadonlySet<string>,
): ModuleReference | undefined {
  const home = homeOf(fn, analysis)
  const found = home?.info?.imports.find(({ local }) => local === name)
  if (home === undefined || found === undefined || isShadowed(found, home)) return undefined
  return (
    builtinImport(found, value) ??
    (isData(value) || isOfMain(value) ? undefined : marked(userImport(found, home, locals), value))
  )
}

function marked(found: ModuleExport | undefined, value: unknown): ModuleExport | undefined {
  const mark = found === undefined ? undefined : lastingMark(value)
  return found === undefined || mark === undefined ? found : { ...found, mark }
}

/** Whether the function may mean something else by the name. */
function isShadowed({ shadows }: ModuleImport, { info, at, exact }: Home): boolean {
  if (shadows.length === 0) return false
  if (info === undefined || at === undefined || !exact) return true
  const offset = offsetOf(info.text, at.line, at.column)
  return shadows.some(([start, end]) => start <= offset && offset < end)
}

/** The module whose tasks (`pool.module()`) a variable holds, as a namespace. */
export function tasksAs(value: unknown): ModuleExport | undefined {
  const url = typeof value === 'object' && value !== null ? tasksModuleOf(value) : undefined
  if (url === undefined) return undefined
  return { is: 'export', how: 'import', specifier: url, from: undefined, path: [] }
}

/** A member of a namespace that is imported as a whole; undefined for one that goes by value. */
export function memberOf(
  namespace: ModuleReference,
  member: string,
  value: unknown,
): ModuleExport | undefined {
  if (typeof value === 'function' && moduleTaskOf(value) !== undefined)
    return exportedAs(value, undefined)
  if (namespace.is !== 'export' || isData(value) || isOfMain(value)) return undefined
  return marked({ ...namespace, path: [...namespace.path, member] }, value)
}

/** Node's own modules, primitives too: `threadId` is the worker's there. */
function builtinImport(found: ModuleImport, value: unknown): ModuleReference | undefined {
  const module = process.getBuiltinModule(found.source) as Record<string, unknown> | undefined
  if (module === undefined) return undefined
  const name = found.source.replace(/^node:/, '')
  const isWhole = found.imported === '*' || (found.imported === 'default' && !found.require)
  if (isWhole) {
    const namespace = found.imported === '*' && !found.require
    if (!namespace && value !== module) return undefined
    return { is: 'module', module: name, member: undefined, namespace }
  }
  // Something else under that name: a mock, or a module that was patched.
  if (!Object.hasOwn(module, found.imported) || !Object.is(module[found.imported], value))
    return undefined
  return { is: 'module', module: name, member: found.imported, namespace: false }
}

function userImport(
  { source, imported, require }: ModuleImport,
  home: Home,
  locals: ReadonlySet<string> | undefined,
): ModuleExport | undefined {
  // What `require` gave is known by identity.
  if (require || home.info?.esm !== true) return undefined
  const target = resolveImport(source, home.file)
  if (target === undefined || !isImportable(target, 'import') || usesLocals(target, locals))
    return undefined
  return {
    is: 'export',
    how: 'import',
    specifier: source,
    from: home.file,
    path: imported === '*' ? [] : [imported],
  }
}

/**
 * The export that a function, class or object is; undefined for anything that only its text or its data can stand for.
 *
 * @param analysis - of a function; undefined for another object
 */
export function exportedAs(
  value: object,
  analysis: FunctionAnalysis | undefined,
  locals?: ReadonlySet<string>,
): ModuleExport | undefined {
  const task = moduleTaskOf(value)
  if (task !== undefined) {
    const { url, name } = task
    return {
      is: 'export',
      how: 'import',
      specifier: url,
      from: undefined,
      path: [name],
      task: true,
    }
  }
  // Of those there is no need to look through what all the others export.
  if (isOfMain(value)) return undefined
  const found = commonJsExportOf(value)
  if (
    found !== undefined &&
    isImportable(found.file, 'require') &&
    (analysis !== undefined || !isData(value))
  ) {
    const { file, path } = found
    // A worker that has imported the module gets it as source: see declaredExport.
    if (importing()?.all.has(file) === true || usesLocals(file, locals)) return undefined
    return marked({ is: 'export', how: 'require', specifier: file, from: undefined, path }, value)
  }
  if (analysis === undefined || analysis.kind === 'native') return undefined
  const exported = declaredExport(value as UserFunction, analysis)
  if (exported === undefined || locals === undefined || locals.size === 0) return exported
  return usesLocals(fileURLToPath(exported.specifier), locals) ? undefined : exported
}

/**
 * Whether a module has variables that the pool's initializer has made locals of the workers: its functions travel by their
 * text then, in which these are found.
 */
function usesLocals(file: string, locals: ReadonlySet<string> | undefined): boolean {
  if (locals === undefined || locals.size === 0) return false
  const text = moduleInfo(file)?.text
  return text !== undefined && [...locals].some((name) => text.includes(name))
}

/** A function or class that stands at the top level of an ES module and is exported there. */
function declaredExport(fn: UserFunction, analysis: FunctionAnalysis): ModuleExport | undefined {
  const home = homeOf(fn, analysis)
  if (home?.info?.esm !== true || home.at === undefined || !isImportable(home.file, 'import'))
    return undefined
  const { info, at } = home
  const { source } = analysis
  const offset = offsetOf(info.text, at.line, at.column)
  const declared = info.declared.find(
    ({ start, end }) => start <= offset && offset < end && end - start === source.length,
  )
  const exported = info.exports.find(({ local }) => local === declared?.local)?.exported
  if (exported === undefined) return undefined
  const specifier = home.url ?? pathToFileURL(home.file).href
  // What a module does with its own functions while a worker imports it must not make workers import it in turn.
  if (importing()?.all.has(specifier) === true) return undefined
  return marked({ is: 'export', how: 'import', specifier, from: undefined, path: [exported] }, fn)
}

/** Whether a function is the main module's, which has made it one of another module's exports. */
function isOfMain(value: unknown): boolean {
  const script = typeof value === 'function' ? nativeLocation(value)?.file : undefined
  return script !== undefined && isMainFile(script)
}

/** Whether a worker can import the file as this process did, without running the program again. */
function isImportable(file: string, how: ModuleExport['how']): boolean {
  // tsx gives CommonJS that it has compiled the name of a `data:` URL.
  if (!isAbsolute(file) || isMainFile(file) || isSource(file)) return false
  if (isTypeScript(file)) return readsTypeScript(how)
  return /\.(?:[cm]?js|node|json)$/.test(file)
}

/** The sources of numpool itself, which only the tests' own runner can read. */
function isSource(file: string): boolean {
  return isOwnFile(file) && isTypeScript(file)
}

/** From this version on loaders of the main thread are there for all threads. */
const LOADERS_SHARED_SINCE = 22

/** Whether this process, and so its workers, read TypeScript: Node itself, or a loader given by a flag. */
function readsTypeScript(how: ModuleExport['how']): boolean {
  const { typescript } = process.features as { readonly typescript?: unknown }
  if (typeof typescript === 'string') return true
  const flags = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ')
  if (/\b(?:ts-node|swc|esbuild|jiti|ts-blank-space|amaro|oxc)\b/.test(flags)) return true
  // Where each thread has loaders of its own, tsx registers that of ES modules in the main thread alone.
  const everywhere = Number.parseInt(process.versions.node, 10) >= LOADERS_SHARED_SINCE
  return (everywhere || how === 'require') && /\btsx\b/.test(flags)
}

const carried = new WeakMap<object, boolean>()

/** Whether a value goes by itself: data that the codec carries. Asked once of each object. */
function isData(value: unknown): boolean {
  // Of numpool's own functions, workers have those of their own.
  if (typeof value === 'function') return ownName(value) !== undefined
  if (typeof value !== 'object' || value === null) return true
  let known = carried.get(value)
  if (known === undefined) {
    try {
      encode(value)
      known = true
    } catch {
      known = false
    }
    carried.set(value, known)
  }
  return known
}
