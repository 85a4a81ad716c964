/**
 * What the CommonJS modules of this process export, by identity: the module itself, its exports, and those of its
 * `default`. Only values that stand there are looked at; of getters, those that compilers write for a re-export, which do
 * nothing but name a variable.
 */
import { isAbsolute, sep } from 'node:path'
import { isObject } from '../is-object'
import { nodeModules } from '../platform/modules'
import { isMainFile } from './main-module'

/** A value in a CommonJS module: the file, and the members that lead to the value. */
export interface CommonJsExport {
  readonly file: string
  readonly path: readonly string[]
}

type Cache = Readonly<
  Record<string, { readonly exports?: unknown; readonly loaded?: boolean } | undefined>
>

const index = new WeakMap<object, CommonJsExport>()
/** Files whose exports are in the index. */
const seen = new Set<string>()
let size = 0

/** Where a value is exported; undefined when no loaded CommonJS module but the main one does. */
export function commonJsExportOf(value: object): CommonJsExport | undefined {
  refresh()
  const found = index.get(value)
  if (found !== undefined || registry === undefined) return found
  readRegistry(registry)
  return index.get(value)
}

/**
 * The modules that this file could `require`, where those are others than Node's: Jest runs each test file with a registry of its own,
 * of which Node's cache says nothing.
 */
const registry = typeof require === 'function' ? (require.cache as Cache | undefined) : undefined
/** What the registry's modules have exported, by file: tests may make it anew (`jest.resetModules()`). */
const registered = new Map<string, unknown>()
const PACKAGES = `${sep}node_modules${sep}`

function readRegistry(modules: Cache): void {
  if (modules === cacheOfNode()) return
  for (const file of Object.keys(modules)) {
    // Packages: what else is there, the runner may have compiled, and no worker could read it.
    if (!isAbsolute(file) || !file.includes(PACKAGES)) continue
    const module = modules[file]
    if (module?.loaded !== true || registered.get(file) === module.exports) continue
    registered.set(file, module.exports)
    add(file, module.exports)
  }
}

function cacheOfNode(): Cache | undefined {
  return (nodeModules() as unknown as { readonly _cache?: Cache })._cache
}

function refresh(): void {
  const cache = cacheOfNode()
  if (cache === undefined) return
  const files = Object.keys(cache)
  if (files.length === size) return
  let waiting = 0
  for (const file of files) {
    if (seen.has(file)) continue
    const module = cache[file]
    // What is still running has not exported everything yet.
    if (module?.loaded === false) waiting++
    else {
      seen.add(file)
      if (module !== undefined && !isMainFile(file)) add(file, module.exports)
    }
  }
  size = files.length - waiting
}

function add(file: string, exports: unknown): void {
  if (!isObject(exports)) return
  note(exports, { file, path: [] })
  members(file, exports, [])
  const inner = Object.getOwnPropertyDescriptor(exports, 'default')?.value as unknown
  if (isObject(inner)) members(file, inner, ['default'])
}

function members(file: string, owner: object, path: readonly string[]): void {
  for (const key of Object.getOwnPropertyNames(owner)) {
    if (key === '__proto__' || key === 'prototype' || key === 'caller' || key === 'arguments')
      continue
    const descriptor = Object.getOwnPropertyDescriptor(owner, key)
    if (descriptor === undefined) continue
    const value: unknown =
      descriptor.get === undefined ? descriptor.value : reExported(descriptor.get)
    if (isObject(value)) note(value, { file, path: [...path, key] })
  }
}

/** The first to export a value is the outermost: modules enter the cache before those they require. */
function note(value: object, found: CommonJsExport): void {
  if (!index.has(value)) index.set(value, found)
}

const RE_EXPORT =
  /^(?:\(\)\s*=>\s*|function\s*(?:[\w$]+\s*)?\(\)\s*\{\s*return\s+)[\w$]+(?:\.[\w$]+|\[[\w$]+\])?;?\s*\}?$/

function reExported(getter: () => unknown): unknown {
  if (!RE_EXPORT.test(Function.prototype.toString.call(getter))) return undefined
  try {
    return getter()
  } catch {
    return undefined
  }
}
