/**
 * The file that an import declaration means, as far as it can be told without Node's own (asynchronous, hooked) resolution.
 * It decides only whether a worker will be able to import; the worker itself resolves the specifier as Node does.
 */
import { readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Conditions of an `exports` map that hold for `import`. */
const IMPORT: ReadonlySet<string> = new Set([
  'node',
  'import',
  'module-sync',
  'node-addons',
  'default',
])

/** The file behind `specifier` as written in the file `from`; undefined where none is found. */
export function resolveImport(specifier: string, from: string): string | undefined {
  if (specifier.startsWith('file:')) return existing(fileURLToPath(specifier))
  if (/^\.{0,2}\//.test(specifier)) {
    const plain = specifier.replace(/[?#].*$/, '')
    return existing(resolve(dirname(from), plain))
  }
  // A scheme (`data:`, `http:`), or a name that only the package's own `imports` map knows.
  if (/^[a-z][a-z\d+.-]+:/i.test(specifier) || specifier.startsWith('#')) return undefined
  const [, name, rest = ''] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier) ?? []
  if (name === undefined) return undefined
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const self = manifestIn(folder)
    if (self?.name === name && self.exports !== undefined) return entryOf(folder, self, rest)
    const installed = join(folder, 'node_modules', name)
    const manifest = manifestIn(installed)
    if (manifest !== undefined) return entryOf(installed, manifest, rest)
    if (dirname(folder) === folder) return undefined
  }
}

interface Manifest {
  readonly name?: unknown
  readonly main?: unknown
  readonly exports?: unknown
}

const manifests = new Map<string, Manifest | undefined>()

function manifestIn(folder: string): Manifest | undefined {
  if (manifests.has(folder)) return manifests.get(folder)
  let manifest: Manifest | undefined
  try {
    manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  } catch {
    manifest = undefined
  }
  manifests.set(folder, manifest)
  return manifest
}

function entryOf(folder: string, manifest: Manifest, rest: string): string | undefined {
  const { exports, main } = manifest
  if (exports !== undefined) {
    const target = exported(exports, `.${rest}`)
    return target === undefined ? undefined : existing(join(folder, target))
  }
  if (rest !== '') return existing(join(folder, rest)) ?? existing(join(folder, `${rest}.js`))
  const start = typeof main === 'string' ? main : 'index.js'
  for (const end of ['', '.js', '/index.js'])
    if (existing(join(folder, start + end)) !== undefined) return join(folder, start + end)
  return undefined
}

/** The target of a subpath in an `exports` map. */
function exported(exports: unknown, subpath: string): string | undefined {
  const isMap =
    typeof exports === 'object' &&
    exports !== null &&
    Object.keys(exports).some((key) => key.startsWith('.'))
  if (!isMap) return subpath === '.' ? conditional(exports) : undefined
  const map = exports as Record<string, unknown>
  if (Object.hasOwn(map, subpath)) return conditional(map[subpath])
  for (const [pattern, target] of Object.entries(map)) {
    const [before, after] = pattern.split('*') as [string, string | undefined]
    if (after === undefined || !subpath.startsWith(before) || !subpath.endsWith(after)) continue
    const matched = subpath.slice(before.length, subpath.length - after.length)
    return conditional(target)?.replaceAll('*', matched)
  }
  return undefined
}

function conditional(target: unknown): string | undefined {
  if (typeof target === 'string') return target
  if (Array.isArray(target)) return target.map(conditional).find((found) => found !== undefined)
  if (typeof target !== 'object' || target === null) return undefined
  for (const [condition, inner] of Object.entries(target))
    if (IMPORT.has(condition)) {
      const found = conditional(inner)
      if (found !== undefined) return found
    }
  return undefined
}

function existing(file: string): string | undefined {
  try {
    return statSync(file).isFile() ? file : undefined
  } catch {
    return undefined
  }
}
