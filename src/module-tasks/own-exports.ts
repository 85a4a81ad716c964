/**
 * The functions that a module itself exports: the only ones that count as its tasks. What its exports inherit
 * (`constructor`, `toString`) and what stands behind `default` do not.
 */
import { fileURLToPath } from 'node:url'
import { UnknownExportError } from '../errors'
import { isObject } from '../is-object'
import { createRequire } from '../platform/modules'

type Namespace = Readonly<Record<string, unknown>>
type Task = (...args: unknown[]) => unknown

/**
 * The task of this name in a module that has been imported.
 *
 * @throws {UnknownExportError}
 */
export function taskIn(namespace: Namespace, url: string, name: string): Task {
  const exports = ownExports(namespace, url)
  const found = exports.get(name)
  if (typeof found === 'function') return found as Task
  const names = [...exports].filter(([, value]) => typeof value === 'function').map(([key]) => key)
  const holds =
    found === null ? 'null' : typeof found === 'object' ? 'an object' : `a ${typeof found}`
  throw new UnknownExportError(url, name, names, exports.has(name) ? holds : undefined)
}

function ownExports(namespace: Namespace, url: string): Map<string, unknown> {
  const exports = new Map(Object.entries(namespace))
  exports.delete('module.exports')
  // Node finds the names that a CommonJS module exports in its text, and misses those that are computed.
  const { default: inner } = namespace
  if (!isObject(inner) || inner !== commonJsExports(url)) return exports
  for (const key of Object.keys(inner))
    if (!exports.has(key)) exports.set(key, (inner as Namespace)[key])
  return exports
}

/** What the CommonJS module of this URL exports; undefined when it is none. */
function commonJsExports(url: string): unknown {
  try {
    const file = fileURLToPath(url)
    return createRequire(file).cache[file]?.exports
  } catch {
    return undefined
  }
}
